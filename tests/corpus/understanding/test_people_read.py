"""Addressees, recipients and signer; all names are invented."""

import pytest

from corpus.understanding import understand

HEAD = (
    "UBND XÃ ĐÔNG KHÊ\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 7/BC-UBND\nĐông Khê, ngày 01 tháng 4 năm 2021\n"
    "BÁO CÁO\nKết quả quý I\n\n1. Nội dung./.\n\n"
)


def test_a_list_and_a_signature_in_two_columns_are_told_apart() -> None:
    fields = understand(
        HEAD + "|Nơi nhận:   |TM. ỦY BAN NHÂN DÂN   |\n|- UBND huyện (b/c);   |KT. CHỦ TỊCH   |\n"
        "|- Như trên;   |PHÓ CHỦ TỊCH   |\n|- Lưu: VT, VP.   |(Đã ký)   |\n|   |Lê Thị Mai Hoa   |\n"
    )
    assert fields.recipients == ("UBND huyện (b/c)", "Như trên", "Lưu: VT, VP")
    assert (fields.signer.name, fields.signer.title, fields.signer.capacity) == ("Lê Thị Mai Hoa", "Phó Chủ tịch", "KT")


def test_a_foot_that_interleaves_with_single_spaces_is_parted() -> None:
    fields = understand(HEAD + "Nơi nhận: KT. CHỦ TỊCH\n- Như trên; PHÓ CHỦ TỊCH\n- Lưu: VT. Lê Văn Mười")
    assert fields.recipients == ("Như trên", "Lưu: VT")
    assert (fields.signer.name, fields.signer.title) == ("Lê Văn Mười", "Phó Chủ tịch")


@pytest.mark.parametrize(
    ("block", "name", "title", "capacity"),
    [
        ("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\n\nTrần Văn Bảy", "Trần Văn Bảy", "Chủ tịch", "TM"),
        ("KT.GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n\nTS. Vũ Thị Lan", "Vũ Thị Lan", "Phó Giám đốc", "KT"),
        ("T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\n\nĐỗ Quang Tám", "Đỗ Quang Tám", "Phó Bí thư", "TM"),
        ("TL. CHỦ TỊCH\nCHÁNH VĂN PHÒNG\n\nNGÔ VĂN CHÍN", "Ngô Văn Chín", "Chánh Văn phòng", "TL"),
        ("HIỆU TRƯỞNG\n\nPhan Thị Ba", "Phan Thị Ba", "Hiệu trưởng", None),
    ],
)
def test_the_chain_above_the_name_gives_title_and_capacity(block: str, name: str, title: str, capacity: str | None) -> None:
    signer = understand(HEAD + "Nơi nhận:\n- Như trên;\n- Lưu: VT.\n\n" + block).signer
    assert (signer.name, signer.title, signer.capacity) == (name, title, capacity)


def test_a_name_alone_after_the_list_is_the_signer_without_title() -> None:
    signer = understand(HEAD + "Nơi nhận:\n- Như trên;\n- Lưu: VT.\n\n\nPhạm Văn Sáu").signer
    assert (signer.name, signer.title, signer.capacity) == ("Phạm Văn Sáu", None, None)


def test_two_names_side_by_side_are_no_single_signer() -> None:
    assert understand(HEAD + "|THƯ KÝ   |CHỦ TỊCH   |\n|Lê Văn Hai   |Trần Thị Tư   |").signer.name is None


def test_names_in_annexes_are_not_signers() -> None:
    assert understand(HEAD + "Nơi nhận:\n- Lưu: VT.\n\nPhụ lục I\nDanh sách\nLê Văn Hai").signer.name is None


def test_addressees_on_one_line_and_on_several() -> None:
    one = understand(HEAD.replace("1. Nội dung", "Kính gửi: Sở Nội vụ tỉnh Sơn Hải.\n\n1. Nội dung"))
    assert one.addressees == ("Sở Nội vụ tỉnh Sơn Hải",)
    several = understand(
        HEAD.replace("1. Nội dung", "Kính gửi:\n\n- Các phòng; các ban của\nhuyện;\n- Chủ tịch các xã.\n\nTheo đó\n1. Nội dung")
    )
    assert several.addressees == ("Các phòng; các ban của huyện", "Chủ tịch các xã")


def test_a_title_that_lost_its_marks_is_no_name() -> None:
    block = "TM. ỦY BAN NHÂN DÂN\nCHU TỊCH\n\nTrần Văn Mẫu\n"
    signer = understand(HEAD + "Nơi nhận:\n- Như trên;\n- Lưu: VT.\n\n" + block).signer
    assert (signer.name, signer.title) == ("Trần Văn Mẫu", "Chủ tịch")
