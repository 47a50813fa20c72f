"""An entry as the server keeps it, and a document out of what the server kept. Pure."""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from corpus.catalogue.encoding import decode, encode
from corpus.catalogue.pointing import Saying, peer_of, sayings
from corpus.document import Document, DocumentId, Fields, Source, Span, Status, Version
from corpus.gazetteer.bodies import label_of
from indexer.engines.canonical import CanonicalEntry, year_number
from indexer.engines.elasticsearch import mapping
from indexer.engines.elasticsearch.mapping import attribute_field, token
from indexer.engines.engine import SENTINEL, Attribute, Stream, Vectors

Json = dict[str, Any]

NAME_BORDER = "\x1f"
"""Stands between the parts of a named value; no name holds it."""
_LONGEST_NAME = 8_000
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def record(entry: CanonicalEntry) -> Json:
    """The document with its streams as text, its passages as nested documents, and what pages show."""
    squares = np.einsum("ij,ij->i", entry.vectors.astype(np.int64), entry.vectors.astype(np.int64)).tolist()
    years = [number for number in map(year_number, entry.attributes[Attribute.YEAR]) if number is not None]
    zero = next((place for place, square in enumerate(squares[1:]) if not square), None)
    said, peer = sayings(entry.document), peer_of(entry.document)
    out: Json = {
        mapping.ID: entry.id,
        mapping.REVISION: entry.revision,
        mapping.LABEL: entry.label,
        mapping.COUNT: len(entry.passages),
        **{stream.value: _text(terms) for stream, terms in entry.streams.items()},
        Stream.FP.value: _text([term or SENTINEL for term in entry.positions]),
        **{attribute_field(attribute): list(values) for attribute, values in entry.attributes.items() if values},
        mapping.PASSAGES: [
            {
                mapping.PLACE: place,
                **{stream.value: _text(terms) for stream, terms in passage.streams.items()},
                **_row(mapping.VECTOR, mapping.SQUARE, entry.vectors[place + 1], square),
            }
            for place, (passage, square) in enumerate(zip(entry.passages, squares[1:], strict=True))
        ],
        **_row(mapping.SIMILAR, mapping.SIMILAR_SQUARE, entry.vectors[0], squares[0]),
        mapping.STORED: {
            "document": kept(entry.document, said),
            "spans": [[passage.span.start, passage.span.end] for passage in entry.passages],
            "similar": base64.b64encode(entry.vectors[0].tobytes()).decode() if squares[0] else None,
        },
    }
    optional = {
        mapping.KEY: list(entry.keys),
        mapping.DATE: entry.sort_date,
        mapping.YEAR_NUMBER: years,
        mapping.ZERO: zero,
        mapping.NEAR: list(entry.document.duplicates),
        mapping.SAYS: sorted({one.cited.key for one in said}),
        mapping.NAMED: named(entry.document.fields),
        mapping.FIRST_ISSUER: peer.issuer,
        mapping.DAY: peer.date,
    }
    return out | {name: value for name, value in optional.items() if value or value == 0}


def kept(document: Document, said: Sequence[Saying] = ()) -> Json:
    """What pages show of a document, without what is worked out when it is read: whom it cites and who says what of it."""
    own = document.fields if document.fields.status.document is None else replace(document.fields, status=Status())
    return {
        "fields": _safe(encode(own)),
        "text": _safe(document.text),
        "external_id": document.external_id,
        "corrected": list(document.corrected),
        "near": list(document.duplicates),
        "sources": [[_safe(source.path), source.added] for source in document.sources],
        "versions": [[version.sha256, version.added, version.media_type, version.size] for version in document.versions],
        "said": [[*one.cited, one.code, one.since, one.sentence] for one in said],
    }


def document_of(source: Mapping[str, Any], *, citations: bool = True) -> Document:
    """The document as it was kept; `text` is "" where it was not asked for."""
    stored = source[mapping.STORED]["document"]
    return Document(
        id=DocumentId(source[mapping.ID]),
        revision=source[mapping.REVISION],
        fields=fields_of(stored, citations=citations),
        text=stored.get("text", ""),
        access_label=source[mapping.LABEL],
        external_id=stored.get("external_id"),
        corrected=tuple(stored.get("corrected", ())),
        duplicates=tuple(map(DocumentId, stored.get("near", ()))),
        sources=tuple(Source(*one) for one in stored.get("sources", ())),
        versions=tuple(Version(*one) for one in stored.get("versions", ())),
    )


def fields_of(stored: Mapping[str, Any], *, citations: bool = True) -> Fields:
    return decode(stored["fields"], citations=citations)


def span_of(source: Mapping[str, Any], ordinal: int) -> Span | None:
    spans = source[mapping.STORED]["spans"]
    return Span(*spans[ordinal]) if 0 <= ordinal < len(spans) else None


def similar_of(source: Mapping[str, Any]) -> Vectors | None:
    row = source[mapping.STORED].get("similar")
    return np.frombuffer(base64.b64decode(row), dtype=np.int8).copy() if row else None


def named(fields: Fields) -> list[str]:
    """Display names of the document's values, each with attribute and value before it; issuers and types have them."""
    names = [(Attribute.ISSUER, issuer.id, label_of(issuer)) for issuer in fields.issuers]
    if fields.type:
        names.append((Attribute.TYPE, fields.type.code, fields.type.name))
    return [
        NAME_BORDER.join(map(_safe, (attribute.value, value, name)))
        for attribute, value, name in names
        if len(value + name) < 8_000
    ]


def encoded(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _text(terms: Sequence[str]) -> str:
    return " ".join([*map(token, terms), SENTINEL])


def _row(vector: str, square: str, row: Vectors, length: int) -> Json:
    """A row as the server takes it; one of zeros has no direction, and the server no place for it."""
    return {vector: row.tobytes().hex(), square: length} if length else {}


def _safe(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text) if _SURROGATE.search(text) else text
