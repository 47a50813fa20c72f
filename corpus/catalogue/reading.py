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
from corpus.catalogue.signing import near_identical
from corpus.correcting import CONFIRMED, RULE, Correction, evidence_name
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
    changes: dict[str, list[Change]] = defaultdict(list)
    for document, *change in db.execute(
        f"SELECT document, field, value, before IS after FROM corrections WHERE document IN {_IDS} ORDER BY id", seen
    ):
        changes[document].append(Change(*change))
    found = {}
    for id, revision, label, external_id, fields, words in rows:
        found[DocumentId(id)] = Document(
            id=DocumentId(id),
            revision=revision,
            fields=with_corrections(decode(fields), changes[id]),
            text=words or "",
            access_label=label,
            external_id=external_id,
            corrected=tuple(dict.fromkeys(change.field for change in changes[id])),
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


class Change(NamedTuple):
    """A correction as it works: the values it sets, and whether a person left the field as it was (confirmed it)."""

    field: str
    value: str
    kept: bool


def with_corrections(fields: Fields, changes: Sequence[Change]) -> Fields:
    """Corrections in the order they were made: the newest of a field wins.

    A confirmed value keeps its place in the text as long as the text still says so. What was proposed for a field that a
    person decided is proposed no more.
    """
    if not changes:
        return fields
    evidence = dict(fields.evidence)
    for change in changes:
        changed = apply_change(fields, change.value)
        if name := evidence_name(change.field):
            old = evidence.get(name)
            same = change.kept and changed == fields and not (old and old.rule == RULE)
            evidence[name] = Evidence(old.span if old else None, CONFIRMED, 1.0) if same else _CORRECTED
        fields = changed
    decided = {change.field for change in changes}
    return replace(fields, evidence=evidence, proposals=tuple(one for one in fields.proposals if one.field not in decided))


class _Peer(NamedTuple):
    id: DocumentId
    number_key: str | None
    type: str | None
    issuer: str | None
    date: str | None


def _with_peers(db: sqlite3.Connection, found: dict[DocumentId, Document], labels: Labels) -> dict[DocumentId, Document]:
    """Likely duplicates and cited documents, as far as this reader sees them, by one look-up of all that is pointed at."""
    keys = {document.fields.number_key for document in found.values()}
    keys |= {citation.number_key for document in found.values() for citation in document.fields.citations}
    keys.discard(None)
    near = near_identical(db, as_json(found))
    if not keys and not near:
        return found
    asked = {"keys": as_json(key for key in keys if key), "near": as_json({id for ids in near.values() for id in ids})}
    # UNION, not OR: each half goes by its own index.
    rows = db.execute(
        "SELECT d.id, d.number_key, d.type, d.issuer, d.date FROM documents d "
        f"WHERE d.number_key IN (SELECT value FROM json_each(:keys)) AND {VISIBLE} UNION "
        "SELECT d.id, d.number_key, d.type, d.issuer, d.date FROM documents d "
        f"WHERE d.id IN (SELECT value FROM json_each(:near)) AND {VISIBLE} ORDER BY 1",
        asked | {"labels": labels_json(labels)},
    )
    holders: dict[str, list[_Peer]] = defaultdict(list)
    peers: dict[str, _Peer] = {}
    for peer in (_Peer(*row) for row in rows):
        peers[peer.id] = peer
        if peer.number_key:
            holders[peer.number_key].append(peer)
    return {
        id: _pointing(document, holders, [peers[other] for other in near.get(id, ()) if other in peers])
        for id, document in found.items()
    }


def _pointing(document: Document, holders: Mapping[str, list[_Peer]], near: Sequence[_Peer]) -> Document:
    fields = document.fields
    type, issuer = fields.type.code if fields.type else None, fields.issuers[0].id if fields.issuers else None
    ours = _Peer(document.id, fields.number_key, type, issuer, fields.date)
    duplicates = {peer.id for peer in holders.get(fields.number_key or "", ()) if _same(ours, peer)}
    duplicates |= {peer.id for peer in near if not _differ(ours, peer)}
    if any(citation.number_key in holders for citation in fields.citations):
        citations = tuple(_resolved(citation, document.id, holders) for citation in fields.citations)
        document = replace(document, fields=replace(fields, citations=citations))
    return replace(document, duplicates=tuple(sorted(duplicates))) if duplicates else document


def _same(one: _Peer, other: _Peer) -> bool:
    """Number, type, issuer and date agree; number, issuer and date must be known."""
    return bool(one.id != other.id and one.number_key and one.issuer and one.date and one[1:] == other[1:])


def _differ(one: _Peer, other: _Peer) -> bool:
    """Whether number, issuer or date are known of both and differ; 2023 and 2023-03-16 do not."""
    if one.number_key and other.number_key and one.number_key != other.number_key:
        return True
    if one.issuer and other.issuer and one.issuer != other.issuer:
        return True
    return bool(one.date and other.date and not (one.date.startswith(other.date) or other.date.startswith(one.date)))


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
