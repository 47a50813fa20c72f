"""Documents as they are shown: the newest version with people's corrections over it, and what it points at."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from corpus.catalogue.encoding import apply_change, decode
from corpus.catalogue.kept import Labels
from corpus.catalogue.pointing import pointing
from corpus.catalogue.resolving import Cited, Peer, Said, cited_of
from corpus.catalogue.signing import near_identical
from corpus.correcting import CONFIRMED, RULE, Correction, evidence_name
from corpus.document import Document, DocumentId, Evidence, Fields, Source, Span, StatusCode, Version
from corpus.registering import Line, filled

HELD = "(:labels IS NULL OR d.label IN (SELECT value FROM json_each(:labels)))"
"""Condition on the label of `d`, where nothing else hides it; `:labels` is `labels_json`."""
VISIBLE = f"(d.joined IS NULL AND {HELD})"
"""Condition on `documents d` that every reading statement carries.

A line of a register that is joined to a document is shown as part of that one.
"""
_IDS = "(SELECT value FROM json_each(:ids))"
_CORRECTED = Evidence(None, RULE, 1.0)


def as_json(values: Iterable[str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)


def labels_json(labels: Labels) -> str | None:
    return None if labels is None else as_json(sorted(labels))


def load(
    db: sqlite3.Connection,
    ids: Collection[str],
    labels: Labels,
    *,
    text: bool,
    citations: bool = True,
    as_of: str | None = None,
) -> dict[DocumentId, Document]:
    """The visible ones among the ids, in the order asked, with their status as it stood `as_of` a day (ISO), else as it is.

    Without `citations` those of the documents are not read: what is left is what a list of results shows.

    Some eight statements, whatever their number.
    """
    asked = {"ids": as_json(ids), "labels": labels_json(labels)}
    rows = db.execute(
        f"SELECT d.id, d.revision, d.label, d.external_id, v.fields, {'v.text' if text else 'NULL'} "
        f"FROM documents d JOIN versions v ON v.id = d.current WHERE d.id IN {_IDS} AND {VISIBLE}",
        asked,
    ).fetchall()
    if not rows:
        return {}
    seen = {"ids": as_json(row[0] for row in rows)}
    lines = _lines(db, seen)
    owners = {id: id for id, *_ in rows} | {line: id for id, ours in lines.items() for line, _ in ours}
    sources, versions = _sources(db, owners), _versions(db, seen)
    changes: dict[str, list[Change]] = defaultdict(list)
    for document, *change in db.execute(
        f"SELECT document, field, value, before IS after FROM corrections WHERE document IN {_IDS} ORDER BY id",
        {"ids": as_json(owners)},
    ):
        changes[owners[document]].append(Change(*change))
    found = {}
    for id, revision, label, external_id, fields, words in rows:
        found[DocumentId(id)] = Document(
            id=DocumentId(id),
            revision=revision,
            fields=with_corrections(filled(decode(fields, citations=citations), [line for _, line in lines[id]]), changes[id]),
            text=words or "",
            access_label=label,
            external_id=external_id,
            corrected=tuple(dict.fromkeys(change.field for change in changes[id])),
            sources=tuple(sources[id]),
            versions=tuple(versions[id]),
        )
    found = _with_peers(db, found, labels, as_of)
    return {id: found[id] for id in map(DocumentId, ids) if id in found}


def own_fields(
    db: sqlite3.Connection, ids: Collection[str] | None = None, *, text: bool
) -> Iterator[tuple[DocumentId, Fields, str]]:
    """Id, fields with people's corrections, and text ("" without `text`) of these documents or of all, one at a time in memory.

    Each by itself, lines of registers too, whatever they are joined to. Fields that cannot be read are passed over: `check`
    tells of them.
    """
    asked = {} if ids is None else {"ids": as_json(ids)}
    these, theirs = ("", "") if ids is None else (f"WHERE d.id IN {_IDS}", f"WHERE document IN {_IDS}")
    changes: dict[str, list[Change]] = defaultdict(list)
    for id, *change in db.execute(f"SELECT document, field, value, before IS after FROM corrections {theirs} ORDER BY id", asked):
        changes[id].append(Change(*change))
    for id, fields, words in db.execute(
        f"SELECT d.id, v.fields, {'v.text' if text else 'NULL'} FROM documents d JOIN versions v ON v.id = d.current {these}",
        asked,
    ):
        try:
            known = with_corrections(decode(fields), changes[id])
        except (ValueError, TypeError, KeyError):
            continue
        yield DocumentId(id), known, words or ""


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
    """Corrections of a document, oldest first; those of the register's lines that are joined to it too."""
    rows = db.execute(
        "SELECT field, person, at, before, after, note FROM corrections "
        "WHERE document = :id OR document IN (SELECT id FROM documents WHERE joined = :id) ORDER BY id",
        {"id": id},
    )
    return [Correction(*row) for row in rows]


