"""Effort on counted and uncounted work: the check values of 5.6.2, the signs, and the best choice found by search."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from course.models.arrays import ModelError
from course.models.multitask import Effort, best_effort, motivation_after, motivation_paid, required_rise

#: The parameters of the check table in the fact file (5.6.2); all of them are the course's own.
MOTIVE, SHARE, CROWDING, COMPETITION, WEIGHT = 1.3, 0.45, 0.10, 0.3, 0.25

drives = st.floats(0.5, 2)
pays = st.floats(0, 0.5)
competitions = st.floats(0, 0.95)


def choose(motive, pay=0.0, pressure=0.0, competition=COMPETITION):
    return best_effort(motive + pressure, motive, pay, competition)


PAID = motivation_paid(MOTIVE, CROWDING, SHARE)
SOMATIC = choose(PAID, WEIGHT * SHARE)


@pytest.mark.parametrize(
    ("effort", "volume", "quality", "coding"),
    [
        (SOMATIC, 1.089, 0.928, 0.056),
        (choose(PAID), 0.965, 0.965, 0),
        (choose(1.35), 1.038, 1.038, 0),
    ],
    ids=["somatic, R", "somatic, B, no signal; psychiatry", "somatic, B, strong signal"],
)
def test_effort_has_the_check_values(effort, volume, quality, coding):
    """Fact file 5.6.2, check table: every printed digit of q, n and c."""
    assert (round(effort.volume, 3), round(effort.quality, 3), round(effort.coding, 3)) == (volume, quality, coding)


@pytest.mark.parametrize(
    ("after", "recorded", "real"),
    [(choose(PAID), -0.157, -0.114), (choose(1.35), -0.093, -0.046)],
    ids=["no signal", "strong signal"],
)
def test_the_changes_have_the_check_values(after, recorded, real):
    """Fact file 5.6.2, check table: the change in recorded M and in real q, in per cent with one decimal."""
    assert round(after.recorded / SOMATIC.recorded - 1, 3) == recorded
    assert round(after.volume / SOMATIC.volume - 1, 3) == real


def test_where_money_does_not_count_nothing_changes():
    """Fact file 5.6.2, psychiatry (μ = 0, no signal): 0 per cent in recorded and in real output."""
    assert choose(PAID, 0.0 * SHARE) == choose(PAID)


def test_the_required_rise_has_its_check_value():
    """Fact file 5.6.2: 0.1125 / 0.7 = 0.161."""
    assert round(required_rise(WEIGHT * SHARE, COMPETITION), 3) == 0.161


def test_the_strong_signal_of_the_check_table_is_crowding_out_undone_and_a_signal_of_one():
    """Fact file 5.6.2: α = 1.35 is 1.3 with crowding-out undone, and 0.05 for a full signal."""
    assert motivation_after(MOTIVE, CROWDING, SHARE, 1, 0.05, remembers=True) == pytest.approx(1.35)


def utility(volume, quality, coding, volume_drive, quality_drive, pay, competition, effort_cost, coding_cost):
    """U of 5.6.2 without the terms that the choice does not move."""
    gain = pay * (volume + coding) + volume_drive * volume + quality_drive * quality
    work = volume**2 + quality**2 + 2 * competition * volume * quality
    return gain - effort_cost / 2 * work - coding_cost / 2 * coding**2


def searched(parameters):
    """Find the best effort by a grid that zooms in; it knows only the utility and that effort is not below zero."""
    centre, width = np.array([1.0, 1.0, 0.5]), 8.0
    for _ in range(40):
        axes = [np.clip(np.linspace(at - width, at + width, 9), 0, None) for at in centre]
        grid = np.meshgrid(*axes, indexing="ij")
        best = np.unravel_index(np.argmax(utility(*grid, *parameters)), grid[0].shape)
        centre, width = np.array([axis[at] for axis, at in zip(axes, best, strict=True)]), width * 0.6
    return centre


@pytest.mark.parametrize(
    "parameters",
    [
        (1.255, 1.255, 0.1125, 0.3, 1.0, 2.0),
        (1.6, 1.01, 0.3, 0.6, 1.0, 2.0),
        (0.2, 2.0, 0.0, 0.5, 1.0, 2.0),
        (2.0, 0.2, 0.3, 0.5, 1.5, 1.0),
        (-1.0, -0.5, 0.2, 0.5, 1.0, 2.0),
        (1.0, -0.5, 0.0, 0.0, 0.5, 3.0),
    ],
    ids=["check table", "sharp", "no volume", "no quality", "only coding", "other costs"],
)
def test_a_search_finds_the_same_effort(parameters):
    """Grid search on U of 5.6.2 meets q*, n* and c*, at the edges too."""
    *drive, effort_cost, coding_cost = parameters
    effort = best_effort(*drive, effort_cost=effort_cost, coding_cost=coding_cost)
    assert [effort.volume, effort.quality, effort.coding] == pytest.approx(searched(parameters), abs=1e-4)


@given(st.floats(-2, 3), st.floats(-2, 3), pays, competitions, st.tuples(*[st.floats(0, 5)] * 3))
def test_no_other_effort_is_better(volume_drive, quality_drive, pay, competition, other):
    """The chosen effort is never below zero and has at least the utility of any other."""
    effort = best_effort(volume_drive, quality_drive, pay, competition)
    chosen = (effort.volume, effort.quality, effort.coding)
    assert min(chosen) >= 0
    terms = (volume_drive, quality_drive, pay, competition, 1.0, 2.0)
    assert utility(*chosen, *terms) >= utility(*other, *terms) - 1e-9


@given(drives, st.floats(0, 0.4), st.floats(0.01, 0.4), competitions)
def test_pay_moves_effort_as_the_derivatives_say(motive, pay, more, competition):
    """Fact file 5.6.2: ∂q/∂pay = 1/(1 − δ²), ∂n/∂pay = −δ/(1 − δ²) and ∂c/∂pay = 1/κc, with κ = 1 and κc = 2."""
    first, second = (best_effort(motive, motive, each, competition) for each in (pay, pay + more))
    assume(second.quality > 0)
    assert second.volume - first.volume == pytest.approx(more / (1 - competition**2))
    assert second.quality - first.quality == pytest.approx(-competition * more / (1 - competition**2))
    assert second.coding - first.coding == pytest.approx(more / 2)


@given(st.floats(0, 0.5), st.floats(0, 0.4), st.floats(0, 0.5), st.floats(0.01, 0.1))
def test_crowding_out_can_outweigh_money(weight, crowding, share, more):
    """Fact file 5.6.2: a larger variable share raises volume only while μ > γ·(1 − δ)."""

    def volume(at):
        return choose(motivation_paid(MOTIVE, crowding, at), weight * at).volume

    edge = weight - crowding * (1 - COMPETITION)
    assume(abs(edge) > 1e-6)
    assert (volume(share + more) > volume(share)) == (edge > 0)


@given(drives, pays, st.floats(0, 0.3), st.floats(0, 0.6))
def test_volume_is_unchanged_exactly_when_the_rise_is_the_required_one(motive, pay, pressure, competition):
    """H3 (p. 122) as 5.6.2 writes it: (1 − δ)·Δα + Δτ = μρ keeps q; more raises it, less lowers it."""
    rise = required_rise(pay, competition, pressure)

    def after(extra):
        return choose(motive + rise + extra, 0.0, pressure, competition)

    before = choose(motive, pay, competition=competition)
    assume(min(before.quality, after(0).quality, after(-0.05).quality) > 0)
    assert after(0).volume == pytest.approx(before.volume)
    assert after(-0.05).volume < before.volume < after(0.05).volume


@given(st.floats(0, 0.4), st.floats(0, 0.6), st.floats(-1, 1))
def test_a_clinic_that_remembers_never_has_more_motivation(crowding, share, signal):
    """Memory keeps what pay crowded out unless the signal is above zero; then it makes no difference."""
    kept, undone = (
        motivation_after(MOTIVE, crowding, share, signal, 0.05, remembers=remembers) for remembers in (True, False)
    )
    assert undone - kept == pytest.approx(crowding * share if signal <= 0 else 0)


def test_recorded_output_is_volume_and_coding():
    """M = q + c (5.6.2); quality is not counted."""
    assert Effort(volume=1.0, quality=9.0, coding=0.25).recorded == 1.25


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: best_effort(1, 1, 0, 1.0), "competition must be at least 0 and below 1, not 1.0"),
        (lambda: best_effort(1, 1, 0, -0.1), "competition must be at least 0 and below 1, not -0.1"),
        (lambda: best_effort(1, 1, 0, float("nan")), "competition must be at least 0 and below 1, not nan"),
        (lambda: best_effort(1, 1, -0.1, 0.3), "pay must be a number of at least zero, not -0.1"),
        (lambda: best_effort(1, 1, 0, 0.3, effort_cost=0), "effort_cost must be above zero, not 0"),
        (lambda: best_effort(1, 1, 0, 0.3, coding_cost=0), "coding_cost must be above zero, not 0"),
        (lambda: best_effort(float("nan"), 1, 0, 0.3), "drives must be finite numbers"),
        (lambda: best_effort(1, float("inf"), 0, 0.3), "drives must be finite numbers"),
        (lambda: required_rise(0.1, 1.0), "competition must be at least 0 and below 1, not 1.0"),
        (lambda: motivation_paid(1.3, -0.1, 0.4), "crowding_out must be at least zero, not -0.1"),
        (lambda: motivation_paid(1.3, 0.1, 1.4), "variable_share must be between 0 and 1, not 1.4"),
        (
            lambda: motivation_after(1.3, 0.1, 0.4, 2, 0.05, remembers=True),
            "signal must be between -1 and 1, not 2",
        ),
        (
            lambda: motivation_after(1.3, 0.1, 0.4, 0, -0.05, remembers=False),
            "signal_effect must be at least zero, not -0.05",
        ),
    ],
)
def test_what_has_no_meaning_is_named(call, message):
    """A value without meaning is refused by name; competition of 1, where the formula has no value, among them."""
    with pytest.raises(ModelError, match=message):
        call()


def test_competition_just_below_one_still_has_an_answer():
    """Near the singular value one task takes all, and the effort is finite for any pair of drives."""
    for counted, uncounted in itertools.product((-1.0, 0.5, 1.0, 2.0), repeat=2):
        effort = best_effort(counted, uncounted, 0.0, 1 - 1e-9)
        assert max(effort.volume, effort.quality) <= max(counted, uncounted, 0.0) + 1e-6
