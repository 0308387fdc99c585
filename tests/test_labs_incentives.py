"""The labs of lesson 07: what they must show, at any setting, besides what every lab is tested for."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest

from course.dilemmas import find_dilemmas
from course.labs import find_lab, lab_ids
from course.text import LANGUAGES, Words

LESSON = "07-incentives-and-motivation"
LABS = [name for name in lab_ids() if find_lab(name).lesson == LESSON]
every_lab = pytest.mark.parametrize("name", LABS)


def ran(name: str, **case: Any) -> Any:
    lab = find_lab(name)
    return lab.run(**{**lab.defaults(), **case})


def corners(name: str) -> list[dict[str, Any]]:
    """Every combination of least, starting and greatest values."""
    lab = find_lab(name)
    values = [
        dict.fromkeys((control.extremes()[0], control.default, control.extremes()[1])) for control in lab.controls
    ]
    return [
        dict(zip((control.name for control in lab.controls), chosen, strict=True))
        for chosen in itertools.product(*values)
    ]


def test_the_lesson_has_its_four_labs():
    """Discovery finds the labs that the syllabus names for lesson 07."""
    assert set(LABS) == {"providers-choice", "what-gets-recorded", "signal-game", "steering-chain"}


def test_the_predictions_are_answered_by_the_models():
    """The tempting answers are wrong: trust does not replace the money, a rise is recorded as a fall, and so on."""
    verdicts = {
        (name, prediction.id): find_lab(name).verdict(prediction)
        for name in LABS
        for prediction in find_lab(name).predictions
    }
    assert verdicts == {
        ("providers-choice", "clear_signal"): "falls",
        ("providers-choice", "pressed"): "falls",
        ("what-gets-recorded", "real_rise"): "falls",
        ("what-gets-recorded", "audited"): "smaller",
        ("signal-game", "all_signs"): "falls",
        ("signal-game", "trusting"): "less",
        ("steering-chain", "even_links"): "forty",
        ("steering-chain", "first_link"): "little",
    }


@pytest.mark.parametrize(
    ("case", "recorded", "real"),
    [({}, -0.157, -0.114), ({"signal": 1.0}, -0.093, -0.046), ({"money_weight": 0.0}, 0.0, 0.0)],
    ids=["no signal", "strong signal", "money not felt"],
)
def test_the_clinic_has_the_check_values(case, recorded, real):
    """Fact file 5.6.2, check table: change in recorded and in real volume."""
    result = ran("providers-choice", **case)
    assert round(result.change("recorded"), 3) == recorded
    assert round(result.change("volume"), 3) == real


def test_the_clinic_needs_the_rise_of_the_check_value():
    """Fact file 5.6.2: 0.1125 / 0.7 = 0.161; the strongest signal brings 0.095, crowding-out undone included."""
    assert round(ran("providers-choice").needed, 3) == 0.161
    assert round(ran("providers-choice", signal=1.0).rise, 3) == 0.095


def test_recorded_volume_falls_more_than_real_wherever_money_counted():
    """F6 (p. 131): at every setting with pay before, recorded volume falls more than real, or rises less."""
    seen = 0
    for case in corners("providers-choice"):
        result = ran("providers-choice", **case)
        if result.pay > 0:
            seen += 1
            assert result.change("recorded") < result.change("volume"), case
    assert seen > 0


def test_both_tasks_are_done_at_every_setting():
    """The rise that the summary names holds where both tasks are done: everywhere within the bounds of the controls."""
    for case in corners("providers-choice"):
        result = ran("providers-choice", **case)
        assert min(result.before.volume, result.before.quality, result.after.volume, result.after.quality) > 0, case


def test_volume_falls_exactly_when_motivation_rises_less_than_it_must():
    """H3 (p. 122) in the lab: needed and actual rise decide the direction of real volume at every setting."""
    for case in corners("providers-choice"):
        result = ran("providers-choice", **case)
        gap = result.rise - result.needed
        change = result.change("volume")
        assert abs(gap) < 1e-9 or abs(change) < 1e-9 or (gap > 0) == (change > 0), case


def test_the_record_allows_what_really_happened():
    """At every setting the real change lies within the bounds of the record."""
    for case in corners("what-gets-recorded"):
        result = ran("what-gets-recorded", **case)
        assert result.bounds.low - 1e-9 <= result.real_change <= result.bounds.high + 1e-9, case


def test_the_record_never_falls_less_than_the_care():
    """F6 (p. 131): upcoding before and carelessness after pull the record down, in index points at every setting.

    In per cent a rise can look larger too, where the same part goes unregistered before and after.
    """
    for case in corners("what-gets-recorded"):
        result = ran("what-gets-recorded", **case)
        recorded, real = (after - before for before, after in (result.recorded, result.real))
        assert recorded <= real + 1e-9, case
        assert real > 0 or result.recorded_change <= result.real_change + 1e-9, case


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("case", "verdict"),
    [
        ({}, "fell"),
        ({"real_change": 0.05}, "open"),
        ({"real_change": 0.10, "variable_share": 0.0, "carelessness": 0.0}, "rose"),
        ({"real_change": 0.0, "variable_share": 0.0, "carelessness": 0.0}, "open"),
        ({"real_change": 0.0}, "open"),
    ],
)
def test_the_sentence_says_what_the_record_allows(case, verdict, lang):
    """Care is said to have fallen or risen only where every real change that the record allows did so."""
    lab = find_lab("what-gets-recorded")
    words = lab.words(lang)
    said = lab.summary(ran("what-gets-recorded", **case), words)
    assert said.endswith(words(f"what-gets-recorded.verdict.{verdict}") + ".")


@pytest.mark.parametrize(
    ("case", "trust"),
    [
        ({}, 0.667),
        ({"follow_up": 0.6}, 0.545),
        ({"follow_up": 0.6, "motive": 0.7}, 0.457),
        ({"follow_up": 1.5, "motive": 1.5}, 0.818),
    ],
    ids=["payment rule alone", "and follow-up", "all three", "the textbook reform"],
)
def test_the_signal_game_has_the_check_values(case, trust):
    """Fact file 5.6.7, every printed digit."""
    assert round(ran("signal-game", **case).trust, 3) == trust


def test_a_reform_meant_as_trust_lowers_trust():
    """F7–F8 (pp. 130–133): the payment rule raises trust, and follow-up and motive take it below where it began."""
    path = ran("signal-game", follow_up=0.6, motive=0.7).path
    assert path[1] > path[0] > path[-1]


@pytest.mark.parametrize(
    ("name", "end"),
    [("signal-game", lambda result: result.trust), ("steering-chain", lambda result: float(result.left[-1]))],
    ids=["signal-game", "steering-chain"],
)
def test_the_start_does_not_show_what_is_asked(name, end):
    """Chart and summary stand beside the unanswered question: no case that is asked about ends where the start does."""
    lab = find_lab(name)
    ends = [end(lab.run(**{**lab.defaults(), **prediction.change})) for prediction in lab.predictions]
    assert ends
    assert all(abs(at - end(lab.run(**lab.defaults()))) > 0.01 for at in ends)


def test_the_surer_are_compared_with_those_who_got_the_same_signs():
    """The question about 90% is judged against 50% with the very same signs: 1.7 against 4.3 points (by hand)."""
    surer, middle = (ran("signal-game", prior=prior, follow_up=0.6, motive=0.7) for prior in (0.9, 0.5))
    assert (round(100 * surer.change, 1), round(100 * middle.change, 1)) == (-1.7, -4.3)
    trusting = next(each for each in find_lab("signal-game").predictions if each.id == "trusting")
    assert trusting.judge(ran("signal-game"), middle) == "same"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_rise_is_told_as_a_part_of_motivation(lang):
    """The summary has 0.161 and the change in per cent of the motivation before, 1.255; the table has 0.161 itself."""
    lab = find_lab("providers-choice")
    words = lab.words(lang)
    strong = ran("providers-choice", signal=1.0)
    said = lab.summary(strong, words)
    assert words.percent(0.1607 / 1.255, 1) in said
    assert words.percent(0.095 / 1.255, 1) in said
    assert words.number(0.161, 3) in lab.table(strong, words).to_string()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_story_of_the_chain_has_the_figures_of_the_model(lang):
    """What the head of operations gets, and what reaches the ward by either choice, stand in the story as computed."""
    story = Words(lang, LESSON)("dilemma.shield.story")
    dilemma = next(each for each in find_dilemmas(LESSON) if each.id == "shield")
    for change in dilemma.options.values():
        left = ran("steering-chain", **change).left
        for part in left[-2:]:
            assert Words(lang, LESSON).percent(float(part), 1) in story
    outcomes = dilemma.outcomes()
    assert len({tuple(figures.values()) for figures in outcomes.values()}) == len(dilemma.parties)


def test_the_chain_has_its_check_values():
    """Fact file 5.6.8: 0.072 at the bedside, and awareness counted to the end of the year, 0.756 on average."""
    result = ran("steering-chain")
    assert result.left[-1] == pytest.approx(0.072)
    assert round(float(result.known.mean()), 3) == 0.756
    assert result.bedside == pytest.approx(0.072 * result.known[-1])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_chain_tells_of_noise_only_where_there_is_some(lang):
    """The summary's last sentence is about what the levels add, and says so when the signal has turned round."""
    lab = find_lab("steering-chain")
    words = lab.words(lang)
    product = words.percent(0.072, 1)
    noisy, turned = (words(f"steering-chain.summary.{key}", product=product) for key in ("noisy", "turned"))
    assert not lab.summary(ran("steering-chain"), words).endswith((noisy, turned))
    draws = [ran("steering-chain", noise=0.3, seed=float(seed)) for seed in range(1, 51)]
    ends = [lab.summary(draw, words).endswith(turned if draw.left[-1] < -0.0005 else noisy) for draw in draws]
    assert all(ends)
    assert any(draw.left[-1] < -0.0005 for draw in draws)


