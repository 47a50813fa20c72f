"""Neighbours of a document: near in meaning and subject, citing the same papers, or the same yearly paper.

Score = cosine of the similar-vectors + 0.5 * keyword score over the subject / its maximum + 0.2 * citations in common
+ 0.1 * recurring. The first two weights are measured (measurements of the encoder, "Similar documents": vectors lead,
the subject's words add); the last two are bonuses by judgement (domain guide, 10.2), too small to lift a stranger.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from corpus.document import Document, DocumentId, Issuer
from corpus.gazetteer.lineage import relatives
from corpus.vietnamese import fold
from indexer.engines.engine import EngineReader, Labels, Request, Vectors
from indexer.terms import question_terms
from search_api.answer import Direction, Similar, SimilarHit
from search_api.archive import Archive
from search_api.documents import document_of, title_of
from search_api.ranking import clauses, document_terms, match_rule

SUBJECT_WEIGHT = 0.5
CITATIONS_WEIGHT = 0.2
RECURRING_WEIGHT = 0.1
CONSIDERED = 100
"""Nearest by vector, and first by the subject's words, that are looked at."""

NEAR = 0.45
"""Cosine from which a neighbour is called near in meaning: of pairs of central documents taken at random about 1 in 200
reaches it with the static encoder, of tenth neighbours half."""
SAME_SUBJECT = 0.35
"""Share of the best subject score from which the subject is called alike."""
VERY_NEAR, VERY_SAME_SUBJECT = 0.6, 0.7
"""What the calendar needs beside it: an office issues many papers each March."""
YEARS_APART = 5
DAYS_OFF = 60
"""A yearly paper comes within two months of the same day, in one of the five years around (domain guide, 10.1)."""


def similar(archive: Archive, id: DocumentId, labels: Labels, limit: int = 10, direction: Direction | None = None) -> Similar:
    """The document with its neighbours, at most `limit` earlier ones and `limit` later or undated ones, best first.

    Never the document itself, and nothing the reader may not see. `direction` leaves one side empty.
    A neighbour needs a reason: one that is merely the least far is left out.

    Raises NotFound where the reader sees no such document.
    """
    reader = archive.engine.reader()
    document = document_of(reader, id, labels)
    vector = reader.similar_vector(id, labels)
    cosines = {n.id: n.similarity for n in reader.neighbours(vector, CONSIDERED + 1, labels)} if vector is not None else {}
    subjects = _by_subject(reader, document, labels)
    cited = reader.find(sorted(_cited(document)), labels)
    ids = (set(cosines) | set(subjects) | {holder for holders in cited.values() for holder in holders}) - {id}
    others = reader.documents(sorted(ids), labels, text=False)
    hits = []
    for other_id, other in others.items():
        cosine = cosines.get(other_id)
        if cosine is None:
            cosine = _cosine(vector, reader.similar_vector(other_id, labels))
        hit = _hit(document, other, cosine, subjects.get(other_id, 0.0))
        if hit.reasons:
            hits.append(hit)
    hits.sort(key=lambda hit: (-hit.score, hit.id))
    earlier = tuple(hit for hit in hits if _is_earlier(hit, document))
    later = tuple(hit for hit in hits if not _is_earlier(hit, document))
    return Similar(
        document,
        () if direction is Direction.LATER else earlier[:limit],
        () if direction is Direction.EARLIER else later[:limit],
    )


def citations_in_common(one: Document, other: Document) -> float:
    """Bibliographic coupling, 0-1: cited numbers in common over the geometric mean of both lists; 1 if one cites the other.

    Kessler, Bibliographic coupling between scientific papers, American Documentation 14, 1963. A number is no
    identity, so a direct citation whose year contradicts the cited document's counts nothing.
    """
    if _cites(one, other) or _cites(other, one):
        return 1.0
    first, second = _cited(one), _cited(other)
    return len(first & second) / math.sqrt(len(first) * len(second)) if first and second else 0.0


