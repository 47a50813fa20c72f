"""The reference engine: plain Python, every sentence of `engine.py` written down once, slow and obviously right.

Scores use the same one-byte field lengths as Tantivy and Lucene, so they agree to 1e-4. Nothing is kept on disk.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock

import numpy as np

from corpus.document import Document, DocumentId, Span
from corpus.gazetteer.bodies import label_of
from indexer.engines.canonical import CanonicalEntry, canonical, comparable, phrase_offsets, year_number
from indexer.engines.engine import (
    SENTINEL,
    Attribute,
    BestPassage,
    Clause,
    DocumentSource,
    EngineStatus,
    Excerpt,
    FacetCounts,
    FacetRequest,
    Filter,
    Hit,
    IndexEntry,
    Labels,
    MatchRule,
    Nearest,
    Neighbour,
    Preference,
    Request,
    Response,
    Sort,
    Statistics,
    Stream,
    Term,
    Vectors,
)

K1 = 1.2
B = 0.75

Bags = Mapping[Stream, Counter[str]]


def kept_length(length: int) -> int:
    """A field's length as one byte holds it: exact up to 40, then four significant bits, rounded down."""
    if length <= 40:
        return length
    shift = (length - 24).bit_length() - 4
    return 24 + ((length - 24) >> shift << shift)


def idf(documents: int, frequency: int) -> float:
    return math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5))


def cosine(row: Vectors, vector: Vectors) -> float:
    """Over the int8 values themselves, summed exactly; 0 where one of them is all zero."""
    a, b = row.astype(np.int64), vector.astype(np.int64)
    lengths = math.sqrt(int(a @ a)) * math.sqrt(int(b @ b))
    return int(a @ b) / lengths if lengths else 0.0


class Bm25:
    """Scores bags of terms against all bags of their kind (all documents, or all passages)."""

    def __init__(self, bags: Sequence[Bags]) -> None:
        self.size = len(bags)
        self._frequency = Counter((stream, term) for bag in bags for stream, terms in bag.items() for term in terms)
        totals: Counter[Stream] = Counter()
        for bag in bags:
            totals.update({stream: terms.total() for stream, terms in bag.items()})
        self._mean = {stream: total / len(bags) for stream, total in totals.items()}

    def frequency(self, term: Term) -> int:
        return self._frequency[term.stream, term.text]

    def score(self, bag: Bags, clauses: Iterable[Clause]) -> float | None:
        """Sum of the clauses whose term the bag holds; None where it holds none."""
        parts = [self._part(bag[clause.term.stream], clause) for clause in clauses if _holds(bag, clause.term)]
        return math.fsum(parts) if parts else None

    def _part(self, terms: Counter[str], clause: Clause) -> float:
        rarity = idf(self.size, self.frequency(clause.term))
        count = terms[clause.term.text]
        norm = K1 * (1 - B + B * kept_length(terms.total()) / self._mean[clause.term.stream])
        return clause.weight * rarity * (K1 + 1) * count / (count + norm) + clause.constant * rarity


@dataclass(frozen=True, slots=True)
class Held:
    """A document as this engine keeps it: bags of terms with their sentinel, made once when it is written."""

    entry: CanonicalEntry
    bag: Bags
    passages: tuple[Bags, ...]


