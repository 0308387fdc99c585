"""The made-up panel: the process and target table of fact file 5.6.11, the closed forms, and the dataset made of it."""

from __future__ import annotations

import itertools
from dataclasses import fields, replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from course.data import load
from course.models import panel
from course.models.arrays import ModelError
from course.models.estimators import before_after, triple_difference, two_way
from course.models.panel import AFTER, CARE, PSYCHIATRY, REGIONS, SKANE, SOMATIC, WINDOW, YEARS, Chance, World
from tools import synthetic_regions

SWITCHES = [field.name for field in fields(World) if field.type == "bool"]
#: Nothing at all happens but the reform.
QUIET = replace(World(), **dict.fromkeys(SWITCHES, False))
NOT_IN_SKANE = World(merger=False, reorganisation=False, psychiatry=False)


def estimates(chance: Chance, world: World, recorded: bool) -> dict[str, np.ndarray]:
    """The three estimates for Skåne, each of shape (D,)."""
    log = panel.output(chance, world, recorded)[..., WINDOW]
    somatic, psychiatry = log[:, SOMATIC], log[:, PSYCHIATRY]
    return {
        "before_after": before_after(somatic, AFTER)[:, SKANE],
        "two_way": two_way(somatic, AFTER)[:, SKANE],
        "triple": triple_difference(somatic, psychiatry, AFTER)[:, SKANE],
    }


def without_chance() -> Chance:
    """One panel in which nothing is left to chance: growth is the same each year, and nothing wobbles."""
    zero = np.zeros((1, len(CARE), REGIONS, YEARS.size))
    growth = panel.GROWTH * np.arange(1, YEARS.size + 1, dtype=float).reshape(1, 1, 1, -1)
    return Chance(level=zero[..., :1], growth=growth, wobble=zero)


# The target table of fact file 5.6.11: what is estimated in which world, and what real and recorded output give.
TARGETS = [
    pytest.param("before_after", World(), (-0.016, -0.050), 0.017, id="naive"),
    pytest.param("two_way", World(), (-0.079, -0.113), 0.011, id="two-way, Skåne-only events present"),
    pytest.param("two_way", NOT_IN_SKANE, (-0.061, -0.095), 0.011, id="two-way, Skåne-only events removed"),
]
HALF_DIGIT = 0.0005  # the targets are printed with three decimals


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("estimator", "world", "targets", "sd"), TARGETS)
def test_four_hundred_draws_give_the_target_table(estimator, world, targets, sd, seed):
    """Fact file 5.6.11: means within three standard errors (sd / √400) and spread within three of its own."""
    for recorded, target in zip((False, True), targets, strict=True):
        found = estimates(panel.draw(seed, 400), world, recorded)[estimator]
        assert found.mean() == pytest.approx(target, abs=3 * sd / np.sqrt(400) + HALF_DIGIT)
        assert found.std() == pytest.approx(sd, abs=3 * sd / np.sqrt(2 * 400) + HALF_DIGIT)


@pytest.mark.parametrize(("estimator", "world", "targets", "sd"), TARGETS)
def test_two_thousand_draws_give_the_target_table(estimator, world, targets, sd):
    """Fact file 5.6.11, with the file's own tolerance of 0.002."""
    for recorded, target in zip((False, True), targets, strict=True):
        found = estimates(panel.draw(1, 2000), world, recorded)[estimator]
        assert found.mean() == pytest.approx(target, abs=0.002)
        assert found.std() == pytest.approx(sd, abs=0.002)


def test_the_truths_of_the_target_table():
    """Fact file 5.6.11: average awareness 0.756, average effect −0.060 on real and −0.094 on recorded output."""
    assert panel.average_awareness() == pytest.approx(0.756, abs=HALF_DIGIT)
    parts = panel.parts(QUIET, recorded=True)["two_way"]
    assert parts["effect"] == pytest.approx(-0.060, abs=HALF_DIGIT)
    assert sum(parts.values()) == pytest.approx(-0.094, abs=0.0006)  # −0.08·0.7559 − 0.045·0.7559 = −0.0945


def test_the_closed_forms_of_the_biases():
    """Fact file 5.6.11: merger −0.015·(1 − 2/6), reorganisation −0.010·5/6, coding η·ā; ours: the other three."""
    parts = panel.parts(World(), recorded=True)
    awareness = np.mean([1 - np.exp(-years / 2) for years in range(1, 7)])
    assert_allclose(panel.average_awareness(), awareness, rtol=1e-14)
    assert parts["two_way"] == pytest.approx(
        {
            "effect": -0.08 * awareness,
            "coding": -0.045 * awareness,
            "merger": -0.015 * (1 - 2 / 6),
            "reorganisation": -0.010 * 5 / 6,
        },
        abs=1e-15,
    )
    assert parts["before_after"]["trend"] == pytest.approx(6 * 0.01, abs=1e-15)
    assert parts["before_after"]["queue_billion"] == pytest.approx(0.02 * (4 / 6 - 3 / 6), abs=1e-15)
    assert parts["triple"]["psychiatry"] == pytest.approx(-0.010 * (1 - 3 / 6), abs=1e-15)


