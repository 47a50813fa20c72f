"""Heads as recognition of scans gives them; places, bodies and people are invented, the slips are the usual ones."""

import pytest

from corpus.document import Fields, Proposal
from corpus.understanding import understand

TITLE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"


def scan(number: str, date: str = "Vạn Sơn, ngày 05 tháng 12 năm 2019", *more: str, name: str | None = None) -> Fields:
    lines = (f"UBND TỈNH VẠN SƠN {TITLE}", f"SỞ Y TẾ {MOTTO}", f"{number} {date}", *more)
    return understand("\n".join(lines), file_name=name, recognised=True)


@pytest.mark.parametrize(
    ("line", "symbol", "type"),
    [
        ("Số:{24.2 /KH-SYT", "KH-SYT", "ke-hoach"),
        ("Số:41 7® /TB -SYT", "TB-SYT", "thong-bao"),
        ("Só:-30† /QĐ-SYT", "QĐ-SYT", "quyet-dinh"),
        ("Số:8J/2/TB-SYT ,", "TB-SYT", "thong-bao"),
        ("Số:JU_ /GM-SYT", "GM-SYT", "giay-moi"),
        ("Số:z7/4:È../BC-SYT", "BC-SYT", "bao-cao"),
        ("S6: l7/KH-SYT", "KH-SYT", "ke-hoach"),
    ],
)
def test_scrawled_digits_leave_the_number_null_and_the_symbol_known(line: str, symbol: str, type: str) -> None:
    fields = scan(line)
    assert (fields.number, fields.number_key, fields.sequence, fields.symbol) == (None, None, None, symbol)
    assert fields.type is not None
    assert fields.type.code == type
    assert [body.name for body in fields.issuers] == ["Sở Y tế tỉnh Vạn Sơn"]
    assert fields.date == "2019-12-05"


def test_a_scrawled_party_number_leaves_its_symbol() -> None:
    fields = understand(
        "ĐẢNG BỘ TỈNH VẠN SƠN\nHUYỆN ỦY THẠCH LÂM\n*\nSố {¿3 -CV/HU\nĐẢNG CỘNG SẢN VIỆT NAM\nThạch Lâm, ngày 24 tháng 6 năm 2021"
    )
    assert (fields.number, fields.symbol) == (None, "CV/HU")


def test_clean_digits_of_a_scan_are_given_but_never_sure() -> None:
    fields = scan("Số : 689 /UBND - VX")
    assert (fields.number, fields.symbol) == ("689/UBND-VX", "UBND-VX")
    assert fields.evidence["number"].confidence <= 0.5
    assert fields.evidence["symbol"].confidence >= 0.8


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("Vạn Sơn, ngày (O- tháng 10 năm 2017", "2017-10"),
        ("Vạn Sơn, ngày l6 tháng 3 năm 2017", "2017-03"),
        ("Vạn Sơn, ngày2 tháng 12 năm 2017", "2017-12"),
        ("Vạn Sơn, ngày} tháng 11 năm 2017", "2017-11"),
        ("Vạn Sơn, ngày b_ tháng 12 năm 2017", "2017-12"),
        ("Vạn Sơn, nqày 06 tliáng 9 năm 2017", "2017-09-06"),
        ("' . Vạn Sơn, ngày,Ả thángfÍ năm 2018", "2018"),
        ("Vạn Sơn, ngày 31 tháng 2 năm 2018", "2018-02"),
    ],
)
def test_a_day_or_month_that_is_no_plain_number_is_left_out(printed: str, date: str) -> None:
    fields = scan("Số: 12/KH-SYT", printed)
    assert fields.date == date
    assert fields.place == "Vạn Sơn"
    assert fields.evidence["date"].confidence < 0.9


def test_a_scrawled_month_of_two_digits_is_told_by_what_the_text_cites() -> None:
    cites = "Thực hiện Quyết định số 75/QĐ-UBND ngày 09/8/2017 của UBND tỉnh Vạn Sơn về việc phân cấp;"
    assert scan("Số: 12/KH-SYT", "Vạn Sơn, ngày 2-3 tháng 4Ï năm 2017", "KẾ HOẠCH", "Tuyển dụng", cites).date == "2017-11"
    assert scan("Số: 12/KH-SYT", "Vạn Sơn, ngày 2-3 tháng 4Ï năm 2018", "KẾ HOẠCH", "Tuyển dụng", cites).date == "2018"


def test_misread_marks_in_the_names_of_bodies_and_types_are_put_right() -> None:
    head = f"UBND TỈNH VẠN SƠN {TITLE}\nSƠ Y TE Độc lập —- Tự do - Hạnh phúc\n"
    fields = understand(head + "Số: 12/GM-SYT Vạn Sơn, ngày 5 tháng 1 năm 2018\nGIÁY MỜI")
    assert [body.name for body in fields.issuers] == ["Sở Y tế tỉnh Vạn Sơn"]
    assert fields.type is not None
    assert fields.type.code == "giay-moi"


@pytest.mark.parametrize("symbol", ["ƯBND-VX", "UBNĐ-VX"])
def test_a_misread_committee_is_put_right_in_the_number(symbol: str) -> None:
    fields = understand(f"ỦY BAN NHÂN DÂN\nHUYỆN THẠCH LÂM\nSố: 68/{symbol}\n{TITLE}\nThạch Lâm, ngày 5 tháng 1 năm 2018")
    assert fields.number == "68/UBND-VX"


