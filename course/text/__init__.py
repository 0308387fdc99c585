"""Words by id, in both languages: gettext catalogues and Swedish or English figures.

`LANG/DOMAIN.po` is what people edit, `DOMAIN.mo` beside it is made from it by `python -m tools.build`.
The domain `interface` holds what every lesson needs; each lesson has a domain of its own, named by its slug.
"""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

#: The course's languages, equals. The first is only the order in which tools list them.
LANGUAGES = ("en", "sv")

TEXT_DIR = Path(__file__).parent

_NO_BREAK_SPACE = "\u00a0"


@cache
def _catalogue(lang: str, domain: str) -> gettext.GNUTranslations:
    with (TEXT_DIR / lang / f"{domain}.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


class Words:
    """The course's words in one language: call it with an id and the values to fill in.

    A lesson's own domain is looked in first, then `interface`.
    Raises KeyError when no catalogue has the id: a missing word is an author's error, found by the tests.
    """

    def __init__(self, lang: str, domain: str = "interface") -> None:
        """Choose the language (`en` or `sv`) and the lesson whose words come first."""
        if lang not in LANGUAGES:
            raise ValueError(f"lang must be one of {', '.join(LANGUAGES)}, not {lang!r}")
        self.lang = lang
        self.domain = domain

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the text with this id, with `{name}` fields filled from values."""
        for domain in dict.fromkeys((self.domain, "interface")):
            text = _catalogue(self.lang, domain).gettext(key)
            if text != key:
                return text.format(**values) if values else text
        raise KeyError(f"no text {key!r} in {self.lang}/{self.domain}.po or {self.lang}/interface.po")

    @property
    def separator(self) -> str:
        """Sign between the cells of a CSV file that this language's spreadsheets expect."""
        return ";" if self.lang == "sv" else ","

    def lines(self, key: str, /, **values: object) -> list[str]:
        """Return the text with this id as its lines: a list that an author writes as one entry."""
        return [line for line in self(key, **values).splitlines() if line.strip()]

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a figure as this language writes it: 1,095.5 in English, 1 095,5 in Swedish."""
        text = f"{value:,.{decimals}f}"
        if float(text.replace(",", "")) == 0:
            text = text.lstrip("-")
        text = text.replace("-", "\N{MINUS SIGN}")
        if self.lang == "sv":
            text = text.replace(",", _NO_BREAK_SPACE).replace(".", ",")
        return text

    def amount(self, value: float) -> str:
        """Return a figure with one decimal, and with none when it is whole: 1,095.5 but 1,100."""
        return self.number(value, 0 if abs(value - round(value)) < 0.05 else 1)

    def reference(self, source: str) -> str:
        """Return a source as this language cites it: `SOU 2018:38, p. 125, fn 7` is s. 125, not 7 in Swedish."""
        if self.lang == "sv":
            source = source.replace(", p. ", ", s. ").replace(", fn ", ", not ")
        return self("terms.ours") if source == "ours" else source

    def percent(self, share: float, decimals: int = 0) -> str:
        """Return a share (0–1) as per cent: 55% in English, 55 % in Swedish."""
        space = _NO_BREAK_SPACE if self.lang == "sv" else ""
        return f"{self.number(100 * share, decimals)}{space}%"
