"""Vega's JavaScript: one file in JupyterLab's extension folder, found here only to send it where none serves it."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

from jupyter_core.paths import jupyter_path

#: Vega, Vega-Lite and interpreter in the file, as tools/vega/package.json has them; part of the address, so that a
#: browser does not keep an older file.
VERSION = "5.33.1-5.20.1-1.2.1"

_FILE = Path("styra-med-tillit", "static", "vega.mjs")


def vega_file() -> Path | None:
    """Return where this environment keeps the module, or None (as in a browser, where the page serves it)."""
    places = (Path(folder) / _FILE for folder in jupyter_path("labextensions"))
    return next((place for place in places if place.is_file()), None)


@cache
def packed_vega() -> bytes | None:
    """Return the module's text gzipped, for a page that cannot load the file itself; None where there is no file."""
    file = vega_file()
    return gzip.compress(file.read_bytes()) if file else None
