"""Small documents for a server, of the contract suite's kind."""

from collections.abc import Iterable

import numpy as np

from corpus.document import Document, DocumentId, Fields, Span
from indexer.engines.canonical import PASSAGE_STREAMS, SCORED
from indexer.engines.elasticsearch import Connection, ElasticsearchEngine, Layout
from indexer.engines.engine import Clause, IndexEntry, MatchRule, PassageEntry, Request, Stream, Term

DIMENSIONS = 4
PLAIN = Layout()
MADE = {"encoder": "thử", "dimensions": DIMENSIONS}


def letter(n: int, words: str = "x", *, revision: int = 1, sort_date: int | None = 20200101) -> IndexEntry:
    """A document of one passage, id `t000123aaaaa`."""
    id, terms = DocumentId(f"t{n:06d}aaaaa"), words.split()
    return IndexEntry(
        id=id,
        revision=revision,
        label="open",
        streams={**dict.fromkeys(SCORED, terms), Stream.FP: terms},
        keys=(f"{n}/a",),
        attributes={},
        sort_date=sort_date,
        passages=(PassageEntry(Span(0, 3), dict.fromkeys(PASSAGE_STREAMS, terms)),),
        vectors=np.array([[1 + n % 9, 2, 3, 0], [1 + n % 9, 2, 3, 0]], dtype=np.int8),
        document=Document(id, revision, Fields(), f"văn bản {n}"),
    )


def letters(numbers: Iterable[int], words: str = "x") -> list[IndexEntry]:
    return [letter(n, words) for n in numbers]


def opened(
    urls: str | tuple[str, ...], alias: str, *, layout: Layout = PLAIN, timeout: float = 60, retries: int = 5
) -> ElasticsearchEngine:
    where = (urls,) if isinstance(urls, str) else urls
    return ElasticsearchEngine.open(Connection(where, timeout=timeout, retries=retries), alias, layout=layout, **MADE)


def asked(words: str = "x", **others: object) -> Request:
    terms = tuple(Term(Stream.FA, word) for word in words.split())
    given = {"labels": None, "clauses": tuple(map(Clause, terms)), "rule": MatchRule(terms, (1,), 0)} | others
    return Request(**given)  # type: ignore[arg-type]
