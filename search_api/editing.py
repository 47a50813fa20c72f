"""Correcting from a face (page, command): what it is handed, and the same correction to many documents."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from types import MappingProxyType

from corpus.catalogue import Catalogue, Labels
from corpus.correcting import as_text, corrected, state_of
from corpus.document import Document, DocumentId
from corpus.errors import Conflict, InputError, NotFound

_BATCH = 64


@dataclass(frozen=True, slots=True)
class Editor:
    """What a face needs that may change documents.

    `catalogue`: read with the reader's labels. `writing()`: the right to write for as long as the context lasts; raises
    ArchiveBusy where another writer does not make room soon; when it ends, the index has what was changed.
    `person`: who corrects where nobody says so. `now()`: the time (UTC, ISO).
    """

    catalogue: Catalogue
    writing: Callable[[], AbstractContextManager[None]]
    person: str | None
    now: Callable[[], str]

    def correct(
        self,
        id: DocumentId,
        changes: Sequence[tuple[str, str | None]],
        *,
        by: str | None = None,
        note: str | None = None,
        labels: Labels = None,
        seen: Mapping[str, str] = MappingProxyType({}),
    ) -> Document:
        """One document's corrections, as `Catalogue.edit` takes them; the next request sees them."""
        with self.writing():
            return self.catalogue.edit(id, changes, by or self.person, note, self.now(), labels=labels, seen=seen)


@dataclass(frozen=True, slots=True)
class Step:
    """What a correction does, or did, to one document: the field's text before and after.

    `confirms`: the value stays, and a person says that it is right. `error`: why the document was left as it was.
    """

    document: Document
    field: str
    before: str | None
    after: str | None
    state: str
    confirms: bool = False
    error: str | None = None

    @property
    def changes(self) -> bool:
        return self.error is None and (self.confirms or self.before != self.after)


def preview(
    catalogue: Catalogue, ids: Sequence[DocumentId], changes: Sequence[tuple[str, str | None]], labels: Labels
) -> Iterator[Step]:
    """What the corrections would do to each document, in order; nothing is written. A malformed value is InputError.

    A change to None confirms the field as it stands.
    """
    for start in range(0, len(ids), _BATCH):
        for document in catalogue.documents(ids[start : start + _BATCH], labels, text=False).values():
            for field, text in changes:
                after = document if text is None else corrected(document, field, text)
                before, state = as_text(document, field), state_of(document, field)
                yield Step(document, field, before, as_text(after, field), state, confirms=text is None)


def correct_all(
    editor: Editor,
    steps: Iterable[Step],
    changes: Sequence[tuple[str, str | None]],
    *,
    by: str | None = None,
    note: str | None = None,
    labels: Labels = None,
) -> Iterator[Step]:
    """Corrects the documents of the steps, all fields of a document or none; gives each step once it is on disk.

    A document that changed since its step was made is left as it is, and its step says so. Stopped half-way, what was
    given is kept and found.
    """
    grouped: dict[DocumentId, list[Step]] = {}
    for step in steps:
        grouped.setdefault(step.document.id, []).append(step)
    with editor.writing():
        for id, those in grouped.items():
            wanted = [change for change, step in zip(changes, those, strict=True) if step.changes]
            error = None
            if wanted:
                try:
                    seen = {step.field: step.state for step in those}
                    editor.catalogue.edit(id, wanted, by or editor.person, note, editor.now(), labels=labels, seen=seen)
                except (Conflict, NotFound, InputError) as refused:
                    error = str(refused)
            for step in those:
                yield replace(step, error=error)
