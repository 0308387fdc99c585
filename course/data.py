"""The course's tables by name: a typed DataFrame in the learner's language that carries its source.

Each folder in `datasets/` is a Data Package (frictionless data-package v1): `datapackage.json` and one CSV. Beyond the
standard, `title_sv`, `description_sv` and `unit_sv` are Swedish twins; two fields `x_en`, `x_sv` are one column `x` in
two languages; `audience: authors` marks a field that serves the tests and not the learner. For the provenance test,
`kind: derived` marks a field that we counted, and `proved_in` names the rows in which a repeated cell is looked up.
The tests validate all of it, so that loading need not.
"""

from __future__ import annotations

import json
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd

from course.text import LANGUAGES, Words

_PACKAGE = Path(__file__).parent

Json = dict[str, Any]


class DatasetError(LookupError):
    """There is no such dataset or language; the message is one sentence for the learner."""


def datasets_folder() -> Path:
    """Return the folder that holds the tables: in a checkout beside the package, in a wheel inside it."""
    checkout = _PACKAGE.parent / "datasets"
    # Another distribution may own site-packages/datasets, so a folder counts only when it holds our kind of package.
    return checkout if any(checkout.glob("*/datapackage.json")) else _PACKAGE / "datasets"


def dataset_names() -> list[str]:
    """Return the name of every table, in alphabetical order."""
    return sorted(file.parent.name for file in datasets_folder().glob("*/datapackage.json"))


def load(name: str, lang: str) -> pd.DataFrame:
    """Return a table in one language, a new DataFrame at each call.

    Whole numbers are Int64 (a missing one is <NA>), a field with a list of allowed values is a category in that order,
    all else is string. `attrs` holds name, lang, title, description, source (the citation), licence, and per column
    titles, descriptions and units. Raises DatasetError, whose message lists the nearest right names.
    """
    _check(name, lang)
    folder = datasets_folder() / name
    package: Json = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    resource: Json = package["resources"][0]
    fields = {_column(field, lang): field for field in resource["schema"]["fields"] if _is_shown(field, lang)}
    table = pd.read_csv(
        folder / resource["path"],
        encoding=resource["encoding"],
        usecols=[field["name"] for field in fields.values()],
        dtype={field["name"]: _dtype(field) for field in fields.values()},
        keep_default_na=False,
        na_values=resource["schema"]["missingValues"],
    ).rename(columns={field["name"]: column for column, field in fields.items()})
    table.attrs.update(name=name, lang=lang, **_about(package, lang), **_about_columns(fields, lang))
    return table


def _check(name: object, lang: object) -> None:
    if lang not in LANGUAGES:
        raise DatasetError(Words("en")("data.language", lang=repr(lang), languages=_list(LANGUAGES)))
    names = dataset_names()
    if name not in names:
        near = get_close_matches(str(name), names, n=3, cutoff=0.4) or names
        raise DatasetError(Words(str(lang))("data.unknown", name=repr(name), names=_list(near)))


def _list(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(repr(name) for name in names)


def _other_languages(lang: str) -> tuple[str, ...]:
    return tuple(f"_{other}" for other in LANGUAGES if other != lang)


def _is_shown(field: Json, lang: str) -> bool:
    return field.get("audience") != "authors" and not field["name"].endswith(_other_languages(lang))


def _column(field: Json, lang: str) -> str:
    return str(field["name"]).removesuffix(f"_{lang}")


def _dtype(field: Json) -> Any:
    allowed = field.get("constraints", {}).get("enum")
    if allowed:
        return pd.CategoricalDtype(allowed)
    return {"integer": "Int64", "number": "Float64"}.get(field["type"], "string")


def _in_language(thing: Json, key: str, lang: str) -> str | None:
    """Return the text under a key in this language: the standard's own keys are English, `_sv` is their twin."""
    text: str | None = thing.get(key if lang == "en" else f"{key}_{lang}")
    return text


def _about(package: Json, lang: str) -> Json:
    licence = package["licenses"][0]
    return {
        "title": _in_language(package, "title", lang),
        "description": _in_language(package, "description", lang),
        "source": _in_language(package["sources"][0], "title", lang),
        "licence": f"{_in_language(licence, 'title', lang)} ({licence['name']}), {licence['path']}",
    }


def _about_columns(fields: dict[str, Json], lang: str) -> Json:
    return {
        "titles": {column: _in_language(field, "title", lang) for column, field in fields.items()},
        "descriptions": {column: _in_language(field, "description", lang) for column, field in fields.items()},
        "units": {column: _in_language(field, "unit", lang) for column, field in fields.items() if "unit" in field},
    }
