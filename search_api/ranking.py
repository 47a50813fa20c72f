"""The ranking, as measured: which terms count how much, which documents match, how both legs are joined.

All of it is pure: terms of a question and the index's statistics in, clauses, a rule and scores out. The weights come
from the measurements of keyword ranking ("The configuration", "Passages") and of the encoder ("Fusion").
"""

from collections.abc import Iterable, Sequence

import numpy as np

from indexer.encoders.encoder import Encoder, quantise
from indexer.engines.engine import Attribute, Clause, Hit, MatchRule, Nearest, Statistics, Stream, Term
from indexer.terms import QuestionTerms, Syllable

SYLLABLE_WEIGHT = 1.0
"""fa or sa. A form typed with its marks is looked for with them, else folded: alqac 90.3 marked, 90.2 unmarked."""
TITLE_SYLLABLE_WEIGHT = 0.25
"""ft. Against .1, hybrid nDCG@10: office_topics +.013, office_questions +.008, samples and alqac equal; these 80 office questions
together +.006 [+.000, +.014]; 400 headings equal, 213 subjects +.001 (`bench/variants.py`). Above .25 headings lose
("quy định", "của" stand in every subject)."""
BIGRAM_WEIGHT = 1.0
BIGRAM_CONSTANT = 1.0
"""ga, and idf once more whatever the frequency: covering the question beats repeating a part of it; alqac +1.5 to +1.7."""
TITLE_BIGRAM_WEIGHT = 0.5
"""gt. 1.0 gains on subjects and questions, loses 2.3 on headings."""
WORD_WEIGHT = 0.5
"""va, by the question's folded 2- to 4-grams: office questions +2.8, topics +1.2, alqac +0.2."""
PASSAGE_WEIGHT = 0.5
"""Document + 0.5 best passage: +3 to +6 points on three of four whole-document sets."""
MEANING_WEIGHT = 0.5
"""Share of the cosine in the fusion; flat between .4 and .6."""

MARKED_SHARE = 0.2
"""An unmarked syllable of a marked question is looked for as typed only where that form is no rarity: its df is at least
this share of the folded one's. Otherwise "doi" would be rare and outweigh everything."""
COMMON_SHARE = 0.5
LONG_QUESTION = 4
"""In questions of more distinct syllables than this, those in more than half of the documents are left out: same
quality, 40 % less time."""

PREFERENCE_WEIGHT = 2 * (BIGRAM_WEIGHT + BIGRAM_CONSTANT)
"""A recognised year or body counts as two more pairs of the question would: its rarity among the visible documents times this.
Topics with a year, hybrid nDCG@10, at 2, 4 and 6: samples .745, .759, .762, office_topics .676, .690, .709; with a body
samples .813, .818, .821, office_topics .623, .633, .631; with a body in full samples .800, .801, .798."""
TYPE_PREFERENCE_WEIGHT = BIGRAM_WEIGHT + BIGRAM_CONSTANT
"""Less, since its words score as well: each paper holds the name of its type. Topics behind a type, keyword nDCG@10 at 0, 2, 4:
samples .758, .780, .787, office_topics .698, .711, .726."""
RENAMED_WEIGHT = 0.2
"""Another name (`tiếp công dân` for `tiếp dân`) against what was typed. Keyword nDCG@10 at 0, .2, .3, .5: office_topics .760,
.762, .762, .754, office_questions .779, .779, .775, .787, samples .730, .731, .731, .729."""

_SYLLABLES = (Stream.FA, Stream.SA)

FIRST_TENTH = 5
MOST_ENOUGH, LEAST_ENOUGH, ENOUGH_PER_MILLE = 50, 3, 12
MOST_NEAREST, LEAST_NEAREST, NEAREST_PER_MILLE = 100, 5, 25
SHORT_QUESTION = 3


def document_terms(terms: QuestionTerms) -> tuple[Term, ...]:
    """The terms whose document frequencies `clauses` needs."""
    folded = [Term(Stream.FA, syllable.folded) for syllable in terms.syllables]
    return (*folded, *(Term(Stream.SA, syllable.marked) for syllable in terms.syllables)) if terms.marked else tuple(folded)


