"""Files in fonts before Unicode, read; places, bodies and people are invented."""

import docx
import made_files as made
from docx.oxml.ns import qn

from corpus.readers import read
from corpus.understanding import secrecy_mark

SOUP = "Uû ban nh©n d©n huyÖn Th¹ch L©m\nSè: 15/CV-UB\nTr\u00adëng phßng göi th«ng t\u00ad vÒ c¸c x·\n"
TEXT = "Uỷ ban nhân dân huyện Thạch Lâm\nSố: 15/CV-UB\nTrưởng phòng gửi thông tư về các xã\n"
TOLD = "encoding: chuyển từ TCVN3 sang Unicode (3 dòng)"


def test_plain_text_in_tcvn3_bytes_is_read_and_told() -> None:
    reading = read(SOUP.encode("latin-1"), "cv15.txt")
    assert reading.text == TEXT
    assert reading.warnings == (TOLD,)


def test_tcvn3_that_was_saved_as_utf_8_is_read_and_told() -> None:
    reading = read(SOUP.encode(), "cv15.txt")
    assert reading.text == TEXT
    assert reading.warnings == (TOLD,)


def test_vni_bytes_are_read_and_told() -> None:
    reading = read("Uûy ban nhaân daân\nTieáp coâng daân ñònh kyø ôû nöôùc ta\n".encode("latin-1"), "cv.txt")
    assert reading.text == "Ủy ban nhân dân\nTiếp công dân định kỳ ở nước ta\n"
    assert reading.warnings == ("encoding: chuyển từ VNI sang Unicode (2 dòng)",)


def test_a_page_in_tcvn3_is_read() -> None:
    page = "<html><meta charset=windows-1252><p>" + SOUP.replace("\n", "<p>") + "</html>"
    assert read(page.encode("latin-1"), "cv.html").text == TEXT.strip()


def test_latin_text_that_is_not_vietnamese_keeps_its_warning() -> None:
    reading = read("à côté déjà, le garçon élève".encode("latin-1"), "note.txt")
    assert reading.text == "à côté déjà, le garçon élève"
    assert any("not Unicode" in warning for warning in reading.warnings)


def _run(paragraph: object, text: str, font: str | None = None) -> None:
    run = paragraph.add_run(text)  # type: ignore[attr-defined]
    if font:
        run.font.name = font
        run._element.rPr.rFonts.set(qn("w:hAnsi"), font)


def test_runs_of_a_word_document_follow_their_font() -> None:
    document = docx.Document()
    _run(document.add_paragraph(), "quyÕt ®Þnh", ".VnTimeH")
    mixed = document.add_paragraph()
    _run(mixed, "Sè: ", ".VnTime")
    _run(mixed, "Hướng dẫn ", "Times New Roman")
    _run(mixed, "nhaân daân", "VNI-Times")
    plain = document.add_paragraph()
    _run(plain, "Đã là Unicode", ".VnTime")
    reading = read(made.saved(document), "qd.docx")
    assert reading.text == "QUYẾT ĐỊNH\nSố: Hướng dẫn nhân dân\nĐã là Unicode"
    assert reading.warnings == (
        "encoding: chuyển từ TCVN3 sang Unicode (theo phông chữ)",
        "encoding: chuyển từ VNI sang Unicode (theo phông chữ)",
    )


def test_a_word_document_without_fonts_is_read_by_its_content() -> None:
    document = docx.Document()
    for line in SOUP.strip().split("\n"):
        document.add_paragraph(line)
    reading = read(made.saved(document), "cv.docx")
    assert reading.text == TEXT.strip()
    assert reading.warnings == (TOLD,)


def test_a_mark_of_secrecy_in_a_running_head_of_an_old_font_is_seen() -> None:
    for mark in ("MËT", "TèI MËT", "MAÄT"):
        document = made.letter()
        document.sections[0].header.paragraphs[0].text = mark
        margins = read(made.saved(document), "cv.docx").margins.split("\n")
        assert any(secrecy_mark(line) for line in margins), mark
