"""A request over one snapshot.

Counts, facets and order are Tantivy's work; Python touches only the candidates, the page and arrays of numpy. The
semantic leg is an exact scan: cosines of all rows, best per document, the k nearest of the visible ones.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from tantivy import Occur, Order, Query

from indexer.engines.canonical import PASSAGE_STREAMS, comparable
from indexer.engines.embedded import schema
from indexer.engines.embedded.facets import facet_counts
from indexer.engines.embedded.query import (
    Legs,
    base_query,
    count,
    every,
    filter_queries,
    key_query,
    ranked,
    ranking,
    start_query,
    unscored,
    words_query,
)
from indexer.engines.embedded.snapshot import UNDATED, Positions, Snapshot
from indexer.engines.embedded.vectors import Floats, block_maxima, nearest
from indexer.engines.engine import BestPassage, Hit, Nearest, Request, Response, Sort

_MARGIN = 32
"""Hits fetched past a cut, where the tie across it usually ends."""


def search(snapshot: Snapshot, request: Request) -> Response:
    """Answers the request exactly (see `indexer.engines.engine`)."""
    return _Search(snapshot, request).response()


@dataclass(frozen=True, slots=True)
class Scan:
    """Cosine of every row, and of each document's best passage (-inf without passages)."""

    cosines: Floats
    best: Floats


def scan(snapshot: Snapshot, wanted: Nearest) -> Scan:
    cosines = snapshot.vectors.cosines(wanted.vector)
    best = np.full(len(snapshot.ids), -np.inf)
    holders = snapshot.by_start[snapshot.rows[snapshot.by_start] > 1]
    starts = snapshot.starts[holders]
    best[holders] = block_maxima(cosines, starts + 1, starts + snapshot.rows[holders])
    return Scan(cosines, best)


class _Search:
    """What the steps of one request share."""

    def __init__(self, snapshot: Snapshot, request: Request) -> None:
        self.snapshot = snapshot
        self.request = request
        self.schema = snapshot.main_schema
        self.visible = snapshot.visible(request.labels)
        self.scan = scan(snapshot, request.nearest) if request.nearest is not None else None
        self.base = base_query(self.schema, request, all_visible=bool(self.visible.all()))
        self.minimum = self._minimum()
        self.filters = filter_queries(self.schema, request.filters)
        self.legs = self._legs()
        self.filtered = every(self.legs.match, *self.filters.values())
        self.scoring = ranking(self.schema, snapshot.main, request.clauses)

    def response(self) -> Response:
        request = self.request
        facets = facet_counts(self.snapshot.main, self.legs.match, self.filters, request.facets)
        total = count(self.snapshot.main, self.filtered)
        if request.sort is not Sort.RELEVANCE:
            return Response(total, self.minimum, (), self._hits(*self._page_by_date(total)), facets)
        candidates, rest = self._by_relevance(total)
        return Response(total, self.minimum, self._hits(*candidates), self._hits(*rest), facets)

    # --- the match set ---------------------------------------------------------------------------------------

    def _minimum(self) -> int | None:
        rule = self.request.rule
        if rule is None or not rule.minimums:
            return None
        for minimum in rule.minimums[:-1]:
            if count(self.snapshot.main, every(self.base, words_query(self.schema, rule, minimum))) >= rule.enough:
                return minimum
        return rule.minimums[-1]

    def _legs(self) -> Legs:
        request = self.request
        words = words_query(self.schema, request.rule, self.minimum) if request.rule is not None else None
        meaning = start_query(self.schema, self.snapshot.starts[self.near]) if request.nearest is not None else None
        number = key_query(self.schema, request.lookup) if request.lookup else None
        return Legs(self.base, words, meaning, number, request.everything)

    @cached_property
    def near(self) -> Positions:
        """The k nearest visible documents above the floor; phrases and filters have not been asked yet."""
        if self.scan is None or self.request.nearest is None:
            return np.zeros(0, dtype=np.intp)
        among = np.flatnonzero(self.visible & (self.scan.best >= self.request.nearest.floor) & (self.scan.best > -np.inf))
        return nearest(self.scan.best, among, self.request.nearest.k)

    # --- order -----------------------------------------------------------------------------------------------

    def _by_relevance(self, total: int) -> tuple[tuple[Positions, Floats], tuple[Positions, Floats]]:
        request = self.request
        first = min(total, max(0, request.candidates))
        end = min(total, request.offset + request.limit)
        places, scores = self._top(max(first, end), total)
        members = self._members()
        extra = members[~np.isin(members, places[:first])]
        extra_scores = self._scores(extra)
        head = np.concatenate([places[:first], extra])
        head_scores = np.concatenate([scores[:first], extra_scores])
        order = _order(head, head_scores)
        beyond = np.flatnonzero(~np.isin(places, head))
        page = beyond[max(0, request.offset - len(head)) : max(0, end - len(head))]
        return (head[order], head_scores[order]), (places[page], scores[page])

    def _top(self, wanted: int, total: int) -> tuple[Positions, Floats]:
        """The first `wanted` of the filtered set by score, then id: fetched past the cut until the score changes."""
        if wanted <= 0:
            return np.zeros(0, dtype=np.intp), np.zeros(0)
        query = ranked(self.filtered, self.scoring)
        limit = min(total, wanted + _MARGIN)
        while True:
            hits = self.snapshot.main.search(query, limit, count=False).hits
            scores = np.array([score for score, _ in hits], dtype=np.float64)
            if len(hits) < limit or limit >= total or comparable(scores[wanted - 1]) != comparable(scores[-1]):
                break
            limit = min(total, 8 * limit)
        places = self.snapshot.positions(hits)
        order = _order(places, scores)[:wanted]
        return places[order], scores[order]

    def _members(self) -> Positions:
        """Members of the filtered set by meaning and by number."""
        if not len(self.near) and self.legs.number is None:
            return np.zeros(0, dtype=np.intp)
        ways = [way for way in (self.legs.meaning, self.legs.number) if way is not None]
        return np.sort(
            self.snapshot.found(every(unscored(self.filtered), Query.boolean_query([(Occur.Should, way) for way in ways])))
        )

    def _scores(self, places: Positions) -> Floats:
        """Document scores of given documents."""
        found = np.zeros(len(self.snapshot.ids))
        if len(places) and self.scoring:
            query = ranked(start_query(self.schema, self.snapshot.starts[places]), self.scoring)
            hits = self.snapshot.main.search(query, len(places), count=False).hits
            found[self.snapshot.positions(hits)] = [score for score, _ in hits]
        return found[places]

    def _page_by_date(self, total: int) -> tuple[Positions, Floats]:
        request = self.request
        limit = min(request.limit, total - request.offset)
        if limit <= 0:
            return np.zeros(0, dtype=np.intp), np.zeros(0)
        name = schema.NEWEST if request.sort is Sort.NEWEST else schema.OLDEST
        hits = self.snapshot.main.search(
            unscored(self.filtered), limit, count=False, offset=request.offset, order_by_field=name, order=Order.Asc
        ).hits
        places = self.snapshot.positions(hits)
        return places, self._scores(places)

    # --- hits ------------------------------------------------------------------------------------------------

    def _hits(self, places: Positions, scores: Floats) -> tuple[Hit, ...]:
        if not len(places):
            return ()
        near = set(self.near.tolist())
        number = self._which(self.legs.number, places)
        words = self._by_words(places, near | number)
        best = best_passages(self.snapshot, places, self._passage_scoring)
        dates = self.snapshot.dates
        return tuple(
            Hit(
                id=self.snapshot.ids[place],
                words=place in words,
                meaning=place in near,
                number=place in number,
                keyword=score,
                by_words=best.get(place),
                by_meaning=self._nearest_passage(place),
                sort_date=int(dates[place]) if dates[place] != UNDATED else None,
            )
            for place, score in zip(places.tolist(), scores.tolist(), strict=True)
        )

    def _by_words(self, places: Positions, otherwise: set[int]) -> set[int]:
        """Who of the match set matched by words: who did not match otherwise must have."""
        if self.legs.words is None:
            return set()
        if self.legs.everything:
            return self._which(self.legs.words, places)
        doubtful = np.array([place for place in places.tolist() if place in otherwise], dtype=np.intp)
        return (set(places.tolist()) - otherwise) | self._which(self.legs.words, doubtful)

    def _which(self, leg: Query | None, places: Positions) -> set[int]:
        if leg is None or not len(places):
            return set()
        return set(self.snapshot.found(every(leg, start_query(self.schema, self.snapshot.starts[places]))).tolist())

    @cached_property
    def _passage_scoring(self) -> list[Query]:
        clauses = [clause for clause in self.request.passage_clauses if clause.term.stream in PASSAGE_STREAMS]
        return ranking(self.snapshot.passage_schema, self.snapshot.passages, clauses)

    def _nearest_passage(self, place: int) -> BestPassage | None:
        rows = int(self.snapshot.rows[place])
        if self.scan is None or rows < 2:
            return None
        start = int(self.snapshot.starts[place])
        cosines = self.scan.cosines[start + 1 : start + rows]
        ordinal = int(cosines.argmax())
        return BestPassage(ordinal, float(cosines[ordinal]))


