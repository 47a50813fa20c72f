"""Heads in the shapes that offices and readers make of them; places, bodies and people are invented."""

import pytest

from corpus.document import Fields, Level, System
from corpus.understanding import understand

TITLE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
DATE = "Lạc Sơn, ngày 07 tháng 3 năm 2022"
SUBJECT = "V/v tổ chức tiếp công dân định kỳ"

COLUMNS = "\n".join(
    ["ỦY BAN NHÂN DÂN", "HUYỆN LẠC SƠN", "", "Số: 214/UBND-TCD", SUBJECT, "", TITLE, MOTTO, "", DATE, "", "Kính gửi: Các xã."]
)
ROWS = "\n".join(["ỦY BAN NHÂN DÂN", TITLE, "HUYỆN LẠC SƠN", MOTTO, "Số: 214/UBND-TCD", DATE, SUBJECT, "", "Kính gửi: Các xã."])
PIPES = "\n".join(
    [
        f"|ỦY BAN NHÂN DÂN   |{TITLE}   |",
        f"|HUYỆN LẠC SƠN   |{MOTTO}   |",
        "|-------   |-----------   |",
        f"|Số: 214/UBND-TCD   |{DATE}   |",
        f"|{SUBJECT}   |   |",
        "",
        "   Kính gửi: Các xã.",
    ]
)
SPACES = "\n".join(
    [
        f"   ỦY BAN NHÂN DÂN          {TITLE}",
        f"    HUYỆN LẠC SƠN               {MOTTO}",
        f"  Số: 214/UBND-TCD          {DATE}",
        SUBJECT,
        "",
        "Kính gửi: Các xã.",
    ]
)
TABS = "\n".join(
    [f"ỦY BAN NHÂN DÂN\t{TITLE}", f"HUYỆN LẠC SƠN\t{MOTTO}", f"Số: 214/UBND-TCD\t{DATE}", SUBJECT, "", "Kính gửi: Các xã."]
)
SINGLE_SPACES = "\n".join(
    [f"ỦY BAN NHÂN DÂN {TITLE}", f"HUYỆN LẠC SƠN {MOTTO}", f"Số: 214/UBND-TCD {DATE}", SUBJECT, "Kính gửi: Các xã."]
)
EMPHASIS = COLUMNS.replace("ỦY BAN", "**ỦY BAN").replace("LẠC SƠN\n", "LẠC SƠN**\n", 1).replace("214", "**214** ")
OLD_TONES = COLUMNS.replace("ỦY", "UỶ").replace("HÒA", "HOÀ")
CELL_BY_CELL = "\n".join(
    [
        "ỦY BAN NHÂN DÂN",
        "HUYỆN LẠC SƠN",
        "---",
        "|",
        TITLE,
        MOTTO,
        "---",
        "|",
        "Số: 214/UBND-TCD",
        SUBJECT,
        "|",
        DATE,
        "|",
        "",
        "Kính gửi: Các xã.",
    ]
)


@pytest.mark.parametrize("text", [COLUMNS, ROWS, PIPES, SPACES, TABS, SINGLE_SPACES, EMPHASIS, OLD_TONES, CELL_BY_CELL])
def test_the_head_is_read_in_every_shape(text: str) -> None:
    fields = understand(text)
    assert fields.number == "214/UBND-TCD"
    assert fields.number_key == "214/ubnd-tcd"
    assert fields.sequence == 214
    assert fields.date == "2022-03-07"
    assert fields.place == "Lạc Sơn"
    assert fields.type is not None
    assert fields.type.code == "cong-van"
    assert fields.subject == "tổ chức tiếp công dân định kỳ"
    assert [issuer.id for issuer in fields.issuers] == ["uy-ban-nhan-dan-huyen-lac-son"]
    assert (fields.issuers[0].name, fields.issuers[0].level, fields.issuers[0].system) == (
        "Ủy ban nhân dân huyện Lạc Sơn",
        Level.DISTRICT,
        System.STATE,
    )
    assert fields.addressees == ("Các xã",)


