import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import RR, R, nDCG

from search_api.measures import ndcg, recall, reciprocal_rank

NAMES = [f"d{i:02}" for i in range(15)]


@given(
    st.permutations(NAMES).flatmap(lambda names: st.integers(0, 15).map(lambda n: names[:n])),
    st.dictionaries(st.sampled_from(NAMES), st.integers(0, 3), min_size=1),
)
def test_measures_agree_with_ir_measures(ranking: list[str], judged: dict[str, int]) -> None:
    run = {"q": {name: float(len(ranking) - rank) for rank, name in enumerate(ranking)}} if ranking else {}
    expected = ir_measures.calc_aggregate([nDCG @ 10, R @ 5, RR @ 10], {"q": judged}, run)
    assert ndcg(ranking, judged, 10) == pytest.approx(expected[nDCG @ 10])
    assert recall(ranking, judged, 5) == pytest.approx(expected[R @ 5])
    assert reciprocal_rank(ranking, judged, 10) == pytest.approx(expected[RR @ 10])


def test_an_empty_ranking_counts_zero() -> None:
    judged = {"a": 1}
    assert ndcg([], judged, 10) == recall([], judged, 10) == reciprocal_rank([], judged, 10) == 0.0
