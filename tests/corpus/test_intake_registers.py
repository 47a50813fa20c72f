"""Registers of offices, in Excel and as text: which files are one, and what their lines state."""

import datetime as dt
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from corpus.errors import Unreadable
from corpus.intake.headings import Column, column_of, headings
from corpus.intake.item import Item, ItemKind, Missed, Table
from corpus.intake.registers import register
from corpus.readers import read
from corpus.workers import Read, ReadingPool, read_item

OUTGOING = [
    *("Số, ký hiệu văn bản", "Ngày tháng văn bản", "Tên loại và trích yếu nội dung văn bản", "Người ký", "Nơi nhận văn bản"),
    *("Đơn vị, người nhận bản lưu", "Số lượng bản", "Ngày chuyển", "Ký nhận", "Ghi chú"),
]
INCOMING = [
    *("Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu", "Ngày tháng văn bản", "Tên loại và trích yếu nội dung văn bản"),
    *("Đơn vị hoặc người nhận", "Ngày chuyển", "Ký nhận", "Ghi chú"),
]
DAY = dt.datetime(2023, 3, 16)
PLAIN = ["12/UBND-VX", DAY, "V/v mở lớp đan cói", "Trần Văn Mẫu", "Các thôn"]


def workbook(*rows: list[Any], name: str = "Sổ", merge: str | None = None, epoch: dt.datetime | None = None) -> bytes:
    return workbooks({name: list(rows)}, merge, epoch)


def workbooks(sheets: dict[str, list[list[Any]]], merge: str | None = None, epoch: dt.datetime | None = None) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    if epoch:
        book.epoch = epoch
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if merge:
            sheet.merge_cells(merge)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def file(data: bytes, name: str = "so.xlsx") -> Item:
    return Item(f"/v/{name}", name, ItemKind.FILE, f"/v/{name}", len(data), None, data)


def rows(data: bytes, name: str = "so.xlsx") -> dict[str, dict[str, Any]]:
    table = register(file(data, name), data)
    assert table is not None
    return {one.path.removeprefix(f"/v/{name}"): one.row or {} for one in table.rows if isinstance(one, Item)}


def row(headings: list[str], *cells: object, title: str | None = None) -> dict[str, Any]:
    [stated] = rows(workbook(*([[title]] if title else []), headings, list(cells))).values()
    return stated


def test_a_line_of_the_outgoing_register_states_its_ten_columns() -> None:
    stated = row(
        OUTGOING, "12/QĐ-UBND", DAY, "Quyết định về việc lập tổ đan cói", "CT Trần Văn Mẫu", "Các thôn; Lưu: VT", "VP", 3, DAY
    )
    assert stated == {
        "number": "12/QĐ-UBND",
        "date": "2023-03-16",
        "type": "Quyết định",
        "subject": "lập tổ đan cói",
        "signer": "Trần Văn Mẫu",
        "recipients": ["Các thôn", "Lưu: VT"],
        "register": {"Đơn vị, người nhận bản lưu": "VP", "Số lượng bản": "3", "Ngày chuyển": "16/03/2023"},
    }


def test_a_line_of_the_incoming_register_states_arrival_and_issuer() -> None:
    stated = row(INCOMING, dt.datetime(2023, 3, 20), 101, "UBND tỉnh", "45/KH-UBND", DAY, "Kế hoạch mở lớp đan cói", "VP")
    assert stated["arrival"] == {"number": "101", "date": "2023-03-20"}
    assert (stated["issuer"], stated["number"], stated["type"]) == ("UBND tỉnh", "45/KH-UBND", "Kế hoạch")
    assert stated["register"] == {"Đơn vị hoặc người nhận": "VP"}


@pytest.mark.parametrize("change", [str.upper, lambda text: text.replace(",", " -"), lambda text: f"{text}\n(1)"])
def test_headings_are_known_however_they_are_written(change: Any) -> None:
    assert row([change(heading) for heading in OUTGOING], *PLAIN)["number"] == "12/UBND-VX"


def test_headings_without_marks_and_in_any_order_are_known() -> None:
    stated = row(["Nguoi ky", "Trich yeu", "Ngay thang", "So ky hieu"], "Trần Văn Mẫu", "mở lớp đan cói", DAY, "12/UBND-VX")
    assert (stated["number"], stated["date"], stated["signer"]) == ("12/UBND-VX", "2023-03-16", "Trần Văn Mẫu")


