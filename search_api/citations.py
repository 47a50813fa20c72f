"""What a document cites, who cites it, and what became of it: both directions, for one reader, as of a day if asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.catalogue import Catalogue, CitedBy
from corpus.correcting import iso_date
from corpus.document import Citation, Document, DocumentId, Relation, Span, Status
from corpus.errors import InputError
from corpus.understanding.citations_effect import REACH, sentence_of
from indexer.engines.engine import Labels
from search_api.archive import Archive
from search_api.documents import document_of

ORDER = (
    Relation.REPLACES, Relation.REPEALS, Relation.SUSPENDS, Relation.AMENDS, Relation.CORRECTS, Relation.CONSOLIDATES,
    Relation.GUIDES, Relation.IMPLEMENTS, Relation.ANSWERS, Relation.FOLLOWS, Relation.PROPOSAL, Relation.LEGAL_BASIS,
    Relation.CITES,
)  # fmt: skip
"""What ends or changes a document comes first, a mere mention last."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A document that this one names: its sentence, and the document of the archive that is meant, without its text."""

    citation: Citation
    sentence: str
    document: Document | None

    @property
    def state(self) -> str:
        """`held`, `ambiguous` where the archive has several that it may be or one that is not sure, else `missing`."""
        return "held" if self.document else "ambiguous" if self.citation.candidates else "missing"


@dataclass(frozen=True, slots=True)
class Citing:
    """A document that names this one. `sure`: it can mean no other; else it is one of the candidates."""

    document: Document
    citation: Citation
    sentence: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Citations:
    """`cites` in the order of `ORDER`, then of the text; `cited_by` in that of `ORDER`, newest first: `total` in all."""

    document: Document
    as_of: str | None
    status: Status
    cites: tuple[Cited, ...]
    cited_by: tuple[Citing, ...]
    total: int
    offset: int
    limit: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document that `citing` documents of the archive name and none of it is; `example` is one of those."""

    citation: Citation
    number_key: str
    citing: int
    example: DocumentId


def citations(
    archive: Archive, id: DocumentId, labels: Labels, *, as_of: str | None = None, limit: int = 20, offset: int = 0
) -> Citations:
    """Both directions of a document, as far as the reader sees them.

    With `as_of` (16/3/2023 or ISO; a month or a year to its end) the status as it stood then, and only what was issued by
    then among the citing documents. NotFound where the reader sees no such document, InputError for a date that is none.
    """
    day = day_of(as_of)
    document = document_of(archive.engine.reader(), id, labels)
    catalogue = archive.catalogue
    status = catalogue.as_of(id, day, labels).fields.status if catalogue and day else document.fields.status
    citing = sorted(catalogue.cited_by(document, labels, day), key=_by_weight) if catalogue else []
    return Citations(
        document=document,
        as_of=day,
        status=status,
        cites=_cites(archive, document, labels),
        cited_by=_citing(catalogue, citing[offset : offset + limit], labels) if catalogue else (),
        total=len(citing),
        offset=offset,
        limit=limit,
    )


def wanted(archive: Archive, labels: Labels, limit: int = 20) -> tuple[Wanted, ...]:
    """What the archive's documents cite and the archive does not hold, the most cited first."""
    catalogue = archive.catalogue
    if catalogue is None:
        return ()
    found = catalogue.missing(labels)[:limit]
    examples = catalogue.documents([one.example for one in found], labels, text=False)
    return tuple(
        Wanted(examples[one.example].fields.citations[one.ordinal], one.cited.key, one.citing, one.example)
        for one in found
        if one.example in examples
    )


def day_of(text: str | None) -> str | None:
    """The day as ISO; None for none. InputError where it is no date."""
    if not text or not text.strip():
        return None
    try:
        return iso_date(text.strip())
    except ValueError:
        raise InputError(f"as_of: {text[:40]!r} is not a date; give 2023-03-16, 16/3/2023, 2023-03 or 2023") from None


def _by_weight(one: CitedBy) -> tuple[int, bool, int, str]:
    # Newest first without a second sort: the digits of the date, counted down; undated ones last.
    digits = int((one.date or "0").replace("-", "").ljust(8, "0"))
    return (ORDER.index(one.relation), not one.sure, -digits, one.document)


def _cites(archive: Archive, document: Document, labels: Labels) -> tuple[Cited, ...]:
    named = document.fields.citations
    ids = sorted({citation.document for citation in named if citation.document})
    held = archive.engine.reader().documents(ids, labels, text=False) if ids else {}
    ordered = sorted(named, key=lambda citation: (ORDER.index(citation.relation), citation.span.start))
    return tuple(
        Cited(citation, sentence_of(document.text, citation.span), held.get(citation.document) if citation.document else None)
        for citation in ordered
    )


def _citing(catalogue: Catalogue, rows: Sequence[CitedBy], labels: Labels) -> tuple[Citing, ...]:
    documents = catalogue.documents(list({row.document: None for row in rows}), labels, text=False)
    named = [(row, documents[row.document].fields.citations[row.ordinal]) for row in rows if row.document in documents]
    around = [(row.document, _around(citation.span)) for row, citation in named]
    texts = catalogue.texts(around, labels)
    found = []
    for (row, citation), place in zip(named, around, strict=True):
        start = place[1].start
        inside = Span(citation.span.start - start, citation.span.end - start)
        sentence = sentence_of(texts.get(place, ""), inside)
        found.append(Citing(documents[row.document], citation, sentence, row.sure))
    return tuple(found)


def _around(span: Span) -> Span:
    return Span(max(0, span.start - REACH), span.end + REACH)