class MemoryEngine:
    """Implements `indexer.engines.engine.Engine` without files. Without a source it shows the entries' own documents."""

    def __init__(self, source: DocumentSource | None = None, *, encoder: str = "", dimensions: int | None = None) -> None:
        self._source = source
        self._encoder = encoder
        self._dimensions = dimensions
        self._held: Mapping[DocumentId, Held] = {}
        self._reader = MemoryReader({}, source)
        self._lock = Lock()

    def reader(self) -> "MemoryReader":
        return self._reader

    def write(self, puts: Iterable[IndexEntry], deletes: Iterable[DocumentId] = ()) -> None:
        with self._lock:
            held = dict(self._held)
            for id in deletes:
                held.pop(id, None)
            for entry in puts:
                held[entry.id] = _held(canonical(entry, self._dimensions))
            self._held = dict(sorted(held.items()))
            self._reader = MemoryReader(self._held, self._source)

    def revisions(self) -> Mapping[DocumentId, int]:
        return {id: held.entry.revision for id, held in self._held.items()}

    def status(self) -> EngineStatus:
        passages = sum(len(held.passages) for held in self._held.values())
        return EngineStatus("memory", len(self._held), passages, 0, "memory", self._encoder, {})

    def verify(self) -> list[str]:
        return []

    def close(self) -> None:
        """Nothing to let go of."""


