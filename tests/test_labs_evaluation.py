"""What the two labs of lesson 08 must show, beyond what every lab must."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.testing import assert_allclose

from course.labs import find_lab
from course.labs.engine import Slider
from course.labs.evaluation_bench import DRAWS, ESTIMATORS, FAR
from course.labs.event_study import MERGED, YEARS
from course.models import panel
from course.models.estimators import before_after, event_study, placebo, triple_difference, two_way
from course.models.panel import AFTER, PSYCHIATRY, SKANE, SOMATIC, WINDOW, World
from course.text import LANGUAGES
from tools.readability import count_words

BENCH, STUDY = find_lab("evaluation-bench"), find_lab("event-study")
SEEDS = range(1, 100)
every_language = pytest.mark.parametrize("lang", LANGUAGES)


def bench(**case):
    return BENCH.run(**{**BENCH.defaults(), **case})


def study(**case):
    return STUDY.run(**{**STUDY.defaults(), **case})


def quiet(**case):
    """The bench with nothing switched on."""
    switches = ("trend", "queue_billion", "merger", "reorganisation", "psychiatry")
    return bench(**{**dict.fromkeys(switches, False), **case})


def corners(lab):
    """Every combination of least and greatest values of all controls but the seed, which is left where it starts."""
    controls = [control for control in lab.controls if control.name != "seed"]
    for values in itertools.product(*(control.extremes() for control in controls)):
        yield {control.name: value for control, value in zip(controls, values, strict=True)}


def domain(lab, channel):
    """The bounds that a lab's chart has on an axis."""
    words = lab.words("en")
    chart = lab.chart(lab.frame(lab.run(**lab.defaults()), words), words).to_dict()
    found = {
        tuple(layer["encoding"][channel]["scale"]["domain"])
        for layer in chart["layer"]
        if layer["encoding"].get(channel, {}).get("scale")
    }
    assert len(found) == 1
    return found.pop()


def test_the_predictions_have_answers_that_make_one_think():
    """Laxer coding looks like lost care; a quieter country takes a lucky method's luck away; p has a floor."""
    verdicts = {(lab.id, each.id): lab.verdict(each) for lab in (BENCH, STUDY) for each in lab.predictions}
    assert verdicts == {
        ("evaluation-bench", "no_effect"): "fall",
        ("evaluation-bench", "quiet_country"): "farther",
        ("event-study", "stronger"): "same",
        ("event-study", "no_effect"): "first",
    }


def test_the_verdicts_of_the_bench_do_not_hang_on_the_draw():
    """Another set of draws gives the same answers to the bench's two questions."""
    for prediction, seed in itertools.product(BENCH.predictions, (2, 50, 99)):
        assert prediction.judge(bench(seed=seed), bench(seed=seed, **prediction.change)) == BENCH.verdict(prediction)


def test_the_bench_shows_what_the_estimators_give_on_its_draws():
    """Mean and the middle 90 per cent are those of 400 draws of the model, Skåne picked out."""
    log = panel.output(panel.draw(3, DRAWS), World(), recorded=True)[..., WINDOW]
    somatic = log[:, SOMATIC]
    expected = [
        before_after(somatic, AFTER)[:, SKANE],
        two_way(somatic, AFTER)[:, SKANE],
        triple_difference(somatic, log[:, PSYCHIATRY], AFTER)[:, SKANE],
    ]
    result = bench(seed=3)
    assert_allclose(result.mean, [draws.mean() for draws in expected])
    assert_allclose(result.low, [np.quantile(draws, 0.05) for draws in expected])
    assert_allclose(result.high, [np.quantile(draws, 0.95) for draws in expected])
    assert result.truth == pytest.approx(-0.060, abs=0.0005)  # fact file 5.6.11


def test_the_naive_estimate_is_near_by_luck_at_the_start():
    """Must show (syllabus 08): what else happened moves before and after; the errors cancel, and the lab says so."""
    start = bench()
    assert ESTIMATORS[start.nearest] == "before_after"
    assert "by luck" in BENCH.summary(start, BENCH.words("en"))
    for switch in ("trend", "merger", "reorganisation"):
        assert abs(bench(**{switch: False}).mean[0] - start.mean[0]) > 0.005, switch
    real = bench(outcome="real")
    assert ESTIMATORS[real.nearest] != "before_after"
    assert real.error[0] > 0.04  # fact file 5.6.11: −0.016 where the truth is −0.060