def head(*lines: str) -> Fields:
    return understand("\n".join(lines))


def issuer_of(fields: Fields) -> tuple[str, str | None, str | None, str | None]:
    body = fields.issuers[0]
    return body.name, body.parent, body.level, body.system


def test_a_blank_number_is_null_and_its_symbol_is_kept() -> None:
    fields = head(
        "UBND TỈNH SƠN HẢI",
        TITLE,
        "SỞ NỘI VỤ",
        MOTTO,
        "Số:      /SNV-CCHC",
        "Sơn Hải, ngày      tháng 6 năm 2025",
        "V/v báo cáo quý",
    )
    assert (fields.number, fields.number_key, fields.sequence, fields.symbol) == (None, None, None, "SNV-CCHC")
    assert fields.date == "2025-06"
    assert issuer_of(fields) == ("Sở Nội vụ tỉnh Sơn Hải", "Ủy ban nhân dân tỉnh Sơn Hải", "province", "state")
    assert fields.type is not None
    assert fields.type.name == "Công văn"


@pytest.mark.parametrize(
    ("lines", "name", "parent", "level", "system"),
    [
        (["ỦY BAN NHÂN DÂN", "TỈNH SƠN HẢI"], "Ủy ban nhân dân tỉnh Sơn Hải", None, "province", "state"),
        (["HỘI ĐỒNG NHÂN DÂN", "XÃ ĐÔNG KHÊ"], "Hội đồng nhân dân xã Đông Khê", None, "commune", "council"),
        (
            ["UBND HUYỆN LẠC SƠN", "PHÒNG GIÁO DỤC", "VÀ ĐÀO TẠO"],
            "Phòng Giáo dục và Đào tạo huyện Lạc Sơn",
            "Ủy ban nhân dân huyện Lạc Sơn",
            "district",
            "state",
        ),
        (["BỘ NỘI VỤ", "CỤC TƯ LIỆU", "QUỐC GIA"], "Cục Tư liệu quốc gia", "Bộ Nội vụ", "central", "state"),
        (["UBND TỈNH SƠN HẢI", "THANH TRA TỈNH"], "Thanh tra tỉnh Sơn Hải", "Ủy ban nhân dân tỉnh Sơn Hải", "province", "state"),
        (
            ["UBND TỈNH SƠN HẢI", "VĂN PHÒNG"],
            "Văn phòng Ủy ban nhân dân tỉnh Sơn Hải",
            "Ủy ban nhân dân tỉnh Sơn Hải",
            "province",
            "state",
        ),
        (
            ["UBND TỈNH SƠN HẢI", "BAN CHỈ ĐẠO 35"],
            "Ban Chỉ đạo 35 tỉnh Sơn Hải",
            "Ủy ban nhân dân tỉnh Sơn Hải",
            "province",
            "state",
        ),
        (["ĐẢNG BỘ TỈNH SƠN HẢI", "HUYỆN ỦY LẠC SƠN", "*"], "Huyện ủy Lạc Sơn", "Đảng bộ tỉnh Sơn Hải", "district", "party"),
        (["TỈNH ỦY SƠN HẢI", "*"], "Tỉnh ủy Sơn Hải", None, "province", "party"),
        (["TỈNH ĐOÀN SƠN HẢI", "***"], "Tỉnh Đoàn Sơn Hải", None, "province", "front"),
        (
            ["HỘI LIÊN HIỆP PHỤ NỮ", "TỈNH SƠN HẢI", "BAN THƯỜNG VỤ"],
            "Ban Thường vụ Hội Liên hiệp Phụ nữ tỉnh Sơn Hải",
            "Hội Liên hiệp Phụ nữ tỉnh Sơn Hải",
            "province",
            "front",
        ),
        (["CÔNG TY CỔ PHẦN ĐÁ BẠC"], "Công ty cổ phần Đá Bạc", None, "enterprise", "enterprise"),
        (["TÒA ÁN NHÂN DÂN", "HUYỆN LẠC SƠN"], "Tòa án nhân dân huyện Lạc Sơn", None, "district", "court"),
        (["CHÍNH PHỦ"], "Chính phủ", None, "central", "state"),
    ],
)
def test_one_body_or_parent_and_issuer(lines: list[str], name: str, parent: str | None, level: str, system: str) -> None:
    fields = head(*lines, "Số: 45/KH-ABC", TITLE, MOTTO, DATE)
    assert issuer_of(fields) == (name, parent, level, system)


