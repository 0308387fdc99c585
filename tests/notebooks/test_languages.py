"""English and Swedish stay in step: same cells, code, figures, pages and links, and no change that nobody compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from helpers import code, page, places, text

from tools import translations
from tools.pairing import bare_code, differences, figures, links, pages
from tools.places import ROOT

MATTER = {"lesson": "07-tiny", "kind": "lesson", "order": 7, "objectives": [{"id": "a", "text": "compute"}]}


def english(kind: str = "lesson") -> Any:
    """Return a small page in English."""
    return page(
        text("# Rules", "header"),
        text("Paid 1,800.5 or 55% (pp. 124–125), see [06](../../lessons/en/06-rules.ipynb).", "theory"),
        code('lesson = open_lesson("07-tiny", lang="en")'),
        code("answer = 2  # two"),
        course={**MATTER, "kind": kind, "lang": "en", "title": "Rules"},
    )


def swedish(kind: str = "lesson") -> Any:
    """Return the same page in Swedish."""
    return page(
        text("# Regler i 3 steg", "header"),
        text("Betalt blir 1 800,5 eller 55 % (s. 124–125), se [06](../../lessons/sv/06-rules.ipynb).", "theory"),
        code('lesson = open_lesson("07-tiny", lang="sv")'),
        code("answer = 2  # two"),
        course={
            **MATTER,
            "kind": kind,
            "lang": "sv",
            "title": "Regler",
            "objectives": [{"id": "a", "text": "räkna"}],
        },
    )


def replace(number: int, old: str, new: str) -> Callable[[Any], None]:
    """Return a change of one cell's text."""

    def apply(swedish_page: Any) -> None:
        cell = swedish_page.cells[number - 1]
        assert old in cell.source
        cell.source = cell.source.replace(old, new)

    return apply


#: What may not differ, by what the message says of it.
BREAKS: dict[str, Callable[[Any], None]] = {
    "cell-002: figures differ: only en 55, only sv 45": replace(2, "55", "45"),
    "cell-002: pages differ: ['124–125'] and ['124–126']": replace(2, "124–125", "124–126"),
    "cell-002: links differ:": replace(2, "06-rules", "05-rules"),
    "cell-002: metadata {'tags': ['theory']} and {'tags': ['case']}": lambda n: n.cells[1].metadata.update(
        tags=["case"]
    ),
    "cell-003: code differs": replace(3, "07-tiny", "08-tiny"),
    "cell-004: code differs": replace(4, "two", "två"),
    "en has 4 cells and sv 3": lambda n: n.cells.pop(),
    "cell-002 is markdown in en and raw in sv": lambda n: n.cells[1].update(cell_type="raw"),
    "front matter course.order differs: 7 and 8": lambda n: n.metadata["course"].update(order=8),
    "front matter course.objectives[0].id differs": lambda n: n.metadata["course"]["objectives"][0].update(id="b"),
    "front matter course.objectives differs": lambda n: n.metadata["course"]["objectives"].append({}),
}


def test_twin_pages_do_not_differ() -> None:
    """Texts, the language argument and each language's way to write figures may differ."""
    assert differences(english(), swedish()) == []


@pytest.mark.parametrize("message", BREAKS)
def test_difference_is_named(message: str) -> None:
    """What may not differ is named with its cell."""
    other = swedish()
    BREAKS[message](other)
    found = differences(english(), other)
    assert any(message in problem for problem in found), found


def test_code_of_exercises_may_differ_in_words() -> None:
    """In a solution, comments and the texts in the code are each language's own; the code itself is not."""
    other = swedish("solution")
    replace(4, "# two", "# två")(other)
    assert differences(english("solution"), other) == []
    replace(4, "= 2", "= 3")(other)
    assert "code differs" in differences(english("solution"), other)[0]
    assert bare_code('def f(x):\n    """Say."""\n    return "a"  # b') == bare_code(
        'def f(x):\n    """Säg."""\n    return \'å\''
    )


@pytest.mark.parametrize(
    ("in_english", "in_swedish"),
    [
        ("1,800 and 12,345,678.9", "1 800 och 12 345 678,9"),
        ("2005, 2006", "2005, 2006"),
        ("section 5.2.3", "avsnitt 5.2.3"),
        ("in 2005 300 people", "år 2005 fick 300 personer"),
        ("$0.55 \\times 1{,}000$", "$0{,}55 \\times 1\\,000$"),
        ("SOU 2018:38, 5%", "SOU 2018:38, 5 %"),
    ],
)
def test_figures_are_read_alike(in_english: str, in_swedish: str) -> None:
    """A figure counts the same however its language writes it."""
    assert figures(in_english, "en") == figures(in_swedish, "sv")
    assert figures(in_english, "en") != figures(in_swedish + " 9", "sv")


