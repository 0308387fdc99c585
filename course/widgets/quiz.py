"""The quiz's view: questions with an explanation for whichever option is picked."""

from __future__ import annotations

from typing import Any

from course.quizzes import Question, find_quiz
from course.text import Words
from course.widgets.base import CourseView

_PAGE_WORDS = ("title", "question", "check", "choose", "right", "wrong", "score", "source")


def _question_config(question: Question, words: Words) -> dict[str, Any]:
    lang = words.lang
    options = [
        {"text": option.text[lang], "right": option.right, "why": option.why[lang]} for option in question.options
    ]
    source = words.reference(question.source)
    return {"id": question.id, "text": question.text[lang], "source": source, "options": options}


def _plain(questions: tuple[Question, ...], words: Words) -> str:
    """Return the questions and options as Markdown, without the answers."""
    lines = [words("quiz.static"), ""]
    for number, question in enumerate(questions, 1):
        lines.append(f"{number}. {question.text[words.lang]}")
        lines += [f"    - {option.text[words.lang]}" for option in question.options]
    return "\n".join(lines)


class QuizView(CourseView):
    """A lesson's quiz. Answers go to the learner's own record."""

    def __init__(self, slug: str, lang: str) -> None:
        """Read the lesson's questions and describe them to the page."""
        words = Words(lang, slug)
        self.questions = find_quiz(slug)
        config = {
            "questions": [_question_config(question, words) for question in self.questions],
            "words": {f"quiz.{key}": words(f"quiz.{key}") for key in _PAGE_WORDS},
        }
        super().__init__(words=words, lesson=slug, plain=_plain(self.questions, words), kind="quiz", config=config)

    def answer(self, message: dict[str, Any]) -> None:
        """Keep an answer, if it is one to a question of this quiz."""
        question = next((q for q in self.questions if q.id == message.get("question")), None)
        option = message.get("option")
        if question and isinstance(option, int) and 0 <= option < len(question.options):
            self.save("quiz", question.id, {"option": option, "right": question.options[option].right})
