"""JSON Lines: one document a line, read as a stream with bounded lines."""

import gzip
import hashlib
import json
import re
import unicodedata
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn, cast

from corpus.errors import Unreadable
from corpus.intake.item import Item, ItemKind, Missed, open_regular, printable

MOST_LINE_BYTES = 64 * 2**20
"""A longer line is refused and skipped; 20 million characters of text fit in it."""
MOST_UNPACKED_BYTES = 16 * 2**30
"""A packed file is followed this far: it passes as a stream and takes time, never space."""

_SURROGATE = re.compile("[\ud800-\udfff]")


def rows_of_file(item: Item) -> Iterator[Item | Missed]:
    """The rows of a .jsonl or .jsonl.gz file as items; lines that are broken as Missed with their number."""
    try:
        with open_regular(item.file) as handle:
            if handle.read(2) == b"\x1f\x8b":
                handle.seek(0)
                with gzip.open(handle, "rb") as unpacked:
                    yield from rows(cast(BinaryIO, unpacked), item.path, item.shown, item.file, MOST_UNPACKED_BYTES)
            else:
                handle.seek(0)
                yield from rows(handle, item.path, item.shown, item.file)
    except Unreadable as error:
        yield Missed(item, error.reason, str(error))


def rows(stream: BinaryIO, path: str, shown: str, file: str, most_bytes: int | None = None) -> Iterator[Item | Missed]:
    """Items of a stream of JSON Lines, one line in memory at a time; empty lines are passed over.

    A row's identity is PATH#EXTERNAL_ID, or PATH#LINE. Rows of standard input ("-") without an id are named by the first
    12 hex digits of their hash instead of the line: line 1 of two runs is not one source.
    """
    number = total = found = 0
    while True:
        number += 1
        try:
            line = stream.readline(MOST_LINE_BYTES + 1)
            total += len(line)
            while len(line) > MOST_LINE_BYTES and not line.endswith(b"\n"):
                found += 1
                yield _missed(path, shown, file, number, "too-large", f"longer than {MOST_LINE_BYTES // 2**20} MiB")
                total += _skip_line(stream)
                number += 1
                line = stream.readline(MOST_LINE_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            yield _missed(path, shown, file, number, "broken", f"the file is damaged from here on ({error})")
            return
        if not line:
            break
        if most_bytes is not None and total > most_bytes:
            yield _missed(path, shown, file, number, "hostile", f"the file unpacks to more than {most_bytes / 2**30:.3g} GiB")
            return
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if line.isspace() or not line:
            continue
        found += 1
        try:
            row = parse(line)
            data = canonical(row)
        except ValueError as error:
            yield _missed(path, shown, file, number, "broken", f"not a JSON object ({error})")
            continue
        key = _external_id(row) or (hashlib.sha256(data).hexdigest()[:12] if path == "-" else str(number))
        yield Item(f"{path}#{key}", f"{shown}#{key}", ItemKind.ROW, file, len(data), None, data)
    if not found:
        yield Missed(Item(path, shown, ItemKind.FILE, file, 0), "empty", f"{shown}: there are no rows in it")


def parse(line: bytes) -> dict[str, Any]:
    """The object on a line; raises ValueError for anything else, NaN and bottomless nesting included."""
    try:
        row = json.loads(line.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 at byte {error.start + 1}") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(row, dict):
        raise ValueError(f"a {type(row).__name__}")
    return row


def canonical(row: dict[str, Any]) -> bytes:
    """The row as canonical JSON (sorted keys, UTF-8, no spaces): its original bytes, from which its id follows.

    >>> canonical({"text": "Số 1", "id": 2}).decode()
    '{"id":2,"text":"Số 1"}'

    A lone surrogate, which UTF-8 cannot hold, becomes U+FFFD.
    """
    try:
        text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return _SURROGATE.sub("\ufffd", text).encode("utf-8")


def _external_id(row: dict[str, Any]) -> str | None:
    for key in ("external_id", "id"):
        value = row.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return unicodedata.normalize("NFC", printable(_SURROGATE.sub("\ufffd", str(value).strip()[:500])))
    return None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _skip_line(stream: BinaryIO) -> int:
    skipped = 0
    while piece := stream.readline(1 << 20):
        skipped += len(piece)
        if piece.endswith(b"\n"):
            break
    return skipped


def _missed(path: str, shown: str, file: str, number: int, reason: str, message: str) -> Missed:
    item = Item(f"{path}#{number}", f"{shown}#{number}", ItemKind.ROW, file, 0)
    return Missed(item, reason, f"{shown}: line {number}: {message}")
