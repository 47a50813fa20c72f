"""Twenty-five tricky heads of the domain guide (appendix B): all places, people and numbers are invented there."""

from dataclasses import dataclass

import pytest

from corpus.document import Fields, System
from corpus.understanding import secrecy_mark, understand
from corpus.vietnamese import clean
from corpus.vietnamese.legacy import to_unicode

TITLE = "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"


@dataclass(frozen=True)
class Right:
    number: str | None = None
    symbol: str | None = None
    type: str | None = None
    issuers: tuple[str, ...] = ()
    parent: str | None = None
    date: str | None = None
    subject: str | None = None


HEADS = {
    "B1": (
        f"UBND TỈNH VẠN SƠN⏎{TITLE}⏎SỞ NỘI VỤ⏎Độc lập - Tự do - Hạnh phúc⏎Số:      /SNV-CCHC⏎"
        "Vạn Sơn, ngày      tháng 6 năm 2026⏎V/v rà soát thủ tục",
        Right(
            None,
            "SNV-CCHC",
            "Công văn",
            ("Sở Nội vụ tỉnh Vạn Sơn",),
            "Ủy ban nhân dân tỉnh Vạn Sơn",
            "2026-06",
            "rà soát thủ tục",
        ),
    ),
    "B2": (
        "ỦY BAN NHÂN DÂN⏎TỈNH VẠN SƠN⏎Số: 45/KH-UBND",
        Right("45/KH-UBND", "KH-UBND", "Kế hoạch", ("Ủy ban nhân dân tỉnh Vạn Sơn",)),
    ),
    "B3": (
        "UBND HUYỆN THẠCH LÂM⏎PHÒNG GIÁO DỤC⏎VÀ ĐÀO TẠO⏎Số: 5/PGDĐT",
        Right(
            "5/PGDĐT",
            "PGDĐT",
            "Công văn",
            ("Phòng Giáo dục và Đào tạo huyện Thạch Lâm",),
            "Ủy ban nhân dân huyện Thạch Lâm",
        ),
    ),
    "B4": (
        "BỘ NỘI VỤ⏎CỤC VĂN THƯ VÀ LƯU TRỮ⏎NHÀ NƯỚC⏎Số: 12/VTLTNN-NVĐP",
        Right("12/VTLTNN-NVĐP", "VTLTNN-NVĐP", None, ("Cục Văn thư và Lưu trữ Nhà nước",), "Bộ Nội vụ"),
    ),
    "B5": (
        "BỘ TÀI CHÍNH - BỘ TƯ PHÁP⏎Số: 12/2015/TTLT-BTC-BTP",
        Right("12/2015/TTLT-BTC-BTP", "TTLT-BTC-BTP", "Thông tư liên tịch", ("Bộ Tài chính", "Bộ Tư pháp")),
    ),
    "B6": (
        "ĐẢNG BỘ TỈNH VẠN SƠN⏎HUYỆN ỦY THẠCH LÂM⏎*⏎Số 552-CV/HU⏎ĐẢNG CỘNG SẢN VIỆT NAM⏎"
        "Thạch Lâm, ngày 24 tháng 6 năm 2021⏎về việc phát động thi đua",
        Right(
            "552-CV/HU",
            "CV/HU",
            "Công văn",
            ("Huyện ủy Thạch Lâm",),
            "Đảng bộ tỉnh Vạn Sơn",
            "2021-06-24",
            "phát động thi đua",
        ),
    ),
    "B7": (
        "TỈNH ỦY VẠN SƠN⏎*⏎Số: 11-CT/TU⏎ĐẢNG CỘNG SẢN VIỆT NAM⏎Vạn Sơn, ngày 4 tháng 6 năm 2021⏎CHỈ THỊ⏎về tăng cường dân vận",
        Right("11-CT/TU", "CT/TU", "Chỉ thị", ("Tỉnh ủy Vạn Sơn",), None, "2021-06-04", "về tăng cường dân vận"),
    ),
    "B8": (
        f"HỘI ĐỒNG NHÂN DÂN⏎XÃ AN KHÊ THƯỢNG⏎{TITLE}⏎Số: 07/2025/NQ-HĐND⏎An Khê Thượng, ngày 28 tháng 7 năm 2025⏎NGHỊ QUYẾT",
        Right("07/2025/NQ-HĐND", "NQ-HĐND", "Nghị quyết", ("Hội đồng nhân dân xã An Khê Thượng",), None, "2025-07-28", None),
    ),
    "B9": (
        "UBND TỈNH VẠN SƠN⏎BAN CHỈ ĐẠO 389⏎Số: 03/KH-BCĐ389",
        Right("03/KH-BCĐ389", "KH-BCĐ389", "Kế hoạch", ("Ban Chỉ đạo 389 tỉnh Vạn Sơn",), "Ủy ban nhân dân tỉnh Vạn Sơn"),
    ),
    "B10": (
        "SỞ CÔNG THƯƠNG VẠN SƠN⏎ĐOÀN KIỂM TRA⏎THEO QĐ SỐ 872/QĐ-SCT⏎Số:    /ĐKT-SCT⏎BÁO CÁO",
        Right(None, "ĐKT-SCT", "Báo cáo", ("Đoàn kiểm tra",), "Sở Công Thương Vạn Sơn"),
    ),
    "B11": (
        "CỤC THUẾ TỈNH VẠN SƠN⏎Số: 54321/CT-TTHT⏎V/v trả lời chính sách",
        Right("54321/CT-TTHT", "CT-TTHT", "Công văn", ("Cục Thuế tỉnh Vạn Sơn",), None, None, "trả lời chính sách"),
    ),
    "B12": (
        "UBND TỈNH VẠN SƠN⏎THANH TRA TỈNH⏎Số: 12/TTr-P1⏎V/v cung cấp hồ sơ",
        Right(
            "12/TTr-P1",
            "TTr-P1",
            "Công văn",
            ("Thanh tra tỉnh Vạn Sơn",),
            "Ủy ban nhân dân tỉnh Vạn Sơn",
            None,
            "cung cấp hồ sơ",
        ),
    ),
    "B13": (
        "SỞ NỘI VỤ⏎Số: 12/TTr-SNV⏎TỜ TRÌNH⏎Về việc bổ sung biên chế⏎Kính gửi: UBND tỉnh",
        Right("12/TTr-SNV", "TTr-SNV", "Tờ trình", ("Sở Nội vụ",), None, None, "Về việc bổ sung biên chế"),
    ),
    "B14": (
        "CHÍNH PHỦ⏎Số: 66.18/2026/NQ-CP⏎NGHỊ QUYẾT",
        Right("66.18/2026/NQ-CP", "NQ-CP", "Nghị quyết", ("Chính phủ",)),
    ),
    "B15": (
        "QUỐC HỘI⏎Luật số: 10/2022/QH15⏎LUẬT⏎THỰC HIỆN DÂN CHỦ⏎Ở CƠ SỞ",
        Right("10/2022/QH15", "QH15", "Luật", ("Quốc hội",), None, None, "THỰC HIỆN DÂN CHỦ Ở CƠ SỞ"),
    ),
    "B16": (
        "CÔNG TY CỔ PHẦN NÚI XANH⏎Số: 12/2026/CV-NX⏎V/v đề nghị gia hạn",
        Right("12/2026/CV-NX", "CV-NX", "Công văn", ("Công ty cổ phần Núi Xanh",), None, None, "đề nghị gia hạn"),
    ),
    "B17": (
        "UBND TỈNH VẠN SƠN⏎VĂN PHÒNG⏎Số: 88/TB-VP⏎THÔNG BÁO⏎Kết luận của Chủ tịch UBND tỉnh tại cuộc họp ngày 05/5/2026",
        Right(
            "88/TB-VP",
            "TB-VP",
            "Thông báo",
            ("Văn phòng Ủy ban nhân dân tỉnh Vạn Sơn",),
            "Ủy ban nhân dân tỉnh Vạn Sơn",
            None,
            "Kết luận của Chủ tịch UBND tỉnh tại cuộc họp ngày 05/5/2026",
        ),
    ),
    "B18": (
        "ĐẾN⏎Số: 1234⏎Ngày: 20/3/2023⏎UBND HUYỆN THẠCH LÂM⏎PHÒNG NỘI VỤ⏎Số: 689/UBND-VX⏎Thạch Lâm, ngày 16 tháng 3 năm 2023",
        Right(
            "689/UBND-VX",
            "UBND-VX",
            None,
            ("Phòng Nội vụ huyện Thạch Lâm",),
            "Ủy ban nhân dân huyện Thạch Lâm",
            "2023-03-16",
        ),
    ),
    "B19": (
        "Ký bởi: Ủy ban nhân dân tỉnh Vạn Sơn⏎Email: ubnd@vanson.example⏎Thời gian ký: 17.03.2023 08:15:22 +07:00⏎"
        "ỦY BAN NHÂN DÂN⏎TỈNH VẠN SƠN⏎Số: 321/UBND-KT⏎Vạn Sơn, ngày 16 tháng 3 năm 2023",
        Right("321/UBND-KT", "UBND-KT", "Công văn", ("Ủy ban nhân dân tỉnh Vạn Sơn",), None, "2023-03-16"),
    ),
    "B20": (
        "UBND HUYỆN THẠCH LÂM⏎HỎA TỐC⏎Số: 02/CĐ-UBND⏎CÔNG ĐIỆN⏎ỦY BAN NHÂN DÂN HUYỆN ĐIỆN:⏎- Chủ tịch UBND các xã;",
        Right("02/CĐ-UBND", "CĐ-UBND", "Công điện", ("Ủy ban nhân dân huyện Thạch Lâm",)),
    ),
    "B24": (
        "HỘI LIÊN HIỆP PHỤ NỮ⏎TỈNH VẠN SƠN⏎BAN THƯỜNG VỤ⏎*⏎Số: 45/KH-BTV",
        Right(
            "45/KH-BTV",
            "KH-BTV",
            "Kế hoạch",
            ("Ban Thường vụ Hội Liên hiệp Phụ nữ tỉnh Vạn Sơn",),
            "Hội Liên hiệp Phụ nữ tỉnh Vạn Sơn",
        ),
    ),
    "B25": (
        "TỈNH ĐOÀN VẠN SƠN⏎***⏎Số: 367 - QĐ/TĐTN-VP⏎ĐOÀN TNCS HỒ CHÍ MINH⏎Vạn Sơn, ngày 29 tháng 10 năm 2013",
        Right("367-QĐ/TĐTN-VP", "QĐ/TĐTN-VP", "Quyết định", ("Tỉnh Đoàn Vạn Sơn",), None, "2013-10-29"),
    ),
}