def test_headings_over_two_lines_with_merged_cells_are_known() -> None:
    data = workbook(
        ["UBND XÃ AN KHÊ"],
        ["SỔ ĐĂNG KÝ VĂN BẢN ĐẾN NĂM 2023"],
        ["Đến", None, "Văn bản", None, None, "Trích yếu"],
        ["Số", "Ngày", "Tác giả", "Số", "Ngày tháng"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        [101, "20/3", "UBND tỉnh", "45/KH-UBND", "16/03/2023", "mở lớp đan cói"],
        merge="C3:E3",
    )
    assert rows(data) == {
        "#6": {
            "arrival": {"number": "101", "date": "2023-03-20"},  # the year stands in the title
            "issuer": "UBND tỉnh",
            "number": "45/KH-UBND",
            "date": "2023-03-16",
            "subject": "mở lớp đan cói",
        }
    }


@pytest.mark.parametrize(
    ("number", "symbol", "whole"),
    [
        ("12", "QĐ-UBND", "12/QĐ-UBND"),
        (12, "/QĐ-UBND", "12/QĐ-UBND"),
        (12.0, "CV/HU", "12-CV/HU"),
        ("Số: 12", "QĐ-UBND", "12/QĐ-UBND"),
        ("12/QĐ-UBND", None, "12/QĐ-UBND"),
        ("12/QĐ-UBND", "QĐ-UBND", "12/QĐ-UBND"),
        ("12", "12/QĐ-UBND", "12/QĐ-UBND"),
        ("05a", "KH-UBND", "05a/KH-UBND"),
    ],
)
def test_number_and_symbol_are_put_together(number: object, symbol: str | None, whole: str) -> None:
    assert row(["Số", "Ký hiệu", "Ngày tháng", "Trích yếu", "Người ký"], number, symbol, DAY, "mở lớp")["number"] == whole


def test_where_a_letter_was_sent_is_not_taken_for_who_issued_it() -> None:
    stated = row(
        ["Số, ký hiệu", "Ngày tháng", "Trích yếu", "Người ký", "Nơi gửi"], "12/UBND-VX", DAY, "mở lớp", None, "UBND tỉnh"
    )
    assert "issuer" not in stated
    assert stated["register"] == {"Nơi gửi": "UBND tỉnh"}
    came = row(["Số đến", "Số, ký hiệu", "Ngày tháng", "Trích yếu", "Nơi gửi"], 7, "12/UBND-VX", DAY, "mở lớp", "UBND tỉnh")
    assert came["issuer"] == "UBND tỉnh"


def test_a_line_without_number_keeps_its_symbol() -> None:
    stated = row(["Số", "Ký hiệu", "Ngày tháng", "Trích yếu", "Người ký"], None, "QĐ-UBND", DAY, "mở lớp")
    assert (stated.get("number"), stated["symbol"]) == (None, "QĐ-UBND")


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (DAY, "2023-03-16"),
        (dt.date(2023, 3, 16), "2023-03-16"),
        (45001, "2023-03-16"),
        ("16/3/2023", "2023-03-16"),
        ("16-03-2023", "2023-03-16"),
        ("16.3.23", "2023-03-16"),
        ("ngày 16 tháng 3 năm 2023", "2023-03-16"),
        ("2023-03-16 00:00:00", "2023-03-16"),
        ("16/03", "2023-03-16"),
        ("31/02/2023", None),
        ("3/16/2023", None),
        (9_999_999, None),
        (dt.datetime(1905, 1, 1), None),
    ],
)
def test_dates_are_read_as_offices_and_excel_write_them(cell: object, day: str | None) -> None:
    stated = row(OUTGOING, "12/UBND-VX", cell, "mở lớp đan cói", title="SỔ VĂN BẢN ĐI NĂM 2023")
    assert stated.get("date") == day
    if day is None:
        assert "Ngày tháng văn bản" in stated["register"]  # what stands there is not lost


def test_serial_numbers_count_from_1904_where_the_workbook_says_so() -> None:
    data = workbook(OUTGOING, ["12/UBND-VX", 43539, "mở lớp đan cói", "Trần Văn Mẫu"], epoch=CALENDAR_MAC_1904)
    assert [stated["date"] for stated in rows(data).values()] == ["2023-03-16"]


def test_number_and_date_in_one_column_are_taken_apart() -> None:
    stated = row(["Số, ký hiệu, ngày tháng", "Trích yếu", "Nơi nhận"], "12/UBND-VX ngày 16/3/2023", "mở lớp đan cói")
    assert (stated["number"], stated["date"]) == ("12/UBND-VX", "2023-03-16")


