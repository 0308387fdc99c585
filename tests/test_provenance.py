"""Every sourced row is found again in the source text: its words, its figures and its page.

The rule. A row's passage is the lines source_line to source_line_end of ../shared/seeds/sou-2018-38.txt, nothing more.
- The row's seed_phrase stands in the passage, and `page` is the page or pages that the passage stands on.
- Every figure and number word in the row's cells, in both languages, stands in the passage. Cells that repeat
  (`proved_in`) are looked up in the rows that prove them.
- The year columns of a row of kind `source` stand in the seed_phrase itself; a decade ends nine years after it begins.
- A row of kind `derived` may hold the year before or after one in the passage (none from 2015: until 2014).
- A page in a note is a page of the chapter, and the note's figures stand on one of the pages that the note names.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator

import pytest
from seeds import PAGE_LINES, ROOT, page_of, page_text, pages_of, passage, seed_lines, squeeze

Row = dict[str, str]
Field = dict[str, object]

MAX_PASSAGE = 30  # lines; a page of the source has about 45

#: Number words in a cell, English and Swedish, and what the source must then say.
NUMBER_WORDS = {
    "half": "hälften",
    "hälften": "hälften",
    "two": "två",
    "två": "två",
    "three": "tre",
    "tre": "tre",
    "four": "fyra",
    "fyra": "fyra",
    "twenty": "tjugo",
    "tjugo": "tjugo",
    "thousand": "tusen",
    "tusen": "tusen",
}

FIGURE = re.compile(r"\d+(?:[.,]\d+)?")
PAGE_REFERENCE = re.compile(r"\((?:p|s)\. (\d+)\)")


def packages() -> list[str]:
    """Return the name of every dataset folder."""
    return sorted(file.parent.name for file in (ROOT / "datasets").glob("*/datapackage.json"))


def fields_of(name: str) -> dict[str, Field]:
    package = json.loads((ROOT / "datasets" / name / "datapackage.json").read_text(encoding="utf-8"))
    return {field["name"]: field for field in package["resources"][0]["schema"]["fields"]}


def rows_of(name: str) -> list[Row]:
    with (ROOT / "datasets" / name / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lookups() -> Iterator[object]:
    for name in packages():
        for number, row in enumerate(rows_of(name), start=2):
            if row["kind"] in ("source", "derived"):
                yield pytest.param(name, row, id=f"{name}.csv:{number}")


def figures(text: str) -> set[str]:
    """Return the numbers in a text in one form: 1.3 and 1,3 are the same, and so are 06 and 6."""
    return {found.replace(",", ".").lstrip("0") or "0" for found in FIGURE.findall(text)}


def number_words(text: str) -> set[str]:
    return {NUMBER_WORDS[word] for word in re.findall(r"[^\W\d_]+", text.casefold()) if word in NUMBER_WORDS}


def claims(fields: dict[str, Field], row: Row) -> dict[str, str]:
    """Return the cells of a row that its own passage must bear out."""
    about_the_source = {"kind", "source", "page", "source_line", "source_line_end", "seed_phrase"}
    return {
        name: row[name]
        for name, field in fields.items()
        if name not in about_the_source
        and field.get("kind") != "derived"
        and "enum" not in field.get("constraints", {})  # type: ignore[operator]
        and all(row[key] == value for key, value in field.get("proved_in", {}).items())  # type: ignore[attr-defined]
    }


def years(fields: dict[str, Field], row: Row) -> dict[str, str]:
    """Return the claims of a row that are year columns."""
    return {name: cell for name, cell in claims(fields, row).items() if fields[name].get("unit") == "year"}


def missing_figures(row: Row, cells: dict[str, str], text: str) -> list[str]:
    """Return the figures and number words in the cells that the text does not bear out, as "column: figure"."""
    there = figures(text)
    if row.get("precision") == "decade":
        there |= {str(int(year) + 9) for year in there if len(year) == 4 and f"{year}-talet" in text}
    if row["kind"] == "derived":
        there |= {str(int(year) + step) for year in there if len(year) == 4 and year.isdigit() for step in (-1, 1)}
    words = set(re.findall(r"[^\W\d_]+", text.casefold()))
    wrong = [f"{name}: {figure}" for name, cell in cells.items() for figure in sorted(figures(cell) - there)]
    return wrong + [f"{name}: {word}" for name, cell in cells.items() for word in sorted(number_words(cell) - words)]


def test_the_rows_to_look_up_are_found() -> None:
    """Discovery finds the three tables of lesson 06 and rows in each; another table may be all ours or from outside."""
    found = {name: sum(row["kind"] == "source" for row in rows_of(name)) for name in packages()}
    lesson_06 = {"skane_payment_regimes", "skane_events", "skane_interviewees"}
    assert lesson_06 <= set(found)
    assert all(found[name] for name in lesson_06), f"a table without a sourced row: {found}"


def what_is_wrong(name: str, row: Row) -> list[str]:
    """Return what the source text does not bear out in a row; an empty list when all is found."""
    first, last = int(row["source_line"]), int(row["source_line_end"])
    text, fields = passage(first, last), fields_of(name)
    wrong = missing_figures(row, claims(fields, row), text)
    if row["kind"] == "source":
        wrong += missing_figures(row, years(fields, row), row["seed_phrase"])
    if row["page"] != pages_of(first, last):
        wrong.append(f"page: {row['page']}, but lines {first}–{last} stand on {pages_of(first, last)}")
    if squeeze(row["seed_phrase"]) not in squeeze(text):
        wrong.append(f"seed_phrase: {row['seed_phrase']}")
    return list(dict.fromkeys(wrong))


@pytest.mark.parametrize(("name", "row"), list(lookups()))
def test_a_sourced_row_is_found_in_the_text(name: str, row: Row) -> None:
    """A row's words and figures stand in its passage, and its page is the passage's page."""
    first, last = int(row["source_line"]), int(row["source_line_end"])
    assert first <= last < first + MAX_PASSAGE, f"lines {first}–{last} are none, or more than {MAX_PASSAGE}"
    assert not (wrong := what_is_wrong(name, row)), f"not in lines {first}–{last}: {'; '.join(wrong)}"


@pytest.mark.parametrize(("name", "row"), [case for case in lookups() if case.values[1].get("note_en")])  # type: ignore[attr-defined]
def test_a_note_is_borne_out_by_the_pages_it_names(name: str, row: Row) -> None:
    """The figures in a note stand on the pages that the note names, or in the row's own passage."""
    for lang in ("en", "sv"):
        note = row[f"note_{lang}"]
        pages = [int(page) for page in PAGE_REFERENCE.findall(note)]
        assert pages, f"the note names no page: {note!r}"
        text = passage(int(row["source_line"]), int(row["source_line_end"]))
        text += "".join(page_text(page) for page in pages)
        wrong = missing_figures(row, {f"note_{lang}": PAGE_REFERENCE.sub("", note)}, text)
        assert not wrong, f"not on p. {pages}: {'; '.join(wrong)}"