def read(text: str) -> Fields:
    return understand(clean(text.replace("⏎", "\n")))


@pytest.mark.parametrize("name", HEADS)
def test_a_tricky_head_is_read_right(name: str) -> None:
    text, right = HEADS[name]
    fields = read(text)
    assert (
        Right(
            fields.number,
            fields.symbol,
            fields.type.name if fields.type else None,
            tuple(body.name for body in fields.issuers),
            fields.issuers[0].parent if fields.issuers else None,
            fields.date,
            fields.subject,
        )
        == right
    )


def test_the_stamps_of_a_tricky_head_go_to_fields_of_their_own() -> None:
    arrived = read(HEADS["B18"][0]).arrival
    assert (arrived.number, arrived.date) == ("1234", "2023-03-20")
    signed = read(HEADS["B19"][0])
    assert (signed.signer.name, signed.arrival.date) == (None, None)
    telegram = read(HEADS["B20"][0])
    assert (telegram.urgency, telegram.addressees) == ("hoa_toc", ("Chủ tịch UBND các xã",))
    assert [citation.number for citation in read(HEADS["B10"][0]).citations] == ["872/QĐ-SCT"]


def test_the_system_of_a_mass_organisation_is_the_front() -> None:
    assert [read(HEADS[name][0]).issuers[0].system for name in ("B24", "B25")] == [System.FRONT, System.FRONT]