def _sources(db: sqlite3.Connection, owners: Mapping[str, str]) -> dict[str, list[Source]]:
    """Where each document was found, then where its lines in registers stand."""
    found: dict[str, list[Source]] = defaultdict(list)
    lines: dict[str, list[Source]] = defaultdict(list)
    for document, shown, added in db.execute(
        f"SELECT document, shown, added FROM sources WHERE document IN {_IDS} ORDER BY id", {"ids": as_json(owners)}
    ):
        (found[document] if owners[document] == document else lines[owners[document]]).append(Source(shown, added))
    for document, places in lines.items():
        known = {source.path for source in found[document]}  # an export has a line's place among the document's own
        found[document] += sorted((place for place in places if place.path not in known), key=lambda place: place.path)
    return found


def _lines(db: sqlite3.Connection, ids: Mapping[str, str]) -> dict[str, list[tuple[str, Line]]]:
    """The lines of registers that are joined to each document, with their ids, in the order of their places."""
    found: dict[str, list[tuple[str, Line]]] = defaultdict(list)
    for document, id, fields, path in db.execute(
        "SELECT d.joined, d.id, v.fields, (SELECT min(shown) FROM sources s WHERE s.document = d.id) AS place FROM documents d "
        f"JOIN versions v ON v.id = d.current WHERE d.joined IN {_IDS} ORDER BY place, d.id",
        ids,
    ):
        found[document].append((id, Line(path or "", decode(fields))))
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


def _with_peers(
    db: sqlite3.Connection, found: dict[DocumentId, Document], labels: Labels, as_of: str | None
) -> dict[DocumentId, Document]:
    """Likely duplicates, cited documents and what later ones say, as far as this reader sees them, by one look-up of each."""
    own = {document.fields.number_key for document in found.values() if document.fields.number_key}
    cited = {
        named.key
        for document in found.values()
        for citation in document.fields.citations
        if (named := cited_of(citation, document.fields.date))
    }
    near = near_identical(db, as_json(found))
    if not own and not cited and not near:
        return found
    asked = {"keys": as_json(own | cited), "near": as_json({id for ids in near.values() for id in ids})}
    # UNION, not OR: each half goes by its own index.
    rows = db.execute(
        "SELECT d.id, d.number_key, d.type, d.issuer, d.date FROM documents d "
        f"WHERE d.number_key IN (SELECT value FROM json_each(:keys)) AND {VISIBLE} UNION "
        "SELECT d.id, d.number_key, d.type, d.issuer, d.date FROM documents d "
        f"WHERE d.id IN (SELECT value FROM json_each(:near)) AND {VISIBLE} ORDER BY 1",
        asked | {"labels": labels_json(labels)},
    )
    holders: dict[str, list[Peer]] = defaultdict(list)
    peers: dict[str, Peer] = {}
    for peer in (Peer(*row) for row in rows):
        peers[peer.id] = peer
        if peer.number_key:
            holders[peer.number_key].append(peer)
    said = _said(db, own, labels)
    return {
        id: pointing(document, holders, [peers[other] for other in near.get(id, ()) if other in peers], said, as_of)
        for id, document in found.items()
    }


def _said(db: sqlite3.Connection, keys: Collection[str], labels: Labels) -> dict[str, list[Said]]:
    """What visible documents say of the validity of those with these numbers; the citing number as people corrected it."""
    found: dict[str, list[Said]] = defaultdict(list)
    rows = db.execute(
        "SELECT d.id, d.number_key, d.type, d.issuer, d.date, c.number_key, c.date, c.type, c.issuer, c.by_title, "
        "c.effect, c.since, c.sentence FROM citations c JOIN documents d ON d.id = c.document "
        f"WHERE c.effect IS NOT NULL AND c.number_key IN (SELECT value FROM json_each(:keys)) AND {VISIBLE}",
        {"keys": as_json(keys), "labels": labels_json(labels)},
    )
    for row in rows:
        code, since, sentence = row[10:]
        found[row[5]].append(Said(Peer(*row[:5]), Cited(*row[5:10]), StatusCode(code), since, sentence))
    return found