@pytest.mark.parametrize(
    ("number", "text", "type", "subject"),
    [
        ("12/QĐ-UBND", "Quyết định về việc lập tổ", "Quyết định", "lập tổ"),
        ("12/UBND-VX", "V/v lập tổ", "Công văn", "lập tổ"),
        ("12/UBND-VX", "Hướng dẫn đan cói", None, "Hướng dẫn đan cói"),  # the verb: its symbol is a letter's
        ("12/HD-UBND", "HƯỚNG DẪN đan cói", "Hướng dẫn", "đan cói"),
        ("12/KH-UBND", "lập tổ", None, "lập tổ"),
        ("12/QĐ-UBND", "Quyết định", "Quyết định", "Quyết định"),
        ("12/QĐ-UBND", "QĐ về việc lập tổ đan cói", "Quyết định", "lập tổ đan cói"),
        ("12/UBND-VX", "CV v/v mở lớp", "Công văn", "mở lớp"),
        ("12/QĐ-UBND", "KH đan cói", None, "KH đan cói"),  # the symbol gainsays it
        ("12/UBND-VX", "KH đan cói", None, "KH đan cói"),
    ],
)
def test_type_and_subject_share_a_column(number: str, text: str, type: str | None, subject: str) -> None:
    stated = row(OUTGOING, number, DAY, text)
    assert stated.get("type") == type
    assert stated["subject"] == subject


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Trần Văn Mẫu", "Trần Văn Mẫu"),
        ("PHÓ CHỦ TỊCH LÊ THỊ THỬ", "Lê Thị Thử"),
        ("PCT. Lê Thị Thử", "Lê Thị Thử"),
        ("Đ/c Lê Thị Thử", "Lê Thị Thử"),
        ("Đặng Văn Mẫu", "Đặng Văn Mẫu"),
        ("CT Đỗ Ấn Ước", "Đỗ Ấn Ước"),
        ("Lê thị Thử", None),
        ("Chủ tịch", None),
        ("CT", None),
        ("Mẫu", None),
    ],
)
def test_signers_are_named_without_their_posts(cell: str, name: str | None) -> None:
    stated = row(OUTGOING, "12/UBND-VX", DAY, "mở lớp", cell)
    assert stated.get("signer") == name
    assert name or stated["register"]["Người ký"] == cell


def test_blank_rows_totals_months_and_repeated_headings_are_passed_over() -> None:
    data = workbook(
        OUTGOING,
        ["THÁNG 3"],
        PLAIN,
        [],
        [None, "  ", None],
        OUTGOING,
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
        ["13/UBND-VX", DAY, "V/v trồng cói"],
        ["Tổng cộng", None, None, None, None, None, 2],
        ["Tổng số: 2 văn bản"],
    )
    assert list(rows(data)) == ["#3", "#8"]


def test_a_line_that_states_neither_number_nor_subject_is_told() -> None:
    data = workbook(OUTGOING, PLAIN, [None, DAY, None, "Trần Văn Mẫu"])
    table = register(file(data), data)
    assert table is not None
    assert [(one.reason, one.item.shown) for one in table.rows if isinstance(one, Missed)] == [("empty", "so.xlsx#3")]


def test_each_sheet_of_a_workbook_is_a_register_of_its_own() -> None:
    data = workbooks({"2022": [OUTGOING, PLAIN], "Ghi nhớ": [["việc cần làm"]], "2023": [["Sổ"], OUTGOING, PLAIN]})
    assert list(rows(data)) == ["#2022!2", "#2023!3"]


def test_columns_that_mean_nothing_here_are_named_once_and_not_taken() -> None:
    data = workbook(["STT", *OUTGOING[:5], "Màu bìa"], [1, *PLAIN, "đỏ"])
    table = register(file(data), data)
    assert table is not None
    assert table.ignored == ("Màu bìa",)
    assert "đỏ" not in json.dumps([one.row for one in table.rows if isinstance(one, Item)], ensure_ascii=False)


@pytest.mark.parametrize(
    "data",
    [
        workbook(["STT", "Họ tên", "Số tiền"], [1, "Trần Văn Mẫu", 2]),
        workbook(["STT", "Số, ký hiệu", "Ngày ban hành", "Trích yếu"], [1, "12/QĐ-UBND", DAY, "lập tổ"], name="Phụ lục"),
        workbook(["Danh mục văn bản hết hiệu lực"], ["Số, ký hiệu", "Ngày", "Trích yếu", "Lý do"], ["1/QĐ-UBND", DAY, "a", "b"]),
        workbook([]),
    ],
)
def test_a_workbook_that_is_no_register_stays_text(data: bytes) -> None:
    assert register(file(data), data) is None
    assert not isinstance(read_item(file(data)), Table)


