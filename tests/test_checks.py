"""Every check of every lesson: right answers, known mistakes, rubbish, rounding, silence about the answer, hints."""

from __future__ import annotations

import io
import math
import re
import string
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import jupytext
import numpy as np
import pandas as pd
import pytest
from babel.messages.pofile import read_po
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.checks import check_lessons, errors, find_checks
from course.checks._payment_cases import ASSIGNED, YEARS
from course.checks.engine import Check, Checker, Misconception, judge
from course.checks.functions import Function
from course.checks.kinds import Choice, Labels, Number, Vector
from course.checks.payment_rules import CONTACTS, PRICES, STATEMENTS
from course.checks.snapshot import snapshot
from course.checks.verdict import EDGES, SIGNS, Status, Verdict
from course.data import load
from course.text import LANGUAGES, TEXT_DIR, Words
from tools.derive import derive_exercise

ROOT = Path(__file__).parent.parent
CHECKS = [(slug, check) for slug in check_lessons() for check in find_checks(slug)]
IDS = [f"{slug}:{check.id}" for slug, check in CHECKS]
every_check = pytest.mark.parametrize(("slug", "check"), CHECKS, ids=IDS)
every_language = pytest.mark.parametrize("lang", LANGUAGES)

#: Seconds for answers that never end.
SHORT = 0.2


def find(task: str) -> Check:
    return next(check for _, check in CHECKS if check.id == task)


def ask(task: str, answer: Any, lang: str = "en", **options: Any) -> Verdict:
    slug = next(slug for slug, check in CHECKS if check.id == task)
    return judge(find(task), answer, Words(lang, slug), **options)


# Every check, by discovery


def test_there_are_checks() -> None:
    """Discovery finds the checks of at least lesson 06."""
    assert "06-payment-rules" in check_lessons()
    assert len(CHECKS) >= 4


@every_check
@every_language
def test_words_are_complete(slug: str, check: Check, lang: str) -> None:
    """Each text of a check exists in both languages, with as many hints in one as in the other, two at least."""
    words = Words(lang, slug)
    missing = [key for key in check.text_keys() if not words(key).strip()]
    assert not missing
    hints = {other: Words(other, slug).lines(f"task.{check.id}.hints") for other in LANGUAGES}
    assert len({len(lines) for lines in hints.values()}) == 1, hints
    assert len(hints[lang]) >= 2, hints


@every_check
@every_language
def test_right_answer_is_right(slug: str, check: Check, lang: str) -> None:
    """The answer that the models give is right, and is told so in the learner's language."""
    verdict = judge(check, check.right(), Words(lang, slug))
    assert (verdict.status, verdict.message) == ("right", Words(lang, slug)(f"task.{check.id}.right"))


def intended(check: Check, mistake: Misconception, words: Words) -> str:
    value, right = check.kind.read(mistake.example(), words), check.kind.read(check.right(), words)
    return words(f"task.{check.id}.{mistake.id}", **check.kind.details(value, right))


@every_check
@every_language
def test_known_mistakes_get_their_message(slug: str, check: Check, lang: str) -> None:
    """Each known mistake is wrong, and gets the message that is meant for it and for no other."""
    words = Words(lang, slug)
    assert len({mistake.id for mistake in check.misconceptions}) >= 2, f"{check.id} knows fewer than two mistakes"
    for mistake in check.misconceptions:
        verdict = judge(check, mistake.example(), words)
        assert (verdict.status, verdict.message) == ("wrong", intended(check, mistake, words)), mistake.id
    messages = [words(f"task.{check.id}.{name}") for name in {mistake.id for mistake in check.misconceptions}]
    assert len(set(messages)) == len(messages), f"{check.id} says the same about two mistakes"


@every_check
def test_a_check_speaks_two_languages(slug: str, check: Check) -> None:
    """No text of a check is the same in both languages."""
    same = [key for key in check.text_keys() if len({Words(lang, slug)(key) for lang in LANGUAGES}) == 1]
    assert not same


@every_check
@every_language
def test_not_answered_yet(slug: str, check: Check, lang: str) -> None:
    """An untouched answer is not wrong but not answered yet, and opens no hint."""
    untouched = [..., NotImplemented]
    if isinstance(check.kind, Function):
        untouched += [lambda *_: ..., lambda *_: NotImplemented, lambda *_: [..., ..., ..., ...], unfinished]
    if isinstance(check.kind, Vector):
        untouched += [[...] * check.kind.length]
    if isinstance(check.kind, Labels):
        untouched += [dict.fromkeys(check.kind.keys, ...), {}, dict.fromkeys(check.kind.keys, "")]
    for answer in untouched:
        verdict = judge(check, answer, Words(lang, slug), tries=2)
        assert (verdict.status, verdict.hints) == ("unanswered", ()), answer
        assert Words(lang, slug)("check.status.unanswered") in repr(verdict)


def unfinished(*_: Any) -> Any:
    raise NotImplementedError


@every_check
def test_hints_open_one_by_one(slug: str, check: Check) -> None:
    """The first wrong answer only says that hints wait; each further one opens the next, until all are open."""
    words = Words("en", slug)
    wrong = check.misconceptions[0].example()
    hints = words.lines(f"task.{check.id}.hints")
    for tries in range(len(hints) + 2):
        verdict = judge(check, wrong, words, tries)
        assert verdict.hints == tuple(hints[:tries])
        assert verdict.hint == (hints[min(tries, len(hints)) - 1] if tries else None)
        assert str(len(hints)) in str(verdict.hint_title)


# Numbers: rounding and range


def numeric() -> list[Any]:
    found = []
    for slug, check in CHECKS:
        of = check.kind.of if isinstance(check.kind, Vector) else check.kind
        if isinstance(of, Number):
            found.append(pytest.param(slug, check, of, id=check.id))
    return found


