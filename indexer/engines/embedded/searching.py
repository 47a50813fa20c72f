"""A request over one snapshot.

Counts, facets and order are Tantivy's work; Python touches only the candidates, the page and arrays of numpy. The
semantic leg is an exact scan: cosines of all rows, best per document, the k nearest of the visible ones.
"""

from collections.abc import Collection, Iterable, Mapping
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
from indexer.engines.embedded.vectors import Floats, Integers, length, nearest
from indexer.engines.engine import BestPassage, Hit, Request, Response, Sort, Vectors

_MARGIN = 32
"""Hits fetched past a cut, where the tie across it usually ends."""

_FAR = np.iinfo(np.int64).max

FEW = 1_000
"""Documents that match by words up to which they are told one by one."""

ABOUT = 1e-5
"""More than float32 is off for a cosine."""

Ranked = tuple[Positions, Floats]
"""Documents in order, with their scores."""

_NONE: Ranked = (np.zeros(0, dtype=np.intp), np.zeros(0))


def search(snapshot: Snapshot, request: Request) -> Response:
    """Answers the request exactly (see `indexer.engines.engine`)."""
    return _Search(snapshot, request).response()


class Scan:
    """The vector asked with against all rows: about how near each document's best passage is, and exactly for those looked at.

    `best`: float32 cosine of each document's best passage, off by less than ABOUT; -inf without passages.
    """

    def __init__(self, snapshot: Snapshot, vector: Vectors) -> None:
        self._snapshot = snapshot
        self._products = snapshot.passage_rows.products(vector)
        self._length = length(vector)
        cosines = np.multiply(self._products, snapshot.passage_rows.inverse, dtype=np.float32)
        cosines *= np.float32(1 / self._length)
        self.best = np.full(len(snapshot.ids), -np.inf, np.float32)
        if len(snapshot.holders):
            self.best[snapshot.holders] = snapshot.blocks.maxima(cosines)

    def exactly(self, places: Positions) -> tuple[Positions, Integers, Floats]:
        """Those of the documents that have passages, as indices into `places`, with ordinal and cosine of the best, the first
        among equals."""
        snapshot = self._snapshot
        passages = snapshot.rows[places] - 1
        holders = np.flatnonzero(passages)
        passages = passages[holders]
        if not len(holders):
            return holders, np.zeros(0, np.int64), np.zeros(0)
        borders = np.cumsum(passages) - passages
        rows = np.arange(int(passages.sum())) + np.repeat(snapshot.first[places[holders]] - borders, passages)
        cosines = self._products[rows] / (snapshot.passage_rows.lengths[rows] * self._length)
        best = np.maximum.reduceat(cosines, borders)
        level = np.flatnonzero(cosines == np.repeat(best, passages))
        first = level[np.searchsorted(level, borders)]
        return holders, first - borders, best


