"""The review list in the catalogue: which fields are in doubt, in the order in which people should look at them."""

import sqlite3
from typing import Literal

from corpus.catalogue.kept import DoubtFilter, Doubtful, Labels
from corpus.catalogue.reading import HELD, VISIBLE, labels_json, own_fields
from corpus.document import DocumentId, Fields
from corpus.doubting import ASIDE, REVIEWED, doubts, order

Facet = Literal["field", "type", "issuer"]
SHARED = {
    "issuer": "$.issuers",
    "type": "$.type.code",
    "place": "$.place",
    "signer": "$.signer.name",
    "signer_title": "$.signer.title",
    "signer_capacity": "$.signer.capacity",
    "urgency": "$.urgency",
}
"""Fields whose one misreading many documents can have in common, and where a version's fields hold them."""
COLUMNS = {"issuer": "$.issuers[0].id", "type": "$.type.code"}
"""Those that a column of the documents repeats."""

_OWN = "FROM documents one JOIN versions o ON o.id = one.current WHERE one.id = :id"
_MAILS = frozenset({"message/rfc822", "application/vnd.ms-outlook"})


def note_doubts(db: sqlite3.Connection, id: str, fields: Fields) -> None:
    """Write the document's doubts in place of the old ones; its row and its corrections must be there already."""
    forget_doubts(db, id)
    rows = db.execute(
        "SELECT field FROM corrections WHERE document = :id OR document IN (SELECT id FROM documents WHERE joined = :id)",
        {"id": id},
    )
    settled = {field for (field,) in rows}
    (media_type,) = db.execute(f"SELECT o.media_type {_OWN}", {"id": id}).fetchone() or (None,)
    found = doubts(fields, settled, mail=media_type in _MAILS)
    tier, worst = order(fields, found)
    db.executemany(
        "INSERT INTO doubts (document, field, confidence, tier, worst, place, label, type, issuer) "
        "SELECT id, ?, ?, ?, ?, ?, label, type, issuer FROM documents WHERE id = ?",
        [(doubt.field, doubt.confidence, tier, worst, REVIEWED.index(doubt.field), id) for doubt in found],
    )


def forget_doubts(db: sqlite3.Connection, id: str) -> None:
    db.execute("DELETE FROM doubts WHERE document = ?", (id,))


def doubt_all(db: sqlite3.Connection) -> None:
    """The doubts of what an older program kept."""
    for id, fields, _ in own_fields(db, text=False):
        note_doubts(db, id, fields)


def doubtful(db: sqlite3.Connection, labels: Labels, only: DoubtFilter, limit: int, offset: int) -> list[Doubtful]:
    """Doubts that this reader may see, first things first; those of one document stand together."""
    condition, values = _condition(only, labels)
    rows = db.execute(
        f"SELECT d.document, d.field, c.confidence FROM (SELECT tier, worst, document, place, field FROM doubts d "
        f"WHERE {condition} ORDER BY tier, worst, document, place LIMIT :limit OFFSET :offset) d "
        "JOIN doubts c ON c.document = d.document AND c.field = d.field ORDER BY d.tier, d.worst, d.document, d.place",
        {**values, "limit": limit, "offset": offset},
    )
    return [Doubtful(DocumentId(id), field, confidence) for id, field, confidence in rows]


def count_doubts(db: sqlite3.Connection, labels: Labels, only: DoubtFilter, by: Facet, limit: int) -> dict[str | None, int]:
    """How many doubts this reader has of each field, type or issuer (None: unknown), most first.

    The other filters hold; that of `by` itself does not, so that each count is what choosing its value shows.
    """
    rest = DoubtFilter(
        None if by == "field" else only.field, None if by == "type" else only.type, None if by == "issuer" else only.issuer
    )
    condition, values = _condition(rest, labels, aside=by == "field")
    rows = db.execute(
        f"SELECT d.{by}, count(*) FROM doubts d WHERE {condition} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT :limit",
        {**values, "limit": limit},
    )
    return dict(rows.fetchall())


def sharing(
    db: sqlite3.Connection, id: DocumentId, field: str, labels: Labels, limit: int, *, in_doubt: bool
) -> list[DocumentId]:
    """Other visible documents in which the program read the same value as in this one, and which nobody corrected in it.

    `in_doubt`: only those in whose review list the field is. By id; none where nothing was read. `field` is one of SHARED;
    cheap for those of COLUMNS, a look at every document's fields for the others.
    """
    column = f"AND d.{field} = (SELECT json_extract(o.fields, '{COLUMNS[field]}') {_OWN}) " if field in COLUMNS else ""
    doubt = "AND EXISTS (SELECT 1 FROM doubts o WHERE o.document = d.id AND o.field = :field) " if in_doubt else ""
    rows = db.execute(
        "SELECT d.id FROM documents d JOIN versions v ON v.id = d.current "
        f"WHERE json_extract(v.fields, :path) = (SELECT json_extract(o.fields, :path) {_OWN}) {column}"
        f"AND d.id <> :id AND {VISIBLE} {doubt}"
        "AND NOT EXISTS (SELECT 1 FROM corrections c WHERE c.field = :field "
        "AND (c.document = d.id OR c.document IN (SELECT id FROM documents WHERE joined = d.id))) ORDER BY d.id LIMIT :limit",
        {"id": id, "path": SHARED[field], "field": field, "labels": labels_json(labels), "limit": limit},
    )
    return [DocumentId(row[0]) for row in rows]


def _condition(only: DoubtFilter, labels: Labels, *, aside: bool = False) -> tuple[str, dict[str, str | None]]:
    parts = [HELD]
    values = {"labels": labels_json(labels)}
    for name in ("field", "type", "issuer"):
        value = getattr(only, name)
        if value is not None:
            parts.append(f"d.{name} = :{name}")
            values[name] = value
    if only.field is None and not aside:
        parts.append(f"d.field <> '{ASIDE}'")
    return " AND ".join(parts), values
