"""Whether the catalogue is sound: SQLite's own checks, and what its tables promise one another."""

import sqlite3
from collections.abc import Iterator

from corpus.catalogue.encoding import decode
from corpus.likeness import BANDS
from corpus.originals import Originals, document_id

_MOST = 20

# Each statement finds rows that must not be; its first column names the document.
_PROMISES = (
    (
        "document {} shows a version that is not its newest",
        "SELECT d.id FROM documents d LEFT JOIN (SELECT document, max(id) AS newest FROM versions GROUP BY document) v "
        "ON v.document = d.id WHERE v.newest IS NOT d.current",
    ),
    (
        "document {} has no text for its newest version",
        "SELECT d.id FROM documents d JOIN versions v ON v.id = d.current WHERE v.text IS NULL",
    ),
    ("document {} has no source", "SELECT id FROM documents WHERE id NOT IN (SELECT document FROM sources)"),
    (
        "document {} was removed, but a version with its hash is kept",
        "SELECT v.document FROM versions v JOIN removed r ON r.sha256 = v.sha256",
    ),
    (
        "work is pending for document {}, which is not kept",
        "SELECT document FROM pending WHERE action = 'put' AND document NOT IN (SELECT id FROM documents)",
    ),
    (
        "document {} is kept, but pending for deletion",
        "SELECT document FROM pending WHERE action = 'delete' AND document IN (SELECT id FROM documents WHERE joined IS NULL)",
    ),
    (
        "document {} is a line of a register joined to one that it cannot be joined to",
        "SELECT l.id FROM documents l LEFT JOIN documents d ON d.id = l.joined WHERE l.joined NOT NULL "
        "AND (NOT l.bare OR d.id IS NULL OR d.bare OR d.label <> l.label OR d.number_key IS NOT l.number_key)",
    ),
    (
        "document {} has groups for comparing its text, but no signature, or not all of its groups",
        "SELECT b.document FROM (SELECT document, count(*) AS groups FROM bands GROUP BY document) b LEFT JOIN signatures s "
        f"ON s.document = b.document WHERE s.document IS NULL OR b.groups <> {BANDS}",
    ),
    (
        "document {} stands in the review list under another label, type or issuer than its own",
        "SELECT DISTINCT d.id FROM documents d JOIN doubts o ON o.document = d.id "
        "WHERE o.label <> d.label OR o.type IS NOT d.type OR o.issuer IS NOT d.issuer",
    ),
    (
        "document {} has a citation in the table that its newest version has not",
        "SELECT c.document FROM (SELECT document, max(ordinal) AS last FROM citations GROUP BY document) c "
        "JOIN documents d ON d.id = c.document JOIN versions v ON v.id = d.current "
        "WHERE c.last >= coalesce(json_array_length(v.fields, '$.citations'), 0)",
    ),
    (
        "document {} has a revision beyond the counter",
        "SELECT id FROM documents WHERE revision > (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'revision')",
    ),
)


def problems(db: sqlite3.Connection, originals: Originals | None, *, contents: bool) -> list[str]:
    """One sentence each; at most 20 of a kind."""
    found = [f"SQLite: {row[0]}" for row in db.execute(f"PRAGMA integrity_check({_MOST})") if row[0] != "ok"]
    if found:
        return found  # What the tables promise means little in a damaged file.
    for table, rowid, parent, _ in db.execute("PRAGMA foreign_key_check").fetchmany(_MOST):
        found.append(f"row {rowid} of {table} refers to a row of {parent} that is not there")
    for sentence, statement in _PROMISES:
        found += [sentence.format(row[0]) for row in db.execute(statement).fetchmany(_MOST)]
    found += _wrong_values(db)
    if originals is not None:
        found += _wrong_originals(db, originals, contents=contents)
    return found


def _wrong_values(db: sqlite3.Connection) -> Iterator[str]:
    first: dict[str, str] = {}
    for id, sha256, fields, length in db.execute("SELECT document, sha256, fields, length(text) FROM versions ORDER BY id"):
        first.setdefault(id, sha256)
        try:
            read = decode(fields)
        except (ValueError, TypeError, KeyError) as error:
            yield f"document {id}: the fields of version {sha256[:12]}… cannot be read ({error})"
            continue
        spans = [citation.span for citation in read.citations]
        spans += [evidence.span for evidence in read.evidence.values() if evidence.span]
        if any(not 0 <= span.start <= span.end <= (length or 0) for span in spans):
            yield f"document {id}: a span of version {sha256[:12]}… lies outside its text"
    for id, sha256 in first.items():
        if document_id(sha256) != id:
            yield f"document {id}: the id does not follow from its first version {sha256[:12]}…"


def _wrong_originals(db: sqlite3.Connection, originals: Originals, *, contents: bool) -> Iterator[str]:
    for id, sha256 in db.execute("SELECT document, original FROM versions WHERE original IS NOT NULL ORDER BY document, id"):
        if originals.path(sha256) is None:
            yield f"document {id}: its original {sha256} is missing; add the file again"
        elif contents and not originals.verify(sha256):
            yield f"document {id}: its original {sha256} has changed on the disk; add the file again"
