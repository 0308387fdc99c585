"""A picture of an answer, to see whether the next one is the same; the answer itself is never asked."""

from __future__ import annotations

import types
from typing import Any

import numpy as np
import pandas as pd

#: How deep, and how many elements on each level, an answer is looked into; beyond that, identity decides.
_DEEPEST = 3
_LONGEST = 50

_PLAIN = (bool, int, str, bytes, type(None), type(...))


class _Same:
    """An object that is equal to itself only. Holding it keeps its identity from being used again."""

    def __init__(self, value: object) -> None:
        self._value = value

    def __eq__(self, other: object) -> bool:
        return type(other) is _Same and self._value is other._value

    __hash__ = None  # type: ignore[assignment]


def snapshot(value: Any) -> Any:
    """Return something that is equal for the same answers, made without running any code of the learner's.

    Plain values, lists and arrays are the same when they hold the same; functions when they have the same code;
    everything else when it is the same object. An array that is changed later is another answer.
    """
    try:
        return _picture(value, _DEEPEST)
    except BaseException:  # a column of the learner's own, inside a Series, may refuse to be read
        return _Same(value)


def _picture(value: Any, depth: int) -> Any:
    kind = type(value)
    if any(kind is plain for plain in _PLAIN):
        return (kind, value)
    if kind is float:
        return (kind, float.__repr__(value))  # nan is not equal to itself, but its text is
    if issubclass(kind, (np.number, np.bool_)):
        return ("number", np.generic.tobytes(value))
    if kind is types.FunctionType and not value.__closure__:
        return (kind, value.__code__)
    if kind is pd.Series:
        value = value.to_numpy()
    if type(value) is np.ndarray and value.dtype.kind in "biufc" and value.size <= _LONGEST:
        return (kind, value.shape, value.dtype.str, value.tobytes())
    if type(value) is np.ndarray and value.ndim == 1:
        value = list(value) if value.size <= _LONGEST else value
    return _parts(kind, value, depth)


def _parts(kind: type, value: Any, depth: int) -> Any:
    if depth and type(value) in (list, tuple) and len(value) <= _LONGEST:
        return (kind, tuple(_picture(item, depth - 1) for item in value))
    if depth and type(value) is dict and len(value) <= _LONGEST:
        return (kind, tuple((_picture(key, 1), _picture(item, depth - 1)) for key, item in value.items()))
    return _Same(value)
