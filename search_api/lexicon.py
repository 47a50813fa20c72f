"""What a question may name among the documents that its reader may see: years, types, and bodies by their names.

Worked out once for each state of the index and each set of labels; nothing here knows of hidden documents.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from corpus.gazetteer import document_types, expand
from corpus.gazetteer.casing import kind_at, word_key
from corpus.gazetteer.own import NONE, OwnBodies
from corpus.gazetteer.places import LEVEL_WORDS
from corpus.vietnamese import clean, fold, normalise_tones
from indexer.engines.engine import Attribute, EngineReader, Labels

SHORTEST_PLACE = 2
"""Syllables: a place of one ("Huế", "quận 1") is only recognised with the word for its level."""
SHORTEST_TYPE = 2
"""Syllables: `luật` and `báo` stand in too many questions that mean no type."""

_TOKEN = re.compile(r"[^\W_]+(?:&[^\W_]+)*")
_WORD = re.compile(r"[^\W_]+")
_LEVELS = re.compile(r"(?<!\w)(" + "|".join(LEVEL_WORDS) + r")\s+(?!hội\b|viên\b|ủy\b|đoàn\b)", re.IGNORECASE)
_COMMITTEES: Mapping[str, str] = {
    "tỉnh": "tỉnh",
    "thành": "thành phố",
    "huyện": "huyện",
    "quận": "quận",
    "thị": "thị xã",
    "xã": "xã",
}
"""First word of a committee (`Huyện ủy X`, `Tỉnh Đoàn X`) to the level that its place bears."""


class Named(NamedTuple):
    """One way to name values. `syllables`: marked, lower case. `bare`: a name without a word for a kind of body (`Chính phủ`),
    which is a part of other phrases (`chính phủ điện tử`).
    """

    syllables: tuple[str, ...]
    values: frozenset[str]
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`visible`: how many documents the reader may see. `years`, `bodies`, `types`: counts of values among them.

    `names`, `type_names`: display names of bodies and types. `named`, `types_named`: folded syllables to what they name.
    """

    visible: int
    years: Mapping[str, int]
    bodies: Mapping[str, int]
    types: Mapping[str, int]
    names: Mapping[str, str]
    type_names: Mapping[str, str]
    named: Mapping[tuple[str, ...], tuple[Named, ...]]
    types_named: Mapping[tuple[str, ...], tuple[Named, ...]]
    longest: int

    def rarity(self, attribute: Attribute, values: Iterable[str]) -> float:
        """idf of carrying one of the values, as of a term: ln(1 + (N - df + 0.5) / (df + 0.5)) over the visible documents."""
        counts = {Attribute.YEAR: self.years, Attribute.ISSUER: self.bodies, Attribute.TYPE: self.types}[attribute]
        holders = min(self.visible, sum(counts.get(value, 0) for value in values))
        return math.log(1 + (self.visible - holders + 0.5) / (holders + 0.5))


def lexicon(reader: EngineReader, labels: Labels, own: OwnBodies = NONE) -> Lexicon:
    """The lexicon of this state for these labels; made by the first question, found again by the others.

    `own`: bodies of the office, which go by their other names too.
    """
    known = reader.derived.get((Lexicon, labels, own))
    if isinstance(known, Lexicon):
        return known
    made = _made(reader, labels, own)
    reader.derived[Lexicon, labels, own] = made
    return made


def _made(reader: EngineReader, labels: Labels, own: OwnBodies) -> Lexicon:
    bodies = reader.values(Attribute.ISSUER, labels)
    types = reader.values(Attribute.TYPE, labels)
    names = {value: name.partition(" (")[0] if "--" in value else name for value, name in _names(reader, bodies, labels).items()}
    aliases = (
        Named(_syllables(alias), frozenset({body.id})) for body in own.bodies if body.id in bodies for alias in body.aliases
    )
    named = _table([*(way for value, name in names.items() for way in _ways(value, name)), *(a for a in aliases if a.syllables)])
    known = {type.code: type.name for type in document_types()}
    types_named = _table(
        Named(syllables, frozenset({code}))
        for code in types
        if len(syllables := _syllables(known.get(code, ""))) >= SHORTEST_TYPE
    )
    return Lexicon(
        visible=reader.statistics((), labels).visible,
        years=reader.values(Attribute.YEAR, labels),
        bodies=bodies,
        types=types,
        names=names,
        type_names=known,
        named=named,
        types_named=types_named,
        longest=max(map(len, (*named, *types_named)), default=0),
    )


def _names(reader: EngineReader, values: Mapping[str, int], labels: Labels) -> Mapping[str, str]:
    """Display names; an id without one has at least its letters."""
    names = reader.names(Attribute.ISSUER, list(values), labels)
    return {value: names.get(value) or value.split("--")[0].replace("-", " ") for value in values}


def _table(ways: Iterable[Named]) -> Mapping[tuple[str, ...], tuple[Named, ...]]:
    """Ways by their folded syllables, those of the same words made one."""
    found: dict[tuple[str, ...], dict[tuple[str, ...], Named]] = {}
    for way in ways:
        same = found.setdefault(tuple(map(fold, way.syllables)), {})
        other = same.get(way.syllables)
        if other:
            way = Named(way.syllables, way.values | other.values, way.bare and other.bare)
        same[way.syllables] = way
    return {key: tuple(same.values()) for key, same in found.items()}


def _ways(value: str, name: str) -> Iterable[Named]:
    """How a question may name the body: in full, without its place, without the level, by its place alone."""
    whole, values = _syllables(name), frozenset({value})
    if not whole:
        return
    words = name.split()
    kind = kind_at([word_key(word) for word in words])
    yield Named(whole, values, bare=kind is None and not _LEVELS.search(name))
    level, level_at, start = _level(name)
    place = _syllables(name[start:]) if start else ()
    if kind and not place and kind[0].rest == "name" and len(words) > kind[1]:
        place = _syllables(" ".join(words[kind[1] :]))
        level = _COMMITTEES.get(word_key(words[0])) if kind[1] == 2 else None
    if not place:
        return
    if kind and len(words) > kind[1]:
        head = _syllables(" ".join(words[: kind[1]]))
        if kind[0].rest == "name":
            yield Named((*head, *place), values)
        elif start and len(short := _syllables(name[:level_at])) > len(head):
            yield Named(short, values)
    if level:
        yield Named((*_syllables(level), *place), values)
    if len(place) >= SHORTEST_PLACE:
        yield Named(place, values)


def _level(name: str) -> tuple[str | None, int, int]:
    """The last word for a level in the name, where it starts, and where the place after it starts; 0 for none."""
    found = list(_LEVELS.finditer(name))
    return (found[-1][1].lower(), found[-1].start(), found[-1].end()) if found else (None, 0, 0)


@lru_cache(maxsize=4096)
def _syllables(name: str) -> tuple[str, ...]:
    """Marked syllables in lower case, abbreviations in full."""
    spelled = _TOKEN.sub(lambda found: expand(found[0]) or found[0], normalise_tones(clean(name)))
    return tuple(_WORD.findall(spelled.lower()))
