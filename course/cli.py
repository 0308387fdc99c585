"""The command `course`: `course --help` names the commands, each a module in `course/commands`.

Exit status: 0 when all went well, 1 when something is wrong (said in one sentence), 2 for a wrong command line.
"""

from __future__ import annotations

import argparse
import locale
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from course.commands import find_commands
from course.text import LANGUAGES, Words


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
    for command in find_commands():
        line = words(f"cli.{command.name}.help")
        own = commands.add_parser(command.name, help=line, description=line)
        own.add_argument("--lang", choices=LANGUAGES, default=words.lang, help=words("cli.lang.help"))
        own.add_argument("--workspace", type=Path, metavar="DIR", help=words("cli.workspace.help"))
        command.arguments(own, words)
        own.set_defaults(run=command.run)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    words = Words(_language(arguments))
    options = _parser(words).parse_args(arguments)
    if options.workspace:
        # For everything that asks where the learner's folder is, the server and its kernels among them.
        os.environ["COURSE_HOME"] = os.path.abspath(os.path.expanduser(options.workspace))
    return int(options.run(options, words))


if __name__ == "__main__":
    sys.exit(main())