def test_slips_in_the_body_are_not_tolerated() -> None:
    text = f"{TITLE}\nQUYẾT ĐỊNH\nĐiều 1. Sửa đổi như sau:\nSố:{{24.2 /KH-SYT Vạn Sơn, ngày (O- tháng 10 năm 2017"
    fields = understand(text)
    assert (fields.symbol, fields.date) == (None, None)


# --- the file's name ---------------------------------------------------------------------------------------------


def test_the_file_s_name_gives_the_number_where_the_symbol_agrees() -> None:
    fields = scan("Số:{24.2 /KH-SYT", name="1942 kh syt.pdf")
    assert (fields.number, fields.number_key, fields.sequence) == ("1942/KH-SYT", "1942/kh-syt", 1942)
    assert (fields.evidence["number"].rule, fields.evidence["number"].confidence) == ("filename", 0.5)
    assert fields.proposals == ()


def test_month_and_year_in_the_name_make_it_surer_and_give_the_day() -> None:
    fields = scan("Số:{2 /UBND-VX", "Vạn Sơn, ngày (O- tháng 3 năm 2023", name="CV 689 UBND-VX ngay 16-3-2023.docx")
    assert (fields.number, fields.date) == ("689/UBND-VX", "2023-03-16")
    assert 0.5 < fields.evidence["number"].confidence < 0.9
    assert fields.evidence["date"].rule == "filename"


def test_another_month_in_the_name_only_proposes() -> None:
    fields = scan("Số:{2 /UBND-VX", "Vạn Sơn, ngày (O- tháng 4 năm 2023", name="CV 689 UBND-VX ngay 16-3-2023.docx")
    assert (fields.number, fields.date) == (None, "2023-04")
    assert [(p.field, p.value, p.rule) for p in fields.proposals] == [("number", "689/UBND-VX", "filename")]


def test_another_symbol_in_the_name_only_proposes() -> None:
    fields = scan("Số:{2 /KH-SYT", name="2253 tb syt.pdf")
    assert fields.number is None
    assert [(p.field, p.value) for p in fields.proposals] == [("number", "2253/TB-SYT")]


def test_a_name_and_a_scan_that_differ_leave_the_number_to_a_person() -> None:
    fields = scan("Số:9934/SYT-TCCB", name="2231 SYT TCCB.pdf")
    assert (fields.number, fields.symbol) == (None, "SYT-TCCB")
    assert fields.proposals == (
        Proposal("number", "2231/SYT-TCCB", "filename", 0.5),
        Proposal("number", "9934/SYT-TCCB", "number.recognised", 0.2),
    )


def test_a_name_and_a_scan_that_agree_are_sure() -> None:
    fields = scan("Số:2231/SYT-TCCB", name="2231 SYT TCCB.pdf")
    assert fields.number == "2231/SYT-TCCB"
    assert fields.evidence["number"].confidence >= 0.9


def test_the_name_never_stands_against_a_typed_text() -> None:
    text = f"ỦY BAN NHÂN DÂN\nHUYỆN THẠCH LÂM\nSố: 68/UBND-VX\n{TITLE}\nThạch Lâm, ngày 5 tháng 1 năm 2018"
    assert understand(text, file_name="70 UBND VX 6-2-2018.docx") == understand(text)


def test_a_blank_number_is_filled_from_the_name_that_agrees_and_proposed_from_one_that_says_less() -> None:
    text = f"UBND TỈNH VẠN SƠN\nSỞ NỘI VỤ\nSố:      /TB-SNV\n{TITLE}\nVạn Sơn, ngày     tháng 7 năm 2026\nTHÔNG BÁO\nTuyển dụng"
    assert understand(text, file_name="39_TB-SNV_signed.pdf").number == "39/TB-SNV"
    partly = understand(text, file_name="TB-39_1.7.2026_tuyen-dung.docx")
    assert (partly.number, partly.date) == (None, "2026-07")
    assert [(p.field, p.value) for p in partly.proposals] == [("number", "39/TB-SNV"), ("date", "2026-07-01")]


def test_a_text_without_head_gets_proposals_at_most() -> None:
    fields = understand("Bảng tổng hợp số liệu.", file_name="689_UBND-VX_signed.pdf")
    assert fields.number is None
    assert [(p.field, p.value) for p in fields.proposals] == [("number", "689/UBND-VX")]


@pytest.mark.parametrize(
    "name",
    ["000_443456f902a11df9.txt", "2011_12_08_0147000000659412.DOC", "báo cáo năm 2023.docx", "scan0001.pdf", "2023.pdf", ""],
)
def test_names_that_say_nothing_propose_nothing(name: str) -> None:
    assert understand("Bảng tổng hợp số liệu.", file_name=name).proposals == ()


def test_digits_that_may_be_the_year_are_no_number() -> None:
    assert scan("Số:{2 /KH-SYT", "Vạn Sơn, ngày 5 tháng 1 năm 2018", name="2018 KH SYT.pdf").number is None


def test_letters_in_place_of_digits_are_proposed_as_those_digits() -> None:
    fields = scan("Số: l2/KH-SYT")
    assert fields.number is None
    assert [(p.value, p.rule) for p in fields.proposals] == [("12/KH-SYT", "number.misread")]
