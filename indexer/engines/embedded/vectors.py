"""The append-only file of int8 rows, and the exact scan over it.

One document is a block of rows: its similar-vector, then one row a passage. Rows are flushed to disk before anything
points at them; rows that nothing points at stay until the next generation. The file is never truncated, because a
reader in another process may have it mapped.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import simsimd
from numpy.typing import NDArray

from corpus.errors import ArchiveDamaged
from indexer.engines.engine import Vectors

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class VectorAppender:
    """Appends blocks; `append` gives the row where the block starts."""

    def __init__(self, file: BinaryIO, dimensions: int, row: int) -> None:
        self._file = file
        self._dimensions = dimensions
        self._row = row

    def append(self, block: Vectors) -> int:
        start = self._row
        self._file.write(block.tobytes())
        self._row += len(block)
        return start

    def flush(self) -> None:
        """On disk when it returns."""
        self._file.flush()
        os.fsync(self._file.fileno())


@contextmanager
def appending(path: Path, dimensions: int) -> Iterator[VectorAppender]:
    """Opens the file behind its last row; half a row left by a killed writer is filled up and never pointed at."""
    with path.open("ab") as file:
        size = file.seek(0, os.SEEK_END)
        torn = -size % dimensions
        file.write(bytes(torn))
        yield VectorAppender(file, dimensions, (size + torn) // dimensions)


@dataclass(frozen=True, slots=True)
class VectorRows:
    """Rows of the file as they lie on disk, and the length of each (infinite for a row of zeros, whose cosine is 0)."""

    rows: Vectors
    lengths: Floats

    def cosines(self, vector: Vectors) -> Floats:
        """Cosine of every row; int8 products are summed in integers, so they are exact."""
        return products(self.rows, vector) / (self.lengths * length(vector))


def check_rows(path: Path, dimensions: int, needed: int) -> None:
    """Raises ArchiveDamaged where the file has fewer rows than that."""
    size = path.stat().st_size
    if size < needed * dimensions:
        raise ArchiveDamaged(f"{path} has {size // dimensions} vectors, {needed} are needed: run `vanban rebuild`")


def map_rows(path: Path, dimensions: int, needed: int, before: VectorRows | None = None) -> VectorRows:
    """Maps the first `needed` rows; lengths known `before` are taken over (committed rows never change)."""
    check_rows(path, dimensions, needed)
    if needed == 0:
        return VectorRows(np.zeros((0, dimensions), np.int8), np.zeros(0))
    rows = np.asarray(np.memmap(path, dtype=np.int8, mode="r", shape=(needed, dimensions)))
    known = before.lengths[:needed] if before else np.zeros(0)
    return VectorRows(rows, np.concatenate([known, lengths(rows[len(known) :])]))


def products(rows: Vectors, vector: Vectors) -> Floats:
    """Exact scalar products of each row with the vector (simsimd sums int8 products in 32-bit integers)."""
    if not len(rows):
        return np.zeros(0)
    found: Floats = np.asarray(simsimd.cdist(np.ascontiguousarray(vector).reshape(1, -1), rows, "dot"), dtype=np.float64)[0]
    return found


def lengths(rows: Vectors) -> Floats:
    if not len(rows):
        return np.zeros(0)
    squares = np.atleast_1d(np.asarray(simsimd.dot(rows, rows), dtype=np.float64))
    return np.where(squares > 0, np.sqrt(squares), np.inf)


def length(vector: Vectors) -> float:
    return float(lengths(np.ascontiguousarray(vector).reshape(1, -1))[0])


def block_maxima(values: Floats, starts: Integers, ends: Integers) -> Floats:
    """Largest of values[start:end] for blocks that are ascending, apart and not empty."""
    if not len(starts):
        return np.zeros(0)
    borders = np.column_stack([starts, ends]).ravel()
    if borders[-1] == len(values):
        borders = borders[:-1]
    maxima: Floats = np.maximum.reduceat(values, borders)[::2]
    return maxima


def nearest(similarities: Floats, among: NDArray[np.intp], k: int) -> NDArray[np.intp]:
    """The k of `among` (ascending) with the largest similarity, best first; ties go to the smaller."""
    if k <= 0 or not len(among):
        return among[:0]
    values = similarities[among]
    if k < len(among):
        kth = np.partition(values, len(values) - k)[len(values) - k]
        above = np.flatnonzero(values > kth)
        level = np.flatnonzero(values == kth)[: k - len(above)]
        kept = np.sort(np.concatenate([above, level]))
        among, values = among[kept], values[kept]
    chosen: NDArray[np.intp] = among[np.argsort(-values, kind="stable")]
    return chosen
