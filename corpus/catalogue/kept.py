"""What goes into the catalogue, and what it answers."""

from dataclasses import dataclass
from enum import StrEnum

from corpus.document import DocumentId, Fields
from corpus.stated import Stated

Labels = frozenset[str] | None
"""Access labels that the reader holds; None reads everything."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One read file or row on its way in. Its original must lie in the store already.

    `path` is the absolute real path (the identity), `shown` what people see. `fields` are those understood from the
    text, with what the row states over them (`interchange.state`). `label`: None where nobody said one; a new
    document is then open, and one that is known keeps its own. `again` lets in what was removed.
    `signature` is that of the text (`corpus.likeness`), where it is worked out already; else the catalogue does it.
    `waits`: for what pages of it wait that could not be recognised; it is then noted among the failures, and these bytes
    replace their own reading once they come from that path with nothing left to wait for.
    """

    sha256: str
    size: int
    media_type: str
    text: str
    fields: Fields
    path: str
    shown: str
    row: Stated | None = None
    label: str | None = None
    again: bool = False
    signature: bytes | None = None
    waits: str = ""


class OutcomeKind(StrEnum):
    ADDED = "added"
    JOINED = "joined"
    UNCHANGED = "unchanged"
    VERSION = "version"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one incoming document.

    `beside`: the document that the same path held before, where this one is another (number, issuer or date differ).
    JOINED: a line of a register, new, is shown as part of the document `id`. `candidates`: the documents that a line may
    be about where there are several; it then stands by itself.
    REMOVED: it was removed earlier and stays out; `id` is the one it had or would have.
    """

    kind: OutcomeKind
    id: DocumentId
    beside: DocumentId | None = None
    candidates: tuple[DocumentId, ...] = ()


class Action(StrEnum):
    PUT = "put"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Pending:
    """Work for the index: bring it to this revision of the document."""

    id: DocumentId
    revision: int
    action: Action


@dataclass(frozen=True, slots=True)
class Removal:
    """`missing`: ids that this reader does not have. `originals`: to be deleted after the compaction (see `discarded`)."""

    removed: tuple[DocumentId, ...]
    missing: tuple[DocumentId, ...]
    originals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read: its absolute path, the path shown, and why. Times are UTC, ISO."""

    path: str
    shown: str
    sha256: str | None
    reason: str
    message: str
    tries: int
    first_time: str
    last_time: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """One line of the review list: a field of a document. `confidence` 0: it is missing."""

    id: DocumentId
    field: str
    confidence: float


@dataclass(frozen=True, slots=True)
class DoubtFilter:
    """Which lines of the review list: of a field, a type (its code), an issuer (its id; of joint ones the first)."""

    field: str | None = None
    type: str | None = None
    issuer: str | None = None


EVERYTHING = DoubtFilter()


@dataclass(frozen=True, slots=True)
class Secrets:
    """How many secret documents were refused, and when the last was; nothing else is kept of them."""

    count: int
    last: str | None
