"""Small documents and questions for engines: built by hand in a test, or drawn by hypothesis.

Terms come from a small alphabet and vectors from a small range, so that ties, repeats and zeros are common.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from hypothesis import strategies as st

from corpus.document import Document, DocumentId, DocumentType, Fields, Issuer, Span
from indexer.engines.canonical import PASSAGE_STREAMS, SCORED
from indexer.engines.engine import (
    Attribute,
    Clause,
    FacetRequest,
    Filter,
    IndexEntry,
    Labels,
    MatchRule,
    Nearest,
    PassageEntry,
    Preference,
    Request,
    Sort,
    Stream,
    Term,
)

DIMENSIONS = 4
LABELS = ("open", "noi-bo", "lanh-dao")
IDS = tuple(DocumentId(f"{letter * 6}{n}aaaaa") for letter in "abyz" for n in (2, 7, "q"))
ALPHABET = "abcdef"
VALUES = {attribute: tuple(f"{attribute.value}-{n}" for n in range(4)) for attribute in Attribute}
VALUES[Attribute.YEAR] = ("2019", "2020", "2021", "khoảng 2020")
MANY_VALUED = (Attribute.ISSUER, Attribute.FIELD)


def entry(
    id: str,
    words: str = "",
    *,
    label: str = "open",
    revision: int = 1,
    streams: Mapping[Stream, str] | None = None,
    passages: Sequence[str] = (),
    vectors: Sequence[Sequence[int]] | None = None,
    keys: Sequence[str] = (),
    sort_date: int | None = None,
    **attributes: str | tuple[str, ...],
) -> IndexEntry:
    """A document whose scored streams and positions all hold `words`, unless `streams` says otherwise.

    In positions "." is a gap. A passage is its words, at [10 n, 10 n + 5) of the text. Vectors are zero by default.
    """
    given = {stream: _cut(text) for stream, text in (streams or {}).items()}
    all_streams = {stream: given.get(stream, _cut(words)) for stream in Stream}
    all_streams[Stream.FP] = ["" if term == "." else term for term in all_streams[Stream.FP]]
    rows = np.zeros((1 + len(passages), DIMENSIONS)) if vectors is None else vectors
    return IndexEntry(
        id=DocumentId(id),
        revision=revision,
        label=label,
        streams=all_streams,
        keys=tuple(keys),
        attributes={Attribute(name): (value,) if isinstance(value, str) else value for name, value in attributes.items()},
        sort_date=sort_date,
        passages=tuple(_passage(n, dict.fromkeys(PASSAGE_STREAMS, _cut(text))) for n, text in enumerate(passages)),
        vectors=np.array(rows, dtype=np.int8).reshape(1 + len(passages), DIMENSIONS),
        document=_document(DocumentId(id), revision, label),
    )


def fa(text: str) -> Term:
    return Term(Stream.FA, text)


def by_words(words: str, minimum: int = 1, **others: object) -> Request:
    """Everyone's question for documents that hold at least `minimum` of the words, scored by them."""
    terms = tuple(fa(word) for word in _cut(words))
    clauses = tuple(Clause(term) for term in terms)
    return Request(**({"labels": None, "clauses": clauses, "rule": MatchRule(terms, (minimum,), 0)} | others))  # type: ignore[arg-type]


def everything(**others: object) -> Request:
    return Request(**({"labels": None, "everything": True} | others))  # type: ignore[arg-type]


