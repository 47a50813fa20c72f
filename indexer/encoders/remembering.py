"""Vectors kept while a long piece of work goes on, so that it can be taken up where it stopped.

A transformer needs hours for an archive. The file holds one record a text: hash of the text, vector, checksum; records are
appended and flushed to disk, and what a kill tore off at the end is dropped when the file is opened again.
"""

import hashlib
import json
import os
import zlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import numpy as np

from indexer.encoders.encoder import Encoder, Unit

AT_ONCE = 64
"""Texts encoded between two flushes: what a kill costs at most."""

_KEY = 16
_CHECK = 4


class RememberingEncoder:
    """An encoder whose passages are encoded once, also over several runs; everything else is the encoder's own.

    Vectors come back as they were made (float32), so an index is the same whether the work was interrupted or not.
    A file of another encoder is begun anew.
    """

    def __init__(self, encoder: Encoder, path: Path) -> None:
        self._encoder = encoder
        self._path = path
        self._size = _KEY + 4 * encoder.dimensions + _CHECK
        self._places: dict[bytes, int] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("r+b" if path.exists() else "w+b")
        self._start = self._opened()

    @property
    def fingerprint(self) -> str:
        return self._encoder.fingerprint

    @property
    def dimensions(self) -> int:
        return self._encoder.dimensions

    @property
    def floor(self) -> float:
        return self._encoder.floor

    @property
    def remembered(self) -> int:
        """Texts whose vectors are on disk."""
        return len(self._places)

    def questions(self, texts: Sequence[str]) -> Unit:
        return self._encoder.questions(texts)

    def passages(self, texts: Sequence[str]) -> Unit:
        keys = [hashlib.sha256(text.encode()).digest()[:_KEY] for text in texts]
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._places}
        waiting = list(missing.items())
        for start in range(0, len(waiting), AT_ONCE):
            some = waiting[start : start + AT_ONCE]
            self._append([key for key, _ in some], self._encoder.passages([text for _, text in some]))
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, key in enumerate(keys):
            vectors[row] = self._read(self._places[key])
        return vectors

    def close(self) -> None:
        self._file.close()

    def forget(self) -> None:
        """The work is done: the file goes."""
        self._file.close()
        with suppress(FileNotFoundError):
            self._path.unlink()

    def _opened(self) -> int:
        """Reads what is there, drops what is torn, and gives the place where records begin."""
        header = json.dumps({"encoder": self.fingerprint, "dimensions": self.dimensions}).encode() + b"\n"
        if self._file.readline() != header:
            self._file.seek(0)
            self._file.truncate()
            self._file.write(header)
            _flush(self._file)
            return len(header)
        end = start = len(header)
        while len(record := self._file.read(self._size)) == self._size and _sound(record):
            self._places[record[:_KEY]] = end
            end += self._size
        self._file.truncate(end)
        return start

    def _append(self, keys: Sequence[bytes], vectors: Unit) -> None:
        end = self._start + len(self._places) * self._size
        self._file.seek(end)
        for key, vector in zip(keys, vectors.astype("<f4"), strict=True):
            body = key + vector.tobytes()
            self._file.write(body + zlib.crc32(body).to_bytes(_CHECK, "little"))
        _flush(self._file)
        for place, key in enumerate(keys):
            self._places[key] = end + place * self._size

    def _read(self, place: int) -> Unit:
        self._file.seek(place + _KEY)
        row: Unit = np.frombuffer(self._file.read(4 * self.dimensions), "<f4")
        return row


def _sound(record: bytes) -> bool:
    return zlib.crc32(record[:-_CHECK]) == int.from_bytes(record[-_CHECK:], "little")


def _flush(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