@pytest.mark.parametrize(("slug", "check", "of"), numeric())
def test_rounding_is_right_and_one_per_cent_off_is_wrong(slug: str, check: Check, of: Number) -> None:
    """An answer rounded to the stated decimals is right; with any of its numbers 1 % off it is wrong."""
    words = Words("en", slug)
    right = np.atleast_1d(np.asarray(check.right(), dtype=float))

    def given(values: Any) -> Any:
        return values if isinstance(check.kind, Vector) else values[0]

    assert judge(check, given(np.round(right, of.decimals)), words).status == "right"
    assert judge(check, given(right * (1 + 1e-12)), words).status == "right"
    for place, value in enumerate(right):
        # One per cent of nothing is nothing: there, two roundings off.
        off = right.copy()
        off[place] += 0.01 * value if value else 2 * of.tolerance
        assert judge(check, given(off), words).status == "wrong", f"{off} passes for {check.id}"


@pytest.mark.parametrize(
    "shape",
    [
        *(list, tuple, np.array, pd.Series, lambda v: pd.Series(v, index=list("ABCD"))),
        *(lambda v: np.array(v, object), lambda v: np.array(v)[:, None], lambda v: np.array([v])),
    ],
)
def test_a_vector_may_come_in_any_shape_of_list(shape: Any) -> None:
    """Lists, tuples, arrays, labelled Series and a single column or row are the same answer."""
    assert ask("mix-points", shape(find("mix-points").right().tolist())).right


@pytest.mark.parametrize(
    "make", [int, float, np.int64, np.float32, np.array, Decimal, Fraction, pd.Series, lambda v: [v]]
)
def test_a_number_may_come_in_any_type(make: Any) -> None:
    """A number is a number, whichever library made it; a list that holds just one counts as it."""
    assert ask("variable-years", make(find("variable-years").right())).right


@pytest.mark.parametrize(
    ("task", "answer", "key", "values"),
    [
        ("switch-share", "0,55", "check.number_as_text", {}),
        ("switch-share", "about half", "check.type", {"got": "text"}),
        ("switch-share", True, "check.type", {"got": "truth"}),
        ("switch-share", None, "check.type", {"got": "nothing"}),
        ("switch-share", pd.NA, "check.type", {"got": "nothing"}),
        ("switch-share", pd.DataFrame({"a": [1]}), "check.type", {"got": "table"}),
        ("switch-share", max, "check.type", {"got": "function"}),
        ("switch-share", [1, 2], "check.type", {"got": "list"}),
        ("switch-share", {}, "check.type", {"got": "mapping"}),
        ("switch-share", object(), "check.type", {"got": "other"}),
        ("switch-share", math.nan, "check.nan", {}),
        ("switch-share", math.inf, "check.infinite", {}),
        ("switch-share", 10**400, "check.infinite", {}),
        ("switch-share", 55, "check.share", {"low": "0", "high": "1"}),
        ("switch-share", 1.7, "check.range", {"low": "0", "high": "1"}),
        ("switch-share", -0.3, "check.range", {"low": "0", "high": "1"}),
        ("switch-share", (0, 32), "check.decimal_comma", {}),
        ("variable-years", "8", "check.whole_as_text", {}),
        ("variable-years", (8, 0), "check.type", {"got": "list"}),
        ("variable-years", 5.5, "check.whole", {}),
        ("variable-years", -1, "check.range", {"low": "1", "high": "100"}),
        ("mix-points", [1, 2], "check.length", {"got": "2"}),
        ("mix-points", [614, 338, 266, 5, 118], "check.length_comma", {"got": "5"}),
        ("mix-points", [1.5, 2.5, 3.5, 4.5, 5.5], "check.length", {"got": "5"}),
        ("mix-points", [1, 2, (266, 5), 3], "check.decimal_comma", {}),
        ("mix-points", [[1, 2], [3, 4]], "check.type", {"got": "lists"}),
        ("mix-points", [614, 338, 266, 118], "check.near", {}),
        ("mix-points", [614, 338, 267, 118], "check.near", {}),
        ("who-gains", [13, 0], "check.near", {}),
        ("who-gains", [14, 0], "check.near", {}),
        ("switch-share", 0.3, "check.rounded", {}),
        ("who-gains", [(13, 5), 0], "check.decimal_comma", {}),
        ("mix-points", 7, "check.type", {"got": "number"}),
        ("mix-points", np.ones((4, 3)), "check.dimensions", {}),
        ("mix-points", range(10**9), "check.too_long", {}),
        ("mix-points", [1, 2, 3, ...], "check.partly", {"left": 1, "total": 4}),
        ("mix-points", [1, 2, 3, "4"], "check.number_as_text", {}),
        ("payment", 3, "check.not_function", {}),
        ("payment", lambda a: a, "check.function.arguments", {"arguments": "produced, assigned, frame, prepaid_share"}),
        ("payment", lambda *_: None, "check.function.nothing", {}),
        ("who-says", ["source"], "check.type", {"got": "list"}),
        ("who-says", {"A": 1}, "check.value", {"place": "A", "got": "number"}),
        ("who-says", {"G": "ours"}, "check.keys", {"strange": "G", "known": "A, B, C, D, E, F"}),
        ("who-says", {**STATEMENTS, "B": "our own"}, "check.word", {"place": "B", "given": "our own"}),
        ("who-says", {"A": "ours"}, "check.partly", {"left": 5, "total": 6}),
    ],
)
@every_language
def test_what_is_wrong_with_the_form(task: str, answer: Any, key: str, values: dict[str, Any], lang: str) -> None:
    """Type, shape and range are told apart from a wrong value, each in a sentence of its own."""
    words = Words(lang, "06-payment-rules")
    filled = {"expected": words(f"task.{task}.expected"), **values}
    if key in ("check.type", "check.value"):
        filled["got"] = words(f"check.type.{values['got']}")
    if key in ("check.word", "check.value"):
        names = [words(f"task.who-says.option.{option}") for option in ("source", "ours", "not_stated")]
        filled["options"] = ", ".join(names)
    assert ask(task, answer, lang).message == words(key, **filled)


