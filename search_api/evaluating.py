"""How well the archive ranks: judged questions, by mode, by manner of typing and by group."""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.vietnamese import fold
from indexer.engines.engine import EngineReader, Labels
from search_api.answer import Mode, Question
from search_api.archive import Archive
from search_api.judgements import JudgedQuery, Qrels, Run
from search_api.measures import ndcg, recall, reciprocal_rank
from search_api.query_groups import groups_of
from search_api.search import Ranked, rank

DEPTH = 100
"""How far each ranking is read; no measure looks further."""

SAVED_DEPTH = 10
"""Documents kept of each ranking by `saved_rows`: as far as nDCG@10 looks, so it can be taken again under later judgements."""

_SYLLABLE = re.compile(r"[^\W_]+")

MEASURES: Mapping[str, Callable[[Sequence[str], Mapping[str, int]], float]] = {
    "nDCG@10": lambda ranking, judged: ndcg(ranking, judged, 10),
    "recall@10": lambda ranking, judged: recall(ranking, judged, 10),
    "recall@100": lambda ranking, judged: recall(ranking, judged, DEPTH),
    "MRR@10": lambda ranking, judged: reciprocal_rank(ranking, judged, 10),
}


class Typing(StrEnum):
    """How the question is typed: as written, each syllable without marks with p = .5, or all without."""

    MARKED = "marked"
    HALF = "half"
    UNMARKED = "unmarked"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Means over `queries` questions by typing, mode and measure, 0-1, and what they were taken from.

    `runs`: the rankings. `values`: each question's own figures. `groups`: query id -> group, in the order of the file.
    """

    queries: int
    means: Mapping[Typing, Mapping[Mode, Mapping[str, float]]]
    runs: Mapping[tuple[Typing, Mode], Run]
    values: Mapping[tuple[Typing, Mode], Mapping[str, Mapping[str, float]]]
    groups: Mapping[str, str]


def evaluate(
    archive: Archive,
    queries: Sequence[JudgedQuery],
    qrels: Qrels,
    modes: Sequence[Mode] = tuple(Mode),
    typings: Sequence[Typing] = (Typing.MARKED,),
    labels: Labels = None,
    progress: Callable[[int], None] | None = None,
) -> Evaluation:
    """Means of each measure over the questions that have judgements; the others cannot be measured and are left out.

    A question that finds nothing counts 0; unjudged documents count 0. One state of the index serves all questions.
    `progress` is told after each question how many rankings are done.
    """
    judged = [query for query in queries if query.id in qrels]
    reader = archive.engine.reader()
    means: dict[Typing, dict[Mode, Mapping[str, float]]] = {}
    runs: dict[tuple[Typing, Mode], Run] = {}
    values: dict[tuple[Typing, Mode], Mapping[str, Mapping[str, float]]] = {}
    done = 0
    for typing in typings:
        means[typing] = {}
        for mode in modes:
            run: dict[str, Sequence[tuple[str, float]]] = {}
            for query in judged:
                question = Question(text=typed(query, typing), mode=mode, limit=DEPTH, facets=())
                run[query.id] = _named(
                    reader, rank(reader, archive.encoder, question, labels, archive.reranker), qrels[query.id], labels
                )
                done += 1
                if progress:
                    progress(done)
            runs[typing, mode] = run
            values[typing, mode] = {query: _measured(ranking, qrels[query]) for query, ranking in run.items()}
            means[typing][mode] = _means(list(values[typing, mode].values()))
    groups = groups_of(archive.catalogue, reader, judged, qrels, labels)
    return Evaluation(len(judged), means, runs, values, groups)


def group_means(evaluation: Evaluation, typing: Typing, mode: Mode) -> Mapping[str, tuple[int, Mapping[str, float]]]:
    """group -> how many questions it has, and their means; groups in the order of the file."""
    members: dict[str, list[Mapping[str, float]]] = {}
    for query, group in evaluation.groups.items():
        members.setdefault(group, []).append(evaluation.values[typing, mode][query])
    return {group: (len(values), _means(values)) for group, values in members.items()}


def run_name(typing: Typing, mode: Mode) -> str:
    """What a ranking of ours is called in files."""
    return f"vanban-{mode.value}-{typing.value}"


def saved_rows(evaluation: Evaluation) -> Iterator[Mapping[str, object]]:
    """A row for each question, typing and mode: its group, its figures, and the first documents of its ranking."""
    for (typing, mode), run in evaluation.runs.items():
        for query, ranking in run.items():
            figures = {name: round(value, 6) for name, value in evaluation.values[typing, mode][query].items()}
            docs = [name for name, _ in ranking[:SAVED_DEPTH]]
            yield {"run": run_name(typing, mode), "query": query, "group": evaluation.groups[query], **figures, "docs": docs}


def evaluation_json(evaluation: Evaluation) -> dict[str, object]:
    """`{"queries", "modes": {mode: {measure: mean}}, "typings": {typing: {mode: …}}, "groups": {typing: {mode: {group: …}}}}`.

    `modes` is the marked typing, or the first. A group has `queries`, how many they are, beside its means.
    """
    rounded = {
        typing.value: {mode.value: _rounded(row) for mode, row in by_mode.items()} for typing, by_mode in evaluation.means.items()
    }
    groups = {
        typing.value: {
            mode.value: {
                group: {"queries": count, **_rounded(row)}
                for group, (count, row) in group_means(evaluation, typing, mode).items()
            }
            for mode in by_mode
        }
        for typing, by_mode in evaluation.means.items()
    }
    first = Typing.MARKED.value if Typing.MARKED.value in rounded else next(iter(rounded), None)
    return {"queries": evaluation.queries, "modes": rounded[first] if first else {}, "typings": rounded, "groups": groups}


def typed(query: JudgedQuery, typing: Typing) -> str:
    """The question in that manner of typing; `half` is the same every time, being seeded by the query's id.

    >>> typed(JudgedQuery("1", "Đối thoại với dân"), Typing.UNMARKED)
    'doi thoai voi dan'
    """
    if typing is Typing.MARKED:
        return query.text
    if typing is Typing.UNMARKED:
        return _SYLLABLE.sub(lambda found: fold(found[0]), query.text)
    chance = random.Random(query.id)
    return _SYLLABLE.sub(lambda found: fold(found[0]) if chance.random() < 0.5 else found[0], query.text)


def _named(reader: EngineReader, ranked: Sequence[Ranked], judged: Mapping[str, int], labels: Labels) -> list[tuple[str, float]]:
    """The ranking under the names that the judgements use: the id where they hold it, else the external id."""
    documents = reader.documents([entry.id for entry in ranked], labels, text=False)
    names: dict[str, float] = {}
    for entry in ranked:
        document = documents.get(entry.id)
        outside = document.external_id if document else None
        name = entry.id if entry.id in judged or outside is None else outside
        names.setdefault(name, entry.score)
    return list(names.items())


def _measured(ranking: Sequence[tuple[str, float]], judged: Mapping[str, int]) -> Mapping[str, float]:
    names = [name for name, _ in ranking]
    return {name: measure(names, judged) for name, measure in MEASURES.items()}


def _means(values: Sequence[Mapping[str, float]]) -> Mapping[str, float]:
    return {name: sum(value[name] for value in values) / len(values) if values else 0.0 for name in MEASURES}


def _rounded(row: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in row.items()}
