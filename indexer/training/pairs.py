"""Pairs of texts that belong together, drawn from an archive: subject and passage, citing and cited, this year's and last
year's. A batch is made of groups of documents that lie near each other, so that what must be told apart is alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.document import Document
from indexer.encoders.static import StaticEncoder
from indexer.passages import passages, vector_text
from indexer.terms import spelled_out
from indexer.training.learning import Bools, Floats, Rows, Table, normalised, vectors

BATCH = 256
GROUP = 8
"""Documents of a batch that are neighbours: hard negatives for one another."""
PASSAGES = 12
"""Of one document, drawn evenly; a code of law would outweigh a hundred letters."""
LINKED = 0.4
"""Share of the pairs of documents that have a link which are made of it, the others of subject and passage."""


@dataclass(frozen=True, slots=True)
class Text:
    """A document as units of the table: subject (empty where it has none), and some of its passages without it."""

    id: str
    subject: Rows
    passages: tuple[Rows, ...]


def text_of(document: Document, encoder: StaticEncoder) -> Text:
    spans = passages(document.text)
    chosen = [spans[round(place)] for place in np.linspace(0, len(spans) - 1, min(PASSAGES, len(spans)))] if spans else []
    read = [encoder.units(spelled_out(vector_text(document.text, span, None))) for span in chosen]
    subject = document.fields.subject
    return Text(
        document.id,
        encoder.units(spelled_out(subject)) if subject else np.zeros(0, np.int64),
        tuple(rows for rows in read if len(rows)),
    )


def document_vectors(table: Table, texts: Sequence[Text]) -> Floats:
    """Of each document: mean of its passages and subject, normalised, as similar documents are told."""
    subjects = vectors(table, [text.subject for text in texts])
    bodies = vectors(table, [np.concatenate([*text.passages, np.zeros(0, np.int64)]) for text in texts])
    return normalised(subjects + bodies)


def usable(texts: Sequence[Text], links: Mapping[str, frozenset[str]]) -> list[Text]:
    """Documents from which at least one pair can be made."""
    held = {text.id for text in texts}
    return [text for text in texts if text.passages and (len(text.subject) or links.get(text.id, frozenset()) & held)]


def batches(
    table: Table, texts: Sequence[Text], links: Mapping[str, frozenset[str]], steps: int, seed: int
) -> list[tuple[list[Rows], list[Rows], Bools]]:
    """`steps` batches of pairs, the same for the same seed. `links`: document -> those that belong with it, both ways."""
    chance = np.random.default_rng(seed)
    texts = usable(texts, links)
    by_id = {text.id: text for text in texts}
    near = _neighbours(document_vectors(table, texts))
    found = []
    for _ in range(steps):
        anchors = chance.permutation(len(texts))[: -(-BATCH // GROUP)]
        chosen = list(dict.fromkeys(place for anchor in anchors.tolist() for place in (anchor, *near[anchor].tolist())))[:BATCH]
        questions, targets = [], []
        for place in chosen:
            question, target = _pair(texts[place], by_id, links, chance)
            questions.append(question)
            targets.append(target)
        ids = [texts[place].id for place in chosen]
        together = np.array([[one == other or other in links.get(one, frozenset()) for other in ids] for one in ids])
        found.append((questions, targets, together))
    return found


def _pair(
    text: Text, by_id: Mapping[str, Text], links: Mapping[str, frozenset[str]], chance: np.random.Generator
) -> tuple[Rows, Rows]:
    linked = sorted(links.get(text.id, frozenset()) & by_id.keys())
    if linked and (not len(text.subject) or chance.random() < LINKED):
        other = by_id[linked[int(chance.integers(len(linked)))]]
        return _some(text, chance), _some(other, chance)
    return text.subject, text.passages[int(chance.integers(len(text.passages)))]


def _some(text: Text, chance: np.random.Generator) -> Rows:
    """A passage with the subject in front, as passages are indexed."""
    return np.concatenate([text.subject, text.passages[int(chance.integers(len(text.passages)))]])


def _neighbours(documents: Floats) -> Rows:
    """The GROUP - 1 nearest others of each."""
    count = min(GROUP - 1, len(documents) - 1)
    found = np.zeros((len(documents), max(0, count)), np.int64)
    for start in range(0, len(documents), 512):
        scores = documents[start : start + 512] @ documents.T
        scores[np.arange(len(scores)), np.arange(start, start + len(scores))] = -np.inf
        if count > 0:
            found[start : start + 512] = np.argpartition(-scores, count - 1, axis=1)[:, :count]
    return found
