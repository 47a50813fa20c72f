"""Plain text, Markdown and HTML: encodings are right or warned of, and blocks become lines."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import Unreadable
from corpus.readers import read
from corpus.readers.html import text_of

TEXT = "Số: 12/UBND-VX\nV/v đối thoại, tiếp công dân ở các xã, thị trấn; quản lý, thủy lợi, nghĩa vụ.\n"


def windows_1258(text: str) -> bytes:
    """Vietnamese as Windows wrote it: base letter, then the tone as a mark of its own."""
    tones = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
    out = ""
    for c in text:
        parts = unicodedata.normalize("NFD", c)
        tone = "".join(p for p in parts if p in tones)
        out += unicodedata.normalize("NFC", "".join(p for p in parts if p not in tones)) + tone
    return out.encode("cp1258")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_text_is_read_without_a_warning(encoding: str) -> None:
    reading = read(TEXT.encode(encoding), "a.txt")
    assert (reading.text, reading.media_type, reading.warnings) == (TEXT, "text/plain", ())


def test_windows_1258_is_read_and_says_so() -> None:
    reading = read(windows_1258(TEXT), "a.txt")
    assert reading.text == TEXT
    assert "Windows-1258" in reading.warnings[0]


def test_old_font_encoding_is_never_silent() -> None:
    reading = read("Uû ban nh©n d©n huyÖn, Céng hoµ x· héi chñ nghÜa ViÖt Nam".encode("cp1252"), "a.txt")
    assert "TCVN3" in reading.warnings[0]


def test_a_few_damaged_bytes_are_shown_and_warned_of() -> None:
    data = (TEXT * 10).encode()
    reading = read(data + b"\xff" + data, "a.txt")
    assert reading.text.count("đối thoại") == 20
    assert reading.warnings


def test_text_is_nfc_with_plain_line_ends() -> None:
    assert read(unicodedata.normalize("NFD", "Số 1\r\nđối").encode(), "a.md").text == "Số 1\nđối"


def test_markdown_has_its_media_type() -> None:
    assert read(b"# So 1", "a.md").media_type == "text/markdown"


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b" \n\t ", "no-text"), (b"--- 123 ***", "no-text"), (b"abc\x00\x01\x02\x03def" * 9, "broken")],
)
def test_what_gives_no_text_has_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(data, "a.txt")
    assert caught.value.reason == reason


def test_html_drops_scripts_and_puts_blocks_on_lines() -> None:
    head = "<html><head><title>x</title><style>p{}</style></head>"
    page = f"{head}<body><h1>Quyết định</h1><script>alert(1)</script><p>Điều <b>1</b>.<br>Khoản 1</p></body>"
    assert read(page.encode(), "a.html").text == "Quyết định\nĐiều 1.\nKhoản 1"


def test_html_table_cells_stay_on_one_line() -> None:
    page = "<table><tr><th>STT</th><th>Tên</th></tr><tr><td>1</td><td><p>Xã</p><p>Sao Mai</p></td></tr></table>"
    assert text_of(page) == "STT | Tên\n1 | Xã Sao Mai"


def test_html_declares_its_encoding() -> None:
    page = b'<html><meta charset="windows-1258"><p>' + windows_1258("đối thoại")
    reading = read(page, "a.htm")
    assert (reading.text, reading.media_type) == ("đối thoại", "text/html")


def test_deeply_nested_html_is_walked() -> None:
    assert text_of("<div>" * 5000 + "sâu") == "sâu"


@given(st.binary(min_size=1, max_size=300), st.sampled_from(["a.txt", "a.md", "a.html", "a.docx", "a.pdf", "a", "a.doc"]))
def test_any_bytes_give_text_or_a_reason(data: bytes, name: str) -> None:
    try:
        text = read(data, name).text
    except Unreadable as error:
        text = error.reason
    assert text
    assert unicodedata.is_normalized("NFC", text)


def test_html_letterhead_comes_out_column_by_column() -> None:
    left = "<p>ỦY BAN NHÂN DÂN<br>XÃ SAO MAI</p>Số: <b>1</b>/TB-UBND"
    right = "CỘNG HÒA XÃ HỘI<p>Sao Mai, ngày 1</p>"
    lines = ["ỦY BAN NHÂN DÂN", "XÃ SAO MAI", "Số: 1/TB-UBND", "CỘNG HÒA XÃ HỘI", "Sao Mai, ngày 1", "Thân"]
    assert text_of(f"<table><tr><td>{left}<td>{right}</table>Thân").split("\n") == lines
