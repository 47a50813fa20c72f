"""What a search engine has to do to be measured here, and the values that pass between the processes.

Standard library only: a peer may live in a Python that has nothing of this project's (Debian's, for Xapian).
"""

import importlib
import json
import platform
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple, Protocol

LIMIT = 10
"""Documents on a page; what nDCG@10 looks at."""
SNIPPET = 300
"""Characters of a snippet, about."""
FACETS = ("issuer", "type", "year")
"""Attributes that the documents have values of; the empty text where a document has none."""


class Document(NamedTuple):
    id: str
    title: str
    text: str
    issuer: str
    type: str
    year: str


class Opened(NamedTuple):
    """An index that can be asked in three ways, each giving the ids of one page, best first; None where there is no such thing.

    `search`: ids alone. `with_facets`: also titles, and all that matches counted by each of FACETS. `page`: also a snippet
    of each document's text with the words marked. `server`: the process whose memory is to be read, where it is not this
    one. `inner`: milliseconds that a server says its last search took.
    """

    search: Callable[[str], list[str]]
    with_facets: Callable[[str], list[str]] | None = None
    page: Callable[[str], list[str]] | None = None
    server: int | None = None
    inner: Callable[[], float] | None = None


class Indexed(NamedTuple):
    """What the worker cannot see by itself, where it is not the usual: None for what it can.

    `memory`: peak of a server's process, in bytes. `seconds`: where not all was indexing. `bytes`: where not all is index.
    """

    memory: int | None = None
    seconds: float | None = None
    bytes: int | None = None
    facts: str = ""


class Peer(Protocol):
    """One engine, in one of the ways that it can be set up."""

    def index(self, documents: Iterator[Document], corpus: Path, folder: Path) -> Indexed:
        """Everything into the folder, which is empty.

        `corpus` is the file the documents were read from, for a peer that reads it by itself.
        """
        ...

    def opened(self, folder: Path) -> AbstractContextManager[Opened]: ...


class Unavailable(Exception):
    """This machine lacks what the peer needs; the message goes into the table."""


class Way(NamedTuple):
    """A row of the table: which module makes the peer, with what, and what is said of it there.

    `index`: the way whose index it asks too, where that is another's.
    """

    name: str
    title: str
    module: str
    options: dict[str, object]
    index: str = ""


WAYS = (
    Way("vanban", "Vanban, hybrid", "vanban", {"mode": "hybrid"}),
    Way("vanban-keyword", "Vanban, keyword", "vanban", {"mode": "keyword"}, index="vanban"),
    Way("fts5", "SQLite FTS5, `unicode61 remove_diacritics 0`", "fts5", {"diacritics": 0}),
    Way("fts5-stripped", "SQLite FTS5, `unicode61 remove_diacritics 2`", "fts5", {"diacritics": 2}),
    Way("fts5-folded", "SQLite FTS5, folded beforehand", "fts5", {"diacritics": 0, "folded": True}),
    Way("xapian", "Xapian", "xapian", {}),
    Way("xapian-folded", "Xapian, folded beforehand", "xapian", {"folded": True}),
    Way("bm25s", "bm25s, its tokenizer", "bm25s", {}),
    Way("bm25s-whitespace", "bm25s, lower case cut at white space", "bm25s", {"whitespace": True}),
    Way("bm25s-folded", "bm25s, folded beforehand", "bm25s", {"folded": True}),
    Way("txtai", "txtai, BM25", "txtai", {}),
    Way("txtai-hybrid", "txtai, BM25 + the same vectors, whole documents", "txtai", {"vectors": True}),
    Way("txtai-passages", "txtai, BM25 + the same vectors, passages", "txtai", {"vectors": True, "cut": True}),
    Way(
        "txtai-passages-folded",
        "txtai, BM25 + the same vectors, passages, folded beforehand",
        "txtai",
        {"vectors": True, "cut": True, "folded": True},
    ),
    Way("elasticsearch", "Elasticsearch, `standard` analyzer", "elasticsearch", {}),
    Way("elasticsearch-folded", "Elasticsearch, `standard` analyzer, folded beforehand", "elasticsearch", {"folded": True}),
    Way("typesense", "Typesense", "typesense", {}),
    Way("typesense-folded", "Typesense, folded beforehand", "typesense", {"folded": True}),
)


def make(name: str) -> Peer:
    """The peer of that row, in this process. Raises Unavailable, with what is missing."""
    way = next(way for way in WAYS if way.name == name)
    peer: Peer = importlib.import_module(f"bench.peers.{way.module}").Engine(**way.options)
    return peer


def read_documents(path: Path) -> Iterator[Document]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield Document(*json.loads(line))


def folded(text: str) -> str:
    """Lower case without marks, đ as d: what a user of an engine without Vietnamese would do to both sides."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return unicodedata.normalize("NFC", "".join(letter for letter in bare if not unicodedata.combining(letter)))


def peak(process: int | str = "self") -> int | None:
    """Most memory resident at one time, in bytes; None where the system does not tell.

    Not `ru_maxrss`: that counts what the process was before it became this program.
    """
    if platform.system() != "Linux":
        return None
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024
    return None


def size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
