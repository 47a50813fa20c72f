"""The kind of question a judged question is, so that a gain in one kind does not hide a loss in another."""

import re
from collections.abc import Collection, Mapping, Sequence

from corpus.catalogue import Catalogue
from corpus.document import Document, DocumentId
from corpus.vietnamese import fold
from indexer.engines.engine import EngineReader, Labels
from search_api.judgements import JudgedQuery, Qrels
from search_api.query import parse

NUMBER = "number"
WORDING = "wording"
PARAPHRASE = "paraphrase"

SHARED = 0.5
"""Share of the syllables, of question or subject, whichever has fewer, that both have where one uses the other's words.

Of the fewer, because a question of forty syllables that holds a whole subject is no paraphrase. On alqac 150 of 364 questions
are paraphrases so, and the harder ones: nDCG@10 .871 against .954. By the question's own syllables 295 were, .919 and .923.
"""

_SYLLABLE = re.compile(r"[^\W_]+")


def groups_of(
    catalogue: Catalogue | None, reader: EngineReader, queries: Sequence[JudgedQuery], qrels: Qrels, labels: Labels
) -> Mapping[str, str]:
    """query id -> its group: the one its row states, else `number`, `wording` or `paraphrase`.

    `external_id`s of judgements are known through the catalogue only; without one, judgements by id alone tell a paraphrase.
    """
    best = {query.id: _best(qrels.get(query.id, {})) for query in queries if query.group is None}
    subjects = _subjects(catalogue, reader, {name for names in best.values() for name in names}, labels)
    return {
        query.id: query.group or group_of(query.text, [subject for name in best[query.id] for subject in subjects.get(name, ())])
        for query in queries
    }


def group_of(text: str, subjects: Collection[str]) -> str:
    """The group of a question whose best judged documents have these subjects.

    `number`: the whole question is a document's number. `paraphrase`: with each of the subjects it has less than half of
    the distinct folded syllables in common, of the shorter of the two. `wording`: all others, and those whose answers have
    no subject to compare with.

    >>> subject = "Phòng, chống thiên tai"
    >>> group_of("689 ubnd vx", []), group_of("lụt lội", [subject]), group_of("thien tai", [subject])
    ('number', 'paraphrase', 'wording')
    """
    if parse(text).number is not None:
        return NUMBER
    asked = _syllables(text)
    compared = [syllables for subject in subjects if (syllables := _syllables(subject))]
    if not asked or not compared:
        return WORDING
    shared = max(len(asked & syllables) / min(len(asked), len(syllables)) for syllables in compared)
    return PARAPHRASE if shared < SHARED else WORDING


def _best(judged: Mapping[str, int]) -> tuple[str, ...]:
    """The documents of the highest relevance; none where nothing is relevant."""
    highest = max(judged.values(), default=0)
    return tuple(name for name, relevance in judged.items() if relevance == highest) if highest >= 1 else ()


def _subjects(
    catalogue: Catalogue | None, reader: EngineReader, names: Collection[str], labels: Labels
) -> Mapping[str, Sequence[str]]:
    """Judged name -> the subjects of the visible documents that it names."""
    ordered = sorted(names)
    ids: dict[str, tuple[DocumentId, ...]] = {name: (DocumentId(name),) for name in ordered}
    if catalogue is not None:
        ids |= catalogue.by_external_id(ordered, labels)
    documents: Mapping[DocumentId, Document] = reader.documents(
        [id for found in ids.values() for id in found], labels, text=False
    )
    return {
        name: [subject for id in found if id in documents and (subject := documents[id].fields.subject)]
        for name, found in ids.items()
    }


def _syllables(text: str) -> frozenset[str]:
    return frozenset(fold(syllable) for syllable in _SYLLABLE.findall(text))
