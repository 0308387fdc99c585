"""A decision log: what a learner decided in a lab and why, with all that is needed to run it again."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from course.decisions.figures import Figures, figures
from course.labs.engine import Choice, Control, Lab, Slider
from course.progress import course_home

#: What the file says that it is. The number grows when a reader of the old format could not read the new one.
FORMAT = {"format": "styra-med-tillit/decision-log", "format_number": 1}

#: How long a reflection and a name may be, in characters.
LONGEST_REFLECTION = 20_000
LONGEST_NAME = 200


@dataclass(frozen=True)
class DecisionLog:
    """One decision. Every field is in the file under its own name, in this order.

    time: UTC, ISO 8601. seed: the parameter of that name, None if the lab has none. prediction: the learner's answers,
    None if there are none. model: the model's answers. course: its version. made_with: versions that may explain other
    last digits. declaration: what the lab declared. figures: the whole result, by path.
    """

    lab: str
    lesson: str
    who: str
    time: str
    lang: str
    reflection: str
    parameters: dict[str, Any]
    seed: float | None
    prediction: dict[str, str] | None
    model: dict[str, str]
    course: str
    made_with: dict[str, str]
    declaration: dict[str, Any]
    figures: Figures


def logs_folder() -> Path:
    """Return the folder of the learner's decision logs, whether it exists yet or not."""
    return course_home() / "decision-logs"


def course_version() -> str:
    """Return the version of the course that is installed here."""
    try:
        return metadata.version("styra-med-tillit")
    except metadata.PackageNotFoundError:  # read from a folder, not installed
        return "unknown"


def tools_here() -> dict[str, str]:
    """Return what may change the last digits of a figure: Python, numpy and the kind of machine."""
    return {"python": platform.python_version(), "numpy": np.__version__, "machine": platform.machine()}


def _control(control: Control) -> dict[str, Any]:
    if isinstance(control, Slider):
        return {"kind": "slider", "low": control.low, "high": control.high, "step": control.step}
    if isinstance(control, Choice):
        return {"kind": "choice", "options": list(control.options)}
    return {"kind": "switch"}


def declaration(lab: Lab[Any]) -> dict[str, Any]:
    """Return what a lab declares and a log relies on: controls, constants and predictions, as JSON has them.

    Starting values are left out: a log holds every value itself.
    """
    return {
        "controls": {control.name: _control(control) for control in lab.controls},
        "constants": {constant.name: constant.value for constant in lab.constants},
        "predictions": {
            each.id: {"options": list(each.options), "change": dict(each.change)} for each in lab.predictions
        },
    }


def answers_of_model(lab: Lab[Any]) -> dict[str, str]:
    """Return what the model says to each of a lab's predictions."""
    return {prediction.id: lab.verdict(prediction) for prediction in lab.predictions}


def decide(
    lab: Lab[Any],
    params: Mapping[str, Any],
    *,
    lang: str,
    when: datetime,
    reflection: str,
    who: str = "",
    prediction: Mapping[str, str] | None = None,
) -> DecisionLog:
    """Run a lab at parameters that `lab.take` has returned, and write the decision down. `when` is a time in UTC."""
    return DecisionLog(
        lab=lab.id,
        lesson=lab.lesson,
        who=_whole(who),
        time=when.isoformat(timespec="seconds"),
        lang=lang,
        reflection=_whole(reflection),
        parameters=dict(params),
        seed=params.get("seed"),
        prediction=None if prediction is None else _answers_taken(lab, prediction),
        model=answers_of_model(lab),
        course=course_version(),
        made_with=tools_here(),
        declaration=declaration(lab),
        figures=figures(lab.run(**params)),
    )


def _answers_taken(lab: Lab[Any], answers: Mapping[str, str]) -> dict[str, str]:
    """Return the answers that the lab's predictions have; the record may hold one from an older lab."""
    return {each.id: answers[each.id] for each in lab.predictions if answers.get(each.id) in each.options}


def _whole(text: str) -> str:
    """Replace half a character (a lone surrogate, which a page can send and no file can hold) by a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def canonical(content: Mapping[str, Any]) -> str:
    """Return JSON without spaces, keys in their order. Raises ValueError for NaN and infinity."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def checksum(content: Mapping[str, Any]) -> str:
    """Return SHA-256 of the content but for its own field `checksum`, as hexadecimal digits; keys in any order."""
    rest = {key: value for key, value in content.items() if key != "checksum"}
    text = json.dumps(rest, ensure_ascii=False, separators=(",", ":"), allow_nan=False, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def file_text(log: DecisionLog) -> str:
    """Return a log as its file holds it: one line for each value, the checksum last."""
    content = {**FORMAT, **asdict(log)}
    content["checksum"] = checksum(content)
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def save_log(log: DecisionLog, folder: Path) -> Path:
    """Write a log to a new file in the folder and return its path; the file is whole or not there at all.

    Its name is the local time and the lab; a number is added where that name is taken, so no file is written over.
    Raises OSError where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{uuid4().hex}.part"
    try:
        with part.open("x", encoding="utf-8", newline="\n") as file:
            file.write(file_text(log))
            file.flush()
            os.fsync(file.fileno())
        return _publish(part, _names(log, folder))
    finally:
        with suppress(OSError):
            part.unlink()


def _names(log: DecisionLog, folder: Path) -> Iterator[Path]:
    stem = f"{datetime.fromisoformat(log.time).astimezone():%Y-%m-%dT%H%M}-{log.lab}"
    yield folder / f"{stem}.json"
    for number in range(2, 10_000):
        yield folder / f"{stem}-{number}.json"


def _publish(part: Path, names: Iterator[Path]) -> Path:
    """Give a finished file the first name that is free."""
    for name in names:
        try:
            os.link(part, name)
        except FileExistsError:
            continue
        except OSError:  # a file system without links: take the name first, so that nothing can be written over
            try:
                name.open("x").close()
            except FileExistsError:
                continue
            try:
                part.replace(name)
            except OSError:
                name.unlink()
                raise
        return name
    raise FileExistsError("every name is taken")
