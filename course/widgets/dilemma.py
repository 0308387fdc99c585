"""The dilemma's view: choose, then see whom the choice serves, by two runs of a lab."""

from __future__ import annotations

from typing import Any

import pandas as pd

from course.dilemmas import Dilemma
from course.text import Words
from course.widgets.base import CourseView
from course.widgets.lab import table_config

_PAGE_WORDS = ("no_key", "choose", "decide")


def outcome_table(dilemma: Dilemma, words: Words) -> pd.DataFrame:
    """Return who gets what: a row per party, a column per option, and which option is better for the party."""
    name = f"dilemma.{dilemma.id}"
    outcomes, best = dilemma.outcomes(), dilemma.best()
    rows = []
    for party in dilemma.parties:
        choice = best[party.id]
        rows.append(
            [
                words(f"{name}.party.{party.id}"),
                words(f"{name}.party.{party.id}.wants"),
                *(words.number(outcomes[party.id][option], party.decimals) for option in dilemma.options),
                words(f"{name}.option.{choice}") if choice else words("dilemma.even"),
            ]
        )
    options = [words(f"{name}.option.{option}") for option in dilemma.options]
    columns = [words("dilemma.party"), words("dilemma.wants"), *options, words("dilemma.better")]
    return pd.DataFrame(rows, columns=columns)


def verdict(dilemma: Dilemma, choice: str, words: Words) -> str:
    """Return one sentence: what was chosen, who gains by it, and who would rather have had the other."""
    name = f"dilemma.{dilemma.id}"
    best = dilemma.best()
    parties = {option: [p for p in best if best[p] == option] for option in dilemma.options}
    other = next(option for option in dilemma.options if option != choice)

    def names(ids: list[str]) -> str:
        texts = [words(f"{name}.party.{party}") for party in ids]
        return ", ".join(text[0].lower() + text[1:] for text in texts) or words("dilemma.nobody")

    chosen = words("dilemma.your_choice", option=words(f"{name}.option.{choice}"))
    return f"{chosen} {words('dilemma.verdict', winners=names(parties[choice]), losers=names(parties[other]))}"


class DilemmaView(CourseView):
    """A dilemma without an answer key."""

    def __init__(self, dilemma: Dilemma, slug: str, lang: str) -> None:
        """Run both options and describe the dilemma to the page."""
        words = Words(lang, slug)
        self.dilemma = dilemma
        name = f"dilemma.{dilemma.id}"
        options = [{"id": option, "text": words(f"{name}.option.{option}")} for option in dilemma.options]
        config = {
            "title": f"{words('dilemma.title')}: {words(name)}",
            "story": words(f"{name}.story"),
            "question": words(f"{name}.question"),
            "options": options,
            "table": table_config(outcome_table(dilemma, words)),
            "verdicts": {option: verdict(dilemma, option, words) for option in dilemma.options},
            "words": {f"dilemma.{key}": words(f"dilemma.{key}") for key in _PAGE_WORDS},
        }
        story = "\n\n".join(words.lines(f"{name}.story"))
        choices = "\n".join(f"- {option['text']}" for option in options)
        plain = f"{config['title']}\n\n{story}\n\n{config['question']}\n\n{choices}"
        super().__init__(words=words, lesson=slug, plain=plain, kind="dilemma", config=config)

    def answer(self, message: dict[str, Any]) -> None:
        """Keep the choice, if it is one of the two."""
        choice = message.get("option")
        if isinstance(choice, str) and choice in self.dilemma.options:
            self.save("dilemma", self.dilemma.id, {"option": choice})
