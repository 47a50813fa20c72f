"""What a question means beyond its words: a pasted citation, slips of typing, years, bodies and types, other names.

Recognised years, bodies and types decide the order alone. A year is no longer asked for, so the words that are left decide
who matches; the words of bodies still are, since without them a topic that papers call otherwise finds fewer of them
(samples, keyword nDCG@10 of topics with a body: .779 asked for, .711 not). Each understanding has a note.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from corpus.gazetteer.own import NONE, OwnBodies
from corpus.gazetteer.renamings import Renaming, longest_renamed, renamings
from corpus.understanding.date import LONG, SHORT, date_of
from indexer.engines.engine import Attribute, EngineReader, Labels, MatchRule, Preference, Statistics, Stream, Term
from indexer.terms import QuestionTerms, question_terms
from search_api import ranking
from search_api.citing import Cited, cited_number
from search_api.lexicon import Lexicon, lexicon
from search_api.mentions import Mention, Syllable, agrees, bodies_in, syllables_of, type_in, without, years_in
from search_api.notes import Language, Note, note
from search_api.query import Query
from search_api.spelling import Correction, corrected, corrections, visible_frequencies

NAMES_SHOWN = 3
"""Bodies that a note names; of more it says how many."""
MOST_RENAMED = 6
"""Other names that one question is searched by."""


@dataclass(frozen=True, slots=True)
class OtherName:
    """`also` stands for the pairs of syllables `pairs` of the question."""

    renaming: Renaming
    pairs: tuple[str, ...]
    also: QuestionTerms


@dataclass(frozen=True, slots=True)
class Understood:
    """`words`: what is ranked by, slips mended. `asked`: what decides who matches, and what meaning is taken of where a
    paper is cited. `others`: other names of what it asks for. `cited`: the paper that it cites.
    """

    words: str
    asked: str
    preferences: tuple[Preference, ...] = ()
    others: tuple[OtherName, ...] = ()
    cited: Cited | None = None
    notes: tuple[str, ...] = ()


def understood(
    reader: EngineReader,
    query: Query,
    statistics: Statistics,
    labels: Labels,
    language: Language,
    own: OwnBodies = NONE,
    *,
    by_words: bool,
) -> Understood:
    """What the question's words mean; `statistics` hold its folded syllables. Without `by_words` only what meaning can use."""
    known = lexicon(reader, labels, own)
    slips = corrections(reader, query.words, statistics, labels, query.phrases)
    words = corrected(query.words, slips) if slips else query.words
    syllables = syllables_of(words)
    years = years_in(words)
    bodies = bodies_in(syllables, words, known)
    spans = [(year.start, year.end) for year in years] + [(body.start, body.end) for body in bodies]
    cited = None
    if any(letter.isdigit() for letter in words):
        days = {date for pattern in (LONG, SHORT) for found in pattern.finditer(words) if (date := date_of(found))}
        issuers = {value for body in bodies for value in body.named.values}
        cited = cited_number(reader, words, days, issuers, spans, labels)
    notes = [_slip_note(slips, language)] if slips else []
    if cited:
        notes.append(_cited_note(cited, language))
    if cited and cited.found.ids:
        asked = without(words, [*spans, (cited.start, cited.end)])
        return Understood(words, asked if question_terms(asked).bigrams else "", cited=cited, notes=tuple(notes))
    if not by_words:
        return Understood(words, words, cited=cited, notes=tuple(notes))
    years = tuple(year for year in years if year.year in known.years)
    type = type_in(syllables, words, known)
    preferences = _preferences(known, [year.year for year in years], bodies, type)
    asked = without(words, [(year.start, year.end) for year in years]) if years else words
    others = _held(reader, _other_names(syllables, bodies), labels)
    if preferences:
        notes.append(_preferred_note(known, preferences, bodies, language))
    if others:
        names = "; ".join(dict.fromkeys(other.renaming.also for other in others))
        notes.append(note(Note.RENAMED, language, names=names))
    asked = asked if asked == words or question_terms(asked).syllables else words
    return Understood(words, asked, preferences, others, cited, tuple(notes))


def highlighted(terms: QuestionTerms, meant: Understood) -> QuestionTerms:
    """The terms that a snippet shows: those of the question and of the other names that it was searched by."""
    if not meant.others:
        return terms
    syllables = {one.folded: one for other in meant.others for one in other.also.syllables}
    syllables |= {one.folded: one for one in terms.syllables}
    bigrams = dict.fromkeys([*terms.bigrams, *(pair for other in meant.others for pair in other.also.bigrams)])
    return replace(terms, syllables=tuple(syllables.values()), bigrams=tuple(bigrams))