@dataclass
class Shelf:
    """A catalogue stand-in: documents with labels and texts, and names of issuers and types."""

    held: dict[DocumentId, Document] = field(default_factory=dict)

    def documents(
        self, ids: Sequence[DocumentId], labels: Labels, *, text: bool = True, citations: bool = True
    ) -> Mapping[DocumentId, Document]:
        found = {id: self._whole(id, text) for id in ids if self._visible(id, labels)}
        return found if citations else {id: replace(one, fields=replace(one.fields, citations=())) for id, one in found.items()}

    def texts(self, spans: Sequence[tuple[DocumentId, Span]], labels: Labels) -> Mapping[tuple[DocumentId, Span], str]:
        return {(id, span): self.held[id].text[span.start : span.end] for id, span in spans if self._visible(id, labels)}

    def names(self, field: str, values: Collection[str], labels: Labels) -> Mapping[str, str]:
        known: dict[str, str] = {}
        for document in self.documents(list(self.held), labels).values():
            if field == "issuer":
                known |= {issuer.id: issuer.name for issuer in document.fields.issuers}
            if field == "type" and document.fields.type:
                known[document.fields.type.code] = document.fields.type.name
        return {value: known[value] for value in values if value in known}

    def _visible(self, id: DocumentId, labels: Labels) -> bool:
        return id in self.held and (labels is None or self.held[id].access_label in labels)

    def _whole(self, id: DocumentId, text: bool) -> Document:
        document = self.held[id]
        return document if text else Document(document.id, document.revision, document.fields, "", document.access_label)


def _cut(text: str) -> list[str]:
    return [term for term in text.split(" ") if term]


def _document(id: DocumentId, revision: int, label: str) -> Document:
    fields = Fields(type=DocumentType("thong-bao", "Thông báo"), issuers=(Issuer(f"ban-{id}", f"Ban {id}"),))
    return Document(id, revision, fields, f"văn bản {id} lần {revision} " + "0123456789" * 5, label)


def _passage(n: int, streams: Mapping[Stream, Sequence[str]]) -> PassageEntry:
    return PassageEntry(Span(10 * n, 10 * n + 5), streams)


# --- drawn ---------------------------------------------------------------------------------------------------

words = st.sampled_from(ALPHABET)
terms = st.builds(Term, st.sampled_from(SCORED), words)
small = st.integers(-2, 2)
vectors = st.lists(small, min_size=DIMENSIONS, max_size=DIMENSIONS)
labels = st.one_of(st.none(), st.frozensets(st.sampled_from(LABELS)))
gappy = st.lists(st.one_of(words, words, words, st.just("")), max_size=8)
weights = st.sampled_from([0.0, 0.1, 0.5, 1.0, 2.0])


@st.composite
def attributes(draw: st.DrawFn) -> Mapping[Attribute, tuple[str, ...]]:
    chosen = {}
    for attribute in Attribute:
        most = 2 if attribute in MANY_VALUED else 1
        chosen[attribute] = tuple(draw(st.lists(st.sampled_from(VALUES[attribute]), max_size=most)))
    return chosen


@st.composite
def entries(draw: st.DrawFn) -> IndexEntry:
    id = draw(st.sampled_from(IDS))
    bodies = draw(st.lists(st.lists(words, max_size=5), max_size=3))
    revision, label = draw(st.integers(1, 9)), draw(st.sampled_from(LABELS))
    common = draw(st.lists(words, max_size=6))
    streams: dict[Stream, Sequence[str]] = {stream: common + draw(st.lists(words, max_size=2)) for stream in SCORED}
    return IndexEntry(
        id=id,
        revision=revision,
        label=label,
        streams={**streams, Stream.FP: draw(gappy)},
        keys=tuple(draw(st.lists(st.sampled_from(["1/a", "2/a", "1a"]), max_size=2))),
        attributes=draw(attributes()),
        sort_date=draw(st.sampled_from([None, 20190101, 20200101, 20200615])),
        passages=tuple(_passage(n, dict.fromkeys(PASSAGE_STREAMS, body)) for n, body in enumerate(bodies)),
        vectors=np.array(draw(st.lists(vectors, min_size=1 + len(bodies), max_size=1 + len(bodies))), dtype=np.int8),
        document=_document(id, revision, label),
    )


@dataclass(frozen=True)
class Batch:
    puts: tuple[IndexEntry, ...]
    deletes: tuple[DocumentId, ...]


