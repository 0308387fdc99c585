"""Saving a decision log for the lab's view."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from course.decisions.log import LONGEST_NAME, LONGEST_REFLECTION, decide, logs_folder, save_log
from course.labs.engine import Lab, ParameterError
from course.text import Words

#: Words of the folded part that the page needs, by id.
DECISION_WORDS = tuple(
    f"view.decision{key}" for key in ("", ".about", ".reflection", ".reflection.help", ".who", ".who.help", ".save")
)


def keep_decision(lab: Lab[Any], message: dict[str, Any], prediction: object, words: Words) -> tuple[bool, str]:
    """Save what the page sent as a decision log. Returns whether it was saved, and a sentence: where, or why not."""
    reflection, who = (str(message.get(name) or "").strip() for name in ("reflection", "who"))
    if not reflection:
        return False, words("view.decision.empty")
    if len(reflection) > LONGEST_REFLECTION or len(who) > LONGEST_NAME:
        return False, words("view.decision.long", most=words.number(LONGEST_REFLECTION), name=LONGEST_NAME)
    folder = None
    try:
        folder = logs_folder()
        params = lab.take(message.get("params"), words)
        answers = prediction if isinstance(prediction, dict) else None
        log = decide(
            lab, params, lang=words.lang, when=datetime.now(UTC), reflection=reflection, who=who, prediction=answers
        )
        path = save_log(log, folder)
    except ParameterError as error:
        return False, str(error)
    except OSError:
        return False, words("view.decision.failed", folder=folder or "~/styra-med-tillit")
    return True, words("view.decision.saved", name=path.name, folder=folder)
