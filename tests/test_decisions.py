"""Decision logs: what is saved is run again to the last digit, and nothing else is taken for one."""

from __future__ import annotations

import dataclasses
import enum
import json
import math
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from course.decisions import log as log_module
from course.decisions import replaying
from course.decisions.figures import Difference, differences, digits_shared, figures
from course.decisions.log import FORMAT, DecisionLog, checksum, decide, file_text, logs_folder, save_log
from course.decisions.reading import LARGEST, LogError, parse_log
from course.decisions.replaying import replay_all, replay_file
from course.labs import find_lab, lab_ids
from course.labs.engine import Choice, Constant, Lab, Slider, Switch
from course.text import LANGUAGES, Words
from course.widgets.lab import LabView

LABS = lab_ids()
every_lab = pytest.mark.parametrize("lab", [find_lab(name) for name in LABS], ids=LABS)
every_language = pytest.mark.parametrize("lang", LANGUAGES)

NOON = datetime(2026, 11, 21, 12, 30, 5, tzinfo=UTC)
WORDS = Words("en")


def decided(lab: Lab[Any], params: dict[str, Any] | None = None, **said: Any) -> DecisionLog:
    """A log of a lab at its defaults but for some parameters."""
    values = lab.take(params or {}, lab.words("en"))
    return decide(lab, values, **{"lang": "en", "when": NOON, "reflection": "We gave up speed.", **said})


def a_log(**changes: Any) -> DecisionLog:
    """A log of the payment lab, with some of its fields changed."""
    return dataclasses.replace(decided(find_lab("payment-rules")), **changes)


def written(content: dict[str, Any]) -> str:
    """Content as a file with the right checksum, as somebody who knows the format would forge it."""
    return json.dumps({**content, "checksum": checksum(content)}, ensure_ascii=False)


def content_of(log: DecisionLog) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(file_text(log))
    del content["checksum"]
    return content


def outcome(tmp_path: Path, content: str | bytes, lang: str = "en") -> replaying.Outcome:
    """What replaying a file with this content gives."""
    file = tmp_path / "log.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    return replay_file(file, Words(lang))


@st.composite
def settings_of(draw: st.DrawFn, lab: Lab[Any]) -> dict[str, Any]:
    """Any values that a lab takes, on the steps of its sliders and between them."""
    values: dict[str, Any] = {}
    for control in lab.controls:
        if isinstance(control, Slider):
            values[control.name] = draw(st.floats(control.low, control.high))
        elif isinstance(control, Choice):
            values[control.name] = draw(st.sampled_from(control.options))
        else:
            values[control.name] = draw(st.booleans())
    return values


# What is kept


def test_there_are_labs() -> None:
    """Discovery finds labs, one of them with a seed."""
    assert len(LABS) >= 4


@every_lab
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_lab_at_any_values_is_the_same_when_run_again(lab: Lab[Any], data: st.DataObject) -> None:
    """Whatever is set, written and answered: the file is read again as it was, and every figure is the same."""
    answers = {each.id: data.draw(st.sampled_from(each.options)) for each in lab.predictions}
    log = decided(
        lab,
        data.draw(settings_of(lab)),
        reflection=data.draw(st.text(max_size=40)),
        who=data.draw(st.text(max_size=10)),
        prediction=data.draw(st.sampled_from([answers, {}, None])),
        lang=data.draw(st.sampled_from(LANGUAGES)),
    )
    text = file_text(log)
    assert parse_log(text, WORDS) == log
    assert replaying.replay(log, WORDS) == ()
    assert len(text) < LARGEST / 10, "a lab's log must stay far below the limit"


@every_lab
def test_a_log_keeps_all_that_is_needed_to_run_it_again(lab: Lab[Any]) -> None:
    """Lab, lesson, version, parameters, seed, the model's answers and every figure of the result."""
    log = decided(lab, prediction=None)
    assert (log.lab, log.lesson, log.time) == (lab.id, lab.lesson, "2026-11-21T12:30:05+00:00")
    assert log.parameters == lab.defaults()
    assert log.seed == lab.defaults().get("seed")
    assert log.model == {each.id: lab.verdict(each) for each in lab.predictions}
    assert set(log.declaration["controls"]) == set(lab.defaults())
    assert re.fullmatch(r"\d+\.\d+.*", log.course)
    result = lab.run(**lab.defaults())
    assert {path.split(".")[0].split("[")[0] for path in log.figures} == {
        field.name for field in dataclasses.fields(result) if np.size(getattr(result, field.name))
    }


