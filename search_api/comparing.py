"""Whether the archive ranks better than it did: paired bootstrap of nDCG@10 against an earlier ranking.

The same questions are measured twice, so each is its own control: their differences are drawn again with replacement,
and the middle 95 % of the means of the draws is the interval. Sakai, Evaluating evaluation metrics based on the bootstrap,
SIGIR 2006; Smucker, Allan and Carterette, A comparison of statistical significance tests for information retrieval
evaluation, CIKM 2007. Intervals are one at a time: of twenty comparisons of equals, about one is expected to err.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from corpus.errors import InputError
from search_api.answer import Mode
from search_api.evaluating import Evaluation, Typing, run_name
from search_api.judgements import Qrels, Run, trec_name
from search_api.measures import ndcg

RESAMPLES = 10_000
SEED = 20061
CONFIDENCE = 0.95
MOST_MOVED = 5
"""Questions named on each side."""

FEWEST = 6
"""Questions that must have moved before a difference is believed: of five that all moved one way, the sign test says
p = 2 / 2^5 = .06, and no paired test can say less; the bootstrap alone would call four of 364 a difference."""

_AT_ONCE = 2_000_000
"""Draws held in memory at a time."""

_EQUAL = 1e-9


class Verdict(StrEnum):
    BETTER = "better"
    WORSE = "worse"
    NO_DIFFERENCE = "no difference"


@dataclass(frozen=True, slots=True)
class Moved:
    query: str
    before: float
    now: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """One typing and mode, then and now, over the `queries` questions that both have.

    `only_now`, `only_before`: questions left out because the other side lacks them. `before`, `now`: means of nDCG@10.
    `interval`: of `difference` = now - before. `up`, `down`: how many moved; `gained`, `lost`: those that moved most.
    """

    typing: Typing
    mode: Mode
    queries: int
    only_now: int
    only_before: int
    before: float
    now: float
    interval: tuple[float, float]
    verdict: Verdict
    up: int
    down: int
    gained: tuple[Moved, ...]
    lost: tuple[Moved, ...]

    @property
    def difference(self) -> float:
        return self.now - self.before


def compare(evaluation: Evaluation, qrels: Qrels, baseline: Mapping[str, Run]) -> tuple[Comparison, ...]:
    """A comparison for each typing and mode that both have, in the evaluation's order, under the judgements of today.

    Runs of ours are told by their name; a single run of another name is compared with every typing and mode.
    Raises InputError where nothing can be compared.
    """
    ours = {run_name(typing, mode): (typing, mode) for typing in Typing for mode in Mode}
    foreign = [name for name in baseline if name not in ours]
    if foreign and len(baseline) > 1:
        raise InputError(
            f"the baseline holds the runs {', '.join(sorted(baseline)[:5])}: expected are Vanban's own, or a single one"
        )
    pairs = [
        (key, baseline[foreign[0] if foreign else run_name(*key)])
        for key in evaluation.runs
        if foreign or run_name(*key) in baseline
    ]
    if not pairs:
        wanted = ", ".join(run_name(*key) for key in evaluation.runs)
        raise InputError(
            f"the baseline holds {', '.join(sorted(baseline)[:5])}, none of {wanted}: choose the same --mode and --typing"
        )
    found = tuple(_compared(evaluation, qrels, key, run) for key, run in pairs)
    if not any(one.queries for one in found):
        raise InputError("the baseline and these queries have no question in common")
    return found


def bootstrap_interval(differences: Sequence[float]) -> tuple[float, float]:
    """The percentile interval of the mean; the same every time, and mirrored where all differences change sign.

    (0, 0) where there are none. Time grows with their number: 0.1 s for 364.
    """
    given = np.asarray(differences, np.float64)
    if not given.size:
        return 0.0, 0.0
    chance = np.random.default_rng(SEED)
    rows = max(1, min(RESAMPLES, _AT_ONCE // given.size))
    means = np.concatenate(
        [
            given[chance.integers(given.size, size=(min(rows, RESAMPLES - start), given.size))].mean(axis=1)
            for start in range(0, RESAMPLES, rows)
        ]
    )
    means.sort()
    tail = int(RESAMPLES * (1 - CONFIDENCE) / 2)
    return float(means[tail]), float(means[-1 - tail])


def verdict(differences: Sequence[float], interval: tuple[float, float]) -> Verdict:
    """Better or worse where the interval leaves 0 out and enough questions moved."""
    if sum(abs(difference) > _EQUAL for difference in differences) < FEWEST:
        return Verdict.NO_DIFFERENCE
    low, high = interval
    if low > _EQUAL:
        return Verdict.BETTER
    return Verdict.WORSE if high < -_EQUAL else Verdict.NO_DIFFERENCE


def comparison_json(comparisons: Sequence[Comparison]) -> dict[str, object]:
    """`{"measure", "resamples", "confidence", "runs": […]}`, a run being a Comparison's fields under their own names."""
    return {
        "measure": "nDCG@10",
        "resamples": RESAMPLES,
        "confidence": CONFIDENCE,
        "runs": [
            {
                "typing": one.typing.value,
                "mode": one.mode.value,
                "queries": one.queries,
                "only_now": one.only_now,
                "only_before": one.only_before,
                "before": round(one.before, 4),
                "now": round(one.now, 4),
                "difference": round(one.difference, 4),
                "interval": [round(bound, 4) for bound in one.interval],
                "verdict": one.verdict.value,
                "up": one.up,
                "down": one.down,
                "gained": [_moved_json(moved) for moved in one.gained],
                "lost": [_moved_json(moved) for moved in one.lost],
            }
            for one in comparisons
        ],
    }


def _compared(evaluation: Evaluation, qrels: Qrels, key: tuple[Typing, Mode], run: Run) -> Comparison:
    pairs: list[Moved] = []
    used: set[str] = set()
    for query, values in evaluation.values[key].items():
        name = query if query in run else trec_name(query)
        if name not in run:
            continue
        used.add(name)
        judged = qrels[query]
        names = {trec_name(doc): doc for doc in judged}
        ranking = [doc if doc in judged else names.get(doc, doc) for doc, _ in run[name]]
        pairs.append(Moved(query, ndcg(ranking, judged, 10), values["nDCG@10"]))
    differences = [pair.now - pair.before for pair in pairs]
    interval = bootstrap_interval(differences)
    moved = sorted((p for p in pairs if abs(p.now - p.before) > _EQUAL), key=lambda p: (-abs(p.now - p.before), p.query))
    gained = [pair for pair in moved if pair.now > pair.before]
    lost = [pair for pair in moved if pair.now < pair.before]
    return Comparison(
        typing=key[0],
        mode=key[1],
        queries=len(pairs),
        only_now=len(evaluation.values[key]) - len(pairs),
        only_before=len(run) - len(used),
        before=_mean([pair.before for pair in pairs]),
        now=_mean([pair.now for pair in pairs]),
        interval=interval,
        verdict=verdict(differences, interval),
        up=len(gained),
        down=len(lost),
        gained=tuple(gained[:MOST_MOVED]),
        lost=tuple(lost[:MOST_MOVED]),
    )


def _moved_json(moved: Moved) -> dict[str, object]:
    return {"query": moved.query, "before": round(moved.before, 4), "now": round(moved.now, 4)}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