def test_with_nothing_else_going_on_every_method_is_right_on_real_output():
    """All switches off, real output: means within four standard errors of the truth; the record is off by coding."""
    result = quiet(outcome="real")
    assert_allclose(result.mean, result.truth, atol=4 * 0.017 / np.sqrt(DRAWS))
    assert_allclose(quiet().mean - result.mean, -0.045 * panel.average_awareness(), atol=1e-12)


@every_language
def test_the_parts_in_the_table_are_the_closed_forms(lang):
    """Every part of an error that is not zero is told with its size, and nothing that is switched off."""
    words = BENCH.words(lang)
    column = words("evaluation-bench.table.parts")
    for case in corners(BENCH):
        result = bench(**case)
        for told, name in zip(BENCH.table(result, words)[column], ESTIMATORS, strict=True):
            parts = panel.parts(result.world, result.recorded)[name]
            sizes = {part: size for part, size in parts.items() if part != "effect" and size}
            expected = [
                words(f"evaluation-bench.part.{part}", size=f"{'+' if size > 0 else ''}{words.percent(size, 1)}")
                for part, size in sorted(sizes.items(), key=lambda item: -abs(item[1]))
            ]
            assert told == (", ".join(expected) or words("evaluation-bench.part.none"))


def errors(result):
    """The parts of each estimator's average that are not the effect, {estimator: {part: size}}, without zeros."""
    parts = panel.parts(result.world, result.recorded)
    return {name: {part: size for part, size in parts[name].items() if part != "effect" and size} for name in parts}


def ending(result):
    """The last sentence that is true of a result: all far off (for one reason or not), near by luck, or near."""
    off = errors(result)
    if min(abs(result.mean - result.truth)) >= FAR:
        largest = {max(parts, key=lambda part: abs(parts[part])) for parts in off.values()}
        return "far_coding" if largest == {"coding"} else "far"
    sizes = off[ESTIMATORS[result.nearest]].values()
    return "luck" if abs(sum(sizes)) < max(map(abs, sizes), default=0) / 2 else "nearest"


@every_language
def test_luck_is_named_only_where_large_errors_hide_each_other(lang):
    """Luck is named exactly where the nearest method's error is less than half its largest part; not where all err."""
    words = BENCH.words(lang)
    said = set()
    mixed = {"coding": -0.04, "merger": False, "reorganisation": False}  # growth fools one method, coding the others
    for case in [*corners(BENCH), mixed]:
        result = bench(**case)
        nearest, limit = words(f"evaluation-bench.called.{ESTIMATORS[result.nearest]}"), words.number(100 * FAR)
        kind = ending(result)
        assert BENCH.summary(result, words).endswith(
            words(f"evaluation-bench.summary.{kind}", nearest=nearest, limit=limit)
        ), case
        said.add(kind)
    assert said == {"far", "far_coding", "luck", "nearest"}


def test_when_all_are_far_off_none_is_called_nearest():
    """Without growth and queue billion all three are five points off, and the lab says so, with the reason."""
    told = BENCH.summary(bench(trend=False, queue_billion=False), BENCH.words("en"))
    assert "Nearest" not in told
    assert told.endswith("3 percentage points from the truth, above all for the same reason: laxer coding.")


@every_language
def test_the_benchs_sentence_is_short_enough_to_hear(lang):
    """At any corner the summary has at most 45 words, and tells the truth and all three means, a rise with its plus."""
    words = BENCH.words(lang)
    for case in corners(BENCH):
        result = bench(**case)
        told = BENCH.summary(result, words)
        assert count_words(told) <= 45, told
        for size in (result.truth, *result.mean):
            plus = "+" if round(float(size), 3) > 0 else ""
            assert f" {plus}{words.percent(float(size), 1)}" in told


