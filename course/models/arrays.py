"""Reading numbers into arrays: the one place where a model refuses a wrong shape or an impossible value."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


class ModelError(ValueError):
    """An input that a model has no meaning for; the message names the input and what it must be."""


def vector(name: str, values: ArrayLike, length: int | None = None) -> Array:
    """Return values as an array, shape (length,). Raises ModelError for other shapes, NaN, infinity or below zero."""
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1 or array.size == 0 or (length is not None and array.size != length):
        wanted = f"({length},)" if length is not None else "(n,) with n ≥ 1"
        raise ModelError(f"{name} must have shape {wanted}, not {array.shape}")
    return _not_negative(name, array)


def matrix(name: str, values: ArrayLike, shape: tuple[int, int]) -> Array:
    """Return values as an array of this shape. Raises ModelError for other shapes, NaN, infinity or below zero."""
    array = np.asarray(values, dtype=np.float64)
    if array.shape != shape:
        raise ModelError(f"{name} must have shape {shape}, not {array.shape}")
    return _not_negative(name, array)


def share(name: str, value: float) -> float:
    """Return a share, 0–1. Raises ModelError outside."""
    if not 0 <= value <= 1:
        raise ModelError(f"{name} must be between 0 and 1, not {value}")
    return float(value)


def _not_negative(name: str, array: Array) -> Array:
    if not np.isfinite(array).all() or (array < 0).any():
        raise ModelError(f"{name} must hold finite numbers, none below zero")
    return array
