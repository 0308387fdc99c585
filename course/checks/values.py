"""Reading a learner's answer: any object in; a plain number, list or text out, or a refusal in words.

Only `type(value)` is trusted to say what an object is: `isinstance` asks the object itself.
"""

from __future__ import annotations

import math
import re
import types
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

#: A list longer than this is never a learner's answer; it is not read.
_LONGEST = 10_000
_LOOKS_LIKE_NUMBER = re.compile(r"[-+−]?\s*[\d\s]*[.,]?\d+\s*%?")

_TRUTH = (bool, np.bool_)
_NUMBERS = (int, float, np.integer, np.floating, Decimal, Fraction)
_LISTS = (list, tuple, range, np.ndarray, pd.Series, pd.Index)
_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, type)

#: What to call a type when it is not what was expected; the first that fits. Words: `check.type.<name>`.
_NAMES: tuple[tuple[str, tuple[type, ...]], ...] = (
    ("truth", _TRUTH),
    ("number", _NUMBERS),
    ("text", (str,)),
    ("table", (pd.DataFrame,)),
    ("list", _LISTS),
    ("mapping", (dict,)),
    ("function", _FUNCTIONS),
    ("nothing", (type(None), type(pd.NA), type(pd.NaT))),
)
TYPE_NAMES = (*(name for name, _ in _NAMES), "lists", "other")


class RefusedError(Exception):
    """The answer cannot be judged; `key` and `values` say why, in words for the learner."""

    def __init__(self, key: str, **values: str) -> None:
        """Keep the id of the message and what to fill in."""
        super().__init__(key)
        self.key, self.values = key, values


class BlankError(Exception):
    """The answer is not given yet, or `left` of its `total` parts are not."""

    def __init__(self, left: int = 1, total: int = 1) -> None:
        """Keep how many parts are left."""
        super().__init__()
        self.left, self.total = left, total


def is_blank(value: object) -> bool:
    """Say whether this is what an untouched exercise holds: `...`, or NotImplemented."""
    return value is ... or value is NotImplemented


def type_name(value: object) -> str:
    """Return which of TYPE_NAMES this is."""
    return next((name for name, family in _NAMES if issubclass(type(value), family)), "other")


def _is_single(value: Any) -> bool:
    return bool(value.size == 1) if issubclass(type(value), np.ndarray) else len(value) == 1


def _has_decimal_comma(value: Any) -> bool:
    """Say whether this is what Python makes of `0,32`: two whole numbers."""
    return type(value) is tuple and len(value) == 2 and all(type(part) is int for part in value)


def number(value: Any, whole: bool = False) -> float:
    """Return a number as a float; a list or Series that holds one number counts as it.

    `whole`: a whole number is asked for, so nothing is said about decimals.
    Raises BlankError, or RefusedError for other types, NaN and numbers too large to count with.
    """
    if is_blank(value):
        raise BlankError
    name = type_name(value)
    if name == "list" and _is_single(value):
        return number(value.item() if issubclass(type(value), np.ndarray) else next(iter(value)), whole)
    if name == "text" and _LOOKS_LIKE_NUMBER.fullmatch(text(value)):
        raise RefusedError("check.whole_as_text" if whole else "check.number_as_text")
    if _has_decimal_comma(value) and not whole:
        raise RefusedError("check.decimal_comma")
    if name != "number":
        raise RefusedError("check.type", got=name)
    try:
        plain = float(value)
    except OverflowError:
        plain = math.inf
    if math.isnan(plain):
        raise RefusedError("check.nan")
    if math.isinf(plain):
        raise RefusedError("check.infinite")
    return plain


def numbers(value: Any, whole: bool = False) -> list[float]:
    """Return a list, tuple, array or Series of numbers as a list of floats; one column or row counts as a list.

    Raises BlankError when elements are not given, RefusedError for other types and more than one dimension.
    """
    if is_blank(value):
        raise BlankError
    if type_name(value) != "list":
        raise RefusedError("check.type", got=type_name(value))
    if issubclass(type(value), np.ndarray) and value.ndim != 1:
        if value.ndim != 2 or 1 not in value.shape:
            raise RefusedError("check.dimensions")
        value = value.ravel()
    if len(value) > _LONGEST:
        raise RefusedError("check.too_long")
    items = list(value)
    left = sum(is_blank(item) for item in items)
    if left:
        raise BlankError(left, len(items))
    if any(type_name(item) == "list" and not _is_single(item) and not _has_decimal_comma(item) for item in items):
        raise RefusedError("check.type", got="lists")
    return [number(item, whole) for item in items]


def text(value: Any) -> str:
    """Return text as a plain string. Raises BlankError for none given yet, RefusedError for other types."""
    if is_blank(value):
        raise BlankError
    if not issubclass(type(value), str):
        raise RefusedError("check.type", got=type_name(value))
    # A string type of the learner's own may say something else of itself when it is written out.
    plain = str.__str__(value)
    if not plain.strip():
        raise BlankError
    return plain


def pairs(value: Any) -> Mapping[str, Any]:
    """Return a dict or a Series as a dict with text keys, in capitals or not as given.

    Raises BlankError, or RefusedError for other types.
    """
    if is_blank(value):
        raise BlankError
    if not issubclass(type(value), (dict, pd.Series)):
        raise RefusedError("check.type", got=type_name(value))
    if len(value) > _LONGEST:
        raise RefusedError("check.too_long")
    return {text(key).strip(): item for key, item in value.items()}