def test_the_figures_of_a_result_are_known_by_path() -> None:
    """Origin: SOU 2018:38, ch. 5 fact file 5.6.1, row two, as in the lab's own test: B is paid 313.5 of 300."""
    log = decided(find_lab("payment-rules"), {"volume_a": 0.92, "volume_yours": 1.1})
    parts = [float(log.figures[f"payment.{part}[1]"] or 0) for part in ("advance", "variable", "bonus")]
    assert sum(parts) == pytest.approx(313.5)


class Colour(enum.Enum):
    RED = "red"


@dataclasses.dataclass(frozen=True)
class Inner:
    array: Any
    deep: Any = None


def test_every_kind_of_value_becomes_figures() -> None:
    """Nested dataclasses, arrays, numpy's scalars, tuples, mappings, enums, texts, flags, None; numbers not finite."""
    result = Inner(
        array=np.array([[1.5, math.nan], [math.inf, -math.inf]]),
        deep=(
            Inner(np.float64(0.1)),
            {"a": np.int64(2), Colour.RED: [True, None]},
            np.bool_(False),
            "text",
            Colour.RED,
        ),
    )
    assert figures(result) == {
        "array[0][0]": 1.5,
        "array[0][1]": "NaN",
        "array[1][0]": "Infinity",
        "array[1][1]": "-Infinity",
        "deep[0].array": 0.1,
        "deep[0].deep": None,
        "deep[1][a]": 2,
        "deep[1][red][0]": True,
        "deep[1][red][1]": None,
        "deep[2]": False,
        "deep[3]": "text",
        "deep[4]": "red",
    }
    assert json.loads(json.dumps(figures(result), allow_nan=False)) == figures(result)


def test_what_is_no_figure_is_refused_by_name() -> None:
    """An author whose result holds something else is told which field."""
    with pytest.raises(TypeError, match=r"deep\[0\] holds complex, which a decision log cannot keep"):
        figures(Inner(1, deep=[1j]))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_kept_to_the_last_digit(value: float) -> None:
    """JSON gives back the same bits, the sign of zero among them."""
    back = json.loads(json.dumps(figures(Inner(value))))["array"]
    assert math.copysign(1, back) == math.copysign(1, value)
    assert back == value


def test_a_difference_in_the_last_digit_or_in_kind_is_a_difference() -> None:
    """One bit, the sign of zero, 1 for 1.0, a text for a number, a figure more or less: each is found."""
    then = {"a": 0.1, "b": 0.0, "c": 1.0, "d": "NaN", "e": 5, "same": 2.5, "gone": 1}
    now = {"a": np.nextafter(0.1, 1).item(), "b": -0.0, "c": 1, "d": 0.0, "e": 5, "same": 2.5, "new": None}
    assert differences(then, now) == (
        Difference("a", "0.1", "0.10000000000000002"),
        Difference("b", "0.0", "-0.0"),
        Difference("c", "1.0", "1"),
        Difference("d", '"NaN"', "0.0"),
        Difference("new", None, "null"),
        Difference("gone", "1", None),
    )


@pytest.mark.parametrize(
    ("then", "now", "digits"),
    [
        ("0.1", "0.10000000000000002", 15),  # one step of a float: 1.4e-16 of 0.1
        ("100.0", "101.0", 2),  # 1/101 = 0.0099
        ("100.0", "90.0", 1),
        ("0.0", "-0.0", 16),
        ("1.0", "-1.0", 0),
        ("1e308", "-1e308", 0),
        ("9" * 400, "1.0", 0),
        ("1.0", '"NaN"', 0),
        ("1.0", None, 0),
    ],
)
def test_the_digits_in_common_are_counted(then: str, now: str | None, digits: int) -> None:
    """The largest relative difference decides; what is no number has none in common."""
    assert digits_shared((Difference("x", then, now),)) == digits
    assert digits_shared((Difference("x", then, now), Difference("y", "1.0", "2.0"))) == 0


# Saving