def test_b21_a_secret_party_paper_is_seen() -> None:
    assert secrecy_mark("HUYỆN ỦY THẠCH LÂM\nMẬT\nSố 12-BC/HU") == "MẬT"


def test_b22_a_head_in_an_old_font_of_capitals_is_read() -> None:
    printed = "Uû ban nh©n d©n\nhuyÖn th¹ch l©m\nSè: 15/CV-UB\ncéng hoµ x· héi chñ nghÜa viÖt nam\n"
    fields = understand(clean(to_unicode(printed).text))
    assert (fields.number, fields.symbol) == ("15/CV-UB", "CV-UB")
    assert fields.type is not None
    assert fields.type.name == "Công văn"
    assert [body.name for body in fields.issuers] == ["Ủy ban nhân dân huyện Thạch Lâm"]


def test_b23_a_foot_whose_columns_interleave_is_parted() -> None:
    fields = read(
        f"UBND XÃ AN KHÊ⏎Số: 07/BC-UBND⏎{TITLE}⏎An Khê, ngày 1 tháng 6 năm 2022⏎BÁO CÁO⏎Kết quả sáu tháng⏎"
        "UBND xã báo cáo như sau: kết quả tốt./.⏎Nơi nhận: KT. CHỦ TỊCH⏎- Như trên; PHÓ CHỦ TỊCH⏎- Lưu: VT. Lê Văn Mười"
    )
    assert fields.recipients == ("Như trên", "Lưu: VT")
    assert (fields.signer.name, fields.signer.title, fields.signer.capacity) == ("Lê Văn Mười", "Phó Chủ tịch", "KT")
    assert (fields.number, fields.symbol) == ("07/BC-UBND", "BC-UBND")


