"""One peer's index, or its searches, in a process of their own: `python -m bench.peers.worker VERB NAME … RESULT`.

    index NAME DOCUMENTS CORPUS FOLDER RESULT
    search NAME QUESTIONS FOLDER RESULT

Standard library only, as `peer`. The result is JSON; a peer that this machine lacks is `{"unavailable": why}`.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.peers.peer import Unavailable, make, peak, read_documents, size

WARM = 50
"""Searches of each kind before any is timed: caches fill, a virtual machine compiles."""
TIMED = 300
"""At least so many timed searches of a kind, going through the questions as often as it takes."""
LONGEST = 60.0
"""Seconds after which no further round is begun."""


def index(name: str, documents: Path, corpus: Path, folder: Path) -> dict[str, object]:
    peer = make(name)
    start = time.perf_counter()
    indexed = peer.index(read_documents(documents), corpus, folder)
    seconds = time.perf_counter() - start
    return {
        "seconds": indexed.seconds if indexed.seconds is not None else seconds,
        "bytes": indexed.bytes if indexed.bytes is not None else size(folder),
        "memory": indexed.memory or peak(),
        "facts": indexed.facts,
    }


def search(name: str, questions: Path, folder: Path) -> dict[str, object]:
    """`pages`: ids by the question's place in the file. Times are in milliseconds; `inner …` by the server's own clock."""
    texts: list[str] = json.loads(questions.read_text(encoding="utf-8"))
    with make(name).opened(folder) as opened:
        kinds = {"search": opened.search, "facets": opened.with_facets, "page": opened.page}
        asks = {kind: ask for kind, ask in kinds.items() if ask}
        for round in range(WARM):
            for ask in asks.values():
                ask(texts[round * 7 % len(texts)])
        # Every question once for the ranking; for the other times every n-th is enough.
        some = texts[:: max(1, len(texts) // TIMED)]
        asked = {kind: timed(ask, texts if kind == "search" else some, opened.inner) for kind, ask in asks.items()}
        return {
            "pages": asked["search"].pages,
            **{kind: found.taken for kind, found in asked.items()},
            **{f"inner {kind}": found.inner for kind, found in asked.items() if found.inner},
            "memory": peak(opened.server or "self"),
        }


class Timed(NamedTuple):
    pages: list[list[str]]
    taken: list[float]
    inner: list[float]


def timed(ask: Callable[[str], list[str]], texts: Sequence[str], clock: Callable[[], float] | None = None) -> Timed:
    """Every question at least once; the pages are of the first round."""
    found = Timed([], [], [])
    begun = time.perf_counter()
    while len(found.taken) < TIMED and (not found.pages or time.perf_counter() - begun < LONGEST):
        for text in texts:
            start = time.perf_counter()
            page = ask(text)
            found.taken.append(1000 * (time.perf_counter() - start))
            if len(found.pages) < len(texts):
                found.pages.append(page)
            if clock:
                found.inner.append(clock())
    return found


def main() -> int:
    verb, name, *paths, result = sys.argv[1:]
    try:
        found = {"index": index, "search": search}[verb](name, *map(Path, paths))
    except Unavailable as why:
        found = {"unavailable": str(why)}
    Path(result).write_text(json.dumps(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
