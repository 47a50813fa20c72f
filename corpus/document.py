"""The words everyone uses: a document, its fields, and the evidence for them.

All values are frozen and whole when built. Unknown is None or an empty tuple, never a guess and never "".
Spans are offsets in Unicode code points into `Document.text`. The JSON form lives in `corpus.interchange`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, NewType

DocumentId = NewType("DocumentId", str)
"""First 12 characters of the lower-case base32 (a-z2-7) of SHA-256 of the first version's original bytes."""

OPEN = "open"
"""The access label of a document that was given none."""


class Level(StrEnum):
    """Level of the issuing body at the date of issue (domain guide, section 4)."""

    CENTRAL = "central"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    UNIT = "unit"
    ENTERPRISE = "enterprise"


class System(StrEnum):
    """The branch that a body belongs to."""

    STATE = "state"
    PARTY = "party"
    COUNCIL = "council"
    FRONT = "front"
    COURT = "court"
    PROCURACY = "procuracy"
    ENTERPRISE = "enterprise"
    OTHER = "other"


class Relation(StrEnum):
    """What this document does to the one it cites (always: this document -> the cited one)."""

    IMPLEMENTS = "implements"
    LEGAL_BASIS = "legal_basis"
    CITES = "cites"
    AMENDS = "amends"
    REPLACES = "replaces"
    REPEALS = "repeals"
    SUSPENDS = "suspends"
    ANSWERS = "answers"
    FOLLOWS = "follows"
    CORRECTS = "corrects"
    GUIDES = "guides"
    CONSOLIDATES = "consolidates"
    PROPOSAL = "proposal"


class StatusCode(StrEnum):
    """Whether the document still holds, as far as the archive can tell from later documents."""

    UNKNOWN = "unknown"
    IN_FORCE = "in_force"
    PARTLY_REPLACED = "partly_replaced"
    REPLACED = "replaced"
    REPEALED = "repealed"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range [start, end) of code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a field's value stands in the text (None: not in the text), by which rule, and how sure (0-1)."""

    span: Span | None
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value that something outside the text suggests (the file's name) and that the text does not confirm.

    It is not the field's value: a person accepts or refuses it. `value` is what a person would type as a correction.
    """

    field: str
    value: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class DocumentType:
    """`code` is the folded, hyphenated name: cong-van, quyet-dinh."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Issuer:
    """A body. `id`: the folded name, plus `--` and the nearest known ancestor where the name is not unique."""

    id: str
    name: str
    level: Level | None = None
    system: System | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Signer:
    name: str | None = None
    title: str | None = None
    capacity: str | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """Number and date of the receiving office's stamp."""

    number: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """`because`: the sentence of the later document that says so; `document`: that document, where the archive derived it."""

    code: StatusCode = StatusCode.UNKNOWN
    since: str | None = None
    because: str | None = None
    document: DocumentId | None = None


UNKNOWN_STATUS = Status()


@dataclass(frozen=True, slots=True)
class Citation:
    """One document named in the text. `document` is set once exactly one document of the archive fits."""

    text: str
    span: Span
    relation: Relation
    number: str | None = None
    number_key: str | None = None
    date: str | None = None
    type: str | None = None
    issuer: str | None = None
    document: DocumentId | None = None
    candidates: tuple[DocumentId, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a document that was recognised in part or whole, from 1, and where it stands in the text.

    `origin`: "text" (the file's own) or "ocr"; `confidence` of recognition, the mean over its letters (0-1), None for
    text and where there was nothing to recognise.
    """

    number: int
    span: Span
    origin: Literal["text", "ocr"]
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Fields:
    """What is known of a document besides its bytes: understood from the text, stated by a row, or corrected.

    `number` is as printed without spaces ("689/UBND-VX"); null where the number itself is blank, and then
    `symbol` alone may be known. `date` is ISO, or YYYY-MM, or YYYY. `issuers` holds joint issuers in order.
    `pages` is filled where at least one page was recognised from its picture.
    """

    number: str | None = None
    number_key: str | None = None
    sequence: int | None = None
    symbol: str | None = None
    type: DocumentType | None = None
    issuers: tuple[Issuer, ...] = ()
    date: str | None = None
    place: str | None = None
    subject: str | None = None
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    signer: Signer = Signer()
    urgency: str | None = None
    secrecy: str | None = None
    arrival: Arrival = Arrival()
    fields: tuple[str, ...] = ()
    status: Status = Status()
    citations: tuple[Citation, ...] = ()
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    proposals: tuple[Proposal, ...] = ()
    warnings: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()

    @property
    def year(self) -> int | None:
        return int(self.date[:4]) if self.date else None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a version was found: shown path (relative to the folder given) and when it was added (UTC, ISO)."""

    path: str
    added: str


@dataclass(frozen=True, slots=True)
class Version:
    """One state of the file's bytes. The original lies in the store under `sha256`."""

    sha256: str
    added: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Document:
    """A document as the archive shows it: the newest version's fields, corrected, and its text.

    `revision` grows with each change of anything that is indexed; the index carries it.
    `text` is NFC; it is "" when the reader of the value asked for no text.
    """

    id: DocumentId
    revision: int
    fields: Fields
    text: str
    access_label: str = OPEN
    external_id: str | None = None
    corrected: tuple[str, ...] = ()
    duplicates: tuple[DocumentId, ...] = ()
    sources: tuple[Source, ...] = ()
    versions: tuple[Version, ...] = ()

    @property
    def issuer(self) -> Issuer | None:
        return self.fields.issuers[0] if self.fields.issuers else None

    @property
    def file_name(self) -> str | None:
        """Last part of the first source's path; shown where the document has no subject."""
        return self.sources[0].path.replace("\\", "/").rsplit("/", 1)[-1] if self.sources else None
