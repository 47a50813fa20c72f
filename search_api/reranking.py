"""The first results read once more, by a model that reads question and passage together. Off unless the office has one."""

import math
from collections.abc import Mapping, Sequence

from corpus.document import DocumentId
from indexer.encoders.reranker import Reranker
from indexer.engines.engine import EngineReader, Excerpt, Hit, Labels
from search_api.documents import title_of

RERANKED = 50
"""Results that are read again: a cross-encoder of a hundred million weights reads about ten passages a second and core."""

_DIGITS = 5
"""Decimals of a model's score that decide; further ones change with the batch that a passage is read in."""

Scored = tuple[Hit, float]


def reranked(
    reranker: Reranker,
    reader: EngineReader,
    question: str,
    ordered: Sequence[Scored],
    passages: Mapping[DocumentId, Excerpt],
    labels: Labels,
) -> list[Scored]:
    """The results, the first RERANKED of them in the order of how well their passage answers the question; equals as before.

    Those get 1 + the model's score brought to 0..1, so that they stay before the others, whose fused score is at most 1.
    A score that is no number is the lowest.
    """
    first, rest = ordered[:RERANKED], ordered[RERANKED:]
    documents = reader.documents([hit.id for hit, _ in first], labels, text=False, citations=False)
    texts = []
    for hit, _ in first:
        document, passage = documents.get(hit.id), passages.get(hit.id)
        texts.append("\n".join(filter(None, (title_of(document) if document else None, passage.text if passage else None))))
    scores = [-math.inf if math.isnan(score) else round(score, _DIGITS) for score in reranker.scores(question, texts)]
    order = sorted(range(len(first)), key=lambda place: -scores[place])
    return [*((first[place][0], 1 + _share(scores[place])) for place in order), *rest]


def _share(score: float) -> float:
    """Any number to 0..1, in the same order."""
    return 1 / (1 + math.exp(-score)) if score > -700 else 0.0