def test_a_log_is_saved_in_the_learners_folder_under_its_time_and_lab(tmp_path: Path) -> None:
    """The name begins with the local time, so that a folder of logs is in order; the file is text in UTF-8."""
    path = save_log(a_log(who="Åsa"), tmp_path / "not there" / "yet")
    local = NOON.astimezone()
    assert path.name == f"{local:%Y-%m-%dT%H%M}-payment-rules.json"
    assert json.loads(path.read_text(encoding="utf-8"))["who"] == "Åsa"
    assert [each.name for each in path.parent.iterdir()] == [path.name], "nothing else is left in the folder"


@pytest.mark.parametrize("links", [True, False], ids=["with links", "without links"])
def test_no_file_is_ever_written_over(links: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Logs of the same minute get numbers, on a file system with links and on one without."""
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    saved = [save_log(a_log(reflection=f"number {number}"), tmp_path) for number in range(3)]
    assert [path.name.removeprefix(f"{NOON.astimezone():%Y-%m-%dT%H%M}-") for path in saved] == [
        "payment-rules.json", "payment-rules-2.json", "payment-rules-3.json",
    ]  # fmt: skip
    assert [parse_log(path.read_text(encoding="utf-8"), WORDS).reflection for path in saved] == [
        "number 0", "number 1", "number 2",
    ]  # fmt: skip
    assert len(list(tmp_path.iterdir())) == 3


def no_links(*_: object) -> None:
    raise PermissionError("no links here")


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_a_failed_save_leaves_nothing(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the disk gives up, no half-written log and no other file stays behind."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    if step == "write":
        monkeypatch.setattr(log_module, "file_text", full)
    elif step == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    else:
        monkeypatch.setattr(os, "link", no_links)
        monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        save_log(a_log(), tmp_path)
    assert list(tmp_path.iterdir()) == []


SAVER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from course.decisions.log import decide, save_log
from course.labs import find_lab
lab = find_lab("setting-choice")
when = datetime(2026, 11, 21, tzinfo=UTC)
for number in range(20):
    save_log(decide(lab, lab.defaults(), lang="en", when=when, reflection=f"{sys.argv[2]} {number}"), Path(sys.argv[1]))
"""


def test_two_notebooks_that_save_at_once_lose_nothing(tmp_path: Path) -> None:
    """Two processes with the same minute and lab save twenty logs each: forty files, all whole."""
    savers = [subprocess.Popen([sys.executable, "-c", SAVER, str(tmp_path), who]) for who in "ab"]
    assert [saver.wait() for saver in savers] == [0, 0]
    said = {parse_log(path.read_text(encoding="utf-8"), WORDS).reflection for path in tmp_path.iterdir()}
    assert said == {f"{who} {number}" for who in "ab" for number in range(20)}


def test_half_a_character_does_not_stop_a_save(tmp_path: Path) -> None:
    """A page can send a lone surrogate; it becomes a question mark."""
    log = decided(find_lab("setting-choice"), reflection="a\ud800b", who="\udfff")
    assert (log.reflection, log.who) == ("a?b", "?")
    assert replay_file(save_log(log, tmp_path), WORDS).verdict == "same"


def test_an_answer_that_the_lab_no_longer_has_is_left_out() -> None:
    """The record may hold an answer from an older lab, or something that is none."""
    lab = find_lab("payment-rules")
    kept = decided(lab, prediction={"alone": "part", "everyone": "no such", "other": "part", "x": ["y"]}).prediction
    assert kept == {"alone": "part"}


def test_logs_have_their_place_in_the_learners_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """COURSE_HOME decides, as for all that is the learner's."""
    monkeypatch.setenv("COURSE_HOME", str(tmp_path))
    assert logs_folder() == tmp_path / "decision-logs"


# Reading


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_one_changed_byte_is_refused_or_was_only_space(data: st.DataObject) -> None:
    """Any byte of a log replaced by any other: a refusal, or the same log."""
    log = a_log(reflection='Vi "gav upp" fart \\ och mer.\n\t\u2028 ✓', who="Åsa")
    whole = file_text(log).encode("utf-8")
    place = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255))
    assume(whole[place] != byte)
    changed = whole[:place] + bytes([byte]) + whole[place + 1 :]
    try:
        again = parse_log(changed.decode("utf-8"), WORDS)
    except (LogError, UnicodeDecodeError):
        return
    assert again == log
    assert {whole[place], byte} <= set(b" \t\r\n"), "only space may change"


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_log_that_is_cut_off_is_refused(data: st.DataObject) -> None:
    """A file that ends too early is no log; only the last line break may be missing."""
    text = file_text(a_log())
    with pytest.raises(LogError):
        parse_log(text[: data.draw(st.integers(0, len(text) - 2))], WORDS)
    assert parse_log(text[:-1], WORDS) == parse_log(text, WORDS)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists).map(
    lambda value: json.dumps(value).encode()
))  # fmt: skip
def test_any_bytes_are_refused_without_a_traceback(content: bytes) -> None:
    """What is no log raises LogError and nothing else."""
    with pytest.raises((LogError, UnicodeDecodeError)):
        parse_log(content.decode("utf-8"), WORDS)


