"""The JSON of what search gives, as the contract fixes it; the API, the command and the pages' data use this one form."""

from collections.abc import Sequence

from corpus.difference import Kind, Passage, State
from corpus.document import Document
from corpus.interchange import Json, citation_json, document_json, issuer_json, span_json, status_json, type_json
from search_api.answer import Answer, Facet, SearchHit, Similar, SimilarHit, Snippet
from search_api.citations import Citations, Wanted
from search_api.difference import Difference, Side
from search_api.suggest import Suggestion

__all__ = [
    "Json",
    "answer_json",
    "citations_json",
    "difference_json",
    "document_json",
    "facet_json",
    "similar_json",
    "wanted_json",
]


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


def citations_json(found: Citations) -> Json:
    """Both directions: what it cites (`held`, `ambiguous` or `missing`), and one page of what cites it."""
    return {
        "id": found.document.id,
        "as_of": found.as_of,
        "status": status_json(found.status),
        "cites": [
            citation_json(one.citation)
            | {"state": one.state, "sentence": one.sentence, "cited": _brief(one.document) if one.document else None}
            for one in found.cites
        ],
        "cited_by": {
            "total": found.total,
            "offset": found.offset,
            "limit": found.limit,
            "citations": [
                {
                    "relation": one.citation.relation.value,
                    "sure": one.sure,
                    "text": one.citation.text,
                    "sentence": one.sentence,
                    "citing": _brief(one.document),
                }
                for one in found.cited_by
            ],
        },
    }


def wanted_json(found: Sequence[Wanted]) -> Json:
    """What is cited and not held."""
    return {
        "missing": [
            {
                "text": one.citation.text,
                "number": one.citation.number,
                "number_key": one.number_key,
                "date": one.citation.date,
                "type": one.citation.type,
                "issuer": one.citation.issuer,
                "citing": one.citing,
                "example": one.example,
            }
            for one in found
        ]
    }


def difference_json(found: Difference) -> Json:
    """Two documents side by side; spans are offsets into the text of each, an empty one says where the other's would stand."""
    one, other = found.one.document.text, found.other.document.text
    return {
        "a": _side(found.one),
        "b": _side(found.other),
        "fields": [{"field": pair.field, "a": pair.one, "b": pair.other, "same": pair.same} for pair in found.fields],
        "changes": {kind.value: found.changes.get(kind, 0) for kind in Kind},
        "states": {state.value: found.passages.get(state, 0) for state in State},
        "words": {"compared": found.comparison.compared, "same": found.comparison.same},
        "passages": [_passage(passage, one, other) for passage in found.comparison.passages],
    }


def _side(side: Side) -> Json:
    return _brief(side.document) | {"version": side.version, "newest": not side.older}


def _passage(passage: Passage, one: str, other: str) -> Json:
    return {
        "state": passage.state.value,
        "a": span_json(passage.one),
        "b": span_json(passage.other),
        "formula": passage.formula.value if passage.formula else None,
        "changes": [
            {
                "kind": change.kind.value,
                "a": {"span": span_json(change.one), "text": one[change.one.start : change.one.end]},
                "b": {"span": span_json(change.other), "text": other[change.other.start : change.other.end]},
            }
            for change in passage.changes
        ],
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
        "status": status_json(fields.status),
    }


def facet_json(facet: Facet) -> Json:
    """One facet: its values, the sum of the values not shown, and the documents without a value."""
    return {
        "values": [{"value": v.value, "label": v.label, "count": v.count, "selected": v.selected} for v in facet.values],
        "other": facet.other,
        "null": facet.null,
    }


def suggest_json(typed: str, found: Sequence[Suggestion]) -> Json:
    return {
        "query": typed,
        "suggestions": [
            {"kind": one.kind.value, "text": one.text, "document": one.document, "value": one.value, "count": one.count}
            for one in found
        ],
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
        "status": status_json(hit.status),
        "duplicates": list(hit.duplicates),
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
        "status": status_json(hit.status),
    }


def _snippet(snippet: Snippet | None) -> Json | None:
    if snippet is None:
        return None
    return {
        "text": snippet.text,
        "span": [snippet.span.start, snippet.span.end],
        "highlights": [[start, end] for start, end in snippet.highlights],
    }
