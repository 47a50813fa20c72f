"""What every engine does to an entry and to a request before it looks at them, so that all engines see the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.document import Document, DocumentId, Span
from indexer.engines.engine import LONGEST_TERM, SCORE_DIGITS, Attribute, IndexEntry, PassageEntry, Stream, Vectors

SCORED = (Stream.FA, Stream.GA, Stream.SA, Stream.FT, Stream.GT, Stream.VA)
"""Streams of a document that count terms."""

PASSAGE_STREAMS = (Stream.FA, Stream.GA, Stream.SA, Stream.VA)

SCORE_SCALE = 10.0**SCORE_DIGITS

_SHORT = LONGEST_TERM // 4
"""No string of this many characters is over LONGEST_TERM bytes."""


@dataclass(frozen=True, slots=True)
class CanonicalPassage:
    span: Span
    streams: Mapping[Stream, Sequence[str]]


@dataclass(frozen=True, slots=True)
class CanonicalEntry:
    """An entry as engines index it: what cannot be searched is left out, every attribute has its (maybe empty) tuple."""

    id: DocumentId
    revision: int
    label: str
    streams: Mapping[Stream, Sequence[str]]
    positions: Sequence[str]
    keys: tuple[str, ...]
    attributes: Mapping[Attribute, tuple[str, ...]]
    sort_date: int | None
    passages: tuple[CanonicalPassage, ...]
    vectors: Vectors
    document: Document


def canonical(entry: IndexEntry, dimensions: int | None) -> CanonicalEntry:
    """The entry without what no engine keeps. ValueError where the vectors do not fit the passages or `dimensions`."""
    vectors = np.ascontiguousarray(entry.vectors)
    if vectors.dtype != np.int8 or vectors.ndim != 2 or len(vectors) != 1 + len(entry.passages):
        raise ValueError(
            f"document {entry.id}: vectors are {vectors.dtype} {vectors.shape}, not int8 [{1 + len(entry.passages)}, d]"
        )
    if dimensions is not None and vectors.shape[1] != dimensions:
        raise ValueError(f"document {entry.id}: vectors have {vectors.shape[1]} dimensions, the index {dimensions}")
    return CanonicalEntry(
        id=entry.id,
        revision=entry.revision,
        label=entry.label,
        streams={stream: _fitting(entry.streams.get(stream, ())) for stream in SCORED},
        positions=_positions(entry.streams.get(Stream.FP, ())),
        keys=_distinct(entry.keys),
        attributes={attribute: _distinct(entry.attributes.get(attribute, ())) for attribute in Attribute},
        sort_date=entry.sort_date,
        passages=tuple(_passage(passage) for passage in entry.passages),
        vectors=vectors,
        document=entry.document,
    )


def fits(term: str) -> bool:
    """Whether a term, key or value is one that engines keep."""
    return bool(term) and (len(term) < _SHORT or len(term.encode()) <= LONGEST_TERM)


def phrase_offsets(phrase: Iterable[str]) -> list[tuple[int, str]]:
    """Terms of a phrase with their distance from the first one; empty where the phrase has none."""
    terms = [(place, term) for place, term in enumerate(phrase) if term]
    return [(place - terms[0][0], term) for place, term in terms]


def comparable(score: float) -> int:
    """A score as it is compared with others; the same as np.rint(score * SCORE_SCALE)."""
    return round(score * SCORE_SCALE)


def year_number(value: str) -> int | None:
    """The year that a range compares; None for a value that is not plain digits."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


def _passage(passage: PassageEntry) -> CanonicalPassage:
    return CanonicalPassage(passage.span, {stream: _fitting(passage.streams.get(stream, ())) for stream in PASSAGE_STREAMS})


def _fitting(terms: Sequence[str]) -> Sequence[str]:
    """The terms that fit; nearly always all, which is seen without looking at each by itself."""
    return terms if _all_short(terms) and "" not in terms else [term for term in terms if fits(term)]


def _positions(terms: Sequence[str]) -> Sequence[str]:
    """As many as there are: what does not fit leaves a gap."""
    return terms if _all_short(terms) else [term if fits(term) else "" for term in terms]


def _all_short(terms: Sequence[str]) -> bool:
    return max(map(len, terms), default=0) < _SHORT


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if fits(value)))
