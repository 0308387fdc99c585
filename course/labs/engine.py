"""What a lab is: a declaration that one view draws, one test drives and one decision log replays.

A lab is data plus pure functions. It knows no widget, no file and no clock. All its words stand in the
catalogue of its lesson, under ids that follow from the declaration (`Lab.text_keys` lists them).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar

from course.text import Words

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

R = TypeVar("R")

#: Text ids that every lab must have, after its own id and a dot.
LAB_TEXTS = (
    "title",
    "purpose",
    "chart.title",
    "chart.description",
    "explanation",
    "card.assumptions",
    "card.blind",
    "card.not_for",
)


class ParameterError(ValueError):
    """A value that a lab does not take; its message is one sentence in the learner's language."""


@dataclass(frozen=True)
class Origin:
    """Where a default comes from: the source (with page), outside (with reference) or ours."""

    kind: Literal["source", "outside", "ours"]
    reference: str = ""

    def __post_init__(self) -> None:
        """Refuse a source or an outside fact without its reference."""
        if self.kind != "ours" and not self.reference:
            raise ValueError(f"an origin of kind {self.kind!r} needs its reference")


OURS = Origin("ours")


@dataclass(frozen=True)
class Slider:
    """A number between two bounds. `unit` names the text `unit.<unit>`; `percent` shows a share as per cent."""

    name: str
    default: float
    low: float
    high: float
    step: float
    unit: str
    origin: Origin = OURS
    decimals: int = 0
    percent: bool = False

    def __post_init__(self) -> None:
        """Refuse bounds that do not hold the default, or a step that cannot reach the upper bound."""
        if not self.low < self.high or not self.low <= self.default <= self.high or self.step <= 0:
            raise ValueError(f"slider {self.name!r}: needs low < high, a default between them and a positive step")
        steps = (self.high - self.low) / self.step
        if abs(steps - round(steps)) > 1e-6:
            raise ValueError(f"slider {self.name!r}: the step {self.step} does not lead from {self.low} to {self.high}")

    def text_keys(self) -> tuple[str, ...]:
        """Ids of the texts that this control needs, after the lab's id."""
        return (f"{self.name}.label", f"{self.name}.help")

    def show(self, value: float, words: Words) -> str:
        """Return the value as the learner reads it, with its unit."""
        number = words.percent(value, self.decimals) if self.percent else words.number(value, self.decimals)
        return f"{number} {words(f'unit.{self.unit}')}"

    def extremes(self) -> tuple[float, float]:
        """Least and greatest value."""
        return (self.low, self.high)

    def take(self, value: object, label: str, words: Words) -> float:
        """Return the value as a float, or raise ParameterError with one sentence."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ParameterError(words("refused.number", label=label))
        try:
            number = float(value)
        except OverflowError:  # a whole number beyond what a float holds
            number = math.inf
        if not math.isfinite(number):
            raise ParameterError(words("refused.number", label=label))
        if not self.low - 1e-9 <= number <= self.high + 1e-9:
            low, high = self.show(self.low, words), self.show(self.high, words)
            raise ParameterError(words("refused.range", label=label, low=low, high=high))
        return min(max(number, self.low), self.high)


@dataclass(frozen=True)
class Switch:
    """Something that is on or off."""

    name: str
    default: bool
    origin: Origin = OURS

    def text_keys(self) -> tuple[str, ...]:
        """Ids of the texts that this control needs, after the lab's id."""
        return (f"{self.name}.label", f"{self.name}.help")

    def show(self, value: bool, words: Words) -> str:
        """Return on or off in words."""
        return words("switch.on" if value else "switch.off")

    def extremes(self) -> tuple[bool, bool]:
        """Off and on."""
        return (False, True)

    def take(self, value: object, label: str, words: Words) -> bool:
        """Return the value as a bool, or raise ParameterError with one sentence."""
        if not isinstance(value, bool):
            raise ParameterError(words("refused.switch", label=label))
        return value


@dataclass(frozen=True)
class Choice:
    """One of a few named options."""

    name: str
    default: str
    options: tuple[str, ...]
    origin: Origin = OURS

    def __post_init__(self) -> None:
        """Refuse a default that is not among the options."""
        if self.default not in self.options or len(set(self.options)) < 2:
            raise ValueError(f"choice {self.name!r}: needs at least two options, the default among them")

    def text_keys(self) -> tuple[str, ...]:
        """Ids of the texts that this control needs, after the lab's id."""
        return (f"{self.name}.label", f"{self.name}.help", *(f"{self.name}.option.{o}" for o in self.options))

    def extremes(self) -> tuple[str, str]:
        """First and last option."""
        return (self.options[0], self.options[-1])

    def take(self, value: object, label: str, words: Words) -> str:
        """Return the value as one of the options, or raise ParameterError with one sentence."""
        if not isinstance(value, str) or value not in self.options:
            raise ParameterError(words("refused.choice", label=label, options=", ".join(self.options)))
        return value


