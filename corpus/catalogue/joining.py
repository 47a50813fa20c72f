"""Which line of a register belongs to which document: worked out anew for a number whenever something with it changes."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from corpus.catalogue.encoding import decode
from corpus.catalogue.reading import Change, with_corrections
from corpus.document import DocumentId, Fields
from corpus.registering import chosen


def join(db: sqlite3.Connection, keys: Iterable[str | None]) -> set[DocumentId]:
    """Join the lines with these number keys to their documents; gives the ids for which that changed.

    A line joins documents with its own access label only: what it states is then seen by nobody else.
    """
    changed: set[DocumentId] = set()
    for key in dict.fromkeys(key for key in keys if key):
        bare = db.execute("SELECT id, label, joined FROM documents WHERE number_key = ? AND bare", (key,)).fetchall()
        if not bare:
            continue
        documents: dict[str, dict[DocumentId, Fields]] = defaultdict(dict)
        for id, label in db.execute("SELECT id, label FROM documents WHERE number_key = ? AND NOT bare", (key,)).fetchall():
            documents[label][DocumentId(id)] = own(db, id)
        for id, label, before in bare:
            target, _ = chosen(own(db, id), documents[label])
            if target != before:
                db.execute("UPDATE documents SET joined = ? WHERE id = ?", (target, id))
                changed |= {DocumentId(one) for one in (id, before, target) if one}
    return changed


def shown_as(db: sqlite3.Connection, id: DocumentId) -> DocumentId:
    """The document that this one is shown as: itself, or the one that the line is joined to."""
    row = db.execute("SELECT joined FROM documents WHERE id = ?", (id,)).fetchone()
    return DocumentId(row[0]) if row and row[0] else id


def candidates(db: sqlite3.Connection, id: DocumentId) -> tuple[DocumentId, ...]:
    """The documents that a line may be about, where there are several."""
    key, label, bare, joined = db.execute("SELECT number_key, label, bare, joined FROM documents WHERE id = ?", (id,)).fetchone()
    if not key or not bare or joined:
        return ()
    rows = db.execute("SELECT id FROM documents WHERE number_key = ? AND label = ? AND NOT bare", (key, label)).fetchall()
    return chosen(own(db, id), {DocumentId(other): own(db, other) for (other,) in rows})[1]


def own(db: sqlite3.Connection, id: str) -> Fields:
    """What the document itself says, with what people corrected in it, and nothing of its lines."""
    row = db.execute("SELECT v.fields FROM documents d JOIN versions v ON v.id = d.current WHERE d.id = ?", (id,)).fetchone()
    changes = db.execute("SELECT field, value, before IS after FROM corrections WHERE document = ? ORDER BY id", (id,)).fetchall()
    return with_corrections(decode(row[0]), [Change(*change) for change in changes])
