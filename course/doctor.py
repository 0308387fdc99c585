"""What a learner needs on this machine, looked at one thing at a time.

Each check takes nothing from the screen and prints nothing: it returns a Finding, and `course doctor` puts it in words.
The checks import what they look at inside themselves, so that a missing package is a finding and not a crash.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

#: The name under which the course is installed.
DISTRIBUTION = "styra-med-tillit"

#: The oldest Python that the course runs on, as in pyproject.toml.
OLDEST_PYTHON = (3, 11)

#: Files without which no lab is drawn: under JupyterLab's extension folders, named by the extension they belong to.
WIDGET_FILES = {
    "@jupyter-widgets/jupyterlab-manager": "package.json",
    "anywidget": "package.json",
    DISTRIBUTION: "static/vega.mjs",
}

#: What a chart must send to JupyterLab: data that JupyterLab draws itself, with nothing to fetch.
CHART_TYPE = "application/vnd.vegalite.v5+json"


@dataclass(frozen=True)
class Finding:
    """One thing looked at: its id, whether it is in order, and the values that its sentence needs.

    The words are `doctor.ID.ok` or `doctor.ID.wrong` in the catalogues.
    """

    id: str
    ok: bool
    values: dict[str, str] = field(default_factory=dict)


def check_python(version: tuple[int, int] = sys.version_info[:2]) -> Finding:
    """Look at Python's version."""
    values = {"version": ".".join(map(str, version)), "oldest": ".".join(map(str, OLDEST_PYTHON))}
    return Finding("python", version >= OLDEST_PYTHON, values)


def check_packages() -> Finding:
    """Look whether every package that the course declares is installed in a version it works with."""
    try:
        declared = metadata.requires(DISTRIBUTION) or []
        wrong = [line for line in declared if not _is_met(line)]
    except ImportError:  # PackageNotFoundError among them: the course itself, or the reader of version numbers
        return Finding("packages", False, {"wrong": DISTRIBUTION})
    return Finding("packages", not wrong and bool(declared), {"wrong": ", ".join(wrong), "count": str(len(declared))})


def _is_met(line: str) -> bool:
    """Say whether one declared requirement is met here, or does not apply here."""
    from packaging.requirements import Requirement

    requirement = Requirement(line)
    if requirement.marker is not None and not requirement.marker.evaluate():
        return True
    try:
        return requirement.specifier.contains(metadata.version(requirement.name), prereleases=True)
    except metadata.PackageNotFoundError:
        return False


def check_widgets(folders: Iterable[Path] | None = None) -> Finding:
    """Look for the browser's half of the labs in the extension folders that JupyterLab reads."""
    if folders is None:
        try:
            from jupyter_core.paths import jupyter_path
        except ImportError:
            return Finding("widgets", False, {"missing": "jupyter_core"})
        folders = map(Path, jupyter_path("labextensions"))
    places = list(folders)
    missing = [name for name, file in WIDGET_FILES.items() if not any((p / name / file).is_file() for p in places)]
    return Finding("widgets", not missing, {"missing": ", ".join(missing)})


def check_charts() -> Finding:
    """Look whether a chart comes out as data that JupyterLab draws without fetching anything."""
    try:
        import altair as alt

        with alt.renderers.enable("mimetype"):
            bundle = alt.Chart({"values": [{"x": 1}]}).mark_point()._repr_mimebundle_()
    except Exception as error:
        # A half-installed package fails in any way it likes, and the learner needs the sentence, not the traceback.
        return Finding("charts", False, {"found": type(error).__name__})
    content = bundle[0] if isinstance(bundle, tuple) else bundle
    kinds = set(content or ())
    ok = CHART_TYPE in kinds and kinds <= {CHART_TYPE, "text/plain"}
    return Finding("charts", ok, {"found": ", ".join(sorted(kinds))})


def check_workspace() -> Finding:
    """Look whether the learner's notebooks can be written, without leaving anything but their folder."""
    from course import progress, workspace

    folder = progress.course_home()
    return Finding("workspace", workspace.can_write(folder), {"path": str(folder)})


def check_record() -> Finding:
    """Look whether the learner's record can be written, without writing anything in it."""
    from course import progress

    return Finding("record", progress.can_write(), {"path": str(progress.record_path())})


#: The lines of `course doctor`, in the order they are printed.
CHECKS: tuple[Callable[[], Finding], ...] = (
    check_python,
    check_packages,
    check_widgets,
    check_charts,
    check_workspace,
    check_record,
)


def examine() -> list[Finding]:
    """Return what every check found."""
    return [check() for check in CHECKS]
