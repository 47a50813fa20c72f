"""What an assistant (MCP) may ask of the archive, and is given: small answers, each piece of text with number, date and span.

The same functions as pages and API use, under the same labels. Texts of documents are data: nothing in them is followed.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from corpus.document import Citation, Document, DocumentId, Span
from corpus.errors import InputError
from corpus.interchange import Json, issuer_json, span_json, status_json, type_json
from indexer.engines.engine import Attribute, Filter, Labels
from search_api.answer import Direction, Mode, Question, SearchHit, SimilarHit, Snippet
from search_api.archive import Archive
from search_api.citations import citations
from search_api.documents import document_of, title_of
from search_api.filters import filter_of, merged
from search_api.quoting import quotation
from search_api.search import search
from search_api.similar import similar

MOST_HITS = 20
MOST_CHARACTERS = 12_000
"""Of a document's text in one answer."""
MOST_CITATIONS = 50
MOST_ADDRESSEES = 50


def found(
    archive: Archive,
    labels: Labels,
    query: str,
    *,
    issuer: Sequence[str] = (),
    type: Sequence[str] = (),
    year: Sequence[str] = (),
    mode: str = "hybrid",
    limit: int = 10,
    offset: int = 0,
) -> Json:
    """One page of a search. InputError for a malformed question, year or mode."""
    filters: Mapping[Attribute, Filter] = {}
    for attribute, values in ((Attribute.ISSUER, issuer), (Attribute.TYPE, type), (Attribute.YEAR, year)):
        for value in values:
            filters = merged(filters, {attribute: filter_of(attribute, value)})
    if mode not in list(Mode):
        raise InputError(f"mode: {mode[:40]!r} is not one of {', '.join(Mode)}")
    question = Question(
        query,
        MappingProxyType(dict(filters)),
        Mode(mode),
        offset=_within(offset, 0, 1_000),
        limit=_within(limit, 1, MOST_HITS),
        facets=(),
    )
    answer = search(archive, question, labels, "en")
    return {
        "total": answer.total,
        "offset": answer.offset,
        "notes": list(answer.notes),
        "hits": [_hit(hit) for hit in answer.hits],
    }


def opened(archive: Archive, labels: Labels, id: str, *, start: int = 0, length: int = MOST_CHARACTERS) -> Json:
    """Fields of a document and a piece of its text. NotFound where this reader sees no such document."""
    document = document_of(archive.engine.reader(), DocumentId(id), labels)
    first = _within(start, 0, len(document.text))
    last = min(len(document.text), first + _within(length, 1, MOST_CHARACTERS))
    fields = document.fields
    return {
        **_brief(document),
        "title": title_of(document),
        "signer": fields.signer.name,
        "addressees": list(fields.addressees[:MOST_ADDRESSEES]),
        "status": status_json(fields.status),
        "citation_form": quotation(document),
        "characters": len(document.text),
        "quotation": _piece(document, Span(first, last)),
        "next_start": last if last < len(document.text) else None,
    }


def neighbours(archive: Archive, labels: Labels, id: str, *, direction: str | None = None, limit: int = 5) -> Json:
    """Similar documents, earlier and later, each with its reasons."""
    if direction is not None and direction not in list(Direction):
        raise InputError(f"direction: {direction[:40]!r} is not one of {', '.join(Direction)}")
    wanted = Direction(direction) if direction else None
    near = similar(archive, DocumentId(id), labels, limit=_within(limit, 1, MOST_HITS), direction=wanted)
    return {
        "document": _brief(near.document),
        "earlier": [_similar(hit) for hit in near.earlier],
        "later": [_similar(hit) for hit in near.later],
    }


def cited(archive: Archive, labels: Labels, id: str, *, as_of: str | None = None, limit: int = 20) -> Json:
    """What a document cites and what cites it, each with the sentence that says so, and its status."""
    both = citations(archive, DocumentId(id), labels, as_of=as_of, limit=_within(limit, 1, MOST_CITATIONS))
    return {
        "document": _brief(both.document),
        "as_of": both.as_of,
        "status": status_json(both.status),
        "cites": [
            {
                "relation": one.citation.relation.value,
                "state": one.state,
                "document": _brief(one.document) if one.document else None,
                "quotation": _cited(both.document, one.citation),
                "sentence": one.sentence,
            }
            for one in both.cites[:MOST_CITATIONS]
        ],
        "cites_total": len(both.cites),
        "cited_by": [
            {
                "relation": one.citation.relation.value,
                "sure": one.sure,
                "document": _brief(one.document),
                "quotation": _cited(one.document, one.citation),
                "sentence": one.sentence,
            }
            for one in both.cited_by
        ],
        "cited_by_total": both.total,
    }


def _hit(hit: SearchHit) -> Json:
    return {
        "id": hit.id,
        "number": hit.number,
        "type": type_json(hit.type),
        "issuer": issuer_json(hit.issuer),
        "date": hit.date,
        "title": hit.title,
        "matched": list(hit.matched),
        "status": status_json(hit.status),
        "quotation": _passage(hit, hit.passage) if hit.passage else None,
    }


def _similar(hit: SimilarHit) -> Json:
    return {
        "id": hit.id,
        "number": hit.number,
        "type": type_json(hit.type),
        "issuer": issuer_json(hit.issuer),
        "date": hit.date,
        "title": hit.title,
        "reasons": list(hit.reasons),
        "status": status_json(hit.status),
    }


def _brief(document: Document) -> Json:
    fields = document.fields
    return {
        "id": document.id,
        "number": fields.number,
        "type": type_json(fields.type),
        "issuer": issuer_json(document.issuer),
        "date": fields.date,
        "subject": fields.subject,
    }


def _passage(hit: SearchHit, passage: Snippet) -> Json:
    return _words(hit.id, hit.number, hit.date, passage.span, passage.text)


def _piece(document: Document, span: Span) -> Json:
    return _words(document.id, document.fields.number, document.fields.date, span, document.text[span.start : span.end])


def _cited(document: Document, citation: Citation) -> Json:
    return _words(document.id, document.fields.number, document.fields.date, citation.span, citation.text)


def _words(id: DocumentId, number: str | None, date: str | None, span: Span, text: str) -> Json:
    """A quotation: what stands in the document's text at the span, letter for letter."""
    return {"document": id, "number": number, "date": date, "span": span_json(span), "text": text}


def _within(value: int, low: int, high: int) -> int:
    return max(low, min(high, value))