def test_line_ends_and_indentation_do_not_matter() -> None:
    """A file that has been through mail or another system is the same log; its keys may be in another order."""
    log, text = a_log(), file_text(a_log())
    assert parse_log(text.replace("\n", "\r\n"), WORDS) == log
    turned = dict(reversed(json.loads(text).items()))
    assert parse_log(json.dumps(turned, ensure_ascii=False, indent=4), WORDS) == log


CONTENT = content_of(a_log())
TEXT = file_text(a_log())

#: (what is in the file, the id of the sentence that refuses it)
REFUSED: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "json"),
    "no JSON": ("We gave up speed.", "json"),
    "Python": ("__import__('os').system('touch /tmp/owned')", "json"),
    "cut off": (TEXT[:300], "json"),
    "byte order mark": (b"\xef\xbb\xbf" + TEXT.encode(), "json"),
    "a number of five thousand digits": ('{"format": ' + "9" * 5000 + "}", "json"),
    "binary": (b"\x89PNG\r\n\x1a\n\x00\xff\xfe", "encoding"),
    "Latin 1": (TEXT.replace("speed", "fört").encode("latin-1"), "encoding"),
    "UTF-16": (TEXT.encode("utf-16"), "encoding"),
    "NaN": (TEXT.replace("0.55", "NaN", 1), "number"),
    "infinity": (TEXT.replace("0.55", "-Infinity", 1), "number"),
    "a number beyond floats": (TEXT.replace("0.55", "1e400", 1), "number"),
    "too deep": ("[" * 90_000 + "]" * 90_000, "deep"),
    "too deep inside": (
        written(CONTENT).replace('"declaration": {', '"declaration": {"x": ' + "[" * 90_000 + "]" * 90_000 + ",", 1),
        "deep",
    ),
    "too large": (TEXT + " " * LARGEST, "large"),
    "a list": ("[1, 2]", "kind"),
    "null": ("null", "kind"),
    "other JSON": ('{"nbformat": 4, "cells": []}', "kind"),
    "format is a list": ('{"format": ["styra-med-tillit/decision-log"]}', "kind"),
    "format 2": (written({**CONTENT, "format_number": 2}), "format"),
    "format 1.0": (written({**CONTENT, "format_number": 1.0}), "format"),
    "format true": (written({**CONTENT, "format_number": True}), "format"),
    "no format number": ('{"format": "styra-med-tillit/decision-log"}', "format"),
    "edited": (TEXT.replace("We gave up speed.", "We gave up quality."), "edited"),
    "no checksum": (json.dumps(CONTENT, ensure_ascii=False), "edited"),
    "checksum is a number": (json.dumps({**CONTENT, "checksum": 7}, ensure_ascii=False), "edited"),
    "the same key twice": (TEXT.replace('"who": "",', '"who": "Bo",\n "who": "",', 1), "edited"),
    "the same figure twice": (TEXT.replace('"figures": {', '"figures": {"produced[0]": 500.0,', 1), "edited"),
    "the same number in other digits": (TEXT.replace("0.55", "0.5500", 1), "edited"),
    "letters as escapes": (written({**CONTENT, "who": "Å"}).replace("Å", "\\u00c5"), "edited"),
    "half a character": (TEXT.replace('"who": ""', '"who": "\\ud800"', 1), "edited"),
    "a field too few": (written({k: v for k, v in CONTENT.items() if k != "seed"}), "field"),
    "a field too many": (written({**CONTENT, "run": "__import__('os')"}), "field"),
}  # fmt: skip


