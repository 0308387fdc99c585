"""The pictures of the labs in docs/: one of each lab in each language, and pages that are in step with the labs."""

from __future__ import annotations

import struct

import pytest

from course.labs import lab_ids
from course.text import LANGUAGES
from tools.pictures import page_name, page_text, pages_folder
from tools.places import ROOT

FOLDER = pages_folder(ROOT)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_lab_has_its_picture_and_no_picture_is_left_over(lang: str) -> None:
    """`python -m tools.pictures` has been run for each lab that there is, and for no other."""
    assert lab_ids()
    assert {path.stem for path in (FOLDER / lang).glob("*.png")} == set(lab_ids())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_picture_is_large_enough_to_be_read(lang: str) -> None:
    """A picture has the width of a notebook's column, and the height of a lab's controls."""
    for path in sorted((FOLDER / lang).glob("*.png")):
        width, height = struct.unpack(">II", path.read_bytes()[16:24])
        assert width >= 600, f"{path}: {width} pixels wide"
        assert height >= 300, f"{path}: {height} pixels high"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pages_say_what_the_labs_say(lang: str) -> None:
    """Titles, purposes and summaries on the page are those of today: otherwise the pictures are old too."""
    page = FOLDER / page_name(lang)
    assert page.read_text(encoding="utf-8") == page_text(lang), f"{page}: run `python -m tools.pictures`"
