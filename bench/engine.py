"""The embedded engine alone, on random documents: time of writing, of opening, and of a question by its parts.

    python bench/engine.py [--documents 20000] [--terms 300] [--passages 5]

Terms are drawn by Zipf's law, so that questions mix common and rare ones. A question has six terms in two streams with
constants, passages, the hundred nearest, and six facets, one of them filtered. Parts are timed by asking for less.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from corpus.document import Document, DocumentId, Fields, Span
from indexer.engines.embedded import EmbeddedEngine
from indexer.engines.engine import (
    Attribute,
    Clause,
    EngineReader,
    FacetRequest,
    Filter,
    IndexEntry,
    MatchRule,
    Nearest,
    PassageEntry,
    Request,
    Sort,
    Stream,
    Term,
)

DIMENSIONS = 256
FACETS = {
    Attribute.ISSUER: 300,
    Attribute.YEAR: 12,
    Attribute.TYPE: 25,
    Attribute.LEVEL: 6,
    Attribute.FIELD: 40,
    Attribute.SIGNER: 2000,
}


class NoTexts:
    """A catalogue without anything: the engine's own time is what is measured."""

    def documents(self, *_: object, **__: object) -> Mapping[DocumentId, Document]:
        return {}

    def texts(self, *_: object) -> Mapping[tuple[DocumentId, Span], str]:
        return {}

    def names(self, *_: object) -> Mapping[str, str]:
        return {}


def drawn(random: np.random.Generator, terms: int) -> list[str]:
    return [f"t{rank}" for rank in np.minimum(random.zipf(1.25, terms), 50_000)]


def pairs(terms: Sequence[str]) -> list[str]:
    return [f"{a}_{b}" for a, b in pairwise(terms)]


def entries(options: argparse.Namespace) -> Iterator[IndexEntry]:
    random = np.random.default_rng(6)
    for number in range(options.documents):
        terms = drawn(random, options.terms)
        streams = {Stream.FA: terms, Stream.SA: terms, Stream.VA: terms, Stream.FP: terms, Stream.FT: terms[:12]}
        streams |= {Stream.GA: pairs(terms), Stream.GT: pairs(terms[:12])}
        step = max(1, options.terms // max(1, options.passages))
        bodies = [terms[start : start + step] for start in range(0, step * options.passages, step)]
        year = 2015 + int(random.integers(12))
        values = {attribute: (f"{attribute.value}-{int(random.zipf(1.5)) % size}",) for attribute, size in FACETS.items()}
        id = DocumentId(f"d{number:011d}")
        yield IndexEntry(
            id=id,
            revision=1,
            label="open",
            streams=streams,
            keys=(f"{number}/qd",),
            attributes=values | {Attribute.YEAR: (str(year),)},
            sort_date=year * 10_000 + 101 + int(random.integers(28)),
            passages=tuple(
                PassageEntry(Span(0, 1), {Stream.FA: body, Stream.SA: body, Stream.VA: body, Stream.GA: pairs(body)})
                for body in bodies
            ),
            vectors=random.integers(-30, 31, (1 + len(bodies), DIMENSIONS), dtype=np.int8),
            document=Document(id, 1, Fields(), ""),
        )


def question(random: np.random.Generator) -> Request:
    typed = drawn(random, 6)
    syllables = [Term(Stream.FA, term) for term in dict.fromkeys(typed)]
    bigrams = [Term(Stream.GA, term) for term in dict.fromkeys(pairs(typed))]
    clauses = (*(Clause(term) for term in syllables), *(Clause(term, 1.0, 1.0) for term in bigrams))
    return Request(
        labels=None,
        clauses=(*clauses, *(Clause(Term(Stream.FT, term.text), 0.1) for term in syllables)),
        passage_clauses=clauses,
        rule=MatchRule(tuple(bigrams), (3, 2, 1), 50),
        nearest=Nearest(random.integers(-30, 31, DIMENSIONS, dtype=np.int8), 100, -1.0),
        filters={Attribute.YEAR: Filter(low=2017)},
        facets=tuple(FacetRequest(attribute) for attribute in FACETS),
    )


def times(reader: EngineReader, questions: Sequence[Request]) -> str:
    taken = []
    for one in questions:
        started = time.perf_counter()
        reader.search(one)
        taken.append(1000 * (time.perf_counter() - started))
    ordered = sorted(taken)
    return f"p50 {statistics.median(ordered):6.2f} ms   p95 {ordered[int(0.95 * len(ordered))]:6.2f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--terms", type=int, default=300)
    parser.add_argument("--passages", type=int, default=5)
    parser.add_argument("--questions", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        engine = EmbeddedEngine.open(Path(place), NoTexts(), encoder="random", dimensions=DIMENSIONS)
        started = time.perf_counter()
        made = list(entries(options))
        print(f"{len(made):,} documents made in {time.perf_counter() - started:.1f} s (not the engine's)")
        started = time.perf_counter()
        for start in range(0, len(made), 2000):
            engine.write(made[start : start + 2000])
        print(f"written in {time.perf_counter() - started:.1f} s, batches of 2,000; {engine.status()}")
        engine.close()
        engine = EmbeddedEngine.open(Path(place), NoTexts(), encoder="random", dimensions=DIMENSIONS)
        started = time.perf_counter()
        reader = engine.reader()
        print(f"reader opened in {1000 * (time.perf_counter() - started):.0f} ms")
        random = np.random.default_rng(7)
        questions = [question(random) for _ in range(options.questions)]
        totals = [reader.search(one).total for one in questions]
        print(f"documents matched: median {statistics.median(totals):,.0f}, most {max(totals):,}")
        bare = [replace(one, passage_clauses=(), nearest=None, facets=(), candidates=10) for one in questions]
        parts = {
            "match set and 10 candidates": bare,
            "  + 300 candidates": [replace(one, candidates=300) for one in bare],
            "  + six facets": [replace(one, facets=whole.facets) for one, whole in zip(bare, questions, strict=True)],
            "  + best passages of 300": [replace(one, nearest=None, facets=()) for one in questions],
            "  + the nearest": [replace(one, nearest=whole.nearest) for one, whole in zip(bare, questions, strict=True)],
            "everything together": questions,
            "everything, by date": [replace(one, sort=Sort.NEWEST) for one in questions],
        }
        for name, asked in parts.items():
            print(f"{name:30s} {times(reader, asked)}")
        engine.close()


if __name__ == "__main__":
    main()