def test_no_figure_is_struck_through_by_the_line_of_the_truth():
    """At any corner each mean's figure begins at the end of the bar that is farther from the truth, and leads away."""
    words = BENCH.words("en")
    for case in corners(BENCH):
        result = bench(**case)
        rows = BENCH.frame(result, words)
        figures = rows[rows["kind"] == "estimate"]
        ends = np.where(figures["side"] == "below", figures["low"], figures["high"])
        away = np.where(figures["side"] == "below", ends <= result.truth + 1e-4, ends >= result.truth - 1e-4)
        assert away.all(), case


def triple_with_lax_psychiatry():
    """The triple difference's mean on the bench's first draws, if psychiatry's coding got as lax as somatic care's."""
    log = panel.output(panel.draw(1, DRAWS), World(), recorded=True)
    log[:, PSYCHIATRY, SKANE] += World().coding * panel.awareness()
    log = log[..., WINDOW]
    return float(triple_difference(log[:, SOMATIC], log[:, PSYCHIATRY], AFTER)[:, SKANE].mean())


@every_language
def test_what_our_choice_for_psychiatry_means_is_told(lang):
    """The explanation says what the triple difference would be if psychiatry's coding were as lax, and what it is."""
    words = BENCH.words(lang)
    spared, lax = float(bench().mean[ESTIMATORS.index("triple")]), triple_with_lax_psychiatry()
    assert lax - spared == pytest.approx(-World().coding * panel.average_awareness())
    told = words("evaluation-bench.explanation").replace("\u00a0", " ")
    assert all(words.percent(size, 1).replace("\u00a0", " ") in told for size in (spared, lax))


@every_language
@pytest.mark.parametrize("lab", [BENCH, STUDY], ids=lambda lab: lab.id)
def test_the_card_says_what_a_large_difference_of_logs_is(lab, lang):
    """The card's example of where 0.01 is no longer one per cent is the exponential function's."""
    words = lab.words(lang)
    card = words(f"{lab.id}.card.assumptions").replace("\u00a0", " ")
    assert words.number(-0.15, 2) in card
    assert words.percent(-float(np.expm1(-0.15)), 1).replace("\u00a0", " ") in card


@every_language
def test_the_figures_in_the_benchs_texts_are_the_models(lang):
    """Sizes named in the explanation, the help and the card are those that the model has at the start."""
    words = BENCH.words(lang)
    parts = {name: size for each in panel.parts(World(), recorded=True).values() for name, size in each.items()}
    explanation = words("evaluation-bench.explanation")
    for name in set(parts) - {"effect"}:
        size = f"{'+' if parts[name] > 0 else ''}{words.percent(parts[name], 1)}"
        assert size.replace("\u00a0", " ") in explanation.replace("\u00a0", " "), name
    card = words("evaluation-bench.card.assumptions").replace("\u00a0", " ")
    for share in (panel.awareness()[panel.YEARS == 2012], panel.awareness()[panel.YEARS == 2017]):
        assert words.percent(float(share[0])).replace("\u00a0", " ") in card
    helps = {
        "queue_billion": panel.QUEUE_BILLION,
        "merger": panel.MERGER,
        "reorganisation": panel.REORGANISATION,
        "psychiatry": panel.PSYCHIATRY_2009,
    }
    for name, (size, *_) in helps.items():
        told = words(f"evaluation-bench.{name}.help").replace("\u00a0", " ")
        decimals = 1 if name == "merger" else 0
        assert words.percent(abs(size), decimals).replace("\u00a0", " ") in told, name


def test_the_charts_hold_everything_that_can_be_drawn():
    """At all corners of the controls, and any seed of the event study, the marks stay inside the fixed scales."""
    low, high = domain(BENCH, "x")
    results = [bench(**case) for case in corners(BENCH)]
    assert low < min(result.low.min() for result in results)
    assert high > max(result.high.max() for result in results)
    low, high = domain(STUDY, "y")
    paths = np.array([study(seed=seed, **case).gaps for case in corners(STUDY) for seed in SEEDS])
    assert low < paths.min()
    assert high > paths.max()


