"""nDCG, recall and reciprocal rank of one ranking, as trec_eval defines them, with linear gain.

A ranking is a list of document names, best first; `judged` maps names to relevance, what is absent counts 0.
`tests/search_api/test_measures.py` compares all of them with ir_measures.
"""

import math
from collections.abc import Mapping, Sequence


def ndcg(ranking: Sequence[str], judged: Mapping[str, int], k: int) -> float:
    """Discounted gain of the first k over the best possible: gain = relevance, discount = log2(rank + 1).

    Järvelin and Kekäläinen, Cumulated gain-based evaluation of IR techniques, TOIS 20 (4), 2002. 0 where nothing is relevant.
    """
    best = _gain(sorted((max(relevance, 0) for relevance in judged.values()), reverse=True)[:k])
    return _gain([max(judged.get(name, 0), 0) for name in ranking[:k]]) / best if best else 0.0


def recall(ranking: Sequence[str], judged: Mapping[str, int], k: int) -> float:
    """Share of the relevant documents (relevance >= 1) among the first k; 0 where nothing is relevant."""
    relevant = {name for name, relevance in judged.items() if relevance >= 1}
    return len(relevant.intersection(ranking[:k])) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranking: Sequence[str], judged: Mapping[str, int], k: int) -> float:
    """1 / rank of the first relevant document (relevance >= 1) among the first k, else 0."""
    return next((1 / rank for rank, name in enumerate(ranking[:k], 1) if judged.get(name, 0) >= 1), 0.0)


def _gain(relevances: Sequence[int]) -> float:
    return sum(relevance / math.log2(rank + 1) for rank, relevance in enumerate(relevances, 1))
