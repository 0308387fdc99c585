"""`course open`: bring the learner's notebooks up to date, open JupyterLab on them and stay until it is closed."""

from __future__ import annotations

import argparse
import os
import sys
import webbrowser
from pathlib import Path

from course.launch import open_page
from course.progress import course_home, shown_home
from course.text import Words
from course.workspace import Changes, WorkspaceError, update

#: Where the course's own notebooks are: beside the package.
COURSE = Path(__file__).resolve().parent.parent.parent


def arguments(parser: argparse.ArgumentParser, words: Words) -> None:
    """Add the options of `course open`."""
    parser.add_argument("--no-browser", action="store_true", help=words("cli.no_browser.help"))
    parser.add_argument("--port", type=int, help=words("cli.port.help"))


def told(changes: Changes, words: Words) -> str:
    """Return the line that says what has happened to the learner's notebooks; an empty one when nothing has."""
    counts = {"new": len(changes.new), "refreshed": len(changes.refreshed)}
    parts = [words(f"workspace.{what}", count=count) for what, count in counts.items() if count]
    if changes.kept:
        files = ", ".join(f"{path} → {beside}" for path, beside in changes.kept.items())
        parts.append(words("workspace.kept", files=files))
    return " ".join(parts)


def run(options: argparse.Namespace, words: Words) -> int:
    """Update the workspace and run JupyterLab, or show where it already runs; 1 when that cannot be done."""
    try:
        folder = course_home().absolute()
    except FileNotFoundError:
        print(words("workspace.write", path=shown_home()), file=sys.stderr)
        return 1
    # The server and its kernels, each in a folder of its own, keep the learner's record in the same place.
    os.environ["COURSE_HOME"] = str(folder)
    if page := open_page(folder, words.lang):
        # A second server, or an update, would change notebooks behind the back of the first.
        print(words("cli.already_open", page=page))
        if not options.no_browser:
            webbrowser.open(page)
        return 0
    try:
        changes = update(COURSE, folder, words.lang)
    except WorkspaceError as error:
        print(words(f"workspace.{error.reason}", path=error.path), file=sys.stderr)
        return 1
    for line in filter(None, (words("workspace.folder", folder=folder), told(changes, words))):
        print(line, flush=True)
    return serve(folder, options, words)


def serve(folder: Path, options: argparse.Namespace, words: Words) -> int:
    """Run JupyterLab in the workspace; 1 when it cannot start."""
    # Not at the top: the doctor must not wait for, or fail on, what only the server needs.
    from course.launch import PortError, open_course

    try:
        open_course(
            folder,
            words.lang,
            port=options.port,
            browser=not options.no_browser,
            ready=lambda page: print(words("cli.ready", page=page), flush=True),
        )
    except PortError:
        print(words("cli.port_taken", port=options.port), file=sys.stderr)
        return 1
    except ImportError as error:
        print(words("cli.not_installed", package=error.name), file=sys.stderr)
        return 1
    print(words("cli.closed"))
    return 0