def clauses(terms: QuestionTerms, statistics: Statistics) -> tuple[Clause, ...]:
    """Document clauses of the question: distinct terms, each once."""
    syllables = _kept(terms, statistics)
    found = [_syllable(syllable, terms.marked, statistics) for syllable in syllables]
    found += [Clause(Term(Stream.FT, syllable.folded), TITLE_SYLLABLE_WEIGHT) for syllable in syllables]
    found += [Clause(Term(Stream.GA, bigram), BIGRAM_WEIGHT, BIGRAM_CONSTANT) for bigram in terms.bigrams]
    found += [Clause(Term(Stream.GT, bigram), TITLE_BIGRAM_WEIGHT) for bigram in terms.bigrams]
    found += [Clause(Term(Stream.VA, gram), WORD_WEIGHT) for gram in terms.grams]
    return tuple(found)


def renamed_clauses(terms: QuestionTerms, others: Iterable[tuple[int, Sequence[str]]]) -> tuple[Clause, ...]:
    """Clauses for other names, each given as the number of pairs that it stands for and its own pairs.

    A whole other name counts RENAMED_WEIGHT times what it stands for, however long it is. Pairs that the question holds
    itself are left out, and each is taken once.
    """
    weights: dict[str, float] = {}
    for stands_for, pairs in others:
        for pair in pairs:
            if pair not in terms.bigrams:
                weights[pair] = max(weights.get(pair, 0.0), RENAMED_WEIGHT * max(1, stands_for) / len(pairs))
    found = [Clause(Term(Stream.GA, pair), weight * BIGRAM_WEIGHT, weight * BIGRAM_CONSTANT) for pair, weight in weights.items()]
    found += [Clause(Term(Stream.GT, pair), weight * TITLE_BIGRAM_WEIGHT) for pair, weight in weights.items()]
    return tuple(found)


def preference_weight(attribute: Attribute, rarity: float) -> float:
    """What carrying a recognised value adds to a document's score."""
    return (TYPE_PREFERENCE_WEIGHT if attribute is Attribute.TYPE else PREFERENCE_WEIGHT) * rarity


def passage_clauses(of_document: Iterable[Clause], statistics: Statistics) -> tuple[Clause, ...]:
    """The same clauses over a passage, which has no title streams, without the syllables that are common among documents.

    A syllable that most documents hold tells no passage from another, and its postings are most of what scoring passages
    costs: without them nDCG@10 is equal on alqac, office_topics and office_questions, hybrid and keyword (office_topics
    keyword -.001), at .35 of the documents instead of .5 office_questions lose .008. Where nothing else is left they stay.
    """
    found = tuple(clause for clause in of_document if clause.term.stream not in (Stream.FT, Stream.GT))
    most = COMMON_SHARE * statistics.documents
    telling = tuple(c for c in found if c.term.stream not in _SYLLABLES or statistics.frequency.get(c.term, 0) <= most)
    return telling or found


def match_rule(terms: QuestionTerms, visible: int) -> MatchRule | None:
    """Which documents match by words (contract, §3); None where the question has no terms.

    At least half of the distinct bigrams, the share lowered in tenths where too few match; one syllable: that one;
    two or three syllables: where their bigrams match too few, also all of them anywhere (always, "dân vận" would match
    95 of the 95 samples instead of 23; nDCG and recall are the same on the samples and the office topics).
    Syllables that no bigram joins count as the bigrams would.
    """
    syllables = tuple(Term(Stream.FA, syllable.folded) for syllable in terms.syllables)
    units = tuple(Term(Stream.GA, bigram) for bigram in terms.bigrams) or syllables
    if not units:
        return None
    short = 1 < len(syllables) <= SHORT_QUESTION
    if units is syllables and short:
        return MatchRule(units, (len(units),), enough(visible))
    return MatchRule(units, minimums(len(units)), enough(visible), (syllables,) if short else ())


