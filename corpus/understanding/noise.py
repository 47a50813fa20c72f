"""Heads as recognition of images (OCR) gives them: slips that are tolerated there, and nowhere else in a text.

Printed words keep their shape under a slip (`Só:`, `nqày`, `tliáng`, `SƠ Y TE`), so they are found by it. Digits do not:
what is written by hand between them is kept only where it is nothing but digits. Domain guide 1.4, no. 17, and 5.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache, lru_cache

from corpus.gazetteer.casing import kinds, word_key
from corpus.gazetteer.document_types import document_types, type_codes
from corpus.gazetteer.places import provinces
from corpus.gazetteer.tables import lines as data_lines
from corpus.understanding.date import iso_date
from corpus.understanding.lines import Cell, is_capitals
from corpus.understanding.number import DASH, PRINTED, SLASH, UPPER, party_bodies
from corpus.vietnamese import fold, fold_in_place, normalise_tones
from corpus.vietnamese.spelling import is_syllable

_WORD = r"[Ss5][ỐốÔôÓóÒòỎỏÕõỔổỒồOo06Öö]{1,2}"
_GROUP = rf"[{UPPER}][\w&]{{0,13}}"
_NUMBER = re.compile(
    rf"[\W_]{{0,4}}{_WORD}\s{{0,3}}[:;.,]\s{{0,3}}(?P<scrawl>[^\n]{{0,24}}?){SLASH}\s{{0,3}}"
    rf"(?P<symbol>{_GROUP}(?:\s{{0,2}}{DASH}\s{{0,2}}{_GROUP}){{1,4}}|[A-ZĐ]{{3,9}})(?=$|[\s,.;:'`’_])"
)
_PARTY_NUMBER = re.compile(
    rf"[\W_]{{0,4}}{_WORD}\s{{0,3}}[:;.,]?\s{{0,3}}(?P<scrawl>[^\n]{{0,16}}?)\s{{0,2}}{DASH}\s{{0,2}}"
    rf"(?P<symbol>(?P<code>[{UPPER}][^\W\d_]{{0,4}})\s{{0,2}}{SLASH}\s{{0,2}}(?P<body>[A-ZĐƯ]{{2,9}})(?:{DASH}{_GROUP})?)(?=$|[\s,.;:'`’_])"
)
_DATE = re.compile(
    r"(?:^|[^\w])(?P<word>n[gq]ay)(?P<day>[^\n]{0,14}?)(?<![a-z])t(?:h|li|l1)ang(?P<month>[^\n]{0,12}?)(?<![a-z])n[ao]m\s{0,4}"
    r"(?P<year>(?:19|20)\d\d)(?!\d)"
)
_MONTH = re.compile(
    r"[^a-z]{0,8}(?P<word>t(?:h|li|l1)ang)\s{0,3}(?P<month>\d{1,2})\s{0,3}n[ao]m\s{0,4}(?P<year>(?:19|20)\d\d)[^\w]{0,4}"
)
_MISREAD_WORD = re.compile(r"[\W_]{0,4}(?:S[óòỏõổồ]|S[o06ö]|SÓ|SÒ|5[ốô])\s{0,3}[:;.,]")
_MISREAD_BODY = re.compile(r"(?<![^\W_])(?:[ƯU]BN[DĐÐ]|HĐN[ĐÐ]|HÐN[DĐÐ])(?![^\W_])")
_STAMPED = re.compile(r"[\[(|{]?\s?hoa\s?[tx]oc\s?[\])|}]?[\W_]{0,3}")
_SLIPS = str.maketrans("lI|!OoQ", "1111000")
_STROKES = str.maketrans("lI|!iíìïÍÌÏĺ°OoQ", "1111111111110000"[:16])
_CLEAN_DAY = re.compile(r"\s{1,20}(\d{1,2})\s{1,20}")
_FIRST = 1_500


def number_line(raw: str) -> re.Match[str] | None:
    """A number line whose digits may be anything: groups `scrawl` and `symbol`; None where it is none."""
    match = _NUMBER.match(raw)
    if match is None:
        match = _PARTY_NUMBER.match(raw)
        if match and (match["code"].lower() not in type_codes() or match["body"].lower() not in party_bodies()):
            return None
    # Words, a comma, or the older `60 TC/TCT`, are no scrawl.
    return match if match and not re.search(r"[^\W\d_]{4}|,\s|^\d{1,5}[a-z]?\s+[A-ZĐ]{2,5}\s*$", match["scrawl"]) else None


def date_line(raw: str) -> re.Match[str] | None:
    """The words `ngày … tháng … năm YYYY` under slips, with whatever stands between: groups `day`, `month`, `year`."""
    return _DATE.search(fold_in_place(raw))


def month_line(raw: str) -> re.Match[str] | None:
    """`tháng 12 năm 2017` alone, where a slanting hand tore the day off the line; a short cell, nothing but it."""
    return _MONTH.fullmatch(fold_in_place(raw)) if len(raw) <= 40 else None


def date_in(match: re.Match[str]) -> tuple[str | None, bool]:
    """The date of `date_line`'s match: a day or month that is not plain digits is left out; and whether one was.

    A digit that touches `ngày` may be the rest of a handwritten pair, so the day needs room on both sides.
    """
    month = match["month"].strip(" .,_'`’")
    day = _CLEAN_DAY.fullmatch(match["day"])
    blank = not match["day"].strip(" .…_")
    if not re.fullmatch(r"\d{1,2}", month) or not 1 <= int(month) <= 12:
        return iso_date(None, None, match["year"]), bool(month) or not blank
    whole = iso_date(day[1], month, match["year"]) if day else None
    return whole or iso_date(None, month, match["year"]), whole is None and not blank


def month_of(scrawl: str, year: str, after: str | None) -> int | None:
    """The one month that two scrawled digits can be; None where several can.

    The second is read as the digit it looks like; before it stands 0 or 1, whatever was seen. Of two months the one
    stands that is not before the latest cited document, where that is of the same year.
    """
    plain = "".join(scrawl.split()).strip(".,_'`’")
    second = plain[1:].translate(_STROKES)
    if len(plain) != 2 or not re.fullmatch(r"\d", second):
        return None
    first = plain[0] if plain[0] in "01" else "01"
    earliest = int(after[5:7]) if after and after[:4] == year else 1
    months = [month for month in (int(digit + second) for digit in first) if earliest <= month <= 12 and month]
    return months[0] if len(months) == 1 else None


def without_slips(scrawl: str) -> str | None:
    """The digits that a scrawl stands for where letters took the place of digits that look like them; None for others."""
    plain = "".join(scrawl.split()).translate(_SLIPS)
    return plain if re.fullmatch(r"\d{1,5}", plain) and plain != "".join(scrawl.split()) else None


def is_urgent_stamp(text: str) -> bool:
    """`HÓA xốc]`: the stamp HỎA TỐC, alone in its cell."""
    return len(text) <= 16 and bool(_STAMPED.fullmatch(fold(text)))


def mended(cell: Cell) -> Cell:
    """The cell with misread marks put right in words that stand in the tables of bodies, and in `UBND`, `HĐND`.

    Letter for letter, so offsets stay. Only lines in capitals; words of one syllable alone are left as they are.
    """
    raw = _MISREAD_BODY.sub(lambda m: "HĐND" if m[0][0] == "H" else "UBND", cell.raw)
    if len(raw) <= 200 and is_capitals(raw, 0.7):
        raw = _with_known_words(raw)
    return cell if raw == cell.raw else replace(cell, raw=raw)


def _with_known_words(raw: str) -> str:
    tokens = list(re.finditer(r"[^\W\d_]+", raw))
    keys = [fold(token[0]) for token in tokens]
    at, out = 0, raw
    while at < len(tokens):
        words = _known_at(keys, at)
        for token, word in zip(tokens[at : at + len(words)], words, strict=True):
            printed = token[0]
            if word_key(printed) != word and len(printed) == len(word) and printed.isupper():
                out = out[: token.start()] + word.upper() + out[token.end() :]
        at += len(words) or 1
    return out


def _known_at(keys: list[str], at: int) -> tuple[str, ...]:
    """The words, as the tables spell them, of the longest known phrase at `at`; a kind of one syllable wants one after it."""
    for length in range(min(8, len(keys) - at), 1, -1):
        if known := _phrases().get(tuple(keys[at : at + length])):
            return known
    single = _single_kinds().get(keys[at]) if at == 0 else None
    if single:
        for length in range(min(8, len(keys) - 1), 0, -1):
            if known := _trades().get(tuple(keys[1 : 1 + length])):
                return (single, *known)
    return ()


def _by_fold(phrases: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Folded words to the words; what two phrases share is left out, for the marks decide between them."""
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    double: set[tuple[str, ...]] = set()
    for words in phrases:
        folded = tuple(map(fold, words))
        if found.setdefault(folded, words) != words:
            double.add(folded)
    return {folded: words for folded, words in found.items() if folded not in double}