# Lesson 06, with numbers worked out by hand


def test_answers_worked_by_hand() -> None:
    """The answers agree with what a person reckons on paper."""
    assert ask("variable-years", 6).right  # 2006, 7, 8, 9, 10, 11 (SOU 2018:38, p. 115)
    assert ask("mix-points", [614, 338, 266.5, 118]).right  # 120·2.5 + 340·0.8 + 210·0.2 = 614, and so on
    # Fact file 5.6.1, second check row: 313.5 at a frame of 300; fourth row: nobody is paid above the frame.
    assert ask("who-gains", [13.5, 0]).right
    assert ask("switch-share", 0.32).right  # 0.4 · (44 − 28) / (50 − 30)


#: Fact file 5.6.1: what is produced, and what is paid when assignments and frames are 500, 300, 200, 100 at 0.55.
TABLE = {
    (500, 300, 200, 100): (500, 300, 200, 100),
    (460, 330, 200, 100): (482, 313.5, 200, 100),
    (460, 330, 220, 120): (482, 307.7, 205.1, 105.1),
    (520, 320, 220, 110): (500, 300, 200, 100),
}


def test_the_payment_function_is_tried_on_the_table_first() -> None:
    """The first cases are the four years of the fact file, with its payments, and then come years of another kind."""
    check = find("payment")
    assert isinstance(check.kind, Function)
    for case, (produced, paid) in zip(check.kind.cases, TABLE.items(), strict=False):
        assert tuple(case["produced"]) == produced
        assert np.allclose(check.right()(**case), paid, atol=0.05)
    rest = check.kind.cases[len(TABLE) :]
    assert len({case["prepaid_share"] for case in rest}) >= 3
    assert any(np.ptp(case["frame"] / case["assigned"]) > 0.5 for case in rest), "frames follow the assignments"
    known = [(case["frame"] == case["assigned"]).all() and case["prepaid_share"] == 0.55 for case in rest]
    assert any(known), "no other year has the table's price and advance"


def test_who_says_knows_the_options_in_both_languages() -> None:
    """Statements may be labelled in either language, in capitals or not, with stray spaces."""
    names = {"A": " Källan", "B": "vårt", "C": "not-stated", "d": "SOURCE", "E": "ours", "F": "anges inte"}
    assert ask("who-says", names).right
    assert ask("who-says", pd.Series(names), "sv").right


# Functions that learners may write


def right_payment(produced: Any, assigned: Any, frame: Any, prepaid_share: float) -> Any:
    """Plain Python, one hospital at a time, as a learner without numpy would write it."""
    own = [min(done, goal) for done, goal in zip(produced, assigned, strict=True)]
    excess = [done - mine for done, mine in zip(produced, own, strict=True)]
    slack, wanted = sum(assigned) - sum(own), sum(excess)
    part = min(1, slack / wanted) if wanted else 0
    rate = (1 - prepaid_share) * sum(frame) / sum(assigned)
    return [
        prepaid_share * money + rate * (mine + part * more)
        for money, mine, more in zip(frame, own, excess, strict=True)
    ]


def test_a_function_in_plain_python_is_right() -> None:
    """A right function is right however it is written, also when it prints and spoils what it is given."""

    def messy(produced: Any, assigned: Any, frame: Any, prepaid_share: float) -> Any:
        result = right_payment(produced, assigned, frame, prepaid_share)
        print(result)
        produced[:] = assigned[:] = frame[:] = 0
        return pd.Series(result, index=list("ABCD")).round(1)

    words = Words("en", "06-payment-rules")
    assert ask("payment", right_payment).message == words("task.payment.right")
    told = f"{words('task.payment.right')} {words('check.function.changed')}"
    assert ask("payment", messy).message == told, "nobody says that it spoils what it is given"
    assert ask("payment", messy).right


def raising(*_: Any) -> Any:
    raise ValueError("not my day")


def leaving(*_: Any) -> Any:
    raise SystemExit


def deep(*values: Any) -> Any:
    return deep(*values)


def endless(*_: Any) -> Any:
    while True:
        pass


async def waiting(*_: Any) -> Any:
    return [1, 2, 3, 4]


def yielding(*_: Any) -> Any:
    yield 1


CASE = (
    "produced = [500, 300, 200, 100], assigned = [500, 300, 200, 100], frame = [500, 300, 200, 100], "
    "prepaid_share = 0.55"
)


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (raising, "ValueError: not my day"),
        (leaving, "SystemExit"),
        (deep, "RecursionError"),
        (waiting, "something else"),
        (yielding, "something else"),
        (lambda *_: [math.nan] * 4, "nan"),
        (lambda *_: [1, 2], "another length: 2"),
        (lambda *_: 3, "got a number"),
        (lambda *_: [-1, 2, 3, 4], "outside what is possible"),
        (lambda *_: [1, 2, 3, 4], "[1, 2, 3, 4]"),
    ],
)
@pytest.mark.filterwarnings("ignore:coroutine")
def test_a_function_that_goes_wrong_is_told_where(function: Any, said: str) -> None:
    """What a function raised or gave is told, with the case in which it happened."""
    verdict = ask("payment", function)
    assert verdict.status == "wrong"
    assert said in verdict.message
    assert CASE in verdict.message


def test_an_endless_function_is_stopped() -> None:
    """A function that never ends is stopped, and the learner is told."""
    words = Words("sv", "06-payment-rules")
    assert ask("payment", endless, "sv", seconds=SHORT).message == words("check.too_slow", seconds="0")


def test_the_case_that_differs_is_the_first() -> None:
    """A function that is right in some years is shown the first year in which it is not."""
    verdict = ask("payment", lambda produced, assigned, frame, prepaid_share: frame)
    assert "produced = [460, 330, 200, 100]" in verdict.message
    assert "[500, 300, 200, 100]" in verdict.message


