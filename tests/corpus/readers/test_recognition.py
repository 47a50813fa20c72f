"""Recognition by the real program: pages as pictures come out as the letters that were drawn."""

import re

import made_files as made
import made_scans as scans
import numpy as np
import pytest
from PIL import Image

from corpus.errors import Unreadable
from corpus.readers import Reading, read, recognition, tesseract
from corpus.readers.ocr import Ocr, Recognition
from corpus.readers.straight import skew
from corpus.understanding import understand

AUTO = Recognition(Ocr.AUTO, 60.0)


def read_scan(data: bytes, name: str = "a.pdf", ocr: Ocr = Ocr.AUTO) -> Reading:
    return read(data, name, Recognition(ocr, 60.0))


FORMATS = [("a.png", "PNG"), ("a.jpg", "JPEG"), ("a.webp", "WEBP"), ("a.bmp", "BMP"), ("a.tif", "TIFF")]


@scans.needs_tesseract
@pytest.mark.parametrize(("name", "kind"), FORMATS)
def test_an_image_is_read_with_its_columns_and_its_own_media_type(name: str, kind: str) -> None:
    reading = read_scan(scans.saved(scans.page(), kind), name)
    assert reading.media_type == f"image/{kind.lower()}"
    head = [re.split(r" {3,}", line) for line in reading.text.split("\n")[:2]]
    assert head == [[made.LEFT[0], made.RIGHT[0]], [made.LEFT[1], made.RIGHT[1]]]
    fields = understand(reading.text)
    assert (fields.number, fields.date) == ("12/UBND-VX", "2023-03-16")
    assert [(p.number, p.origin) for p in reading.pages] == [(1, "ocr")]
    assert (reading.pages[0].confidence or 0) > 0.8


@scans.needs_tesseract
@pytest.mark.parametrize("degrees", [-3.0, 2.0])
def test_a_page_laid_askew_is_straightened(degrees: float) -> None:
    page = scans.page().rotate(degrees, Image.Resampling.BICUBIC, fillcolor="white", expand=True)
    assert skew(np.asarray(page.convert("L"))) == pytest.approx(-degrees, abs=0.2)
    assert understand(read_scan(scans.pdf(page)).text).number == "12/UBND-VX"


@scans.needs_tesseract
@pytest.mark.parametrize("turn", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270])
def test_a_page_that_lies_on_its_side_or_head_is_turned(turn: Image.Transpose) -> None:
    page = Image.new("RGB", (1240, 1754), "white")
    for n in range(2):  # the program needs some lines to tell which way is up
        page.paste(scans.page(), (0, 860 * n))
    assert "ỦY BAN NHÂN DÂN" in read_scan(scans.pdf(page.transpose(turn))).text


@scans.needs_tesseract
def test_the_pages_of_a_file_with_text_and_scans_say_where_they_come_from() -> None:
    mixed = scans.joined(made.pdf([[(60, 700, "Trang co lop chu cua minh")]]), scans.pdf(scans.page()))
    reading = read_scan(mixed)
    assert [(p.number, p.origin) for p in reading.pages] == [(1, "text"), (2, "ocr")]
    texts = [reading.text[p.span.start : p.span.end] for p in reading.pages]
    assert texts[0] == "Trang co lop chu cua minh"
    assert "\n\n".join(texts) == reading.text
    assert reading.pages[0].confidence is None


@scans.needs_tesseract
def test_always_recognises_pages_that_have_text() -> None:
    layer = made.pdf([[(60, 700 - 20 * n, line) for n, line in enumerate((*made.LEFT, made.BODY))]])
    assert read_scan(layer).pages == ()
    assert [p.origin for p in read_scan(layer, ocr=Ocr.ALWAYS).pages] == ["ocr"]


def test_never_leaves_scans_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "_run", None)
    for name, data in (("a.pdf", scans.pdf(scans.page())), ("a.png", scans.saved(scans.page(), "PNG"))):
        with pytest.raises(Unreadable, match="--ocr auto") as caught:
            read_scan(data, name, Ocr.NEVER)
        assert caught.value.reason == "no-text"


