"""Suggestions while a question is typed: numbers that begin so, issuers, and subjects of documents. Marked or not.

Everything comes from what the reader may see: numbers and bodies from the values of visible documents, subjects from a
search under the reader's labels.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from corpus.document import DocumentId
from corpus.errors import InputError
from corpus.understanding import number_key
from corpus.vietnamese import clean, fold
from indexer.engines.engine import Attribute, EngineReader, Labels
from search_api.answer import MOST_CHARACTERS, Mode, Question
from search_api.archive import Archive
from search_api.documents import title_of
from search_api.search import rank

MOST = 8
OF_A_KIND = 4
"""Of numbers and of issuers; subjects fill up the rest."""
SHORTEST = 2
"""Characters from which anything is suggested."""
LONGEST = 120
"""Characters of a subject that is suggested; longer ones are cut at a blank."""


class Kind(StrEnum):
    NUMBER = "number"
    ISSUER = "issuer"
    SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`text`: what to search for, or what to show; `document`: its only holder; `value`: what the issuer filter takes;
    `count`: documents behind it, None for a subject."""

    kind: Kind
    text: str
    document: DocumentId | None = None
    value: str | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """`numbers`: look-up keys in order, with what they are printed as not known here; `issuers`: folded name with a blank in
    front, value, name, count."""

    numbers: Sequence[str]
    counts: Mapping[str, int]
    issuers: Sequence[tuple[str, str, str, int]]


def suggest(archive: Archive, typed: str, labels: Labels) -> tuple[Suggestion, ...]:
    """At most MOST suggestions for what stands in the box; none for less than SHORTEST characters.

    Costs a look into lists that are made once for a state of the index, and one search by words.
    Raises InputError for more characters than a question may have.
    """
    typed = " ".join(clean(typed).split())
    if len(typed) > MOST_CHARACTERS:
        raise InputError(f"q: {len(typed)} characters; at most {MOST_CHARACTERS} are accepted")
    if len(typed) < SHORTEST:
        return ()
    reader = archive.engine.reader()
    known = _known(reader, labels)
    found = [*_numbers(reader, known, typed, labels), *_issuers(known, typed)]
    return (*found, *_subjects(archive, reader, typed, labels, MOST - len(found)))


def _known(reader: EngineReader, labels: Labels) -> _Known:
    held = reader.derived.get((_Known, labels))
    if isinstance(held, _Known):
        return held
    counts, bodies = reader.values(Attribute.NUMBER, labels), reader.values(Attribute.ISSUER, labels)
    names = reader.names(Attribute.ISSUER, list(bodies), labels)
    issuers = [(f" {' '.join(fold(name).split())}", value, name, bodies[value]) for value, name in names.items()]
    made = _Known(sorted(counts), counts, sorted(issuers, key=lambda one: (-one[3], one[1])))
    reader.derived[_Known, labels] = made
    return made


def _numbers(reader: EngineReader, known: _Known, typed: str, labels: Labels) -> list[Suggestion]:
    """Numbers whose key begins so: `68`, `689/u`. Each as it is printed on the first of its holders."""
    if not typed[0].isdigit():
        return []
    prefix = number_key(typed) or typed.lower()
    start = bisect_left(known.numbers, prefix)
    keys = [key for key in known.numbers[start : start + OF_A_KIND] if key.startswith(prefix)]
    holders = reader.find(keys, labels)
    documents = reader.documents([ids[0] for ids in holders.values()], labels, text=False, citations=False)
    found = []
    for key in keys:
        ids = holders.get(key, ())
        document = documents.get(ids[0]) if ids else None
        if document and document.fields.number:
            found.append(Suggestion(Kind.NUMBER, document.fields.number, ids[0] if len(ids) == 1 else None, None, len(ids)))
    return found


def _issuers(known: _Known, typed: str) -> list[Suggestion]:
    """Bodies of whose name a word begins so, the most documents first."""
    wanted = f" {' '.join(fold(typed).split())}"
    fitting = islice((one for one in known.issuers if wanted in one[0]), OF_A_KIND)
    return [Suggestion(Kind.ISSUER, name, None, value, count) for _, value, name, count in fitting]


def _subjects(archive: Archive, reader: EngineReader, typed: str, labels: Labels, limit: int) -> list[Suggestion]:
    """Subjects of the documents that the words typed so far find, those in which they stand so first; each once.

    The last word may be half typed: where it finds nothing, what stands before it is searched.
    """
    if limit <= 0:
        return []
    folded = " ".join(fold(typed).split())
    titles: list[str] = []
    for text in (typed, typed.rpartition(" ")[0]):
        if len(text) < SHORTEST:
            continue
        question = Question(text=text, mode=Mode.KEYWORD, limit=3 * MOST, facets=())
        try:
            ranked = rank(reader, archive.encoder, question, labels)
        except InputError:  # an operator half typed, as `năm:20`
            continue
        documents = reader.documents([one.id for one in ranked], labels, text=False, citations=False)
        titles += [" ".join(title_of(documents[one.id]).split()) for one in ranked if one.id in documents]
        if any(folded in fold(title) for title in titles):
            break
    starting = [title for title in titles if folded in fold(title)] or titles
    distinct: dict[str, str] = {}
    for title in starting:
        distinct.setdefault(fold(title), title)
    return [Suggestion(Kind.SUBJECT, _cut(title)) for title in list(distinct.values())[:limit]]


def _cut(title: str) -> str:
    return title if len(title) <= LONGEST else title[:LONGEST].rpartition(" ")[0] or title[:LONGEST]
