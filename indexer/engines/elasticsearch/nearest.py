"""The semantic leg: the nearest documents by their best passage, with its cosine exactly."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.document import DocumentId
from indexer.engines.elasticsearch import mapping, queries
from indexer.engines.elasticsearch.mapping import passage_field
from indexer.engines.elasticsearch.queries import Query, every
from indexer.engines.elasticsearch.state import Answer, Body, State, column, shown
from indexer.engines.engine import BestPassage, Nearest, Vectors

MARGIN = 32
"""Fetched beyond what is wanted, so that most ties end within."""
INNER = 4
"""Passages of a document that are fetched to find its best one, and the first among equals."""
MOST_NEAREST = 10_000
"""The server looks for no more."""


@dataclass(frozen=True, slots=True)
class Found:
    """A document of the answer; `score` as the server gave it. `zero`: its first passage whose vector is all zero."""

    id: DocumentId
    score: float
    date: int | None
    zero: int | None
    passages: int


class NearestSearch:
    """The k nearest visible documents above the floor. The server has no place for rows of zeros: their documents, of cosine
    0, are asked for beside, where the floor lets them in."""

    def __init__(self, nearest: Nearest, labels: frozenset[str] | None) -> None:
        self._nearest = nearest
        self._labels = labels
        visible = queries.visible(labels)
        self._vector = bool(nearest.vector.any())
        self._wanted = min(MOST_NEAREST, nearest.k + MARGIN)
        self.bodies: list[Body] = []
        if nearest.k > 0 and self._vector:
            self.bodies.append(nearest_body(mapping.VECTOR, nearest.vector, self._wanted, visible))
        if nearest.k > 0 and nearest.floor <= 0:
            zero = {"exists": {"field": mapping.ZERO}} if self._vector else {"range": {mapping.COUNT: {"gt": 0}}}
            body = plain(every(visible, zero), min(MOST_NEAREST, nearest.k), [mapping.ZERO, mapping.COUNT])
            self.bodies.append(body | {"sort": [{mapping.ID: "asc"}]})

    def read(self, state: State, answers: Sequence[Answer]) -> dict[DocumentId, BestPassage]:
        nearest, best = self._nearest, dict[DocumentId, BestPassage]()
        rest = iter(answers)
        if nearest.k > 0 and self._vector:
            answer, wanted = next(rest), self._wanted
            best = best_by_meaning(answer, nearest.vector)
            while len(best) >= wanted < MOST_NEAREST and _level(best, nearest.k - 1) == _level(best, -1):
                wanted = min(MOST_NEAREST, wanted * 8)
                again = nearest_body(mapping.VECTOR, nearest.vector, wanted, queries.visible(self._labels))
                best = best_by_meaning(state.search(again), nearest.vector)
        if nearest.k > 0 and nearest.floor <= 0:
            for hit in next(rest)["hits"]["hits"]:
                one = found_of(hit)
                if passage := with_zero(best.get(one.id), one, nearest.vector):
                    best[one.id] = passage
        above = [(-passage.score, id) for id, passage in best.items() if passage.score >= nearest.floor]
        return {id: best[id] for _, id in sorted(above)[: max(0, nearest.k)]}


def _level(best: Mapping[DocumentId, BestPassage], place: int) -> float:
    return round(sorted((passage.score for passage in best.values()), reverse=True)[place], 6)


def nearest_body(field: str, vector: Vectors, k: int, among: Query) -> Body:
    """The k nearest documents by their best passage, with that passage; exactly these where the field is `flat`."""
    inner = {
        "size": INNER,
        "_source": False,
        "stored_fields": "_none_",
        "docvalue_fields": [passage_field(mapping.PLACE), passage_field(mapping.SQUARE)],
    }
    knn = {
        "field": passage_field(field),
        "query_vector": vector.tobytes().hex(),
        "k": k,
        "num_candidates": k,
        "filter": among,
        "inner_hits": inner,
    }
    return {"knn": knn, "size": k, "track_total_hits": False, **shown()}


def best_by_meaning(answer: Answer, vector: Vectors) -> dict[DocumentId, BestPassage]:
    """Best passage of each document, the first among equals, with its cosine exactly."""
    own = square_of(vector)
    found = {}
    for hit in answer["hits"]["hits"]:
        rows = [_row(one, own) for one in hit["inner_hits"][mapping.PASSAGES]["hits"]["hits"]]
        found[DocumentId(column(hit, mapping.ID))] = min(rows, key=lambda row: (-row.score, row.ordinal))
    return found


def _row(inner: Answer, own: int) -> BestPassage:
    cosine = exact_cosine(inner["_score"], own, column(inner, passage_field(mapping.SQUARE)))
    return BestPassage(int(column(inner, passage_field(mapping.PLACE))), cosine)


def exact_cosine(score: float, own: int, square: int) -> float:
    """The cosine behind the server's score (1 + cosine) / 2, which is rounded to float32: the product of two rows is a whole
    number, and lies nowhere near half-way between two."""
    lengths = math.sqrt(own) * math.sqrt(square)
    return round((2 * score - 1) * lengths) / lengths


def square_of(vector: Vectors) -> int:
    return int(vector.astype(np.int64) @ vector.astype(np.int64))


def with_zero(best: BestPassage | None, one: Found, vector: Vectors) -> BestPassage | None:
    """The best passage, rows of zeros counted with cosine 0; of a question of zeros that is every passage."""
    if not vector.any():
        return BestPassage(0, 0.0) if one.passages else None
    if one.zero is None or (best is not None and best.score > 0):
        return best
    if best is None or best.score < 0:
        return BestPassage(one.zero, 0.0)
    return BestPassage(min(best.ordinal, one.zero), 0.0)


def found_of(hit: Answer) -> Found:
    return Found(
        id=DocumentId(column(hit, mapping.ID)),
        score=float(hit.get("_score") or 0.0),
        date=column(hit, mapping.DATE),
        zero=column(hit, mapping.ZERO),
        passages=column(hit, mapping.COUNT) or 0,
    )


def plain(query: Query, size: int, fields: Sequence[str] = ()) -> Body:
    return {"query": every(query), "size": size, "track_total_hits": False, **shown(fields)}
