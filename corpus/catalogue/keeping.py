"""Taking in what was read, correcting it, removing it. Each function works inside a transaction that its caller holds."""

import re
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import replace

from corpus.catalogue.citing import cite
from corpus.catalogue.doubtful import forget_doubts, note_doubts
from corpus.catalogue.encoding import decode, encode, encode_change
from corpus.catalogue.joining import candidates, join, own, shown_as
from corpus.catalogue.kept import Action, Incoming, Outcome, OutcomeKind, Removal
from corpus.catalogue.naming import note_names
from corpus.catalogue.reading import as_json, load
from corpus.catalogue.signing import sign, unsign
from corpus.correcting import ATTRIBUTES, accepted_label, as_text, corrected
from corpus.document import OPEN, Document, DocumentId, Evidence, Fields, Issuer
from corpus.errors import InputError, NotFound
from corpus.gazetteer.own import NONE, OwnBodies
from corpus.originals import document_id
from corpus.stated import Restored
from corpus.vietnamese import clean

_INSERT_VERSION = (
    "INSERT INTO versions (document, sha256, original, added, media_type, size, fields, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


WAITS = "needs-ocr"
"""The reason of files, and of pages of kept files, that wait for the program that recognises writing."""


def identity(path: str) -> str:
    """A path as the key it is stored under: bytes that are no UTF-8 are spelt out, for SQLite holds text only."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\0")


def real_path(identity: str) -> str:
    """The path that `identity` was made of, to open it again."""
    return re.sub(r"\\u(dc[89a-f][0-9a-f])", lambda found: chr(int(found[1], 16)), identity)


def keep(db: sqlite3.Connection, incoming: Incoming, now: str) -> Outcome:
    """Take in one document: new, a new version, known already, or removed earlier (see the contract, Paths and versions).

    A line of a register that is joined to a document is told as that one.
    """
    path, waited = identity(incoming.path), _waited(db, incoming)
    outcome = _kept(db, incoming, now)
    if outcome.kind is OutcomeKind.REMOVED:
        return outcome
    if incoming.waits:
        note_failure(db, path, incoming.shown, incoming.sha256, WAITS, incoming.waits, now)
    elif waited and outcome.kind is OutcomeKind.UNCHANGED:
        _read_anew(db, outcome.id, incoming)
        outcome = replace(outcome, kind=OutcomeKind.VERSION)
    shown = shown_as(db, outcome.id)
    if outcome.kind is not OutcomeKind.ADDED:
        return replace(outcome, id=shown)
    if shown != outcome.id:
        return Outcome(OutcomeKind.JOINED, shown)
    return replace(outcome, candidates=candidates(db, outcome.id)) if not incoming.text else outcome


def _waited(db: sqlite3.Connection, incoming: Incoming) -> bool:
    """Whether these bytes of this path are kept with pages that waited to be recognised."""
    asked = (WAITS, identity(incoming.path), incoming.sha256)
    found = db.execute(
        "SELECT 1 FROM failures f JOIN versions v ON v.sha256 = f.sha256 WHERE f.reason = ? AND f.path = ? AND f.sha256 = ?",
        asked,
    )
    return found.fetchone() is not None


def _read_anew(db: sqlite3.Connection, id: DocumentId, incoming: Incoming) -> None:
    """The same version with all its pages read; what people corrected stays over it."""
    db.execute(
        "UPDATE versions SET fields = ?, text = ? WHERE document = ? AND sha256 = ?",
        (encode(incoming.fields), incoming.text, id, incoming.sha256),
    )
    current = db.execute("SELECT v.sha256 FROM documents d JOIN versions v ON v.id = d.current WHERE d.id = ?", (id,))
    if current.fetchone()[0] == incoming.sha256:
        sign(db, id, incoming.text, incoming.signature)
        settle(db, id, own(db, id))


def note_failure(db: sqlite3.Connection, path: str, shown: str, sha256: str | None, reason: str, message: str, now: str) -> None:
    """Remember a file that could not be read, or not all of it; a further try adds to its count."""
    db.execute(
        "INSERT INTO failures (path, shown, sha256, reason, message, tries, first_time, last_time) "
        "VALUES (:path, :shown, :sha256, :reason, :message, 1, :now, :now) ON CONFLICT (path) DO UPDATE "
        "SET shown = :shown, sha256 = :sha256, reason = :reason, message = :message, tries = tries + 1, last_time = :now",
        {
            "path": path,
            "shown": clean(shown),
            "sha256": sha256,
            "reason": reason,
            "message": clean(message),
            "now": now,
        },
    )


def _kept(db: sqlite3.Connection, incoming: Incoming, now: str) -> Outcome:
    path = identity(incoming.path)
    past = incoming.row.restored if incoming.row else None
    db.execute("DELETE FROM failures WHERE path = ?", (path,))
    hashes = as_json({incoming.sha256, *(version.sha256 for version in (past.versions if past else ()))})
    if db.execute("SELECT 1 FROM removed WHERE sha256 IN (SELECT value FROM json_each(?))", (hashes,)).fetchone():
        if not incoming.again:
            _discard(db, [incoming.sha256])
            return Outcome(OutcomeKind.REMOVED, past.id if past else document_id(incoming.sha256))
        db.execute("DELETE FROM removed WHERE sha256 IN (SELECT value FROM json_each(?))", (hashes,))
    if past is not None:
        return _restore(db, incoming, past)
    known = _known(db, incoming, path, now)
    if known is not None:
        return Outcome(OutcomeKind.UNCHANGED, known)
    before = [row[0] for row in db.execute("SELECT document FROM sources WHERE path = ? ORDER BY id DESC", (path,))]
    for id in before:
        if not _differs(db, id, incoming):
            _add_version(db, id, incoming, now)
            return Outcome(OutcomeKind.VERSION, id)
    id = document_id(incoming.sha256)
    _add_document(db, id, incoming)
    _insert_version(db, id, incoming, now)
    _note_source(db, id, path, incoming.shown, now)
    settle(db, id, incoming.fields)
    return Outcome(OutcomeKind.ADDED, id, before[0] if before else None)


def correct(
    db: sqlite3.Connection,
    document: Document,
    field: str,
    text: str,
    by: str | None,
    note: str | None,
    now: str,
    own: OwnBodies = NONE,
) -> None:
    """Write a correction, unless the same one stands already."""
    after = corrected(document, field, text, own)
    if after == document and field in document.corrected:
        return
    _note_correction(db, field, document, after, by, note, now)
    db.execute("UPDATE documents SET external_id = ? WHERE id = ?", (after.external_id, document.id))
    if after.access_label != document.access_label:
        _label(db, document.id, after.access_label)
    settle(db, document.id, after.fields, renamed=True)


def confirm(db: sqlite3.Connection, document: Document, field: str, by: str | None, note: str | None, now: str) -> None:
    """Write down that a person found the field right as it stands; nothing that is indexed changes.

    The values are kept as they are, not read anew from their text, which might say less than they do.
    """
    if field not in ATTRIBUTES:
        raise InputError(f"{field!r} cannot be confirmed; what can: {', '.join(ATTRIBUTES)}")
    if field in document.corrected:
        return
    _note_correction(db, field, document, document, by, note, now)
    note_doubts(db, document.id, document.fields)


def _note_correction(
    db: sqlite3.Connection, field: str, before: Document, after: Document, by: str | None, note: str | None, now: str
) -> None:
    attributes = ATTRIBUTES[field]
    if field == "number" and after.fields.number is None:
        attributes = ("number", "number_key", "sequence")  # A blank number leaves the symbol as it was.
    _insert_correction(
        db,
        before.id,
        (field, clean(by).strip() or None if by else None, now, as_text(before, field), as_text(after, field)),
        clean(note).strip() or None if note else None,
        encode_change(after.fields, attributes),
    )


def renew_issuers(db: sqlite3.Connection, id: DocumentId, issuers: tuple[Issuer, ...], evidence: Evidence | None) -> None:
    """The newest version's issuers as they are understood now; what people corrected stays over them."""
    row = db.execute(
        "SELECT v.id, v.fields FROM documents d JOIN versions v ON v.id = d.current WHERE d.id = ?", (id,)
    ).fetchone()
    fields = decode(row[1])
    seen = {name: one for name, one in fields.evidence.items() if name != "issuer"} | ({"issuer": evidence} if evidence else {})
    db.execute("UPDATE versions SET fields = ? WHERE id = ?", (encode(replace(fields, issuers=issuers, evidence=seen)), row[0]))
    settle(db, id, own(db, id), renamed=True)


def remove(db: sqlite3.Connection, ids: Iterable[DocumentId]) -> Removal:
    """Drop documents, with the lines of registers that are joined to them; their hashes stay, so that nothing brings
    them back unasked."""
    removed, missing = [], []
    originals: set[str] = set()
    keys: set[str | None] = set()
    for id in dict.fromkeys(shown_as(db, id) for id in ids):
        rows = db.execute("SELECT id, number_key FROM documents WHERE id = :id OR joined = :id", {"id": id}).fetchall()
        if not rows:
            missing.append(id)
            continue
        for part, key in rows:
            keys.add(key)
            hashes = db.execute("SELECT sha256, original FROM versions WHERE document = ?", (part,)).fetchall()
            gone = {sha256 for row in hashes for sha256 in row if sha256}
            db.executemany("INSERT OR IGNORE INTO removed (sha256) VALUES (?)", [(sha256,) for sha256 in gone])
            unsign(db, part)
            db.execute("DELETE FROM documents WHERE id = ?", (part,))
            originals |= _discard(db, {original for _, original in hashes if original})
            _leave_work(db, part, next_revision(db), Action.DELETE)
        removed.append(id)
    for id in join(db, keys):
        _show(db, id)
    return Removal(tuple(removed), tuple(missing), tuple(sorted(originals)))


def settle(db: sqlite3.Connection, id: DocumentId, fields: Fields, *, renamed: bool = False) -> None:
    """After a change: a new revision, columns for look-ups, citations, names for the facets, doubts, and work for the index.

    Lines of registers with the number it has, or had, are joined anew; what
    that changes is settled too.
    """
    (before,) = db.execute("SELECT number_key FROM documents WHERE id = ?", (id,)).fetchone()
    _note(db, id, fields, renamed=renamed)
    db.execute("UPDATE documents SET joined = NULL WHERE id = ? AND NOT bare AND joined NOT NULL", (id,))
    changed = join(db, (before, fields.number_key))
    shown = shown_as(db, id)
    alone = shown == id and not db.execute("SELECT 1 FROM documents WHERE joined = ? LIMIT 1", (id,)).fetchone()
    for one in changed | {shown, id}:
        if one != id or not alone:
            _show(db, one)


def _show(db: sqlite3.Connection, id: DocumentId) -> None:
    """Settle a document as it is now shown; a line that is joined to another one goes from the index."""
    found = load(db, [id], None, text=False)
    if id in found:
        _note(db, id, found[id].fields)
    elif db.execute("SELECT 1 FROM documents WHERE id = ?", (id,)).fetchone():
        forget_doubts(db, id)
        _leave_work(db, id, next_revision(db), Action.DELETE)


def _note(db: sqlite3.Connection, id: DocumentId, fields: Fields, *, renamed: bool = False) -> None:
    revision = next_revision(db)
    db.execute(
        "UPDATE documents SET revision = ?, number_key = ?, type = ?, issuer = ?, date = ? WHERE id = ?",
        (
            revision,
            fields.number_key,
            fields.type.code if fields.type else None,
            fields.issuers[0].id if fields.issuers else None,
            fields.date,
            id,
        ),
    )
    cite(db, id, fields)
    note_names(db, id, fields, said=revision if renamed else 0)
    note_doubts(db, id, fields)
    _leave_work(db, id, revision, Action.PUT)


def next_revision(db: sqlite3.Connection) -> int:
    db.execute("UPDATE meta SET value = value + 1 WHERE key = 'revision'")
    return int(db.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()[0])


def _known(db: sqlite3.Connection, incoming: Incoming, path: str, now: str) -> DocumentId | None:
    """The document that has these bytes already; the source is noted."""
    row = db.execute(
        "SELECT id, document, sha256, original FROM versions WHERE sha256 = :hash OR original = :hash ORDER BY id LIMIT 1",
        {"hash": incoming.sha256},
    ).fetchone()
    if row is None:
        return None
    version, id, sha256, original = row
    if sha256 == incoming.sha256 and original != sha256:
        # Came by an export; now the real bytes are here.
        db.execute("UPDATE versions SET original = sha256 WHERE id = ?", (version,))
        _discard(db, [original] if original else [])
    db.execute("DELETE FROM discarded WHERE sha256 = ?", (incoming.sha256,))
    _note_source(db, id, path, incoming.shown, now)
    return DocumentId(id)


def _differs(db: sqlite3.Connection, id: DocumentId, incoming: Incoming) -> bool:
    """Whether number, issuer or date are known in both and differ: the office has overwritten the file with another document.

    Compared with what was understood and with what people corrected: a misreading repeats itself in the next version.
    A row without text and without number is told by its subject: a line put in above it moves it to another place.
    """
    row = db.execute(
        "SELECT v.fields, d.bare FROM documents d JOIN versions v ON v.id = d.current WHERE d.id = ?", (id,)
    ).fetchone()
    both = (decode(row[0]), own(db, id))
    if (
        row[1]
        and not incoming.text
        and not incoming.fields.number
        and all(old.subject != incoming.fields.subject for old in both)
    ):
        return True
    return all(_another(old, incoming.fields) for old in both)


def _another(old: Fields, new: Fields) -> bool:
    if old.number and new.number and (old.number_key or old.number) != (new.number_key or new.number):
        return True
    if old.issuers and new.issuers and old.issuers[0].id != new.issuers[0].id:
        return True
    # 2023 and 2023-03-16 do not differ: one is read more closely.
    return bool(old.date and new.date and not (old.date.startswith(new.date) or new.date.startswith(old.date)))


def _add_document(db: sqlite3.Connection, id: DocumentId, incoming: Incoming) -> None:
    row = incoming.row
    label = accepted_label(incoming.label or (row.access_label if row else None) or OPEN)
    db.execute(
        "INSERT INTO documents (id, revision, label, external_id, current) VALUES (?, 0, ?, ?, 0)",
        (id, label, row.external_id if row else None),
    )


def _add_version(db: sqlite3.Connection, id: DocumentId, incoming: Incoming, now: str) -> None:
    """New bytes of a known document. Its label stays unless one is given; what people corrected stays in any case."""
    _insert_version(db, id, incoming, now)
    corrected = {field for (field,) in db.execute("SELECT DISTINCT field FROM corrections WHERE document = ?", (id,))}
    row = incoming.row
    label = incoming.label or (row.access_label if row else None)
    if label and "access_label" not in corrected:
        _label(db, id, accepted_label(label))
    if row and row.external_id and "external_id" not in corrected:
        db.execute("UPDATE documents SET external_id = ? WHERE id = ?", (row.external_id, id))
    settle(db, id, own(db, id))


def _label(db: sqlite3.Connection, id: DocumentId, label: str) -> None:
    """The document under this label, with the lines of registers that are joined to it: they tell of the same."""
    db.execute("UPDATE documents SET label = :label WHERE id = :id OR joined = :id", {"label": label, "id": id})


def _insert_version(db: sqlite3.Connection, id: DocumentId, incoming: Incoming, now: str) -> None:
    version = db.execute(
        _INSERT_VERSION,
        (
            id,
            incoming.sha256,
            incoming.sha256,
            now,
            incoming.media_type,
            incoming.size,
            encode(incoming.fields),
            incoming.text,
        ),
    )
    db.execute("UPDATE documents SET current = ?, bare = ? WHERE id = ?", (version.lastrowid, not incoming.text, id))
    sign(db, id, incoming.text, incoming.signature)
    db.execute("DELETE FROM discarded WHERE sha256 = ?", (incoming.sha256,))


def _restore(db: sqlite3.Connection, incoming: Incoming, past: Restored) -> Outcome:
    """A row that `export` wrote: identity, sources, versions and corrections as they were. What is here already stays."""
    if db.execute("SELECT 1 FROM documents WHERE id = ?", (past.id,)).fetchone():
        _discard(db, [incoming.sha256])
        return Outcome(OutcomeKind.UNCHANGED, past.id)
    fields = incoming.fields
    _add_document(db, past.id, incoming)
    for version in past.versions:
        newest = version is past.versions[-1]
        row = db.execute(
            _INSERT_VERSION,
            (
                past.id,
                version.sha256,
                incoming.sha256 if newest else None,
                version.added,
                version.media_type,
                version.size,
                encode(fields) if newest else "{}",
                incoming.text if newest else None,
            ),
        )
    db.execute("UPDATE documents SET current = ?, bare = ? WHERE id = ?", (row.lastrowid, not incoming.text, past.id))
    sign(db, past.id, incoming.text, incoming.signature)
    db.execute("DELETE FROM discarded WHERE sha256 = ?", (incoming.sha256,))
    db.executemany(
        "INSERT INTO sources (document, shown, added) VALUES (?, ?, ?)",
        [(past.id, source.path, source.added) for source in past.sources],
    )
    if not past.sources:
        _note_source(db, past.id, identity(incoming.path), incoming.shown, past.versions[0].added)
    for one in past.corrections:
        # The row's values are the corrected ones: they are what each correction of the field has led to.
        change = encode_change(fields, ATTRIBUTES[one.field])
        _insert_correction(db, past.id, (one.field, one.by, one.at, one.before, one.after), one.note, change)
    settle(db, past.id, fields)
    return Outcome(OutcomeKind.ADDED, past.id)


def _insert_correction(
    db: sqlite3.Connection,
    id: DocumentId,
    what: tuple[str, str | None, str, str | None, str | None],
    note: str | None,
    change: str,
) -> None:
    db.execute(
        "INSERT INTO corrections (document, field, person, at, before, after, note, value) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (id, *what, note, change),
    )


def _note_source(db: sqlite3.Connection, id: str, path: str, shown: str, now: str) -> None:
    shown = clean(shown)
    if db.execute("SELECT 1 FROM sources WHERE document = ? AND path = ?", (id, path)).fetchone():
        return
    # A source that came by an export has no absolute path here; the same shown path is the same source.
    adopted = db.execute(
        "UPDATE sources SET path = ? WHERE id = "
        "(SELECT id FROM sources WHERE document = ? AND path IS NULL AND shown = ? ORDER BY id LIMIT 1)",
        (path, id, shown),
    )
    if not adopted.rowcount:
        db.execute("INSERT INTO sources (document, path, shown, added) VALUES (?, ?, ?, ?)", (id, path, shown, now))


def _discard(db: sqlite3.Connection, hashes: Collection[str]) -> set[str]:
    """Note the originals that no version needs, to be deleted; gives them."""
    needed = db.execute("SELECT original FROM versions WHERE original IN (SELECT value FROM json_each(?))", (as_json(hashes),))
    unneeded = set(hashes) - {sha256 for (sha256,) in needed}
    db.executemany("INSERT OR IGNORE INTO discarded (sha256) VALUES (?)", [(sha256,) for sha256 in unneeded])
    return unneeded


def _leave_work(db: sqlite3.Connection, id: DocumentId, revision: int, action: Action) -> None:
    db.execute("INSERT OR REPLACE INTO pending (document, revision, action) VALUES (?, ?, ?)", (id, revision, action.value))


def require(documents: dict[DocumentId, Document], id: DocumentId) -> Document:
    """The one document asked for; NotFound where this reader does not have it."""
    if id not in documents:
        raise NotFound(f"there is no document {id}")
    return documents[id]


def get_meta(db: sqlite3.Connection, key: str) -> str | None:
    row = db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def set_meta(db: sqlite3.Connection, key: str, value: str | None) -> None:
    if value is None:
        db.execute("DELETE FROM meta WHERE key = ?", (key,))
    else:
        db.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, value))
