"""The registry: bytes decide, the suffix only claims."""

import io
import zipfile

import compound_files
import made_files as made
import pytest

from corpus.errors import Refused, Unreadable
from corpus.readers import read, registry
from corpus.readers import reading as limits

MAIL = b"From: a@example.vn\r\nTo: b@example.vn\r\nMIME-Version: 1.0\r\n\r\nThan gui"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.docx", made.scan(), "wrong-suffix"),
        ("a.pdf", b"chi la van ban", "wrong-suffix"),
        ("a.pdf", made.saved(made.letter()), "wrong-suffix"),
        ("a.txt", made.PNG, "wrong-suffix"),
        ("a.docx", made.OLE_WORD, "wrong-suffix"),
        ("a.doc", b"<html><p>van ban</p></html>", "wrong-suffix"),
        ("a.docx", made.packed({"a.txt": "a"}), "wrong-suffix"),
        ("a.docx", bytes(range(256)), "broken"),
        ("a.pdf", bytes(range(256)), "broken"),
        ("a.doc", made.OLE_WORD, "broken"),
        ("a.doc", b"\xdb\xa5" + bytes(500), "unsupported"),
        ("a.doc", compound_files.word("van ban\r", magic=0xA5DC), "unsupported"),
        ("a.doc", compound_files.word("van ban\r", flags=0x0300), "encrypted"),
        ("a.doc", made.OLE_ENCRYPTED, "encrypted"),
        ("a.rtf", b"{\\rtf1 }", "no-text"),
        ("a.rtf", b"van ban", "wrong-suffix"),
        ("a.png", made.PNG, "no-text"),
        ("a.eml", b"chi la van ban", "broken"),
        ("a.eml", b"Subject: a\n" + b"x\n" * 1_000_001, "hostile"),
        ("a.eml", b"Content-Type: a/b" + b"; a=b" * 5_000 + b"\n\nvan ban", "hostile"),
        ("a.pdf", MAIL.replace(b"To:", b"Received:"), "wrong-suffix"),
        ("a.msg", compound_files.outlook("Moi hop", "van ban")[:2000], "broken"),
        ("a.doc", compound_files.outlook("Moi hop", "van ban"), "wrong-suffix"),
        ("a.xlsx", made.packed({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>"}), "broken"),
        (
            "a.xlsm",
            made.packed({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>", "xl/vbaProject.bin": ""}),
            "unsupported",
        ),
        ("a.xls", made.packed({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>"}), "wrong-suffix"),
        ("a.odt", made.packed({"mimetype": "application/vnd.oasis.opendocument.text"}), "broken"),
        ("a.ods", made.packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "unsupported"),
        ("a.csv", b"a,b\n1,2", "unsupported"),
        ("a.exe", b"MZ\x90\x00" + bytes(90), "unsupported"),
        ("a", bytes(range(256)), "unsupported"),
        ("a.docm", made.packed({"[Content_Types].xml": "<a/>", "word/vbaProject.bin": "x"}), "unsupported"),
    ],
)
def test_what_cannot_be_read_has_its_reason(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(data, name)
    assert caught.value.reason == reason
    assert str(caught.value).startswith(name)


def test_unsupported_kinds_are_named() -> None:
    with pytest.raises(Unreadable, match="Word 6"):
        read(compound_files.word("van ban\r", magic=0xA5DC), "a.doc")


@pytest.mark.parametrize("name", ["van ban", "Cong van 12.2023", "VAN BAN.TXT"])
def test_text_without_a_known_suffix_is_read(name: str) -> None:
    assert read("Số 1".encode(), name).text == "Số 1"


def test_a_document_without_suffix_is_read_by_its_content() -> None:
    assert read(made.saved(made.letter()), "van ban").media_type.endswith("wordprocessingml.document")


def test_a_page_saved_as_text_is_read_as_a_page() -> None:
    assert read(b"<!DOCTYPE html><p>van</p><p>ban</p>", "a.txt").text == "van\nban"


def test_too_large_a_file_is_refused_before_it_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "MOST_BYTES", 10)
    with pytest.raises(Unreadable) as caught:
        read(b"van ban van ban", "a.txt")
    assert caught.value.reason == "too-large"


def test_too_long_a_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "MOST_CHARACTERS", 10)
    with pytest.raises(Unreadable) as caught:
        read(b"van ban van ban", "a.txt")
    assert caught.value.reason == "too-large"


def test_a_refusal_stays_a_refusal() -> None:
    xml = b"<!DOCTYPE d [<!ENTITY a 'b'>]><d/>"
    with pytest.raises(Refused):
        read(made.with_part(made.saved(made.letter()), "word/document.xml", xml), "a.docx")


def test_the_limit_is_that_of_the_contract() -> None:
    assert limits.MOST_BYTES == 200 * 2**20


@pytest.mark.parametrize(("whole", "name"), [(made.saved(made.letter()), "a.docx"), (made.pdf([[(60, 700, "mot")]]), "a.pdf")])
def test_every_prefix_and_flip_of_a_document_gives_text_or_a_reason(whole: bytes, name: str) -> None:
    for at in range(1, len(whole), max(1, len(whole) // 40)):
        flipped = bytearray(whole)
        flipped[at] ^= 0xFF
        assert outcome(whole[:at], name)
        assert outcome(bytes(flipped), name)


def outcome(data: bytes, name: str) -> str:
    try:
        return read(data, name).text
    except Unreadable as error:
        return error.reason


def test_a_zip_that_is_really_a_zip_is_not_read_here() -> None:
    buffer = io.BytesIO()
    zipfile.ZipFile(buffer, "w").close()
    with pytest.raises(Unreadable) as caught:
        read(buffer.getvalue(), "a.zip")
    assert caught.value.reason == "unsupported"
