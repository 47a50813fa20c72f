"""How well the archive answers the office's own questions, against the mark that was set before.

A change of the encoder, of a rule of the ranking or of the program may move every result; here it is seen before it counts.
"""

import hashlib
import importlib.metadata
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from corpus.document import DocumentId
from indexer.engines.engine import Labels
from search_api import ranking
from search_api.answer import Mode, Question, SearchHit
from search_api.archive import Archive
from search_api.comparing import Comparison, Verdict, compare
from search_api.documents import title_of
from search_api.evaluating import Evaluation, Typing, evaluate, evaluation_json, saved_rows
from search_api.judgements import JudgedQuery, Qrels
from search_api.own_questions import Mark, OwnQuestions
from search_api.search import search

POOLED = 10
"""Results of each mode that are put up for judging."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """`unjudged`: question id -> documents among the first ten of some mode that nobody has judged; they count as irrelevant.

    `comparisons`: against the mark, None where there is none or nothing is common. `changed`: what made the ranking of the
    mark and is another now.
    """

    evaluation: Evaluation
    by: Mapping[str, str]
    unjudged: Mapping[str, int]
    comparisons: tuple[Comparison, ...] | None
    changed: tuple[str, ...]

    @property
    def worse(self) -> bool:
        """Whether the ranking that people see by default answers worse than at the mark."""
        return any(one.mode is Mode.HYBRID and one.verdict is Verdict.WORSE for one in self.comparisons or ())


def measure(
    archive: Archive, own: OwnQuestions, labels: Labels = None, progress: Callable[[int], None] | None = None
) -> Measurement | None:
    """The figures of today; None where no question is judged. Costs three searches a question."""
    questions, judged = _judged(own)
    if not judged:
        return None
    evaluation = evaluate(archive, questions, judged, progress=progress, labels=labels)
    mark = own.mark()
    runs = own.run_of_mark() if mark else {}
    held = {query for run in runs.values() for query in run}
    comparisons = compare(evaluation, judged, runs) if held & set(judged) else None
    by = made_by(archive)
    return Measurement(evaluation, by, _unjudged(evaluation, judged), comparisons, changes(mark, by) if mark else ())


def keep(own: OwnQuestions, found: Measurement, at: str) -> None:
    """Makes this measurement the mark."""
    own.set_mark(Mark(at, found.by, evaluation_json(found.evaluation)), saved_rows(found.evaluation))


def made_by(archive: Archive) -> Mapping[str, str]:
    """What makes a ranking: encoder, layout of the index, rules, version of the program, re-ranker."""
    status = archive.engine.status()
    return {
        "encoder": status.encoder,
        "index": status.fingerprint,
        "rules": rules(),
        "version": importlib.metadata.version("vanban"),
        "reranker": archive.reranker.name if archive.reranker else "",
    }


def changes(mark: Mark, by: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name for name in by if mark.by.get(name) != by[name])


def rules() -> str:
    """Changes with every constant of the ranking."""
    constants = {name: value for name, value in vars(ranking).items() if name.isupper() and isinstance(value, int | float)}
    return hashlib.sha256(json.dumps(constants, sort_keys=True).encode()).hexdigest()[:12]


def pool(archive: Archive, question: JudgedQuery, judged: Mapping[str, int], labels: Labels) -> tuple[SearchHit, ...]:
    """What is to be judged: the first results of each mode, and what was judged before and is still seen.

    In an order that does not tell which mode found what, the same each time.
    """
    found: dict[DocumentId, SearchHit] = {}
    for mode in Mode:
        for hit in search(archive, Question(text=question.text, mode=mode, limit=POOLED, facets=()), labels).hits:
            found.setdefault(hit.id, replace(hit, matched=()))
    kept = [DocumentId(id) for id in judged if id not in found]
    documents = archive.engine.reader().documents(kept, labels, text=False, citations=False)
    for id, document in documents.items():
        fields = document.fields
        found[id] = SearchHit(
            id=id,
            external_id=document.external_id,
            number=fields.number,
            type=fields.type,
            issuer=document.issuer,
            date=fields.date,
            subject=fields.subject,
            title=title_of(document),
            score=0.0,
            matched=(),
            passage=None,
            status=fields.status,
            duplicates=document.duplicates,
        )
    return tuple(sorted(found.values(), key=lambda hit: hashlib.sha256(f"{question.id} {hit.id}".encode()).digest()))


def summary(archive: Archive, own: OwnQuestions) -> Mapping[str, object]:
    """What the status says: how many questions there are and are judged, when the mark was set, and what changed since."""
    questions, judged = _judged(own)
    mark = own.mark()
    return {
        "questions": len(questions),
        "judged": len(judged),
        "measured": mark.at if mark else None,
        "changed_since": list(changes(mark, made_by(archive))) if mark else [],
    }


def _judged(own: OwnQuestions) -> tuple[tuple[JudgedQuery, ...], Qrels]:
    """The questions, and the judgements of those that have any."""
    questions, judgements = own.questions(), own.judgements()
    return questions, {one.id: judgements[one.id] for one in questions if judgements.get(one.id)}


def _unjudged(evaluation: Evaluation, judged: Qrels) -> Mapping[str, int]:
    found = {query: set[str]() for query in judged}
    for (typing, _), run in evaluation.runs.items():
        if typing is Typing.MARKED:
            for query, ranked in run.items():
                found[query].update(name for name, _ in ranked[:POOLED] if name not in judged[query])
    return {query: len(those) for query, those in found.items()}