# Whatever a notebook may hold


def explode(*_: Any, **__: Any) -> Any:
    raise RuntimeError("evil")


#: Every way in which an object may be asked what it is, each of them raising.
EVIL = {
    f"__{name}__": explode
    for name in [
        *("eq", "ne", "lt", "le", "gt", "ge", "bool", "len", "iter", "next", "getitem", "contains", "repr", "str"),
        *("format", "float", "int", "index", "complex", "array", "array_interface", "call", "getattr", "abs", "round"),
    ]
}
Evil = type("Evil", (), {**EVIL, "__class__": property(explode), "__hash__": None})


def evil_child(parent: type) -> Any:
    return type(f"Evil{parent.__name__}", (parent,), {**EVIL, "__class__": property(explode)})()


class Liar:
    """Says that it is a float, and is none."""

    __class__ = float  # type: ignore[assignment]


class Quits:
    """Ends the process, if it may, when it is counted or called."""

    def __len__(self) -> int:
        raise SystemExit

    def __call__(self, *_: Any) -> Any:
        raise KeyboardInterrupt


class Unsayable(Exception):
    def __str__(self) -> str:
        raise RuntimeError


def raises_unsayable(*_: Any) -> Any:
    raise Unsayable


RAGGED: list[Any] = [1]
RAGGED.append(RAGGED)

EVILS: list[Any] = [
    Evil,
    Evil(),
    *(evil_child(parent) for parent in (float, int, str, list, tuple, dict, set)),
    Liar(),
    Quits(),
    raises_unsayable,
    RAGGED,
    None,
    math.nan,
    -math.inf,
    10**5000,
    1j,
    b"0.5",
    "0,55",
    "{expected}",
    "<script>alert(1)</script>",
    "\ud800",
    np.float16(3),
    np.array(3),
    np.array(["a", None], object),
    np.datetime64("2006"),
    np.ma.masked,
    np.empty((0, 3)),
    np.ones((2, 2, 2)),
    pd.Series([1.0, None]),
    pd.Series(["x"], index=[...]),
    pd.DataFrame(),
    pd.NaT,
    (n for n in range(3)),
    {1, 2},
    {...: ...},
    {"A": Evil()},
    {(1,): 2},
    [Evil()] * 4,
    [...],
    [[]],
    [],
    print,
    int,
    type,
    Verdict,
    Check,
    waiting,
    yielding,
    leaving,
    deep,
    lambda: 1,
    lambda *_: Evil(),
    lambda *_: [Evil()] * 4,
    lambda *values: values,
    io.StringIO(),
    pytest,
]


@pytest.mark.parametrize("place", range(len(EVILS)))
@pytest.mark.filterwarnings("ignore:coroutine")
def test_evil_answers_are_judged(place: int) -> None:
    """No answer makes a check raise: the verdict is wrong or unanswered, and can be shown."""
    for slug, check in CHECKS:
        verdict = judge(check, EVILS[place], Words("sv", slug))
        assert verdict.status in ("wrong", "unanswered"), f"{check.id} takes evil answer {place} for right"
        assert "<script" not in verdict._repr_html_()
        assert verdict.message in repr(verdict)


def test_an_answer_is_not_asked_what_it_is() -> None:
    """An object that claims to be a number is told that it is none."""
    words = Words("en", "06-payment-rules")
    expected, got = words("task.switch-share.expected"), words("check.type.other")
    assert ask("switch-share", Liar()).message == words("check.type", expected=expected, got=got)


numbers = st.one_of(st.integers(), st.floats(), st.decimals(), st.complex_numbers())
plain = st.one_of(numbers, st.text(), st.binary(), st.booleans(), st.none(), st.just(...), st.dates())
rubbish = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, max_size=6),
        st.tuples(inner, inner, inner, inner),
        st.dictionaries(st.one_of(st.sampled_from("ABCDEF"), st.text(), st.integers()), inner, max_size=6),
        st.lists(inner, max_size=4).map(lambda items: pd.Series(items, dtype=object)),
        inner.map(lambda value: lambda *_: value),
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answer=rubbish, place=st.integers(0, len(CHECKS) - 1), tries=st.integers(0, 9))
def test_rubbish_is_judged(answer: Any, place: int, tries: int) -> None:
    """Nothing that hypothesis makes raises, and nothing of it is right by chance but a right number."""
    slug, check = CHECKS[place]
    verdict = judge(check, answer, Words("en", slug), tries)
    assert verdict.status in SIGNS
    if verdict.right:
        assert isinstance(check.kind, Number), f"{check.id} takes {answer!r} for right"
    assert repr(verdict)
    assert verdict._repr_html_()


# The answer is never shown


def figures(text: str) -> set[float]:
    return {float(token.replace(",", ".")) for token in re.findall(r"\d+(?:[.,]\d+)?", text)}


WORDED = {
    "en": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
    "sv": ["noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio"],
}


@pytest.mark.parametrize(("slug", "check", "of"), numeric())
@every_language
def test_the_answer_is_never_shown(slug: str, check: Check, of: Number, lang: str) -> None:
    """No reply, right or wrong, and no hint holds the figure that is asked for, in digits or in letters."""
    words = Words(lang, slug)
    rubbish = [..., None, 12345, [9] * 9, "x", "8", (7, 7), [[1, 2]], [1, 2, 3, 4, 5]]
    answers = [*(mistake.example() for mistake in check.misconceptions), check.right(), *rubbish]
    said = [judge(check, answer, words, tries=99) for answer in answers]
    texts = [text for verdict in said for text in (verdict.message, *verdict.hints)]
    texts += [words(key) for key in check.text_keys()]
    wanted = np.atleast_1d(np.asarray(check.right(), dtype=float))
    for text in texts:
        shown = [value for value in wanted if any(of.same(figure, value) for figure in figures(text))]
        assert not shown, f"{check.id} shows {shown}: {text}"
        letters = set(re.findall(r"\w+", text.casefold()))
        spelt = [WORDED[lang][int(value)] for value in wanted if value in range(len(WORDED[lang]))]
        # "Zero" is a place in Python too, and says nothing: Python counts from it.
        assert not letters & set(spelt) - {WORDED[lang][0]}, f"{check.id} spells out {spelt}: {text}"


