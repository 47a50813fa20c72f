"""Judged questions and rankings as files: JSON Lines or TREC, gzip or plain, in and out.

JSON Lines: `{"id", "text", "group"}` (the group may be left out), `{"query", "doc", "relevance"}`, and of rankings
`{"run", "query", "docs"}`. TREC: `id<TAB>text`, `query 0 doc relevance`, and `query Q0 doc rank score run`.
A row's form is told by its first character, so the two may even be mixed.
"""

import gzip
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from corpus.errors import InputError
from corpus.vietnamese import clean

_BLANK = re.compile(r"\s")


class JudgedQuery(NamedTuple):
    """`group`: the kind of question that its row states, None where it states none."""

    id: str
    text: str
    group: str | None = None


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
            group = None if row.get("group") is None else " ".join(clean(_text(row, "group", place)).split())
        else:
            group = None
            id, tab, text = line.partition("\t")
            if not tab:
                raise InputError(f'{place}: expected {{"id", "text"}} or id, tab, text')
        if id in queries:
            raise InputError(f"{place}: the query {id!r} occurs twice")
        queries[id] = JudgedQuery(id.strip(), clean(text).strip(), group or None)
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


def read_runs(path: Path) -> Mapping[str, Run]:
    """The rankings of a file by the name of their run: a TREC run, or rows as `write_rows` keeps them.

    Ordered by score, ties by rank. A TREC file is silent about a question that found nothing; a row has no `docs` then.
    Raises InputError naming file and line of a malformed row, and of a document or question that occurs twice.
    """
    runs: dict[str, dict[str, dict[str, tuple[float, int]]]] = {}
    for line, place in _lines(path):
        if line.startswith("{"):
            row = _object(line, place)
            name, query, docs = _text(row, "run", place), _text(row, "query", place), row.get("docs")
            if not isinstance(docs, list) or not all(isinstance(doc, str) for doc in docs):
                raise InputError(f"{place}: 'docs' is missing or not a list of texts")
            if query in runs.setdefault(name, {}):
                raise InputError(f"{place}: the query {query!r} occurs twice in the run {name!r}")
            entries = [(doc, 1 / rank, rank) for rank, doc in enumerate(docs, 1)]
        else:
            parts = line.split()
            rank, score = (_whole(parts[3]), _number(parts[4])) if len(parts) == 6 else (None, None)
            if rank is None or score is None:
                raise InputError(f'{place}: expected query, Q0, document, rank, score, run, or {{"run", "query", "docs"}}')
            query, name = parts[0], parts[5]
            entries = [(parts[2], score, rank)]
        ranking = runs.setdefault(name, {}).setdefault(query, {})
        for doc, score, rank in entries:
            if doc in ranking:
                raise InputError(f"{place}: the document {doc!r} occurs twice for the query {query!r}")
            ranking[doc] = (-score, rank)
    if not runs:
        raise InputError(f"{path}: no rankings in this file")
    return {name: {query: _ordered(ranking) for query, ranking in run.items()} for name, run in runs.items()}


def trec_name(name: str) -> str:
    """A name as a TREC run holds it, whose columns are parted by blanks."""
    return _BLANK.sub("_", name)


def run_lines(run: Run, tag: str) -> Iterator[str]:
    """A run as TREC writes it: query, Q0, document, rank, score, tag; scores made to fall with the rank.

    Evaluators order by score; where two neighbours of a page tie, or a number's holders stand above better scores,
    the rank is kept by writing 1 / rank instead.
    """
    for query, ranking in run.items():
        falling = all(one[1] > other[1] for one, other in pairwise(ranking))
        for rank, (name, score) in enumerate(ranking, 1):
            yield f"{trec_name(query)} Q0 {trec_name(name)} {rank} {score if falling else 1 / rank:.9g} {tag}"


def write_run(path: Path, runs: Iterable[tuple[str, Run]]) -> None:
    """Writes runs under their tags into one TREC file, newest content only."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for tag, run in runs:
            file.writelines(line + "\n" for line in run_lines(run, tag))


def write_rows(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    """Writes rows as JSON Lines, newest content only."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _ordered(ranking: Mapping[str, tuple[float, int]]) -> tuple[tuple[str, float], ...]:
    return tuple((doc, -ranking[doc][0]) for doc in sorted(ranking, key=ranking.__getitem__))


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
    except (ValueError, RecursionError) as error:
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


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
