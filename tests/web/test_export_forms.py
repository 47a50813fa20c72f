"""Lists in each form: hostile subjects stay text, nothing is a formula, dates stay dates, and a cut list says so."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from urllib.parse import quote_plus
from xml.etree import ElementTree

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_archive import HOSTILE, identity

from corpus.document import Document, DocumentType, Fields, Issuer, Signer, Version
from corpus.interchange import parse_row
from search_api.arrivals import Arrival
from web.export.csv_form import csv_list
from web.export.lines_form import line
from web.export.rows import COLUMNS, About, plain, rows
from web.export.word_form import word_list
from web.export.workbook_form import workbook
from web.feed import Feed, atom

FORMULAS = ('=HYPERLINK("http://x";"y")', "+1+1", "-2+3", "@SUM(A1)", "＝1+1", " \t=cmd|' /C calc'!A0", "#N/A", "=")
ALL = About((("Câu hỏi", "x"),), date(2026, 12, 1), 1, 1)
texts = st.text(st.characters(codec=None), max_size=40)


def document(subject: str = "đan cói", **fields: object) -> Document:
    version = Version("a" * 64, "2026-11-20T08:00:00Z", "text/plain", 1)
    return Document(identity("x"), 1, Fields(subject=subject, **fields), "chữ", versions=(version,))  # type: ignore[arg-type]


def read_csv(*documents: Document, about: About = ALL) -> list[list[str]]:
    content = b"".join(csv_list(rows(documents), about))
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def sheet_of(*documents: Document, about: About = ALL) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook(rows(documents), about)))


def table_of(*documents: Document) -> list[list[str]]:
    read = docx.Document(io.BytesIO(word_list(rows(documents), ALL)))
    return [[cell.text for cell in row.cells] for row in read.tables[0].rows]


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_spreadsheet_takes_a_value_for_a_formula(formula: str) -> None:
    hostile = document(formula, number=formula, issuers=(Issuer("x", formula),), signer=Signer(formula))
    for value in read_csv(hostile)[1]:
        assert not value.startswith(("=", "+", "-", "@", "＝", "\t", " ")), value
    content = workbook(rows([hostile]), ALL)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"<f" not in parts.read("xl/worksheets/sheet1.xml").replace(b"<formatPr", b"")
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert cells[5].value == plain(formula)
    assert cells[5].quotePrefix


@settings(max_examples=40, deadline=None)
@given(texts, texts, texts, texts)
def test_any_text_comes_back_on_one_line_of_each_form(subject: str, number: str, name: str, signer: str) -> None:
    drawn = document(subject, number=number, issuers=(Issuer("x", name),), signer=Signer(signer), type=DocumentType("x", name))
    values = [plain(number), plain(name), plain(subject) or None]
    [_, read] = read_csv(drawn)
    assert [read[1].removeprefix("'"), read[3].removeprefix("'")] == [value.removeprefix("'") for value in values[:2]]
    assert len(read) == len(COLUMNS)
    cells = [cell.value for cell in list(sheet_of(drawn).worksheets[0].iter_rows())[1]]
    assert [cells[1] or "", cells[3] or ""] == values[:2]
    assert table_of(drawn)[1][1] == values[0]
    given_ = [(Arrival(drawn.id, "", ""), drawn)]
    feed = ElementTree.fromstring(atom(Feed(subject, quote_plus(number, errors="replace"), "http://localhost/", given_)))
    assert feed.find("{*}title").text in (plain(subject), None)  # type: ignore[union-attr]
    assert json.loads(line(drawn))["subject"] == subject


def test_markup_in_a_subject_is_text_in_a_feed() -> None:
    entries = [(Arrival(identity("x"), "2026-11-20T08:00:00Z", "2026-11-21T08:00:00Z"), document(HOSTILE))]
    content = atom(Feed(HOSTILE, 'q="><x>&a=b', "http://localhost/", entries))
    assert b"<script>" not in content
    entry = ElementTree.fromstring(content).find("{*}entry")
    assert entry is not None
    assert {child.tag.partition("}")[2]: child.text for child in entry if child.text} == {
        "id": f"urn:vanban:document:{identity('x')}",
        "title": HOSTILE,
        "updated": "2026-11-21T08:00:00Z",
        "published": "2026-11-20T08:00:00Z",
        "summary": f"Văn bản về việc {HOSTILE}",
    }


@pytest.mark.parametrize(
    ("given_", "read"),
    [("2023-03-16", datetime(2023, 3, 16)), ("2023-03", "03/2023"), ("2023", "2023"), ("1895-02-03", "03/02/1895"), (None, None)],
)
def test_a_workbook_has_dates_where_they_are_whole(given_: str | None, read: object) -> None:
    assert sheet_of(document(date=given_)).worksheets[0]["C2"].value == read


def test_a_list_that_is_cut_says_so() -> None:
    cut = About((), date(2026, 12, 1), 4159, 1)
    assert read_csv(document(), about=cut)[-1][5] == "1 văn bản đầu trong tổng số 4.159 văn bản"
    assert len(read_csv(document())) == 2
    told = [cell.value for row in sheet_of(document(), about=cut).worksheets[1].iter_rows() for cell in row]
    assert "1 văn bản đầu trong tổng số 4.159 văn bản" in told
    read = docx.Document(io.BytesIO(word_list(rows([document()]), cut)))
    assert "1 văn bản đầu trong tổng số 4.159 văn bản; lập ngày 01/12/2026" in read.paragraphs[1].text


def test_a_list_for_word_is_as_offices_write_it() -> None:
    letter = document("V/v  giữ vườn\ncò.", number="7/UBND", date="2024-05-06", type=DocumentType("cong-van", "Công văn"))
    decree = document("quy định về bến đò", type=DocumentType("nghi-dinh", "Nghị định"))
    assert table_of(letter, decree) == [
        ["STT", "Số, ký hiệu", "Ngày", "Cơ quan ban hành", "Tên loại và trích yếu nội dung"],
        ["1", "7/UBND", "06/05/2024", "", "Công văn về việc giữ vườn cò"],
        ["2", "", "", "", "Nghị định quy định về bến đò"],
    ]


def test_an_empty_list_is_a_list() -> None:
    none: Iterator[Document] = iter(())
    nothing = About((), date(2026, 12, 1), 0, 0)
    assert len(read_csv(about=nothing)) == 1
    assert sheet_of(about=nothing).worksheets[0].max_row == 1
    assert len(table_of(*none)) == 1


def test_a_very_long_subject_fits_a_workbook() -> None:
    assert len(sheet_of(document("đ" * 40_000)).worksheets[0]["F2"].value) == 32_767


def test_a_line_is_a_row_that_another_archive_takes() -> None:
    parse_row(json.loads(line(document())))