def test_a_function_is_not_shown_the_right_payments() -> None:
    """A reply about a function holds the case and what the function gave, and no other figures."""
    verdict = ask("payment", lambda produced, assigned, frame, prepaid_share: [7.0, 7.5, 8.0, 8.5], tries=99)
    allowed = {500, 300, 200, 100, 0.55, 7, 7.5, 8, 8.5}
    assert figures(verdict.message) <= allowed, verdict.message


# Mistakes that a student made


Volume = Callable[[Any, Any], Any]


def own(produced: Any, assigned: Any) -> Any:
    return np.minimum(produced, assigned)


def paid(produced: Any, assigned: Any) -> Any:
    mine, excess = own(produced, assigned), produced - own(produced, assigned)
    slack, wanted = assigned.sum() - mine.sum(), excess.sum()
    return mine + (excess * min(1, slack / wanted) if wanted else 0)


def everything(produced: Any, assigned: Any) -> Any:
    return produced


def cut(produced: Any, assigned: Any) -> Any:
    return produced * min(1, 1100 / produced.sum())


@pytest.mark.parametrize(
    ("rate", "volume", "mistake"),
    [
        (0.45, everything, "no-ceiling"),
        (0.45, own, "no-reallocation"),
        (0.45, cut, "pro-rata"),
        (1, paid, "advance-twice"),
        (1, own, "advance-twice"),
        (1, everything, "advance-twice"),
        (0.55, paid, "share-swapped"),
        (0.55, own, "share-swapped"),
        (0.55, everything, "share-swapped"),
        (0.45, paid, "built-in"),
    ],
)
def test_figures_written_into_a_function_hide_no_mistake(rate: float, volume: Volume, mistake: str) -> None:
    """A mistake is known in the table's years, whether 0.45 and 0.55 are written in or only the price is left out."""

    def written(produced: Any, assigned: Any, frame: Any, prepaid_share: float) -> Any:
        return 0.55 * frame + rate * volume(produced, assigned)

    def half(produced: Any, assigned: Any, frame: Any, prepaid_share: float) -> Any:
        factor = {0.45: 1 - prepaid_share, 0.55: prepaid_share, 1: 1}[rate]
        return prepaid_share * frame + factor * volume(produced, assigned)

    for function in (written, half):
        assert ask("payment", function).message == Words("en", "06-payment-rules")(f"task.payment.{mistake}")


def test_a_rate_for_each_hospital_is_not_right() -> None:
    """A function whose rate differs between hospitals is told so; a rate of another kind is shown the case."""

    def own_rates(produced: Any, assigned: Any, frame: Any, prepaid_share: float) -> Any:
        return prepaid_share * frame + frame * (1 - prepaid_share) / assigned * paid(produced, assigned)

    def mean_rate(produced: Any, assigned: Any, frame: Any, prepaid_share: float) -> Any:
        return prepaid_share * frame + (1 - prepaid_share) * (frame / assigned).mean() * paid(produced, assigned)

    assert ask("payment", own_rates).message == Words("en", "06-payment-rules")("task.payment.own-rate")
    assert "in this case: produced" in ask("payment", mean_rate).message


def test_a_function_that_loses_decimals_is_very_near() -> None:
    """A right function that returns whole numbers is told what became of its decimals."""
    message = Words("en", "06-payment-rules")("check.near")
    assert ask("payment", lambda *values: np.array(right_payment(*values)).astype(int)).message == message
    assert ask("payment", lambda *_: [0, 0, 0, 0]).message != message


@pytest.mark.parametrize(("slug", "check", "of"), numeric())
def test_nothing_is_called_near_that_is_not(slug: str, check: Check, of: Number) -> None:
    """Only the right answer with decimals cut or rounded away is told about decimals; zero says nothing of them."""
    words = Words("en", slug)
    right = np.atleast_1d(np.asarray(check.right(), dtype=float))
    of_decimals = {words("check.near"), words("check.rounded")}

    def said(values: Any) -> str:
        return judge(check, values if isinstance(check.kind, Vector) else values[0], words).message

    for far in (np.zeros(right.size), -np.ones(right.size), np.trunc(right) + 2, right * 1.3, right + 0.2):
        assert said(far) not in of_decimals, far


@pytest.mark.parametrize(
    ("given", "told"), [(-0.03, True), (-0.029, True), (-0.02, False), (-0.0, False), (-0.1, False)]
)
def test_a_number_with_too_few_decimals_is_told_so(given: float, told: bool) -> None:
    """A rounding within a tenth is right as far as it goes; a coarser one, or another number, is only wrong."""
    of = Number(decimals=4)
    assert of.near(given, -0.0294) == ("check.rounded" if told else None)
    assert Vector(2, of).near([given, 4.3485], [-0.0294, 4.3485]) == ("check.rounded" if told else None)


def functions() -> list[Any]:
    return [pytest.param(slug, check, id=check.id) for slug, check in CHECKS if isinstance(check.kind, Function)]


@pytest.mark.parametrize(("slug", "check"), functions())
def test_arguments_are_handed_out_as_the_cases_have_them(slug: str, check: Check) -> None:
    """A function is given arrays of the case's own type, and never the case's own array."""
    assert isinstance(check.kind, Function)
    seen: list[tuple[Any, ...]] = []

    def watch(*values: Any) -> Any:
        seen.append(values)
        return [0.5] * check.kind.returns.length  # type: ignore[attr-defined]

    judge(check, watch, Words("en", slug))
    assert len(seen) == len(check.kind.cases)
    for values, case in zip(seen, check.kind.cases, strict=True):
        for value, wanted in zip(values, case.values(), strict=True):
            assert np.asarray(value).dtype == np.asarray(wanted).dtype
            assert np.ndim(value) == 0 or value is not wanted


