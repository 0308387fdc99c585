"""What the learner has to be told about the record: that it cannot be written, or that it was damaged. Once."""

from __future__ import annotations

from course.progress.file import set_aside, shown_home
from course.progress.record import can_write, save_once
from course.text import Words

#: What has been said in this process, which is one notebook: the folder or file that it was about.
_said: set[str] = set()


def news(words: Words) -> list[str]:
    """Return a sentence for each thing that the learner does not know yet; usually none.

    That nothing can be saved is said once in each notebook. A damaged file is told of in one notebook only, which
    notes it in the new record; where that cannot be written, in each.
    """
    writable, folder, found = can_write(), shown_home(), []
    if not writable and _first(folder):
        found.append(words("record.not_written", folder=folder))
    for aside in set_aside()[-1:]:
        if _first(str(aside)) and (save_once("notice", "", aside.name, {"told": "damaged"}) or not writable):
            found.append(words("record.damaged", name=aside.name, folder=folder))
    return found


def _first(subject: str) -> bool:
    """Say whether nothing has been said about this yet, and note that it now is."""
    new = subject not in _said
    _said.add(subject)
    return new
