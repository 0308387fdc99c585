"""Every figure of a lab's result by its path, and what differs between two sets of figures."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Any

import numpy as np

#: One figure as JSON has it. A number that is not finite is the text NaN, Infinity or -Infinity.
Figure = str | int | float | bool | None
Figures = dict[str, Figure]


@dataclass(frozen=True)
class Difference:
    """A path with the figure then and now as JSON writes it; None where there was none."""

    path: str
    then: str | None
    now: str | None


def figures(result: object) -> Figures:
    """Return every figure of a result, {"payment.total[1]": 313.5}. Raises TypeError for what is no figure."""
    return dict(_leaves(result, ""))


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Figure]]:
    if is_dataclass(value):
        for field in fields(value):
            yield from _leaves(getattr(value, field.name), f"{path}.{field.name}" if path else field.name)
    elif isinstance(value, np.ndarray | np.generic):
        yield from _leaves(value.tolist(), path)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _leaves(each, f"{path}[{_figure(key, path)}]")
    elif isinstance(value, list | tuple):
        for number, each in enumerate(value):
            yield from _leaves(each, f"{path}[{number}]")
    else:
        yield path, _figure(value, path)


def _figure(value: object, path: str) -> Figure:
    if isinstance(value, Enum):
        return _figure(value.value, path)
    if isinstance(value, float) and not math.isfinite(value):
        return json.dumps(value)
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"{path or 'the result'} holds {type(value).__name__}, which a decision log cannot keep")


def field_names(found: Figures) -> set[str]:
    """Return the fields that the figures belong to: their paths without what stands in brackets."""
    return {path.split("[")[0] for path in found}


def differences(then: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Return what is not the same to the last digit, in the order of the paths now, what is gone last."""
    old, new = ({path: json.dumps(value, ensure_ascii=False) for path, value in each.items()} for each in (then, now))
    paths = dict.fromkeys((*new, *old))
    return tuple(Difference(path, old.get(path), new.get(path)) for path in paths if old.get(path) != new.get(path))


def digits_shared(found: tuple[Difference, ...]) -> int:
    """Return in how many digits the figures that differ agree, 0–16; 0 when any of them is no number."""
    try:
        pairs = [(float(each.then or ""), float(each.now or "")) for each in found]
    except ValueError:
        return 0
    # Only the sign of a zero differs where the numbers are equal.
    error = max((abs(now - then) / max(abs(then), abs(now)) for then, now in pairs if then != now), default=1e-16)
    return min(16, math.floor(-math.log10(error))) if error < 1 else 0
