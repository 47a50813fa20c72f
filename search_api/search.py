"""The answer to a question: plan, one request, fusion, one page of documents, snippets, facets, notes."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import NamedTuple

from corpus.document import Document, DocumentId
from corpus.errors import InputError
from corpus.vietnamese import fold
from indexer.encoders.encoder import Encoder
from indexer.encoders.reranker import Reranker
from indexer.engines.engine import Attribute, EngineReader, Excerpt, Hit, Labels, Response, Sort
from search_api import ranking
from search_api.answer import FACETS, Answer, Facet, Mode, Question, SearchHit
from search_api.archive import Archive
from search_api.asking import Plan, plan
from search_api.clock import Clock
from search_api.documents import title_of
from search_api.facets import facet_requests, facets
from search_api.highlight import snippet
from search_api.notes import Language, Note, note
from search_api.reranking import RERANKED, reranked

ORDER_DIGITS = 4
"""Decimals of a score that decide the order; engines agree to about as many."""


class Ranked(NamedTuple):
    """A document with the score it is ordered by; comparable within one answer only."""

    id: DocumentId
    score: float


def search(archive: Archive, question: Question, labels: Labels, language: Language = "vi") -> Answer:
    """The page of documents that answers the question, with facets and notes, for a reader of these labels.

    One state of the index answers all of it. The order repeats exactly: by score, then by id; the holders of a number
    first, newest first. Costs one request to the engine and one fetch of the page.

    Raises InputError for a malformed question; what the engine raises passes through.
    """
    clock = Clock()
    reader = archive.engine.reader()
    planned = plan(reader, archive.encoder, question, labels, language, clock, archive.own)
    request = replace(planned.request, facets=facet_requests(question.facets, planned.chosen, question.whole))
    clock.lap("terms")
    response = reader.search(request)
    clock.lap("engine")
    page = _page(planned, response, reader, labels, archive.reranker)
    clock.lap("fusion")
    documents = reader.documents([hit.id for hit, _ in page], labels, text=False, citations=False)
    excerpts = _excerpts(reader, page, labels)
    shown = facets(reader, response.facets, planned.chosen, labels, language)
    clock.lap("fetch")
    hits = tuple(
        _search_hit(hit, score, documents[hit.id], excerpts.get(hit.id), planned) for hit, score in page if hit.id in documents
    )
    clock.lap("highlight")
    return Answer(
        query=question.text,
        mode=question.mode,
        sort=planned.sort,
        total=response.total,
        offset=question.offset,
        limit=question.limit,
        hits=hits,
        facets=shown,
        notes=(*planned.notes, *_share_note(planned, response, language)),
        understood=planned.understood,
        took_ms=clock.took_ms,
        split_ms=clock.split_ms,
        kin=planned.kin,
    )


def rank(
    reader: EngineReader, encoder: Encoder, question: Question, labels: Labels, reranker: Reranker | None = None
) -> tuple[Ranked, ...]:
    """The page as `search` orders it, without documents: what evaluation and export need.

    Raises InputError for a malformed question.
    """
    planned = plan(reader, encoder, question, labels, "en", Clock())
    response = reader.search(planned.request)
    return tuple(Ranked(hit.id, score) for hit, score in _page(planned, response, reader, labels, reranker))


def ranked(
    archive: Archive, reader: EngineReader, question: Question, labels: Labels, most: int
) -> tuple[int, tuple[DocumentId, ...]]:
    """The total, and the first `most` documents in the order of `search`, whatever page the question asks for.

    Raises InputError for a malformed question.
    """
    planned = plan(reader, archive.encoder, replace(question, offset=0, limit=0), labels, "vi", Clock(), archive.own)
    request = replace(planned.request, limit=most)
    if planned.sort is not Sort.RELEVANCE:  # scores decide nothing, and thousands of best passages take time
        request = replace(request, clauses=(), passage_clauses=(), preferences=())
    wide = replace(planned, question=replace(planned.question, limit=most))
    response = reader.search(request)
    return response.total, tuple(hit.id for hit, _ in _page(wide, response, reader, labels, archive.reranker))


def facet(
    archive: Archive,
    field: str,
    question: Question,
    labels: Labels,
    prefix: str = "",
    language: Language = "vi",
    limit: int = 100,
) -> Facet:
    """The facet's largest values whose label or value has a word beginning with `prefix`, marked or not.

    `other` is the sum of what is not shown, so that the counts still add up. Chosen values are always shown.

    Raises InputError for a field that is no facet.
    """
    if field not in FACETS:
        raise InputError(f"field: {field[:40]!r} is not one of {', '.join(FACETS)}")
    attribute = Attribute(field)
    reader = archive.engine.reader()
    planned = plan(reader, archive.encoder, replace(question, offset=0, limit=0), labels, language, Clock(), archive.own)
    request = replace(planned.request, facets=facet_requests((attribute,), planned.chosen, (attribute,)))
    whole = facets(reader, reader.search(request).facets, planned.chosen, labels, language)[attribute]
    wanted = " " + " ".join(fold(prefix).split())
    fitting = [v for v in whole.values if not prefix.strip() or wanted in f" {fold(v.label)}" or wanted in f" {v.value}"]
    kept = {v.value for v in fitting[:limit]} | {v.value for v in whole.values if v.selected}
    values = tuple(v for v in whole.values if v.value in kept)
    left = sum(v.count for v in whole.values if v.value not in kept)
    return replace(whole, values=values, other=whole.other + left)


def _page(
    planned: Plan, response: Response, reader: EngineReader, labels: Labels, reranker: Reranker | None
) -> list[tuple[Hit, float]]:
    """The hits of the page in order, each with its score."""
    mode = planned.question.mode
    best = ranking.best_keyword(response.candidates)

    def score(hit: Hit) -> float:
        if mode is Mode.KEYWORD:
            return ranking.keyword_score(hit)
        return ranking.cosine(hit) if mode is Mode.SEMANTIC else ranking.fused(hit, best)

    if planned.sort is not Sort.RELEVANCE:
        return [(hit, score(hit)) for hit in response.rest]
    ordered = sorted(((hit, score(hit)) for hit in response.candidates), key=lambda scored: _order(scored, planned.first))
    if reranker is not None and mode is Mode.HYBRID and planned.query.number is None and planned.question.offset < RERANKED:
        held = sum(
            _order(scored, planned.first)[0] == 0 for scored in ordered
        )  # holders of a pasted citation's number stay first
        passages = _excerpts(reader, ordered[held : held + RERANKED], labels)
        ordered[held:] = reranked(reranker, reader, planned.terms.spelled_out, ordered[held:], passages, labels)
    start = planned.question.offset
    return ordered[start : start + planned.question.limit] + [(hit, score(hit)) for hit in response.rest]


def _order(scored: tuple[Hit, float], first: Collection[DocumentId] | None) -> tuple[int, float, str]:
    """Holders of the number first (of a citation only those in `first`), newest first, undated ones after; then by score;
    then by id.

    Scores are compared as far as every engine gives them alike.
    """
    hit, score = scored
    if hit.number and (first is None or hit.id in first):
        return (0, -(hit.sort_date or 0), hit.id)
    return (1, -round(score, ORDER_DIGITS), hit.id)


def _excerpts(reader: EngineReader, page: Sequence[tuple[Hit, float]], labels: Labels) -> dict[DocumentId, Excerpt]:
    """Per document the passage to show: best by words where words found it, else by meaning, else the first."""
    wanted = {hit.id: _ordinal(hit) for hit, _ in page}
    found = reader.excerpts(list(wanted.items()), labels)
    return {id: excerpt for (id, _), excerpt in found.items()}


def _ordinal(hit: Hit) -> int:
    if hit.words and hit.by_words:
        return hit.by_words.ordinal
    best = hit.by_meaning if hit.meaning else None
    best = best or hit.by_words or hit.by_meaning
    return best.ordinal if best else 0


def _search_hit(hit: Hit, score: float, document: Document, excerpt: Excerpt | None, planned: Plan) -> SearchHit:
    legs = (("words", hit.words), ("meaning", hit.meaning), ("number", hit.number))
    return SearchHit(
        id=document.id,
        external_id=document.external_id,
        number=document.fields.number,
        type=document.fields.type,
        issuer=document.issuer,
        date=document.fields.date,
        subject=document.fields.subject,
        title=title_of(document),
        score=score,
        matched=tuple(name for name, holds in legs if holds),
        passage=snippet(excerpt, planned.terms) if excerpt else None,
        status=document.fields.status,
        duplicates=document.duplicates,
        versions=len(document.versions) or 1,
    )


def _share_note(planned: Plan, response: Response, language: Language) -> tuple[str, ...]:
    """Says so where the share of word pairs asked for was lowered."""
    rule = planned.request.rule
    if rule is None or response.minimum is None or response.minimum >= rule.minimums[0] or not response.total:
        return ()
    return (note(Note.SHARE, language, share=ranking.share_used(len(rule.terms), response.minimum)),)
