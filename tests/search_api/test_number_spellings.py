"""A number finds its document at rank 1 in each of the spellings of bench/number_lookup.py."""

import importlib.util
from pathlib import Path

import pytest

from corpus.understanding.number import look_up_keys

_SPEC = importlib.util.spec_from_file_location(
    "bench_number_lookup", Path(__file__).resolve().parents[2] / "bench" / "number_lookup.py"
)
assert _SPEC
assert _SPEC.loader
bench = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(bench)

NUMBERS = (
    ("689/UBND-VX", "Công văn"),
    ("1559-CV/HU", "Công văn"),
    ("33/CT-TTg", "Chỉ thị"),
    ("30/2020/NĐ-CP", "Nghị định"),
    ("10/2022/QH15", "Luật"),
    ("104/2031/QH15", "Nghị quyết"),
    ("11/2031/UBTVQH16", "Pháp lệnh"),
    ("12/2031/TTLT-BTC-BTP", "Thông tư liên tịch"),
    ("05a/KH-UBND", "Kế hoạch"),
    ("12/2031/TT-", "Thông tư"),
    ("50/2031/NĐ_CP", "Nghị định"),
)


@pytest.mark.parametrize(("number", "type"), NUMBERS)
def test_every_spelling_of_a_number_meets_the_printed_one(number: str, type: str) -> None:
    keys = set(look_up_keys(number))
    apart = {name: text for name, text in bench.spelled(number, type).items() if not keys & set(look_up_keys(text))}
    assert apart == {}
