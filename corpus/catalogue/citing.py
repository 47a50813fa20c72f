"""The citations of the newest versions as a table: kept with each change, asked for who cites a document and who is missing."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from corpus.catalogue.kept import Labels
from corpus.catalogue.pointing import cited_with_effects
from corpus.catalogue.reading import VISIBLE, labels_json, own_fields
from corpus.catalogue.resolving import Cited, Peer, by_then, meant
from corpus.document import Document, DocumentId, Fields, Relation

_PEER = "d.id, d.number_key, d.type, d.issuer, d.date"
_NAMED = f"{_PEER}, c.number_key, c.date, c.type, c.issuer, c.by_title, c.ordinal"
_CITING = "citations c JOIN documents d ON d.id = c.document"
_INSERT = "INSERT INTO citations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


class CitedBy(NamedTuple):
    """A visible document that cites another: the place of that citation in its `fields.citations`, and whether it is sure."""

    document: DocumentId
    ordinal: int
    relation: Relation
    date: str | None
    sure: bool


class Missing(NamedTuple):
    """A document that others cite and the archive does not hold. `citing`: how many cite it; `example`: one that does."""

    cited: Cited
    citing: int
    example: DocumentId
    ordinal: int


def cite(db: sqlite3.Connection, id: str, fields: Fields) -> None:
    """Keep what the document, as it is now shown, cites, in place of what was kept before."""
    db.execute("DELETE FROM citations WHERE document = ?", (id,))
    if fields.citations:
        row = db.execute("SELECT v.text FROM documents d JOIN versions v ON v.id = d.current WHERE d.id = ?", (id,)).fetchone()
        db.executemany(_INSERT, list(_rows(id, fields, (row[0] if row else None) or "")))


def cite_all(db: sqlite3.Connection) -> None:
    """Keep what the documents of an older program cite."""
    for id, fields, text in own_fields(db, text=True):
        db.executemany(_INSERT, list(_rows(id, fields, text)))


def cited_by(db: sqlite3.Connection, document: Document, labels: Labels, as_of: str | None) -> list[CitedBy]:
    """Visible documents that cite this one or may mean it; no order is promised. With `as_of` those issued by then."""
    key = document.fields.number_key
    if key is None:
        return []
    asked = {"key": key, "labels": labels_json(labels)}
    holders = [
        Peer(*row) for row in db.execute(f"SELECT {_PEER} FROM documents d WHERE d.number_key = :key AND {VISIBLE}", asked)
    ]
    found = []
    for row in db.execute(
        f"SELECT {_NAMED}, c.relation FROM {_CITING} WHERE c.number_key = :key AND {VISIBLE}",
        asked,
    ):
        citing = Peer(*row[:5])
        means = meant(Cited(*row[5:10]), citing, holders)
        if by_then(citing.date, as_of) and any(peer.id == document.id for peer in means.peers):
            found.append(CitedBy(citing.id, row[10], Relation(row[11]), citing.date, means.sure))
    return found


def missing(db: sqlite3.Connection, labels: Labels) -> list[Missing]:
    """What visible documents cite and no visible one can be, the most cited first.

    One number of two years is two documents; where neither number nor date tells the year, all such citations are one.
    """
    asked = {"labels": labels_json(labels)}
    holders: dict[str, list[Peer]] = defaultdict(list)
    for row in db.execute(
        f"SELECT {_PEER} FROM documents d WHERE d.number_key IN (SELECT number_key FROM citations) AND {VISIBLE}",
        asked,
    ):
        holders[row[1]].append(Peer(*row))
    first: dict[tuple[str, str | None], Missing] = {}
    citing: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for row in db.execute(
        f"SELECT {_NAMED} FROM {_CITING} WHERE {VISIBLE} ORDER BY c.number_key, d.id, c.ordinal",
        asked,
    ):
        cited = Cited(*row[5:10])
        if not meant(cited, Peer(*row[:5]), holders.get(cited.key, ())).peers:
            name = (cited.key, cited.date[:4] if cited.date else None)
            citing[name].add(row[0])
            if name not in first or (cited.date and not first[name].cited.date):
                first[name] = Missing(cited, 0, row[0], row[10])
    return _ranked(one._replace(citing=len(citing[name])) for name, one in _joined(first, citing))


def _joined(
    first: dict[tuple[str, str | None], Missing], citing: dict[tuple[str, str | None], set[str]]
) -> Iterable[tuple[tuple[str, str | None], Missing]]:
    """Citations without a year go with those of the one year there is."""
    years: dict[str, list[str]] = defaultdict(list)
    for key, year in first:
        if year:
            years[key].append(year)
    for name in first:
        key, year = name
        if year is None and len(years[key]) == 1:
            citing[key, years[key][0]] |= citing[name]
    return [(name, one) for name, one in first.items() if name[1] is not None or len(years[name[0]]) != 1]


def _ranked(found: Iterable[Missing]) -> list[Missing]:
    return sorted(found, key=lambda one: (-one.citing, one.cited.key, one.cited.date or ""))


def _rows(id: str, fields: Fields, text: str) -> Iterable[tuple[object, ...]]:
    for ordinal, cited, effect in cited_with_effects(fields, text):
        yield (id, ordinal, fields.citations[ordinal].relation.value, *cited, *(effect or (None, None, None)))
