"""From a question to one request of the engine, and what has to be said about it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from corpus.document import DocumentId
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
from search_api.understanding import Understood, highlighted, match_rule, understood

_BORDER = re.compile(r"[.,;:!?()\[\]\"/|\n]")


@dataclass(frozen=True, slots=True)
class Plan:
    """`request` asks for no facets yet. `sort`: the order in force. `terms`: what is highlighted.

    `notes`: what is known before the answer. `chosen`: the filters as facets show them, without the bodies that lineage
    adds to the request's. `kin`: names of those bodies, whether they are added or not.
    `understood`: more was understood than was typed. `first`: of the holders of a number those that come first; None: all.
    """

    question: Question
    query: Query
    terms: QuestionTerms
    request: Request
    sort: Sort
    notes: tuple[str, ...]
    chosen: Mapping[Attribute, Filter]
    kin: tuple[str, ...] = ()
    understood: bool = False
    first: frozenset[DocumentId] | None = None


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
        meant = None
        request, sort = replace(base, everything=query.empty or bool(base.excluded)), question.sort or Sort.NEWEST
        if not request.everything:
            notes.append(note(Note.NO_WORDS, language))
        sort = Sort.NEWEST if sort is Sort.RELEVANCE else sort
    else:
        sort = question.sort or Sort.RELEVANCE
        request, terms, meant = _asked(reader, encoder, question, query, terms, base, notes, language, clock, own)
    return Plan(
        question,
        query,
        terms,
        replace(request, sort=sort),
        sort,
        tuple(notes),
        resolved.filters,
        kin,
        understood=bool(meant and meant.notes),
        first=meant.cited.first if meant and meant.cited else None,
    )


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
    own: OwnBodies,
) -> tuple[Request, QuestionTerms, Understood | None]:
    """Words, meaning and number of a question that has terms; the terms as they were understood, for highlights."""
    statistics = reader.statistics(ranking.document_terms(terms), base.labels)
    meant: Understood | None = None
    if query.number is None and not question.literal:
        by_words = question.mode is not Mode.SEMANTIC
        meant = understood(reader, query, statistics, base.labels, language, own, by_words=by_words)
        notes += meant.notes
        if meant.words != query.words:
            terms = question_terms(meant.words)
            statistics = reader.statistics(ranking.document_terms(terms), base.labels)
    lookup: tuple[str, ...] = ()
    if query.number is not None:
        found = holders(reader, query.number, base.labels)
        lookup = found.keys
        which = Note.NUMBER if found.ids else Note.NUMBER_UNKNOWN
        notes.append(note(which, language, number=query.number.number, count=len(found.ids)))
    if meant and meant.cited:
        lookup = meant.cited.found.keys
    clock.lap("terms")
    near: Nearest | None = None
    text = question_terms(meant.asked).spelled_out if meant and lookup else terms.spelled_out
    # A number has no meaning to be near to: beside its holders, or those that cite it, the nearest would be noise.
    if text and (question.mode is Mode.SEMANTIC or (question.mode is Mode.HYBRID and query.number is None)):
        near = ranking.nearest(encoder, text, statistics.visible)
        if near is None and question.mode is Mode.SEMANTIC and not lookup:
            notes.append(note(Note.NO_MEANING, language))
    clock.lap("encoding")
    if question.mode is Mode.SEMANTIC:
        return replace(base, lookup=lookup, nearest=near), terms, meant
    clauses = ranking.clauses(terms, statistics)
    if meant:
        rule = match_rule(meant, terms, statistics.visible)
        clauses += ranking.renamed_clauses(terms, [(len(other.pairs), other.also.bigrams) for other in meant.others])
    else:
        rule = ranking.all_syllables(terms) if query.number else ranking.match_rule(terms, statistics.visible)
    clock.lap("terms")
    request = replace(
        base,
        clauses=clauses,
        passage_clauses=ranking.passage_clauses(clauses, statistics),
        preferences=meant.preferences if meant else (),
        rule=rule,
        lookup=lookup,
        nearest=near,
    )
    return request, highlighted(terms, meant) if meant else terms, meant


def _phrase(text: str) -> tuple[str, ...]:
    """A phrase as folded syllables, "" where a clause border leaves a gap of one position."""
    found: list[str] = []
    for clause in _BORDER.split(text):
        syllables = [syllable for token in tokens_with_offsets(clause) for syllable in token.folded]
        if syllables:
            found += ["", *syllables] if found else syllables
    return tuple(found)