class _Search:
    """What the steps of one request share."""

    def __init__(self, snapshot: Snapshot, request: Request) -> None:
        self.snapshot = snapshot
        self.request = request
        self.schema = snapshot.main_schema
        self.visible = snapshot.visible(request.labels)
        self.scan = Scan(snapshot, request.nearest.vector) if request.nearest is not None else None
        self.base = base_query(self.schema, request, all_visible=bool(self.visible.all()))
        self.filters = filter_queries(self.schema, request.filters)
        self.scoring = ranking(self.schema, snapshot.main, request.clauses) + preferring(self.schema, request.preferences)
        self.wanted = max(request.candidates, request.offset + request.limit) if request.sort is Sort.RELEVANCE else 0
        self.minimum, self.words, self.held = self._words()
        self.legs = self._legs()
        self.filtered = every(self.legs.match, *self.filters.values())

    def response(self) -> Response:
        request = self.request
        facets = facet_counts(self.snapshot.main, self.legs.match, self.filters, request.facets)
        if request.sort is not Sort.RELEVANCE:
            total, (places, scores) = self._page_by_date()
            return Response(total, self.minimum, (), self._hits(places, scores, self._which(self.words, places)), facets)
        total, candidates, rest, by_words = self._by_relevance()
        return Response(total, self.minimum, self._hits(*candidates, by_words), self._hits(*rest, by_words), facets)

    # --- the match set ---------------------------------------------------------------------------------------

    def _words(self) -> tuple[int | None, Query | None, Positions | None]:
        """The m that is used (see MatchRule), what matches by words, and who that is where they came with the count: up to FEW.

        Then the whole match set is known, and one search ranks it. Telling who matches is cheap: it looks at pairs of
        syllables, ranking at the syllables too, which stand in every other document.
        """
        rule = self.request.rule
        if rule is None:
            return None, None, None
        query, used = Query.empty_query(), None
        for minimum in rule.minimums:
            query, used = words_query(self.schema, rule, minimum), minimum
            if minimum == rule.minimums[-1] and not rule.alternatives:
                return used, query, None
            selection = every(self.base, query)
            result = self.snapshot.main.search(unscored(selection), FEW, count=True)
            if counted(result) >= rule.enough:
                return used, query, self.snapshot.positions(result.hits) if counted(result) <= len(result.hits) else None
        return used, either([query, alternatives_query(self.schema, rule)]), None

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
        wanted, best = self.request.nearest, self.scan.best
        among = np.flatnonzero(self.visible & (best >= wanted.floor - ABOUT) & (best > -np.inf))
        if 0 < wanted.k < len(among):
            kth = np.partition(best[among], len(among) - wanted.k)[len(among) - wanted.k]
            among = among[best[among] >= kth - 2 * ABOUT]
        _, _, cosines = self.scan.exactly(among)
        near = cosines >= wanted.floor
        exact = np.full(len(self.snapshot.ids), -np.inf)
        exact[among] = cosines
        return nearest(exact, among[near], wanted.k)

    @cached_property
    def numbered(self) -> Positions:
        """The holders of a number key, seen by the reader or not; phrases and filters have not been asked yet."""
        return np.zeros(0, dtype=np.intp) if self.legs.number is None else self.snapshot.found(self.legs.number)

    # --- order -----------------------------------------------------------------------------------------------

    def _by_relevance(self) -> tuple[int, Ranked, Ranked, frozenset[int]]:
        """Size of the filtered set, candidates, the page's part beyond them, and who of both matched by words.

        A small match set is ranked whole. Of a large one the first by words are, and whoever is not among them comes in by
        meaning or number only: those are few and known, and are scored beside it.
        """
        request = self.request
        few = np.union1d(self.near, self.numbered)
        if self.held is not None and self.wanted > 0 and not request.everything:
            hits = self.snapshot.main.search(ranked(self.filtered, self.scoring), len(self.held) + len(few) + 1, count=False).hits
            places, scores = self.snapshot.positions(hits), np.array([score for score, _ in hits], dtype=np.float64)
            total, by_words = len(places), set(self.held.tolist())
        else:
            total, places, scores, whole = self._top()
            extra, extra_scores = self._scored(few[~np.isin(few, places)])
            if request.everything:
                by_words = self._which(self.words, np.concatenate([places, extra]))
            else:
                by_words = set(places.tolist()) | (set() if whole else self._which(self.words, extra))
                total += sum(place not in by_words for place in extra.tolist())
            places, scores = np.concatenate([places, extra]), np.concatenate([scores, extra_scores])
        order = _order(places, scores)
        places, scores = places[order], scores[order]
        first = np.arange(len(places)) < max(0, request.candidates)
        head = first | np.isin(places, few)
        start = max(0, request.offset - int(head.sum()))
        beyond = np.flatnonzero(~head)[start : max(0, min(total, request.offset + request.limit) - int(head.sum()))]
        return total, (places[head], scores[head]), (places[beyond], scores[beyond]), frozenset(by_words)

    def _top(self) -> tuple[int, Positions, Floats, bool]:
        """Of what matches by words (or of everything): its size, its first `wanted` by score, then id, and whether these are
        all. Fetched until the score changes."""
        if self.words is None and not self.request.everything:
            return 0, *_NONE, True
        selection = every(self.base, None if self.request.everything else self.words, *self.filters.values())
        if self.wanted <= 0:
            size = count(self.snapshot.main, selection)
            return size, *_NONE, size == 0
        query = ranked(selection, self.scoring)
        limit = self.wanted + _MARGIN
        while True:
            result = self.snapshot.main.search(query, limit, count=True)
            scores = np.array([score for score, _ in result.hits], dtype=np.float64)
            if len(scores) < limit or comparable(scores[self.wanted - 1]) != comparable(scores[-1]):
                break
            limit *= 8
        places = self.snapshot.positions(result.hits)
        order = _order(places, scores)[: self.wanted]
        return counted(result), places[order], scores[order], counted(result) <= self.wanted

    def _scored(self, places: Positions) -> Ranked:
        """Those of the documents that are in the filtered set, with their scores; each must be in the match set by meaning or
        by number, but for phrases, exclusions and labels."""
        if not len(places):
            return _NONE
        few = every(start_query(self.schema, self.snapshot.starts[places]), self.base, *self.filters.values())
        hits = self.snapshot.main.search(ranked(few, self.scoring), len(places), count=False).hits
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

    def _hits(self, places: Positions, scores: Floats, by_words: Collection[int]) -> tuple[Hit, ...]:
        if not len(places):
            return ()
        near, numbered = set(self.near.tolist()), set(self.numbered.tolist())
        best = best_passages(self.snapshot, places, self._passage_scoring)
        return tuple(
            Hit(
                id=self.snapshot.ids[place],
                words=place in by_words,
                meaning=place in near,
                number=place in numbered,
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

    def _which(self, leg: Query | None, places: Positions) -> set[int]:
        """Those of the documents that match the leg."""
        if leg is None or not len(places):
            return set()
        return set(self.snapshot.found(every(leg, start_query(self.schema, self.snapshot.starts[places]))).tolist())

    @cached_property
    def _passage_scoring(self) -> list[Query]:
        clauses = [clause for clause in self.request.passage_clauses if clause.term.stream in PASSAGE_STREAMS]
        return ranking(self.snapshot.passage_schema, self.snapshot.passages, clauses)

    def _nearest_passages(self, places: Positions) -> list[BestPassage | None]:
        """Best passage by cosine of each document, the first among equals."""
        found: list[BestPassage | None] = [None] * len(places)
        if self.scan is not None:
            for place, ordinal, cosine in zip(*(column.tolist() for column in self.scan.exactly(places)), strict=True):
                found[place] = BestPassage(ordinal, cosine)
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
    last = rounded[-1]
    # Best first as they come: within an owner the first has the best score, and equals lie next to it.
    order = np.argsort(owners, kind="stable")
    starts = np.flatnonzero(np.diff(owners[order], prepend=-1))
    sizes = np.diff(starts, append=len(order))
    level = rounded[order] == np.repeat(rounded[order[starts]], sizes)
    smallest = np.minimum.reduceat(np.where(level, ordinals[order], _FAR), starts)
    first = order[np.flatnonzero(level & (ordinals[order] == np.repeat(smallest, sizes)))]
    if not complete:
        first = first[rounded[first] > last]
    passages = map(BestPassage, ordinals[first].tolist(), scores[first].tolist())
    return zip(owners[first].tolist(), passages, strict=True)


def _order(places: Positions, scores: Floats) -> NDArray[np.intp]:
    """Best score first, as scores are compared; then by id."""
    return np.lexsort((places, -np.rint(scores * SCORE_SCALE)))