def domains(spec: Any) -> dict[str, tuple[float, float]]:
    """Return the fixed bounds of each drawn field, {field: (low, high)}."""
    found = {}
    if isinstance(spec, dict):
        bounds = spec.get("scale", {}).get("domain") if isinstance(spec.get("scale"), dict) else None
        if isinstance(bounds, dict):
            bounds = bounds.get("unionWith")
        if "field" in spec and bounds and isinstance(bounds[0], (int, float)):
            found[spec["field"]] = tuple(bounds)
        for part in spec.values():
            found |= domains(part)
    if isinstance(spec, list):
        for part in spec:
            found |= domains(part)
    return found


@every_lab
def test_what_is_drawn_stays_on_the_chart(name):
    """Scales are fixed, so a moved control is seen to move; nothing leaves them but what the levels add by chance."""
    lab = find_lab(name)
    words = lab.words("en")
    spec = lab.chart(lab.frame(lab.run(**lab.defaults()), words), words).to_dict()
    bounds = domains(spec)
    assert bounds, "no field has a fixed scale"
    for case in corners(name):
        if case.get("noise"):
            continue
        rows = lab.frame(lab.run(**case), words)
        for field, (low, high) in bounds.items():
            assert rows[field].between(low - 1e-9, high + 1e-9).all(), (field, case)


@every_lab
@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_are_whole_at_every_setting(name, lang):
    """No field is left unfilled, no figure is missing, and Swedish has no decimal point."""
    lab = find_lab(name)
    words = lab.words(lang)
    for case in corners(name):
        said = lab.summary(lab.run(**case), words)
        assert not re.search(r"[{}]|nan|\binf\b", said), said
        assert lang == "en" or not re.search(r"\d\.\d", said), said