#: Words of one lesson's subject or of its hints.
SUBJECTS = r"hospital|sjukhus|np\.minimum|\byears?\b|\bår(et|en)?\b|region|coder|kodar"


@every_language
def test_shared_words_belong_to_no_lesson(lang: str) -> None:
    """What every lesson's checks may say names no lesson's subject, and no argument of a lesson's function."""
    catalogue = read_po((TEXT_DIR / lang / "interface.po").open("rb"))
    shared = {str(each.id): str(each.string) for each in catalogue if str(each.id).startswith("check.")}
    assert set(errors.SENTENCES) < set(shared)
    arguments = {name for _, check in CHECKS if isinstance(check.kind, Function) for name in check.kind.arguments}
    assert arguments
    for key, text in shared.items():
        assert not re.search(SUBJECTS, text, re.IGNORECASE), f"{lang} {key}: {text}"
        used = {name for found in re.findall(r"(\w+)\[|np\.array\((\w+)\)", text) for name in found}
        assert not used & arguments, f"{lang} {key}: {text}"


@pytest.mark.parametrize(
    ("answer", "mistake"),
    [
        ([13.5, 30], "all-paid"),
        ([13.5, -30], "loss"),
        ([12.1, 30], "wrong"),
        ([-16.5, -30], "loss"),
        ([-18, 0], "position"),
        ([0, 0], "alone-nothing"),
        ([12.1, 0], "wrong"),
    ],
)
def test_who_gains_says_what_fits(answer: Any, mistake: str) -> None:
    """Praise for the first number is given only where it is right, and a loss gets a message of its own."""
    # Hospital 2: 313.5 paid for 330 produced of 300; hospital 1: 482 paid of a frame of 500; 313.5 - 330 = -16.5.
    assert ask("who-gains", answer).message == Words("en", "06-payment-rules")(f"task.who-gains.{mistake}")


@pytest.mark.parametrize(
    ("task", "answer", "mistake"),
    [
        ("switch-share", 0.68, "complement"),  # 1 - 0.32
        ("switch-share", 0.48, "not-kept"),  # 0.6 * 16 / 20
        ("variable-years", 2012, "year"),
        ("variable-years", 2006, "year"),
    ],
)
def test_near_misses_have_their_own_message(task: str, answer: float, mistake: str) -> None:
    """The part in advance, the part not kept and a year instead of a number of years are told apart."""
    assert ask(task, answer).message == Words("en", "06-payment-rules")(f"task.{task}.{mistake}")


@every_language
def test_praise_of_mix_points_is_true(lang: str) -> None:
    """Hospital 3 has more contacts than hospital 2 but fewer mix points, as the praise says."""
    contacts, points = CONTACTS.sum(axis=1), find("mix-points").right()
    assert contacts[2] > contacts[1]
    assert points[2] < points[1]
    assert {2, 3} <= figures(Words(lang, "06-payment-rules")("task.mix-points.right"))


@every_language
def test_doubting_the_source_is_met_kindly(lang: str) -> None:
    """Who does not credit the source with D is told where to look, and not which statement it is."""
    for origin in ("ours", "not_stated"):
        message = ask("who-says", {**STATEMENTS, "D": origin}, lang).message
        assert {124, 131} <= figures(message)
        assert not re.search(r"\b[A-F]\b", message)


# Errors inside a learner's function


def listed(produced: Any, *_: Any) -> Any:
    own: Any = list(produced)
    return 0.5 * own


def listless() -> Any:
    return None


ERRORS: dict[str, Callable[..., Any]] = {
    "truth": lambda produced, assigned, *_: min(produced, assigned),
    "lengths": lambda produced, *_: produced + np.array([1, 2]),
    "unfinished": lambda produced, *_: produced * (... * 2),  # type: ignore[operator]
    "nothing": lambda produced, *_: produced * (listless() * 2),
    "call": lambda produced, *_: produced(1),
    "comma": lambda produced, *_: (0, 55) - 1,  # type: ignore[operator]
    "lists": listed,
    "position": lambda produced, *_: produced[4],
    "name": lambda produced, *_: undefined_name,  # type: ignore[name-defined]  # noqa: F821
    "zero": lambda *_: 1 / 0,
}


@pytest.mark.parametrize("name", ERRORS)
@every_language
def test_common_errors_are_explained(name: str, lang: str) -> None:
    """A common Python error is explained in a plain sentence, with the case and Python's own words."""
    verdict = ask("payment", ERRORS[name], lang)
    assert Words(lang, "06-payment-rules")(f"check.error.{name}") in verdict.message
    assert CASE in verdict.message
    assert "Error" in verdict.message


def test_every_explained_error_is_tried() -> None:
    """Each sentence about an error has a function above that brings it about."""
    assert set(errors.SENTENCES) == {f"check.error.{name}" for name in ERRORS}


# The same answer again


def test_the_same_answer_opens_no_hint() -> None:
    """An unchanged answer is told that it is, and costs nothing; a changed one opens a hint again."""
    words = Words("en", "06-payment-rules")
    same = words("check.same_answer")
    checker = Checker("06-payment-rules", words)
    for task, first, other in (
        ("variable-years", 3, 4),
        ("mix-points", np.ones(4), np.zeros(4)),
        ("payment", raising, endless_not),
        ("who-says", {**STATEMENTS, "A": "ours"}, {**STATEMENTS, "A": "not_stated"}),
        ("switch-share", "0,55", "0,56"),
    ):
        said = [checker.check(task, answer) for answer in (first, first, ..., first, other, other, first)]
        assert [verdict.message.startswith(same) for verdict in said] == [False, True, False, True, False, True, False]
        assert [len(verdict.hints) for verdict in said] == [0, 0, 0, 0, 1, 1, 2], task
        assert said[1].message == f"{same} {said[0].message}"


