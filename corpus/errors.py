"""Everything that can go wrong, by what the caller can do about it.

ArchiveError
├── InputError          the question, flag or setting is wrong: change it            (exit 2, HTTP 400)
├── NotFound            no such document for this reader                             (exit 1, HTTP 404)
├── Conflict           somebody else changed it meanwhile: look again               (exit 1, HTTP 409)
├── Unreadable          one file cannot be read: fix the file, or leave it out       (exit 1, listed)
│   └── Refused         the file must not be kept: secret, hostile container, removed (exit 1, listed)
├── ArchiveBusy         another process is writing: wait and try again               (exit 3)
├── ArchiveDamaged      the index does not fit the catalogue: run `vanban rebuild`   (exit 3, HTTP 503)
├── ArchiveTooNew       the archive was made by a newer version: upgrade             (exit 3)
├── MachineBusy         too much is being done at this moment: come again            (HTTP 503)
└── EngineUnavailable   the engine cannot be reached: start it, try again            (exit 3, HTTP 503)
"""


class ArchiveError(Exception):
    """Root of the errors that this project raises on purpose; the message is one line for a person."""


class InputError(ArchiveError, ValueError):
    """What was asked is malformed; the message names the part and what is accepted."""


class NotFound(ArchiveError, LookupError):
    """There is no such document, or the reader may not see it; the two are not told apart."""


class Conflict(ArchiveError):
    """What is to be changed is no longer what the person saw; nothing was changed."""


class Unreadable(ArchiveError):
    """A file gives no text; `reason` is a short stable code, the message a sentence.

    Codes: empty, broken, encrypted, no-text, wrong-suffix, too-large, unsupported, time, memory, crashed,
    too-many-pages, hostile, missing, denied, needs-ocr.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason

    def __reduce__(self) -> tuple[type["Unreadable"], tuple[str, str]]:
        """Errors cross from the reading processes to the parent, so both arguments must survive pickling."""
        return type(self), (self.reason, str(self))


class Refused(Unreadable):
    """A file that must not be kept. Codes: secret, removed, hostile, outside."""


class ArchiveBusy(ArchiveError):
    """Another process holds the writer lock; the message names its process id."""


class ArchiveDamaged(ArchiveError):
    """Catalogue and index disagree beyond what pending work explains; `vanban rebuild` repairs it."""


class ArchiveTooNew(ArchiveError):
    """The archive's schema is newer than this program knows."""


class MachineBusy(ArchiveError):
    """What was asked costs more than this machine can give at this moment; nothing is wrong with it."""


class EngineUnavailable(ArchiveError):
    """The engine cannot answer now."""
