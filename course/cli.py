"""The command `course`: open the course, or find out what is wrong on this machine.

    course open [--lang sv|en] [--no-browser] [--port N]
    course doctor [--lang sv|en]

Exit status: 0 when all went well, 1 when something is wrong (said in one sentence), 2 for a wrong command line.
"""

from __future__ import annotations

import argparse
import locale
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from course.doctor import examine
from course.text import LANGUAGES, Words

#: The folder that the file list shows: the checkout that this package lies in.
ROOT = Path(__file__).resolve().parent.parent


def default_language(environment: Mapping[str, str], system: str | None) -> str:
    """Return `sv` when the environment, or else the system's locale, is Swedish; otherwise `en`."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "sv" if environment[name].lower().startswith("sv") else "en"
    # Windows says "Swedish_Sweden".
    return "sv" if (system or "").lower().startswith(("sv", "swedish")) else "en"


def _language(argv: Sequence[str]) -> str:
    """Find the language before the command line is read, so that its help can be in that language too."""
    early = argparse.ArgumentParser(add_help=False)
    early.add_argument("--lang")
    chosen = early.parse_known_args(argv)[0].lang
    return chosen if chosen in LANGUAGES else default_language(os.environ, locale.getlocale()[0])


def _parser(words: Words) -> argparse.ArgumentParser:
    """Describe the command line in one language."""
    parser = argparse.ArgumentParser(prog="course", description=words("cli.description"))
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("open", "doctor"):
        command = commands.add_parser(name, help=words(f"cli.{name}.help"), description=words(f"cli.{name}.help"))
        command.add_argument("--lang", choices=LANGUAGES, default=words.lang, help=words("cli.lang.help"))
        if name == "open":
            command.add_argument("--no-browser", action="store_true", help=words("cli.no_browser.help"))
            command.add_argument("--port", type=int, help=words("cli.port.help"))
    return parser


def _open(words: Words, port: int | None, browser: bool) -> int:
    """Open the course in JupyterLab and stay until it is closed."""
    # Not at the top: the doctor must not wait for, or fail on, what only the server needs.
    from course.launch import PortError, open_course

    try:
        open_course(
            ROOT,
            words.lang,
            port=port,
            browser=browser,
            ready=lambda page: print(words("cli.ready", page=page), flush=True),
        )
    except PortError:
        print(words("cli.port_taken", port=port), file=sys.stderr)
        return 1
    except ImportError as error:
        print(words("cli.not_installed", package=error.name), file=sys.stderr)
        return 1
    print(words("cli.closed"))
    return 0


def _doctor(words: Words) -> int:
    """Print one line per thing that a learner needs."""
    findings = examine()
    for finding in findings:
        mark = "OK" if finding.ok else words("doctor.wrong")
        text = words(f"doctor.{finding.id}.{'ok' if finding.ok else 'wrong'}", **finding.values)
        print(f"{mark:<4} {text}")
    return 0 if all(finding.ok for finding in findings) else 1


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    words = Words(_language(arguments))
    options = _parser(words).parse_args(arguments)
    if options.command == "doctor":
        return _doctor(words)
    return _open(words, options.port, not options.no_browser)


if __name__ == "__main__":
    sys.exit(main())
