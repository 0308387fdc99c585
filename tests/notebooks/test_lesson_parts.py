"""A lesson holds all that the syllabus asks of it; each rule is first seen to miss nothing in a small lesson."""

from __future__ import annotations

import csv
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import part_rules as rules
import pytest
from helpers import code, page, places, tags, text, twin

from tools.front_matter import load_lesson, load_solution
from tools.new_lesson import new_lesson
from tools.places import LANGUAGES, ROOT, TEMPLATES, Place
from tools.readability import count_words
from tools.twins import read_twin


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The template's own lesson by language, filled up to the least number of words."""
    root, lessons = tmp_path_factory.mktemp("course"), {}
    for path, source in new_lesson(root, "07-tiny").items():
        if "lessons" in path.parts:
            path.parent.mkdir(parents=True)
            path.write_text(source, encoding="utf-8")
            lessons[path.parent.name] = read_twin(path)
    for lesson in lessons.values():
        lesson.cells += [text("word " * 100) for _ in range(18)]
    return lessons


def change(tag: str, source: str) -> Callable[[Any], None]:
    """Return a change that replaces the text of the cells with the tag."""

    def apply(lesson: Any) -> None:
        for cell in lesson.cells:
            if tag in tags(cell) and cell.cell_type == "markdown":
                cell.source = source

    return apply


def change_all(old: str, new: str) -> Callable[[Any], None]:
    """Return a change of a text wherever it stands."""

    def apply(lesson: Any) -> None:
        for cell in lesson.cells:
            cell.source = cell.source.replace(old, new)

    return apply


def add(*cells: Any) -> Callable[[Any], None]:
    """Return a change that adds cells at the end."""
    return lambda lesson: lesson.cells.extend(deepcopy(cells))


def unfold(lesson: Any) -> None:
    """Show the code of every lab."""
    for cell in lesson.cells:
        cell.metadata.pop("jupyter", None)


#: What breaks each rule in the sound lesson.
BREAKS: dict[str, list[Callable[[Any], None]]] = {
    "all_parts": [change(tag, "") for tag in rules.PART_TAGS],
    "known_tags": [add(text("x", "teory"))],
    "all_calls": [
        change_all("lesson.chart", "chart"),
        change_all("second-dilemma", "first-dilemma"),
        add(code('lesson.lab("x")', jupyter={"source_hidden": True})),
    ],
    "labs_are_folded_and_explored": [unfold, change_all("1. ", "- "), add(code('lesson.lab("x")', tags=["lab"]))],
    "case_is_short": [change("case", "word " * 201)],
    "length_is_right": [lambda lesson: lesson.cells.__delitem__(slice(-5, None)), add(text("- word " * 1750))],
    "code_is_short": [add(code("x = 1\n" * 11))],
    "prose_is_short": [add(text("word " * 131))],
    "sheet_sums_to_forty": [change_all("- 15 min", "- 20 min"), change_all("- 5 min", "- five min")],
    "later_has_five_questions": [change("later", "## Later\n\n1. One.\n2. Two.\n3. Three.\n4. Four.")],
    "facts_have_pages": [add(text("It rose by 18 per cent.")), add(text("I SOU 2018:38 steg det 18 % 2012."))],
    "debate_has_pages": [change("debate", "One side (p. 1) and another.")],
}


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("lang", ["en", "sv"])
def test_rule_catches_what_breaks_it(rule: rules.Rule, lang: str, sound: dict[str, Any]) -> None:
    """A rule is content with a sound lesson and names what is broken in it."""
    assert list(rule(sound[lang])) == []
    for number, damage in enumerate(BREAKS[rule.__name__]):
        lesson = deepcopy(sound[lang])
        damage(lesson)
        assert list(rule(lesson)), f"{rule.__name__} missed break {number}"


def test_facts_with_pages_or_ours_are_content() -> None:
    """A page in the same cell, or the word ours, answers for a figure; a report's number needs none."""
    sound = [
        "In 2012 (p. 124).",
        "År 2012 (s. 124–125).",
        "55% is ours.",
        "55 % är vårt antagande.",
        "SOU 2018:38",
        "12005",
    ]
    assert [what for source in sound for what in rules.facts_have_pages(page(text(source)))] == []


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_lessons_keep_the_rule(rule: rules.Rule) -> None:
    """Every lesson of the course, in both languages, keeps every rule."""
    found = [f"{place}: {what}" for place in places("lessons") for what in rule(twin(place))]
    assert not found, f"{rule.__doc__}\n" + "\n".join(found)


