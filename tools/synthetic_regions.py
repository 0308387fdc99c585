"""Make the synthetic panel that lesson 08's exercise estimates from: one country of `course.models.panel`, as a table.

    python -m tools.synthetic_regions            writes datasets/synthetic_regions/synthetic_regions.csv
    python -m tools.synthetic_regions --check    writes nothing; exit status 1 when the file is not what it would write

Every row is made up and says so. The description of the table, datapackage.json, is written by hand.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from pathlib import Path

from course.models import panel

TARGET = Path(__file__).resolve().parent.parent / "datasets" / "synthetic_regions" / "synthetic_regions.csv"

#: The number that all chance in the table follows from: the year of the source, chosen before anything was looked at.
SEED = 2018
COLUMNS = (
    *("region_id", "region_en", "region_sv", "care", "year", "log_real", "log_recorded"),
    *("data", "kind", "source", "page"),
)


def region(number: int) -> tuple[str, str, str]:
    """Return a region's id and its names in English and Swedish; no name can be taken for a real region's."""
    if number == panel.SKANE:
        return "skane-synthetic", "Skåne (synthetic)", "Skåne (syntetisk)"
    return f"region-{number:02}", f"Region {number}", f"Region {number}"


def synthetic_regions() -> str:
    """Return the table as CSV: region, care and year, with real and recorded log output to four decimals."""
    chance, world = panel.draw(SEED, 1), panel.World()
    real, recorded = (panel.output(chance, world, recorded=each)[0] for each in (False, True))
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for number in range(panel.REGIONS):
        for care, care_name in enumerate(panel.CARE):
            for year, calendar_year in enumerate(panel.YEARS):
                figures = (f"{log[care, number, year]:.4f}" for log in (real, recorded))
                writer.writerow((*region(number), care_name, calendar_year, *figures, "synthetic", "ours", "ours", "–"))
    return file.getvalue()


def main(argv: list[str] | None = None) -> int:
    """Write the table, or with --check say whether it is in step."""
    parser = argparse.ArgumentParser(prog="python -m tools.synthetic_regions", description="Make the synthetic panel.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the file is not in step")
    options = parser.parse_args(argv)
    table = synthetic_regions().encode("utf-8")
    if TARGET.exists() and TARGET.read_bytes() == table:
        return 0
    if options.check:
        print(f"{TARGET.name} is not in step: run python -m tools.synthetic_regions", file=sys.stderr)
        return 1
    TARGET.write_bytes(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
