"""Vanban itself, as it ships: an archive made by the command, asked through the same call as its pages.

Every search has all six facets, snippets and notes. Its documents pass through the catalogue first; the index's time is
that of `rebuild`, which makes the index from ready text, as the peers are given it.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bench.peers.peer import LIMIT, Document, Indexed, Opened, size
from indexer.building import rebuild
from search_api.answer import Mode, Question
from search_api.search import rank, search
from vanban.opening import reading, rebuilding


class Engine:
    def __init__(self, mode: str) -> None:
        self._question = Question(mode=Mode(mode), limit=LIMIT)

    def index(self, documents: Iterator[Document], corpus: Path, folder: Path) -> Indexed:  # noqa: ARG002
        archive = folder / "archive"
        command = [sys.executable, "-m", "vanban", "--archive", str(archive), "add", str(corpus), "--workers", "2"]
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        added = time.perf_counter() - start
        start = time.perf_counter()
        with rebuilding({"archive": archive}) as (catalogue, fresh, encoder):
            rebuild(catalogue, fresh, encoder, lambda _: None)
            fresh.finish()
        seconds = time.perf_counter() - start
        facts = f"`vanban add`, from file to found: {added:.0f} s; originals {size(archive / 'originals') / 1e6:.0f} MB"
        return Indexed(seconds=seconds, bytes=size(archive) - size(archive / "originals"), facts=facts)

    @contextmanager
    def opened(self, folder: Path) -> Iterator[Opened]:
        with reading({"archive": folder / "archive"}) as opened:
            archive = opened.archive()

            def page(question: str) -> list[str]:
                answer = search(archive, replace(self._question, text=question), None)
                return [hit.external_id or hit.id for hit in answer.hits]

            def ids(question: str) -> list[str]:
                reader = archive.engine.reader()
                ranked = rank(reader, archive.encoder, replace(self._question, text=question, facets=()), None)
                documents = reader.documents([one.id for one in ranked], None, text=False)
                return [documents[one.id].external_id or one.id for one in ranked]

            # Its search always cuts snippets, so with facets it is the whole page already.
            yield Opened(ids, page, page)
