"""Numbers: parsed, written back, and the keys under which their variants meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.understanding import look_up_keys, number_key, parse_number

_LETTERS = st.text("ABCDĐGHKLNQSTUVX", min_size=1, max_size=6)
_SYMBOLS = st.lists(_LETTERS, min_size=2, max_size=4).map("-".join)
_STATE = st.builds(lambda n, y, s: f"{n}/{y}{s}", st.integers(1, 99999), st.sampled_from(["", "2019/", "1998/"]), _SYMBOLS)
_PARTY = st.builds(
    lambda n, t, b: f"{n}-{t}/{b}",
    st.integers(1, 9999),
    st.sampled_from(["CV", "NQ", "CTr", "KH"]),
    st.sampled_from(["HU", "TU", "VPTW"]),
)


@given(st.one_of(_STATE, _PARTY))
def test_a_printed_number_is_written_back_as_it_was(text: str) -> None:
    number = parse_number(text)
    assert number is not None
    assert number.number == text
    assert parse_number(number.number) == number


@given(st.one_of(_STATE, _PARTY))
def test_a_key_is_its_own_key(text: str) -> None:
    key = number_key(text)
    assert key is not None
    assert number_key(key) == key


@given(
    st.one_of(_STATE, _PARTY),
    st.sampled_from(["-", "–", "—", "−", "‑"]),
    st.sampled_from(["/", "⁄", "／"]),
    st.sampled_from(["", "0", "00"]),
)
def test_dashes_slashes_spaces_case_and_zeros_do_not_change_the_key(text: str, dash: str, slash: str, zeros: str) -> None:
    variant = zeros + text.replace("-", dash).replace("/", slash)
    assert number_key(variant) == number_key(text)
    assert number_key(text.lower()) == number_key(text)
    assert number_key("Số: " + text.replace("/", " / ")) == number_key(text)


@given(st.text(max_size=300))
def test_any_text_has_a_key_or_none(text: str) -> None:
    key = number_key(text)
    assert key is None or (key and " " not in key)
    assert all(look_up_keys(text))
    assert number_key(key) == key if key else True


@pytest.mark.parametrize(
    ("text", "key", "sequence", "symbol"),
    [
        ("689/UBND-VX", "689/ubnd-vx", 689, "UBND-VX"),
        ("Số: **689** /UBND-VX".replace("*", " "), "689/ubnd-vx", 689, "UBND-VX"),
        ("05a/KH-UBND", "5a/kh-ubnd", 5, "KH-UBND"),
        ("66.18/2026/NQ-CP", "66.18/2026/nq-cp", 66, "NQ-CP"),
        ("1559-CV/HU", "1559-cv/hu", 1559, "CV/HU"),
        ("367 - QĐ/TĐTN-VP", "367-qđ/tđtn-vp", 367, "QĐ/TĐTN-VP"),
        ("10/2022/QH15", "10/2022/qh15", 10, "QH15"),
        ("30/2020/NÐ-CP", "30/2020/nđ-cp", 30, "NĐ-CP"),
        ("12/2015/TTLT-BTC-BTP", "12/2015/ttlt-btc-btp", 12, "TTLT-BTC-BTP"),
        ("Chỉ thị 33/CT-TTg", "33/ct-ttg", 33, "CT-TTg"),
        ("CT 33/TTg", "33/ct-ttg", 33, "CT-TTg"),
        ("689 ubnd vx", "689/ubnd-vx", 689, "UBND-VX"),
        ("689_ubnd_vx", "689/ubnd-vx", 689, "UBND-VX"),
        ("CV-689-UBND-VX", "689/ubnd-vx", 689, "UBND-VX"),
    ],
)
def test_what_is_printed_or_typed_is_read(text: str, key: str, sequence: int, symbol: str) -> None:
    number = parse_number(text)
    assert number is not None
    assert (number.key, number.sequence, number.symbol) == (key, sequence, symbol)


@pytest.mark.parametrize(
    ("text", "sequence", "code"),
    [
        ("cv 689", 689, "CV"),
        ("QĐ số 12", 12, "QĐ"),
        ("nghị định 30", 30, "NĐ"),
        ("nghi dinh 30", 30, "NĐ"),
        ("NQ 57", 57, "NQ"),
        ("41", 41, None),
    ],
)
def test_a_type_with_a_sequence_is_a_number_without_symbol(text: str, sequence: int, code: str | None) -> None:
    number = parse_number(text)
    assert number is not None
    assert (number.sequence, number.symbol, number.type_code) == (sequence, None, code)


@pytest.mark.parametrize(
    "text",
    [
        "điều 5",
        "năm 2023",
        "2021-2025",
        "2023",
        "24/7",
        "1/500",
        "01/01/2014",
        "kế hoạch 2024",
        "6 tháng",
        "giai đoạn 2021 - 2025",
        "dân vận",
        "",
    ],
)
def test_figures_of_other_kinds_are_no_numbers(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("30/2020/ND-CP", "30/2020/NĐ-CP"),
        ("30/NĐ-CP", "30/2020/NĐ-CP"),
        ("1559/CV-HU", "1559-CV/HU"),
        ("1559-CV-HU", "1559-CV/HU"),
        ("11/CT-TU", "11-CT/TU"),
        ("5/CT-UBND", "005/CT-UBND"),
        ("689/2023/UBND-VX", "689/UBND-VX"),
        ("30.2020.nd.cp", "30/2020/NĐ-CP"),
    ],
)
def test_variants_meet_in_the_look_up_keys(one: str, other: str) -> None:
    assert set(look_up_keys(one)) & set(look_up_keys(other))


def test_look_up_keys_are_key_fold_and_both_without_year() -> None:
    assert look_up_keys("30/2020/NĐ-CP") == ("30/2020/nđ-cp", "302020ndcp", "30/nđ-cp", "30ndcp")