class MemoryReader:
    """Implements `indexer.engines.engine.EngineReader` over documents in the order of their ids."""

    def __init__(self, held: Mapping[DocumentId, Held], source: DocumentSource | None) -> None:
        self._held = held
        self._source = source
        self.derived: MutableMapping[Hashable, object] = {}
        self._documents = Bm25([one.bag for one in held.values()])
        self._passages = Bm25([bag for one in held.values() for bag in one.passages])

    def statistics(self, terms: Collection[Term], labels: Labels) -> Statistics:
        frequency = {term: self._documents.frequency(term) for term in terms}
        return Statistics(len(self._visible(labels)), self._documents.size, self._passages.size, frequency)

    # --- searching -------------------------------------------------------------------------------------------

    def search(self, request: Request) -> Response:
        possible = {id: one for id, one in self._visible(request.labels).items() if _obeys(one, request)}
        minimum, words = _by_words(request.rule, possible)
        near = self._near(request.nearest, request.labels) & possible.keys()
        number = {id for id, one in possible.items() if set(one.entry.keys) & set(request.lookup)}
        match = set(possible) if request.everything else words | near | number
        filtered = [id for id in possible if id in match and _passes(possible[id], request.filters)]

        def hit(id: DocumentId) -> Hit:
            one = possible[id]
            return Hit(
                id=id,
                words=id in words,
                meaning=id in near,
                number=id in number,
                keyword=(self._documents.score(one.bag, request.clauses) or 0.0) + _preferred(one, request.preferences),
                by_words=self._best_by_words(one, request.passage_clauses),
                by_meaning=_best_by_meaning(one, request.nearest.vector) if request.nearest is not None else None,
                sort_date=one.entry.sort_date,
            )

        hits = [hit(id) for id in filtered]
        facets = {
            facet.attribute: _facet([possible[id] for id in possible if id in match], request, facet) for facet in request.facets
        }
        page = slice(request.offset, request.offset + request.limit)
        if request.sort is not Sort.RELEVANCE:
            hits.sort(key=_date_order(request.sort))
            return Response(len(filtered), minimum, (), tuple(hits[page]), facets)
        hits.sort(key=lambda one: (-comparable(one.keyword), one.id))
        candidates = [one for place, one in enumerate(hits) if place < request.candidates or one.meaning or one.number]
        chosen = {one.id for one in candidates}
        others = [one for one in hits if one.id not in chosen]
        rest = others[max(0, page.start - len(candidates)) : max(0, page.stop - len(candidates))]
        return Response(len(filtered), minimum, tuple(candidates), tuple(rest), facets)

    def _near(self, nearest: Nearest | None, labels: Labels) -> set[DocumentId]:
        if nearest is None:
            return set()
        best = {id: _best_by_meaning(one, nearest.vector) for id, one in self._visible(labels).items()}
        found = sorted((-passage.score, id) for id, passage in best.items() if passage and passage.score >= nearest.floor)
        return {id for _, id in found[: max(0, nearest.k)]}

    def _best_by_words(self, one: Held, clauses: Sequence[Clause]) -> BestPassage | None:
        scores = [(place, self._passages.score(bag, clauses)) for place, bag in enumerate(one.passages)]
        held = [BestPassage(place, score) for place, score in scores if score is not None]
        return min(held, key=lambda passage: (-comparable(passage.score), passage.ordinal), default=None)

    # --- looking up ------------------------------------------------------------------------------------------

    def values(self, attribute: Attribute, labels: Labels) -> Mapping[str, int]:
        return Counter(value for one in self._visible(labels).values() for value in one.entry.attributes[attribute])

    def names(self, attribute: Attribute, values: Collection[str], labels: Labels) -> Mapping[str, str]:
        if self._source is not None:
            return self._source.names(attribute.value, values, labels)
        known: dict[str, str] = {}
        for one in self._visible(labels).values():
            fields = one.entry.document.fields
            if attribute is Attribute.ISSUER:
                known |= {issuer.id: label_of(issuer) for issuer in fields.issuers}
            if attribute is Attribute.TYPE and fields.type is not None:
                known[fields.type.code] = fields.type.name
        return {value: known[value] for value in values if value in known}

    def neighbours(self, vector: Vectors, k: int, labels: Labels) -> list[Neighbour]:
        rows = {id: one.entry.vectors[0] for id, one in self._visible(labels).items()}
        found = [Neighbour(id, cosine(row, vector)) for id, row in rows.items() if row.any()]
        return sorted(found, key=lambda one: (-one.similarity, one.id))[: max(0, k)]

    def similar_vector(self, id: DocumentId, labels: Labels) -> Vectors | None:
        one = self._visible(labels).get(id)
        return one.entry.vectors[0].copy() if one is not None and one.entry.vectors[0].any() else None

    def documents(
        self, ids: Sequence[DocumentId], labels: Labels, *, text: bool = True, citations: bool = True
    ) -> Mapping[DocumentId, Document]:
        visible = self._visible(labels)
        wanted = [id for id in ids if id in visible]
        if self._source is not None:
            return self._source.documents(wanted, labels, text=text, citations=citations)
        found = {id: visible[id].entry.document for id in wanted}
        if not citations:
            found = {id: replace(document, fields=replace(document.fields, citations=())) for id, document in found.items()}
        return found if text else {id: replace(document, text="") for id, document in found.items()}

    def excerpts(self, passages: Sequence[tuple[DocumentId, int]], labels: Labels) -> Mapping[tuple[DocumentId, int], Excerpt]:
        visible = self._visible(labels)
        spans: dict[tuple[DocumentId, int], Span] = {}
        for id, ordinal in passages:
            if id in visible and 0 <= ordinal < len(visible[id].passages):
                spans[id, ordinal] = visible[id].entry.passages[ordinal].span
        if self._source is not None:
            texts = self._source.texts([(id, span) for (id, _), span in spans.items()], labels)
        else:
            texts = {(id, span): visible[id].entry.document.text[span.start : span.end] for (id, _), span in spans.items()}
        return {key: Excerpt(span, texts[key[0], span]) for key, span in spans.items() if (key[0], span) in texts}

    def find(self, keys: Collection[str], labels: Labels) -> Mapping[str, tuple[DocumentId, ...]]:
        visible = self._visible(labels)
        found = {key: tuple(id for id, one in visible.items() if key in one.entry.keys) for key in keys}
        return {key: ids for key, ids in found.items() if ids}

    def _visible(self, labels: Labels) -> dict[DocumentId, Held]:
        return {id: one for id, one in self._held.items() if labels is None or one.entry.label in labels}


def _held(entry: CanonicalEntry) -> Held:
    positions = [term or SENTINEL for term in entry.positions]
    bag = {stream: Counter([*terms, SENTINEL]) for stream, terms in entry.streams.items()}
    bag[Stream.FP] = Counter([*positions, SENTINEL])
    passages = tuple({stream: Counter([*terms, SENTINEL]) for stream, terms in one.streams.items()} for one in entry.passages)
    return Held(entry, bag, passages)


