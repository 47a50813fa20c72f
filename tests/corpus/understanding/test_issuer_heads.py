"""The issuer from heads of many shapes: bodies above one another, joint ones, places with namesakes, own bodies."""

import time

import pytest

from corpus.document import Issuer
from corpus.gazetteer.own import OwnBodies, OwnBody
from corpus.understanding import understand

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"


def letter(
    column: str, *, number: str = "5/CV-X", place: str = "Bản Mây", text: str = "", own: OwnBodies | None = None
) -> Issuer:
    head = f"{column}\nSố: {number}\nV/v mùa xuân\n{NATION}{place}, ngày 16 tháng 3 năm 2023\nKính gửi: Các xã.\n{text}\n"
    issuers = understand(head, bodies=own or OwnBodies()).issuers
    assert len(issuers) == 1, issuers
    return issuers[0]


@pytest.mark.parametrize(
    ("column", "name", "level", "system", "parent"),
    [
        ("UBND TỈNH LÀO CAI\nSỞ Y TẾ", "Sở Y tế tỉnh Lào Cai", "province", "state", "Ủy ban nhân dân tỉnh Lào Cai"),
        (
            "UBND HUYỆN BẢN MÂY\nPHÒNG GD&ĐT",
            "Phòng Giáo dục và Đào tạo huyện Bản Mây",
            "district",
            "state",
            "Ủy ban nhân dân huyện Bản Mây",
        ),
        ("BỘ TÀI CHÍNH\nTỔNG CỤC\nTHUẾ", "Tổng cục Thuế", "central", "state", "Bộ Tài chính"),
        ("TỈNH ỦY LÀO CAI\nBAN TỔ CHỨC\n*", "Ban Tổ chức Tỉnh ủy Lào Cai", "province", "party", "Tỉnh ủy Lào Cai"),
        ("ĐẢNG BỘ TỈNH LÀO CAI\nHUYỆN ỦY BẢN MÂY\n*", "Huyện ủy Bản Mây", "district", "party", "Đảng bộ tỉnh Lào Cai"),
        ("UBND TỈNH LÀO CAI\nTHANH TRA TỈNH", "Thanh tra tỉnh Lào Cai", "province", "state", "Ủy ban nhân dân tỉnh Lào Cai"),
        ("HỘI ĐỒNG NHÂN DÂN\nXÃ ĐỒI GIÓ", "Hội đồng nhân dân xã Đồi Gió", "commune", "council", None),
        (
            "MTTQ VIỆT NAM TỈNH LÀO CAI\nBAN THƯỜNG TRỰC",
            "Ban Thường trực Mặt trận Tổ quốc Việt Nam tỉnh Lào Cai",
            "province",
            "front",
            "Mặt trận Tổ quốc Việt Nam tỉnh Lào Cai",
        ),
        ("TAND TỈNH LÀO CAI", "Tòa án nhân dân tỉnh Lào Cai", "province", "court", None),
        ("VIỆN KIỂM SÁT NHÂN DÂN\nHUYỆN BẢN MÂY", "Viện kiểm sát nhân dân huyện Bản Mây", "district", "procuracy", None),
        ("TẬP ĐOÀN MÂY XANH\nCÔNG TY CP GIÓ MỚI", "Công ty CP Gió Mới", "enterprise", "enterprise", "Tập đoàn Mây Xanh"),
        ("UBND TỈNH LÀO CAI SỞ Y TẾ", "Sở Y tế tỉnh Lào Cai", "province", "state", "Ủy ban nhân dân tỉnh Lào Cai"),
        (
            "HỘI ĐỒNG NHÂN DÂN\nHUYỆN BẢN MÂY\nTHƯỜNG TRỰC",
            "Thường trực Hội đồng nhân dân huyện Bản Mây",
            "district",
            "council",
            None,
        ),
        ("TỈNH LÀO CAI\nBAN CHỈ ĐẠO 389", "Ban Chỉ đạo 389 tỉnh Lào Cai", "province", "state", None),
        (
            "BẢO HIỂM XÃ HỘI VIỆT NAM\nBHXH HUYỆN BẢN MÂY",
            "Bảo hiểm xã hội huyện Bản Mây",
            "district",
            "state",
            "Bảo hiểm xã hội Việt Nam",
        ),
        ("KHO BẠC NHÀ NƯỚC\nKHO BẠC NHÀ NƯỚC LÀO CAI", "Kho bạc Nhà nước Lào Cai", "province", "state", "Kho bạc Nhà nước"),
        (
            "UBND XÃ ĐỒI GIÓ\nPHÒNG VĂN HÓA - XÃ HỘI",
            "Phòng Văn hóa - Xã hội xã Đồi Gió",
            "commune",
            "state",
            "Ủy ban nhân dân xã Đồi Gió",
        ),
        (
            "CÔNG AN TỈNH LÀO CAI\nPHÒNG CẢNH SÁT GIAO THÔNG",
            "Phòng Cảnh sát giao thông",
            "province",
            "state",
            "Công an tỉnh Lào Cai",
        ),
        ("BCH ĐOÀN HUYỆN BẢN MÂY", "Ban Chấp hành Đoàn huyện Bản Mây", "district", "front", None),
    ],
)
def test_bodies_of_all_systems(column: str, name: str, level: str, system: str, parent: str | None) -> None:
    issuer = letter(column)
    assert (issuer.name, issuer.level, issuer.system, issuer.parent) == (name, level, system, parent)