@every_language
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_log_is_refused_in_one_sentence(name: str, lang: str, tmp_path: Path) -> None:
    """Each kind of wrong file has its own sentence, in the reader's language, and no traceback."""
    content, reason = REFUSED[name]
    found = outcome(tmp_path, content, lang)
    assert (found.verdict, found.log) == ("refused", None)
    start = Words(lang)(f"replay.refused.{reason}").split("{")[0]
    assert found.text.startswith(start), found.text
    assert found.text.endswith((".", ").")), found.text
    assert "\n" not in found.text


WRONG_VALUES: dict[str, list[Any]] = {
    "lab": [None, 1, ["payment-rules"]],
    "lesson": [None, 1],
    "who": [None, 1, {}],
    "time": ["", "yesterday", "2026-11-21", "2026-11-21T12:30:05", "2026-11-21T12:30:05+01:00", 5, None],
    "lang": ["da", "", None, ["en"], {}],
    "reflection": [None, 1, ["x"]],
    "parameters": [None, [], {"volume_yours": None}, {"volume_yours": [1]}, {"volume_yours": {}}],
    "seed": ["1", True, []],
    "prediction": ["x", [], {"alone": 1}, {"alone": None}],
    "model": [None, [], {"alone": 1}],
    "course": [None, 1],
    "made_with": [None, {"numpy": 1}],
    "declaration": [None, [], "x"],
    "figures": [None, [], {"x": []}, {"x": {}}],
}


def test_each_field_has_wrong_values_to_try() -> None:
    """A new field cannot be forgotten here."""
    assert set(WRONG_VALUES) == {field.name for field in dataclasses.fields(DecisionLog)}
    assert set(CONTENT) == set(WRONG_VALUES) | set(FORMAT)


@pytest.mark.parametrize(("field", "value"), [(name, each) for name, values in WRONG_VALUES.items() for each in values])
def test_a_field_of_a_wrong_kind_is_refused_by_name(field: str, value: Any) -> None:
    """A file made by something else, with a right checksum, is told which field is wrong."""
    with pytest.raises(LogError) as refused:
        parse_log(written({**CONTENT, field: value}), WORDS)
    assert str(refused.value) == WORDS("replay.refused.field", field=field)


# Running again


def changed(**changes: Any) -> str:
    """A forged log: some of its fields changed, the checksum right."""
    return written({**CONTENT, **changes})


@pytest.mark.parametrize("name", ["no-such-lab", "engine", "../../../etc/passwd", "__init__", "", "os", "x" * 5000])
def test_a_lab_that_does_not_exist_is_refused_and_nothing_is_imported(name: str, tmp_path: Path) -> None:
    """Only the names of the labs that there are are ever looked up."""
    before = set(sys.modules)
    found = outcome(tmp_path, changed(lab=name))
    assert found.text == WORDS("replay.refused.lab", lab=name[:40])
    assert set(sys.modules) == before


def test_a_changed_lab_is_refused_with_what_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds, options, constants, predictions, a control gone or new: the sentence names what, then and now."""
    lab = find_lab("payment-rules")
    first, *others = lab.controls
    assert isinstance(first, Slider)
    changes: dict[str, dict[str, Any]] = {
        "controls.volume_yours.high 1.4 → 1.6": {"controls": (dataclasses.replace(first, high=1.6), *others)},
        "controls.volume_yours.kind \"slider\" → –": {"controls": tuple(others)},
        "controls.more.kind – → \"switch\"": {"controls": (*lab.controls, Switch("more", True))},
        "constants.assigned_a 500.0 → 501.0": {
            "constants": (Constant("assigned_a", 501.0), *lab.constants[1:])
        },
        "predictions.alone.change.volume_a 0.92 → 0.9": {
            "predictions": (
                dataclasses.replace(lab.predictions[0], change={**lab.predictions[0].change, "volume_a": 0.9}),
                *lab.predictions[1:],
            )
        },
        'lesson "06-payment-rules" → "07-other"': {"lesson": "07-other"},
    }  # fmt: skip
    for what, change in changes.items():
        now = dataclasses.replace(lab, **({"predictions": ()} if "controls" in change else {}) | change)
        monkeypatch.setattr(replaying, "find_lab", lambda _, now=now: now)
        found = outcome(tmp_path, TEXT)
        assert found.verdict == "refused"
        assert found.text.startswith("The lab payment-rules has changed since the log was saved: ")
        assert what in found.text
    monkeypatch.undo()
    assert outcome(tmp_path, TEXT).verdict == "same"


def test_starting_values_may_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log holds every value itself, so another default or step of help changes nothing for it."""
    lab = find_lab("payment-rules")
    other = tuple(
        dataclasses.replace(each, default=each.low) if isinstance(each, Slider) else each for each in lab.controls
    )
    now = dataclasses.replace(lab, controls=other, predictions=())
    monkeypatch.setattr(replaying, "find_lab", lambda _: now)
    log = decided(dataclasses.replace(lab, predictions=()))
    assert outcome(tmp_path, file_text(log)).verdict == "same"


