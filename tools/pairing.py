"""What must be the same in both languages: cells, tags, code, figures, pages, links, and the head's bones."""

from __future__ import annotations

import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tools.header import TAG
from tools.twins import Notebook

#: Fields of the front matter that are text, and so differ.
_TEXTS = {"lang", "title", "question", "summary", "text", "citation", "prerequisites"}

_LANG = re.compile(r"""lang\s*=\s*["'](?:en|sv)["']""")
_TARGET = re.compile(r"\]\(\s*<?([^)>\s]+)")
_PAGE = re.compile(r"\b(?:pp?|s)\.[ \u00a0]?(\d+(?:[–,-] ?\d+)*)")
_SPACED = re.compile(r"(?<![\d.,])(\d{1,3})((?:[ \u00a0\u202f]\d{3})+)(?!\d)")
_COMMAS = re.compile(r"(?<![\d.,])(\d{1,3})((?:,\d{3})+)(?![\d,])")
_FIGURE = re.compile(r"\d+(?:\.\d+)*")


def differences(english: Notebook, swedish: Notebook) -> list[str]:
    """Return in what the two languages of a page disagree, each time naming the cell."""
    if [cell.cell_type for cell in english.cells] != [cell.cell_type for cell in swedish.cells]:
        return [_first_odd_cell(english, swedish)]
    problems = list(_bones(english.metadata["course"], swedish.metadata["course"], "course"))
    strict = english.metadata["course"].get("kind") == "lesson"
    for one, other in zip(english.cells, swedish.cells, strict=True):
        if TAG not in one.metadata.get("tags", []):
            problems += [f"{one.id}: {problem}" for problem in _cell_differences(one, other, strict)]
        elif one.metadata != other.metadata:
            problems.append(f"{one.id}: metadata {one.metadata} and {other.metadata}")
    return problems


def figures(text: str, lang: str) -> Counter[str]:
    """Return the figures of a text, written alike: 1,800.5 in English and 1 800,5 in Swedish are both 1800.5."""
    text = _TARGET.sub("](", text).replace("{,}", ",").replace("\\,", "\u00a0")
    if lang == "en":
        text = _COMMAS.sub(lambda match: match[0].replace(",", ""), text)
    else:
        text = _SPACED.sub(lambda match: re.sub(r"\s", "", match[0]), text)
        text = re.sub(r"(?<=\d),(?=\d)", ".", text)
    return Counter(_FIGURE.findall(text))


def pages(text: str) -> list[str]:
    """Return the pages that a text refers to, in order: p. 124, pp. 124–125 and s. 124–125 alike."""
    return [match.replace(" ", "").replace("-", "–") for match in _PAGE.findall(text)]


def links(text: str) -> list[str]:
    """Return the targets of a text's links in order, without the language's folder or a heading's own words."""
    return [re.sub(r"#.*", "#", re.sub(r"(^|/)(?:en|sv)(?=/)", r"\1LANG", target)) for target in _TARGET.findall(text)]


def bare_code(source: str) -> list[str]:
    """Return the tokens of code without comments, and with every text (string) as an empty one."""
    dull = {tokenize.COMMENT, tokenize.NL, tokenize.ENCODING}
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return ['""' if token.type == tokenize.STRING else token.string for token in tokens if token.type not in dull]


def _cell_differences(one: Any, other: Any, strict: bool) -> Iterator[str]:
    if one.metadata != other.metadata:
        yield f"metadata {dict(one.metadata)} and {dict(other.metadata)}"
    if one.cell_type == "code":
        same = _LANG.sub("", one.source) == _LANG.sub("", other.source)
        if not same and (strict or bare_code(one.source) != bare_code(other.source)):
            yield f"code differs: {one.source!r} and {other.source!r}"
        return
    left, right = figures(one.source, "en"), figures(other.source, "sv")
    if left != right:
        yield f"figures differ: only en {_listed(left - right)}, only sv {_listed(right - left)}"
    for name, find in (("pages", pages), ("links", links)):
        if find(one.source) != find(other.source):
            yield f"{name} differ: {find(one.source)} and {find(other.source)}"


def _bones(one: Any, other: Any, at: str) -> Iterator[str]:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for name in sorted({*one, *other} - _TEXTS):
            yield from _bones(one.get(name), other.get(name), f"{at}.{name}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from _bones(left, right, f"{at}[{index}]")
    elif one != other:
        yield f"front matter {at} differs: {one!r} and {other!r}"


def _first_odd_cell(english: Notebook, swedish: Notebook) -> str:
    for one, other in zip(english.cells, swedish.cells, strict=False):
        if one.cell_type != other.cell_type:
            return f"{one.id} is {one.cell_type} in en and {other.cell_type} in sv"
    return f"en has {len(english.cells)} cells and sv {len(swedish.cells)}"


def _listed(counter: Counter[str]) -> str:
    return ", ".join(sorted(counter.elements())) or "none"