def _holds(bag: Bags, term: Term) -> bool:
    return term.stream in bag and term.text in bag[term.stream]


def _obeys(one: Held, request: Request) -> bool:
    """Whether the document holds all phrases and none of the excluded ones."""
    phrases = [offsets for phrase in request.phrases if (offsets := phrase_offsets(phrase))]
    excluded = [offsets for phrase in request.excluded if (offsets := phrase_offsets(phrase))]
    positions = one.entry.positions
    return all(_says(positions, phrase) for phrase in phrases) and not any(_says(positions, phrase) for phrase in excluded)


def _says(positions: Sequence[str], phrase: Sequence[tuple[int, str]]) -> bool:
    last = len(positions) - phrase[-1][0]
    return any(all(positions[start + offset] == term for offset, term in phrase) for start in range(last))


def _by_words(rule: MatchRule | None, possible: Mapping[DocumentId, Held]) -> tuple[int | None, set[DocumentId]]:
    """The m that is used, and what matches by words."""
    found: set[DocumentId] = set()
    used = None
    if rule is None:
        return used, found
    for used in rule.minimums:
        found = {id for id, one in possible.items() if sum(_stands(one.bag, term, rule) for term in rule.terms) >= used}
        if len(found) >= rule.enough:
            return used, found
    return used, found | {
        id for id, one in possible.items() if any(all(_holds(one.bag, term) for term in way) for way in rule.alternatives)
    }


def _stands(bag: Bags, term: Term, rule: MatchRule) -> bool:
    """Whether the bag holds the term, or all of one of its synonyms."""
    ways = [together for of, together in rule.synonyms if of == term and together]
    return _holds(bag, term) or any(all(_holds(bag, other) for other in together) for together in ways)


def _best_by_meaning(one: Held, vector: Vectors) -> BestPassage | None:
    cosines = [BestPassage(place, cosine(row, vector)) for place, row in enumerate(one.entry.vectors[1:])]
    return min(cosines, key=lambda passage: (-passage.score, passage.ordinal), default=None)


def _passes(one: Held, filters: Mapping[Attribute, Filter]) -> bool:
    return all(_accepts(wanted, attribute, one.entry.attributes[attribute]) for attribute, wanted in filters.items())


def _accepts(wanted: Filter, attribute: Attribute, values: Collection[str]) -> bool:
    if not values:
        return None in wanted.values
    if wanted.values & set(values):
        return True
    if attribute is not Attribute.YEAR or (wanted.low is None and wanted.high is None):
        return False
    low = -math.inf if wanted.low is None else wanted.low
    high = math.inf if wanted.high is None else wanted.high
    return any(low <= year <= high for year in map(year_number, values) if year is not None)


def _preferred(one: Held, preferences: Iterable[Preference]) -> float:
    return math.fsum(wish.weight for wish in preferences if wish.values & set(one.entry.attributes[wish.attribute]))


def _facet(match: Iterable[Held], request: Request, facet: FacetRequest) -> FacetCounts:
    others = {attribute: wanted for attribute, wanted in request.filters.items() if attribute is not facet.attribute}
    holders = [one.entry.attributes[facet.attribute] for one in match if _passes(one, others)]
    counts = Counter(value for values in holders for value in values)
    kept = sorted((-count, value) for value, count in counts.items())
    head = {value for _, value in kept[: max(0, facet.size)]} | facet.chosen
    values = sorted((-counts[value], value) for value in head)
    other = sum(-count for count, value in kept if value not in head)
    return FacetCounts(tuple((value, -count) for count, value in values), other, sum(not values for values in holders))


def _date_order(sort: Sort) -> Callable[[Hit], tuple[bool, int, DocumentId]]:
    sign = -1 if sort is Sort.NEWEST else 1
    return lambda hit: (hit.sort_date is None, sign * (hit.sort_date or 0), hit.id)
