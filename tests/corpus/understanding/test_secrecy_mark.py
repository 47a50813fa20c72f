"""The mark of a State secret is found wherever a head may carry it, and words about secrecy pass."""

import unicodedata

import pytest

from corpus.understanding import secrecy_mark
from corpus.vietnamese import clean


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("HUYỆN ỦY LẠC SƠN\nMẬT\nSố 12-BC/HU", "MẬT"),
        ("HUYỆN ỦY LẠC SƠN\n**MẬT**\nSố 12-BC/HU", "MẬT"),
        ("|UBND TỈNH   |CỘNG HÒA   |\n| [MẬT]   |   |", "MẬT"),
        ("UBND TỈNH          TỐI  MẬT", "TỐI MẬT"),
        ("TUYỆT MẬT", "TUYỆT MẬT"),
        ("M Ậ T\nSố 1", "MẬT"),
        ("Độ mật: Tối mật", "TỐI MẬT"),
        ("\n" * 200 + "MẬT", "MẬT"),
        (unicodedata.normalize("NFD", "SỞ NỘI VỤ\nTỐI MẬT"), "TỐI MẬT"),
        ("М\u1eacТ".replace("\u1eac", "Ậ"), "MẬT"),
        ("MẬT\u200b", "MẬT"),
        ("M\u034fẬT\ufe0f", "MẬT"),
        ("ＭẬＴ", "MẬT"),
        ("T.Ố.I   M.Ậ.T", "TỐI MẬT"),
        ("TỐI MẬT  HỎA TỐC", "TỐI MẬT"),
        ("KHẨN - MẬT", "MẬT"),
        ("Độ mật | Mật", "MẬT"),
        ("Mức độ mật: ……TUYỆT MẬT……", "TUYỆT MẬT"),
        (clean("HUYỆN ỦY\x0bMẬT\x0bSố 1"), "MẬT"),
        (clean("HUYỆN ỦY\u2028MẬT\u2028Số 1"), "MẬT"),
        ("HUYÖN ñy\ntèi mËt", "TỐI MẬT"),
        ("HUYEÄN UÛY\nMAÄT", "MẬT"),
    ],
)
def test_the_mark_is_found(text: str, mark: str) -> None:
    assert secrecy_mark(text) == mark


@pytest.mark.parametrize(
    "text",
    [
        "V/v tăng cường công tác bảo vệ bí mật nhà nước",
        "VỀ CÔNG TÁC BẢO VỆ BÍ\nMẬT\nNHÀ NƯỚC",
        "Danh mục bí mật nhà nước độ Mật",
        "CHẾ ĐỘ BẢO | MẬT", "Độ mật: ............", "Độ mật: Không", "BÍ MẬT", "KHẨN", "Độ mật, mật độ",
        "mật", "Mật", "MẶT", "MÁT", "MẮT", "bảo mật", "mật khẩu", "MẬT ONG", "mật độ dân số",
        "\n".join(["dòng"] * 40 + ["MẬT"]),
        "",
    ],
)  # fmt: skip
def test_words_about_secrecy_pass(text: str) -> None:
    assert secrecy_mark(text) is None