def test_a_parent_has_its_whole_name_too() -> None:
    issuer = letter("UBND TỈNH LÀO CAI\nSỞ Y TẾ\nTRUNG TÂM KIỂM SOÁT BỆNH TẬT")
    assert issuer.parent == "Sở Y tế tỉnh Lào Cai"
    assert issuer.id == "trung-tam-kiem-soat-benh-tat--tinh-lao-cai"


def test_a_name_one_letter_off_is_mended_and_less_sure() -> None:
    text = (
        f"ỦY BAN NHÂN DÂN\nTHÀNH PHHỒ CHÍ MINH\nSố: 5/UBND-VX\nV/v mùa xuân\n{NATION}TP. Hồ Chí Minh, ngày 16 tháng 3 năm 2023\n"
    )
    fields = understand(text)
    assert fields.issuers[0].id == "uy-ban-nhan-dan-thanh-pho-ho-chi-minh"
    assert fields.evidence["issuer"].confidence < 0.9


@pytest.mark.parametrize(
    ("place", "text", "ancestor"),
    [
        ("Châu Thành", "", ""),
        ("Châu Thành", "Trên địa bàn huyện Châu Thành, tỉnh Bến Tre có năm xã.", "--tinh-ben-tre"),
        ("Châu Thành", "Huyện Châu Thành, tỉnh Bến Tre và huyện Châu Thành, tỉnh Long An giáp nhau.", ""),
        ("Tiền Giang", "", "--tinh-tien-giang"),
    ],
)
def test_a_district_with_namesakes_takes_the_province_that_the_paper_names(place: str, text: str, ancestor: str) -> None:
    issuer = letter("UBND HUYỆN CHÂU THÀNH", place=place, text=text)
    assert issuer.id == "uy-ban-nhan-dan-huyen-chau-thanh" + ancestor
    assert issuer.name == "Ủy ban nhân dân huyện Châu Thành"


def test_a_gazette_title_names_the_issuer() -> None:
    fields = understand(f"NGHỊ ĐỊNH\nCỦA CHÍNH PHỦ SỐ 5/2010/NĐ-CP NGÀY 15 THÁNG 01 NĂM 2010\nVỀ MÙA XUÂN\n{NATION}")
    assert [issuer.name for issuer in fields.issuers] == ["Chính phủ"]


def test_the_title_of_a_form_is_no_part_of_the_issuer() -> None:
    fields = understand(f"UBND TỈNH LÀO CAI\nSỞ Y TẾ\n{NATION}BẢNG TỔNG HỢP KẾT QUẢ\nTT HỌ TÊN ĐƠN VỊ SỐ LƯỢNG\n1 2 3\n")
    assert [issuer.name for issuer in fields.issuers] == ["Sở Y tế tỉnh Lào Cai"]


