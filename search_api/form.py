"""The JSON of what search gives, as the contract fixes it; the API, the command and the pages' data use this one form."""

from collections.abc import Mapping
from typing import TypeAlias

from corpus.document import DocumentType, Issuer
from corpus.interchange import document_json
from search_api.answer import Answer, Facet, SearchHit, Similar, SimilarHit, Snippet

__all__ = ["Json", "answer_json", "document_json", "facet_json", "similar_json"]

Json: TypeAlias = "Mapping[str, Json] | list[Json] | str | int | float | bool | None"


def answer_json(answer: Answer) -> dict[str, Json]:
    """The answer of `search`; scores are rounded to six places, times to a tenth of a millisecond."""
    return {
        "query": answer.query,
        "mode": answer.mode.value,
        "total": answer.total,
        "offset": answer.offset,
        "limit": answer.limit,
        "took_ms": round(answer.took_ms, 1),
        "hits": [_hit(hit) for hit in answer.hits],
        "facets": {attribute.value: facet_json(facet) for attribute, facet in answer.facets.items()},
        "notes": list(answer.notes),
    }


def facet_json(facet: Facet) -> dict[str, Json]:
    """One facet: its values, the sum of the values not shown, and the documents without a value."""
    return {
        "values": [{"value": v.value, "label": v.label, "count": v.count, "selected": v.selected} for v in facet.values],
        "other": facet.other,
        "null": facet.null,
    }


def similar_json(similar: Similar) -> dict[str, Json]:
    """The neighbours of a document, split in time; the document itself is named by its id."""
    return {
        "id": similar.document.id,
        "earlier": [_similar_hit(hit) for hit in similar.earlier],
        "later": [_similar_hit(hit) for hit in similar.later],
    }


def _hit(hit: SearchHit) -> dict[str, Json]:
    return {
        "id": hit.id,
        "external_id": hit.external_id,
        "number": hit.number,
        "type": _type(hit.type),
        "issuer": _issuer(hit.issuer),
        "date": hit.date,
        "subject": hit.subject,
        "score": round(hit.score, 6),
        "matched": list(hit.matched),
        "passage": _snippet(hit.passage),
    }


def _similar_hit(hit: SimilarHit) -> dict[str, Json]:
    return {
        "id": hit.id,
        "number": hit.number,
        "type": _type(hit.type),
        "issuer": _issuer(hit.issuer),
        "date": hit.date,
        "subject": hit.subject,
        "score": round(hit.score, 6),
        "reasons": list(hit.reasons),
    }


def _type(type: DocumentType | None) -> Json:
    return None if type is None else {"code": type.code, "name": type.name}


def _issuer(issuer: Issuer | None) -> Json:
    if issuer is None:
        return None
    return {
        "id": issuer.id,
        "name": issuer.name,
        "level": issuer.level.value if issuer.level else None,
        "system": issuer.system.value if issuer.system else None,
        "parent": issuer.parent,
    }


def _snippet(snippet: Snippet | None) -> Json:
    if snippet is None:
        return None
    return {
        "text": snippet.text,
        "span": [snippet.span.start, snippet.span.end],
        "highlights": [[start, end] for start, end in snippet.highlights],
    }

