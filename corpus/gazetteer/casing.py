"""From `PHÒNG GIÁO DỤC VÀ ĐÀO TẠO HUYỆN AN BÌNH` to the name as the decree writes it (30/2020/NĐ-CP, appendix II)."""

import re
from dataclasses import dataclass
from functools import cache

from corpus.gazetteer.places import LEVEL_WORDS
from corpus.gazetteer.tables import lines, rows
from corpus.vietnamese import fold, normalise_tones

_SMALL = frozenset(("và", "của", "tại", "các", "cho", "về", "với", "trong", "ở", "do", "theo"))
_VOWEL = re.compile("[aeiouy]")
_CODE = re.compile(r"[IVXL]+$|\w*\d\w*$")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of body, by the first words of its name; the columns are explained in `body_kinds.tsv`."""

    name: str
    level: str
    system: str
    rest: str
    joins: str


def word_key(word: str) -> str:
    """A word as tables are searched for it: lower case, one tone placement, no punctuation at its ends."""
    return normalise_tones(word.lower()).strip(',.;:()"“”')


@cache
def kinds() -> dict[tuple[str, ...], Kind]:
    """Words of the kind's name to the kind."""
    return {tuple(map(word_key, row[0].split())): Kind(*row) for row in rows("body_kinds.tsv", 5)}


@cache
def _phrases() -> dict[tuple[str, ...], list[str]]:
    return {tuple(map(word_key, line.split())): line.split() for line in lines("casing.txt")}


_LONGEST = 16


@cache
def _unmarked() -> dict[tuple[str, ...], list[str]]:
    """Folded words of kinds and phrases of two words and more to their spelling, and of the kinds that no other word folds to."""
    single = [("Sở",), ("Phòng",), ("Cục",), ("Huyện", "ủy")]
    known = [kind.name.split() for key, kind in kinds().items() if len(key) > 1] + [list(words) for words in single]
    known += [words for words in _phrases().values() if len(words) > 1]
    return {tuple(fold(word_key(word)) for word in words): words for words in known}


def kind_at(keys: list[str], start: int = 0) -> tuple[Kind, int] | None:
    """The longest kind of body whose words stand at `start`, with how many words it takes."""
    for length in range(min(_LONGEST, len(keys) - start), 0, -1):
        kind = kinds().get(tuple(keys[start : start + length]))
        if kind:
            return kind, length
    return None


def _level_word_at(keys: list[str], at: int) -> int:
    """How many words of a level of place stand at `at`: 2 for `thị xã`, 0 for none; `xã hội` is no place."""
    two = " ".join(keys[at : at + 2])
    if two in LEVEL_WORDS:
        return 2
    return 1 if keys[at] in LEVEL_WORDS and two not in ("xã hội", "xã viên") else 0


def respelled(text: str, *, unmarked: bool = False) -> str:
    """A name that is not in capitals, its known kinds, trades and level words as the decree writes them; the rest stays.

    `unmarked`: it was typed without marks, so that what is known is known by its letters alone.

    >>> respelled("Sở Công thương Tỉnh Lạc Sơn"), respelled("Uy ban nhan dan huyen Lac Son", unmarked=True)
    ('Sở Công Thương tỉnh Lạc Sơn', 'Ủy ban nhân dân huyện Lac Son')
    """
    words = text.split()
    keys = [word_key(word) for word in words]
    written: list[str] = []
    at, after_known = 0, True
    while at < len(words):
        known, length = _known_at(keys, at)
        if not known and unmarked:
            known, length = _unmarked_at(keys, at)
        level = _level_word_at(keys, at) or (_level_word_at(_level_keys(keys, at), at) if unmarked and after_known else 0)
        if known and (length > 1 or at == 0):
            written += _with_signs(known, words[at : at + length])
            after_known = True
            at += length
        elif level and at and at + level < len(words):
            written += _level_words(_level_keys(keys, at) if unmarked else keys, at, level)
            after_known = False
            at += level
        else:
            written.append(words[at])
            after_known = False
            at += 1
    return " ".join(written)