# --- collections print documents without a letterhead ---------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "QUYẾT ĐỊNH⏎CỦA BỘ TÀI CHÍNH SỐ 137/2031/QĐ-BTC NGÀY 09 THÁNG 3 NĂM 2031⏎VỀ VIỆC TRỒNG CÂY⏎BỘ TRƯỞNG⏎Căn cứ A;",
        "QUYẾT ĐỊNH⏎CỦA BỘ TÀI CHÍNH SỐ 137/2031/QĐ-BTC⏎NGÀY 09 THÁNG 3 NĂM 2031⏎VỀ VIỆC TRỒNG CÂY⏎Căn cứ Luật A;",
        "QUYẾT ĐỊNH CỦA BỘ TÀI CHÍNH⏎SỐ 137/2031/QĐ-BTC NGÀY 09/3/2031⏎VỀ VIỆC TRỒNG CÂY⏎Căn cứ Luật A;",
    ],
)
def test_a_title_that_holds_everything_is_read(text: str) -> None:
    fields = read(text)
    assert (fields.number, fields.date, fields.subject) == ("137/2031/QĐ-BTC", "2031-03-09", "VỀ VIỆC TRỒNG CÂY")
    assert [body.name for body in fields.issuers] == ["Bộ Tài chính"]
    assert [citation.number for citation in fields.citations if citation.number] == []


def test_a_subject_that_names_a_number_is_no_title_of_its_own() -> None:
    fields = read("QUYẾT ĐỊNH⏎VỀ VIỆC BÃI BỎ QUYẾT ĐỊNH⏎SỐ 15/2010/QĐ-UBND NGÀY 26 THÁNG 4 NĂM 2010")
    assert (fields.number, fields.date) == (None, None)