def test_a_joint_document_has_all_its_issuers() -> None:
    fields = head("BỘ TÀI CHÍNH - BỘ TƯ PHÁP", "Số: 12/2015/TTLT-BTC-BTP", TITLE, MOTTO, DATE)
    assert [body.name for body in fields.issuers] == ["Bộ Tài chính", "Bộ Tư pháp"]
    assert fields.type is not None
    assert fields.type.code == "thong-tu-lien-tich"


@pytest.mark.parametrize(
    ("lines", "code", "number"),
    [
        (
            ["SỞ NỘI VỤ", "Số: 12/TTr-SNV", DATE, "TỜ TRÌNH", "Về việc điều chỉnh", "Kính gửi: UBND tỉnh"],
            "to-trinh",
            "12/TTr-SNV",
        ),
        (["CỤC THUẾ TỈNH SƠN HẢI", "Số: 4321/CT-TTHT", SUBJECT], "cong-van", "4321/CT-TTHT"),
        (["UBND TỈNH SƠN HẢI", "THANH TRA TỈNH", "Số: 12/TTr-P1", SUBJECT], "cong-van", "12/TTr-P1"),
        (["CÔNG TY CỔ PHẦN ĐÁ BẠC", "Số: 12/2024/CV-ĐB", SUBJECT], "cong-van", "12/2024/CV-ĐB"),
        (["CHÍNH PHỦ", "Số: 66.18/2026/NQ-CP", "NGHỊ QUYẾT"], "nghi-quyet", "66.18/2026/NQ-CP"),
        (["TỈNH ỦY SƠN HẢI", "*", "Số 11-CT/TU", "ĐẢNG CỘNG SẢN VIỆT NAM", DATE], "chi-thi", "11-CT/TU"),
        (["UBND XÃ ĐÔNG KHÊ", "Số: 9/QĐ-UBND", DATE, "Q U Y Ế T Đ Ị N H"], "quyet-dinh", "9/QĐ-UBND"),
        (["QUỐC HỘI", "Luật số: 77/2031/QH18", "LUẬT", "VỀ VƯỜN CÂY"], "luat", "77/2031/QH18"),
        (["UBND XÃ ĐÔNG KHÊ", "Số:", "120/2003/QĐ-UB", DATE], "quyet-dinh", "120/2003/QĐ-UB"),
    ],
)
def test_the_type_comes_from_line_symbol_or_layout(lines: list[str], code: str, number: str) -> None:
    fields = head(*lines)
    assert fields.type is not None
    assert (fields.type.code, fields.number) == (code, number)


def test_a_number_that_names_a_team_s_decision_is_a_citation() -> None:
    fields = head(
        "SỞ CÔNG THƯƠNG SƠN HẢI", "ĐOÀN KIỂM TRA", "THEO QĐ SỐ 872/QĐ-SCT", "Số:    /ĐKT-SCT", "BÁO CÁO", "Kết quả kiểm tra"
    )
    assert (fields.number, fields.symbol) == (None, "ĐKT-SCT")
    assert [citation.number for citation in fields.citations] == ["872/QĐ-SCT"]
    assert fields.issuers[0].name == "Đoàn kiểm tra"