@cache
def _trades() -> dict[tuple[str, ...], tuple[str, ...]]:
    return _by_fold(tuple(map(word_key, line.split())) for line in data_lines("casing.txt"))


@cache
def _phrases() -> dict[tuple[str, ...], tuple[str, ...]]:
    kind_names = [words for words in kinds() if len(words) > 1]
    places = [("tỉnh", *map(word_key, place.name.split())) for place in provinces().values()]
    types = [tuple(map(word_key, type.name.split())) for type in document_types() if " " in type.name]
    trades = [words for words in _trades().values() if len(words) > 1]
    return _by_fold(dict.fromkeys([*kind_names, *places, *types, *trades]))


@cache
def _single_kinds() -> dict[str, str]:
    known = _by_fold(words for words in kinds() if len(words) == 1)
    return {folded[0]: words[0] for folded, words in known.items()}


def shows_recognition(text: str, numbers: Iterable[Cell], others: Iterable[Cell]) -> bool:
    """Whether the beginning of a text bears traces of recognition: a misread `Số`, scrawled digits, or two slips of marks.

    Slips: words of the head's bodies put right, and syllables that cannot be (`thuôc`), which typists hardly make twice.
    """
    if any(_MISREAD_WORD.match(cell.raw) or _is_scrawled(cell.raw) for cell in numbers):
        return True
    words = re.findall(r"(?<![\w@./-])[^\W\d_]{3,7}(?![\w@.-])", text[:_FIRST])
    slips = {word for word in words if word.islower() and not word.isascii() and not _is_syllable(word)}
    put_right = sum(
        text[cell.start : cell.span.end].isupper() and text[cell.start : cell.span.end] != cell.raw for cell in others
    )
    return len(slips) + put_right >= 2


@lru_cache(maxsize=8_192)
def _is_syllable(word: str) -> bool:
    return is_syllable(normalise_tones(word))


def _is_scrawled(raw: str) -> bool:
    match = number_line(raw)
    return match is not None and bool(match["scrawl"].strip(" .…_-/")) and PRINTED.match(raw, match.start("scrawl")) is None
