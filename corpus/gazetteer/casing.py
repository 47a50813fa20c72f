"""From `PHÒNG GIÁO DỤC VÀ ĐÀO TẠO HUYỆN AN BÌNH` to the name as the decree writes it (30/2020/NĐ-CP, appendix II)."""

import re
from dataclasses import dataclass
from functools import cache

from corpus.gazetteer.places import LEVEL_WORDS
from corpus.gazetteer.tables import lines, rows
from corpus.vietnamese import normalise_tones

_SMALL = frozenset(("và", "của", "tại", "các", "cho", "về", "với", "trong", "ở", "do", "theo"))
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


def name_case(text: str) -> str:
    """A body's name in capitals as its normal spelling: known kinds and trades from the tables, places capitalised.

    >>> name_case("PHÒNG GIÁO DỤC VÀ ĐÀO TẠO HUYỆN AN BÌNH")
    'Phòng Giáo dục và Đào tạo huyện An Bình'
    """
    words = text.split()
    keys = [word_key(word) for word in words]
    written: list[str] = []
    rest, fresh, at = "name", True, 0
    while at < len(words):
        known, length = _known_at(keys, at)
        level = _level_word_at(keys, at)
        if known:
            tail = re.search(r"[,.;:]*$", words[at + length - 1])
            written += [*known[:-1], known[-1] + (tail.group() if tail else "")]
            kind = kinds().get(tuple(keys[at : at + length]))
            rest, fresh = (kind.rest if kind else "name"), True
            at += length
        elif level and at + level < len(words):
            place = keys[at : at + level]
            capital = keys[at + level][:1].isdigit() or (place[0] == "thành" and keys[at + level :][:3] == ["hồ", "chí", "minh"])
            written += [place[0].capitalize() if capital else place[0], *place[1:]]
            rest, fresh = "name", True
            at += level
        else:
            written.append(_cased(words[at], keys[at], capital=rest == "name" or fresh))
            fresh = keys[at] in ("và", "-") or words[at].endswith(",")
            at += 1
    return " ".join(written)


def _known_at(keys: list[str], at: int) -> tuple[list[str], int]:
    """Canonical words of the kind (whole, or of two words and more inside a name) or phrase at `at`, and their number."""
    kind = kind_at(keys, at)
    for length in range(min(_LONGEST, len(keys) - at), 0, -1):
        if kind and kind[1] == length and (at == 0 or length > 1):
            return kind[0].name.split(), length
        phrase = _phrases().get(tuple(keys[at : at + length]))
        if phrase:
            return phrase, length
    return [], 0


def _cased(word: str, key: str, *, capital: bool) -> str:
    if _CODE.match(word) and word.upper() == word:
        return word
    lower = normalise_tones(word.lower())
    if key in _SMALL or not capital:
        return lower
    first = next((i for i, c in enumerate(lower) if c.isalpha()), 0)
    return lower[:first] + lower[first : first + 1].upper() + lower[first + 1 :]