def test_pages_and_links_are_read_alike() -> None:
    """p., pp. and s. are the same sign, and a language's folder is no difference."""
    assert pages("(p. 124; pp. 130–131)") == pages("(s. 124; s. 130–131)") == ["124", "130–131"]
    assert links("[a](../en/x.ipynb)") == links("[b](../sv/x.ipynb)") == ["../LANG/x.ipynb"]


def test_change_that_nobody_compared_is_named() -> None:
    """A change in one language is named with its cell and language until someone confirms it."""
    one, other = english(), swedish()
    locked = translations.pairs(one, other)
    assert translations.unconfirmed(one, other, locked) == []
    changed = deepcopy(one)
    changed.cells[1].source += " New."
    assert translations.unconfirmed(changed, other, locked) == [
        "cell-002 ('Paid 1,800.5 or 55% (pp. 124–125), see [06](../../'): en changed since the languages were compared"
    ]
    replace(2, "Betalt", "Betalat")(other)
    other.metadata["course"]["title"] = "Reglerna"
    assert [problem.split(": ")[1].split()[0] for problem in translations.unconfirmed(one, other, locked)] == [
        "sv",
        "sv",
    ]
    assert translations.unconfirmed(one, swedish(), locked[:-1]) != []
    assert translations.unconfirmed(one, swedish(), []) == ["nobody has recorded yet that the languages were compared"]


def test_moved_cells_are_named() -> None:
    """Pairs that are all known, but not in the order of the lock, are to be looked at again."""
    one, other = english(), swedish()
    locked = translations.pairs(one, other)
    assert translations.unconfirmed(one, other, [*locked[:-2], locked[-1], locked[-2]]) == [
        "cells were moved or removed since the languages were compared"
    ]


def test_header_cell_does_not_count() -> None:
    """The header cell is made from the front matter, so a change in it alone asks for nothing."""
    one, other = english(), swedish()
    locked = translations.pairs(one, other)
    other.cells[0].source = "# Nytt"
    assert translations.unconfirmed(one, other, locked) == []


def test_course_is_in_step() -> None:
    """Every lesson and solution says the same in both languages, and somebody has compared every cell."""
    places("lessons"), places("solutions")
    assert translations.read_pages(ROOT), "no page exists in both languages"
    problems = translations.check(ROOT)
    assert not problems, "compare the cells, then run python -m tools.translations confirm NAME\n" + "\n".join(problems)


def test_lock_names_pages_that_exist() -> None:
    """The lock holds the pages of the course and no others."""
    assert not translations.gone(ROOT), "\n".join(translations.gone(ROOT))
    assert set(translations.read_lock(ROOT)) == set(translations.read_pages(ROOT))


def test_confirm_writes_what_check_reads(tmp_path: Path) -> None:
    """After confirming, the check is content; a name that is no lesson is refused with the names that are."""
    from tools.new_lesson import main as new_lesson

    assert new_lesson(["07-tiny"], tmp_path) == 0
    assert translations.main(["check"], tmp_path) == 1
    assert translations.main(["confirm", "07-tiny"], tmp_path) == 0
    assert translations.main(["check"], tmp_path) == 0
    assert set(json.loads((tmp_path / translations.LOCK).read_text())) == {"lessons/07-tiny", "solutions/07-tiny"}
    with pytest.raises(SystemExit):
        translations.main(["confirm", "08-other"], tmp_path)


def test_removed_lesson_leaves_the_lock(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A page that is gone is named with the command that drops it, and the command does."""
    from tools.new_lesson import main as new_lesson

    assert new_lesson(["07-tiny"], tmp_path) == 0
    assert translations.main(["confirm"], tmp_path) == 0
    for path in tmp_path.glob("*/*/07-tiny.md"):
        path.unlink()
    assert translations.main(["check"], tmp_path) == 1
    assert "lessons/07-tiny: is gone, but still in the lock; run python -m tools.translations confirm 07-tiny" in (
        capsys.readouterr().err
    )
    assert translations.main(["confirm", "07-tiny"], tmp_path) == 0
    assert translations.main(["check"], tmp_path) == 0
    assert translations.read_lock(tmp_path) == {}