def match_rule(meant: Understood, terms: QuestionTerms, visible: int) -> MatchRule | None:
    """The rule of `ranking.match_rule` for the words that decide, with the other names as synonyms of their pairs.

    `terms`: those of its words. Where nothing but a citation was asked, the papers that cite it: all syllables of its number.
    """
    if meant.cited and not meant.asked:
        return ranking.all_syllables(question_terms(meant.cited.number.number))
    rule = ranking.match_rule(terms if meant.asked == meant.words else question_terms(meant.asked), visible)
    if rule is None or not meant.others:
        return rule
    held = {term.text for term in rule.terms if term.stream is Stream.GA}
    synonyms = [
        (Term(Stream.GA, pair), tuple(Term(Stream.GA, bigram) for bigram in other.also.bigrams))
        for other in meant.others
        for pair in other.pairs
        if pair in held
    ]
    return replace(rule, synonyms=tuple(synonyms))


def _preferences(known: Lexicon, years: Sequence[str], bodies: Sequence[Mention], type: Mention | None) -> tuple[Preference, ...]:
    wanted = [
        (Attribute.YEAR, frozenset(years)),
        (Attribute.ISSUER, frozenset(value for body in bodies for value in body.named.values)),
        (Attribute.TYPE, type.named.values if type else frozenset()),
    ]
    return tuple(
        Preference(attribute, values, ranking.preference_weight(attribute, known.rarity(attribute, values)))
        for attribute, values in wanted
        if values
    )


def _other_names(syllables: Sequence[Syllable], bodies: Sequence[Mention]) -> tuple[OtherName, ...]:
    """Other names of what stands in the question, the longest first where they overlap; not inside a body's name."""
    folded = [one.folded for one in syllables]
    whole = f" {' '.join(folded)} "
    found: list[OtherName] = []
    at = 0
    while at < len(syllables) and len(found) < MOST_RENAMED:
        length = next(
            (n for n in range(min(longest_renamed(), len(folded) - at), 0, -1) if tuple(folded[at : at + n]) in renamings()), 0
        )
        run = syllables[at : at + length]
        at += length or 1
        if not run or any(body.start < run[-1].end and run[0].start < body.end for body in bodies):
            continue
        pairs = tuple(f"{one.folded}_{other.folded}" for one, other in pairwise(run))
        for renaming in renamings()[tuple(one.folded for one in run)]:
            also, typed = _read(renaming.also)
            if agrees(run, renaming.asked.replace(",", "").split()) and f" {typed} " not in whole and also.bigrams:
                found.append(OtherName(renaming, pairs, also))
    return tuple(found[:MOST_RENAMED])


@cache
def _read(name: str) -> tuple[QuestionTerms, str]:
    """A name of the table as terms, and as folded syllables."""
    return question_terms(name), " ".join(one.folded for one in syllables_of(name) if one.folded)


def _held(reader: EngineReader, others: Sequence[OtherName], labels: Labels) -> tuple[OtherName, ...]:
    """The other names that visible documents hold, pair by pair."""
    if not others:
        return ()
    pairs = {bigram: Term(Stream.GA, bigram) for other in others for bigram in other.also.bigrams}
    frequency = visible_frequencies(reader, set(pairs.values()), labels)
    return tuple(other for other in others if all(frequency[pairs[bigram]] for bigram in other.also.bigrams))


# --- what is said about it -----------------------------------------------------------------------------------


def _slip_note(slips: Sequence[Correction], language: Language) -> str:
    typed = ", ".join(f"“{slip.typed}”" for slip in slips)
    meant = ", ".join(f"“{slip.meant}”" for slip in slips)
    return note(Note.SPELLING, language, typed=typed, meant=meant)


def _cited_note(cited: Cited, language: Language) -> str:
    if not cited.found.ids:
        return note(Note.NUMBER_UNKNOWN, language, number=cited.number.number)
    return note(Note.CITED, language, number=cited.number.number, count=len(cited.first))


def _bodies_named(known: Lexicon, values: Sequence[str], bodies: Sequence[Mention], language: Language) -> str:
    """Their names where they are few, else what was typed and how many bear it."""
    if len(values) <= NAMES_SHOWN:
        return ("của " if language == "vi" else "by ") + ", ".join(known.names[value] for value in values)
    typed = ", ".join(f"“{text}”" for text in dict.fromkeys(body.typed for body in bodies))
    return f"của cơ quan mang tên {typed} ({len(values)})" if language == "vi" else f"by bodies named {typed} ({len(values)})"


def _preferred_note(known: Lexicon, preferences: Sequence[Preference], bodies: Sequence[Mention], language: Language) -> str:
    parts = []
    for wish in preferences:
        values = sorted(wish.values)
        if wish.attribute is Attribute.YEAR:
            parts.append(("năm " if language == "vi" else "of ") + ", ".join(values))
        elif wish.attribute is Attribute.ISSUER:
            parts.append(_bodies_named(known, values, bodies, language))
        else:
            names = ", ".join(known.type_names[value] for value in values)
            parts.append(("loại " if language == "vi" else "of type ") + names)
    return note(Note.PREFERRED, language, what="; ".join(parts))
