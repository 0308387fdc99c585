"""Running decision logs again: the same to the last digit, or what differs, or why a file is refused."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from course.decisions.figures import Difference, differences, digits_shared, field_names, figures
from course.decisions.log import DecisionLog, answers_of_model, course_version, declaration, tools_here
from course.decisions.reading import LogError, read_log
from course.labs import find_lab, lab_ids
from course.labs.engine import Lab, ParameterError
from course.text import Words

#: From so many digits in common on, another machine's rounding is a likely reason for a difference. Ours.
ROUNDING_DIGITS = 9


@dataclass(frozen=True)
class Outcome:
    """What came of one file. log: None when it could not be read. text: one or more sentences that say it."""

    path: Path
    verdict: Literal["same", "differs", "refused"]
    text: str
    log: DecisionLog | None = None
    found: tuple[Difference, ...] = ()


def replay_all(paths: Iterable[Path], words: Words) -> Iterator[Outcome]:
    """Replay files, and folders with all that is below them, in a stable order; one bad file never stops the others."""
    for path in paths:
        if not os.path.isdir(path):  # unlike Path.is_dir, says no where it may not look
            yield replay_file(path, words)
            continue
        found = False
        for file in _files(path):
            found = True
            yield replay_file(file, words, follow=False)
        if not found:
            yield Outcome(path, "refused", words("replay.refused.empty"))


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder that end in .json, and folders that cannot be looked into; never out by a link."""
    closed: list[Path] = []
    for place, inner, names in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        inner.sort()
        yield from (Path(place) / name for name in sorted(names) if name.lower().endswith(".json"))
    yield from closed


def replay_file(path: Path, words: Words, *, follow: bool = True) -> Outcome:
    """Read one file and run its lab again. `follow`: whether a link to a file is read."""
    log = None
    try:
        log = read_log(path, words, follow=follow)
        found = replay(log, words)
    except LogError as error:
        return Outcome(path, "refused", str(error), log)
    except RecursionError:
        return Outcome(path, "refused", words("replay.refused.deep"), log)
    if not found:
        return Outcome(path, "same", words("replay.same.text", count=len(log.figures)), log)
    return Outcome(path, "differs", difference_text(log, found, words), log, found)


def replay(log: DecisionLog, words: Words) -> tuple[Difference, ...]:
    """Run the lab again and return each figure, and each answer of the model, that is not the same to the last digit.

    Raises LogError for a lab that is not there, has changed, or does not take what the log holds.
    """
    if log.lab not in lab_ids():
        raise LogError(words("replay.refused.lab", lab=log.lab[:40]))
    lab = find_lab(log.lab)
    changes = differences(
        _flat({**log.declaration, "lesson": log.lesson}), _flat({**declaration(lab), "lesson": lab.lesson})
    )
    if changes:
        raise _changed(log, [f"{each.path} {each.then or '–'} → {each.now or '–'}" for each in changes], words)
    params = _parameters(log, lab, words)
    try:
        now = figures(lab.run(**params))
        answers = answers_of_model(lab)
    except Exception as error:  # whatever a lab's own code raises must not stop the other files
        raise LogError(words("replay.refused.run", error=type(error).__name__)) from error
    fields = sorted(field_names(log.figures) ^ field_names(now))
    if fields:
        raise _changed(log, fields, words)
    told, tells = ({f"model.{name}": each for name, each in all_.items()} for all_ in (log.model, answers))
    return differences(told | log.figures, tells | now)


def _flat(value: Any, path: str = "") -> dict[str, Any]:
    """Return nested dictionaries as one, {"controls.pace.low": 0.8}."""
    if not isinstance(value, dict) or not value:
        return {path: value}
    return {
        name: inner for key, each in value.items() for name, inner in _flat(each, f"{path}.{key}".strip(".")).items()
    }


def _changed(log: DecisionLog, changes: list[str], words: Words) -> LogError:
    more = words("replay.and_more", count=len(changes) - 3) if len(changes) > 3 else ""
    # What stands in the file may be as long as the file.
    named = "; ".join(textwrap.shorten(each, 100, placeholder="…") for each in changes[:3])
    return LogError(words("replay.refused.changed", lab=log.lab, changes=named + more))


def _parameters(log: DecisionLog, lab: Lab[Any], words: Words) -> dict[str, Any]:
    """Return the parameters; refuse them, a seed or answers that this lab could not have had."""
    lab_words = lab.words(words.lang)
    try:
        taken = lab.take(log.parameters, lab_words)
    except ParameterError as error:
        raise LogError(words("replay.refused.parameters", reason=error)) from None
    if taken != log.parameters or log.seed != taken.get("seed"):
        raise LogError(words("replay.refused.field", field="seed" if taken == log.parameters else "parameters"))
    options = {prediction.id: prediction.options for prediction in lab.predictions}
    if any(answer not in options.get(name, ()) for name, answer in (log.prediction or {}).items()):
        raise LogError(words("replay.refused.field", field="prediction"))
    return taken


def difference_text(log: DecisionLog, found: tuple[Difference, ...], words: Words) -> str:
    """Return how many figures differ, in how many digits they agree, and which versions are others than then."""
    sentences = [words("replay.differs.text", count=len(found), all=len(log.figures) + len(log.model))]
    digits = digits_shared(found)
    if digits >= ROUNDING_DIGITS:
        sentences.append(words("replay.differs.rounding", digits=digits))
    then, now = {"course": log.course, **log.made_with}, {"course": course_version(), **tools_here()}
    others = [f"{name} {then.get(name, '–')[:20]} → {now[name]}" for name in now if then.get(name) != now[name]]
    if others:
        sentences.append(words("replay.differs.versions", versions=", ".join(others)))
    return " ".join(sentences)
