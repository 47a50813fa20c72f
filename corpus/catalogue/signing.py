"""Signatures of texts in the catalogue: kept with the newest version, dropped with it, asked for near-identical texts."""

import json
import sqlite3
from collections import defaultdict

from corpus.likeness import ALIKE, keys, likeness, signature


def sign(db: sqlite3.Connection, id: str, text: str, known: bytes | None = None) -> None:
    """Keep the signature of the document's newest text in place of an older one; `known` where it is worked out already."""
    unsign(db, id)
    signed = known or signature(text)
    if signed is not None:
        db.execute("INSERT INTO signatures (document, signature) VALUES (?, ?)", (id, signed))
        db.executemany("INSERT INTO bands (key, document) VALUES (?, ?)", [(key, id) for key in keys(signed)])


def unsign(db: sqlite3.Connection, id: str) -> None:
    row = db.execute("SELECT signature FROM signatures WHERE document = ?", (id,)).fetchone()
    if row is not None:
        db.executemany("DELETE FROM bands WHERE key = ? AND document = ?", [(key, id) for key in keys(row[0])])
        db.execute("DELETE FROM signatures WHERE document = ?", (id,))


def sign_all(db: sqlite3.Connection) -> None:
    """Sign what an older program kept; one text at a time is in memory."""
    for id, text in db.execute("SELECT d.id, v.text FROM documents d JOIN versions v ON v.id = d.current WHERE v.text NOT NULL"):
        sign(db, id, text)


def near_identical(db: sqlite3.Connection, ids: str) -> dict[str, set[str]]:
    """Near-identical texts of each of the ids (a JSON list) that has any, whoever may see them and whatever their fields."""
    rows = db.execute("SELECT document, signature FROM signatures WHERE document IN (SELECT value FROM json_each(?))", (ids,))
    own: dict[str, bytes] = dict(rows.fetchall())
    askers: dict[int, list[str]] = defaultdict(list)
    for id, signed in own.items():
        for key in keys(signed):
            askers[key].append(id)
    met: dict[str, set[str]] = defaultdict(set)
    for key, other in db.execute(
        "SELECT key, document FROM bands WHERE key IN (SELECT value FROM json_each(?))", (json.dumps(list(askers)),)
    ):
        for id in askers[key]:
            if id != other:
                met[id].add(other)
    if not met:
        return {}
    rows = db.execute(
        "SELECT document, signature FROM signatures WHERE document IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(set().union(*met.values()))),),
    )
    others: dict[str, bytes] = dict(rows.fetchall())
    near = {id: {other for other in those if likeness(own[id], others[other]) >= ALIKE} for id, those in met.items()}
    return {id: those for id, those in near.items() if those}
