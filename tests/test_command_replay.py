"""`course replay`: what it prints, its table for a class, its exit status, and that hostile files steer nothing."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from course import cli
from course.decisions.log import checksum, decide, file_text, save_log
from course.decisions.table import COLUMNS, cell, harmless, one_line
from course.labs import find_lab
from course.text import LANGUAGES, Words

LAB = find_lab("payment-rules")
MARK = "\ufeff"
every_language = pytest.mark.parametrize("lang", LANGUAGES)

#: Colours, a title for the window, the bell, delete, a C1 control, right-to-left override, isolates, half a character.
STEERING = "\x1b[31m\x1b]0;owned\x07\x7f\x9b2J\u202eabc\u2066\u2069\u200b\ufeff\r\x00"


def log_text(**said: Any) -> str:
    values = LAB.take({"volume_yours": 1.1}, LAB.words("en"))
    when = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
    return file_text(decide(LAB, values, **{"lang": "sv", "when": when, "reflection": "Vi gav upp fart.", **said}))


def forged(**changes: Any) -> str:
    content = {**json.loads(log_text()), **changes}
    content["checksum"] = checksum(content)
    return json.dumps(content, ensure_ascii=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A class's folder: two good logs, one whose figures differ, one edited, one that is something else."""
    figures = json.loads(log_text())["figures"] | {"payment.rate": 0.5, "payment.advance[0]": 1.0}
    files = {
        "ada.json": log_text(who="Ada, grupp 1", prediction={"alone": "part"}),
        "bo.json": log_text(who="Bo", reflection="=1+1"),
        "cilla.json": forged(who="Cilla", figures=figures),
        "dan.json": log_text().replace("fart", "mål"),
        "notes.json": "{}",
    }
    for name, text in files.items():
        (tmp_path / "class").mkdir(exist_ok=True)
        (tmp_path / "class" / name).write_text(text, encoding="utf-8")
    return tmp_path / "class"


