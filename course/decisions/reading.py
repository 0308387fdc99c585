"""Reading a decision log strictly: a file becomes a log, or is refused in one sentence; nothing in it is run."""

from __future__ import annotations

import json
import math
import re
import stat
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from course.decisions.log import FORMAT, DecisionLog, canonical, checksum
from course.text import LANGUAGES, Words

#: A file may be this large, in bytes: many times what any lab of the course writes.
LARGEST = 1_000_000

#: A text of JSON (kept as it stands), or space between its parts.
_TEXT_OR_SPACE = re.compile(r'("[^"\\]*(?:\\.[^"\\]*)*")|[ \t\n\r]+')


class LogError(ValueError):
    """A file that is no log to replay; its message is one sentence in the reader's language."""


class _NumberError(ValueError):
    """A number that no float holds."""


def _is(*kinds: type) -> Callable[[Any], bool]:
    """Return a test of a value's exact type: True is no number here."""
    return lambda value: type(value) in kinds


def _dict_of(*kinds: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, dict) and all(type(each) in kinds for each in value.values())


def _is_time(value: Any) -> bool:
    try:
        offset = datetime.fromisoformat(value).utcoffset()
    except (TypeError, ValueError):
        return False
    return offset is not None and not offset


#: What each field must hold. The declaration is not looked into: it is only ever compared with the lab's own.
_FIELDS: dict[str, Callable[[Any], bool]] = {
    "lab": _is(str),
    "lesson": _is(str),
    "who": _is(str),
    "time": _is_time,
    "lang": lambda value: value in LANGUAGES,
    "reflection": _is(str),
    "parameters": _dict_of(bool, int, float, str),
    "seed": _is(int, float, type(None)),
    "prediction": lambda value: value is None or _dict_of(str)(value),
    "model": _dict_of(str),
    "course": _is(str),
    "made_with": _dict_of(str),
    "declaration": _is(dict),
    "figures": _dict_of(str, bool, int, float, type(None)),
}


def read_log(path: Path, words: Words, *, follow: bool = True) -> DecisionLog:
    """Read one file. `follow`: whether a link to a file is read.

    Raises LogError, and RecursionError for a file that is nested too deep.
    """
    try:
        data = _read_bytes(path, words, follow)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        raise error if isinstance(error, LogError) else LogError(words("replay.refused.unreadable")) from None
    try:
        return parse_log(data.decode("utf-8"), words)
    except UnicodeDecodeError:
        raise LogError(words("replay.refused.encoding")) from None


def _read_bytes(path: Path, words: Words, follow: bool) -> bytes:
    if path.is_symlink() and not follow:
        raise LogError(words("replay.refused.link"))
    # Looked at before it is opened: opening a pipe waits for a writer, and opening a device may do things.
    kind = path.stat().st_mode
    if not stat.S_ISREG(kind):
        raise LogError(words(f"replay.refused.{'unreadable' if stat.S_ISDIR(kind) else 'special'}"))
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise LogError(words("replay.refused.large", most=LARGEST // 1000))
    return data


def parse_log(text: str, words: Words) -> DecisionLog:
    """Return the log that a text holds; raises what `read_log` does."""
    content = _parse(text, words)
    if not isinstance(content, dict) or content.get("format") != FORMAT["format"]:
        raise LogError(words("replay.refused.kind"))
    number, known = content.get("format_number"), FORMAT["format_number"]
    if type(number) is not int or number != known:
        raise LogError(words("replay.refused.format", number=json.dumps(number)[:20], known=known))
    if not _is_as_written(text, content):
        raise LogError(words("replay.refused.edited"))
    return _log(content, words)


def _parse(text: str, words: Words) -> Any:
    try:
        return json.loads(text, parse_constant=_no_number, parse_float=_number)
    except _NumberError:
        raise LogError(words("replay.refused.number")) from None
    except ValueError:
        raise LogError(words("replay.refused.json")) from None


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _NumberError
    return number


def _no_number(text: str) -> float:
    raise _NumberError


def _is_as_written(text: str, content: dict[str, Any]) -> bool:
    """Whether the text is how the course writes this content, but for space, and the checksum is right.

    The first finds what JSON would read and forget: a key that stands twice, a digit too many, an escaped letter.
    """
    same = _TEXT_OR_SPACE.sub(lambda found: found[1] or "", text) == canonical(content)
    return same and content.get("checksum") == checksum(content)


def _log(content: dict[str, Any], words: Words) -> DecisionLog:
    values = {name: value for name, value in content.items() if name not in (*FORMAT, "checksum")}
    wrong = [name for name, fits in _FIELDS.items() if name not in values or not fits(values[name])]
    wrong += [name for name in values if name not in _FIELDS]
    if wrong:
        raise LogError(words("replay.refused.field", field=wrong[0][:40]))
    return DecisionLog(**values)