OWN = OwnBodies(
    (
        OwnBody("Liên minh Chợ Sương", aliases=("LMCS", "Chợ Sương"), symbols=("LMCS",), level=None),
        OwnBody("Ban Quản lý chợ Bản Mây", aliases=("BQL chợ",), symbols=("BQLC",)),
    )
)


def test_an_own_body_is_read_under_any_of_its_names() -> None:
    for printed in ("LIÊN MINH CHỢ SƯƠNG", "CHỢ SƯƠNG", "LMCS"):
        issuer = letter(f"UBND HUYỆN BẢN MÂY\n{printed}", own=OWN)
        assert (issuer.id, issuer.parent) == ("lien-minh-cho-suong", "Ủy ban nhân dân huyện Bản Mây")


def test_a_symbol_of_an_own_body_serves_where_the_head_names_nobody() -> None:
    fields = understand(
        f"Số: 5/BQLC-KT\nV/v mùa xuân\n{NATION}Bản Mây, ngày 16 tháng 3 năm 2023\nKính gửi: Các xã.\n", bodies=OWN
    )
    assert [issuer.id for issuer in fields.issuers] == ["ban-quan-ly-cho-ban-may"]
    assert fields.evidence["issuer"].confidence < 0.9


def test_an_own_body_is_known_in_a_title_without_a_letterhead() -> None:
    title = "QUYẾT ĐỊNH\nCỦA CHỢ SƯƠNG SỐ 37/2021/QĐ-CS NGÀY 09 THÁNG 3 NĂM 2021\nVỀ GIỜ HỌP CHỢ\n\nĐiều 1. Chợ họp sớm.\n"
    assert [issuer.id for issuer in understand(title, bodies=OWN).issuers] == ["lien-minh-cho-suong"]


def test_without_own_bodies_nothing_is_known_of_them() -> None:
    assert letter("UBND HUYỆN BẢN MÂY\nCHỢ SƯƠNG").id != "lien-minh-cho-suong"


@pytest.mark.parametrize("piece", ["ỦY BAN ", "UBND HUYỆN ", "XÃ TÂN LẬP, ", "TỈNH ỦY ", "SỞ GD&ĐT TỈNH ", "THÀNH PHỐ "])
def test_hostile_heads_take_less_than_a_second_for_200_kb(piece: str) -> None:
    for text in (piece * (200_000 // len(piece)), (piece + "\n") * (200_000 // len(piece))):
        start = time.perf_counter()
        understand(f"{text}\nSố: 5/UBND-VX\n")
        assert time.perf_counter() - start < 1


def test_a_department_without_a_place_takes_the_province_of_the_place_line_and_is_less_sure() -> None:
    text = "SỞ Y TẾ\nSố: 5/SYT-NV\nV/v mùa xuân\n" + NATION + "{}, ngày 16 tháng 3 năm 2023\n"
    fields = understand(text.format("Lào Cai"))
    assert [issuer.name for issuer in fields.issuers] == ["Sở Y tế tỉnh Lào Cai"]
    assert fields.evidence["issuer"].confidence < 0.9
    assert [issuer.name for issuer in understand(text.format("Bản Mây")).issuers] == ["Sở Y tế"]


def test_joint_issuers_are_each_one_body() -> None:
    text = (
        f"UBND HUYỆN BẢN MÂY - UBMTTQ VIỆT NAM HUYỆN BẢN MÂY\nSố: 5/QCPH-UBND-UBMTTQ\n{NATION}Bản Mây, ngày 16 tháng 3 năm 2023\n"
    )
    assert [(issuer.id, issuer.system) for issuer in understand(text).issuers] == [
        ("uy-ban-nhan-dan-huyen-ban-may", "state"),
        ("uy-ban-mat-tran-to-quoc-viet-nam-huyen-ban-may", "front"),
    ]
