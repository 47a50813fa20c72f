"""The engine that needs nothing but Python: Tantivy for words, filters and facets, an exact int8 scan for meaning."""

import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Self, TypeVar

from corpus.document import DocumentId
from corpus.errors import ArchiveDamaged
from indexer.engines.embedded import generations, schema
from indexer.engines.embedded.damage import reading, writing
from indexer.engines.embedded.generations import Generation, Made
from indexer.engines.embedded.reader import EmbeddedReader
from indexer.engines.embedded.snapshot import OpenIndexes, Snapshot, folder_bytes, open_indexes, state_of, take_snapshot
from indexer.engines.embedded.verifying import inconsistencies
from indexer.engines.embedded.writing import Stale, write_batch
from indexer.engines.engine import DocumentSource, EngineStatus, IndexEntry

_LOOK_AGAIN = 1.0  # seconds

Found = TypeVar("Found")


class EmbeddedEngine:
    """Implements `indexer.engines.engine.Engine` in a folder. Made by `open` or `rebuild`, not directly.

    `reader` may be called by several threads; writing is for one at a time, in one process (the archive's lock).
    """

    def __init__(self, folder: Path, source: DocumentSource, wanted: Made, fresh: Generation | None = None) -> None:
        self._folder = folder
        self._source = source
        self._wanted = wanted
        self._fresh = fresh
        self._lock = RLock()
        self._opened: OpenIndexes | None = None
        self._snapshot: Snapshot | None = None
        self._state = b""
        self._looked = -_LOOK_AGAIN
        self._stale: Stale = {}
        self._stale_in = ""

    @classmethod
    def open(cls, folder: Path, source: DocumentSource, *, encoder: str, dimensions: int, create: bool = True) -> Self:
        """The index in `folder`, made empty where there is none and `create` allows it.

        ArchiveDamaged where it is missing, incomplete, or made with another schema or encoder.
        """
        wanted = Made(schema.fingerprint(), encoder, dimensions)
        name = generations.current_name(folder)
        if name is None:
            if generations.holds_documents(folder):
                raise ArchiveDamaged(f"{folder / generations.CURRENT} is missing: run `vanban rebuild`")
            if not create:
                raise ArchiveDamaged(f"there is no index in {folder}: run `vanban rebuild`")
            with writing(folder):
                generations.use_generation(folder, generations.create_generation(folder, wanted))
        engine = cls(folder, source, wanted)
        engine._followed(engine._open)
        return engine

    @classmethod
    def rebuild(cls, folder: Path, source: DocumentSource, *, encoder: str, dimensions: int) -> Self:
        """An engine that writes a new generation. Readers notice nothing until `finish`; closed before, it leaves no trace.

        The index that is there may be damaged, or made with anything. For a `with` block.
        """
        with writing(folder):
            try:
                name = generations.current_name(folder)
            except ArchiveDamaged:
                name = None
            if name is not None:
                generations.remove_others(folder, name, newer=True)
            wanted = Made(schema.fingerprint(), encoder, dimensions)
            return cls(folder, source, wanted, generations.create_generation(folder, wanted))

    def finish(self) -> None:
        """Puts the rebuilt generation into use, and removes the others."""
        if self._fresh is None:
            raise ValueError("only a rebuild is finished")
        with self._lock, writing(self._folder):
            generations.use_generation(self._folder, self._fresh)
            generations.remove_others(self._folder, self._fresh.folder.name, newer=True)
            self._fresh = None

    def reader(self) -> EmbeddedReader:
        return EmbeddedReader(self._current(), self._source)

    def write(self, puts: Iterable[IndexEntry], deletes: Iterable[DocumentId] = ()) -> None:
        generation = self._generation()
        name = generation.folder.name
        # What is stale in one generation may be alive in the next.
        stale = self._stale if self._stale_in == name else {}
        self._stale, self._stale_in = write_batch(generation, puts, deletes, stale), name
        with self._lock:
            self._looked = -_LOOK_AGAIN
        if self._fresh is None:
            generations.remove_others(self._folder, generation.folder.name, newer=False)

    def revisions(self) -> Mapping[DocumentId, int]:
        snapshot = self._current()
        return dict(zip(snapshot.ids, snapshot.revisions.tolist(), strict=True))

    def status(self) -> EngineStatus:
        snapshot = self._current()
        generation = snapshot.generation
        with reading(generation.folder):
            size = folder_bytes(generation.folder)
            on_disk = generation.vectors.stat().st_size // generation.made.dimensions
        used = int(snapshot.rows.sum())
        return EngineStatus(
            name="embedded",
            documents=len(snapshot.ids),
            passages=used - len(snapshot.ids),
            bytes=size,
            fingerprint=generation.made.schema,
            encoder=generation.made.encoder,
            details={
                "generation": generation.folder.name,
                "dimensions": str(generation.made.dimensions),
                "segments": f"{snapshot.main.num_segments} + {snapshot.passages.num_segments}",
                "vectors": f"{used} / {on_disk}",
            },
        )

    def verify(self) -> list[str]:
        with self._lock:
            self._looked = -_LOOK_AGAIN
        return inconsistencies(self._current())

    def close(self) -> None:
        """Lets go of the files; an unfinished rebuild is thrown away."""
        with self._lock:
            self._snapshot = None
            self._opened = None
            if self._fresh is not None:
                name = self._fresh.folder.name
                self._fresh = None
                generations.remove_generation(self._folder, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _generation(self) -> Generation:
        if self._fresh is not None:
            return self._fresh
        return self._followed(self._open).generation

    def _current(self) -> Snapshot:
        """The newest state; looks for commits of other processes at most once a second, for its own at once."""
        with self._lock:
            now = time.monotonic()
            if self._snapshot is not None and now - self._looked < _LOOK_AGAIN:
                return self._snapshot
            snapshot = self._followed(self._look)
            self._looked = now
            return snapshot

    def _followed(self, work: Callable[[], Found]) -> Found:
        """Does the work again where a rebuild of another process has put its generation into use, and removed this one."""
        while True:
            before = None if self._fresh is not None else generations.current_name(self._folder)
            try:
                return work()
            except ArchiveDamaged:
                if self._fresh is not None or generations.current_name(self._folder) == before:
                    raise
                self._opened = None

    def _look(self) -> Snapshot:
        opened = self._open()
        if self._snapshot is None or state_of(opened.generation) != self._state:
            self._snapshot, self._state = take_snapshot(opened, self._snapshot)
        return self._snapshot

    def _open(self) -> OpenIndexes:
        with self._lock:
            if self._fresh is not None:
                if self._opened is None:
                    self._opened = open_indexes(self._fresh)
                return self._opened
            name = generations.current_name(self._folder)
            if name is None:
                raise ArchiveDamaged(f"{self._folder / generations.CURRENT} is missing: run `vanban rebuild`")
            if self._opened is None or self._opened.generation.folder.name != name:
                generation = generations.open_generation(self._folder, name)
                generations.check_made(generation, self._wanted)
                self._opened = open_indexes(generation)
                self._snapshot = None
                self._stale = {}
            return self._opened
