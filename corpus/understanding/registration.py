"""What the clerk registers from the head: number and symbol, place and date, the receipt stamp, the mark of urgency."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.document import Arrival
from corpus.understanding.date import LONG, SHORT, date_of, iso_date
from corpus.understanding.found import Found, found
from corpus.understanding.head import Part, Piece
from corpus.understanding.lines import Cell
from corpus.understanding.noise import date_in, date_line, is_urgent_stamp, month_line, month_of, number_line
from corpus.understanding.number import OLD_FORM, PRINTED, SLASH, Number, from_match, parse_number, parse_old_form, tidy_symbol
from corpus.understanding.receipt import read_receipt, receipt_at
from corpus.vietnamese import fold, normalise_tones

_WORD = re.compile(
    r"(?P<lead>[^\d/:]{0,40}?)[Ss][ỐốôÔóÓòÒOo6]{0,2}(?:\s?cấp)?\s{0,3}[:;.]?\s{0,40}(?=[\d/…._]|$|[A-ZĐ]{2,12}[-/])"
)
_BLANK_SYMBOL = re.compile(
    rf"[\s.…_]{{0,60}}{SLASH}{{0,2}}\s?(?P<symbol>[A-ZĐƯƠÂ][\w&]{{0,19}}(?:\s?[-–/]\s?[A-ZĐƯƠÂ][\w&]{{0,19}}){{0,8}})\s*$"
)
_YEAR_FIRM = re.compile(rf"(?P<digits>\d{{1,6}}[A-ZĐ]{{0,4}})\s?{SLASH}\s?(?P<year>(?:19|20)\d\d)\s*$")
_URGENT = {"HỎA TỐC": "hoa_toc", "HỎA TỐC HẸN GIỜ": "hoa_toc", "THƯỢNG KHẨN": "thuong_khan", "KHẨN": "khan"}
_PLACE_TAIL = re.compile(r"[\s,;.]+$")


@dataclass(frozen=True, slots=True)
class Registered:
    """The document's own number: whole, or only the symbol of a blank one. `prefix` is the word before `số`, if any.

    `scrawl`: what stands where the digits should be, where it is not plain digits.
    """

    number: Number | None
    symbol: str
    prefix: str
    scrawl: str = ""


def read_number(pieces: Sequence[Piece]) -> Found[Registered] | None:
    """The number of the first number line that holds one; else the symbol of a blank number."""
    lines = [piece.cell for piece in pieces if piece.part is Part.NUMBER]
    blank: Found[Registered] | None = None
    for at, cell in enumerate(lines):
        word = _WORD.match(cell.raw)
        after = word.end() if word else 0
        prefix = fold(word["lead"]).strip() if word else ""
        match = PRINTED.match(cell.raw, after)
        if match is None and word and not cell.raw[after:].strip(" .…_"):
            # The number stands in a cell of its own: "Số:" above or beside "120/2003/QĐ-UB".
            following = lines[at + 1] if at + 1 < len(lines) else None
            joined = following and PRINTED.match(following.raw)
            if following and joined and (number := from_match(joined)):
                value = Registered(number, number.symbol or "", prefix)
                return found(value, following.start, following.start + joined.end(), "number.next-cell")
            continue
        if match and re.fullmatch(r"[A-ZĐ][a-zà-ỹđ]+", match.groupdict().get("symbol") or ""):
            # A place follows where the symbol should: `02/2020/ Hà Nội`.
            match = None
        if match and (number := from_match(match)):
            value = Registered(number, number.symbol or "", prefix)
            return found(value, cell.start, cell.start + match.end(), "number.header" if word else "number.alone")
        old = OLD_FORM.match(cell.raw, after) if word and match is None else None
        if old and (number := parse_old_form(old)):
            value = Registered(number, number.symbol or "", prefix)
            return found(value, cell.start, cell.start + old.end(), "number.old-form")
        if word and match is None and (small := _in_small_letters(cell.raw[after:])):
            value = Registered(small, small.symbol or "", prefix)
            return found(value, cell.start, cell.span.end, "number.small-letters")
        firm = _YEAR_FIRM.match(cell.raw, after)
        if firm and word and (number := from_match(firm, lead="-")):
            return found(Registered(number, "", prefix), cell.start, cell.start + firm.end(), "number.year-only")
        split = _digits_then_symbol(cell, after, lines[at + 1] if at + 1 < len(lines) else None)
        if split:
            number, end = split
            return found(Registered(number, number.symbol or "", prefix), cell.start, end, "number.two-cells")
        scrawled = number_line(cell.raw) if match is None else None
        if (
            scrawled
            and not set(scrawled["scrawl"]) <= set(" .…_")
            and (blank is None or blank.evidence.rule != "symbol.scrawled-number")
        ):
            # The digits are not plain: only the symbol is known.
            symbol = tidy_symbol(scrawled["symbol"])
            start = cell.start + scrawled.start("symbol")
            value = Registered(None, symbol, "", scrawled["scrawl"])
            blank = found(value, start, cell.start + scrawled.end("symbol"), "symbol.scrawled-number")
            continue
        without = _BLANK_SYMBOL.match(cell.raw, after)
        if without and blank is None and (word or cell.raw[:1] in "/⁄"):
            symbol = tidy_symbol(without["symbol"])
            start = cell.start + without.start("symbol")
            blank = found(Registered(None, symbol, prefix), start, start + len(without["symbol"]), "symbol.blank-number")
    return blank


def _in_small_letters(raw: str) -> Number | None:
    """`85/2017/nđ-cp`: a number typed in small letters, where nothing else stands and its symbol begins with a known code."""
    if not re.fullmatch(r"\d{1,6}[a-zđ]?\s?/\s?(?:\d{4}\s?/\s?)?[a-zđươâ]{2,8}(?:\s?[-–/]\s?[a-zđươâ]{2,12}){1,3}\s*", raw):
        return None
    number = parse_number(raw.upper())
    return number if number and number.type_code else None


def _digits_then_symbol(cell: Cell, after: int, following: Cell | None) -> tuple[Number, int] | None:
    """`Số: 12` in one cell and `/UBND-VX` in the next."""
    digits = cell.raw[after:].strip()
    if following is None or not re.fullmatch(r"\d{1,6}[a-z]?", digits) or following.raw[:1] not in "/⁄":
        return None
    match = PRINTED.match(digits + following.raw)
    number = from_match(match) if match else None
    return (number, following.start + len(following.raw)) if number else None


def read_place_and_date(
    pieces: Sequence[Piece], *, recognised: bool = False, after: str | None = None
) -> tuple[Found[str] | None, Found[str] | None]:
    """Place and date of the first place-date line; the date is YYYY-MM or YYYY where the rest is blank or no plain digits.

    `after`: the latest date of what the text cites, which helps to tell a scrawled month.
    """
    for at, piece in enumerate(pieces):
        if piece.part is Part.DATE:
            place = next((found for near in range(at, min(at + 4, len(pieces))) if (found := _place(pieces, near))), None)
            return place, _date(pieces, at, recognised=recognised, after=after)
    return None, None


def _date(pieces: Sequence[Piece], at: int, *, recognised: bool, after: str | None) -> Found[str] | None:
    cell = pieces[at].cell
    match = None if recognised and date_line(cell.raw) else LONG.search(cell.raw)
    if match:
        value = date_of(match)
        rule = "date.header" if value and len(value) == 10 else "date.header-blank-day"
        return found(value, cell.start + match.start(), cell.start + match.end(), rule) if value else None
    noisy = date_line(cell.raw)
    if noisy:
        value, unclear = date_in(noisy)
        if value and len(value) == 4 and (month := month_of(noisy["month"], value, after)):
            return found(f"{value}-{month:02}", cell.start + noisy.start("word"), cell.start + noisy.end(), "date.scrawled-month")
        rule = "date.unclear" if unclear else "date.recognised"
        return found(value, cell.start + noisy.start("word"), cell.start + noisy.end(), rule) if value else None
    torn = month_line(cell.raw)
    if torn:
        value = iso_date(None, torn["month"], torn["year"])
        return found(value, cell.start + torn.start("word"), cell.start + torn.end(), "date.unclear") if value else None
    short = SHORT.search(cell.raw)
    if short:
        value = date_of(short)
        return found(value, cell.start + short.start(), cell.start + short.end(), "date.header-short") if value else None
    # The date broken over cells: "Hà Nội, ngày" / "tháng" / "năm 2016".
    joined, last = cell.raw, cell
    for piece in pieces[at + 1 : at + 4]:
        if piece.part is not Part.DATE:
            break
        joined, last = f"{joined} {piece.cell.raw}", piece.cell
    match = LONG.search(joined)
    value = iso_date(match["day"], match["month"], match["year"]) if match else None
    return found(value, cell.start, last.span.end, "date.broken") if value else None


def _place(pieces: Sequence[Piece], at: int) -> Found[str] | None:
    if pieces[at].part is not Part.DATE:
        return None
    cell = pieces[at].cell
    match = re.search(r",?\s{0,10}ng[àa]y\b", cell.raw, re.IGNORECASE)
    noisy = None if match else date_line(cell.raw)
    if not (match and match.start()) and not (noisy and noisy.start("word")):
        return None
    raw = _PLACE_TAIL.sub("", cell.raw[: match.start() if match else noisy.start("word") if noisy else 0])
    # Specks before the place: recognition makes points and commas of them.
    specks = len(raw) - len(raw.lstrip(" .,'`’;_-"))
    raw = raw[specks:]
    start, value = cell.start + specks, " ".join(raw.split())
    before = pieces[at - 1] if at else None
    if before and before.part is Part.TEXT and re.match(r"(?:TP|Tp|Thành phố)\b[^,]{0,24}$", before.cell.text):
        # A narrow cell broke the place: "TP Hồ Chí" / "Minh, ngày …".
        start, value = before.cell.start, f"{before.cell.text} {value}"
    if not value or len(value) > 60 or not value[0].isupper() or any(c in value for c in ":;/"):
        return None
    return found(value, start, cell.start + specks + len(raw), "place.header")


def read_arrival(pieces: Sequence[Piece]) -> Found[Arrival] | None:
    """Number and date of the receiving office's stamp; never the document's own."""
    cells = [piece.cell for piece in pieces]
    for at, piece in enumerate(pieces):
        reach = receipt_at(cells, at) if piece.part is Part.STAMP else ()
        value = read_receipt(cells, reach)
        if value:
            # What stands between two columns of a stamp is not part of it: the span is that of its first run of cells.
            last = next((i for i, j in itertools.pairwise(reach) if j != i + 1), reach[-1])
            return found(value, cells[at].start, cells[last].span.end, "arrival.stamp", 0.9)
    return None


def read_urgency(pieces: Sequence[Piece]) -> Found[str] | None:
    """`hoa_toc`, `thuong_khan` or `khan`, from a line that is only that mark."""
    for piece in pieces:
        if piece.part is Part.MARK:
            value = _URGENT.get(normalise_tones(piece.cell.text).strip(" .-[]()"))
            if value:
                return found(value, piece.cell.start, piece.cell.span.end, "urgency.line")
            if is_urgent_stamp(piece.cell.text):
                return found("hoa_toc", piece.cell.start, piece.cell.span.end, "urgency.recognised")
    return None
