"""Fields as the catalogue stores them: the public JSON, with every issuer whole and nothing where nothing is known."""

import json
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from corpus.document import (
    Arrival,
    Citation,
    DocumentType,
    Evidence,
    Fields,
    Issuer,
    Level,
    Page,
    Proposal,
    Relation,
    Signer,
    Span,
    Status,
    StatusCode,
    System,
)
from corpus.interchange import Json, citation_json, evidence_json, issuer_json, page_json, proposal_json, type_json

_PLAIN = ("number", "number_key", "sequence", "symbol", "date", "place", "subject", "urgency", "secrecy")
_LISTS = ("addressees", "recipients", "fields", "warnings")
_ALL = (*_PLAIN, *_LISTS, "type", "issuers", "signer", "arrival", "status", "citations", "evidence", "proposals", "pages")


def encode(fields: Fields, only: Collection[str] = _ALL) -> str:
    """The named attributes; what a citation points at is left out, it is looked up when read."""
    out: Json = {name: getattr(fields, name) for name in (*_PLAIN, *_LISTS) if name in only}
    signer, arrival, status = fields.signer, fields.arrival, fields.status
    out |= {
        "type": type_json(fields.type),
        "issuers": [_known(issuer_json(issuer)) for issuer in fields.issuers],
        "signer": _known({"name": signer.name, "title": signer.title, "capacity": signer.capacity}),
        "arrival": _known({"number": arrival.number, "date": arrival.date}),
        "status": _known({"code": status.code.value, "since": status.since, "because": status.because})
        if status != Status()
        else None,
        "citations": [_citation(citation) for citation in fields.citations],
        "evidence": {name: evidence_json(evidence) for name, evidence in fields.evidence.items()},
        "proposals": [proposal_json(proposal) for proposal in fields.proposals],
        "pages": [page_json(page) for page in fields.pages],
    }
    kept = {name: value for name, value in out.items() if name in only and (value or value == 0)}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def decode(text: str, *, citations: bool = True) -> Fields:
    """What `encode` wrote; without `citations` none of them is made."""
    read = json.loads(text)
    if not citations:
        read.pop("citations", None)
    return _fields(read)


def encode_change(fields: Fields, attributes: Collection[str]) -> str:
    """What a correction sets: the attributes' names (a null counts) and their values."""
    return json.dumps({"set": sorted(attributes), "to": json.loads(encode(fields, attributes))}, ensure_ascii=False)


def apply_change(fields: Fields, change: str) -> Fields:
    """The fields with a correction over them."""
    read = json.loads(change)
    if not read["set"]:
        return fields
    corrected = _fields(read["to"])
    return replace(fields, **{name: getattr(corrected, name) for name in read["set"]})


def _known(value: Json | None) -> Json:
    return {name: item for name, item in (value or {}).items() if item is not None}


def _citation(citation: Citation) -> Json:
    out = citation_json(citation)
    del out["document"], out["candidates"]
    return _known(out)


def _fields(read: dict[str, Any]) -> Fields:
    simple: dict[str, Any] = {name: read.get(name) for name in _PLAIN}
    simple |= {name: tuple(read.get(name, ())) for name in _LISTS}
    return Fields(
        **simple,
        type=DocumentType(**read["type"]) if "type" in read else None,
        issuers=tuple(_issuer(issuer) for issuer in read.get("issuers", ())),
        signer=Signer(**read.get("signer", {})),
        arrival=Arrival(**read.get("arrival", {})),
        status=_status(read.get("status", {})),
        citations=tuple(_citation_from(citation) for citation in read.get("citations", ())),
        evidence={name: _evidence(evidence) for name, evidence in read.get("evidence", {}).items()},
        proposals=tuple(Proposal(**proposal) for proposal in read.get("proposals", ())),
        pages=tuple(Page(p["number"], Span(*p["span"]), p["origin"], p["confidence"]) for p in read.get("pages", ())),
    )


def _issuer(read: dict[str, Any]) -> Issuer:
    level, system = read.get("level"), read.get("system")
    return Issuer(
        read["id"], read["name"], Level(level) if level else None, System(system) if system else None, read.get("parent")
    )


def _status(read: dict[str, Any]) -> Status:
    return Status(StatusCode(read.get("code", "unknown")), read.get("since"), read.get("because"))


def _citation_from(read: dict[str, Any]) -> Citation:
    rest: dict[str, Any] = {name: read.get(name) for name in ("number", "number_key", "date", "type", "issuer")}
    return Citation(text=read["text"], span=Span(*read["span"]), relation=Relation(read["relation"]), **rest)


def _evidence(read: dict[str, Any]) -> Evidence:
    return Evidence(Span(*read["span"]) if read["span"] else None, read["rule"], read["confidence"])
