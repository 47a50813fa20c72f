"""The JSON of what search gives, as the contract fixes it; the API, the command and the pages' data use this one form."""

from corpus.interchange import Json, document_json, issuer_json, type_json
from search_api.answer import Answer, Facet, SearchHit, Similar, SimilarHit, Snippet

__all__ = ["Json", "answer_json", "document_json", "facet_json", "similar_json"]


def answer_json(answer: Answer) -> Json:
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


def facet_json(facet: Facet) -> Json:
    """One facet: its values, the sum of the values not shown, and the documents without a value."""
    return {
        "values": [{"value": v.value, "label": v.label, "count": v.count, "selected": v.selected} for v in facet.values],
        "other": facet.other,
        "null": facet.null,
    }


def similar_json(similar: Similar) -> Json:
    """The neighbours of a document, split in time; the document itself is named by its id."""
    return {
        "id": similar.document.id,
        "earlier": [_similar_hit(hit) for hit in similar.earlier],
        "later": [_similar_hit(hit) for hit in similar.later],
    }


def _hit(hit: SearchHit) -> Json:
    return {
        "id": hit.id,
        "external_id": hit.external_id,
        "number": hit.number,
        "type": type_json(hit.type),
        "issuer": issuer_json(hit.issuer),
        "date": hit.date,
        "subject": hit.subject,
        "score": round(hit.score, 6),
        "matched": list(hit.matched),
        "passage": _snippet(hit.passage),
    }


def _similar_hit(hit: SimilarHit) -> Json:
    return {
        "id": hit.id,
        "number": hit.number,
        "type": type_json(hit.type),
        "issuer": issuer_json(hit.issuer),
        "date": hit.date,
        "subject": hit.subject,
        "score": round(hit.score, 6),
        "reasons": list(hit.reasons),
    }


def _snippet(snippet: Snippet | None) -> Json | None:
    if snippet is None:
        return None
    return {
        "text": snippet.text,
        "span": [snippet.span.start, snippet.span.end],
        "highlights": [[start, end] for start, end in snippet.highlights],
    }