def test_the_receipt_stamp_is_the_arrival_and_not_the_number() -> None:
    fields = head(
        "ĐẾN", "Số: 1234", "Ngày: 20/3/2023", "Chuyển: VP", "UBND HUYỆN LẠC SƠN", TITLE, MOTTO, "Số: 214/UBND-TCD", DATE, SUBJECT
    )
    assert (fields.arrival.number, fields.arrival.date) == ("1234", "2023-03-20")
    assert (fields.number, fields.date) == ("214/UBND-TCD", "2022-03-07")


def test_the_signing_certificate_and_the_copy_stamp_say_nothing_of_the_document() -> None:
    fields = head(
        "SAO Y; UBND xã Đông Khê; 09/03/2022 08:15:22",
        "Ký bởi: Ủy ban nhân dân huyện Lạc Sơn",
        "Email: ubnd@lacson.example",
        "Thời gian ký: 08.03.2022 08:15:22 +07:00",
        COLUMNS,
    )
    assert (fields.number, fields.date, fields.signer.name) == ("214/UBND-TCD", "2022-03-07", None)
    assert fields.issuers[0].name == "Ủy ban nhân dân huyện Lạc Sơn"


def test_an_urgent_telegram_has_its_mark_and_addressees() -> None:
    fields = head(
        "UBND HUYỆN LẠC SƠN", "HOẢ TỐC", "Số: 02/CĐ-UBND", TITLE, MOTTO, DATE, "CÔNG ĐIỆN", "Về ứng phó mưa lớn",
        "ỦY BAN NHÂN DÂN HUYỆN ĐIỆN:", "- Chủ tịch UBND các xã;", "- Trưởng Công an huyện.", "", "Mưa lớn đang về.",
    )  # fmt: skip
    assert (fields.urgency, fields.subject) == ("hoa_toc", "Về ứng phó mưa lớn")
    assert fields.addressees == ("Chủ tịch UBND các xã", "Trưởng Công an huyện")


def test_the_date_of_a_meeting_in_the_subject_is_not_the_date_of_issue() -> None:
    fields = head("UBND TỈNH SƠN HẢI", "VĂN PHÒNG", "Số: 88/TB-VP", "THÔNG BÁO", "Kết luận tại cuộc họp ngày 05/5/2026")
    assert fields.date is None
    assert fields.subject == "Kết luận tại cuộc họp ngày 05/5/2026"


def test_a_text_without_head_has_no_head_fields() -> None:
    fields = understand("Điều 1.\nPhạm vi điều chỉnh là 12 xã.\n\nĐiều 2.\nQuyết định có hiệu lực từ ngày 01/01/2020.")
    assert (fields.number, fields.date, fields.type, fields.issuers, fields.subject, fields.place) == (
        None,
        None,
        None,
        (),
        None,
        None,
    )


def test_an_impossible_date_is_null() -> None:
    assert head("UBND XÃ ĐÔNG KHÊ", TITLE, "Số: 1/UBND", "Đông Khê, ngày 31 tháng 02 năm 2022").date is None


def test_a_subject_over_alternating_columns_stays_whole_and_prose_stays_out() -> None:
    rows = head(
        "ỦY BAN NHÂN DÂN",
        TITLE,
        "HUYỆN LẠC SƠN",
        MOTTO,
        "Số: 1/UBND-VX",
        "V/v chuẩn bị các điều kiện",
        DATE,
        "đón năm học mới",
        "",
        "Kính gửi: A",
    )
    assert rows.subject == "chuẩn bị các điều kiện đón năm học mới"
    prose = head(
        "UBND XÃ ĐÔNG KHÊ",
        TITLE,
        "Số: 8/KH-UBND",
        DATE,
        "KẾ HOẠCH",
        "Cải cách hành chính",
        "năm 2026",
        "Năm nay là năm đầu của kỳ",
        "kế hoạch mới.",
    )
    assert prose.subject == "Cải cách hành chính năm 2026"