@pytest.mark.parametrize(("effect", "coding", "recorded"), [(-0.08, -0.045, True), (0.05, -0.1, False), (0, 0, True)])
def test_without_chance_every_estimate_is_the_sum_of_its_parts(effect, coding, recorded):
    """In a panel without chance, each estimator gives its closed form to 1e-12, whatever is switched on or off."""
    chance = without_chance()
    for on in itertools.product((False, True), repeat=len(SWITCHES)):
        world = World(effect, coding, **dict(zip(SWITCHES, on, strict=True)))
        found, parts = estimates(chance, world, recorded), panel.parts(world, recorded)
        assert set(found) == set(parts)
        for name, sizes in parts.items():
            assert_allclose(found[name], sum(sizes.values()), rtol=0, atol=1e-12, err_msg=f"{name}, {world}")


def test_the_spread_of_the_estimates_is_the_processs_own():
    """The variance of each estimate, w'Σw, worked out from AR(1) and the growth's steps, is met by 2,000 draws."""
    lag = np.abs(np.subtract.outer(np.arange(12), np.arange(12)))
    covariance = 0.012**2 / (1 - 0.5**2) * 0.5**lag
    weights = np.repeat([-1 / 6, 1 / 6], 6)
    own = weights @ covariance @ weights
    growth = 0.006**2 * np.sum(np.cumsum(weights[::-1])[:-1] ** 2)
    variances = {"before_after": own + growth, "two_way": own * 21 / 20, "triple": 2 * own * 21 / 20}
    found = estimates(panel.draw(1, 2000), World(), recorded=False)
    for name, variance in variances.items():
        assert found[name].std() == pytest.approx(np.sqrt(variance), rel=4 / np.sqrt(2 * 2000)), name


def test_chance_is_drawn_as_the_fact_file_says():
    """Levels N(0, 0.3²); growth cumulated N(0.01, 0.006²); wobble AR(1) with 0.5 and steps of 0.012, from the start."""
    chance = panel.draw(1, 2000)
    assert chance.level.std() == pytest.approx(0.3, rel=0.02)
    assert abs(chance.level.mean()) < 0.005
    steps = np.diff(chance.growth, axis=-1)
    assert (steps.mean(), steps.std()) == (pytest.approx(0.01, abs=2e-4), pytest.approx(0.006, rel=0.02))
    shocks = chance.wobble[..., 1:] - 0.5 * chance.wobble[..., :-1]
    assert shocks.std() == pytest.approx(0.012, rel=0.01)
    assert_allclose(chance.wobble.std(axis=(0, 1, 2)), 0.012 / np.sqrt(0.75), rtol=0.02)
    first, second = shocks[..., 0].ravel(), shocks[..., 1].ravel()
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.02
    assert abs(np.corrcoef(first, chance.wobble[..., 0].ravel())[0, 1]) < 0.02


def test_the_same_number_gives_the_same_draws_and_nobody_can_change_them():
    """Draws follow from the seed alone; they are kept for the next call, so nothing may be written into them."""
    first = panel.draw(5, 3)
    panel.draw.cache_clear()
    second = panel.draw(5, 3)
    assert first is not second
    assert_array_equal(first.wobble, second.wobble)
    assert (first.wobble != panel.draw(6, 3).wobble).all()
    before = panel.output(second, World(), recorded=True)
    for array in (second.level, second.growth, second.wobble):
        with pytest.raises(ValueError, match="read-only"):
            array += 1
    assert_array_equal(panel.output(second, World(), recorded=True), before)


def test_each_event_touches_whom_it_should():
    """A switch changes output of its own regions, types of care and years only (years: SOU 2018:38, p. 123, 127)."""
    somatic, psychiatry, both = {SOMATIC}, {PSYCHIATRY}, {SOMATIC, PSYCHIATRY}
    expected = {
        "queue_billion": (range(REGIONS), both, range(2009, 2016), 0.02),
        "merger": ([SKANE], somatic, range(2010, 2018), -0.015),
        "reorganisation": ([SKANE], both, range(2013, 2018), -0.010),
        "psychiatry": ([SKANE], psychiatry, range(2009, 2018), 0.010),
    }
    assert set(expected) | {"trend"} == set(SWITCHES)
    quiet = panel.output(without_chance(), QUIET, recorded=False)
    for switch, (regions, care, years, size) in expected.items():
        change = panel.output(without_chance(), replace(QUIET, **{switch: True}), recorded=False) - quiet
        there = np.zeros_like(change)
        there[np.ix_([0], sorted(care), list(regions), np.isin(YEARS, years))] = size
        assert_allclose(change, there, atol=1e-15, err_msg=switch)


