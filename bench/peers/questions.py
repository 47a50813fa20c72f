"""The sets: documents as the peers are given them, questions in three manners of typing, and how a peer's pages score."""

import gzip
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bench.peers.peer import LIMIT, Document
from corpus.vietnamese import clean
from search_api.evaluating import Typing, typed
from search_api.judgements import Qrels, read_qrels, read_queries
from search_api.measures import ndcg

SETS = {"alqac": "alqac", "office_topics": "phapdien", "office_questions": "phapdien"}
"""Set of questions -> the corpus it is asked of."""


class Asked(NamedTuple):
    set: str
    typing: Typing
    query: str
    text: str


def corpus_file(data: Path, corpus: str) -> Path:
    return data / corpus / "corpus.jsonl.gz"


def write_documents(source: Path, target: Path) -> int:
    """One line of JSON a document, in the order of `Document`; gives their number."""
    count = 0
    with gzip.open(source, "rt", encoding="utf-8") as rows, target.open("w", encoding="utf-8") as lines:
        for line in rows:
            row = json.loads(line)
            year = (row.get("date") or "")[:4]
            title, text = clean(row["title"]), clean(row["text"])
            document = Document(row["id"], title, text, row.get("issuer") or "", row.get("type") or "", year)
            lines.write(json.dumps(document, ensure_ascii=False) + "\n")
            count += 1
    return count


def asked(data: Path, sets: Sequence[str]) -> list[Asked]:
    """Every judged question of these sets in each typing."""
    return [
        Asked(name, typing, query.id, typed(query, typing))
        for name in sets
        for typing in Typing
        for query in read_queries(data / name / "queries.jsonl.gz")
        if query.id in judgements(data, name)
    ]


def scores(data: Path, questions: Sequence[Asked], pages: Sequence[Sequence[str]]) -> Mapping[str, Mapping[str, float]]:
    """Mean nDCG@10 by set and typing. A page with fewer documents than it has room for counts as it is."""
    sums: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one, page in zip(questions, pages, strict=True):
        sums[one.set][one.typing.value].append(ndcg(page, judgements(data, one.set)[one.query], LIMIT))
    return {name: {typing: sum(values) / len(values) for typing, values in row.items()} for name, row in sums.items()}


@cache
def judgements(data: Path, name: str) -> Qrels:
    return read_qrels(data / name / "qrels.jsonl.gz")