def best_passages(snapshot: Snapshot, places: Positions, scoring: list[Query]) -> Mapping[int, BestPassage]:
    """Best passage of each document by passage score, for those that have one with a term of the question.

    Passages come best first in portions: most documents are settled by the first one, so few passages are touched.
    """
    found: dict[int, BestPassage] = {}
    waiting = {int(snapshot.starts[place]): int(place) for place in places.tolist() if snapshot.rows[place] > 1}
    portion = 64 + 4 * len(waiting)
    while waiting and scoring:
        owners = Query.term_set_query(snapshot.passage_schema, schema.OWNER, list(waiting))
        query = every(unscored(owners), Query.boolean_query([(Occur.Should, part) for part in scoring]))
        hits = snapshot.passages.search(query, portion, count=False).hits
        addresses = [at for _, at in hits]
        owner = snapshot.passages.fast_field_values(schema.OWNER, addresses)
        ordinal = snapshot.passages.fast_field_values(schema.PLACE, addresses)
        complete = len(hits) < portion
        settled = _best_of(zip(owner, ordinal, (score for score, _ in hits), strict=True), complete=complete)
        found.update((waiting.pop(start), passage) for start, passage in settled.items())
        if complete:
            break
        portion *= 2
    return found


def _best_of(passages: Iterable[tuple[object, object, float]], *, complete: bool) -> dict[int, BestPassage]:
    """Best passage by owner, smallest ordinal among equals; without those that a later portion could still change."""
    best: dict[int, BestPassage] = {}
    score = 0.0
    for owner, ordinal, score in passages:
        if not isinstance(owner, int) or not isinstance(ordinal, int):
            continue
        known = best.get(owner)
        if known is None or (comparable(score) == comparable(known.score) and ordinal < known.ordinal):
            best[owner] = BestPassage(ordinal, score)
    if complete:
        return best
    return {owner: passage for owner, passage in best.items() if comparable(passage.score) > comparable(score)}


def _order(places: Positions, scores: Floats) -> NDArray[np.intp]:
    """Best score first, as scores are compared; then by id."""
    rounded = np.array([comparable(score) for score in scores.tolist()])
    return np.lexsort((places, -rounded)) if len(places) else np.zeros(0, dtype=np.intp)