def test_a_result_with_other_fields_is_a_changed_lab(tmp_path: Path) -> None:
    """A field of the result that is new or gone is named."""
    some = {path: value for path, value in CONTENT["figures"].items() if not path.startswith("payment.bonus")}
    assert outcome(tmp_path, changed(figures=some)).text.endswith(": payment.bonus.")
    assert outcome(tmp_path, changed(figures={**CONTENT["figures"], "more": 1})).text.endswith(": more.")


def test_many_changes_are_counted(tmp_path: Path) -> None:
    """At most three are named."""
    found = outcome(tmp_path, changed(declaration={}))
    assert found.text.count(" → ") == 3
    assert re.search(r"and \d+ more\.$", found.text)


@pytest.mark.parametrize("depth", [10, 400, 900])
def test_a_declaration_of_any_size_and_depth_gets_a_short_sentence(depth: int, tmp_path: Path) -> None:
    """What stands in a hostile file is named in part, never in whole."""
    nested: Any = "deep"
    for _ in range(depth):
        nested = {"x": [nested]} if depth == 10 else {"x": nested}
    for hostile in (
        {"controls": nested},
        {"y" * 50_000: "z" * 50_000},
        {"controls": {"volume_yours": {"high": "z" * 50_000}}},
    ):
        found = outcome(tmp_path, changed(declaration=hostile, made_with={"numpy": "9" * 50_000}))
        assert found.verdict == "refused"
        assert len(found.text) < 500


@every_language
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("prepaid_share", 1.5),
        ("prepaid_share", 10**400),
        ("prepaid_share", "0,55"),
        ("ceiling", 1),
        ("prepaid_share", True),
    ],
)
def test_parameters_that_the_lab_refuses_are_refused_in_its_words(
    name: str, value: Any, lang: str, tmp_path: Path
) -> None:
    """Out of range or of a wrong kind: the lab's own sentence, with the control's label."""
    found = outcome(tmp_path, changed(parameters={**CONTENT["parameters"], name: value}), lang)
    assert found.verdict == "refused"
    assert find_lab("payment-rules").words(lang)(f"payment-rules.{name}.label") in found.text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"parameters": {**CONTENT["parameters"], "volume_a": 1.4 + 1e-10}}, "parameters"),
        ({"parameters": {k: v for k, v in CONTENT["parameters"].items() if k != "ceiling"}}, "parameters"),
        ({"seed": 3.0}, "seed"),
        ({"prediction": {"alone": "no such answer"}}, "prediction"),
        ({"prediction": {"no such question": "part"}}, "prediction"),
    ],
)
def test_what_the_lab_could_not_have_had_is_refused_by_name(change: dict[str, Any], field: str, tmp_path: Path) -> None:
    """A value a hair too high, one left out, a seed the lab lacks, an answer to another question."""
    assert outcome(tmp_path, changed(**change)).text == WORDS("replay.refused.field", field=field)


def test_a_parameter_of_an_unknown_name_is_refused(tmp_path: Path) -> None:
    """The sentence lists the controls that there are."""
    found = outcome(tmp_path, changed(parameters={**CONTENT["parameters"], "pace": 1.0}))
    assert found.verdict == "refused"
    assert "volume_yours" in found.text


def test_other_figures_are_found_by_path(tmp_path: Path) -> None:
    """A figure in its last digit and an answer of the model: both named, then and now; the rest are the same."""
    figure = {**CONTENT["figures"], "payment.advance[1]": 165.00000000000003}
    found = outcome(tmp_path, changed(figures=figure, model={**CONTENT["model"], "alone": "full"}))
    assert found.verdict == "differs"
    assert found.found == (
        Difference("model.alone", '"full"', '"part"'),
        Difference("payment.advance[1]", "165.00000000000003", "165.0"),
    )
    assert found.text == WORDS("replay.differs.text", count=2, all=len(CONTENT["figures"]) + 2)


