"""`course doctor`: print one line for each thing that a learner needs, and say what is wrong."""

from __future__ import annotations

import argparse

from course.doctor import examine
from course.text import Words


def arguments(parser: argparse.ArgumentParser, words: Words) -> None:
    """Add nothing: the doctor has no options of its own."""


def run(options: argparse.Namespace, words: Words) -> int:
    """Print what was found; 1 when something is wrong."""
    findings = examine()
    for finding in findings:
        mark = "OK" if finding.ok else words("doctor.wrong")
        text = words(f"doctor.{finding.id}.{'ok' if finding.ok else 'wrong'}", **finding.values)
        print(f"{mark:<4} {text}")
    return 0 if all(finding.ok for finding in findings) else 1
