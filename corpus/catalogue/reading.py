"""Documents as they are shown: the newest version with people's corrections over it, and what it points at."""

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from corpus.catalogue.encoding import apply_change, decode
from corpus.catalogue.kept import Labels
from corpus.correcting import RULE, Correction, evidence_name
from corpus.document import Citation, Document, DocumentId, Evidence, Fields, Source, Span, Version

VISIBLE = "(:labels IS NULL OR d.label IN (SELECT value FROM json_each(:labels)))"
"""Condition on `documents d` that every reading statement carries; `:labels` is `labels_json`."""
_IDS = "(SELECT value FROM json_each(:ids))"
_CORRECTED = Evidence(None, RULE, 1.0)
_YEAR_IN_NUMBER = re.compile(r"/(?:19|20)\d\d(?:/|$)")
_MOST_CANDIDATES = 20


def as_json(values: Iterable[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)


def labels_json(labels: Labels) -> str | None:
    return None if labels is None else as_json(sorted(labels))


def load(db: sqlite3.Connection, ids: Collection[str], labels: Labels, *, text: bool) -> dict[DocumentId, Document]:
    """The visible ones among the ids, in the order asked. Six statements, whatever their number."""
    asked = {"ids": as_json(ids), "labels": labels_json(labels)}
    rows = db.execute(
        f"SELECT d.id, d.revision, d.label, d.external_id, v.fields, {'v.text' if text else 'NULL'} "
        f"FROM documents d JOIN versions v ON v.id = d.current WHERE d.id IN {_IDS} AND {VISIBLE}",
        asked,
    ).fetchall()
    if not rows:
        return {}
    seen = {"ids": as_json(row[0] for row in rows)}
    sources, versions = _sources(db, seen), _versions(db, seen)
    changes: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for document, field, value in db.execute(
        f"SELECT document, field, value FROM corrections WHERE document IN {_IDS} ORDER BY id", seen
    ):
        changes[document].append((field, value))
    found = {}
    for id, revision, label, external_id, fields, words in rows:
        found[DocumentId(id)] = Document(
            id=DocumentId(id),
            revision=revision,
            fields=_corrected(decode(fields), changes[id]),
            text=words or "",
            access_label=label,
            external_id=external_id,
            corrected=tuple(dict.fromkeys(field for field, _ in changes[id])),
            sources=tuple(sources[id]),
            versions=tuple(versions[id]),
        )
    found = _with_peers(db, found, labels)
    return {id: found[id] for id in map(DocumentId, ids) if id in found}


def load_texts(
    db: sqlite3.Connection, spans: Sequence[tuple[DocumentId, Span]], labels: Labels
) -> dict[tuple[DocumentId, Span], str]:
    """Pieces of the newest versions' texts, cut by SQLite; a span past the end gives what there is."""
    asked = json.dumps([[id, span.start, span.end - span.start] for id, span in spans])
    rows = db.execute(
        "SELECT j.key, substr(v.text, json_extract(j.value, '$[1]') + 1, json_extract(j.value, '$[2]')) "
        "FROM json_each(:spans) j JOIN documents d ON d.id = json_extract(j.value, '$[0]') "
        f"JOIN versions v ON v.id = d.current WHERE {VISIBLE}",
        {"spans": asked, "labels": labels_json(labels)},
    )
    return {spans[position]: piece or "" for position, piece in rows}


def load_history(db: sqlite3.Connection, id: str) -> list[Correction]:
    """Corrections of a document, oldest first."""
    rows = db.execute("SELECT field, person, at, before, after, note FROM corrections WHERE document = ? ORDER BY id", (id,))
    return [Correction(*row) for row in rows]


def _sources(db: sqlite3.Connection, ids: Mapping[str, str]) -> dict[str, list[Source]]:
    found: dict[str, list[Source]] = defaultdict(list)
    for document, shown, added in db.execute(
        f"SELECT document, shown, added FROM sources WHERE document IN {_IDS} ORDER BY id", ids
    ):
        found[document].append(Source(shown, added))
    return found


def _versions(db: sqlite3.Connection, ids: Mapping[str, str]) -> dict[str, list[Version]]:
    found: dict[str, list[Version]] = defaultdict(list)
    for document, *row in db.execute(
        f"SELECT document, sha256, added, media_type, size FROM versions WHERE document IN {_IDS} ORDER BY id", ids
    ):
        found[document].append(Version(*row))
    return found


def _corrected(fields: Fields, changes: Sequence[tuple[str, str]]) -> Fields:
    """Corrections in the order they were made: the newest of a field wins."""
    if not changes:
        return fields
    evidence = dict(fields.evidence)
    for field, value in changes:
        fields = apply_change(fields, value)
        if name := evidence_name(field):
            evidence[name] = _CORRECTED
    return replace(fields, evidence=evidence)


class _Peer(NamedTuple):
    id: DocumentId
    number_key: str
    type: str | None
    issuer: str | None
    date: str | None


def _with_peers(db: sqlite3.Connection, found: dict[DocumentId, Document], labels: Labels) -> dict[DocumentId, Document]:
    """Likely duplicates and cited documents, as far as this reader sees them, by one look-up of all number keys."""
    keys = {document.fields.number_key for document in found.values()}
    keys |= {citation.number_key for document in found.values() for citation in document.fields.citations}
    keys.discard(None)
    if not keys:
        return found
    holders: dict[str, list[_Peer]] = defaultdict(list)
    for row in db.execute(
        "SELECT d.id, d.number_key, d.type, d.issuer, d.date FROM documents d "
        f"WHERE d.number_key IN (SELECT value FROM json_each(:keys)) AND {VISIBLE} ORDER BY d.id",
        {"keys": as_json(key for key in keys if key), "labels": labels_json(labels)},
    ):
        holders[row[1]].append(_Peer(*row))
    return {id: _pointing(document, holders) for id, document in found.items()}


def _pointing(document: Document, holders: Mapping[str, list[_Peer]]) -> Document:
    fields = document.fields
    type, issuer = fields.type.code if fields.type else None, fields.issuers[0].id if fields.issuers else None
    same = (type, issuer, fields.date)
    duplicates = tuple(
        peer.id
        for peer in holders.get(fields.number_key or "", ())
        if peer.id != document.id and issuer and fields.date and (peer.type, peer.issuer, peer.date) == same
    )
    if any(citation.number_key in holders for citation in fields.citations):
        citations = tuple(_resolved(citation, document.id, holders) for citation in fields.citations)
        document = replace(document, fields=replace(fields, citations=citations))
    return replace(document, duplicates=duplicates) if duplicates else document


def _resolved(citation: Citation, citing: DocumentId, holders: Mapping[str, list[_Peer]]) -> Citation:
    """The cited document where number and date (or a year in the number) leave exactly one; else who it may be."""
    fitting = [
        peer.id
        for peer in holders.get(citation.number_key or "", ())
        if peer.id != citing
        and (citation.type is None or peer.type is None or citation.type == peer.type)
        and (citation.date is None or peer.date is None or citation.date == peer.date)
    ]
    if not fitting:
        return citation
    sure = citation.date is not None or _YEAR_IN_NUMBER.search(citation.number_key or "")
    if sure and len(fitting) == 1:
        return replace(citation, document=fitting[0])
    return replace(citation, candidates=tuple(fitting[:_MOST_CANDIDATES]))