def test_what_makes_skane_first_without_an_effect():
    """As the texts say: first in about seven draws of ten; on real output second here, eighth without 2013."""
    ranks = [study(seed=seed, effect=0.0).rank for seed in SEEDS]
    assert ranks[0] == 1
    assert sum(rank == 1 for rank in ranks) / len(ranks) == pytest.approx(0.7, abs=0.05)
    assert study(effect=0.0, outcome="real").rank == 2
    assert study(effect=0.0, outcome="real", reorganisation=False).rank == 8


def test_the_event_study_shows_what_the_estimator_gives():
    """The lines are the event study's coefficients relative to 2011; rank and p are the placebos' of their mean."""
    log = panel.output(panel.draw(7, 1), World(), recorded=True)[0, SOMATIC][:, WINDOW]
    expected = event_study(log, list(YEARS).index(2011))
    result = study(seed=7)
    assert_allclose(result.gaps, expected)
    assert_allclose(result.average, expected[:, YEARS >= 2012].mean(axis=1))
    assert result.rank == placebo(expected[:, YEARS >= 2012].mean(axis=1)).rank
    assert result.p == result.rank / 21
    assert YEARS[MERGED] == 2010
    assert_allclose(result.step, two_way(log[:, :6], np.arange(6) >= MERGED))


def test_the_merger_shows_at_the_start_and_drowns_in_most_countries():
    """As the explanation says: Skåne moves most of all before the reform in this country, not in most others."""
    alone = [placebo(study(seed=seed).step).rank == 1 for seed in SEEDS]
    assert alone[STUDY.defaults()["seed"] - 1]
    assert 0 < sum(alone) < len(alone) / 2
    moved = np.mean([study(seed=seed).step[SKANE] - study(seed=seed, merger=False).step[SKANE] for seed in SEEDS])
    assert moved == pytest.approx(panel.MERGER[0])


@every_language
def test_the_event_studys_sentence_is_true_at_any_seed(lang):
    """Rank, p, distance and truth are those of the result, in at most 35 words; the least p is not given away."""
    words = STUDY.words(lang)
    ranks = set()
    for seed in SEEDS:
        result = study(seed=seed, effect=0.0, outcome="real")
        told = STUDY.summary(result, words)
        assert f" {result.rank} " in told
        assert words.number(result.rank / 21, 3) in told
        assert words.percent(float(result.average[SKANE]), 1) in told
        assert words.percent(result.truth, 1) in told
        assert (words.number(1 / 21, 3) in told) == (result.rank == 1)
        assert count_words(told) <= 35, told
        ranks.add(result.rank)
    assert {1, 2, 21} <= ranks


@every_language
def test_the_event_studys_table_tells_of_the_years_before(lang):
    """The last row is the move from 2006–2009 to 2010–2011: Skåne's, and the least and greatest of the others."""
    words, result = STUDY.words(lang), study()
    shown = STUDY.table(result, words).iloc[-1].tolist()
    others = result.step[1:]
    assert shown[0] == words("event-study.table.step")
    assert shown[1:] == [words.percent(float(size), 1) for size in (result.step[SKANE], others.min(), others.max())]


def test_the_same_seed_is_the_same_country_whatever_the_truth():
    """Moving the effect moves Skåne alone: the grey lines' distance to each other stays."""
    before, after = study(effect=-0.08).gaps, study(effect=0.0).gaps
    assert_allclose(before[1:] - before[1], after[1:] - after[1], atol=1e-12)
    assert (study(seed=2).gaps[:, 0] != before[:, 0]).all()


@pytest.mark.parametrize("lab", [BENCH, STUDY], ids=lambda lab: lab.id)
def test_a_seed_is_a_whole_number(lab):
    """The seed's slider has whole steps, and a seed between two of them is that of the nearest."""
    seed = next(control for control in lab.controls if control.name == "seed")
    assert isinstance(seed, Slider)
    assert (seed.step, seed.low) == (1, 1)
    words = lab.words("en")
    between, whole = (lab.run(**{**lab.defaults(), "seed": value}) for value in (6.7, 7.0))
    assert lab.summary(between, words) == lab.summary(whole, words)
