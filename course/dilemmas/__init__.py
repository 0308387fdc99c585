"""The dilemmas: two options without an answer key, each tied to a run of a lab, and the parties that they touch.

A lesson's dilemmas are `DILEMMAS` in the module whose `LESSON` is its slug. Their words are in the lesson's
catalogue: `dilemma.<id>`, `.story`, `.question`, `.option.<option>`, `.party.<party>` and `.party.<party>.wants`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from course.labs import find_lab


@dataclass(frozen=True)
class Party:
    """Somebody whom the choice touches: the figure of the result that they look at, and whether more is better."""

    id: str
    outcome: Callable[[Any], float]
    better: Literal["more", "less"]
    decimals: int = 0


@dataclass(frozen=True)
class Dilemma:
    """A choice between two runs of a lab. `options` are the parameters of each, where they differ from the defaults."""

    id: str
    lab: str
    options: Mapping[str, Mapping[str, Any]]
    parties: tuple[Party, ...]

    def __post_init__(self) -> None:
        """Refuse anything but two options, or fewer than two parties."""
        if len(self.options) != 2 or len(self.parties) < 2:
            raise ValueError(f"dilemma {self.id!r} needs two options and at least two parties")

    def text_keys(self) -> tuple[str, ...]:
        """Ids of the texts that the dilemma needs."""
        name = f"dilemma.{self.id}"
        parties = [f"{name}.party.{party.id}{part}" for party in self.parties for part in ("", ".wants")]
        return (name, f"{name}.story", f"{name}.question", *(f"{name}.option.{o}" for o in self.options), *parties)

    def outcomes(self) -> dict[str, dict[str, float]]:
        """Return what each party gets, {party: {option: figure}}, by running the lab."""
        lab = find_lab(self.lab)
        results = {option: lab.run(**{**lab.defaults(), **params}) for option, params in self.options.items()}
        return {
            party.id: {option: party.outcome(result) for option, result in results.items()} for party in self.parties
        }

    def best(self) -> dict[str, str | None]:
        """Return which option each party would rather have, {party: option}, None where both are the same to it."""
        first, second = self.options
        choices: dict[str, str | None] = {}
        for party in self.parties:
            figures = self.outcomes()[party.id]
            gain = figures[first] - figures[second]
            if abs(gain) < 1e-9:
                choices[party.id] = None
            else:
                choices[party.id] = first if (gain > 0) == (party.better == "more") else second
        return choices


def _modules() -> list[Any]:
    files = sorted(Path(__file__).parent.glob("[!_]*.py"))  # a name that begins with `_` is a helper
    return [import_module(f"course.dilemmas.{file.stem}") for file in files]


def find_dilemmas(slug: str) -> tuple[Dilemma, ...]:
    """Return a lesson's dilemmas; empty if it has none."""
    return tuple(dilemma for module in _modules() if slug == module.LESSON for dilemma in module.DILEMMAS)


def dilemma_lessons() -> list[str]:
    """Return the slugs of the lessons that have dilemmas."""
    return sorted(module.LESSON for module in _modules())