def is_phrase(text: str) -> bool:
    """Whether the words are nothing but a trade or a fixed phrase: what bodies of many places are called by."""
    return tuple(map(word_key, text.split())) in _phrases()


def _unmarked_at(keys: list[str], at: int) -> tuple[list[str], int]:
    for length in range(min(_LONGEST, len(keys) - at), 0, -1):
        known = _unmarked().get(tuple(keys[at : at + length]))
        if known:
            return known, length
    return [], 0


def _level_keys(keys: list[str], at: int) -> list[str]:
    """The keys with unmarked words of a level in their marked spelling, where they stand at `at`."""
    for level in LEVEL_WORDS:
        if fold(level).split() == [fold(key) for key in keys[at : at + len(level.split())]]:
            return [*keys[:at], *level.split(), *keys[at + len(level.split()) :]]
    return keys


def _level_words(keys: list[str], at: int, level: int) -> list[str]:
    """A level word as decree 30/2020/NĐ-CP writes it: small, but for numbers and Thành phố Hồ Chí Minh."""
    place = keys[at : at + level]
    minh = [fold(key) for key in keys[at + level :][:3]] == ["ho", "chi", "minh"]
    capital = keys[at + level][:1].isdigit() or (place[0] == "thành" and minh)
    return [place[0].capitalize() if capital else place[0], *place[1:]]


def _with_signs(known: list[str], printed: list[str]) -> list[str]:
    """The known words, with the signs that follow the last of them in print."""
    tail = re.search(r"[,.;:]*$", printed[-1])
    return [*known[:-1], known[-1] + (tail.group() if tail else "")]


def name_case(text: str) -> str:
    """A body's name in capitals as its normal spelling: known kinds and trades from the tables, places capitalised.

    >>> name_case("PHÒNG GIÁO DỤC VÀ ĐÀO TẠO HUYỆN AN BÌNH")
    'Phòng Giáo dục và Đào tạo huyện An Bình'
    """
    words = text.split()
    keys = [word_key(word) for word in words]
    written: list[str] = []
    rest, fresh, of_place, at = "name", True, False, 0
    while at < len(words):
        known, length = _known_at(keys, at)
        if not known and at == 0:  # marks that recognition lost or mistook
            known, length = _unmarked_at([fold(key) for key in keys[:_LONGEST]], at)
        if of_place and not _level_word_at(keys, at):
            keys = _level_keys(keys, at)
        level = _level_word_at(keys, at)
        of_place = bool(known) and known[-1] == "dân"
        if known:
            written += _with_signs(known, words[at : at + length])
            kind = kinds().get(tuple(keys[at : at + length]))
            rest, fresh = (kind.rest if kind else "name"), True
            at += length
        elif level and at + level < len(words):
            written += _level_words(keys, at, level)
            rest, fresh = "name", True
            at += level
        else:
            written.append(_cased(words[at], keys[at], capital=rest == "name" or fresh))
            fresh = keys[at] in ("và", "-") or words[at].endswith(",")
            at += 1
    return " ".join(written)


def _known_at(keys: list[str], at: int) -> tuple[list[str], int]:
    """Canonical words of the kind (whole, or of two words and more inside a name) or phrase at `at`, and their number."""
    if at and keys[at] == "ban" and keys[at - 1] == "ủy":  # Ủy ban Thường vụ Quốc hội is no Ban Thường vụ
        return [], 0
    kind = kind_at(keys, at)
    for length in range(min(_LONGEST, len(keys) - at), 0, -1):
        if kind and kind[1] == length and (at == 0 or length > 1):
            return kind[0].name.split(), length
        phrase = _phrases().get(tuple(keys[at : at + length]))
        if phrase:
            return phrase, length
    return [], 0


def _cased(word: str, key: str, *, capital: bool) -> str:
    if word.upper() == word and (_CODE.match(word) or (len(word) > 1 and not _VOWEL.search(fold(word)))):
        return word
    lower = normalise_tones(word.lower())
    if key in _SMALL or not capital:
        return lower
    first = next((i for i, c in enumerate(lower) if c.isalpha()), 0)
    return lower[:first] + lower[first : first + 1].upper() + lower[first + 1 :]
