"""Display names of bodies and types: kept by access label with each change, and told to a reader of some labels."""

import sqlite3
from collections import defaultdict
from collections.abc import Collection

from corpus.catalogue.encoding import decode
from corpus.catalogue.kept import Labels
from corpus.catalogue.reading import Change, as_json, labels_json, with_corrections
from corpus.document import Fields
from corpus.gazetteer.bodies import label_of


def note_names(db: sqlite3.Connection, id: str, fields: Fields, *, said: int = 0) -> None:
    """Keep how the document spells its bodies and its type. `said`: the revision, where a person spelled them so.

    A person's spelling replaces the one that was met first; of two that fold alike, the one with more marks stays.
    """
    names = [("issuer", issuer.id, label_of(issuer)) for issuer in fields.issuers if issuer.name != issuer.id]
    if fields.type is not None:
        names.append(("type", fields.type.code, fields.type.name))
    better = "" if said else " WHERE length(CAST(excluded.name AS BLOB)) > length(CAST(names.name AS BLOB))"
    db.executemany(
        "INSERT INTO names (field, value, label, name, said) SELECT ?, ?, label, ?, ? FROM documents WHERE id = ? "
        f"ON CONFLICT (field, value, label) DO UPDATE SET name = excluded.name, said = excluded.said{better}",
        [(*name, said, id) for name in names],
    )


def name_all(db: sqlite3.Connection) -> None:
    """The names in what an older program kept. Fields that cannot be read have none: `check` tells of them."""
    changes: dict[str, list[Change]] = defaultdict(list)
    for id, *change in db.execute("SELECT document, field, value, before IS after FROM corrections ORDER BY id"):
        changes[id].append(Change(*change))
    rows = db.execute(
        "SELECT d.id, d.revision, v.fields FROM documents d JOIN versions v ON v.id = d.current ORDER BY d.revision"
    )
    for id, revision, fields in rows.fetchall():
        try:
            known = with_corrections(decode(fields), changes[id])
        except (ValueError, TypeError, KeyError):
            continue
        person = any(change.field in ("issuer", "type") and not change.kept for change in changes[id])
        note_names(db, id, known, said=revision if person else 0)


def names(db: sqlite3.Connection, field: str, values: Collection[str], labels: Labels) -> dict[str, str]:
    """How visible documents spell these values: as a person last did, else with the most marks; others are left out."""
    rows = db.execute(
        "SELECT value, name FROM names d WHERE field = :field AND value IN (SELECT value FROM json_each(:values)) "
        "AND (:labels IS NULL OR label IN (SELECT value FROM json_each(:labels))) "
        "ORDER BY said, length(CAST(name AS BLOB)), name",
        {"field": field, "values": as_json(values), "labels": labels_json(labels)},
    )
    return dict(rows.fetchall())


def forget_names(db: sqlite3.Connection) -> None:
    """Drop the names of bodies and types that no document of the label carries any more: a removed one leaves its hash only."""
    shown = (
        "SELECT d.label, json_extract({value}, '$.id') FROM documents d JOIN {kept} ON {kept}.document = d.id, "
        "json_each({kept}.{column}, '{path}') i"
    )
    bodies = " UNION ".join(
        shown.format(kept=kept, column=column, path=path, value="i.value")
        for kept, column, path in (("versions", "fields", "$.issuers"), ("corrections", "value", "$.to.issuers"))
    )
    db.execute(f"DELETE FROM names WHERE field = 'issuer' AND (label, value) NOT IN ({bodies})")
    types = " UNION ".join(
        f"SELECT d.label, json_extract(k.{column}, '{path}') FROM documents d JOIN {kept} k ON k.document = d.id "
        f"WHERE json_extract(k.{column}, '{path}') IS NOT NULL"
        for kept, column, path in (("versions", "fields", "$.type.code"), ("corrections", "value", "$.to.type.code"))
    )
    db.execute(f"DELETE FROM names WHERE field = 'type' AND (label, value) NOT IN ({types})")