Control = Slider | Switch | Choice
Params = Mapping[str, Any]


@dataclass(frozen=True)
class Prediction(Generic[R]):
    """A question asked before the controls unlock.

    options: ids of the answers, each with a text `<lab>.predict.<id>.<option>`; the question is `<lab>.predict.<id>`.
    change: the parameters of the case asked about, where they differ from the defaults.
    judge: from (result at the defaults, result after the change) to the id of the right option. Computed, never stated.
    """

    id: str
    options: tuple[str, ...]
    change: Params
    judge: Callable[[R, R], str]

    def text_keys(self) -> tuple[str, ...]:
        """Ids of the texts that this prediction needs, after the lab's id."""
        return (f"predict.{self.id}", *(f"predict.{self.id}.{option}" for option in self.options))


#: The usual three answers to «what happens to …?»
DIRECTIONS = ("falls", "same", "rises")


def direction(outcome: Callable[[R], float], tolerance: float) -> Callable[[R, R], str]:
    """Judge whether an outcome falls, stays the same (within the tolerance) or rises."""

    def judge(before: R, after: R) -> str:
        change = outcome(after) - outcome(before)
        return "same" if abs(change) <= tolerance else "rises" if change > 0 else "falls"

    return judge


@dataclass(frozen=True)
class Constant:
    """A number that the lab's model uses and the learner cannot move, with where it comes from."""

    name: str
    value: float
    origin: Origin = OURS


@dataclass(frozen=True)
class Lab(Generic[R]):
    """One lab: controls, model, chart, table, summary, predictions and where every default comes from.

    run: keyword parameters, one for each control, to a result. Pure.
    frame: (result, words) to the rows that the chart draws.
    chart: (rows, words) to the chart; the same chart drawn with other rows must be right, since the live view
        compiles it once.
    table: (result, words) to a small table for those who would rather read.
    summary: (result, words) to one sentence: what someone who cannot see the chart needs to know.
    """

    id: str
    lesson: str
    controls: tuple[Control, ...]
    run: Callable[..., R]
    frame: Callable[[R, Words], pd.DataFrame]
    chart: Callable[[pd.DataFrame, Words], alt.TopLevelMixin]
    table: Callable[[R, Words], pd.DataFrame]
    summary: Callable[[R, Words], str]
    predictions: tuple[Prediction[R], ...]
    constants: tuple[Constant, ...] = field(default=())

    def __post_init__(self) -> None:
        """Refuse, when the lab is declared, a prediction about something that no control moves."""
        names = [control.name for control in self.controls]
        if len(set(names)) != len(names):
            raise ValueError(f"lab {self.id!r}: two controls have the same name")
        for prediction in self.predictions:
            unknown = set(prediction.change) - set(names)
            if unknown:
                raise ValueError(f"lab {self.id!r}: prediction {prediction.id!r} moves {sorted(unknown)}, not controls")

    def text_keys(self) -> Iterator[str]:
        """Yield the id of every text that the lab needs in each language."""
        parts = (*LAB_TEXTS, *(f"constant.{c.name}" for c in self.constants))
        for part in (*parts, *(k for item in (*self.controls, *self.predictions) for k in item.text_keys())):
            yield f"{self.id}.{part}"

    def words(self, lang: str) -> Words:
        """Return the lab's words in a language."""
        return Words(lang, self.lesson)

    def defaults(self) -> dict[str, Any]:
        """Return the starting value of every control."""
        return {control.name: control.default for control in self.controls}

    def take(self, params: object, words: Words) -> dict[str, Any]:
        """Return a complete, valid set of parameters; what is left out keeps its default.

        Raises ParameterError, with one sentence in the learner's language, for a name that is not a control,
        a wrong type, a value that is not a number, or one out of range.
        """
        if not isinstance(params, Mapping):
            raise ParameterError(words("refused.params"))
        unknown = [name for name in params if name not in self.defaults()]
        if unknown:
            known = ", ".join(self.defaults())
            raise ParameterError(words("refused.name", name=str(unknown[0])[:40], known=known))
        given = {**self.defaults(), **params}
        return {c.name: c.take(given[c.name], words(f"{self.id}.{c.name}.label"), words) for c in self.controls}

    def show(self, control: Control, value: Any, words: Words) -> str:
        """Return a control's value as the learner reads it: a number with its unit, on or off, an option's text."""
        if isinstance(control, Choice):
            return words(f"{self.id}.{control.name}.option.{value}")
        return control.show(value, words)

    def verdict(self, prediction: Prediction[R]) -> str:
        """Return the option that the model gives for a prediction."""
        return prediction.judge(self.run(**self.defaults()), self.run(**{**self.defaults(), **prediction.change}))