def test_the_page_map_agrees_with_the_pages_that_the_text_prints() -> None:
    """A line that holds only a page number stands, by the map, on that page; there are three in the mapped chapters."""
    lines = [line for page in PAGE_LINES.values() for line in page]
    printed = {line: int(text) for line in lines if (text := seed_lines()[line - 1].strip()) and text.isdigit()}
    assert list(printed.values()) == [71, 120, 131]
    assert {line: page_of(line) for line in printed} == printed


ALTERED = {
    "a year in the text": {"event_en": "Variable payment, 2006–2012"},
    "a year to one nearby": {"year_end": "2012"},
    "a number word": {"event_sv": "Två sjukhus"},
    "a share": {"event_en": "55% in advance"},
    "a page": {"page": "116"},
    "a phrase": {"seed_phrase": "2006–2011 som alla vet"},
}


@pytest.mark.parametrize("change", ALTERED.values(), ids=ALTERED)
def test_an_altered_cell_is_seen(change: Row) -> None:
    """An altered year, number word, share, page or phrase in the row of 2006–2011 is reported, with its column."""
    row = next(row for row in rows_of("skane_events") if row["event_id"] == "variable-payment")
    assert what_is_wrong("skane_events", row) == []
    wrong = what_is_wrong("skane_events", {**row, **change})
    assert [entry.split(":")[0] for entry in wrong] == list(change)


def test_a_year_taken_from_the_next_sentence_is_seen() -> None:
    """A year column must stand in the row's own phrase, not merely near it: 2011 for 2012 is caught."""
    row = next(row for row in rows_of("skane_events") if row["event_id"] == "return-to-appropriations")
    altered = {**row, "year_start": "2011", "source_line_end": "2721"}
    assert what_is_wrong("skane_events", altered) == ["year_start: 2011"]


def test_another_page_has_other_lines() -> None:
    """The first and last line of a page belong to it, and a passage over the break names both pages."""
    assert pages_of(2688, 2731) == "124"
    assert pages_of(2687, 2688) == "123–124"
