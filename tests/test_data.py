"""The tables are true Data Packages in two languages, and loading them gives typed tables that carry their source."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import frictionless
import pandas as pd
import pytest

from course import data
from course.data import DatasetError, dataset_names, load

DATASETS = Path(__file__).parent.parent / "datasets"
NAMES = sorted(folder.name for folder in DATASETS.iterdir() if folder.is_dir())
LANGUAGES = ("en", "sv")
KINDS = {"source", "derived", "outside", "ours"}
#: What a field's type becomes in a loaded table.
DTYPES = {"integer": "Int64", "number": "Float64", "string": "string"}


def package(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATASETS / name / "datapackage.json").read_text(encoding="utf-8"))
    return found


def fields(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = package(name)["resources"][0]["schema"]["fields"]
    return found


def rows(name: str) -> list[dict[str, str]]:
    with (DATASETS / name / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_folder_is_a_dataset() -> None:
    """Every folder in datasets/ is found by name, and the three tables of lesson 06 are among them."""
    assert dataset_names() == NAMES
    assert {"skane_payment_regimes", "skane_events", "skane_interviewees"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_frictionless_finds_nothing_wrong(name: str) -> None:
    """The package follows the standard, and every row follows its schema."""
    report = frictionless.Package(str(DATASETS / name / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])
    assert package(name)["profile"] == "tabular-data-package"


@pytest.mark.parametrize("name", NAMES)
def test_frictionless_would_see_a_bad_row(name: str, tmp_path: Path) -> None:
    """A row of an unknown kind, on no page, given twice is refused: the constraints are real."""
    folder = shutil.copytree(DATASETS / name, tmp_path / name)
    bad = {**rows(name)[0], "kind": "rumour", "page": "somewhere"}
    with (folder / f"{name}.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow(bad.values())
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    found = {(kind, field) for kind, field in report.flatten(["type", "fieldName"])}
    assert {("constraint-error", "kind"), ("constraint-error", "page"), ("primary-key", None)} <= found


@pytest.mark.parametrize("name", NAMES)
def test_the_package_says_what_it_is_in_both_languages(name: str) -> None:
    """Package, resource and field have title and description in both languages; licence and citation are there."""
    whole = package(name)
    for thing in (whole, *whole["resources"], *fields(name)):
        empty = [
            key for key in ("title", "title_sv", "description", "description_sv") if not thing.get(key, "").strip()
        ]
        assert not empty, f"{thing['name']} has no {', '.join(empty)}"
    assert [licence["name"] for licence in whole["licenses"]] == ["CC-BY-4.0"]
    assert all(source["title"] and source["title_sv"] for source in whole["sources"])
    if name.startswith("skane_"):
        assert "Ellegård, L. M. & Glenngård, A. H." in whole["sources"][0]["title"]


@pytest.mark.parametrize("name", NAMES)
def test_the_schema_describes_the_columns_there_are(name: str) -> None:
    """Fields and columns are the same in the same order, numeric fields have a unit, and pairs are pairs."""
    names = [field["name"] for field in fields(name)]
    assert list(rows(name)[0]) == names
    assert all(field["type"] in ("string", "integer", "number") for field in fields(name))
    for field in fields(name):
        if field["type"] != "string":
            assert {"unit", "unit_sv"} <= set(field), f"{field['name']} is a number without a unit"
    for stem in {field.rsplit("_", 1)[0] for field in names if field.endswith(("_en", "_sv"))}:
        assert {f"{stem}_en", f"{stem}_sv"} <= set(names), f"{stem} is in one language only"
    constraints = {field["name"]: field["constraints"] for field in fields(name) if "constraints" in field}
    assert set(constraints["kind"]["enum"]) == KINDS
    sourced = any(row["kind"] in ("source", "derived") for row in rows(name))
    needed = ("kind", "source", "page", *(("source_line",) if sourced else ()))
    assert all(constraints[field].get("required") for field in needed)


@pytest.mark.parametrize("name", NAMES)
def test_every_row_has_its_source_and_both_languages(name: str) -> None:
    """Each row has source, page and kind, and a text that is there in one language is there in the other."""
    pairs = [field["name"].removesuffix("_en") for field in fields(name) if field["name"].endswith("_en")]
    assert pairs, f"{name} has no text in two languages"
    for number, row in enumerate(rows(name), start=2):
        missing = [column for column in ("kind", "source", "page") if not row[column].strip()]
        assert not missing, f"{name}.csv:{number} has no {', '.join(missing)}"
        for stem in pairs:
            assert bool(row[f"{stem}_en"].strip()) == bool(row[f"{stem}_sv"].strip()), f"{name}.csv:{number} {stem}"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_loaded_table_has_its_types_and_carries_its_source(name: str, lang: str) -> None:
    """Types follow the schema, columns carry the chosen language, and attrs tell title, source, licence and units."""
    table = load(name, lang)
    assert len(table) == len(rows(name))
    assert not [column for column in table.columns if column.endswith(("_en", "_sv"))]
    assert not {"source_line", "source_line_end", "seed_phrase"} & set(table.columns)
    for field in fields(name):
        if (column := field["name"].removesuffix(f"_{lang}")) in table.columns:
            enum = field.get("constraints", {}).get("enum")
            expected = "category" if enum else DTYPES[field["type"]]
            assert str(table[column].dtype) == expected, column
            assert not enum or list(table[column].cat.categories) == enum
            if field.get("constraints", {}).get("required"):
                assert table[column].notna().all(), f"{column} has a gap or a value outside its list"
    for key in ("title", "description", "source", "licence"):
        assert table.attrs[key].strip()
    assert "CC-BY-4.0" in table.attrs["licence"]
    assert set(table.attrs["titles"]) == set(table.attrs["descriptions"]) == set(table.columns)
    assert all(table.attrs["titles"].values())
    assert all(table.attrs["descriptions"].values())


def test_the_language_chosen_is_the_language_seen() -> None:
    """The same cell, title, unit and citation are English in one table and Swedish in the other."""
    english, swedish = (load("skane_payment_regimes", lang) for lang in LANGUAGES)
    assert list(english.columns) == list(swedish.columns)
    row = (english["regime"] == "R") & (english["feature"] == "paid_in_advance")
    assert english.loc[row, "value"].item() == "Just over half of the financial frame, month by month"
    assert swedish.loc[row, "value"].item() == "Drygt hälften av den ekonomiska ramen, månad för månad"
    assert (english.attrs["units"]["first_year"], swedish.attrs["units"]["first_year"]) == ("year", "år")
    assert english.attrs["titles"]["value"] == "What applies"
    assert swedish.attrs["titles"]["value"] == "Vad som gäller"
    assert ", ch. 5, pp. 115–137." in english.attrs["source"]
    assert ", kap. 5, s. 115–137." in swedish.attrs["source"]


def test_the_regimes_follow_each_other_and_say_the_same_things() -> None:
    """The four regimes have one row per feature, one name and one span each, without gap or overlap in time."""
    table = load("skane_payment_regimes", "en")
    spans = table[["regime", "regime_name", "first_year", "last_year"]].drop_duplicates()
    assert list(spans["regime"]) == ["A0", "R", "B1", "B2"]
    assert list(spans["first_year"].iloc[1:]) == list(spans["last_year"].iloc[:-1] + 1) == [2006, 2012, 2015]
    assert spans["first_year"].isna().tolist() == [True, False, False, False]
    assert spans["last_year"].isna().tolist() == [False, False, False, True]
    assert table.groupby("regime", observed=True)["feature"].nunique().eq(table["feature"].nunique()).all()


@pytest.mark.parametrize(("lang", "words"), [("en", "Not stated"), ("sv", "Anges inte")])
def test_what_the_source_does_not_say_is_our_reading(lang: str, words: str) -> None:
    """A row that says that something is not stated is of kind derived, and some rows do say so."""
    table = load("skane_payment_regimes", lang)
    silent = table[table["value"] == words]
    assert len(silent)
    assert set(silent["kind"]) == {"derived"}


def test_no_prepaid_share_is_given_as_a_number() -> None:
    """The source says just over half (SOU 2018:38, p. 124), so no row about money in advance holds a figure."""
    table = load("skane_payment_regimes", "en")
    paid = table.loc[table["feature"] == "paid_in_advance", "value"]
    assert len(paid) == 4
    assert not paid.str.contains(r"\d|%|per cent").any()


def test_events_are_in_order_and_end_after_they_begin() -> None:
    """Events stand in order of their first year, and a period is longer than its first year."""
    table = load("skane_events", "en")
    assert table["year_start"].is_monotonic_increasing
    ends = table.dropna(subset="year_end")
    assert len(ends)
    assert (ends["year_end"] > ends["year_start"]).all()


def test_nine_persons_were_interviewed() -> None:
    """The rows of table 5.1 (p. 126) sum to nine persons, as many as the authors thank (p. 115); Sund stands twice."""
    table = load("skane_interviewees", "sv")
    assert table["persons"].sum() == 9
    assert list(table["place"]).count("Förvaltning Sund") == 2
    assert table.loc[table["place"] == "Förvaltning Sund", "note"].notna().all()


def test_a_callers_changes_stay_with_the_caller() -> None:
    """What one caller writes into a table or its attrs is not seen by the next."""
    first = load("skane_events", "en")
    first.loc[0, "event"] = "changed"
    first.attrs["titles"]["event"] = "changed"
    second = load("skane_events", "en")
    assert second.loc[0, "event"] != "changed"
    assert second.attrs["titles"]["event"] != "changed"
    pd.testing.assert_frame_equal(second, load("skane_events", "en"))


REFUSED = [
    ("skane_event", "en", "There is no dataset 'skane_event'; did you mean one of these: 'skane_events'", 1),
    ("skane_event", "sv", "Det finns ingen datamängd 'skane_event'; menade du någon av dessa: 'skane_events'", 1),
    (7, "en", "There is no dataset 7; did you mean one of these: ", 3),
    (["skane_events"], "sv", "Det finns ingen datamängd ['skane_events']; menade du någon av dessa: ", 1),
    ("../datasets/skane_events", "en", "There is no dataset '../datasets/skane_events'; did you mean one of", 1),
    ("skane_events", "de", "The language must be one of 'en', 'sv', not 'de'.", 0),
    ("skane_events", None, "The language must be one of 'en', 'sv', not None.", 0),
]


@pytest.mark.parametrize(("name", "lang", "beginning", "least"), REFUSED)
def test_a_wrong_name_or_language_is_answered_with_the_right_ones(
    name: Any, lang: Any, beginning: str, least: int
) -> None:
    """The error is one sentence in the learner's language that names the nearest right ones."""
    with pytest.raises(DatasetError) as error:
        load(name, lang)
    message = str(error.value)
    assert message.startswith(beginning)
    assert "\n" not in message
    assert sum(repr(right) in message for right in dataset_names()) >= least


def test_an_installed_wheel_finds_its_tables_inside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a checkout the tables are read in course/datasets, whatever else is called datasets beside it."""
    shutil.copytree(DATASETS, tmp_path / "course" / "datasets")
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "__init__.py").touch()
    monkeypatch.setattr(data, "_PACKAGE", tmp_path / "course")
    assert data.datasets_folder() == tmp_path / "course" / "datasets"
    assert dataset_names() == NAMES
    assert len(load("skane_interviewees", "sv")) == 7
