"""What is asked of the archive and what comes back, as values; `search_api.form` gives their JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from corpus.document import UNKNOWN_STATUS, Document, DocumentId, DocumentType, Issuer, Span, Status
from indexer.engines.engine import Attribute, Filter, Sort

MOST_LIMIT = 100
MOST_WINDOW = 10_000
MOST_CHARACTERS = 2_000
FACETS = (Attribute.ISSUER, Attribute.YEAR, Attribute.TYPE, Attribute.LEVEL, Attribute.FIELD, Attribute.SIGNER)


class Mode(StrEnum):
    HYBRID = "hybrid"
    KEYWORD = "keyword"
    SEMANTIC = "semantic"


@dataclass(frozen=True, slots=True)
class Question:
    """A question as typed, with its filters. `text` "" asks for everything under the filters, newest first.

    `filters` hold what was chosen beside the text, as given by the person: a facet's value, or a name, marked or not,
    abbreviated or not; search resolves them. `sort` None: relevance, or newest without a text. `lineage`: a chosen issuer
    stands for what it came from and what it became as well. `literal`: nothing is understood beyond what was typed
    (`search_api.understanding`). `whole`: facets of which every value is counted, not the largest alone.
    """

    text: str = ""
    filters: Mapping[Attribute, Filter] = field(default_factory=lambda: MappingProxyType({}))
    mode: Mode = Mode.HYBRID
    sort: Sort | None = None
    offset: int = 0
    limit: int = 10
    facets: tuple[Attribute, ...] = FACETS
    lineage: bool = False
    literal: bool = False
    whole: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of the stored text; `span` into it, `highlights` are offsets into `text`."""

    text: str
    span: Span
    highlights: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SearchHit:
    """`matched`: any of "words", "meaning", "number". `title`: the subject, else the file name, else the number.

    `duplicates`: likely duplicates that the reader may see; hits of their own, and counted, wherever they stand.
    `versions`: how many states of its file were kept; the newest is the one that was found.
    """

    id: DocumentId
    external_id: str | None
    number: str | None
    type: DocumentType | None
    issuer: Issuer | None
    date: str | None
    subject: str | None
    title: str
    score: float
    matched: tuple[str, ...]
    passage: Snippet | None
    status: Status = UNKNOWN_STATUS
    duplicates: tuple[DocumentId, ...] = ()
    versions: int = 1


@dataclass(frozen=True, slots=True)
class FacetValue:
    """`value` is what a filter takes; `label` is for people."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """`null`: documents without a value (filter `none`); `null_selected`: that filter is on. `other`: sum of the rest."""

    values: tuple[FacetValue, ...]
    other: int
    null: int
    null_selected: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """`notes`: sentences in the reader's language about how the question was understood.

    `kin`: names of the bodies of the archive that the chosen issuers came from or became, whether asked for or not.
    `understood`: the question was understood beyond what was typed; asked with `literal`, the answer would be another.
    `split_ms`: where the time went, by step: terms, encoding, engine, fusion, fetch, highlight.
    """

    query: str
    mode: Mode
    sort: Sort
    total: int
    offset: int
    limit: int
    hits: tuple[SearchHit, ...]
    facets: Mapping[Attribute, Facet]
    notes: tuple[str, ...]
    took_ms: float
    split_ms: Mapping[str, float]
    kin: tuple[str, ...] = ()
    understood: bool = False


class Direction(StrEnum):
    EARLIER = "earlier"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class SimilarHit:
    """`reasons`: short codes, strongest first: meaning, subject, citations, recurring. Texts are the page's matter."""

    id: DocumentId
    number: str | None
    type: DocumentType | None
    issuer: Issuer | None
    date: str | None
    subject: str | None
    title: str
    score: float
    reasons: tuple[str, ...]
    status: Status = UNKNOWN_STATUS


@dataclass(frozen=True, slots=True)
class Similar:
    """Neighbours of a document: those dated before it, and those dated after it or undated."""

    document: Document
    earlier: tuple[SimilarHit, ...]
    later: tuple[SimilarHit, ...]
