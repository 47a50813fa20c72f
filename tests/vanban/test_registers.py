"""`vanban add` of an office's register: its lines as the person finds them again."""

import datetime as dt
import io
import json
from pathlib import Path

import openpyxl
from archives import answer, here, letter

HEADINGS = ["Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu", "Ngày tháng văn bản", "Tên loại và trích yếu nội dung", "Đơn vị nhận"]


def register(*lines: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for line in [["SỔ ĐĂNG KÝ VĂN BẢN ĐẾN NĂM 2018"], HEADINGS, *lines]:
        book.active.append(line)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def line(number: int, subject: str, day: str, note: str | None = None) -> list[object]:
    return [dt.datetime(2018, 6, 1), 100 + number, "UBND huyện Thạch Lâm", f"{number}/UBND-VX", day, f"V/v {subject}", note]


# The invented letter 3 is of 4/4/2018 and about "phòng, chống thiên tai".
HELD = line(3, "tăng cường phòng, chống thiên tai", "04/04/2018")
MISSING = line(8, "mở lớp dệt chiếu cói", "05/05/2018")


def test_a_register_is_added_joined_found_and_exported(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    (tmp_path / "0003.txt").write_text(letter(3), encoding="utf-8")
    (tmp_path / "SO.xlsx").write_bytes(register(HELD, MISSING, [*HELD[:-1], "Mật"]))

    added = answer(archive, "add", str(tmp_path / "0003.txt"), str(tmp_path / "SO.xlsx"), "--workers", "0")
    assert added["counts"] == {"added": 2, "joined": 1, "refused": 1}
    [held] = {row["id"] for row in added["documents"] if row["path"] in ("0003.txt", "SO.xlsx#3")}
    again = answer(archive, "add", str(tmp_path / "SO.xlsx"), "--workers", "0")
    assert again["counts"] == {"unchanged": 2, "refused": 1}

    document = answer(archive, "show", held)
    assert document["arrival"] == {"number": "103", "date": "2018-06-01"}
    assert [source["path"] for source in document["sources"]] == ["0003.txt", "SO.xlsx#3"]

    [hit] = answer(archive, "search", "dệt chiếu cói")["hits"]
    assert (hit["number"], hit["passage"], hit["type"]["code"]) == ("8/UBND-VX", None, "cong-van")
    assert "chỉ có trong sổ" in here(archive, "show", hit["id"]).stdout
    assert answer(archive, "search", "8/UBND-VX")["hits"][0]["id"] == hit["id"]
    assert answer(archive, "search", "SO.xlsx")["total"] == 0  # the register's name is nobody's
    assert here(archive, "check").returncode == 0

    exported = here(archive, "export").stdout
    (tmp_path / "export.jsonl").write_text(exported, encoding="utf-8")
    other = tmp_path / "other"
    assert answer(other, "add", str(tmp_path / "export.jsonl"), "--workers", "0")["counts"] == {"added": 2}
    assert here(other, "export").stdout == exported


def test_the_file_that_arrives_later_takes_its_lines_place_in_the_index(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    (tmp_path / "SO.xlsx").write_bytes(register(HELD))
    [row] = answer(archive, "add", str(tmp_path / "SO.xlsx"), "--workers", "0")["documents"]
    assert answer(archive, "search", "thiên tai")["total"] == 1
    (tmp_path / "0003.txt").write_text(letter(3), encoding="utf-8")
    [file] = answer(archive, "add", str(tmp_path / "0003.txt"), "--workers", "0")["documents"]
    assert [hit["id"] for hit in answer(archive, "search", "thiên tai")["hits"]] == [file["id"]]
    assert answer(archive, "show", row["id"])["id"] == file["id"]
    assert here(archive, "check").returncode == 0
    here(archive, "rebuild")
    assert answer(archive, "search", "thiên tai")["total"] == 1


def test_columns_that_are_not_taken_are_named_once(tmp_path: Path) -> None:
    data = io.BytesIO(register(HELD, MISSING))
    book = openpyxl.load_workbook(data)
    book.active["H2"] = "Màu bìa"
    book.save(tmp_path / "SO.xlsx")
    done = here(tmp_path / "archive", "add", str(tmp_path / "SO.xlsx"), "--workers", "0")
    assert done.stderr.count("Màu bìa") == 1
    assert done.returncode == 0


def test_a_line_with_several_candidates_names_them(tmp_path: Path) -> None:
    for name, body in (("a.txt", "HUYỆN THẠCH LÂM"), ("b.txt", "HUYỆN SUỐI MƠ")):
        (tmp_path / name).write_text(letter(3).replace("HUYỆN THẠCH LÂM", body), encoding="utf-8")
    stated = HELD.copy()
    stated[2] = None
    (tmp_path / "SO.xlsx").write_bytes(register(stated))
    added = answer(
        tmp_path / "archive", "add", *(str(tmp_path / name) for name in ("a.txt", "b.txt", "SO.xlsx")), "--workers", "0"
    )
    [first, second, row] = added["documents"]
    assert row["candidates"] == sorted([first["id"], second["id"]])


def test_rows_of_json_without_text_are_kept_where_they_state_number_or_subject(tmp_path: Path) -> None:
    rows = [{"id": "a", "number": "8/UBND-VX"}, {"id": "b", "title": "mở lớp dệt chiếu cói"}, {"id": "c", "date": "2018-05-05"}]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    added = answer(tmp_path / "archive", "add", str(tmp_path / "rows.jsonl"), "--workers", "0")
    assert added["counts"] == {"added": 2, "unreadable": 1}
    assert [row["reason"] for row in added["documents"] if row["outcome"] == "unreadable"] == ["empty"]
    assert answer(tmp_path / "archive", "show", "b")["text"] == ""


def test_an_empty_line_is_told_as_a_line_and_not_as_an_empty_file(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    (tmp_path / "SO.xlsx").write_bytes(register(HELD, [dt.datetime(2018, 6, 2), 104]))

    told = here(archive, "add", str(tmp_path / "SO.xlsx"), "--workers", "0")
    assert "SO.xlsx#4: dòng này không ghi số, ký hiệu lẫn trích yếu" in told.stdout
    assert "dòng này không ghi số" in here(archive, "status").stdout


def test_what_has_no_file_yet_is_told_and_counted_apart(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    (tmp_path / "0003.txt").write_text(letter(3), encoding="utf-8")
    (tmp_path / "SO.xlsx").write_bytes(register(HELD, MISSING))

    told = here(archive, "add", str(tmp_path / "0003.txt"), str(tmp_path / "SO.xlsx"), "--workers", "0")
    assert "  thêm  SO.xlsx#4 (chỉ có trong sổ)" in told.stdout
    assert "thêm 2 (chỉ có trong sổ 1), ghép từ sổ 1" in told.stderr