def recurring(one: Document, other: Document) -> bool:
    """Whether both look like one yearly paper: the same issuer or its successor, the same type, the same time of another year."""
    ours, theirs = _day(one.fields.date), _day(other.fields.date)
    if ours is None or theirs is None or one.fields.type is None or other.fields.type is None:
        return False
    if one.fields.type.code != other.fields.type.code or not _same_or_successor(one.fields.issuers, other.fields.issuers):
        return False
    days = abs((ours - theirs).days)
    years = round(days / 365.25)
    return 1 <= years <= YEARS_APART and abs(days - years * 365.25) <= DAYS_OFF


def _same_or_successor(ours: Sequence[Issuer], theirs: Sequence[Issuer]) -> bool:
    if {issuer.id for issuer in ours} & {issuer.id for issuer in theirs}:
        return True
    names = {fold(issuer.name) for issuer in theirs}
    return any(fold(name) in names for issuer in ours for name in relatives(issuer.name))


def _hit(document: Document, other: Document, cosine: float, subject: float) -> SimilarHit:
    shared = citations_in_common(document, other)
    yearly = (cosine >= VERY_NEAR or subject >= VERY_SAME_SUBJECT) and recurring(document, other)
    parts = [
        ("meaning", cosine, cosine >= NEAR),
        ("subject", SUBJECT_WEIGHT * subject, subject >= SAME_SUBJECT),
        ("citations", CITATIONS_WEIGHT * shared, shared > 0),
        ("recurring", RECURRING_WEIGHT * yearly, yearly),
    ]
    reasons = [name for name, weight, holds in sorted(parts, key=lambda part: -part[1]) if holds]
    fields = other.fields
    return SimilarHit(
        id=other.id,
        number=fields.number,
        type=fields.type,
        issuer=other.issuer,
        date=fields.date,
        subject=fields.subject,
        title=title_of(other),
        score=sum(weight for _, weight, _ in parts),
        reasons=tuple(reasons),
    )


def _by_subject(reader: EngineReader, document: Document, labels: Labels) -> Mapping[DocumentId, float]:
    """Keyword scores over the subject's words, the best neighbour's being 1."""
    terms = question_terms(document.fields.subject or "")
    if not terms.syllables:
        return {}
    statistics = reader.statistics(document_terms(terms), labels)
    request = Request(
        labels=labels,
        clauses=clauses(terms, statistics),
        rule=match_rule(terms, statistics.visible),
        candidates=CONSIDERED + 1,
        limit=0,
    )
    scores = {hit.id: hit.keyword for hit in reader.search(request).candidates if hit.id != document.id}
    best = max(scores.values(), default=0.0)
    return {id: score / best for id, score in scores.items()} if best > 0 else {}


def _cited(document: Document) -> set[str]:
    return {citation.number_key for citation in document.fields.citations if citation.number_key}


def _cites(one: Document, other: Document) -> bool:
    key = other.fields.number_key
    for citation in one.fields.citations:
        if citation.document == other.id:
            return True
        if key is not None and citation.number_key == key:
            years = {d[:4] for d in (citation.date, other.fields.date) if d}
            if len(years) < 2:
                return True
    return False


def _is_earlier(hit: SimilarHit, document: Document) -> bool:
    """By what is known of both dates: `2021` and `2021-03-04` do not differ as far as both are known."""
    ours, theirs = document.fields.date, hit.date
    if not ours or not theirs:
        return False
    known = min(len(ours), len(theirs))
    return theirs[:known] < ours[:known]


def _day(text: str | None) -> date | None:
    """The day, where it is fully known and exists."""
    try:
        return date.fromisoformat(text) if text and len(text) == 10 else None
    except ValueError:
        return None


def _cosine(one: Vectors | None, other: Vectors | None) -> float:
    if one is None or other is None:
        return 0.0
    a, b = one.astype(np.float64), other.astype(np.float64)
    length = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(a @ b) / length if length else 0.0
