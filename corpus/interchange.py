"""A document as JSON, out and in: one shape for the API, `show --json`, `export` and JSON Lines.

A row from outside is a document too; its original bytes are the row itself (`intake.rows.canonical`). That holds for a
row that `export` wrote as well: the bytes it once came from are not in it, so the row is what the store keeps for it.
"""

from collections.abc import Sequence

from corpus.correcting import Correction
from corpus.document import Citation, Document, DocumentType, Evidence, Issuer, Page, Proposal, Span, Status
from corpus.stated import Restored, Stated, parse_row, state

__all__ = ["Json", "Restored", "Stated", "document_json", "parse_row", "state"]

Json = dict[str, object]


def document_json(document: Document, *, text: bool = True, corrections: Sequence[Correction] = ()) -> Json:
    """The public form of a document, keys in the order of the reference, null or [] where nothing is known.

    Without `text` the key is absent; `proposals` and `pages` are there where there are any. With `corrections` (what
    `export` writes) their trail follows as one key more, left out where there is none; `parse_row` reads it back.
    """
    fields, signer, arrival = document.fields, document.fields.signer, document.fields.arrival
    out: Json = {
        "id": document.id,
        "external_id": document.external_id,
        "number": fields.number,
        "number_key": fields.number_key,
        "sequence": fields.sequence,
        "symbol": fields.symbol,
        "type": type_json(fields.type),
        "issuer": issuer_json(document.issuer),
        "issuers": [issuer.id for issuer in fields.issuers],
        "date": fields.date,
        "year": fields.year,
        "place": fields.place,
        "subject": fields.subject,
        "addressees": list(fields.addressees),
        "recipients": list(fields.recipients),
        "signer": {"name": signer.name, "title": signer.title, "capacity": signer.capacity},
        "urgency": fields.urgency,
        "secrecy": fields.secrecy,
        "arrival": {"number": arrival.number, "date": arrival.date},
        "fields": list(fields.fields),
        "status": status_json(fields.status),
        "citations": [citation_json(citation) for citation in fields.citations],
        "evidence": {name: evidence_json(fields.evidence[name]) for name in sorted(fields.evidence)},
        "corrected": list(document.corrected),
        "duplicates": list(document.duplicates),
        "access_label": document.access_label,
        "sources": [{"path": source.path, "added": source.added} for source in document.sources],
        "versions": [
            {"sha256": version.sha256, "added": version.added, "media_type": version.media_type, "size": version.size}
            for version in document.versions
        ],
    }
    if text:
        out["text"] = document.text
    out["warnings"] = list(fields.warnings)
    if fields.proposals:
        out["proposals"] = [proposal_json(proposal) for proposal in fields.proposals]
    if fields.pages:
        out["pages"] = [page_json(page) for page in fields.pages]
    if corrections:
        out["corrections"] = [correction_json(correction) for correction in corrections]
    return out


def type_json(type: DocumentType | None) -> Json | None:
    return {"code": type.code, "name": type.name} if type else None


def issuer_json(issuer: Issuer | None) -> Json | None:
    if issuer is None:
        return None
    return {
        "id": issuer.id,
        "name": issuer.name,
        "level": issuer.level.value if issuer.level else None,
        "system": issuer.system.value if issuer.system else None,
        "parent": issuer.parent,
    }


def status_json(status: Status) -> Json:
    out: Json = {"code": status.code.value, "since": status.since, "because": status.because}
    return out | {"document": status.document} if status.document else out


def citation_json(citation: Citation) -> Json:
    return {
        "text": citation.text,
        "number": citation.number,
        "number_key": citation.number_key,
        "date": citation.date,
        "type": citation.type,
        "issuer": citation.issuer,
        "relation": citation.relation.value,
        "document": citation.document,
        "candidates": list(citation.candidates),
        "span": span_json(citation.span),
    }


def evidence_json(evidence: Evidence) -> Json:
    span = span_json(evidence.span) if evidence.span else None
    return {"span": span, "rule": evidence.rule, "confidence": evidence.confidence}


def proposal_json(proposal: Proposal) -> Json:
    return {"field": proposal.field, "value": proposal.value, "rule": proposal.rule, "confidence": proposal.confidence}


def page_json(page: Page) -> Json:
    return {"number": page.number, "span": span_json(page.span), "origin": page.origin, "confidence": page.confidence}


def correction_json(correction: Correction) -> Json:
    return {
        "field": correction.field,
        "by": correction.by,
        "at": correction.at,
        "from": correction.before,
        "to": correction.after,
        "note": correction.note,
    }


def span_json(span: Span) -> list[int]:
    return [span.start, span.end]
