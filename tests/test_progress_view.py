"""How far the learner has come: what counts is found in the declarations, and the views tell nobody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from course import progress, show_progress
from course.checks import find_checks
from course.dilemmas import find_dilemmas
from course.labs import find_lab, lab_ids
from course.lesson import LessonError, open_lesson
from course.quizzes import find_quiz, quiz_slugs
from course.standing import Standing, standings
from course.text import LANGUAGES, Words
from course.widgets.progress import ProgressView
from tools.places import ROOT, WRITTEN_ROOMS, find_places
from tools.twins import read_twin

SLUGS = quiz_slugs()
every_lesson = pytest.mark.parametrize("slug", SLUGS)
every_language = pytest.mark.parametrize("lang", LANGUAGES)


@pytest.fixture(autouse=True)
def own_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_HOME", str(tmp_path))


def labs(slug: str) -> list[Any]:
    return [find_lab(name) for name in lab_ids() if find_lab(name).lesson == slug]


def do_all(slug: str) -> None:
    """Save what a learner who does everything right leaves."""
    for lab in labs(slug):
        answers = {prediction.id: prediction.options[0] for prediction in lab.predictions}
        assert progress.save("prediction", slug, lab.id, {"answers": answers})
    for question in find_quiz(slug):
        progress.save("quiz", slug, question.id, {"option": 0, "right": True})
    for dilemma in find_dilemmas(slug):
        progress.save("dilemma", slug, dilemma.id, {"option": next(iter(dilemma.options))})
    for check in find_checks(slug):
        progress.save("check", slug, check.id, {"status": "right"})


def standing(slug: str, lang: str = "en") -> Standing:
    (found,) = standings(lang, slug)
    return found


def asked(view: ProgressView) -> dict[str, Any]:
    """Ask as the page does and return the answer."""
    answers: list[dict[str, Any]] = []
    view.send = lambda content, buffers=None: answers.append(content)  # type: ignore[method-assign]
    view._receive(view, {"type": "progress"}, [])
    (answer,) = answers
    return answer


def test_there_are_lessons() -> None:
    """Lessons were found, each asks for something, and all stand in the list."""
    assert SLUGS
    assert [each.slug for each in standings("sv")] == SLUGS
    assert all(len(each.parts) > 10 for each in standings("en"))


@every_lesson
@every_language
def test_what_a_lesson_asks_is_what_it_declares(slug: str, lang: str) -> None:
    """Labs with predictions, quiz questions, dilemmas and tasks: each counts once, in the learner's words."""
    found = standing(slug, lang)
    words = Words(lang, slug)
    declared = {
        "lab": [words(f"{lab.id}.title") for lab in labs(slug)],
        "quiz": [str(number) for number, _ in enumerate(find_quiz(slug), 1)],
        "dilemma": [words(f"dilemma.{dilemma.id}") for dilemma in find_dilemmas(slug)],
        "task": [words(f"task.{check.id}.title") for check in find_checks(slug)],
    }
    assert {kind: [part.text for part in found.parts if part.kind == kind] for kind in declared} == declared
    tasks, total = len(declared["task"]), sum(map(len, declared.values()))
    counts = {"lesson_done": 0, "lesson": total - tasks, "solved": 0, "tasks": tasks}
    assert found.count(words) == words("progress.count", done=0, total=total, **counts)
    numbers = {kind: len(names) for kind, names in declared.items()}
    assert found.left(words) == [words("progress.left.all", **numbers)]
    progress.save("quiz", slug, find_quiz(slug)[0].id, {"option": 0, "right": True})
    assert standing(slug, lang).count(words) == words(
        "progress.count", done=1, total=total, **{**counts, "lesson_done": 1}
    )
    del declared["quiz"][0]
    assert standing(slug, lang).left(words) == [
        words(f"progress.left.{kind}", number=len(names), names="; ".join(names)) for kind, names in declared.items()
    ]


@every_lesson
@every_language
def test_everything_can_be_done(slug: str, lang: str) -> None:
    """A learner who does all that is declared has nothing left, and the other lessons are as they were."""
    do_all(slug)
    words = Words(lang, slug)
    assert standing(slug, lang).done == len(standing(slug, lang).parts)
    assert standing(slug, lang).left(words) == [words("progress.left.nothing")]
    assert all(other.done == 0 for other in standings(lang) if other.slug != slug)


@every_lesson
def test_what_was_done_stays_done(slug: str) -> None:
    """A wrong try, a skipped prediction or an unreadable event afterwards takes nothing back."""
    do_all(slug)
    for lab in labs(slug):
        progress.save("prediction", slug, lab.id, {"answers": None})
    for question in find_quiz(slug):
        progress.save("quiz", slug, question.id, {"option": 1, "right": False})
    for check in find_checks(slug):
        progress.save("check", slug, check.id, {"status": "wrong"})
        progress.save("check", slug, check.id, {"unreadable": "x"})
    assert standing(slug).done == len(standing(slug).parts)


@every_lesson
def test_a_try_is_not_yet_done(slug: str) -> None:
    """Skipped predictions and wrong answers are left; what the record has of no part counts for none."""
    for lab in labs(slug):
        progress.save("prediction", slug, lab.id, {"answers": None})
    for question in find_quiz(slug):
        progress.save("quiz", slug, question.id, {"option": 1, "right": False})
        progress.save("notice", slug, question.id, {"right": True})
    for check in find_checks(slug):
        progress.save("check", slug, check.id, {"status": "wrong"})
    progress.save("quiz", slug, "a question that is gone", {"option": 0, "right": True})
    assert standing(slug).done == 0
    assert standing(slug).bets == ()


