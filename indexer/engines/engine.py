"""The engine seam: what is written, what is asked, what comes back. The docstrings are the specification.

An engine never sees Vietnamese: only named streams of terms, weights, labels, filters, facets and a vector.
`tests/contract/` is the suite that every engine passes; a behaviour that is not in it is not promised.

Match set. A document is in the match set of a request when the reader may see its label and it holds all
`phrases`, none of `excluded`, and one of:
  * by words: it satisfies `rule` (see MatchRule);
  * by meaning: it is among the `nearest.k` visible documents whose best passage has cosine >= `nearest.floor`;
  * by number: it carries one of the `lookup` keys;
  * `everything` is set.
Phrases and exclusions hold for every leg (of the nearest k, those that break them are dropped, not replaced).
Filters never change the match set, they intersect it; facet counts are taken from the match set under all filters
but the facet's own. So a facet's count equals the total after choosing that value.

Scores. Document score = sum over `clauses` of weight * BM25 + constant * idf; BM25 with k1 = 1.2, b = 0.75 and the
factor (k1 + 1); idf = ln(1 + (N - df + 0.5) / (df + 0.5)), N and df counted over all documents of the index that
hold a sentinel in that stream (every document does), not over the reader's. Passage score likewise over the
passages of the index with `passage_clauses`. The sentinel counts in the field's length, which is kept in one byte
(Lucene's table). An engine may count replaced and deleted documents in N and df until it is rebuilt.

Order by score compares scores rounded to SCORE_DIGITS decimals, so that the last bits of an engine's floating point
never decide; what is equal then goes by id (passages: by ordinal).

What every engine leaves out of an entry: empty terms, keys and values, repeated keys and values, and those over
LONGEST_TERM bytes of UTF-8. In one batch deletes go first, then puts in order. The rules are in `canonical.py`.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document, DocumentId, Span

SENTINEL = "¶"
"""The term that every stream of every document and passage holds besides its own; it is never asked for."""

LONGEST_TERM = 8_000
"""Bytes of UTF-8. Tantivy drops terms over 65,530, Lucene refuses those over 32,766."""

SCORE_DIGITS = 3
"""Decimals that count when scores are compared."""

Labels = frozenset[str] | None
"""Access labels that the reader holds; None reads everything (the command on the archive's own machine)."""

Vectors = NDArray[np.int8]
"""round(127 * unit vector); cosine is taken over the int8 values themselves, so every engine agrees."""


class Stream(StrEnum):
    """Named term streams of a document; passages carry FA, GA, SA and VA of their body."""

    FA = "fa"  # folded syllables of type, number, subject, body
    GA = "ga"  # folded bigrams of the same, inside clauses
    SA = "sa"  # marked syllables of the same
    FT = "ft"  # folded syllables of subject and file name
    GT = "gt"  # folded bigrams of subject and file name
    VA = "va"  # folded words (underthesea), syllables joined by _
    FP = "fp"  # folded syllables with positions and a gap at clause borders; phrases only, never scored


class Attribute(StrEnum):
    """What can be filtered and faceted. A document may carry several values of ISSUER, FIELD; else one or none."""

    ISSUER = "issuer"
    YEAR = "year"
    TYPE = "type"
    LEVEL = "level"
    FIELD = "field"
    SIGNER = "signer"
    SYMBOL = "symbol"
    NUMBER = "number"


class Sort(StrEnum):
    """RELEVANCE: see Response. NEWEST and OLDEST: by sort date, unknown dates last both ways, then by id."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


# --- what is written -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PassageEntry:
    """A passage to index: its place in the document's text and its streams. FP is absent."""

    span: Span
    streams: Mapping[Stream, Sequence[str]]


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A document to index.

    `streams[FP]` holds "" where a clause border leaves a gap of one position. `keys`: number look-up keys.
    `attributes`: absent or empty = unknown. `sort_date`: YYYYMMDD as a number (first day where day or month is
    unknown), None unknown. `vectors`: int8 [1 + len(passages), dimensions]; row 0 is the similar-vector
    (all zero: none), then one row a passage. `document` goes with it for engines that store what pages show.
    """

    id: DocumentId
    revision: int
    label: str
    streams: Mapping[Stream, Sequence[str]]
    keys: tuple[str, ...]
    attributes: Mapping[Attribute, tuple[str, ...]]
    sort_date: int | None
    passages: tuple[PassageEntry, ...]
    vectors: Vectors
    document: Document


# --- what is asked -------------------------------------------------------------------------------------------


class Term(NamedTuple):
    stream: Stream
    text: str


@dataclass(frozen=True, slots=True)
class Clause:
    """Contribution of one term: weight * BM25 + constant * idf where the term occurs."""

    term: Term
    weight: float = 1.0
    constant: float = 0.0


@dataclass(frozen=True, slots=True)
class MatchRule:
    """Which documents match by words.

    A document matches when it holds at least m of `terms`. m is the first of `minimums` (falling) with which at least
    `enough` visible documents match (phrases and exclusions taken into account); where none reaches it, the last, and
    then every document matches too that holds all terms of one of `alternatives`. Without `minimums` these alone count.

    `synonyms`: a term and terms that together stand for it, in pairs. One of `terms` counts as held, once, also where
    all terms of one of its synonyms are held; a synonym of no terms stands for nothing. Alternatives know no synonyms.
    """

    terms: tuple[Term, ...]
    minimums: tuple[int, ...]
    enough: int
    alternatives: tuple[tuple[Term, ...], ...] = ()
    synonyms: tuple[tuple[Term, tuple[Term, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Nearest:
    """The semantic leg: the k visible documents nearest to `vector` (int8 [dimensions]) by their best passage.

    Ties at the k-th place: the smaller id. A row of zeros has cosine 0; a document without passages has none.
    """

    vector: Vectors
    k: int
    floor: float


@dataclass(frozen=True, slots=True)
class Filter:
    """Values (OR) and, for YEAR, an inclusive range; None among the values accepts documents without any value.

    A filter with neither values nor a range accepts nothing.
    """

    values: frozenset[str | None] = frozenset()
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Preference:
    """Adds `weight` to the document score of whoever carries one of the values; decides order, never who matches."""

    attribute: Attribute
    values: frozenset[str]
    weight: float


@dataclass(frozen=True, slots=True)
class FacetRequest:
    """Counts of an attribute: the `size` largest values (count, then value), the `chosen` ones always, also at 0."""

    attribute: Attribute
    size: int = 20
    chosen: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Request:
    """One question. Everything an engine needs, and nothing that only Vietnamese explains.

    A phrase is a run of FP terms at neighbouring positions; "" inside it stands for one position, whatever is there.
    A phrase without any term is ignored.
    """

    labels: Labels
    everything: bool = False
    clauses: tuple[Clause, ...] = ()
    passage_clauses: tuple[Clause, ...] = ()
    preferences: tuple[Preference, ...] = ()
    rule: MatchRule | None = None
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    lookup: tuple[str, ...] = ()
    nearest: Nearest | None = None
    filters: Mapping[Attribute, Filter] = field(default_factory=lambda: MappingProxyType({}))
    facets: tuple[FacetRequest, ...] = ()
    sort: Sort = Sort.RELEVANCE
    candidates: int = 300
    offset: int = 0
    limit: int = 10


# --- what comes back -----------------------------------------------------------------------------------------


class BestPassage(NamedTuple):
    """Ordinal of a passage in its document, and its score or cosine."""

    ordinal: int
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A document of the filtered match set.

    `words`, `meaning`, `number`: the legs it matched by. `keyword`: its document score, preferences included (0 where
    nothing hits). `by_words`: its best passage by passage score (the smallest ordinal among equals), None where no
    passage holds a passage clause. `by_meaning`: its best passage by cosine; given whenever the request has `nearest` and the
    document has passages, also where the document is not among the nearest k.
    """

    id: DocumentId
    words: bool
    meaning: bool
    number: bool
    keyword: float
    by_words: BestPassage | None
    by_meaning: BestPassage | None
    sort_date: int | None


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """`values` largest first (count, then value); `other`: sum of the counts not shown; `null`: documents without."""

    values: tuple[tuple[str, int], ...]
    other: int
    null: int


@dataclass(frozen=True, slots=True)
class Response:
    """Answer to a request.

    Sort.RELEVANCE: `candidates` are the first `request.candidates` of the filtered set by document score (ties by
    id) and all its members by meaning and by number, each once, ordered by document score then id; the caller
    fuses and orders them. `rest` is the part of the page [offset, offset + limit) that lies beyond them: positions
    count len(candidates) candidates first, then the other documents by document score, then id.
    Sort.NEWEST/OLDEST: `candidates` is empty, `rest` is the page itself.
    `minimum`: the m of MatchRule that was used (None without a rule). `total`: size of the filtered match set.
    """

    total: int
    minimum: int | None
    candidates: tuple[Hit, ...]
    rest: tuple[Hit, ...]
    facets: Mapping[Attribute, FacetCounts]


@dataclass(frozen=True, slots=True)
class Statistics:
    """`visible`: documents the reader may see. `documents`, `passages`: N of the index as BM25 uses it.

    `frequency[term]`: documents of the index that hold the term (BM25's df), 0 where unknown.
    """

    visible: int
    documents: int
    passages: int
    frequency: Mapping[Term, int]


class Neighbour(NamedTuple):
    id: DocumentId
    similarity: float


class Excerpt(NamedTuple):
    """A passage as it stands in the document's stored text."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """`fingerprint`: schema and encoder the index was made with; `details`: for people, printable."""

    name: str
    documents: int
    passages: int
    bytes: int
    fingerprint: str
    encoder: str
    details: Mapping[str, str]


# --- the seam ------------------------------------------------------------------------------------------------


class EngineReader(Protocol):
    """One state of the index; all answers of one reader agree with one another. Cheap to get, safe to share.

    `derived`: what callers made of this state and want to find again; all readers of one state share it, and it goes
    with the state.
    """

    @property
    def derived(self) -> MutableMapping[Hashable, object]: ...

    def statistics(self, terms: Collection[Term], labels: Labels) -> Statistics: ...

    def search(self, request: Request) -> Response: ...

    def values(self, attribute: Attribute, labels: Labels) -> Mapping[str, int]:
        """Every value of the attribute among the visible documents, with its count."""
        ...

    def names(self, attribute: Attribute, values: Collection[str], labels: Labels) -> Mapping[str, str]:
        """Display names of values (issuer and type have them), as visible documents spell them; others are left out."""
        ...

    def neighbours(self, vector: Vectors, k: int, labels: Labels) -> list[Neighbour]:
        """The k visible documents nearest by their similar-vector (cosine), best first, then by id."""
        ...

    def similar_vector(self, id: DocumentId, labels: Labels) -> Vectors | None:
        """Row 0 of the document's block; None where the document is not visible or has none."""
        ...

    def documents(
        self, ids: Sequence[DocumentId], labels: Labels, *, text: bool = True, citations: bool = True
    ) -> Mapping[DocumentId, Document]:
        """The visible ones among `ids`; without `text` the documents carry "", without `citations` none of them.

        A list of results shows neither, and of a long law reading and resolving hundreds costs most of a page.
        """
        ...

    def excerpts(self, passages: Sequence[tuple[DocumentId, int]], labels: Labels) -> Mapping[tuple[DocumentId, int], Excerpt]:
        """Passages by (document, ordinal); what is not visible is left out."""
        ...

    def find(self, keys: Collection[str], labels: Labels) -> Mapping[str, tuple[DocumentId, ...]]:
        """Visible holders of number keys, ids ascending; keys without holders are left out."""
        ...


class Engine(Protocol):
    """Writes batches atomically and gives readers. One writer at a time (the archive's lock sees to it)."""

    def reader(self) -> EngineReader:
        """The newest committed state. Notices commits of other processes, looking at most once a second."""
        ...

    def write(self, puts: Iterable[IndexEntry], deletes: Iterable[DocumentId] = ()) -> None:
        """All of it becomes visible together, on disk, when this returns; or nothing of it, when it raises.

        A put replaces the document of the same id. Deleting what is absent is no error.
        """
        ...

    def revisions(self) -> Mapping[DocumentId, int]:
        """Revision of every indexed document, for comparing with the catalogue."""
        ...

    def status(self) -> EngineStatus: ...

    def verify(self) -> list[str]:
        """Inconsistencies inside the index, one sentence each; empty when sound. Reads everything."""
        ...

    def close(self) -> None: ...


class DocumentSource(Protocol):
    """What the embedded engine is handed to answer `documents`, `excerpts` and `names`: the catalogue."""

    def documents(
        self, ids: Sequence[DocumentId], labels: Labels, *, text: bool = True, citations: bool = True
    ) -> Mapping[DocumentId, Document]: ...

    def texts(self, spans: Sequence[tuple[DocumentId, Span]], labels: Labels) -> Mapping[tuple[DocumentId, Span], str]:
        """Pieces of stored text, without loading the whole."""
        ...

    def names(self, field: str, values: Collection[str], labels: Labels) -> Mapping[str, str]: ...
