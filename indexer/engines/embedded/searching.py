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

from indexer.engines.canonical import PASSAGE_STREAMS, SCORE_SCALE, comparable
from indexer.engines.embedded import schema
from indexer.engines.embedded.facets import facet_counts
from indexer.engines.embedded.query import (
    Legs,
    alternatives_query,
    base_query,
    count,
    counted,
    either,
    every,
    filter_queries,
    key_query,
    preferring,
    ranked,
    ranking,
    start_query,
    unscored,
    words_query,
)
from indexer.engines.embedded.snapshot import UNDATED, Hits, Positions, Snapshot
from indexer.engines.embedded.vectors import Floats, block_maxima, nearest
from indexer.engines.engine import BestPassage, Hit, Nearest, Request, Response, Sort

_MARGIN = 32
"""Hits fetched past a cut, where the tie across it usually ends."""

Ranked = tuple[Positions, Floats]
"""Documents in order, with their scores."""

_NONE: Ranked = (np.zeros(0, dtype=np.intp), np.zeros(0))


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
        self.minimum, self.words = self._words()
        self.filters = filter_queries(self.schema, request.filters)
        self.legs = self._legs()
        self.filtered = every(self.legs.match, *self.filters.values())
        self.scoring = ranking(self.schema, snapshot.main, request.clauses) + preferring(self.schema, request.preferences)

    def response(self) -> Response:
        request = self.request
        facets = facet_counts(self.snapshot.main, self.legs.match, self.filters, request.facets)
        if request.sort is not Sort.RELEVANCE:
            total, page = self._page_by_date()
            return Response(total, self.minimum, (), self._hits(*page), facets)
        total, candidates, rest = self._by_relevance()
        return Response(total, self.minimum, self._hits(*candidates), self._hits(*rest), facets)

    # --- the match set ---------------------------------------------------------------------------------------

    def _words(self) -> tuple[int | None, Query | None]:
        """The m that is used (see MatchRule), and what matches by words."""
        rule = self.request.rule
        if rule is None:
            return None, None
        query, used = Query.empty_query(), None
        for minimum in rule.minimums:
            query, used = words_query(self.schema, rule, minimum), minimum
            last = minimum == rule.minimums[-1] and not rule.alternatives
            if last or count(self.snapshot.main, every(self.base, query)) >= rule.enough:
                return used, query
        return used, either([query, alternatives_query(self.schema, rule)])

    def _legs(self) -> Legs:
        request = self.request
        meaning = start_query(self.schema, self.snapshot.starts[self.near]) if request.nearest is not None else None
        number = key_query(self.schema, request.lookup) if request.lookup else None
        return Legs(self.base, self.words, meaning, number, request.everything)

    @cached_property
    def near(self) -> Positions:
        """The k nearest visible documents above the floor; phrases and filters have not been asked yet."""
        if self.scan is None or self.request.nearest is None:
            return np.zeros(0, dtype=np.intp)
        among = np.flatnonzero(self.visible & (self.scan.best >= self.request.nearest.floor) & (self.scan.best > -np.inf))
        return nearest(self.scan.best, among, self.request.nearest.k)

    # --- order -----------------------------------------------------------------------------------------------

    def _by_relevance(self) -> tuple[int, Ranked, Ranked]:
        """Size of the filtered set, candidates, and the page's part beyond them."""
        request = self.request
        end = request.offset + request.limit
        total, (places, scores) = self._top(max(request.candidates, end))
        first = max(0, request.candidates)
        members, member_scores = self._members()
        extra = ~np.isin(members, places[:first])
        head = np.concatenate([places[:first], members[extra]])
        head_scores = np.concatenate([scores[:first], member_scores[extra]])
        order = _order(head, head_scores)
        beyond = np.flatnonzero(~np.isin(places, head))
        page = beyond[max(0, request.offset - len(head)) : max(0, min(total, end) - len(head))]
        return total, (head[order], head_scores[order]), (places[page], scores[page])

    def _top(self, wanted: int) -> tuple[int, Ranked]:
        """Size of the filtered set, and its first `wanted` by score, then id: fetched until the score changes."""
        if wanted <= 0:
            return count(self.snapshot.main, self.filtered), _NONE
        query = ranked(self.filtered, self.scoring)
        limit = wanted + _MARGIN
        while True:
            result = self.snapshot.main.search(query, limit, count=True)
            scores = np.array([score for score, _ in result.hits], dtype=np.float64)
            if len(scores) < limit or comparable(scores[wanted - 1]) != comparable(scores[-1]):
                break
            limit *= 8
        places = self.snapshot.positions(result.hits)
        order = _order(places, scores)[:wanted]
        return counted(result), (places[order], scores[order])

    def _members(self) -> Ranked:
        """Members of the filtered set by meaning and by number."""
        if not len(self.near) and self.legs.number is None:
            return _NONE
        ways = either([way for way in (self.legs.meaning, self.legs.number) if way is not None])
        query = ranked(every(ways, self.base, *self.filters.values()), self.scoring)  # each way is within the match set
        hits = self.snapshot.main.search(query, max(1, len(self.snapshot.ids)), count=False).hits
        return self.snapshot.positions(hits), np.array([score for score, _ in hits], dtype=np.float64)

    def _page_by_date(self) -> tuple[int, Ranked]:
        request = self.request
        if request.limit <= 0:
            return count(self.snapshot.main, self.filtered), _NONE
        name = schema.NEWEST if request.sort is Sort.NEWEST else schema.OLDEST
        result = self.snapshot.main.search(
            unscored(self.filtered), request.limit, count=True, offset=request.offset, order_by_field=name, order=Order.Asc
        )
        places = self.snapshot.positions(result.hits)
        return counted(result), (places, self._scores(places))

    def _scores(self, places: Positions) -> Floats:
        """Document scores of given documents."""
        found = np.zeros(len(self.snapshot.ids))
        if len(places) and self.scoring:
            query = ranked(start_query(self.schema, self.snapshot.starts[places]), self.scoring)
            hits = self.snapshot.main.search(query, len(places), count=False).hits
            found[self.snapshot.positions(hits)] = [score for score, _ in hits]
        return found[places]

    # --- hits ------------------------------------------------------------------------------------------------

    def _hits(self, places: Positions, scores: Floats) -> tuple[Hit, ...]:
        if not len(places):
            return ()
        near = set(self.near.tolist())
        number = self._which(self.legs.number, places)
        words = self._by_words(places, near | number)
        best = best_passages(self.snapshot, places, self._passage_scoring)
        return tuple(
            Hit(
                id=self.snapshot.ids[place],
                words=place in words,
                meaning=place in near,
                number=place in number,
                keyword=score,
                by_words=best.get(place),
                by_meaning=meaning,
                sort_date=date if date != UNDATED else None,
            )
            for place, score, meaning, date in zip(
                places.tolist(),
                scores.tolist(),
                self._nearest_passages(places),
                self.snapshot.dates[places].tolist(),
                strict=True,
            )
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

    def _nearest_passages(self, places: Positions) -> list[BestPassage | None]:
        """Best passage by cosine of each document, the first among equals."""
        if self.scan is None:
            return [None] * len(places)
        cosines, starts = self.scan.cosines, self.snapshot.starts[places].tolist()
        best = self.scan.best[places].tolist()
        found: list[BestPassage | None] = []
        for start, rows, cosine in zip(starts, self.snapshot.rows[places].tolist(), best, strict=True):
            ordinal = int(cosines[start + 1 : start + rows].argmax()) if rows > 1 else None
            found.append(BestPassage(ordinal, cosine) if ordinal is not None else None)
        return found


def best_passages(snapshot: Snapshot, places: Positions, scoring: list[Query]) -> Mapping[int, BestPassage]:
    """Best passage of each document by passage score, for those that have one with a term of the question.

    Passages come best first in portions: most documents are settled by the first one, so few passages are touched.
    """
    found: dict[int, BestPassage] = {}
    waiting = {start: place for place, start in zip(places.tolist(), snapshot.starts[places].tolist(), strict=True)}
    portion = _MARGIN + 10 * len(waiting)
    while waiting and scoring:
        owners = Query.term_set_query(snapshot.passage_schema, schema.OWNER, list(waiting))
        query = Query.boolean_query([(Occur.Must, unscored(owners)), (Occur.Must, either(scoring))])
        hits = snapshot.passages.search(query, portion, count=False).hits
        complete = len(hits) < portion
        for start, passage in _best_of(snapshot, hits, complete=complete):
            found[waiting.pop(start)] = passage
        if complete:
            break
        portion *= 2
    return found


def _best_of(snapshot: Snapshot, hits: Hits, *, complete: bool) -> Iterable[tuple[int, BestPassage]]:
    """Best passage by owner, smallest ordinal among equals; without those that a later portion could still change."""
    if not hits:
        return ()
    addresses = [at for _, at in hits]
    owners = np.array(snapshot.passages.fast_field_values(schema.OWNER, addresses), dtype=np.int64)
    ordinals = np.array(snapshot.passages.fast_field_values(schema.PLACE, addresses), dtype=np.int64)
    scores = np.array([score for score, _ in hits], dtype=np.float64)
    rounded = np.rint(scores * SCORE_SCALE)
    order = np.lexsort((ordinals, -rounded, owners))
    first = order[np.flatnonzero(np.diff(owners[order], prepend=-1))]
    if not complete:
        first = first[rounded[first] > rounded[-1]]
    passages = map(BestPassage, ordinals[first].tolist(), scores[first].tolist())
    return zip(owners[first].tolist(), passages, strict=True)


def _order(places: Positions, scores: Floats) -> NDArray[np.intp]:
    """Best score first, as scores are compared; then by id."""
    return np.lexsort((places, -np.rint(scores * SCORE_SCALE)))
