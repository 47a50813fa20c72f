"""Word documents: order, tables by their use, text boxes once, nothing hostile."""

import io

import docx
import made_files as made
import pytest

from corpus.errors import Refused, Unreadable
from corpus.readers import read

BOX = (
    b'<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    b'<mc:Choice Requires="wps"><w:drawing>'
    b"<w:txbxContent><w:p><w:r><w:t>DU THAO</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice>"
    b"<mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>DU THAO</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback>"
    b"</mc:AlternateContent></w:r></w:p>"
)


def text_of(document: docx.document.Document) -> str:
    return read(made.saved(document), "a.docx").text


def test_head_table_comes_out_left_column_then_right_column() -> None:
    lines = text_of(made.letter()).split("\n")
    assert lines[:7] == [*made.LEFT, *made.RIGHT]


def test_head_of_one_row_per_line_comes_out_the_same() -> None:
    document = docx.Document()
    table = document.add_table(rows=4, cols=2)
    for row, left, right in zip(table.rows, made.LEFT, (*made.RIGHT, ""), strict=True):
        row.cells[0].text, row.cells[1].text = left, right
    assert text_of(document).split("\n") == [*made.LEFT, *made.RIGHT]


def test_signature_block_comes_out_column_by_column() -> None:
    assert text_of(made.letter()).endswith("Nơi nhận:\n- Như trên;\n- Lưu: VT.\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nTrần Thị Mận")


def test_table_of_data_comes_out_row_by_row() -> None:
    document = made.letter()
    table = document.add_table(rows=2, cols=3)
    for cell, value in zip(table._cells, ("STT", "Xã", "Số hộ", "1", "Sao Mai", "120"), strict=True):
        cell.text = value
    assert "STT | Xã | Số hộ\n1 | Sao Mai | 120" in text_of(document)


def test_two_column_table_of_data_stays_row_by_row() -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    for cell, value in zip(table._cells, ("Xã", "Hộ", "Sao Mai", "120"), strict=True):
        cell.text = value
    assert text_of(document) == "Xã | Hộ\nSao Mai | 120"


def test_text_box_comes_once_at_the_end_and_into_the_margins() -> None:
    data = made.with_part(made.saved(made.letter()), "word/document.xml", (b"<w:body>", b"<w:body>" + BOX))
    reading = read(data, "a.docx")
    assert reading.text.endswith("\nDU THAO")
    assert reading.text.count("DU THAO") == 1
    assert "DU THAO" in reading.margins


def test_headers_and_footers_are_margins_only() -> None:
    document = made.letter()
    document.sections[0].header.paragraphs[0].text = "MẬT"
    reading = read(made.saved(document), "a.docx")
    assert "MẬT" not in reading.text
    assert "MẬT" in reading.margins


def test_inserted_text_is_read_and_deleted_text_is_not() -> None:
    change = b"<w:body><w:p><w:ins><w:r><w:t>moi</w:t></w:r></w:ins><w:del><w:r><w:delText>cu</w:delText></w:r></w:del></w:p>"
    text = read(made.with_part(made.saved(made.letter()), "word/document.xml", (b"<w:body>", change)), "a.docx").text
    assert text.startswith("moi\n")


def test_password_protected_document_is_encrypted() -> None:
    assert reason_of(made.OLE_ENCRYPTED) == "encrypted"


def test_cut_off_document_is_broken() -> None:
    assert reason_of(made.saved(made.letter())[:3000]) == "broken"


def test_document_without_text_is_told() -> None:
    assert reason_of(made.saved(docx.Document())) == "no-text"


def test_bomb_is_refused_as_hostile() -> None:
    with pytest.raises(Refused) as caught:
        read(made.docx_bomb(), "a.docx")
    assert caught.value.reason == "hostile"


def test_lying_size_is_broken_not_unpacked() -> None:
    data = bytearray(made.docx_bomb(20 * 2**20))
    directory = data.rfind(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = (1000).to_bytes(4, "little")
    assert reason_of(bytes(data)) == "broken"


def test_entities_are_refused() -> None:
    xml = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]><d>&a;</d>'
    assert reason_of(made.with_part(made.saved(made.letter()), "word/document.xml", xml)) == "hostile"


def test_dangling_relationships_do_not_matter() -> None:
    data = made.with_part(made.saved(made.letter()), "word/_rels/document.xml.rels", b"<Relationships>")
    assert made.BODY in read(data, "a.docx").text


def reason_of(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(data, "a.docx")
    return caught.value.reason


def test_a_saved_letter_opens_in_python_docx_too() -> None:
    assert docx.Document(io.BytesIO(made.saved(made.letter()))).tables