def replayed(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = cli.main(["replay", *map(str, arguments)])
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return status, out, err


def table(file: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as source:
        assert source.read(1) == MARK, "spreadsheets know UTF-8 by its mark"
        return list(csv.DictReader(source, delimiter=delimiter))


@every_language
def test_a_good_log_is_the_same_and_the_status_is_zero(
    lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Verdict, file, what it is about and the count, in the language asked for."""
    words = Words(lang)
    values = LAB.defaults()
    log = decide(LAB, values, lang="en", when=datetime.now(UTC), reflection="We gave up speed.", who="Åsa")
    path = save_log(log, tmp_path)
    status, out, err = replayed(capsys, path, "--lang", lang)
    assert (status, err) == (0, "")
    first, about, sentence, _, total = out.splitlines()
    assert first.split() == [words("replay.same"), str(path)]
    assert "payment-rules" in about
    assert "Åsa" in about
    assert "We gave up speed." in about
    assert sentence.strip() == words("replay.same.text", count=len(log.figures))
    assert total == words("replay.total", same=1, differs=0, refused=0)


@every_language
def test_a_class_is_replayed_into_one_table(
    lang: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A row for each file, in order, with who, settings, prediction, answer, result and reflection; status 1."""
    words, lab_words = Words(lang), LAB.words(lang)
    target = tmp_path / "class.csv"
    status, out, err = replayed(capsys, folder, "--table", target, "--lang", lang)
    assert (status, err) == (1, "")
    assert words("replay.total", same=2, differs=1, refused=2) in out
    assert words("replay.table.written", file=target) in out
    rows = table(target, ";" if lang == "sv" else ",")
    names = {column: words(f"replay.column.{column}") for column in COLUMNS}
    assert [Path(row[names["file"]]).name for row in rows] == sorted(each.name for each in folder.iterdir())
    results = [words(f"replay.{verdict}") for verdict in ("same", "same", "differs", "refused", "refused")]
    assert [row[names["result"]] for row in rows] == results
    ada, bo, cilla, dan, _ = rows
    assert ada[names["who"]] == "Ada, grupp 1"
    assert ada[names["lab"]] == lab_words(f"{LAB.id}.title")
    assert f"{lab_words(f'{LAB.id}.volume_yours.label')}: {lab_words.percent(1.1)} " in ada[names["parameters"]]
    assert ada[names["outcome"]] == LAB.summary(LAB.run(**{**LAB.defaults(), "volume_yours": 1.1}), lab_words)
    assert dan[names["outcome"]] == ""
    assert ada[names["time"]] == "2026-11-21 12:30 UTC"
    assert ada[names["prediction"]] == f"alone: {lab_words('payment-rules.predict.alone.part')}"
    assert lab_words(f"payment-rules.predict.everyone.{LAB.verdict(LAB.predictions[1])}") in ada[names["model"]]
    assert ada[names["reflection"]] == "Vi gav upp fart."
    assert bo[names["reflection"]] == "'=1+1"
    assert cilla[names["who"]] == "Cilla"
    assert dan[names["text"]] == words("replay.refused.edited")


def test_what_differs_is_shown_then_and_now(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Path, then and now to the last digit; status 1."""
    status, out, _ = replayed(capsys, folder / "cilla.json", "--lang", "en")
    assert status == 1
    assert "payment.advance[0]: 1.0 → 275.0" in out
    assert "payment.rate: 0.5 → 0.44999999999999996" in out


def test_at_most_some_differences_are_shown_with_the_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Five lines, and how many more there are."""
    figures = {path: 7.25 for path in json.loads(log_text())["figures"]}
    (tmp_path / "log.json").write_text(forged(figures=figures), encoding="utf-8")
    _, out, _ = replayed(capsys, tmp_path / "log.json", "--lang", "en")
    assert out.count("7.25 → ") == 5
    assert f"and {len(figures) - 5} more" in out


def test_a_table_is_never_written_over_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that is taken, by a log for example, is refused in one sentence, and the file is as it was."""
    before = (folder / "ada.json").read_bytes()
    status, _, err = replayed(capsys, folder / "bo.json", "--table", folder / "ada.json", "--lang", "sv")
    assert status == 1
    assert err.strip() == Words("sv")("replay.table.exists", file=folder / "ada.json")
    assert (folder / "ada.json").read_bytes() == before


@pytest.mark.parametrize("place", ["nowhere/class.csv", "ada.json/class.csv", "a\0b.csv"])
def test_a_table_that_cannot_be_written_is_told(place: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No such folder, a file for a folder, an impossible name: one sentence and status 1."""
    status, out, err = replayed(capsys, folder / "ada.json", "--table", folder / place, "--lang", "en")
    assert status == 1
    assert err.startswith("The table could not be written to ")
    assert Words("en")("replay.same") in out, "the logs were replayed all the same"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on the size of a process's files")
def test_a_full_disk_leaves_no_half_table(folder: Path, tmp_path: Path) -> None:
    """When no byte can be written, one sentence, status 1 and no file."""
    target = tmp_path / "class.csv"
    full = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1, 1));"
        "from course.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", full, "replay", str(folder / "ada.json"), "--table", str(target), "--lang", "en"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr.strip()) == (1, Words("en")("replay.table.failed", file=target))
    assert not target.exists()


def test_hostile_texts_steer_neither_screen_nor_spreadsheet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who, reflection, versions, names of files and fields full of control characters: none of them gets out."""
    hostile = {"who": STEERING + "=cmd", "reflection": f"\t={STEERING}HYPERLINK()\nsecond line", "course": STEERING}
    texts = {
        f"1{STEERING[:4]}.json": forged(**hostile),
        "2.json": forged(**hostile, made_with={"numpy": STEERING}, model={STEERING: STEERING}),
        "3.json": forged(**hostile, lab=STEERING),
        "4.json": forged(**hostile, declaration={STEERING: STEERING}),
        "5.json": forged(**hostile, parameters={STEERING: 1.0}),
        "6.json": forged(**hostile, lesson="../../../../etc/passwd"),
        "7.json": forged(**hostile, figures={STEERING: STEERING}),
        "8.json": forged(**{STEERING: 1}),
        "=9.json": forged(format_number=STEERING),
    }
    folder = tmp_path / "class"
    folder.mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    status, out, err = replayed(capsys, folder, "--table", tmp_path / "t.csv", "--lang", "en")
    assert status == 1
    assert not err
    for shown in (out, (tmp_path / "t.csv").read_text(encoding="utf-8").removeprefix(MARK)):
        assert all(letter in "\n\r" or letter.isprintable() for letter in shown), ascii(shown)
    rows = table(tmp_path / "t.csv")
    assert len(rows) == len(texts)
    assert not [each for row in rows for each in row.values() if each.lstrip()[:1] in tuple("=+-@")]
    assert rows[0]["Decision and reasons"].endswith("HYPERLINK()\nsecond line")


@pytest.mark.skipif(os.name == "nt", reason="a name that is no text")
def test_a_file_name_that_is_no_text_is_printed(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 in a file's name, on a screen that knows only ASCII: no traceback."""
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xe5.json")).write_text("{}")
    command = [sys.executable, "-m", "course.cli", "replay", str(tmp_path), "--lang", "sv"]
    command += ["--table", str(tmp_path / "t.csv")]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert done.returncode == 1
    assert done.stderr == b""
    assert b"avvisad" in done.stdout
    assert (tmp_path / "t.csv").exists()


def test_long_texts_are_cut_on_the_screen_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A long reflection is one short line on the screen and whole in the table."""
    (tmp_path / "log.json").write_text(log_text(reflection="lång text " * 500), encoding="utf-8")
    status, out, _ = replayed(capsys, tmp_path / "log.json", "--table", tmp_path / "t.csv", "--lang", "en")
    assert status == 0
    assert max(len(line) for line in out.splitlines() if str(tmp_path) not in line) < 200
    assert table(tmp_path / "t.csv")[0]["Decision and reasons"] == "lång text " * 500


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"), ("+46 70", "'+46 70"), ("-5", "'-5"), ("@SUM(A1)", "'@SUM(A1)"), (" =x", "' =x"),
        ("\t=x", "' =x"), ("\r\n=x", "' \n=x"), ("\u200b=x", "'=x"), ("＝x", "'＝x"), ("a=b", "a=b"), ("", ""),
    ],
)  # fmt: skip
def test_a_cell_is_never_a_formula(text: str, expected: str) -> None:
    """What would begin a formula gets an apostrophe before it, also behind space and signs that are not seen."""
    assert cell(text) == expected


def test_ordinary_texts_are_left_alone() -> None:
    """Letters of any language, signs and line breaks stay as they are."""
    text = "Åsa – «så här» 10 % → 日本語 ✓\nrad två"
    assert harmless(text) == text
    assert one_line(text) == text.replace("\n", " ")


def test_other_commands_do_not_wait_for_what_the_labs_need() -> None:
    """Describing the command line imports neither pandas nor numpy."""
    code = (
        "import sys; from course.cli import main\n"
        "try: main(['replay', '--help'])\nexcept SystemExit: pass\n"
        "sys.exit(any(name in sys.modules for name in ('pandas', 'numpy', 'altair')))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