# --- stamps, drafts, certificates: each in its own field, or said in a warning -------------------------------------------

LETTER = COLUMNS.replace("Kính gửi: Các xã.", "Kính gửi: Các xã.\n\nĐề nghị các xã tổ chức tốt./.\n")
FOOT = ("Nơi nhận:", "- Như trên;", "- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")


@pytest.mark.parametrize(
    "stamp",
    [
        ("ĐẾN Số: 1234 Ngày: 20/3/2023 Chuyển: VP",),
        ("CÔNG VĂN ĐẾN", "Số: 1234", "Ngày 20 tháng 3 năm 2023", "Chuyển: VP"),
        ("UBND XÃ ĐÔNG KHÊ", "ĐẾN", "Số: 1234", "Ngày: 20/3/2023", "Chuyển: VP", "Lưu hồ sơ số: 12"),
        ("Đ Ế N", "Số: 1234", "Ngày: 20/3/2023"),
    ],
)
def test_a_receipt_stamp_of_any_shape_gives_only_the_arrival(stamp: tuple[str, ...]) -> None:
    fields = head(*stamp, LETTER)
    assert (fields.arrival.number, fields.arrival.date) == ("1234", "2023-03-20")
    assert (fields.number, fields.date) == ("214/UBND-TCD", "2022-03-07")
    assert fields.issuers[0].name == "Ủy ban nhân dân huyện Lạc Sơn"


@pytest.mark.parametrize(
    "residue",
    [
        ("Người ký: Đỗ Thị Cổng", "Email: a@lacson.example", "Cơ quan: UBND huyện", "Thời gian ký: 08.03.2022 08:15:22 +07:00"),
        ("Ký bởi: Ủy ban nhân dân", "huyện Lạc Sơn", "Ngày ký: 08-03-2022 08:15:22 +07:00"),
        ("Digitally signed by Đỗ Thị Cổng", "Date: 2022.03.08 08:15:22 +07:00"),
    ],
)
def test_the_residue_of_a_certificate_beside_the_signature_is_not_the_signer(residue: tuple[str, ...]) -> None:
    fields = head(LETTER, *FOOT, *residue, "Lê Văn Mười")
    assert (fields.signer.name, fields.signer.title, fields.signer.capacity) == ("Lê Văn Mười", "Phó Chủ tịch", "KT")
    assert fields.date == "2022-03-07"


@pytest.mark.parametrize("mark", ["DỰ THẢO", "(Dự thảo lần 2)", "DỰ THẢO 3 NGÀY 01/2/2022"])
def test_a_draft_says_so_and_keeps_its_issuer(mark: str) -> None:
    fields = head(mark, LETTER)
    assert fields.issuers[0].name == "Ủy ban nhân dân huyện Lạc Sơn"
    assert [warning.split(" [")[0] for warning in fields.warnings] == ["bản dự thảo"]


def test_a_copy_says_so_and_keeps_the_inner_document() -> None:
    fields = head("SAO Y; UBND xã Đông Khê; 17/03/2022 08:15:22", LETTER)
    assert (fields.number, fields.date) == ("214/UBND-TCD", "2022-03-07")
    assert [warning.split(" [")[0] for warning in fields.warnings] == ["bản sao"]


def test_several_addressees_in_one_line_are_parted() -> None:
    fields = head(COLUMNS.replace("Các xã.", "- Các sở: Tài chính, Nội vụ; - UBND các phường: A, B."))
    assert fields.addressees == ("Các sở: Tài chính, Nội vụ", "UBND các phường: A, B")


def test_the_place_of_receipt_in_a_sentence_is_no_distribution_list() -> None:
    fields = head(LETTER, "Nơi nhận xác định những cơ quan nhận văn bản như", "- Để biết;", "- Để lưu.")
    assert fields.recipients == ()


