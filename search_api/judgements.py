"""Judged questions as files: JSON Lines or TREC, gzip or plain, in and out.

JSON Lines: `{"id", "text"}` and `{"query", "doc", "relevance"}`. TREC: `id<TAB>text` and `query 0 doc relevance`.
A row's form is told by its first character, so the two may even be mixed.
"""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from corpus.errors import InputError
from corpus.vietnamese import clean


class JudgedQuery(NamedTuple):
    id: str
    text: str


Qrels = Mapping[str, Mapping[str, int]]
"""query id -> document name (an id or an external_id) -> relevance."""

Run = Mapping[str, Sequence[tuple[str, float]]]
"""query id -> (document name, score), best first."""


def read_queries(path: Path) -> tuple[JudgedQuery, ...]:
    """The questions of a file, in its order. Raises InputError naming file and line of a malformed row."""
    queries: dict[str, JudgedQuery] = {}
    for line, place in _lines(path):
        if line.startswith("{"):
            row = _object(line, place)
            id, text = _text(row, "id", place), _text(row, "text", place)
        else:
            id, tab, text = line.partition("\t")
            if not tab:
                raise InputError(f'{place}: expected {{"id", "text"}} or id, tab, text')
        if id in queries:
            raise InputError(f"{place}: the query {id!r} occurs twice")
        queries[id] = JudgedQuery(id.strip(), clean(text).strip())
    if not queries:
        raise InputError(f"{path}: no queries in this file")
    return tuple(queries.values())


def read_qrels(path: Path) -> Qrels:
    """The judgements of a file. Raises InputError naming file and line of a malformed row."""
    qrels: dict[str, dict[str, int]] = {}
    for line, place in _lines(path):
        if line.startswith("{"):
            row = _object(line, place)
            query, doc, relevance = _text(row, "query", place), _text(row, "doc", place), row.get("relevance")
        else:
            parts = line.split()
            if len(parts) != 4:
                raise InputError(f'{place}: expected {{"query", "doc", "relevance"}} or query, iteration, document, relevance')
            query, doc, relevance = parts[0], parts[2], _whole(parts[3])
        if not isinstance(relevance, int) or isinstance(relevance, bool):
            raise InputError(f"{place}: relevance must be a whole number")
        qrels.setdefault(query, {})[doc] = relevance
    if not qrels:
        raise InputError(f"{path}: no judgements in this file")
    return MappingProxyType(qrels)


def run_lines(run: Run, tag: str) -> Iterator[str]:
    """A run as TREC writes it: query, Q0, document, rank, score, tag; scores made to fall with the rank.

    Evaluators order by score; where two neighbours of a page tie, or a number's holders stand above better scores,
    the rank is kept by writing 1 / rank instead.
    """
    for query, ranking in run.items():
        falling = all(one[1] > other[1] for one, other in pairwise(ranking))
        for rank, (name, score) in enumerate(ranking, 1):
            yield f"{query} Q0 {name.replace(' ', '_')} {rank} {score if falling else 1 / rank:.9g} {tag}"


def write_run(path: Path, runs: Iterable[tuple[str, Run]]) -> None:
    """Writes runs under their tags into one TREC file, newest content only."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for tag, run in runs:
            file.writelines(line + "\n" for line in run_lines(run, tag))


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """Non-empty lines with their place, for messages."""
    try:
        with gzip.open(path, "rt", encoding="utf-8-sig") if path.suffix == ".gz" else path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield line.strip("\r\n "), f"{path}, line {number}"
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read ({error})") from error


def _object(line: str, place: str) -> Mapping[str, object]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise InputError(f"{place}: not JSON ({error})") from error
    if not isinstance(row, dict):
        raise InputError(f"{place}: not a JSON object")
    return row


def _text(row: Mapping[str, object], key: str, place: str) -> str:
    value = row.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value.strip():
        raise InputError(f"{place}: {key!r} is missing or not a text")
    return value.strip()


def _whole(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None
