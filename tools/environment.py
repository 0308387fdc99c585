"""Make environment.yml, for conda and Binder, from the dependency list in pyproject.toml.

    python -m tools.environment            writes environment.yml
    python -m tools.environment --check    writes nothing; exit status 1 when the file is not what it would write

Reads: pyproject.toml. Writes: environment.yml.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "environment.yml"

_HEAD = """\
# Made from pyproject.toml by `python -m tools.environment`; do not edit.
# For conda (`conda env create --file environment.yml`) and Binder. The list is tested to be in step with uv.lock,
# but conda itself has not solved it: where this was made, no conda channel could be reached.
"""


def environment(project: dict[str, Any]) -> str:
    """Return environment.yml for the `project` table of a pyproject.toml: conda-forge, and the course itself by pip."""
    lines = [f"name: {project['name']}", "channels:", "  - conda-forge", "  - nodefaults", "dependencies:"]
    conda = [f"python{project['requires-python']}", *project["dependencies"], "pip"]
    lines += [f'  - "{requirement}"' for requirement in conda]
    lines += ["  - pip:", "      - --editable ."]
    return _HEAD + "\n".join(lines) + "\n"


def main(argv: list[str] | None = None) -> int:
    """Write environment.yml, or with --check say whether it is in step."""
    parser = argparse.ArgumentParser(prog="python -m tools.environment", description="Make environment.yml.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the file is not in step")
    options = parser.parse_args(argv)
    text = environment(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"])
    current = TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""
    if text == current:
        return 0
    if options.check:
        print("environment.yml is not in step with pyproject.toml: run python -m tools.environment", file=sys.stderr)
        return 1
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