def endless_not(*_: Any) -> Any:
    raise ValueError("another day")


def test_an_array_changed_in_place_is_another_answer() -> None:
    """An array is compared by what it held when it was checked, not by what it holds now."""
    checker = Checker("06-payment-rules", Words("en", "06-payment-rules"))
    answer = np.ones(4)
    checker.check("mix-points", answer)
    answer[0] = 9
    assert len(checker.check("mix-points", answer).hints) == 1


def test_a_function_is_the_same_by_its_code() -> None:
    """A cell that is run again makes a new function with the same code; other code is another answer."""
    made = [eval("lambda *_: [1, 2, 3, 4]"), eval("lambda *_: [1, 2, 3, 4]"), eval("lambda *_: [1, 2, 3, 5]")]
    assert snapshot(made[0]) == snapshot(made[1])
    assert snapshot(made[0]) != snapshot(made[2])


def test_comparing_answers_asks_them_nothing() -> None:
    """Whatever an answer is, a picture of it can be made and compared, and is equal to itself."""
    for place, evil in enumerate(EVILS):
        assert snapshot(evil) == snapshot(evil), place
        assert snapshot(evil) != snapshot([evil, 1]), place
    checker = Checker("06-payment-rules", Words("sv", "06-payment-rules"))
    for evil in [Evil(), evil_child(list), RAGGED, {"A": Evil()}]:
        assert {checker.check("switch-share", evil).status for _ in range(2)} == {"wrong"}


# What a notebook holds: Checker, Verdict, Done


def test_checker_remembers_tries_and_sums_up() -> None:
    """A checker counts wrong tries, keeps the latest verdict of each task and adds up the points."""
    words = Words("en", "06-payment-rules")
    checker = Checker("06-payment-rules", words)
    total = len(checker.checks)
    assert {task.status for task in checker.done().tasks} == {"unanswered"}
    assert [len(checker.check("variable-years", wrong).hints) for wrong in (3, 4, 9)] == [0, 1, 2]
    assert checker.check("variable-years", find("variable-years").right()).right
    checker.check("mix-points", [1, 2, 3, 4])
    checker.check("switch-share", ...)
    done = checker.done()
    count = {"right": 1, "wrong": 1, "unanswered": total - 2}
    points = {"points": find("variable-years").points, "possible": sum(c.points for c in checker.checks.values())}
    assert done.heading == words("check.done", total=total, **count, **points)
    assert (done.points, done.possible) == (points["points"], points["possible"])
    assert repr(done).count("✓") == 1
    assert done._repr_html_().count("<li>") == total


@every_language
def test_an_unknown_task_is_answered_with_the_nearest(lang: str) -> None:
    """A task that does not exist gives a sentence that lists the nearest ones, and counts as nothing."""
    checker = Checker("06-payment-rules", Words(lang, "06-payment-rules"))
    names: list[Any] = ["paymnt", "", "<b>", 3, None, Evil()]
    for name in names:
        verdict = checker.check(name, 1)
        assert verdict.status == "unanswered"
        assert "payment" in verdict.message
        assert "<b>" not in verdict._repr_html_()
    assert {task.status for task in checker.done().tasks} == {"unanswered"}


@every_language
def test_a_status_is_a_sign_and_a_word(lang: str) -> None:
    """A verdict and a summary are told without colour: by a sign and a word, in text and in HTML; no script, no id."""
    words = Words(lang, "06-payment-rules")
    checker = Checker("06-payment-rules", words)
    answers: dict[Status, Any] = {"right": find("switch-share").right(), "wrong": 0.9, "unanswered": ...}
    for status, answer in answers.items():
        verdict = checker.check("switch-share", answer)
        shown = [repr(verdict), verdict._repr_html_(), repr(checker.done()), checker.done()._repr_html_()]
        for text in shown:
            assert SIGNS[status] in text
            assert words(f"check.status.{status}") in text
        assert f'lang="{lang}"' in verdict._repr_html_()
        assert not re.search(r"<script|\bid=|\bon\w+=|0x[0-9a-f]{6}", " ".join(shown))


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


