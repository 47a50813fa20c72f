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

import numkong
import numpy as np
from numpy.typing import NDArray

from corpus.errors import ArchiveDamaged
from indexer.engines.engine import Vectors

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Products = NDArray[np.int32]
Positions = NDArray[np.intp]
Bools = NDArray[np.bool_]

COLUMNS = 8
"""Passages of a document up to which its best one is found column by column."""

PACKED = 65_536
"""Rows of the file in a stretch that is laid out for scanning at once; stretches that are full are never laid out again."""


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


@dataclass(slots=True)
class _Block:
    """Some rows of a stretch of PACKED rows, and those laid out for the scan once a question has asked."""

    kept: Positions
    packed: numkong.PackedMatrix | None = None


class Scanned:
    """The rows that `wanted` marks, laid out for scanning, in memory: that is read at the memory's speed, where row after row
    takes twice as long (decision 16).

    `index`: which rows of the file they are, ascending. Blocks that were full `before` are taken over, so among them may be
    rows that are wanted no more: `stale`, places in `index`.
    """

    def __init__(self, vectors: VectorRows, wanted: Bools, before: "Scanned | None" = None) -> None:
        self._rows = vectors.rows
        full = min(len(wanted), len(before._rows)) // PACKED * PACKED if before else 0
        self._blocks: list[_Block] = [
            before._blocks[start // PACKED]
            if before and start < full
            else _Block(start + np.flatnonzero(wanted[start : start + PACKED]))
            for start in range(0, len(wanted), PACKED)
        ]
        self.index = np.concatenate([np.zeros(0, np.intp), *(block.kept for block in self._blocks)])
        self.lengths = vectors.lengths[self.index]
        self.inverse = (1 / self.lengths).astype(np.float32)
        self.stale = np.flatnonzero(~wanted[self.index])

    def products(self, vector: Vectors) -> Products:
        """Exact scalar products of these rows with the vector, summed in integers."""
        found = np.empty(len(self.index), np.int32)
        one = np.ascontiguousarray(vector).reshape(1, -1)
        start = 0
        for block in self._blocks:
            if len(block.kept):
                packed = block.packed
                if packed is None:  # two threads may both make it, and the same
                    packed = block.packed = numkong.dots_pack(self._rows[block.kept])
                found[start : start + len(block.kept)] = np.asarray(numkong.dots_packed(one, packed))[0]
                start += len(block.kept)
        return found


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


def lengths(rows: Vectors) -> Floats:
    """Euclidean length of each row; infinite for a row of zeros."""
    if not len(rows):
        return np.zeros(0)
    squares = np.concatenate(
        [
            np.square(rows[start : start + PACKED], dtype=np.int16).sum(axis=1, dtype=np.int64)
            for start in range(0, len(rows), PACKED)
        ]
    )
    return np.where(squares > 0, np.sqrt(squares), np.inf)


def length(vector: Vectors) -> float:
    return float(lengths(vector.reshape(1, -1))[0])


class Blocks:
    """Stretches of an array, each with its largest value: of short ones column by column, of long ones each by itself.

    Letters have a few passages, laws hundreds. A column costs a look at all short blocks, a block of its own 14 ns and more.
    """

    def __init__(self, first: Positions, sizes: Integers) -> None:
        self._short, self._long = np.flatnonzero(sizes <= COLUMNS), np.flatnonzero(sizes > COLUMNS)
        self._count = len(first)
        short, lengths = first[self._short], sizes[self._short]
        self._first = short
        self._columns = [
            (having, short[having] + place) for place in range(1, COLUMNS) if len(having := np.flatnonzero(lengths > place))
        ]
        self._borders = np.column_stack([first, first + sizes])[self._long].ravel()

    def maxima(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        found = np.empty(self._count, np.float32)
        best = values[self._first]
        for having, places in self._columns:
            if len(having) == len(best):
                np.maximum(best, values[places], out=best)
            else:
                best[having] = np.maximum(best[having], values[places])
        found[self._short] = best
        if len(self._long):
            borders = self._borders[:-1] if self._borders[-1] == len(values) else self._borders
            found[self._long] = np.maximum.reduceat(values, borders)[::2]
        return found


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
