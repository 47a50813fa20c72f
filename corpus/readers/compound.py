"""Compound files (MS-CFB): the folder of streams inside old Office files and Outlook messages, read without trust."""

import struct

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_ENTRIES = 100_000
_LAST_SECTOR = 0xFFFFFFFA
_ENTRY = 128


class Compound:
    """The streams of a compound file by name (of storages inside too; the first of a name counts).

    `names` is empty where the structure is damaged: who needs a stream then gets None.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._size = 512
        self._tables: list[int] = []
        self._root = _LAST_SECTOR
        self.names: dict[str, tuple[int, int]] = {}
        if data.startswith(MAGIC) and len(data) >= 1536:
            self._size = 4096 if data[30] == 12 else 512
            self._find_tables()
            self._find_names()

    def stream(self, name: str, most: int) -> bytes | None:
        """The first `most` bytes of a stream; None where there is none."""
        start, size = self.names.get(name, (0, 0))
        if not size:
            return None
        wanted = min(size, most)
        return (self._chain(start, wanted) if size >= 4096 else self._small(start, wanted))[:wanted]

    def _find_tables(self) -> None:
        self._tables = [n for n in struct.unpack_from("<109L", self._data, 76) if n < _LAST_SECTOR]
        following, seen = struct.unpack_from("<L", self._data, 68)[0], set[int]()
        while following < _LAST_SECTOR and following not in seen:
            seen.add(following)
            sector = self._sector(following)
            numbers = struct.unpack(f"<{len(sector) // 4}L", sector[: len(sector) // 4 * 4])
            self._tables.extend(n for n in numbers[:-1] if n < _LAST_SECTOR)
            following = numbers[-1] if numbers else _LAST_SECTOR

    def _find_names(self) -> None:
        directory = self._chain(struct.unpack_from("<L", self._data, 48)[0], _MOST_ENTRIES * _ENTRY)
        if len(directory) >= _ENTRY:
            self._root = struct.unpack_from("<L", directory, 116)[0]
        for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            if kind in (1, 2) and 2 <= length <= 64:
                name = directory[at : at + length - 2].decode("utf-16-le", "replace")
                start, size = struct.unpack_from("<LL", directory, at + 116)
                self.names.setdefault(name, (start, size if kind == 2 else 0))

    def _chain(self, start: int, most: int) -> bytes:
        parts: list[bytes] = []
        sector, room = start, most // self._size + 1
        while sector < _LAST_SECTOR and room > 0:
            part = self._sector(sector)
            if not part:
                break
            parts.append(part)
            room -= 1
            sector = self._next(sector)
        return b"".join(parts)

    def _small(self, start: int, most: int) -> bytes:
        """A short stream: pieces of 64 bytes within the root's own stream, chained by a table of their own."""
        table = self._chain(struct.unpack_from("<L", self._data, 60)[0], _MOST_ENTRIES * 4)
        pieces = self._chain(self._root, _MOST_ENTRIES * 64)
        parts: list[bytes] = []
        while start * 64 < len(pieces) and len(parts) * 64 < most:
            parts.append(pieces[start * 64 : start * 64 + 64])
            start = struct.unpack_from("<L", table, start * 4)[0] if start * 4 + 4 <= len(table) else _LAST_SECTOR
        return b"".join(parts)

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        return self._data[at : at + self._size]

    def _next(self, number: int) -> int:
        per_table = self._size // 4
        if number // per_table >= len(self._tables):
            return _LAST_SECTOR
        at = (self._tables[number // per_table] + 1) * self._size + number % per_table * 4
        return int(struct.unpack_from("<L", self._data, at)[0]) if at + 4 <= len(self._data) else _LAST_SECTOR