def test_a_mere_list_of_documents_is_a_register_where_it_says_so() -> None:
    data = workbook(["SỔ VĂN BẢN ĐI"], ["Số, ký hiệu", "Ngày", "Trích yếu"], PLAIN[:3])
    assert list(rows(data)) == ["#3"]


def test_headings_without_lines_are_told() -> None:
    data = workbook(OUTGOING, ["Tổng cộng"])
    with pytest.raises(Unreadable, match="without rows"):
        register(file(data), data)
    outcome = read_item(file(data))
    assert isinstance(outcome, Missed)
    assert outcome.reason == "empty"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_register_saved_as_text_is_read_alike(encoding: str, sign: str) -> None:
    lines = [OUTGOING[:5], ["12/UBND-VX", "16/03/2023", "V/v mở lớp đan cói", "Trần Văn Mẫu", "Các thôn"]]
    text = "\r\n".join(sign.join(f'"{cell}"' for cell in cells) for cells in lines)
    assert list(rows(text.encode(encoding), "so.csv").values()) == [row(OUTGOING, *PLAIN)]


def test_other_csv_is_not_read_as_before() -> None:
    outcome = read_item(file(b"a;b\n1;2\n", "a.csv"))
    assert isinstance(outcome, Missed)
    assert outcome.reason == "unsupported"


@pytest.mark.parametrize(
    ("title", "cells"),
    [
        (None, ["12/UBND-VX", DAY, "V/v mở lớp", None, None, None, None, None, None, "Mật"]),
        (None, ["12/UBND-VX", DAY, "V/v mở lớp (Tối mật)"]),
        ("SỔ ĐĂNG KÝ VĂN BẢN MẬT ĐI", PLAIN),
        ("MẬT", PLAIN),
    ],
)
def test_a_secret_line_is_refused_before_anything_of_it_is_kept(title: str | None, cells: list[Any]) -> None:
    data = workbook(*([[title]] if title else []), OUTGOING, cells)
    kept: list[bytes] = []
    with ReadingPool(0, job=lambda item: read_item(item, kept.append)) as pool:
        outcomes = [one for one in pool.read([file(data)]) if not isinstance(one, Table)]
    assert [one.reason for one in outcomes if isinstance(one, Missed)] == ["secret"]
    assert kept == []


def test_a_column_of_secrecy_refuses_what_is_not_public() -> None:
    stated = [row([*OUTGOING[:5], "Độ mật"], *PLAIN, value).get("secrecy") for value in ("Mật", "A", "Thường", None)]
    assert stated == ["mật", "A", "Thường", None]  # the door reads the value as it reads that of any row


def test_words_about_secrets_are_no_mark() -> None:
    assert "secrecy" not in row(OUTGOING, "12/UBND-VX", DAY, "V/v bảo vệ bí mật nhà nước, đặt lại mật khẩu")


def test_rows_of_a_register_are_read_by_workers_after_the_register(tmp_path: Path) -> None:
    data = workbook(OUTGOING, *([f"{n}/UBND-VX", DAY, f"V/v việc thứ {n}"] for n in range(1, 41)))
    (tmp_path / "thu.txt").write_text("Thư của xã.", encoding="utf-8")
    other = Item(str(tmp_path / "thu.txt"), "thu.txt", ItemKind.FILE, str(tmp_path / "thu.txt"), 1)
    with ReadingPool(1) as pool:
        outcomes = list(pool.read([file(data), other]))
    assert isinstance(outcomes[0], Table)
    read_rows = [one for one in outcomes if isinstance(one, Read)]
    assert len(read_rows) == 41
    assert {one.text for one in read_rows} == {"", "Thư của xã."}


# --- hostile ------------------------------------------------------------------------------------------------------


def changed(data: bytes, part: str, change: Any) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
    return buffer.getvalue()


def test_formulas_are_not_run() -> None:
    stated = row(OUTGOING, "12/UBND-VX", "=TODAY()", '=HYPERLINK("http://example.invalid";"x")', "Trần Văn Mẫu")
    assert stated == {"number": "12/UBND-VX", "signer": "Trần Văn Mẫu"}  # nothing was saved as their value


