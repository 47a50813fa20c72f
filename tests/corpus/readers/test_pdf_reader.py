"""PDF: columns side by side, pages apart, scans and damage told."""

import re

import made_files as made
import pytest

from corpus.errors import Unreadable
from corpus.readers import pdf as pdf_reader
from corpus.readers import read

needs_letters = pytest.mark.skipif(
    made.vietnamese_font() == "Helvetica", reason="no font with Vietnamese letters on this machine"
)

LEFT = [(60.0, 780.0 - 16 * n, line) for n, line in enumerate(made.LEFT)]
RIGHT = [(300.0, 780.0 - 16 * n, line) for n, line in enumerate(made.RIGHT)]


@needs_letters
@pytest.mark.parametrize("drawn", [LEFT + RIGHT, [p for pair in zip(LEFT, [*RIGHT, (0, 0, "")], strict=True) for p in pair]])
def test_columns_stand_on_one_line_three_spaces_apart_however_they_are_drawn(drawn: list[tuple[float, float, str]]) -> None:
    lines = read(made.pdf([drawn]), "a.pdf").text.split("\n")
    assert [re.split(r" {3,}", line) for line in lines] == [[a, b] for a, b in zip(made.LEFT, made.RIGHT, strict=False)] + [
        [made.LEFT[3]]
    ]


@needs_letters
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_turned_page_is_read_the_same(rotation: int) -> None:
    assert read(made.pdf([LEFT + RIGHT], rotation=rotation), "a.pdf").text == read(made.pdf([LEFT + RIGHT]), "a.pdf").text


@needs_letters
def test_text_written_sideways_on_an_upright_page_is_read() -> None:
    lines = [(100.0 + 16 * n, 100.0, line) for n, line in enumerate(made.LEFT)]
    assert read(made.pdf([lines], angle=90), "a.pdf").text.split("\n") == list(made.LEFT)


def test_a_slanted_watermark_is_no_text() -> None:
    assert reason_of(made.pdf([[(100, 100, "www.example.vn")]], angle=40)) == "no-text"


def test_pages_are_joined_by_an_empty_line() -> None:
    assert read(made.pdf([[(60, 700, "mot")], [(60, 700, "hai")]]), "a.pdf").text == "mot\n\nhai"


def test_pages_that_are_pictures_are_named() -> None:
    assert "2 of 2" in read(made.pdf([[(60, 700, "mot")], []]), "a.pdf").warnings[0]


def test_a_scan_waits_for_text_recognition() -> None:
    with pytest.raises(Unreadable, match="--ocr auto") as caught:
        read(made.scan(3), "a.pdf")
    assert caught.value.reason == "no-text"


def test_a_pdf_with_a_password_is_encrypted() -> None:
    assert reason_of(made.pdf([[(60, 700, "mot")]], encrypt="khoa")) == "encrypted"


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4\n1 0 obj <<>> endobj trailer <<>>\n%%EOF", made.scan()[:200]])
def test_a_broken_pdf_is_broken(data: bytes) -> None:
    assert reason_of(data) == "broken"


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_reader, "MOST_PAGES", 2)
    assert reason_of(made.scan(3)) == "too-many-pages"


def reason_of(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(data, "a.pdf")
    return caught.value.reason


@needs_letters
def test_a_watermark_across_the_page_is_in_the_margins_and_not_in_the_text() -> None:
    reading = read(made.watermarked(made.BODY, "TUYỆT MẬT"), "a.pdf")
    assert reading.margins == "TUYỆT MẬT"
    assert "MẬT" not in reading.text