batches = st.lists(
    st.builds(
        Batch,
        st.lists(entries(), max_size=6).map(tuple),
        st.lists(st.sampled_from(IDS), max_size=2).map(tuple),
    ),
    min_size=1,
    max_size=4,
)

preferences = st.sampled_from(list(Attribute)).flatmap(
    lambda attribute: st.builds(
        Preference, st.just(attribute), st.frozensets(st.sampled_from(VALUES[attribute]), max_size=2), weights
    )
)
clauses = st.lists(st.builds(Clause, terms, weights, weights), max_size=4).map(tuple)
phrases = st.lists(st.lists(st.one_of(words, words, st.just("")), max_size=3).map(tuple), max_size=1).map(tuple)


@st.composite
def rules(draw: st.DrawFn) -> MatchRule:
    asked = tuple(draw(st.lists(terms, max_size=4)))
    minimums = tuple(sorted(draw(st.sets(st.integers(1, 4), max_size=3)), reverse=True))
    alternatives = tuple(draw(st.lists(st.lists(terms, min_size=1, max_size=3).map(tuple), max_size=2)))
    meant = st.sampled_from(asked) if asked else terms
    synonyms = tuple(draw(st.lists(st.tuples(meant, st.lists(terms, max_size=2).map(tuple)), max_size=3)))
    return MatchRule(asked, minimums, draw(st.integers(0, 6)), alternatives, synonyms)


@st.composite
def filters(draw: st.DrawFn) -> Mapping[Attribute, Filter]:
    chosen = {}
    for attribute in draw(st.sets(st.sampled_from(list(Attribute)), max_size=2)):
        values = draw(st.frozensets(st.sampled_from((*VALUES[attribute], None)), max_size=3))
        low, high = None, None
        if attribute is Attribute.YEAR:
            low = draw(st.one_of(st.none(), st.integers(2018, 2022)))
            high = draw(st.one_of(st.none(), st.integers(2018, 2022)))
        chosen[attribute] = Filter(values, low, high)
    return chosen


@st.composite
def facets(draw: st.DrawFn, *, whole: bool = False) -> tuple[FacetRequest, ...]:
    asked = draw(st.sets(st.sampled_from(list(Attribute)), max_size=4))
    if whole:
        return tuple(FacetRequest(attribute, size=100) for attribute in sorted(asked))
    return tuple(
        FacetRequest(
            attribute,
            draw(st.integers(0, 4)),
            draw(st.frozensets(st.sampled_from(VALUES[attribute]), max_size=1)),
        )
        for attribute in sorted(asked)
    )


@st.composite
def requests(draw: st.DrawFn, *, whole_facets: bool = False) -> Request:
    near = st.builds(
        Nearest,
        vectors.map(lambda row: np.array(row, dtype=np.int8)),
        st.integers(0, 5),
        st.sampled_from([-1.0, 0.0, 0.3, 0.5, 0.9]),
    )
    return Request(
        labels=draw(labels),
        everything=draw(st.sampled_from([False, False, False, True])),
        clauses=draw(clauses),
        passage_clauses=draw(clauses),
        preferences=tuple(draw(st.lists(preferences, max_size=2))),
        rule=draw(st.one_of(st.none(), rules(), rules(), rules())),
        phrases=draw(phrases),
        excluded=draw(phrases),
        lookup=tuple(draw(st.lists(st.sampled_from(["1/a", "2/a", "9/z"]), max_size=1))),
        nearest=draw(st.one_of(st.none(), near)),
        filters=draw(st.one_of(st.just({}), filters())),
        facets=draw(facets(whole=whole_facets)),
        sort=draw(st.sampled_from([Sort.RELEVANCE, Sort.RELEVANCE, Sort.NEWEST, Sort.OLDEST])),
        candidates=draw(st.integers(0, 6)),
        offset=draw(st.integers(0, 8)),
        limit=draw(st.integers(0, 8)),
    )