def test_a_difference_of_rounding_is_told_with_the_versions(tmp_path: Path) -> None:
    """Last digits that differ on another machine: how many digits agree, and what was another then."""
    figure = {**CONTENT["figures"], "payment.advance[1]": 165.00000000000003}
    found = outcome(tmp_path, changed(figures=figure, made_with={**CONTENT["made_with"], "numpy": "1.0"}))
    assert WORDS("replay.differs.rounding", digits=15) in found.text
    assert f"numpy 1.0 → {np.__version__}" in found.text
    assert "python" not in found.text


def test_a_changed_model_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lab whose declaration stands but whose model computes something else differs."""
    lab = find_lab("payment-rules")

    def other(**params: Any) -> Any:
        result = lab.run(**params)
        return dataclasses.replace(result, produced=result.produced + 1e-9)

    monkeypatch.setattr(replaying, "find_lab", lambda _: dataclasses.replace(lab, run=other))
    found = outcome(tmp_path, TEXT)
    assert found.verdict == "differs"
    assert {each.path.split("[")[0] for each in found.found} == {"produced"}


def test_a_lab_that_fails_stops_only_its_own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error in a lab's own code is a refusal with its name."""
    lab = find_lab("payment-rules")
    broken = dataclasses.replace(lab, run=lambda **_: 1 / 0)
    monkeypatch.setattr(replaying, "find_lab", lambda _: broken)
    assert outcome(tmp_path, TEXT).text == WORDS("replay.refused.run", error="ZeroDivisionError")


# Folders and odd files


def verdicts(folder: Path) -> dict[str, str]:
    return {each.path.name: each.verdict for each in replay_all([folder], WORDS)}


def test_a_folder_is_searched_in_order_and_a_bad_file_stops_nothing(tmp_path: Path) -> None:
    """Files below it too, names in order, whatever ends in .json; other files are left alone."""
    for name in ("b.json", "a.JSON", "g1/e.json", "g2/c.json", "g2/deeper/d.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    (tmp_path / "ab.json").write_text("junk")
    (tmp_path / "notes.txt").write_text("not looked at")
    (tmp_path / ".0f.part").write_text("left by a save that was killed")
    assert list(verdicts(tmp_path).items()) == [
        ("a.JSON", "same"), ("ab.json", "refused"), ("b.json", "same"),
        ("e.json", "same"), ("c.json", "same"), ("d.json", "same"),
    ]  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="links, pipes and modes of POSIX")
def test_links_pipes_and_devices_are_refused_and_never_waited_for(tmp_path: Path) -> None:
    """In a folder no link is followed, to a file or a folder; a pipe without a writer does not hang the command."""
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "class"
    for each in (elsewhere, folder):
        each.mkdir()
    (elsewhere / "log.json").write_text(TEXT, encoding="utf-8")
    (folder / "link.json").symlink_to(elsewhere / "log.json")
    (folder / "folder.json").symlink_to(elsewhere)
    (folder / "nowhere.json").symlink_to("nothing")
    os.mkfifo(folder / "pipe.json")
    found = {each.path.name: each.text for each in replay_all([folder], WORDS)}
    link, special = WORDS("replay.refused.link"), WORDS("replay.refused.special")
    assert found == {"link.json": link, "nowhere.json": link, "pipe.json": special}
    assert replay_file(Path("/dev/zero"), WORDS).text == special
    assert replay_file(folder / "link.json", WORDS).verdict == "same", "a link that is named is followed"


@pytest.mark.parametrize("name", ["absent.json", "a\0b.json", "x" * 5000])
def test_a_file_that_cannot_be_there_is_refused(name: str, tmp_path: Path) -> None:
    """A missing file, a name with a zero byte or one too long: the same sentence."""
    (found,) = replay_all([tmp_path / name], WORDS)
    assert found.text == WORDS("replay.refused.unreadable")