def all_syllables(terms: QuestionTerms) -> MatchRule:
    """The rule of a question that is a number: papers that hold all of it, so those that cite it.

    A number's bigrams are its symbol's ("nd_cp"), which would match every paper that names any decree.
    """
    syllables = tuple(Term(Stream.FA, syllable.folded) for syllable in terms.syllables)
    return MatchRule(syllables, (len(syllables),), 0)


def minimums(units: int) -> tuple[int, ...]:
    """Half of the units rounded up, then .4, .3, .2, .1 of them: distinct, falling, at least 1.

    >>> minimums(7), minimums(1)
    ((4, 3, 2, 1), (1,))
    """
    return tuple(dict.fromkeys(max(1, -(-units * tenths // 10)) for tenths in range(FIRST_TENTH, 0, -1)))


def share_used(units: int, minimum: int) -> int:
    """The share of the units, in per cent, that a minimum stands for: the largest that gives it."""
    return next((10 * tenths for tenths in range(FIRST_TENTH, 0, -1) if max(1, -(-units * tenths // 10)) <= minimum), 10)


def enough(visible: int) -> int:
    """Matches from which the share is not lowered: min(50, max(3, 1.2 % of the archive as the reader sees it))."""
    return min(MOST_ENOUGH, max(LEAST_ENOUGH, -(-visible * ENOUGH_PER_MILLE // 1000)))


def nearest(encoder: Encoder, text: str, visible: int) -> Nearest | None:
    """The semantic leg: at most 100, at most 2.5 % of the archive but not fewer than 5, above the encoder's floor.

    None where the encoder knows nothing of the text.
    """
    vector = quantise(encoder.questions([text]))[0]
    if not np.any(vector):
        return None
    k = min(MOST_NEAREST, max(LEAST_NEAREST, visible * NEAREST_PER_MILLE // 1000))
    return Nearest(vector, k, encoder.floor)


def keyword_score(hit: Hit) -> float:
    """Document + 0.5 best passage."""
    return hit.keyword + (PASSAGE_WEIGHT * hit.by_words.score if hit.by_words else 0.0)


def best_keyword(candidates: Iterable[Hit]) -> float:
    """What keyword scores are divided by."""
    return max((keyword_score(hit) for hit in candidates), default=0.0)


def fused(hit: Hit, best: float) -> float:
    """0.5 * keyword / best + 0.5 * cosine of the best passage; the cosine alone where no word scores.

    Reciprocal rank fusion loses 1.3 to 3.6 points against the keyword leg alone on the same sets.
    """
    if best <= 0:
        return cosine(hit)
    return (1 - MEANING_WEIGHT) * keyword_score(hit) / best + MEANING_WEIGHT * cosine(hit)


def cosine(hit: Hit) -> float:
    """Cosine of the best passage, 0 where the document has none."""
    return hit.by_meaning.score if hit.by_meaning else 0.0


def _kept(terms: QuestionTerms, statistics: Statistics) -> Sequence[Syllable]:
    """The syllables without the common ones of a long question; never none at all."""
    if len(terms.syllables) <= LONG_QUESTION:
        return terms.syllables
    most = COMMON_SHARE * statistics.documents
    return [s for s in terms.syllables if statistics.frequency.get(Term(Stream.FA, s.folded), 0) <= most] or terms.syllables


def _syllable(syllable: Syllable, marked_question: bool, statistics: Statistics) -> Clause:
    """sa where the question carries marks and this syllable does too, or its unmarked form is common; else fa."""
    if marked_question:
        as_typed = statistics.frequency.get(Term(Stream.SA, syllable.marked), 0)
        either = statistics.frequency.get(Term(Stream.FA, syllable.folded), 0)
        if syllable.has_mark or as_typed >= MARKED_SHARE * either:
            return Clause(Term(Stream.SA, syllable.marked), SYLLABLE_WEIGHT)
    return Clause(Term(Stream.FA, syllable.folded), SYLLABLE_WEIGHT)
