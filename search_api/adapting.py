"""The static encoder adapted to an archive: what is learnt from, what is held out, and whether it helped.

Documents are parted by their subject without digits, so that the papers of one yearly matter are on one side; a link
between the sides belongs to none. What is held out is never in a pair that is learnt from.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.document import Document
from corpus.vietnamese import slug
from indexer.encoders.static import StaticEncoder
from indexer.training.learning import Floats, Table, learn, vectors
from indexer.training.pairs import BATCH, Text, batches, document_vectors, text_of, usable
from search_api.comparing import Verdict, bootstrap_interval, verdict
from search_api.similar import recurring

HELD_OUT = 0.2
LEAST = 200
"""Documents to learn from, below which there is too little."""
STEPS_A_DOCUMENT, FEWEST_STEPS, MOST_STEPS = 0.1, 50, 600
SEED = 20_261
YEARLY_COSINE = 0.6
"""Papers of one body and type a year apart belong together from here on; an office issues many papers each March."""

_DIGITS = re.compile(r"\d+")
_ALIKE = 400
"""Papers of one body and type that are looked through for yearly ones."""

Links = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Held:
    """One task on held-out documents: measures before and after; the interval is of the difference of MRR."""

    task: str
    questions: int
    before: Mapping[str, float]
    after: Mapping[str, float]
    interval: tuple[float, float]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Adapted:
    """`table` is the new one, whether better or not; `better`: no task is worse beyond chance and one is better."""

    documents: int
    held_out: int
    links: int
    steps: int
    tasks: tuple[Held, ...]
    table: Table
    floor: float

    @property
    def better(self) -> bool:
        verdicts = {task.verdict for task in self.tasks}
        return Verdict.BETTER in verdicts and Verdict.WORSE not in verdicts


@dataclass(frozen=True, slots=True)
class Material:
    """An archive's texts and what belongs together."""

    learning: tuple[Text, ...]
    held_out: tuple[Text, ...]
    links: Links


def material(documents: Iterable[Document], encoder: StaticEncoder) -> Material:
    """One document at a time is in memory with its words; what is kept of each is a dozen passages as numbers."""
    texts: list[Text] = []
    bare: dict[str, Document] = {}
    side: dict[str, bool] = {}
    for document in documents:
        text = text_of(document, encoder)
        if text.passages:
            texts.append(text)
            bare[document.id] = document
            side[document.id] = is_held_out(document)
    links = _links(bare, texts, encoder, side)
    return Material(tuple(text for text in texts if not side[text.id]), tuple(text for text in texts if side[text.id]), links)


def is_held_out(document: Document) -> bool:
    """By the subject without digits, else by the id; about HELD_OUT of them, the same each time."""
    key = slug(_DIGITS.sub(" ", document.fields.subject or "")) or document.id
    return hashlib.sha256(key.encode()).digest()[0] < 256 * HELD_OUT


def adapt(
    found: Material, encoder: StaticEncoder, seed: int = SEED, progress: Callable[[int], None] | None = None
) -> Adapted | None:
    """The table moved to the archive's texts, measured before and after; None where there is too little to learn from.

    The same archive gives the same table. Minutes on one core: about 60 ms a step, a tenth as many steps as documents.
    """
    count = len(usable(found.learning, found.links))
    if count < LEAST:
        return None
    steps = steps_of(count)
    table = learn(encoder.table, batches(encoder.table, found.learning, found.links, steps, seed), progress)
    before, after = _ranks(encoder.table, found), _ranks(table, found)
    tasks = tuple(_task(name, before[name], after[name]) for name in before if before[name])
    return Adapted(
        len(found.learning),
        len(found.held_out),
        sum(map(len, found.links.values())) // 2,
        steps,
        tasks,
        table,
        _floor(encoder, table, found.held_out),
    )


def steps_of(documents: int) -> int:
    return int(min(MOST_STEPS, max(FEWEST_STEPS, STEPS_A_DOCUMENT * documents)))


def _links(bare: Mapping[str, Document], texts: Sequence[Text], encoder: StaticEncoder, side: Mapping[str, bool]) -> Links:
    """Citing and cited, and yearly papers of one matter; both on one side."""
    found: dict[str, set[str]] = defaultdict(set)

    def link(one: str, other: str) -> None:
        if one != other and side[one] == side[other]:
            found[one].add(other)
            found[other].add(one)

    for id, document in bare.items():
        for citation in document.fields.citations:
            if citation.document and citation.document in bare:
                link(id, citation.document)
    places = {text.id: place for place, text in enumerate(texts)}
    near = document_vectors(encoder.table, texts)
    lines: dict[tuple[str, str], list[str]] = defaultdict(list)
    for id, document in bare.items():
        if document.fields.type and document.issuer and document.fields.date:
            lines[document.issuer.id, document.fields.type.code].append(id)
    for ids in lines.values():
        some = ids[:_ALIKE]
        own = near[[places[id] for id in some]]
        for one, other in np.argwhere(np.triu(own @ own.T, 1) >= YEARLY_COSINE).tolist():
            if recurring(bare[some[one]], bare[some[other]]):
                link(some[one], some[other])
    return {id: frozenset(others) for id, others in found.items()}


def _ranks(table: Table, found: Material) -> dict[str, list[float]]:
    """Reciprocal ranks by task, of held-out documents among held-out documents."""
    texts = found.held_out
    places = {text.id: place for place, text in enumerate(texts)}
    owners = np.repeat(np.arange(len(texts)), [len(text.passages) for text in texts])
    passages = vectors(table, [rows for text in texts for rows in text.passages])
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    asking = [text for text in texts if len(text.subject)]
    subjects: list[float] = []
    for text, vector in zip(asking, vectors(table, [text.subject for text in asking]), strict=True):
        best = np.maximum.reduceat(passages @ vector, starts)
        subjects.append(1 / (1 + int((best > best[places[text.id]]).sum())))
    documents = document_vectors(table, texts)
    linked = []
    for text in texts:
        others = [places[id] for id in found.links.get(text.id, frozenset()) if id in places]
        if others:
            scores = documents @ documents[places[text.id]]
            scores[places[text.id]] = -np.inf
            linked.append(1 / (1 + int((scores > scores[others].max()).sum())))
    return {"subject": subjects, "linked": linked}


def _task(name: str, before: Sequence[float], after: Sequence[float]) -> Held:
    differences = [now - then for then, now in zip(before, after, strict=True)]
    interval = bootstrap_interval(differences)
    return Held(name, len(before), _measures(before), _measures(after), interval, verdict(differences, interval))


def _measures(ranks: Sequence[float]) -> Mapping[str, float]:
    values = np.array(ranks)
    return {
        "recall@1": float((values >= 1).mean()),
        "recall@10": float((values >= 0.1).mean()),
        "MRR": float(values.mean()),
    }


def _floor(encoder: StaticEncoder, table: Table, texts: Sequence[Text]) -> float:
    """The cosine that leaves out as large a share of unrelated passages as the old floor did with the old table."""
    some = [text for text in texts if len(text.subject)][:BATCH]
    subjects, passages = [text.subject for text in some], [text.passages[0] for text in some]
    old, new = (_apart(vectors(one, subjects), vectors(one, passages)) for one in (encoder.table, table))
    if not len(old):
        return encoder.floor
    return round(float(np.quantile(new, float((old < encoder.floor).mean()))), 3)


def _apart(subjects: Floats, passages: Floats) -> Floats:
    scores = subjects @ passages.T
    return scores[~np.eye(len(scores), dtype=bool)]
