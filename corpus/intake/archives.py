"""ZIP files: the directory is checked whole before anything is read, and nothing is ever unpacked to disk."""

import contextlib
import os
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import BinaryIO

from corpus.errors import Refused, Unreadable
from corpus.intake.item import Item, ItemKind, Member, Missed, inflate, open_regular, printable

MOST_MEMBERS = 10_000
MOST_UNPACKED_BYTES = 2 * 2**30
_MOST_DIRECTORY_BYTES = 8 * 2**20
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = 20


def members(item: Item, ignored: Callable[[str], bool]) -> Iterator[Item | Missed]:
    """The members of a ZIP as items, in the directory's order sorted by name; a whole Missed where the ZIP is refused.

    Refused "hostile", nothing read: names that lead elsewhere, links, more than 10,000 members or 2 GiB unpacked,
    ZIPs inside, two members of one name or on the same bytes, a member larger than it says. Members that are encrypted
    or packed in a rare way are Missed one by one.
    """
    try:
        with open_regular(item.file) as handle:
            entries = _checked(handle, item)
    except Unreadable as error:
        yield Missed(item, error.reason, str(error))
        return
    for name, info in entries:
        if any(ignored(part) for part in name.split("/")):
            continue
        member = _member(info)
        inner = Item(
            f"{item.path}/{name}",
            f"{item.shown}/{unicodedata.normalize('NFC', name)}",
            ItemKind.MEMBER,
            item.file,
            info.file_size,
            member,
        )
        if info.flag_bits & 0x41:
            yield Missed(
                inner, "encrypted", f"{inner.shown}: protected with a password inside the ZIP; unpack it and add the files"
            )
        elif info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            yield Missed(inner, "unsupported", f"{inner.shown}: packed in a rare way; unpack the ZIP and add the files")
        else:
            yield inner


def _checked(handle: BinaryIO, item: Item) -> list[tuple[str, zipfile.ZipInfo]]:
    size = os.fstat(handle.fileno()).st_size
    if size == 0:
        raise Unreadable("empty", f"{item.shown}: the file is empty")
    _check_end(handle, size, item.shown)
    try:
        with zipfile.ZipFile(handle) as archive:
            infos = archive.infolist()
            start = archive.start_dir
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, struct.error) as error:
        raise Unreadable("broken", f"{item.shown}: damaged, not a whole ZIP ({error})") from error
    if not infos:
        raise Unreadable("empty", f"{item.shown}: there are no files in it")
    _check_amount(len(infos), sum(i.file_size for i in infos), item.shown)
    entries = sorted(((_name(info, item.shown), info) for info in infos), key=lambda e: e[0])
    _check_names(entries, item.shown)
    _check_places(infos, start, item.shown)
    files = [(name, info) for name, info in entries if not name.endswith("/")]
    for name, info in files:
        if not info.flag_bits & 0x41 and info.compress_type == zipfile.ZIP_DEFLATED:
            _check_size(handle, info, name, item.shown)
    return files


def _check_end(handle: BinaryIO, size: int, shown: str) -> None:
    """Looks at the counts at the file's end, before a directory of any length is taken into memory."""
    handle.seek(max(0, size - 65_557 - _LOCATOR_64 - _END_64.size))
    tail = handle.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise Unreadable("broken", f"{shown}: damaged, not a whole ZIP (its end is missing)")
    _, _, _, _, count, directory, _, _ = _END.unpack_from(tail, at)
    before = at - _LOCATOR_64 - _END_64.size
    if before >= 0 and tail[at - _LOCATOR_64 :].startswith(b"PK\x06\x07"):
        count, directory = (_END_64.unpack_from(tail, before)[i] for i in (7, 8))
    elif count == 0xFFFF or directory == 0xFFFFFFFF:
        count = MOST_MEMBERS + 1
    if count > MOST_MEMBERS or directory > _MOST_DIRECTORY_BYTES:
        raise Refused("hostile", f"{shown}: more than {MOST_MEMBERS:,} files in one ZIP; unpack it and add the folder")


def _check_amount(count: int, unpacked: int, shown: str) -> None:
    if count > MOST_MEMBERS:
        raise Refused(
            "hostile", f"{shown}: {count:,} files in one ZIP, at most {MOST_MEMBERS:,} are read; unpack it and add the folder"
        )
    if unpacked > MOST_UNPACKED_BYTES:
        raise Refused(
            "hostile",
            f"{shown}: would unpack to {unpacked / 2**30:,.1f} GiB, at most 2 GiB are read; unpack it and add the folder",
        )


def _name(info: zipfile.ZipInfo, shown: str) -> str:
    """The member's name with forward slashes; raises Refused where it leads elsewhere."""
    raw = info.orig_filename
    if not info.flag_bits & 0x800:  # no sign of UTF-8, which many programs forget to give
        with contextlib.suppress(UnicodeError):
            raw = raw.encode("cp437").decode("utf-8")
    name = raw.replace("\\", "/")
    hostile = "\x00" in name or name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in name.split("/") or not name
    if hostile:
        raise Refused("hostile", f"{shown}: a name in the ZIP leads out of it ({printable(name)[:80]!r}); nothing was read")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise Refused("hostile", f"{shown}: the ZIP holds a link ({printable(name)[:80]!r}); nothing was read")
    # Some programs write ./ before every name; a part that begins with a dot would be passed over.
    parts = [part for part in name.split("/") if part not in ("", ".")]
    return printable("/".join(parts) + "/" * name.endswith("/"))


def _check_names(entries: list[tuple[str, zipfile.ZipInfo]], shown: str) -> None:
    for (name, _), (following, _) in pairwise(entries):
        if name == following:
            raise Refused("hostile", f"{shown}: the ZIP holds {name[:80]!r} twice; nothing was read")
    nested = next((name for name, _ in entries if name.lower().endswith(".zip")), None)
    if nested is not None:
        raise Refused("hostile", f"{shown}: the ZIP holds another ZIP ({nested[:80]!r}); unpack it and add the folder")


def _check_places(infos: list[zipfile.ZipInfo], directory: int, shown: str) -> None:
    """No two members on the same bytes: the trick of the bombs that stay below every ratio."""
    ordered = sorted(infos, key=lambda i: i.header_offset)
    ends = [*(i.header_offset for i in ordered[1:]), directory]
    for info, end in zip(ordered, ends, strict=True):
        if info.header_offset < 0 or info.header_offset + 30 + info.compress_size > end:
            raise Refused("hostile", f"{shown}: members of the ZIP lie on the same bytes; nothing was read")


def _check_size(handle: BinaryIO, info: zipfile.ZipInfo, name: str, shown: str) -> None:
    """Unpacks the member into nothing; raises Refused where it is larger than the directory says."""
    try:
        actual = sum(len(piece) for piece in inflate(handle, _member(info)))
    except (zlib.error, EOFError, OSError, struct.error):
        return  # damage, told when the member is read
    if actual > info.file_size:
        raise Refused("hostile", f"{shown}: {name[:80]!r} is larger than the ZIP says; nothing was read")


def _member(info: zipfile.ZipInfo) -> Member:
    return Member(info.header_offset, info.compress_size, info.file_size, info.compress_type == zipfile.ZIP_DEFLATED, info.CRC)
