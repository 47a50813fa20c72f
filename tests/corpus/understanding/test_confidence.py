"""How sure a value is follows from what was counted, and what is doubtful says so."""

import doctest

import pytest

from corpus.understanding import confidence, understand
from corpus.understanding.confidence import ENOUGH, GUESSED, SUPPORT, sure

TITLE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
DATE = "Vạn Sơn, ngày 5 tháng 4 năm 2022"


def test_the_examples_of_the_module_hold() -> None:
    assert doctest.testmod(confidence).failed == 0


def test_a_rule_with_little_behind_it_is_never_sure() -> None:
    assert all(0 <= right <= given for right, given in SUPPORT.values())
    assert all(sure(rule) < 0.9 for rule, (_, given) in SUPPORT.items() if given < ENOUGH)
    assert all(value < 0.9 for value in GUESSED.values())
    assert not set(SUPPORT) & set(GUESSED)


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        (("UBND TỈNH VẠN SƠN", "SỞ NỘI VỤ", "Số: 12/SNV-CCHC"), "issuer.local"),
        (("UBND TỈNH VẠN SƠN", "SỞ NỘI VỤ", "Số: 12/XYZ-CCHC"), "issuer.local-unconfirmed"),
        (("UBND TỈNH VẠN SƠN", "SỞ NỘI VVỤ", "Số: 12/SNV-CCHC"), "issuer.odd-word"),
        (("BỘ NỘI VỤ", "Số: 12/BNV-CCHC"), "issuer.head"),
    ],
)
def test_an_issuer_is_sure_where_name_and_symbol_agree(lines: tuple[str, ...], rule: str) -> None:
    fields = understand("\n".join((*lines, "V/v kiểm tra", TITLE, DATE, "Kính gửi: Các xã.")))
    evidence = fields.evidence["issuer"]
    assert evidence.rule == rule
    assert (evidence.confidence >= 0.9) == (rule in ("issuer.local", "issuer.head"))


def test_a_subject_that_may_go_on_is_doubtful() -> None:
    head = ("ỦY BAN NHÂN DÂN", "TỈNH VẠN SƠN", "Số: 45/QĐ-UBND", TITLE, DATE, "QUYẾT ĐỊNH", "Quy định chi tiết thi hành Luật")
    doubtful = understand("\n".join((*head, "", "An toàn lao động trong nhà trường", "", "Căn cứ Luật A;")))
    certain = understand("\n".join((*head, "", "Căn cứ Luật A;")))
    assert doubtful.evidence["subject"].confidence < 0.9 <= certain.evidence["subject"].confidence


def test_a_type_that_its_symbol_contradicts_is_doubtful() -> None:
    fields = understand(f"ỦY BAN NHÂN DÂN\nTỈNH VẠN SƠN\nSố: 45/QĐ-UBND\n{TITLE}\n{DATE}\nKẾ HOẠCH\nTrồng cây\nCăn cứ Luật A;")
    assert fields.type is not None
    assert (fields.type.name, fields.evidence["type"].rule) == ("Kế hoạch", "type.line-against-symbol")
    assert fields.evidence["type"].confidence < 0.9
