"""Files by content hash: what was read is kept byte for byte, `ab/cdef…` under one folder."""

import base64
import hashlib
import os
import re
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO

from corpus.document import DocumentId
from corpus.errors import NotFound

_HASH = re.compile("[0-9a-f]{64}")
_FOLDER = re.compile("[0-9a-f]{2}")
_REST = re.compile("[0-9a-f]{62}")
_UNFINISHED = ".unfinished-"


def sha256_of(data: bytes) -> str:
    """SHA-256 in lower-case hexadecimal, 64 characters."""
    return hashlib.sha256(data).hexdigest()


def document_id(sha256: str) -> DocumentId:
    """The id of the document whose first version has these bytes: the same file has the same id everywhere."""
    return DocumentId(base64.b32encode(bytes.fromhex(sha256)).decode("ascii").lower()[:12])


class Originals:
    """A content-addressed store. Several processes may put at the same moment, also the same bytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)

    def put(self, data: bytes) -> str:
        """Keep the bytes and give their hash; on disk when this returns. Putting them again mends a damaged copy.

        A full disk raises OSError, and nothing unfinished stays behind.
        """
        sha256 = sha256_of(data)
        target = self._place(sha256)
        if target.is_file() and target.read_bytes() == data:
            return sha256
        fresh = not target.parent.is_dir()
        target.parent.mkdir(parents=True, exist_ok=True)
        if fresh:
            _flush_folder(self.folder)
        handle, unfinished = tempfile.mkstemp(prefix=_UNFINISHED, dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            _replace(unfinished, target)
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise
        _flush_folder(target.parent)
        return sha256

    def path(self, sha256: str) -> Path | None:
        """Where the bytes lie; None where they are not kept, or where this is no hash."""
        if not _HASH.fullmatch(sha256):
            return None
        place = self._place(sha256)
        return place if place.is_file() else None

    def open(self, sha256: str) -> BinaryIO:
        """The kept bytes, open for reading. NotFound where there are none."""
        place = self.path(sha256)
        if place is None:
            raise NotFound(f"the original {sha256[:12]}… is not kept in {self.folder}")
        return place.open("rb")

    def delete(self, sha256: str) -> None:
        """Forget the bytes; deleting what is absent is no error. OSError where another process has them open (Windows)."""
        place = self.path(sha256)
        if place is not None:
            place.unlink(missing_ok=True)
            _flush_folder(place.parent)

    def verify(self, sha256: str) -> bool:
        """Whether the bytes are there and still have this hash. Reads the whole file."""
        place = self.path(sha256)
        if place is None:
            return False
        with place.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256

    def __iter__(self) -> Iterator[str]:
        """Hashes of everything kept, ascending."""
        if not self.folder.is_dir():
            return
        for folder in sorted(self.folder.iterdir()):
            if _FOLDER.fullmatch(folder.name) and folder.is_dir():
                yield from (folder.name + file.name for file in sorted(folder.iterdir()) if _REST.fullmatch(file.name))

    def sweep(self, known: Collection[str]) -> list[str]:
        """Clear unfinished files and originals that no version knows; gives the hashes that went.

        Only under the writer lock: another process may have put an original whose row is not written yet.
        """
        if self.folder.is_dir():
            for left in list(self.folder.glob(f"*/{_UNFINISHED}*")):
                left.unlink(missing_ok=True)
        gone = [sha256 for sha256 in self if sha256 not in known]
        for sha256 in gone:
            self.delete(sha256)
        return gone

    def _place(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256[2:]


def _replace(unfinished: str, target: Path) -> None:
    try:
        os.replace(unfinished, target)
    except PermissionError:
        # Windows refuses to replace an open file. It carries the hash's own bytes already: another process won.
        if not target.is_file() or target.stat().st_size != os.stat(unfinished).st_size:
            raise
        os.unlink(unfinished)


def _flush_folder(folder: Path) -> None:
    """Make a new name in the folder durable. Windows has no such call, some network disks refuse it."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)
