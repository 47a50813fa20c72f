"""The catalogue: the truth about what the archive holds.

One SQLite file; every change is one transaction, on disk when the call returns.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

from corpus.catalogue import citing, doubtful, joining, keeping, naming, reading
from corpus.catalogue.checking import problems
from corpus.catalogue.citing import CitedBy, Missing
from corpus.catalogue.connecting import Connections
from corpus.catalogue.encoding import decode
from corpus.catalogue.kept import (
    EVERYTHING,
    Action,
    DoubtFilter,
    Doubtful,
    Failure,
    Incoming,
    Labels,
    Outcome,
    Pending,
    Removal,
    Secrets,
)
from corpus.correcting import Correction, state_of
from corpus.document import Document, DocumentId, Evidence, Fields, Issuer, Span
from corpus.errors import Conflict, InputError, NotFound
from corpus.gazetteer.own import NONE, OwnBodies
from corpus.originals import Originals

_BATCH = 64
_ID = re.compile("[a-z2-7]{1,12}")


class Catalogue:
    """Usable from several threads. Writing calls belong under the archive's `WriterLock`; reading ones need no lock.

    Labels: None reads everything; a document whose label the reader does not hold is as good as absent.
    Times are given by the caller (UTC, ISO 8601), so that a run can be repeated. `own`: the office's bodies, by which
    corrections know an issuer.
    """

    def __init__(self, connections: Connections, own: OwnBodies = NONE) -> None:
        self._connections = connections
        self._own = own

    @classmethod
    def open(cls, folder: Path, *, create: bool = True, read_only: bool = False, own: OwnBodies = NONE) -> Self:
        """The catalogue in the archive's folder; made where there is none, brought up to date where it is older.

        ArchiveError where there is none and none may be made, ArchiveTooNew, ArchiveDamaged.
        """
        return cls(Connections(folder, create=create, read_only=read_only), own)

    @property
    def path(self) -> Path:
        return self._connections.path

    def close(self) -> None:
        self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # --- taking in, correcting, removing -------------------------------------------------------------------------

    def keep(self, arrivals: Sequence[Incoming], now: str, *, dry_run: bool = False) -> list[Outcome]:
        """Take in a batch in one transaction; outcomes in order. With `dry_run` the same answers, and nothing is kept."""
        if not arrivals:
            return []
        with self._connections.writing(keep=not dry_run) as db:
            outcomes = [keeping.keep(db, incoming, now) for incoming in arrivals]
            keeping.set_meta(db, "changed", now)
            return outcomes

    def edit(
        self,
        id: DocumentId,
        changes: Sequence[tuple[str, str | None]],
        by: str | None = None,
        note: str | None = None,
        now: str = "",
        *,
        labels: Labels = None,
        seen: Mapping[str, str] = MappingProxyType({}),
    ) -> Document:
        """Correct fields in order, all or none; gives the document as it now is.

        (field, text) each: "" sets it to null, None confirms it as it stands. The fields are
        `corpus.correcting.ATTRIBUTES`. `seen`: `state_of` fields as the person saw them; Conflict where one is another by
        now. InputError names what is accepted, NotFound where this reader has no such document. The same correction a
        second time changes nothing.
        """
        with self._connections.writing() as db:
            document = keeping.require(reading.load(db, [id], labels, text=False), id)
            for field, state in seen.items():
                if state_of(document, field) != state:
                    raise Conflict(f"{field} of document {id} was changed meanwhile: look at it again")
            for field, text in changes:
                document = reading.load(db, [id], None, text=True)[id]
                if text is None:
                    keeping.confirm(db, document, field, by, note, now)
                else:
                    keeping.correct(db, document, field, text, by, note, now, self._own)
            keeping.set_meta(db, "changed", now)
            return reading.load(db, [id], None, text=True)[id]

    def renew_issuers(
        self, changes: Sequence[tuple[DocumentId, tuple[Issuer, ...], Evidence | None]], now: str
    ) -> set[DocumentId]:
        """Documents, and lines of registers (`walk_own`), with the issuers that they are understood to have now.

        In one transaction; gives the documents that these are shown as. What people corrected wins over them as before.
        """
        with self._connections.writing() as db:
            for id, issuers, evidence in changes:
                keeping.renew_issuers(db, id, issuers, evidence)
            keeping.set_meta(db, "changed", now)
            return {joining.shown_as(db, id) for id, *_ in changes}

    def remove(self, ids: Iterable[DocumentId], now: str) -> Removal:
        """Drop documents with their texts, versions, sources and corrections; only the hashes stay."""
        with self._connections.writing() as db:
            removal = keeping.remove(db, ids)
            keeping.set_meta(db, "changed", now)
            return removal

    def discarded(self) -> list[str]:
        """Originals that no version needs: of removed documents, or put for what was not let in.

        To be deleted from the store (after a removal: once the index is compacted), then `forget_discarded`.
        """
        with self._connections.reading() as db:
            return [row[0] for row in db.execute("SELECT sha256 FROM discarded ORDER BY sha256")]

    def forget_discarded(self, hashes: Iterable[str]) -> None:
        """These originals are deleted."""
        with self._connections.writing() as db:
            db.executemany("DELETE FROM discarded WHERE sha256 = ?", [(sha256,) for sha256 in hashes])

    def compact(self) -> None:
        """Give back the space of removed documents; no trace of their text stays in the file. Needs as much free disk."""
        with self._connections.writing() as db:
            naming.forget_names(db)
        with self._connections.alone() as db:
            db.execute("VACUUM")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    # --- reading -------------------------------------------------------------------------------------------------

    def documents(
        self, ids: Sequence[DocumentId], labels: Labels, *, text: bool = True, citations: bool = True
    ) -> dict[DocumentId, Document]:
        """The visible ones among `ids`, in that order; without `text` they carry "", without `citations` none."""
        with self._connections.reading() as db:
            return reading.load(db, ids, labels, text=text, citations=citations)

    def document(self, id: DocumentId, labels: Labels, *, text: bool = True) -> Document:
        return keeping.require(self.documents([id], labels, text=text), id)

    def as_of(self, id: DocumentId, day: str | None, labels: Labels) -> Document:
        """The document with its status as it stood on that day (ISO; YYYY and YYYY-MM: at its end); None: as it is."""
        with self._connections.reading() as db:
            return keeping.require(reading.load(db, [id], labels, text=True, as_of=day), id)

    def cited_by(self, document: Document, labels: Labels, as_of: str | None = None) -> list[CitedBy]:
        """Visible documents that cite this one, or may mean it; with `as_of` those issued by then."""
        with self._connections.reading() as db:
            return citing.cited_by(db, document, labels, as_of)

    def missing(self, labels: Labels) -> list[Missing]:
        """What visible documents cite and no visible one can be, the most cited first."""
        with self._connections.reading() as db:
            return citing.missing(db, labels)

    def texts(self, spans: Sequence[tuple[DocumentId, Span]], labels: Labels) -> dict[tuple[DocumentId, Span], str]:
        """Pieces of stored text, without loading the whole into Python."""
        with self._connections.reading() as db:
            return reading.load_texts(db, spans, labels)

    def names(self, field: str, values: Collection[str], labels: Labels) -> dict[str, str]:
        """Display names of issuer ids and type codes, as visible documents spell them; values without one are left out."""
        with self._connections.reading() as db:
            return naming.names(db, str(field), values, labels)

    def resolve(self, prefix: str, labels: Labels) -> DocumentId:
        """The one visible document whose id starts so. NotFound where none does, InputError where several do."""
        prefix = prefix.strip().lower()
        if not _ID.fullmatch(prefix):
            raise NotFound(f"there is no document {prefix!r}: an id has 12 characters, a-z and 2-7")
        bounds = {"low": prefix, "high": prefix + "~"}
        # A line of a register leads to the document that it is joined to.
        lines = "SELECT l.joined FROM documents l WHERE l.joined NOT NULL AND l.id >= :low AND l.id < :high"
        found = self._ids(f"(d.id >= :low AND d.id < :high OR d.id IN ({lines}))", bounds, labels, 4)
        if not found:
            raise NotFound(f"there is no document {prefix}")
        if len(found) > 1:
            raise InputError(f"{prefix} is the beginning of several ids ({', '.join(found[:3])}…): type more of it")
        return found[0]

    def by_external_id(self, external_ids: Collection[str], labels: Labels) -> dict[str, tuple[DocumentId, ...]]:
        """Visible documents by the id that another system gave them; unknown ones are left out."""
        found: dict[str, tuple[DocumentId, ...]] = {}
        with self._connections.reading() as db:
            for external_id, id in db.execute(
                "SELECT d.external_id, d.id FROM documents d WHERE d.external_id IN (SELECT value FROM json_each(:ids)) "
                f"AND {reading.VISIBLE} ORDER BY d.id",
                {"ids": reading.as_json(external_ids), "labels": reading.labels_json(labels)},
            ):
                found[external_id] = (*found.get(external_id, ()), DocumentId(id))
        return found

    def ids(self, after: str | None = None, limit: int = 1000, labels: Labels = None) -> list[DocumentId]:
        """Ids in order, from the first behind `after`."""
        return self._ids("d.id > :after", {"after": after or ""}, labels, limit)

    def walk(self, labels: Labels = None, *, text: bool = True, batch: int = _BATCH) -> Iterator[Document]:
        """Every visible document in id order. Each batch is one state; what changes in between may or may not be seen."""
        after: DocumentId | None = None
        while ids := self.ids(after, batch, labels):
            yield from self.documents(ids, labels, text=text).values()
            after = ids[-1]

    def walk_own(self, batch: int = _BATCH) -> Iterator[tuple[DocumentId, Fields, str]]:
        """Every document by itself in id order, and every line of a register, joined or not: id, fields, text.

        The fields are its own with what people corrected in it; nothing of its lines, nothing looked up. For no reader: labels
        do not count here.
        """
        after = ""
        while True:
            with self._connections.reading() as db:
                found = db.execute("SELECT id FROM documents WHERE id > ? ORDER BY id LIMIT ?", (after, batch)).fetchall()
                ids = [row[0] for row in found]
                rows = sorted(reading.own_fields(db, ids, text=True), key=lambda row: row[0])
            if not ids:
                return
            yield from rows
            after = ids[-1]

    def count(self, labels: Labels = None) -> int:
        with self._connections.reading() as db:
            asked = {"labels": reading.labels_json(labels)}
            found = db.execute(f"SELECT count(*) FROM documents d WHERE {reading.VISIBLE}", asked)
            return int(found.fetchone()[0])

    def version(self, id: DocumentId, sha256: str, labels: Labels) -> Document:
        """The document as one version has it: its text, and its fields as understood then, without later corrections.

        A version is named by its hash or the beginning of it. NotFound where it is not there, or came without text.
        """
        with self._connections.reading() as db:
            document = keeping.require(reading.load(db, [id], labels, text=False), id)
            fitting = [version.sha256 for version in document.versions if sha256 and version.sha256.startswith(sha256.lower())]
            if len(fitting) != 1:
                raise NotFound(f"document {id} has no version {sha256}")
            row = db.execute("SELECT text, fields FROM versions WHERE document = ? AND sha256 = ?", (id, fitting[0])).fetchone()
        text, fields = row
        if text is None:
            raise NotFound(f"document {id} came from an export, which holds the newest version's text only")
        return replace(document, text=str(text), fields=decode(fields), corrected=())

    def original(self, sha256: str) -> str | None:
        """The hash under which the store keeps what this version came from.

        The same hash; for a document that came from an export that of its row; None where nothing is kept.
        """
        with self._connections.reading() as db:
            row = db.execute(
                "SELECT original FROM versions WHERE sha256 = ? ORDER BY original IS NULL LIMIT 1", (sha256,)
            ).fetchone()
            return row[0] if row else None

    def originals(self) -> set[str]:
        """Hashes of every original that some version needs, or that waits for its deletion."""
        with self._connections.reading() as db:
            rows = db.execute("SELECT original FROM versions WHERE original IS NOT NULL UNION SELECT sha256 FROM discarded")
            return {row[0] for row in rows}

    def has(self, sha256: str) -> bool:
        """Whether some version has these bytes: reading them again would change nothing."""
        with self._connections.reading() as db:
            row = db.execute("SELECT 1 FROM versions WHERE sha256 = ? OR original = ?", (sha256, sha256)).fetchone()
            return row is not None

    def taken_under(self, folder: str, *, waiting: bool = True) -> dict[str, tuple[int | None, float]]:
        """Files whose paths begin with `folder`: size of the newest version and the time it was read (seconds since 1970).

        With those that could not be read and will not be but changed; their size is None. Rows, members and attachments are
        left out: what holds them may have changed elsewhere. Without `waiting` those are left out too that wait to be
        recognised: they can be by now.
        """
        low = keeping.identity(folder)
        bounds = (low, low[:-1] + chr(ord(low[-1]) + 1))
        with self._connections.reading() as db:
            rows: list[tuple[str, int | None, str]] = db.execute(
                "SELECT s.path, v.size, max(s.added, v.added) FROM sources s JOIN documents d ON d.id = s.document "
                "JOIN versions v ON v.id = d.current WHERE s.path >= ? AND s.path < ?",
                bounds,
            ).fetchall()
            rows += db.execute(
                "SELECT path, NULL, last_time FROM failures "
                "WHERE path >= ? AND path < ? AND reason NOT IN ('no-text', 'missing')",
                bounds,
            ).fetchall()
            again = db.execute("SELECT path FROM failures WHERE reason = ?", (keeping.WAITS,)).fetchall() if not waiting else []
        left = {path for (path,) in again}
        return {
            keeping.real_path(path): (size, datetime.fromisoformat(time).timestamp())
            for path, size, time in rows
            if path not in left
        }

    def history(self, id: DocumentId, labels: Labels = None) -> list[Correction]:
        """What people corrected, oldest first."""
        with self._connections.reading() as db:
            keeping.require(reading.load(db, [id], labels, text=False), id)
            return reading.load_history(db, id)

    def doubts(
        self,
        labels: Labels,
        only: DoubtFilter = EVERYTHING,
        *,
        limit: int = 100,
        offset: int = 0,
    ) -> list[Doubtful]:
        """The review list: fields in doubt of visible documents, first things first (`corpus.doubting`)."""
        with self._connections.reading() as db:
            return doubtful.doubtful(db, labels, only, limit, offset)

    def count_doubts(
        self,
        labels: Labels,
        only: DoubtFilter = EVERYTHING,
        by: doubtful.Facet = "field",
        limit: int = 100,
    ) -> dict[str | None, int]:
        """Lines of the review list by field, type or issuer, most first; what is filtered by is counted without that filter."""
        with self._connections.reading() as db:
            return doubtful.count_doubts(db, labels, only, by, limit)

    def sharing(
        self, id: DocumentId, field: str, labels: Labels, limit: int = 1000, *, in_doubt: bool = False
    ) -> list[DocumentId]:
        """Other visible documents in which the program read the same value as in this one, and which nobody corrected in it.

        `in_doubt`: only those on the review list for it. [] where nothing was read, and for fields that documents do not
        share. Quick for issuer and type; seconds in a large archive for the others.
        """
        with self._connections.reading() as db:
            known = field in doubtful.SHARED
            return doubtful.sharing(db, id, field, labels, limit, in_doubt=in_doubt) if known else []

    # --- work for the index --------------------------------------------------------------------------------------

    def pending(self, limit: int = -1) -> list[Pending]:
        """What the index has still to be told, in the order of the changes."""
        with self._connections.reading() as db:
            rows = db.execute("SELECT document, revision, action FROM pending ORDER BY revision LIMIT ?", (limit,))
            return [Pending(DocumentId(id), revision, Action(action)) for id, revision, action in rows]

    def done(self, rows: Iterable[Pending]) -> None:
        """The index has these; exactly these revisions: what changed again since stays pending."""
        with self._connections.writing() as db:
            db.executemany("DELETE FROM pending WHERE document = ? AND revision = ?", [(row.id, row.revision) for row in rows])

    def revisions(self) -> dict[DocumentId, int]:
        """Revision of every document that is shown by itself, to compare with the index."""
        with self._connections.reading() as db:
            return {
                DocumentId(id): revision
                for id, revision in db.execute("SELECT id, revision FROM documents WHERE joined IS NULL ORDER BY id")
            }

    # --- what could not be read ----------------------------------------------------------------------------------

    def fail(self, path: str, shown: str, sha256: str | None, reason: str, message: str, now: str) -> None:
        """Remember a file that could not be read; a further try of the same path adds to its count."""
        with self._connections.writing() as db:
            keeping.note_failure(db, keeping.identity(path), shown, sha256, reason, message, now)

    def failures(self) -> list[Failure]:
        """By shown path. They carry no label: show them only to a reader of everything."""
        with self._connections.reading() as db:
            rows = db.execute(
                "SELECT path, shown, sha256, reason, message, tries, first_time, last_time FROM failures ORDER BY shown, path"
            )
            return [Failure(keeping.real_path(path), *rest) for path, *rest in rows]

    def forget_failure(self, path: str) -> None:
        with self._connections.writing() as db:
            db.execute("DELETE FROM failures WHERE path = ?", (keeping.identity(path),))

    def refuse_secret(self, now: str, path: str | None = None) -> None:
        """Count a secret document that was refused. Its path is not stored; a failure noted for it earlier is dropped."""
        with self._connections.writing() as db:
            count = int(keeping.get_meta(db, "secret.count") or 0)
            keeping.set_meta(db, "secret.count", str(count + 1))
            keeping.set_meta(db, "secret.last", now)
            if path is not None:
                db.execute("DELETE FROM failures WHERE path = ?", (keeping.identity(path),))

    def secrets(self) -> Secrets:
        with self._connections.reading() as db:
            return Secrets(int(keeping.get_meta(db, "secret.count") or 0), keeping.get_meta(db, "secret.last"))

    # --- house ---------------------------------------------------------------------------------------------------

    def state(self, key: str) -> str | None:
        """A small value kept with the archive; `changed` is the time of the last change."""
        with self._connections.reading() as db:
            return keeping.get_meta(db, key)

    def set_state(self, key: str, value: str | None) -> None:
        """Keep a small value; None drops it. `revision` is the catalogue's own."""
        if key == "revision":
            raise InputError("the state 'revision' is the catalogue's own")
        with self._connections.writing() as db:
            keeping.set_meta(db, key, value)

    def check(self, originals: Originals | None = None, *, contents: bool = False) -> list[str]:
        """What is wrong, one sentence each; empty when sound. Pending work is no damage.

        With `originals` their presence too, with `contents` every byte of them.
        """
        with self._connections.reading() as db:
            return problems(db, originals, contents=contents)

    def _ids(self, condition: str, values: Mapping[str, str], labels: Labels, limit: int) -> list[DocumentId]:
        with self._connections.reading() as db:
            rows = db.execute(
                f"SELECT d.id FROM documents d WHERE {condition} AND {reading.VISIBLE} ORDER BY d.id LIMIT :limit",
                {**values, "labels": reading.labels_json(labels), "limit": limit},
            )
            return [DocumentId(row[0]) for row in rows]