def test_bold_words_are_terms() -> None:
    """Every bold word in a lesson is a term of the glossary in the lesson's language."""
    assert rules.unknown_bold(page(text("A **Mix point** and **mix points**.")), {"mix point"}) == [
        "cell-001 'A **Mix point** and **mix points**.': **mix points**"
    ]
    with (ROOT / "course" / "text" / "glossary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows, "the glossary is empty"
    found = [
        f"{place}: {what}"
        for place in places("lessons")
        for what in rules.unknown_bold(twin(place), {row[f"term_{place.lang}"] for row in rows})
    ]
    assert not found, "bold, but not in course/text/glossary.csv:\n" + "\n".join(found)


def test_objectives_are_served() -> None:
    """Every objective of a lesson is served by a task that is checked, and every task serves one."""
    lesson = page(course={"objectives": [{"id": "a"}, {"id": "b"}]})
    solution = page(
        code('lesson.check("t", x)\nlesson.check("v", x)'),
        course={"tasks": [{"id": "t", "objective": "a"}, {"id": "u", "objective": "c"}]},
    )
    assert rules.unserved(lesson, solution) == [
        "no task serves the objective b",
        "a task serves c, which is no objective of the lesson",
        "the task u is never checked",
        "lesson.check('v') belongs to no task in the front matter",
    ]
    found = [
        f"{place}: {what}"
        for place in places("lessons")
        for what in rules.unserved(twin(place), twin(Place(ROOT, "solutions", place.lang, place.name)))
    ]
    assert not found, "\n".join(found)


def test_front_matter_is_sound() -> None:
    """Every lesson's and solution's head loads, and a summary has three sentences."""
    for place in places("lessons"):
        matter = load_lesson(twin(place).metadata["course"], place)
        ends = [mark for mark in matter.summary if mark in ".!?"]
        assert len(ends) == 3, f"{place}: the summary has {len(ends)} sentences: {matter.summary!r}"
    for place in places("solutions"):
        load_solution(twin(place).metadata["course"], place)


def test_nothing_of_the_template_stands_unwritten() -> None:
    """No paragraph, list item or head's text of a template is left in a lesson or solution."""
    template = read_twin(TEMPLATES / "lesson.en.md")
    own = page(text("## The case\n\nOurs.\n- 10 min:\n  together\n- Ours.", "sheet-40"), course={"summary": "Ours."})
    assert rules.unwritten(own, template) == [
        "cell-001 '## The case\\n\\nOurs.\\n- 10 min:\\n  together\\n- Ours.': still the template's: '10 min: together'"
    ]
    for lang in LANGUAGES:
        for kind in ("lesson", "solution"):
            template = read_twin(TEMPLATES / f"{kind}.{lang}.md")
            assert len(rules.unwritten(template, template)) >= 3, "the rule sees nothing in the template itself"
    found = [
        f"{place}: {what}"
        for place in places("lessons", "solutions")
        for what in rules.unwritten(twin(place), read_twin(TEMPLATES / f"{place.room[:-1]}.{place.lang}.md"))
    ]
    assert not found, "\n".join(found)


def test_titles_differ_between_the_languages() -> None:
    """A page's title is written in each language; the same in both is the template's, made from the file's name."""
    for place in places("lessons", "solutions"):
        titles = {
            lang: twin(Place(ROOT, place.room, lang, place.name)).metadata["course"]["title"] for lang in LANGUAGES
        }
        assert titles["en"] != titles["sv"], f"{place}: the title is {titles['en']!r} in both languages"


def test_words_are_counted_as_a_reader_would() -> None:
    """Figures and folded text count as words; tags, link targets and code blocks do not."""
    assert (
        count_words("<details><summary>Two words</summary>\n\n[a link](x/y.ipynb) 2,5 %\n\n```\nno\n```\n</details>")
        == 5
    )