def test_the_reform_and_the_coding_touch_only_somatic_care_in_skane_from_2012():
    """Real output gets effect · a, recorded output (effect + coding) · a, with a = 1 − exp(−(t − 2011)/2)."""
    nothing = panel.output(without_chance(), replace(QUIET, effect=0.0, coding=0.0), recorded=True)
    awareness = np.array([0.0] * 7 + [1 - np.exp(-years / 2) for years in range(1, 7)])
    for recorded, size in ((False, -0.08), (True, -0.125)):
        change = panel.output(without_chance(), QUIET, recorded) - nothing
        assert_allclose(change[0, SOMATIC, SKANE], size * awareness, atol=1e-15)
        change[0, SOMATIC, SKANE] = 0
        assert not change.any()


def test_without_a_trend_there_is_no_common_growth():
    """Trend off takes the growth away, its chance with it: what is left are levels and wobbles."""
    chance = panel.draw(3, 2)
    left = panel.output(chance, replace(QUIET, effect=0.0), recorded=False)
    assert_allclose(left, chance.level + chance.wobble, atol=1e-15)


def test_the_panel_gives_the_signs_that_were_reported():
    """Stylised facts F1, F3, F6 (SOU 2018:38, p. 131): somatic falls, psychiatry does not, the record exaggerates."""
    change = {
        recorded: before_after(panel.output(without_chance(), World(), recorded)[..., WINDOW], AFTER)[0, :, SKANE]
        for recorded in (False, True)
    }
    assert change[True][SOMATIC] < change[False][SOMATIC] < 0
    assert change[True][PSYCHIATRY] == change[False][PSYCHIATRY] > 0


@pytest.mark.parametrize(("seed", "draws"), [(-1, 4), (1, 0)])
def test_impossible_lots_are_named(seed, draws):
    """No draws at all, or a seed below zero, are refused."""
    with pytest.raises(ModelError, match=f"draws must be at least 1 and seed at least 0, not {draws} and {seed}"):
        panel.draw(seed, draws)


# The table that is made from the panel


def test_the_table_is_what_its_maker_writes(capsys):
    """datasets/synthetic_regions/synthetic_regions.csv is never edited by hand: made again, it is the same bytes."""
    assert synthetic_regions.TARGET.read_bytes() == synthetic_regions.synthetic_regions().encode("utf-8")
    assert synthetic_regions.main(["--check"]) == 0, capsys.readouterr().err


def test_a_changed_table_is_noticed_and_put_right(tmp_path, monkeypatch, capsys):
    """`--check` fails on a changed table and writes nothing; without it the table is written again."""
    table = tmp_path / "synthetic_regions.csv"
    monkeypatch.setattr(synthetic_regions, "TARGET", table)
    table.write_text("edited by hand\n", encoding="utf-8")
    assert synthetic_regions.main(["--check"]) == 1
    assert "run python -m tools.synthetic_regions" in capsys.readouterr().err
    assert table.read_text(encoding="utf-8") == "edited by hand\n"
    assert synthetic_regions.main([]) == 0
    assert table.read_text(encoding="utf-8") == synthetic_regions.synthetic_regions()


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_nobody_can_take_the_table_for_real(lang):
    """Every row says that it is synthetic and ours, no region has a real one's name, and the table says so first."""
    table = load("synthetic_regions", lang)
    assert set(table["data"]) == {"synthetic"}
    assert set(table["kind"]) == set(table["source"]) == {"ours"}
    names = set(table["region"])
    others = {f"Region {number}" for number in range(1, 21)}
    assert names - others == {{"en": "Skåne (synthetic)", "sv": "Skåne (syntetisk)"}[lang]}
    assert others < names
    assert table.attrs["description"].startswith({"en": "SYNTHETIC DATA", "sv": "SYNTETISKA DATA"}[lang])
    assert f" {synthetic_regions.SEED}, " in table.attrs["source"]


def test_the_table_is_balanced_and_holds_the_model_to_four_decimals():
    """21 regions × 2 types of care × 13 years, each once; the record differs from the truth only where coding does."""
    table = load("synthetic_regions", "en")
    assert len(table) == 21 * 2 * 13
    assert not table.duplicated(["region_id", "care", "year"]).any()
    differs = table[table["log_recorded"] != table["log_real"]]
    assert set(differs["region_id"]) == {"skane-synthetic"}
    assert set(differs["care"]) == {"somatic"}
    assert sorted(differs["year"]) == list(range(2012, 2018))
    made = panel.output(panel.draw(synthetic_regions.SEED, 1), World(), recorded=True)[0]
    there = table["log_recorded"].to_numpy(dtype=float).reshape(REGIONS, len(CARE), YEARS.size)
    assert_allclose(there, made.swapaxes(0, 1), rtol=0, atol=0.5e-4 + 1e-12)
