"""From a question to one request of the engine, and what has to be said about it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from corpus.gazetteer.own import NONE, OwnBodies
from indexer.encoders.encoder import Encoder
from indexer.engines.engine import Attribute, EngineReader, Filter, Labels, Nearest, Request, Sort
from indexer.terms import QuestionTerms, question_terms, tokens_with_offsets
from search_api import ranking
from search_api.answer import Mode, Question
from search_api.clock import Clock
from search_api.filters import merged
from search_api.lineage import widened
from search_api.names import resolve
from search_api.notes import Language, Note, note
from search_api.numbers import holders
from search_api.parameters import check
from search_api.query import Query, parse

_BORDER = re.compile(r"[.,;:!?()\[\]\"/|\n]")


@dataclass(frozen=True, slots=True)
class Plan:
    """`request` asks for no facets yet. `sort`: the order in force. `terms`: what is highlighted.

    `notes`: what is known before the answer. `chosen`: the filters as facets show them, without the bodies that lineage
    adds to the request's. `kin`: names of those bodies, whether they are added or not.
    """

    question: Question
    query: Query
    terms: QuestionTerms
    request: Request
    sort: Sort
    notes: tuple[str, ...]
    chosen: Mapping[Attribute, Filter]
    kin: tuple[str, ...] = ()


def plan(
    reader: EngineReader,
    encoder: Encoder,
    question: Question,
    labels: Labels,
    language: Language,
    clock: Clock,
    own: OwnBodies = NONE,
) -> Plan:
    """The request that the question comes to; everything but its filters is settled by the question and the labels alone.

    Raises InputError for a question beyond its limits (`parameters.check`) and for a malformed year in its text.
    """
    check(question)
    query = parse(question.text)
    terms = question_terms(query.words)
    resolved = resolve(reader, merged(question.filters, query.filters), labels, language, own)
    notes = list(resolved.notes)
    filters, kin = widened(reader, resolved.filters, labels, own, lineage=question.lineage)
    if question.lineage and kin:
        notes.append(note(Note.LINEAGE, language, names="; ".join(kin)))
    base = Request(
        labels=labels,
        phrases=tuple(_phrase(text) for text in query.phrases),
        excluded=tuple(_phrase(text) for text in query.excluded),
        filters=filters,
        offset=question.offset,
        limit=question.limit,
    )
    clock.lap("terms")
    if not terms.syllables:
        request, sort = replace(base, everything=query.empty or bool(base.excluded)), question.sort or Sort.NEWEST
        if not request.everything:
            notes.append(note(Note.NO_WORDS, language))
        sort = Sort.NEWEST if sort is Sort.RELEVANCE else sort
    else:
        sort = question.sort or Sort.RELEVANCE
        request = _asked(reader, encoder, question, query, terms, base, notes, language, clock)
    return Plan(question, query, terms, replace(request, sort=sort), sort, tuple(notes), resolved.filters, kin)


def _asked(
    reader: EngineReader,
    encoder: Encoder,
    question: Question,
    query: Query,
    terms: QuestionTerms,
    base: Request,
    notes: list[str],
    language: Language,
    clock: Clock,
) -> Request:
    """Words, meaning and number of a question that has terms."""
    statistics = reader.statistics(ranking.document_terms(terms), base.labels)
    lookup: tuple[str, ...] = ()
    if query.number is not None:
        found = holders(reader, query.number, base.labels)
        lookup = found.keys
        which = Note.NUMBER if found.ids else Note.NUMBER_UNKNOWN
        notes.append(note(which, language, number=query.number.number, count=len(found.ids)))
    clock.lap("terms")
    near: Nearest | None = None
    # A number has no meaning to be near to: beside its holders, or those that cite it, the nearest would be noise.
    if question.mode is Mode.SEMANTIC or (question.mode is Mode.HYBRID and query.number is None):
        near = ranking.nearest(encoder, terms.spelled_out, statistics.visible)
        if near is None and question.mode is Mode.SEMANTIC and not lookup:
            notes.append(note(Note.NO_MEANING, language))
    clock.lap("encoding")
    if question.mode is Mode.SEMANTIC:
        return replace(base, lookup=lookup, nearest=near)
    clauses = ranking.clauses(terms, statistics)
    rule = ranking.all_syllables(terms) if query.number else ranking.match_rule(terms, statistics.visible)
    clock.lap("terms")
    return replace(
        base, clauses=clauses, passage_clauses=ranking.passage_clauses(clauses), rule=rule, lookup=lookup, nearest=near
    )


def _phrase(text: str) -> tuple[str, ...]:
    """A phrase as folded syllables, "" where a clause border leaves a gap of one position."""
    found: list[str] = []
    for clause in _BORDER.split(text):
        syllables = [syllable for token in tokens_with_offsets(clause) for syllable in token.folded]
        if syllables:
            found += ["", *syllables] if found else syllables
    return tuple(found)
