"""`course open`: open the course in JupyterLab and stay until it is closed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from course.text import Words

#: The folder that the file list shows: the checkout that this package lies in.
ROOT = Path(__file__).resolve().parent.parent.parent


def arguments(parser: argparse.ArgumentParser, words: Words) -> None:
    """Add the options of `course open`."""
    parser.add_argument("--no-browser", action="store_true", help=words("cli.no_browser.help"))
    parser.add_argument("--port", type=int, help=words("cli.port.help"))


def run(options: argparse.Namespace, words: Words) -> int:
    """Run JupyterLab; 1 when it cannot start."""
    # Not at the top: the doctor must not wait for, or fail on, what only the server needs.
    from course.launch import PortError, open_course

    try:
        open_course(
            ROOT,
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
