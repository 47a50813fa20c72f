"""The clerk's desk: files that were brought and wait to be looked at before they are kept. What a face needs of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.document import Document, DocumentId

MOST_WAITING = 200
MOST_BYTES = 60 * 2**20
"""Of one file, and of all that come at once."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that waits. `name`: what the person calls it; `added`: when it came (UTC, ISO)."""

    id: str
    name: str
    size: int
    added: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What a waiting file was understood as: `documents`, usually one, with the ids that they will have.

    `held`: those of them that the archive has already. `missed`: members that cannot be read, each with its reason.
    """

    waiting: Waiting
    documents: tuple[Document, ...]
    held: frozenset[DocumentId]
    missed: tuple[tuple[str, str], ...]


class Desk(Protocol):
    """Raises NotFound for what does not wait (any more)."""

    def put(self, name: str, data: bytes) -> Waiting:
        """Reads the file, and lets it wait; on disk when this returns.

        Unreadable where it cannot be read, Refused where it must not be kept: then nothing of it stays. InputError where it is
        too large, or too many wait.
        """
        ...

    def waiting(self) -> tuple[Waiting, ...]:
        """Those that wait, the last one first."""
        ...

    def look(self, id: str) -> Looked: ...

    def keep(self, id: str) -> Sequence[DocumentId]:
        """Takes the file into the archive, as `vanban add` does; searchable when this returns, and it waits no more.

        ArchiveBusy where another writer is at work: it goes on waiting, and so it does where something of it cannot be read.
        """
        ...

    def discard(self, id: str) -> None: ...
