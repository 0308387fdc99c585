"""An answer that is a function: it is called on cases, and what it gives is compared."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course.checks.errors import said, sentence
from course.checks.kinds import Kind, Vector
from course.checks.limits import Stop
from course.checks.values import BlankError, RefusedError, is_blank
from course.text import Words


@dataclass(frozen=True)
class Returned:
    """What a function gave, a list for each case, and whether it changed what it was given."""

    results: tuple[list[float], ...]
    changed: bool


@dataclass(frozen=True)
class Function(Kind):
    """A function, judged by what it returns on a list of cases, each a mapping from argument to value.

    Its arguments are given by position, numbers as they are and sequences as new arrays of the same type, so that a
    function that changes what it is given harms nobody but itself, and whole numbers may be used as positions.
    """

    cases: tuple[Mapping[str, Any], ...]
    returns: Vector
    #: The names of the arguments, for a message.
    arguments: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Refuse a list without cases."""
        if not self.cases:
            raise ValueError("a function needs at least one case to be judged on")
        object.__setattr__(self, "arguments", tuple(self.cases[0]))

    def read(self, answer: Any, words: Words) -> Returned:
        """Return what the function gives on each case."""
        if is_blank(answer):
            raise BlankError
        if not callable(answer):
            raise RefusedError("check.not_function")
        self._refuse_signature(answer)
        called = [self._call(answer, case, words) for case in self.cases]
        return Returned(tuple(result for result, _ in called), any(changed for _, changed in called))

    def _refuse_signature(self, function: Callable[..., Any]) -> None:
        try:
            signature = inspect.signature(function)
        except ValueError:  # some built-in functions have none
            return
        try:
            signature.bind(*self.arguments)
        except TypeError:
            raise RefusedError("check.function.arguments", arguments=", ".join(self.arguments)) from None

    def _call(self, function: Callable[..., Any], case: Mapping[str, Any], words: Words) -> tuple[list[float], bool]:
        arguments = [_fresh(value) for value in case.values()]
        try:
            given = function(*arguments)
        except (Stop, RefusedError, BlankError):
            raise
        except NotImplementedError:
            raise BlankError from None
        except BaseException as error:
            raise _refusal(error, case) from None
        if given is None:
            raise RefusedError("check.function.nothing")
        changed = not all(map(np.array_equal, arguments, case.values()))
        return self._result(given, case, words), changed

    def _result(self, given: Any, case: Mapping[str, Any], words: Words) -> list[float]:
        try:
            result = self.returns.read(given, words)
            self.returns.fit(result, words)
        except RefusedError as refused:
            raise RefusedError(
                "check.function.result", case=describe(case), why=refused.key, **refused.values
            ) from None
        return result

    def same(self, value: Returned, other: Returned) -> bool:
        """Say whether two functions give the same on every case."""
        return all(map(self.returns.same, value.results, other.results))

    def near(self, value: Returned, right: Returned) -> str | None:
        """Return the id of what to say if every result is right but for decimals that were lost in the same way."""
        told = set(map(self.returns.near, value.results, right.results))
        return told.pop() if len(told) == 1 else None

    def details(self, value: Returned, right: Returned) -> dict[str, str]:
        """Return the first case that differs, and what the learner's own function gave."""
        for case, given, wanted in zip(self.cases, value.results, right.results, strict=True):
            if not self.returns.same(given, wanted):
                return {"case": describe(case), "given": _listed(given, max(2, self.returns.of.decimals))}
        return {}

    def remark(self, value: Returned) -> str | None:
        """Return a friendly word about a function that changes what it is given."""
        return "check.function.changed" if value.changed else None


def _refusal(error: BaseException, case: Mapping[str, Any]) -> RefusedError:
    why = sentence(error)
    if why is None:
        return RefusedError("check.function.raised", case=describe(case), error=said(error))
    return RefusedError("check.function.explained", case=describe(case), error=said(error), why=why)


def describe(case: Mapping[str, Any]) -> str:
    """Return a case as the learner could type it: `produced = [460, 330], prepaid_share = 0.55`."""
    return ", ".join(f"{name} = {_listed(value)}" for name, value in case.items())


def _listed(value: Any, decimals: int = 2) -> str:
    if np.ndim(value) == 0:
        return f"{value:.10g}"
    return "[" + ", ".join(f"{round(float(item), decimals):.10g}" for item in value) + "]"


def _fresh(value: Any) -> Any:
    return value if np.ndim(value) == 0 else np.array(value)
