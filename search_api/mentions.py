"""Years, bodies and types that a question names, as stretches of it. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from corpus.understanding.date import LONG, SHORT, date_of
from corpus.vietnamese import place_tone
from indexer.terms import tokens_with_offsets
from search_api.lexicon import Lexicon, Named

FIRST_YEAR, LAST_YEAR = 1945, 2099

_YEAR = re.compile(
    r"(?<![\w/.,\-–])(?:(?:năm|nam|tháng\s{1,3}\d{1,2}|thang\s{1,3}\d{1,2}|quý\s{1,3}\w{1,3}|quy\s{1,3}(?:\d|[ivIV]{1,3}))[\s/]{1,3}"
    r"(?:(?:năm|nam)\s{1,3})?)?(?:tháng\s?\d{1,2}/|thang\s?\d{1,2}/)?(?P<year>19\d\d|20\d\d)(?![\w/\-–]|[.,]\d)",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"(?<!\d)(?:19|20)\d\d\s{0,3}(?:[-–—]|đến|den|tới|toi|to)\s{0,3}(?:năm\s|nam\s)?\s{0,3}(?:19|20)\d\d(?!\d)", re.IGNORECASE
)
_PERIOD_BEFORE = re.compile(
    r"(?:giai đoạn|giai doan|năm học|nam hoc|nhiệm kỳ|nhiem ky|khóa|khoá|khoa|tầm nhìn|tam nhin|từ|tu|đến|den|trước|truoc|sau"
    r"|số|so|điều|dieu|hơn|hon|trên|tren|dưới|duoi|khoảng|khoang)(?:\s{1,3}(?:năm|nam))?\s{0,3}$",
    re.IGNORECASE,
)
_UNIT_AFTER = re.compile(
    r"\s{0,3}(?:%|(?:đồng|dong|người|nguoi|hộ|ho|km|mét|m2|m|ha|tấn|tan|tỷ|ty|triệu|trieu|nghìn|nghin|ngày|ngay|giờ|gio|lượt|luot|trang)(?!\w))",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[.;:!?()\[\]\"/|\n]")
_OF = re.compile(r"(?<!\w)(?:của|cua|do)\s{1,3}$", re.IGNORECASE)


class Year(NamedTuple):
    """A year or a date of it, at [start, end)."""

    start: int
    end: int
    year: str


class Mention(NamedTuple):
    """A body or type at [start, end)."""

    start: int
    end: int
    typed: str
    named: Named


class Syllable(NamedTuple):
    """A syllable of a question at [start, end) of it; those of an abbreviation share its place."""

    folded: str
    marked: str
    start: int
    end: int


def years_in(text: str) -> tuple[Year, ...]:
    """Years and dates from 1945 to 2099; not those of periods (`giai đoạn 2021 - 2025`, `năm học 2022-2023`), amounts or numbers.

    >>> [year.year for year in years_in("dân vận 2023, họp ngày 5/4/2022, giai đoạn 2021-2025")]
    ['2023', '2022']
    """
    taken = [found.span() for found in _RANGE.finditer(text)]
    years: list[Year] = []
    for pattern in (LONG, SHORT):
        for found in pattern.finditer(text):
            date = date_of(found)
            if date and not _touches(taken, *found.span()):
                taken.append(found.span())
                start = _day_word(text, found.start())
                years.append(Year(start, found.end(), date[:4]))
    for found in _YEAR.finditer(text):
        if _touches(taken, *found.span()) or _PERIOD_BEFORE.search(text, max(0, found.start() - 24), found.start()):
            continue
        if not _UNIT_AFTER.match(text, found.end()) and FIRST_YEAR <= int(found["year"]) <= LAST_YEAR:
            years.append(Year(found.start(), found.end(), found["year"]))
    return tuple(sorted(years))


def bodies_in(syllables: Sequence[Syllable], text: str, lexicon: Lexicon) -> tuple[Mention, ...]:
    """Bodies in the order of the text, the longest names first where they overlap."""
    found: list[Mention] = []
    at = 0
    while at < len(syllables):
        mention = _body_at(syllables, at, text, lexicon)
        if mention is None:
            at += 1
            continue
        found.append(mention)
        while at < len(syllables) and syllables[at].start < mention.end:
            at += 1
    return tuple(found)


def type_in(syllables: Sequence[Syllable], text: str, lexicon: Lexicon) -> Mention | None:
    """The type that the question begins with, if more follows: `kế hoạch cải cách hành chính`."""
    for length in range(min(lexicon.longest, len(syllables) - 1), 1, -1):
        run = syllables[:length]
        if named := _agreeing(lexicon.types_named, run):
            return Mention(run[0].start, run[-1].end, text[run[0].start : run[-1].end], named)
    return None


def syllables_of(text: str) -> tuple[Syllable, ...]:
    """The syllables of a question with their places; an empty one stands where a name cannot go on."""
    found: list[Syllable] = []
    last = 0
    for token in tokens_with_offsets(text):
        if found and _BREAK.search(text, last, token.start):
            found.append(Syllable("", "", last, last))
        if len(token.folded) == 1:
            found.append(Syllable(token.folded[0], place_tone(text[token.start : token.end].lower()), token.start, token.end))
        else:
            found.extend(Syllable(folded, folded, token.start, token.end) for folded in token.folded)
        last = token.end
    return tuple(found)


def agrees(typed: Sequence[Syllable], name: Sequence[str]) -> bool:
    """Whether the typed syllables may be those of the name: each without marks, or with the same ones."""
    return all(one.marked == one.folded or one.marked == other for one, other in zip(typed, name, strict=True))


def without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with a clause border in place of each stretch."""
    pieces, last = [], 0
    for start, end in sorted(spans):
        pieces.append(text[last : max(last, start)])
        last = max(last, end)
    return "\n".join([*pieces, text[last:]])


def _body_at(syllables: Sequence[Syllable], at: int, text: str, lexicon: Lexicon) -> Mention | None:
    for length in range(min(lexicon.longest, len(syllables) - at), 0, -1):
        run = syllables[at : at + length]
        named = _agreeing(lexicon.named, run)
        if named is None:
            continue
        start, end = run[0].start, run[-1].end
        if named.bare and not (at + length == len(syllables) or _OF.search(text, max(0, start - 8), start)):
            continue
        return Mention(start, end, text[start:end], named)
    return None


def _agreeing(table: Mapping[tuple[str, ...], tuple[Named, ...]], run: Sequence[Syllable]) -> Named | None:
    """What the run names; all of it where several names fold alike."""
    ways = [way for way in table.get(tuple(one.folded for one in run), ()) if agrees(run, way.syllables)]
    if not ways:
        return None
    values = frozenset(value for way in ways for value in way.values)
    return ways[0]._replace(values=values, bare=all(way.bare for way in ways))


def _touches(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end in taken)


def _day_word(text: str, start: int) -> int:
    lead = re.search(r"(?<!\w)(?:ngày|ngay)\s{1,3}$", text[max(0, start - 8) : start], re.IGNORECASE)
    return start - len(lead.group()) if lead else start
