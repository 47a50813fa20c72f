"""Citations on passages of real law text, labelled by hand: see bench/citations.py for how they were drawn."""

import importlib.util
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[3] / "bench" / "citations.py"
_SPEC = importlib.util.spec_from_file_location("bench_citations", BENCH)
assert _SPEC
assert _SPEC.loader
bench = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(bench)


@pytest.mark.parametrize("half", ["development", "held", "fresh", "second-fresh", "third-fresh"])
def test_numbers_and_titles_are_found_and_related_on_labelled_law_text(half: str) -> None:
    total = bench.counts(bench.LABELS, half)
    assert total["labelled"] >= 30
    assert total["right"] / total["found"] >= 0.97
    assert total["right"] / total["labelled"] >= 0.93
    assert total["related"] / total["pairs_found"] >= 0.90
    assert total["related"] / total["pairs_labelled"] >= 0.90
