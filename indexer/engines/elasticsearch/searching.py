"""One request answered from one state: the match set, its order, its facets, and the best passages of what is shown.

Three requests at most: frequencies, the steps of the match rule and the nearest; then ranking and facets; then the passages
of the documents that are given. (A tie that runs past what was fetched costs a further one.)
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from corpus.document import DocumentId
from corpus.errors import ArchiveDamaged
from indexer.engines.canonical import comparable
from indexer.engines.elasticsearch import mapping, queries
from indexer.engines.elasticsearch.mapping import passage_field
from indexer.engines.elasticsearch.queries import Query, either, every
from indexer.engines.elasticsearch.state import Answer, Body, State, column, counted, shown, total
from indexer.engines.elasticsearch.statistics import counts_body, rarities, read_counts, unknown
from indexer.engines.engine import (
    Attribute,
    BestPassage,
    FacetCounts,
    FacetRequest,
    Hit,
    Nearest,
    Request,
    Response,
    Sort,
    Vectors,
)

MARGIN = 32
"""Fetched beyond what is wanted, so that most ties end within."""
INNER = 4
"""Passages of a document that are fetched to find its best one, and the first among equals."""
_WIDE = 1_000
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


def search(state: State, request: Request) -> Response:
    return _Search(state, request).response()


class _Search:
    """What the steps of one request share."""

    def __init__(self, state: State, request: Request) -> None:
        self.state = state
        self.request = request
        self.base = queries.base_query(request)
        self.filters = queries.filter_queries(request.filters)
        self.near: dict[DocumentId, BestPassage] = {}
        self.minimum: int | None = None
        self.words: Query | None = None
        self._first()
        self.scoring = queries.ranking(request.clauses, rarities(state, request.clauses)) + queries.preferring(
            request.preferences
        )
        self.number = queries.key_query(request.lookup) if request.lookup else None

    def response(self) -> Response:
        if self.request.sort is Sort.RELEVANCE:
            return self._by_relevance()
        return self._by_date()

    # --- the match set ---------------------------------------------------------------------------------------

    def _first(self) -> None:
        """Frequencies, the m that is used (see MatchRule), and the nearest."""
        request, bodies = self.request, []
        missing = unknown(self.state, request)
        if missing:
            bodies.append(counts_body(missing))
        steps = self._steps()
        if steps:
            bodies.append(counted(self.base, {"steps": {"filters": {"filters": steps}}}))
        near = NearestSearch(request.nearest, request.labels) if request.nearest is not None else None
        bodies += near.bodies if near else []
        answers = iter(self.state.searches(bodies))
        if missing:
            read_counts(self.state, missing, next(answers))
        self._use_minimum(next(answers)["aggregations"]["steps"]["buckets"] if steps else {})
        if near:
            self.near = near.read(self.state, list(answers))

    def _steps(self) -> dict[str, Query]:
        """The minimums whose counts decide: the last one is used in any case."""
        rule = self.request.rule
        if rule is None:
            return {}
        deciding = rule.minimums if rule.alternatives else rule.minimums[:-1]
        return {str(minimum): queries.words_query(rule, minimum) for minimum in deciding}

    def _use_minimum(self, counts: Mapping[str, Any]) -> None:
        rule = self.request.rule
        if rule is None:
            return
        for minimum in rule.minimums:
            self.minimum, self.words = minimum, queries.words_query(rule, minimum)
            if str(minimum) in counts and counts[str(minimum)]["doc_count"] >= rule.enough:
                return
        ways = [self.words] if self.words is not None else []
        self.words = either([*ways, queries.alternatives_query(rule)])

    def _match(self) -> Query:
        if self.request.everything:
            return self.base
        ways = [way for way in (self.words, self.number) if way is not None]
        return every(self.base, either([*ways, queries.ids(self.near)] if self.near else ways))

    # --- order -----------------------------------------------------------------------------------------------

    def _by_relevance(self) -> Response:
        """Whoever matches by words (or everything) is ranked; who comes in by meaning or number only is scored beside."""
        request = self.request
        wanted = max(request.candidates, request.offset + request.limit)
        selection = every(self.base, None if request.everything else self.words or queries.NOTHING, *self.filters.values())
        few = either([query for query in (self.number, queries.ids(self.near) if self.near else None) if query is not None])
        of_few = every(few, self.base, *self.filters.values())
        bodies = [self._ranked(selection, max(0, wanted) + MARGIN if wanted > 0 else 0)]
        legs = self.number is not None or bool(self.near)
        if legs:
            bodies.append(self._ranked(of_few, MOST_NEAREST))
            bodies.append(_plain(every(of_few, self.words or queries.NOTHING), MOST_NEAREST))
            if self.number is not None:
                bodies.append(_plain(every(of_few, self.number), MOST_NEAREST))
        facets = self._facet_bodies()
        answers = self.state.searches([*bodies, *facets])
        ranked, answers = answers[0], answers[1:]
        top = self._settled(selection, ranked, wanted)
        size = total(ranked)
        beside = [_found(hit) for hit in answers[0]["hits"]["hits"]] if legs else []
        by_words = {column(hit, mapping.ID) for hit in answers[1]["hits"]["hits"]} if legs else set()
        numbered = {column(hit, mapping.ID) for hit in answers[2]["hits"]["hits"]} if self.number is not None and legs else set()
        counts = self._facets(answers[len(bodies) - 1 :])
        here = {one.id for one in top}
        extra = [one for one in beside if one.id not in here]
        if request.everything:
            by_words = self._which_words([one.id for one in [*top, *extra]])
        else:
            size += sum(one.id not in by_words for one in beside)
            by_words |= here
        order = sorted([*top, *extra], key=lambda one: (-comparable(one.score), one.id))
        few_ids = {one.id for one in beside}
        head = [one for place, one in enumerate(order) if place < request.candidates or one.id in few_ids]
        chosen = {one.id for one in head}
        others = [one for one in order if one.id not in chosen]
        end = min(size, request.offset + request.limit) - len(head)
        rest = others[max(0, request.offset - len(head)) : max(0, end)]
        hits = self._hits([*head, *rest], by_words, numbered)
        return Response(size, self.minimum, hits[: len(head)], hits[len(head) :], counts)

    def _ranked(self, selection: Query, size: int) -> Body:
        body: Body = {"query": queries.ranked(selection, self.scoring), "size": size, "track_total_hits": True}
        return body | shown([mapping.DATE, mapping.ZERO, mapping.COUNT])

    def _settled(self, selection: Query, answer: Answer, wanted: int) -> list[Found]:
        """The first `wanted` by score as scores are compared, then id; fetched until the score changes."""
        size = max(0, wanted) + MARGIN
        hits = answer["hits"]["hits"]
        while wanted > 0 and len(hits) >= size and comparable(hits[wanted - 1]["_score"]) == comparable(hits[-1]["_score"]):
            size *= 8
            hits = self.state.search(self._ranked(selection, min(size, 200_000)))["hits"]["hits"]
        found = sorted(map(_found, hits), key=lambda one: (-comparable(one.score), one.id))
        return found[: max(0, wanted)]

    def _by_date(self) -> Response:
        request = self.request
        filtered = every(self._match(), *self.filters.values())
        body = self._ranked(filtered, max(0, request.limit)) | {
            "from": request.offset,
            "sort": queries.date_order(request.sort),
            "track_scores": True,
        }
        answers = self.state.searches([body, *self._facet_bodies()])
        counts = self._facets(answers[1:])
        page = [_found(hit) for hit in answers[0]["hits"]["hits"]]
        ids = [one.id for one in page]
        numbered = self._which(self.number, ids)
        return Response(total(answers[0]), self.minimum, (), self._hits(page, self._which_words(ids), numbered), counts)

    def _which_words(self, ids: Sequence[DocumentId]) -> set[DocumentId]:
        return self._which(self.words, ids)

    def _which(self, leg: Query | None, ids: Sequence[DocumentId]) -> set[DocumentId]:
        """Those of the documents that match the leg."""
        if leg is None or not ids:
            return set()
        hits = self.state.search(_plain(every(queries.ids(ids), leg), len(ids)))["hits"]["hits"]
        return {column(hit, mapping.ID) for hit in hits}

    # --- facets ----------------------------------------------------------------------------------------------

    def _facet_bodies(self) -> list[Body]:
        if not self.request.facets:
            return []
        asked = queries.facet_aggregations(self.request.facets, self.filters, applied=False)
        return [counted(self._match(), asked)]

    def _facets(self, answers: Sequence[Answer]) -> dict[Attribute, FacetCounts]:
        return {
            facet.attribute: facet_counts(facet, answers[0]["aggregations"][facet.attribute.value])
            for facet in self.request.facets
        }

    # --- hits ------------------------------------------------------------------------------------------------

    def _hits(
        self, found: Sequence[Found], by_words: Collection[DocumentId], numbered: Collection[DocumentId]
    ) -> tuple[Hit, ...]:
        if not found:
            return ()
        nearest = self.request.nearest
        clauses = self.request.passage_clauses
        scoring = queries.passage_ranking(clauses, rarities(self.state, clauses, passages=True))
        among = [one.id for one in found]
        bodies = [_sized(queries.best_by_words(scoring, among, INNER), len(among))] if scoring else []
        waiting = [id for id in among if id not in self.near] if nearest is not None and nearest.vector.any() else []
        if nearest is not None and waiting:
            bodies += [nearest_body(mapping.VECTOR, nearest.vector, len(part), queries.ids(part)) for part in _parts(waiting)]
        answers = self.state.searches(bodies)
        words = self._best_by_words(scoring, answers[0]) if scoring else {}
        meaning = dict(self.near)
        if nearest is not None:
            for answer in answers[1 if scoring else 0 :]:
                meaning |= best_by_meaning(answer, nearest.vector)
        return tuple(
            Hit(
                id=one.id,
                words=one.id in by_words,
                meaning=one.id in self.near,
                number=one.id in numbered,
                keyword=one.score,
                by_words=words.get(one.id),
                by_meaning=with_zero(meaning.get(one.id), one, nearest.vector) if nearest is not None else None,
                sort_date=one.date,
            )
            for one in found
        )

    def _best_by_words(self, scoring: Sequence[Query], answer: Answer) -> dict[DocumentId, BestPassage]:
        best, undecided = {}, []
        for hit in answer["hits"]["hits"]:
            id = column(hit, mapping.ID)
            inner = hit["inner_hits"][mapping.PASSAGES]["hits"]
            best[id] = _first_of(inner["hits"])
            level = {comparable(one["_score"]) for one in inner["hits"]}
            if len(level) == 1 and inner["total"]["value"] > len(inner["hits"]):
                undecided.append(id)
        if undecided:
            again = self.state.search(_sized(queries.best_by_words(scoring, undecided, _WIDE), len(undecided)))
            for hit in again["hits"]["hits"]:
                best[column(hit, mapping.ID)] = _first_of(hit["inner_hits"][mapping.PASSAGES]["hits"]["hits"])
        return best


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
            body = _plain(every(visible, zero), min(MOST_NEAREST, nearest.k), [mapping.ZERO, mapping.COUNT])
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
                one = _found(hit)
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


def facet_counts(facet: FacetRequest, answer: Answer) -> FacetCounts:
    """The largest values, the chosen ones always, and the sums of what is left. ArchiveDamaged where the server did not count
    exactly."""
    values = answer["values"]
    if values["doc_count_error_upper_bound"]:
        raise ArchiveDamaged(
            f"the server counts the facet {facet.attribute.value} inexactly: it has more than {queries.MOST_VALUES} values in a "
            "shard; rebuild with fewer shards"
        )
    buckets = {str(bucket["key"]): int(bucket["doc_count"]) for bucket in values["buckets"]}
    whole = sum(buckets.values()) + int(values["sum_other_doc_count"])
    head = buckets if facet.size > 0 else {}
    chosen = dict.fromkeys(facet.chosen, 0) | {
        value: int(found["doc_count"]) for value, found in answer.get("chosen", {}).get("buckets", {}).items()
    }
    head = {**head, **chosen}
    ordered = sorted(head.items(), key=lambda pair: (-pair[1], pair[0]))
    return FacetCounts(tuple(ordered), whole - sum(head.values()), int(answer["null"]["doc_count"]))


def _found(hit: Answer) -> Found:
    return Found(
        id=DocumentId(column(hit, mapping.ID)),
        score=float(hit.get("_score") or 0.0),
        date=column(hit, mapping.DATE),
        zero=column(hit, mapping.ZERO),
        passages=column(hit, mapping.COUNT) or 0,
    )


def _first_of(inner: Sequence[Answer]) -> BestPassage:
    passages = [BestPassage(int(column(one, passage_field(mapping.PLACE))), float(one["_score"])) for one in inner]
    return min(passages, key=lambda passage: (-comparable(passage.score), passage.ordinal))


def _plain(query: Query, size: int, fields: Sequence[str] = ()) -> Body:
    return {"query": every(query), "size": size, "track_total_hits": False, **shown(fields)}


def _sized(query: Query, size: int) -> Body:
    return {"query": query, "size": size, "track_total_hits": False, **shown()}


def _parts(ids: Sequence[DocumentId]) -> Iterable[Sequence[DocumentId]]:
    for start in range(0, len(ids), MOST_NEAREST):
        yield ids[start : start + MOST_NEAREST]
