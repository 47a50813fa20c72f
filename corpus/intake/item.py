"""One thing to read, and how its bytes are fetched when it is read."""

import json
import os
import stat
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, BinaryIO

from corpus.errors import Unreadable
from corpus.readers.reading import MOST_BYTES

_CHUNK = 1 << 18


class ItemKind(StrEnum):
    FILE = "file"
    MEMBER = "member"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Member:
    """Where a member of a ZIP lies, from its checked directory; reading it again needs no second look at the directory."""

    offset: int
    packed: int
    size: int
    deflated: bool
    checksum: int


@dataclass(frozen=True, slots=True)
class Item:
    """A file, a member of a ZIP or a row of JSON Lines; bytes are fetched by `load`, in whichever process reads it.

    `path` is the identity of the source: the absolute real path, ARCHIVE.zip/inner/name, FILE#EXTERNAL_ID or FILE#LINE.
    `shown` is relative to the folder given; the name alone where a single file was given. `file` is what the system
    opens; it may hold bytes that are no Unicode, `path` and `shown` never do. `size` is in bytes, as declared.
    `part` is the number of an attachment in a mail, which is the file, or the member of a ZIP that `member` tells.
    """

    path: str
    shown: str
    kind: ItemKind
    file: str
    size: int
    member: Member | None = None
    data: bytes | None = None
    part: int | None = None

    @property
    def name(self) -> str:
        """The last part of the shown path: what readers look at for the suffix."""
        return self.shown.replace("\\", "/").rsplit("/", 1)[-1]

    @property
    def row(self) -> dict[str, Any] | None:
        """The parsed row of JSON Lines, parsed anew on each access (the bytes are what is kept and sent); else None."""
        if self.kind is not ItemKind.ROW or self.data is None:
            return None
        row: dict[str, Any] = json.loads(self.data)
        return row


@dataclass(frozen=True, slots=True)
class Missed:
    """An item that gave no document: a reason code of `corpus.errors.Unreadable`, and a sentence for a person.

    `sha256` is known where the bytes could be fetched, and never for a secret document.
    """

    item: Item
    reason: str
    message: str
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A file that holds rows: each is an item to read in its turn. `ignored`: headings of columns that are not taken."""

    item: Item
    rows: tuple[Item | Missed, ...]
    ignored: tuple[str, ...] = ()


def load(item: Item) -> bytes:
    """The original bytes of an item: the file, the unpacked member, or the row as canonical JSON.

    Raises Unreadable: missing, denied, too-large (over 200 MiB, before reading), unsupported (not a regular file), broken.
    """
    if item.data is not None:
        return item.data
    if item.part is not None:
        from corpus.readers.mail import attachment

        return attachment(load(replace(item, part=None, size=0)), item.part)
    if item.size > MOST_BYTES:
        raise Unreadable(
            "too-large", f"{item.name}: {item.size / 2**20:,.0f} MiB; files up to {MOST_BYTES // 2**20} MiB are read"
        )
    with open_regular(item.file) as handle:
        if item.member is not None:
            return _unpack(handle, item.member, item.name)
        size = os.fstat(handle.fileno()).st_size
        if size > MOST_BYTES:
            raise Unreadable("too-large", f"{item.name}: {size / 2**20:,.0f} MiB; files up to {MOST_BYTES // 2**20} MiB are read")
        try:
            data = handle.read(MOST_BYTES + 1)
        except OSError as error:
            raise unopened(item.name, error) from error
    if len(data) > MOST_BYTES:  # it grew while it was read
        raise Unreadable("too-large", f"{item.name}: more than {MOST_BYTES // 2**20} MiB")
    return data


def open_regular(file: str) -> BinaryIO:
    """The file open for reading, if it is a regular file; a pipe, socket or device is never waited for.

    Raises Unreadable: missing, denied, unsupported, broken.
    """
    name = printable(os.path.basename(file))
    # A path from `find` is a real path: a link in its last place was put there afterwards.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(file, flags | getattr(os, "O_CLOEXEC", 0))
    except OSError as error:
        raise unopened(name, error) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Unreadable("unsupported", f"{name}: not a regular file")
    return os.fdopen(descriptor, "rb")


def unopened(name: str, error: OSError) -> Unreadable:
    """The reason why the system did not open a file."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return Unreadable("missing", f"{name}: there is no such file")
    if isinstance(error, PermissionError):
        return Unreadable("denied", f"{name}: you may not read it; check its permissions")
    return Unreadable("broken", f"{name}: the system cannot read it ({error.strerror or type(error).__name__})")


def printable(path: str) -> str:
    """The path with control characters, direction marks and bytes that are no Unicode written as escapes."""
    return "".join(c if unicodedata.category(c)[0] != "C" else c.encode("unicode_escape").decode("ascii") for c in path)


def _unpack(handle: BinaryIO, member: Member, name: str) -> bytes:
    try:
        parts = list(inflate(handle, member))
    except (zlib.error, EOFError, OSError, struct.error) as error:
        raise Unreadable("broken", f"{name}: damaged inside the ZIP ({error})") from error
    data = b"".join(parts)
    if len(data) != member.size or zlib.crc32(data) != member.checksum:
        raise Unreadable("broken", f"{name}: damaged inside the ZIP (its checksum differs)")
    return data


def inflate(handle: BinaryIO, member: Member) -> Iterator[bytes]:
    """The member's bytes in pieces of at most 256 KiB, and no more than one byte beyond its declared size.

    Raises EOFError, zlib.error, OSError or struct.error where the ZIP is damaged.
    """
    handle.seek(member.offset)
    header = handle.read(30)
    if header[:4] != b"PK\x03\x04":
        raise EOFError("no member begins there")
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    handle.seek(name_length + extra_length, os.SEEK_CUR)
    packed, room = member.packed, member.size + 1
    engine = zlib.decompressobj(-15) if member.deflated else None
    pending = b""
    while room > 0:
        if not pending:
            pending = handle.read(min(_CHUNK, packed))
            packed -= len(pending)
            if not pending:
                return
        if engine is None:
            piece, pending = pending[:room], b""
        else:
            piece = engine.decompress(pending, min(_CHUNK, room))
            pending = engine.unconsumed_tail
            if engine.eof:
                room = len(piece)
        room -= len(piece)
        if piece:
            yield piece
