"""Catalogues of words: LANG/DOMAIN.po, which people edit, to DOMAIN.mo, which the course reads."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po


class CatalogueError(ValueError):
    """A .po file cannot be read; the message names it."""


class _Dateless(Catalog):
    """A catalogue whose head holds no date and no tool's version, so that the same words give the same bytes."""

    @property
    def mime_headers(self) -> Any:
        return [("Language", str(self.locale)), ("Content-Type", "text/plain; charset=UTF-8")]


def find_catalogues(root: Path) -> list[Path]:
    """Return every .po file of the course, in order."""
    return sorted((root / "course" / "text").glob("*/*.po"))


def compile_catalogue(path: Path) -> bytes:
    """Return the .mo of a .po file; its language is its folder's name. Raises CatalogueError."""
    try:
        with path.open("rb") as file:
            messages = read_po(file, locale=path.parent.name, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path}: {error}") from error
    clean = _Dateless(locale=path.parent.name)
    for message in messages:
        if message.id:
            clean.add(message.id, message.string)
    target = io.BytesIO()
    write_mo(target, clean)
    return target.getvalue()