@pytest.mark.parametrize(("name", "data"), [("a.pdf", scans.pdf(scans.page())), ("a.png", scans.saved(scans.page(), "PNG"))])
def test_without_the_program_a_scan_waits_and_says_for_what(monkeypatch: pytest.MonkeyPatch, name: str, data: bytes) -> None:
    monkeypatch.setattr(tesseract, "missing", lambda: ("tesseract-ocr-vie",))
    with pytest.raises(Unreadable, match=r"tesseract-ocr-vie.*--retry") as caught:
        read_scan(data, name)
    assert caught.value.reason == "needs-ocr"


def test_without_the_program_pages_with_text_are_read_and_the_others_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "missing", lambda: ("tesseract-ocr",))
    reading = read_scan(scans.joined(made.pdf([[(60, 700, "Trang co lop chu")]]), scans.pdf(scans.page())))
    assert reading.text == "Trang co lop chu"
    assert any("tesseract-ocr" in warning for warning in reading.warnings)


@scans.needs_tesseract
def test_a_red_stamp_does_not_hide_what_is_printed_under_it() -> None:
    from PIL import ImageDraw

    page = scans.page()
    ImageDraw.Draw(page).line((100, 150, 500, 170), fill=scans.RED, width=12)
    ImageDraw.Draw(page).ellipse((90, 80, 330, 300), outline=scans.RED, width=6)
    assert understand(read_scan(scans.pdf(page)).text).number == "12/UBND-VX"


@scans.needs_tesseract
def test_a_page_that_is_hard_to_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "POOR", 1.0)
    reading = read_scan(scans.pdf(scans.page()))
    assert re.fullmatch(r"nhận dạng từ ảnh: trang 1 khó đọc \(0,\d\d\)", reading.warnings[0])


@scans.needs_tesseract
def test_doubtful_words_are_words_of_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "DOUBTFUL", 2.0)
    reading = read_scan(scans.joined(made.pdf([[(60, 700, "Trang co lop chu")]]), scans.pdf(scans.page())))
    words = [reading.text[d.start : d.end] for d in reading.doubtful]
    assert "12/UBND-VX" in words
    assert not any(" " in word or "\n" in word for word in words)


@scans.needs_tesseract
def test_a_page_that_takes_too_long_is_left_out_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(picture: object, seconds: float, *, first: bool) -> object:
        if not first:
            raise tesseract.TookTooLong
        return real(picture, seconds, first=first)  # type: ignore[arg-type]

    real = recognition.recognised
    monkeypatch.setattr(recognition, "recognised", slow)
    reading = read_scan(scans.pdf(scans.page(), scans.page()))
    assert any("chưa nhận dạng được" in warning for warning in reading.warnings)
    assert made.LEFT[0] in reading.text


@scans.needs_tesseract
def test_the_program_is_ended_when_its_time_is_up() -> None:
    page = np.asarray(scans.page(dpi=300).convert("L"))
    with pytest.raises(tesseract.TookTooLong):
        tesseract.words(page, 0.05)


@scans.needs_tesseract
def test_more_time_is_asked_for_each_page() -> None:
    asked: list[float] = []
    read(scans.pdf(scans.page(), scans.page()), "a.pdf", Recognition(Ocr.AUTO, 30.0, asked.append))
    assert len(asked) == 2


@pytest.mark.parametrize(
    "cells",
    [
        "x\ty\tz\tw\tnan",
        "1\t1\t9\t9\tmany",
        "-5\t-9\t-20\t99999999999999999999\tnan",
        "1e9\t1\t1\t1\t90",
        "١\t1\t-999999999\t1\t90",
    ],
)
def test_a_program_that_tells_no_boxes_has_not_recognised_the_page(monkeypatch: pytest.MonkeyPatch, cells: str) -> None:
    monkeypatch.setattr(tesseract, "_run", lambda *_: f"head\n5\t1\t1\t1\t1\t1\t{cells}\tđan\n".encode())
    with pytest.raises(tesseract.NotRecognised):
        tesseract.words(np.zeros((9, 9), np.uint8), 1.0)


@pytest.mark.parametrize("sure", ["nan", "inf", "-inf", "9e99", "-1"])
def test_confidence_is_a_share(monkeypatch: pytest.MonkeyPatch, sure: str) -> None:
    told = f"head\n5\t1\t1\t1\t1\t1\t1\t1\t9\t9\t{sure}\tđan\n"
    monkeypatch.setattr(tesseract, "_run", lambda *_: told.encode())
    [word] = tesseract.words(np.zeros((9, 9), np.uint8), 1.0)
    assert 0 <= word.confidence <= 1