def test_declared_dimensions_are_not_believed() -> None:
    data = workbook(OUTGOING, PLAIN)
    for wrong in (b"A1:XFD1048576", b"A1:A1"):
        lying = changed(data, "xl/worksheets/sheet1.xml", lambda part, wrong=wrong: part.replace(b"A1:J2", wrong))
        assert list(rows(lying)) == ["#2"]


def test_a_cell_at_the_far_end_costs_no_memory() -> None:
    book = openpyxl.Workbook()
    book.active.append(OUTGOING)
    book.active.append(PLAIN)
    book.active["XFD60000"] = "xa"
    buffer = io.BytesIO()
    book.save(buffer)
    assert list(rows(buffer.getvalue())) == ["#2"]


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
def test_a_workbook_that_is_cut_off_is_broken(cut: float) -> None:
    data = workbook(OUTGOING, PLAIN)
    outcome = read_item(file(data[: int(len(data) * cut)]))
    assert isinstance(outcome, Missed)
    assert outcome.reason in ("broken", "wrong-suffix")  # of half a package it cannot be told what it was


@pytest.mark.parametrize(
    "change",
    [
        lambda part: part[: len(part) // 2],
        lambda part: b'<!DOCTYPE x [<!ENTITY a "' + b"b" * 9999 + b'">]>' + part,
        lambda part: part.replace(b't="s"><v>', b't="s"><v>9999'),
        lambda part: b"",
    ],
)
def test_a_workbook_with_a_damaged_sheet_is_missed_and_nothing_else_happens(change: Any) -> None:
    data = changed(workbook(OUTGOING, PLAIN), "xl/worksheets/sheet1.xml", change)
    outcome = read_item(file(data))
    assert isinstance(outcome, Missed | Table | Read)


def test_too_many_lines_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.intake.registers.MOST_ROWS", 3)
    data = workbook(OUTGOING, *([f"{n}/UBND-VX", DAY, "V/v đan cói"] for n in range(5)))
    outcome = read_item(file(data))
    assert isinstance(outcome, Missed)
    assert outcome.reason == "too-large"


CELLS = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.integers(),
    st.floats(allow_nan=True),
    st.dates(),
    st.sampled_from([*OUTGOING, "Mật", "1/2", "Số:"]),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=11), max_size=6))
def test_any_cells_give_rows_or_a_reason(cells: list[list[Any]]) -> None:
    text = "\n".join(";".join(f'"{cell}"' for cell in line) for line in [OUTGOING, *cells])
    try:
        table = register(file(b"", "so.csv"), text.encode("utf-8", "replace"))
    except Unreadable:
        return
    assert table is not None
    assert all(
        one.row.get("number") or one.row.get("subject") or one.row.get("secrecy") for one in table.rows if isinstance(one, Item)
    )  # type: ignore[union-attr]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=11), max_size=4), st.text(max_size=40))
def test_any_cells_may_stand_where_headings_are_looked_for(cells: list[list[Any]], title: str) -> None:
    found = headings(cells, title)
    assert found is None or Column.SUBJECT in {column for column, _ in found.columns.values()}


@pytest.mark.parametrize("text", ["so " * 30_000, "(" * 60_000, "ngày " * 20_000])
def test_a_hostile_heading_takes_no_time(text: str) -> None:
    assert column_of(text) is None


def test_the_text_of_other_workbooks_is_what_it_was() -> None:
    data = workbook(["TT", "Tên"], ["1", "Mây"], name="Danh sách")
    assert read(data, "a.xlsx").text == "Danh sách\nTT | Tên\n1 | Mây"


def patched(data: bytes, old: str, new: str) -> bytes:
    """The workbook with something written into its first sheet that no program would write."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as fresh:
        for name in package.namelist():
            part = package.read(name)
            if name.endswith("sheet1.xml"):
                assert old.encode() in part
                part = part.replace(old.encode(), new.encode(), 1)
            fresh.writestr(name, part)
    return result.getvalue()


@pytest.mark.parametrize("value", ["1e999", "-1e999", "1e308", "99999999999999999999", "-5"])
def test_a_number_that_is_no_day_is_no_date(value: str) -> None:
    data = patched(workbook(OUTGOING, ["12/UBND-VX", 4242, "V/v mở lớp đan cói"]), "<v>4242</v>", f"<v>{value}</v>")
    assert "date" not in rows(data)["#2"]


def test_a_row_number_beyond_all_sheets_ends_the_sheet() -> None:
    data = patched(workbook(OUTGOING, PLAIN, PLAIN), '<row r="3"', '<row r="999999999999"')
    assert list(rows(data)) == ["#2"]