@pytest.mark.parametrize("page", ["#ffffff", "#111111"])
def test_edges_are_seen_on_light_and_dark(page: str) -> None:
    """The edge's fallback colours have 3:1 against a white and a near-black page (WCAG 2.2, 1.4.11)."""
    for edge in EDGES.values():
        colour = re.findall(r"#[0-9a-f]{6}", edge)[0]
        light, dark = sorted((luminance(colour), luminance(page)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 3, colour


# How checks are declared


def test_a_declaration_is_refused_where_it_is_made() -> None:
    """A check with fewer than two known mistakes or no points, and a function without cases, cannot be made."""
    check = find("variable-years")
    with pytest.raises(ValueError, match="at least two known mistakes"):
        replace(check, misconceptions=check.misconceptions[:1])
    with pytest.raises(ValueError, match="at least one point"):
        replace(check, points=0)
    with pytest.raises(ValueError, match="at least one case"):
        Function((), Vector(4, Number(1)))


def test_an_authors_mistake_is_not_hidden() -> None:
    """A right answer that cannot be worked out is an error for the author, not a verdict on the learner."""

    def broken() -> Any:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        judge(replace(find("variable-years"), right=broken), 6, Words("en", "06-payment-rules"))


def test_a_choice_is_a_word() -> None:
    """A single word is judged like a mapping's words: by name in either language, or by id."""
    choice = Choice(("source", "ours"), "task.who-says.option")
    mistakes = (Misconception("difference", lambda: "ours"), Misconception("journey", lambda: "ours"))
    check = replace(find("variable-years"), kind=choice, right=lambda: "source", misconceptions=mistakes)
    words = Words("en", "06-payment-rules")
    assert judge(check, "Källan", words).right
    assert judge(check, "vårt", words).message == words("task.variable-years.difference")
    assert judge(check, 3, words).status == "wrong"
    assert judge(check, " ", words).status == "unanswered"


# The solutions and the exercises made from them


class Notebook:
    """Stands in for the lesson: same data, same checks, no widgets; keeps the latest verdict of each task."""

    def __init__(self, slug: str, lang: str) -> None:
        self.slug, self.lang, self.verdicts = slug, lang, dict[str, Verdict]()
        self.checker = Checker(slug, Words(lang, slug))
        self.done = self.checker.done

    def data(self, name: str) -> pd.DataFrame:
        return load(name, self.lang)

    def check(self, task: str, answer: Any) -> Verdict:
        self.verdicts[task] = self.checker.check(task, answer)
        return self.verdicts[task]

    def run(self, cells: list[Any]) -> dict[str, Any]:
        names: dict[str, Any] = {"lesson": self}
        for cell in cells:
            if cell.cell_type == "code" and "open_lesson" not in cell.source:
                exec(cell.source, names)
        return names


TWINS = [(slug, lang) for slug in check_lessons() for lang in LANGUAGES]
every_twin = pytest.mark.parametrize(("slug", "lang"), TWINS)


def solution(slug: str, lang: str) -> Any:
    return jupytext.read(ROOT / "solutions" / lang / f"{slug}.md")


@every_twin
def test_solutions_are_right(slug: str, lang: str) -> None:
    """The solution notebook checks every task of its lesson, and every one is right."""
    notebook = Notebook(slug, lang)
    notebook.run(solution(slug, lang).cells)
    assert {task: verdict.status for task, verdict in notebook.verdicts.items()} == {
        check.id: "right" for check in find_checks(slug)
    }


@every_twin
def test_untouched_exercises_are_not_answered(slug: str, lang: str) -> None:
    """Run all on an untouched exercise raises nothing and finds every task not answered yet."""
    notebook = Notebook(slug, lang)
    notebook.run(derive_exercise(solution(slug, lang), lang).cells)
    assert {task: verdict.status for task, verdict in notebook.verdicts.items()} == {
        check.id: "unanswered" for check in find_checks(slug)
    }


@every_twin
def test_task_four_does_without_task_three(slug: str, lang: str) -> None:
    """With the rule unwritten, or one that spoils its arguments, task 4 is neither a NameError nor a wrong region."""
    if slug != "06-payment-rules":
        return
    cells = derive_exercise(solution(slug, lang), lang).cells
    start = next(place for place, cell in enumerate(cells) if cell.source.startswith("## 4."))
    given = next(cell for cell in cells[start:] if cell.cell_type == "code")
    names = Notebook(slug, lang).run([cells[place] for place in range(start) if "import numpy" in cells[place].source])
    names["assigned"] = np.zeros(4)
    exec(given.source, names)
    assert (names["assigned"] == ASSIGNED).all()
    assert (names["frame"] == ASSIGNED).all()
    assert names["gain_alone"] is names["gain_all"] is ...


@every_twin
def test_self_test_is_the_tables_years(slug: str, lang: str) -> None:
    """The loop of task 3 prints the four payments and their sum for each year of the table, as the fact file has it."""
    if slug != "06-payment-rules":
        return
    notebook = solution(slug, lang)
    names = Notebook(slug, lang).run(notebook.cells)
    loop = next(cell.source for cell in notebook.cells if "for produced in" in cell.source)
    with redirect_stdout(io.StringIO()) as printed:
        exec(loop, names)
    lines = printed.getvalue().splitlines()
    assert len(lines) == len(YEARS)
    for line, (produced, paid) in zip(lines, TABLE.items(), strict=True):
        shown = [float(token) for token in re.findall(r"[\d.]+", line)]
        assert tuple(shown[:4]) == produced
        assert shown[4:8] == list(paid)
        assert abs(shown[8] - sum(paid)) < 0.15, "four roundings"


@every_twin
def test_front_matter_and_metadata_agree_with_the_checks(slug: str, lang: str) -> None:
    """Ids, objectives and points are the same in the checks, the front matter and nbgrader's metadata."""
    notebook = solution(slug, lang)
    wanted = [(check.id, check.objective, check.points) for check in find_checks(slug)]
    assert [(task["id"], task["objective"], task["points"]) for task in notebook.metadata.course["tasks"]] == wanted
    graded = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    assert [(cell.metadata.nbgrader.grade_id, cell.metadata.nbgrader.points) for cell in graded] == [
        (check.id, check.points) for check in find_checks(slug)
    ]
    for cell in graded:
        assert cell.metadata.nbgrader.locked, cell.source
        assert "### BEGIN HIDDEN TESTS" in cell.source, f"nbgrader would give full points to anybody: {cell.source}"


@every_twin
def test_figures_given_are_those_of_the_checks(slug: str, lang: str) -> None:
    """What the notebook of lesson 06 gives the learner is what its checks work from."""
    names = Notebook(slug, lang).run(solution(slug, lang).cells)
    if slug == "06-payment-rules":
        assert (names["contacts"] == CONTACTS).all()
        assert (names["prices"] == PRICES).all()
        assert (names["assigned"] == ASSIGNED).all()


def test_templates_hold_no_stray_fields() -> None:
    """Every {field} in a check's words is one that the engine fills in."""
    known = {"right", "total", "case", "given"}
    for slug, check in CHECKS:
        for lang in LANGUAGES:
            for key in check.text_keys():
                fields = {name for _, name, _, _ in string.Formatter().parse(Words(lang, slug)(key)) if name}
                assert fields <= known, f"{lang} {key}: {fields}"
