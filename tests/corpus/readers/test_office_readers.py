"""Old Word, Rich Text, OpenDocument, workbooks: heads stay in columns, tables in rows, and nothing hostile passes."""

import subprocess
import sys

import compound_files
import made_files as made
import pytest

from corpus.errors import Refused, Unreadable
from corpus.readers import read
from corpus.readers.doc import laid_out
from corpus.understanding import understand

HEAD = "\r".join(made.LEFT) + "\x07" + "\r".join(made.RIGHT) + "\x07\x07"
FOOT = "Nơi nhận:\r- Như trên;\r- Lưu: VT.\x07KT. CHỦ TỊCH\rPHÓ CHỦ TỊCH\r\rTrần Thị Mận\x07\x07"
DOC = compound_files.word(HEAD + "Kính gửi: Các phòng\r" + made.BODY + "\r" + FOOT)


@pytest.mark.parametrize(
    ("name", "data"), [("a.doc", DOC), ("a.rtf", made.rtf()), ("a.odt", made.odt(made.ODT_LETTER)), ("a", DOC), ("a.dot", DOC)]
)
def test_a_letterhead_of_two_columns_is_understood(name: str, data: bytes) -> None:
    text = read(data, name).text
    assert text.split("\n")[:7] == [*made.LEFT, *made.RIGHT]
    fields = understand(text)
    assert (fields.number, str(fields.date)) == ("12/UBND-VX", "2023-03-16")
    assert fields.issuers[0].name == "Ủy ban nhân dân huyện Sao Mai"
    assert made.BODY in text


def test_a_letterhead_with_an_empty_column_between_is_understood() -> None:
    rows = f"{made.LEFT[0]}\n{made.LEFT[1]}\t\t{made.RIGHT[0]}\n{made.RIGHT[1]}\t\t{made.LEFT[2]}\t\t{made.RIGHT[2]}\t\tKính gửi"
    assert laid_out(rows).split("\n") == [*made.LEFT[:3], *made.RIGHT, "Kính gửi"]


def test_the_signer_of_an_old_word_document_is_found() -> None:
    assert understand(read(DOC, "a.doc").text).signer.name == "Trần Thị Mận"


def test_tabs_without_a_letterhead_are_left_as_they_are() -> None:
    assert laid_out("Họ tên\tTuổi\nA\t3") == "Họ tên\tTuổi\nA\t3"


def test_rows_of_a_table_of_data_are_lines() -> None:
    assert "TT | Tên\n1 | Mây\nHết." in read(made.rtf(), "a.rtf").text
    assert read(made.odt(made.ODT_LETTER), "a.odt").text.endswith("TT | Tên")
    assert read(made.xlsx([["TT", "Tên"], ["1", "Mây"]]), "a.xlsx").text == "Danh sách\nTT | Tên\n1 | Mây"


def test_running_heads_are_margins() -> None:
    assert "DỰ THẢO" in read(compound_files.word("van ban\r", other="DỰ THẢO\r"), "a.doc").margins
    assert "DỰ THẢO" in read(made.odt(made.ODT_LETTER, header="DỰ THẢO"), "a.odt").margins
    assert "DỰ THẢO" in read(made.xlsx([["a"]], header="&amp;LDỰ THẢO&amp;R1"), "a.xlsx").margins


def test_an_outlook_message_is_read_and_its_attachments_are_named() -> None:
    reading = read(compound_files.outlook("Mời họp", "Kính gửi\r\nPhòng", {"a.doc": DOC}), "a.msg")
    assert reading.text.startswith("Subject: Mời họp\n")
    assert reading.text.endswith("\nAttachments: a.doc\n\nKính gửi\nPhòng")
    assert "a.doc" in reading.warnings[0]


def test_an_entity_in_an_open_document_is_refused() -> None:
    bomb = made.with_part(made.odt(made.ODT_LETTER), "content.xml", b"<!DOCTYPE d [<!ENTITY a 'b'>]><d/>")
    with pytest.raises(Refused):
        read(bomb, "a.odt")


def test_an_encrypted_open_document_is_told() -> None:
    manifest = '<m xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:encryption-data/></m>'
    mimetype = "application/vnd.oasis.opendocument.text"
    with pytest.raises(Unreadable, match="password"):
        read(made.packed({"mimetype": mimetype, "META-INF/manifest.xml": manifest, "content.xml": "x"}), "a.odt")


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("a.doc", DOC),
        ("a.rtf", made.rtf()),
        ("a.odt", made.odt(made.ODT_LETTER)),
        ("a.xlsx", made.xlsx([["a", "b"]])),
        ("a.msg", compound_files.outlook("Mời họp", "Phòng")),
        ("a.eml", made.mail("Phòng", [("a.txt", b"x")])),
    ],
)
def test_every_prefix_and_flip_gives_text_or_a_reason(name: str, whole: bytes) -> None:
    for at in range(1, len(whole), max(1, len(whole) // 40)):
        flipped = bytearray(whole)
        flipped[at] ^= 0xFF
        for data in (whole[:at], bytes(flipped)):
            try:
                assert read(data, name).text
            except Unreadable as error:
                assert error.reason  # noqa: PT017 - either is right


def test_the_library_is_not_loaded_before_such_a_file_is_met_and_opens_no_connection() -> None:
    program = (
        "import sys, socket\n"
        "def told(event, arguments):\n"
        "    if event.startswith(('socket.connect', 'socket.getaddrinfo', 'subprocess', 'os.system')): raise SystemExit(event)\n"
        "sys.addaudithook(told)\n"
        "import corpus.readers, corpus.workers\n"
        "assert 'kreuzberg' not in sys.modules\n"
        "corpus.readers.read(bytes.fromhex(sys.stdin.read()), 'a.rtf')\n"
        "assert 'kreuzberg' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], input=made.rtf().hex(), text=True, check=True)