def test_a_file_or_folder_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the right to read, one sentence for each; the others are replayed."""
    closed = tmp_path / "closed"
    closed.mkdir()
    (tmp_path / "log.json").write_text(TEXT, encoding="utf-8")
    really, open_ = os.scandir, Path.open

    def scandir(path: Any) -> Any:
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", str(closed))
        return really(path)

    def refuse(path: Path, *how: Any, **options: Any) -> Any:
        if path.name == "secret.json":
            raise PermissionError(13, "Permission denied")
        return open_(path, *how, **options)

    (tmp_path / "secret.json").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(Path, "open", refuse)
    assert verdicts(tmp_path) == {"log.json": "same", "secret.json": "refused", "closed": "refused"}


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    """Nothing to replay is said, not passed over."""
    (found,) = replay_all([tmp_path], WORDS)
    assert (found.verdict, found.text) == ("refused", WORDS("replay.refused.empty"))


# The page's side


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def asked(view: LabView, **message: Any) -> tuple[bool, str]:
    """Ask a view to save a log, as the page does, and return what it answers."""
    answers: list[dict[str, Any]] = []
    view.send = lambda content, buffers=None: answers.append(content)
    view._receive(view, {"type": "decide", "id": 4, **message}, [])
    (answer,) = answers
    assert (answer["type"], answer["id"]) == ("decided", 4)
    return answer["saved"], answer["text"]


@every_lab
@every_language
def test_the_page_saves_a_log_that_is_the_same_when_run_again(lab: Lab[Any], lang: str, home: Path) -> None:
    """From any lab, before and after a prediction: the file is where the sentence says, with all that was sent."""
    view = LabView(lab, lang)
    answers = {each.id: each.options[-1] for each in lab.predictions}
    greatest = {control.name: control.extremes()[1] for control in lab.controls}
    for expected in (None, answers):
        if expected is not None:
            view._receive(view, {"type": "predict", "answers": expected}, [])
        saved, text = asked(view, params=greatest, reflection=" Därför. \n", who=" Åsa ")
        (path,) = (each for each in (home / "decision-logs").iterdir() if each.name in text.split())
        assert saved
        assert str(path.parent) in text
        log = parse_log(path.read_text(encoding="utf-8"), WORDS)
        assert (log.reflection, log.who, log.lang, log.prediction) == ("Därför.", "Åsa", lang, expected)
        assert log.parameters == greatest
        assert abs(datetime.now(UTC) - datetime.fromisoformat(log.time)).total_seconds() < 600
        path.unlink()


@every_language
@pytest.mark.parametrize("reflection", ["", " \n", None, 0, []])
def test_a_log_without_a_reflection_is_not_saved(reflection: Any, lang: str, home: Path) -> None:
    """What was decided and why is the point of a log."""
    view = LabView(find_lab("setting-choice"), lang)
    assert asked(view, params={}, reflection=reflection) == (False, Words(lang)("view.decision.empty"))
    assert not home.exists()


@pytest.mark.parametrize("said", [{"reflection": "x" * 20_001}, {"reflection": "x", "who": "y" * 201}])
def test_a_text_that_is_too_long_is_not_cut_but_refused(said: dict[str, str], home: Path) -> None:
    """The learner is told how much fits, and shortens it as they wish."""
    saved, text = asked(LabView(find_lab("setting-choice"), "en"), params={}, **said)
    assert not saved
    assert "20,000" in text
    assert not home.exists()


@pytest.mark.parametrize("params", [None, [1], {"prepaid_share": 7}, {"no": 1}])
def test_settings_that_the_lab_refuses_are_not_saved(params: Any, home: Path) -> None:
    """The lab's own sentence."""
    saved, text = asked(LabView(find_lab("setting-choice"), "sv"), params=params, reflection="x")
    assert not saved
    assert text.endswith(".")
    assert not home.exists()


@every_language
def test_a_folder_that_cannot_be_written_is_told(lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence with the folder's name; the lab goes on."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("COURSE_HOME", str(tmp_path / "file"))
    view = LabView(find_lab("setting-choice"), lang)
    folder = tmp_path / "file" / "decision-logs"
    expected = Words(lang)("view.decision.failed", folder=folder)
    assert asked(view, params={}, reflection="x") == (False, expected)
    monkeypatch.setenv("COURSE_HOME", "~nobody-of-this-name/course")
    assert asked(view, params={}, reflection="x")[0] is False


@pytest.mark.parametrize("answered", [None, {}, {"answers": None}, {"answers": "x"}, {"answers": ["alone"]}])
def test_a_strange_record_stops_no_log(answered: Any, home: Path) -> None:
    """Whatever the record held as prediction, the log is saved, without it."""
    view = LabView(find_lab("payment-rules"), "en")
    view.config = {**view.config, "answered": answered}
    assert asked(view, params={}, reflection="x")[0]