@pytest.mark.parametrize("lines", [("BỘ TÀI NGUYÊN VÀ MÔI", "TRƯỜNG"), ("BỘ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ", "HỘI")])
def test_a_body_s_name_may_break_before_a_noun(lines: tuple[str, ...]) -> None:
    fields = head(*lines, "Số: 45/KH-ABC", TITLE, MOTTO, DATE)
    assert fields.issuers[0].level == Level.CENTRAL
    assert fields.issuers[0].parent is None


def test_a_subject_that_names_the_republic_and_other_bodies_stays_whole() -> None:
    fields = head(
        "BỘ TƯ PHÁP", "Số: 45/QĐ-BTP", TITLE, MOTTO, DATE, "QUYẾT ĐỊNH", "VỀ PHỐI HỢP VỚI CƠ QUAN ĐẠI DIỆN NƯỚC", TITLE,
        "Ở NƯỚC NGOÀI THEO QUYẾT ĐỊNH CỦA THỦ TƯỚNG", "CHÍNH PHỦ VỀ LÃNH SỰ", "BỘ TRƯỞNG BỘ TƯ PHÁP", "Căn cứ Luật A;",
    )  # fmt: skip
    assert fields.subject == (
        f"VỀ PHỐI HỢP VỚI CƠ QUAN ĐẠI DIỆN NƯỚC {TITLE} Ở NƯỚC NGOÀI THEO QUYẾT ĐỊNH CỦA THỦ TƯỚNG CHÍNH PHỦ VỀ LÃNH SỰ"
    )


def test_a_number_in_small_letters_is_read_with_doubt() -> None:
    fields = head("BỘ TƯ PHÁP", "Số: 85/2017/tt-btp", TITLE, MOTTO, DATE)
    assert fields.number == "85/2017/TT-BTP"
    assert fields.evidence["number"].confidence < 0.9


@pytest.mark.parametrize(
    ("first", "second"),
    [("Quy định chi tiết khoản 3", "Điều 37 của Luật Vườn cây"), ("Quy định hoạt động phòng, chống", "HIV/AIDS")],
)
def test_a_subject_may_break_before_an_article_or_an_acronym(first: str, second: str) -> None:
    fields = head(
        "BỘ TƯ PHÁP", "Số: 45/QĐ-BTP", TITLE, MOTTO, DATE, "QUYẾT ĐỊNH", first, second, "", "Căn cứ Luật A;", "Điều 1. Nay"
    )
    assert fields.subject == f"{first} {second}"


@pytest.mark.parametrize(
    ("line", "number", "key", "symbol"),
    [
        ("Số: 84-CP", "84-CP", "84/cp", "CP"),
        ("Số 117 - HĐBT", "117-HĐBT", "117/hđbt", "HĐBT"),
        ("Số: 60 TC/TCT", "60/TC-TCT", "60/tc-tct", "TC-TCT"),
        ("Số 123 QĐ/UB", "123/QĐ-UB", "123/qđ-ub", "QĐ-UB"),
        ("Số: 45/QĐ.UB", "45/QĐ.UB", "45/qđ.ub", "QĐ.UB"),
        ("Số 05/KH.ĐU", "05/KH.ĐU", "5/kh.đu", "KH.ĐU"),
    ],
)
def test_numbers_of_the_years_before_the_decrees_are_read(line: str, number: str, key: str, symbol: str) -> None:
    fields = head("BỘ TƯ PHÁP", line, TITLE, MOTTO, "Hà Nội, ngày 5 tháng 4 năm 1994")
    assert (fields.number, fields.number_key, fields.symbol) == (number, key, symbol)


def test_the_ministry_s_letters_in_an_old_number_are_no_type() -> None:
    fields = head("BỘ TÀI CHÍNH", "Số: 60-TC/TCT", "V/v nộp thuế", TITLE, MOTTO, "Hà Nội, ngày 5 tháng 4 năm 1994", "Kính gửi: A")
    assert fields.type is not None
    assert (fields.number, fields.type.code) == ("60-TC/TCT", "cong-van")
