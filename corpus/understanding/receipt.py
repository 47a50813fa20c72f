"""The stamp of the office that received a document (decree 30/2020/NĐ-CP, appendix IV: ĐẾN, Số, Ngày, Chuyển)."""

import re
from collections.abc import Sequence

from corpus.document import Arrival
from corpus.understanding.date import LONG, SHORT, date_of
from corpus.understanding.lines import Cell

_MOST_CELLS = 8
_WORD = re.compile(r"(?:(?:CÔNG VĂN|VĂN BẢN|CV|VB) )?[ĐÐD] ?[ẾÉÊỀẺ] ?N\b(?!\s[a-zà-ỹ])")
"""ĐẾN, as printed, letter-spaced, or as recognition reads it; it is a stamp where at least one of its lines follows."""
_GAP = r"[\s.…_·]{0,24}"
_LINES = {
    "number": re.compile(rf"[SŠ][ốôóồoỐÔÓỒO6]\s?(?:đến)?\s?[:;.]{_GAP}(?P<number>\d{{0,6}})[\s.…_·]{{0,24}}$", re.IGNORECASE),
    "date": re.compile(
        rf"Ng[àaá]y\s?(?:đến)?\s?[:;.]?{_GAP}(?P<date>\d[\d/.\-–\s…_]{{0,30}}|[/\s.…_]{{0,20}}(?:20[.…]{{0,4}})?)$", re.IGNORECASE
    ),
    "day": re.compile(
        rf"Ng[àaá]y{_GAP}\d{{0,2}}{_GAP}th[áa]ng{_GAP}\d{{0,2}}{_GAP}n[ăa]m{_GAP}(?:\d{{4}})?[\s.…]{{0,9}}$", re.IGNORECASE
    ),
    "hour": re.compile(r"Giờ\s?(?:đến)?\s?:.{0,14}$", re.IGNORECASE),
    "passed": re.compile(r"(?:Chuyển|Kính chuyển)\s?:.{0,80}$", re.IGNORECASE),
    "file": re.compile(r"(?:Lưu hồ sơ|Số và ký hiệu HS|Số,? ký hiệu HS).{0,60}$", re.IGNORECASE),
}
_INSIDE_NUMBER = re.compile(rf"S[ốôóồỐÔÓỒ]\s?(?:đến)?\s?[:;.]{_GAP}(?P<number>\d{{1,6}})(?![\d/\-])", re.IGNORECASE)
_INSIDE_DATE = re.compile(r"Ng[àa]y\s?(?:đến)?\s?[:;.]", re.IGNORECASE)
_AFTER_NAME = re.compile(r"(?<=\S)\s{1,6}(?=[ĐÐD][ẾÉÊỀẺ]N\s{1,6}S[ốôóồ]\s?[:;.])", re.IGNORECASE)


def receipt_inside(text: str) -> int | None:
    """Where a stamp begins behind the name of the office that stands on the same line; None where there is none."""
    found = _AFTER_NAME.search(text[:200])
    return found.end() if found else None


def receipt_at(found: Sequence[Cell], at: int) -> tuple[int, ...]:
    """Positions of the cells of a receipt stamp that starts at `at`; none where there is no such stamp.

    Each of its lines comes once, so that a document's own number under a stamp stays that. A line with a colon may stand one
    or two cells further on, where the other column of the page comes between.
    """
    if not _WORD.match(found[at].text):
        return ()
    reach = [at]
    whole = found[at].text
    used = {"number"} if _INSIDE_NUMBER.search(whole) else set()
    used |= {"date", "day"} if _INSIDE_DATE.search(whole) else set()
    passed_over = 0
    for place in range(at + 1, min(at + 1 + _MOST_CELLS, len(found))):
        kinds = _kinds(found[place].text)
        if kinds and not kinds & used and not (passed_over and (":" not in found[place].text or "number" in kinds)):
            used |= kinds
            reach.append(place)
            passed_over = 0
        elif not found[place].is_rule:
            passed_over += 1
            if passed_over > 2:
                break
    return tuple(reach) if used - {"passed", "file"} else ()


def read_receipt(found: Sequence[Cell], reach: Sequence[int]) -> Arrival | None:
    """Number and date that the stamp holds; None where both are blank or cannot be read."""
    number = date = None
    for place in reach:
        text = " ".join(found[place].text.split())
        if number is None and (match := _LINES["number"].match(text) or _INSIDE_NUMBER.search(text)):
            number = match["number"].lstrip("0") or None
        if date is None and re.search(r"Ng[àaá]y", text, re.IGNORECASE):
            printed = re.sub(r"(?<=\d)[\s.…_]{0,12}([/\-–])[\s.…_]{0,12}(?=\d)", r"\1", text)
            date = date_of(LONG.search(printed)) or date_of(SHORT.search(re.sub(r"[…_]|\.{2,}", " ", printed)))
    return Arrival(number, date) if number or date else None


def _kinds(text: str) -> set[str]:
    """Which lines of a stamp the cell is; a date is one, however it is written."""
    text = " ".join(text.split())
    if len(text) > 140:
        return set()
    kinds = {kind for kind, pattern in _LINES.items() if pattern.match(text)}
    if not kinds and _INSIDE_NUMBER.match(text) and _INSIDE_DATE.search(text):
        kinds = {"number", "date"}
    return kinds | {"date", "day"} if kinds & {"date", "day"} else kinds