@pytest.mark.parametrize(
    ("seconds", "english", "swedish"),
    [
        (0, "0 min", "0 min"),
        (89, "1 min", "1 min"),
        (3600, "1 h 0 min", "1 tim 0 min"),
        (7530, "2 h 6 min", "2 tim 6 min"),
    ],
)
def test_time_is_the_sum_of_what_the_pages_counted(seconds: int, english: str, swedish: str) -> None:
    """Seconds of a lesson's pages add up, in hours and whole minutes (half a minute rounds to the even one)."""
    for part in (seconds // 2, seconds - seconds // 2):
        progress.save("time", SLUGS[0], "page", {"seconds": part})
    progress.save("time", "another", "page", {"seconds": 500})
    assert standing(SLUGS[0]).time(Words("en")) == english
    assert standing(SLUGS[0]).time(Words("sv")) == swedish


@every_lesson
@every_language
def test_predictions_meet_the_models_answers(slug: str, lang: str) -> None:
    """Each answered prediction stands beside what the model says; an answer that the lab no longer has is left out."""
    do_all(slug)
    words = Words(lang, slug)
    gone, *rest = labs(slug)
    progress.save("prediction", slug, gone.id, {"answers": {p.id: "no such option" for p in gone.predictions}})
    expected = [
        tuple(
            words(f"{lab.id}.{key}")
            for key in (
                "title",
                f"predict.{prediction.id}",
                f"predict.{prediction.id}.{prediction.options[0]}",
                f"predict.{prediction.id}.{lab.verdict(prediction)}",
            )
        )
        for lab in rest
        for prediction in lab.predictions
    ]
    assert [(bet.lab, bet.question, bet.yours, bet.model) for bet in standing(slug, lang).bets] == expected
    assert [tuple(row) for row in asked(open_lesson(slug, lang).progress())["bets"]["rows"]] == expected


@every_lesson
@every_language
def test_a_view_tells_the_page_and_stores_nothing(slug: str, lang: str) -> None:
    """What the page is told follows the record; what a notebook stores is the same for every learner."""
    view = open_lesson(slug, lang).progress()
    fresh, text = asked(view), repr(view)
    stored = {name: value for name, value in view.get_state().items() if name in ("kind", "config")}
    do_all(slug)
    later = open_lesson(slug, lang).progress()
    assert asked(later) != fresh
    assert [row["share"] for row in asked(later)["lessons"]] == [1]
    assert [row["share"] for row in fresh["lessons"]] == [0]
    assert repr(later) == text == later.plain == Words(lang)("progress.static")
    assert {name: value for name, value in later.get_state().items() if name in ("kind", "config")} == stored


@every_language
def test_the_first_pages_view_has_every_lesson(lang: str) -> None:
    """`show_progress` needs no lesson and shows all; another language is refused as a lesson's is."""
    titles = [row["title"] for row in asked(show_progress(lang))["lessons"]]
    assert titles == [Words(lang, slug)("lesson.title") for slug in SLUGS]
    with pytest.raises(LessonError, match=r"en, sv.*en, sv"):
        show_progress("da")


def test_a_lesson_is_called_what_its_head_says() -> None:
    """The title in the words is the one that the lesson's text has, in each language that is written."""
    heads = {
        (place.name, place.lang): read_twin(place.twin).metadata["course"]["title"]
        for place in find_places(ROOT, WRITTEN_ROOMS)
        if place.room == "lessons" and place.twin.exists()
    }
    assert {slug for slug, _ in heads} == set(SLUGS)
    assert {key: Words(key[1], key[0])("lesson.title") for key in heads} == heads


@pytest.mark.parametrize("seconds", [0, -5, 121, 60.0, True, "60", None, float("nan"), 10**400])
def test_a_page_cannot_report_what_cannot_be_true(seconds: object) -> None:
    """Only whole seconds of at most two minutes, of a lesson, are kept."""
    view, of_no_lesson = open_lesson(SLUGS[0], "en").progress(), show_progress("en")
    view._receive(view, {"type": "time", "seconds": seconds}, [])
    of_no_lesson._receive(of_no_lesson, {"type": "time", "seconds": 60}, [])
    assert progress.events() == []
    view._receive(view, {"type": "time", "seconds": 60}, [])
    assert [(event.kind, event.lesson, event.value) for event in progress.events()] == [
        ("time", SLUGS[0], {"seconds": 60})
    ]


@every_language
def test_a_notebook_is_told_where_it_opens_and_where_it_saves(
    lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Opening a lesson says that nothing can be saved; a check after that does not say it again."""
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("COURSE_HOME", str(blocked))
    slug = SLUGS[0]
    lesson = open_lesson(slug, lang)
    assert capsys.readouterr().out == Words(lang)("record.not_written", folder=blocked) + "\n"
    check = find_checks(slug)[0]
    assert lesson.check(check.id, check.right()).right
    assert capsys.readouterr().out == ""


def test_a_check_tells_of_a_record_that_was_damaged_meanwhile(capsys: pytest.CaptureFixture[str]) -> None:
    """A record that breaks while a notebook is open is told of at the next check."""
    slug = SLUGS[0]
    lesson, check = open_lesson(slug, "en"), find_checks(slug)[0]
    progress.record_path().write_bytes(b"no record" * 1000)
    assert lesson.check(check.id, check.right()).right
    (aside,) = progress.set_aside()
    folder = progress.course_home()
    assert capsys.readouterr().out == Words("en")("record.damaged", name=aside.name, folder=folder) + "\n"
    assert progress.latest("check", slug, check.id) == {"status": "right"}
