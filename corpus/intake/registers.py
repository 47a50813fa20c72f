"""An office's register of documents (.xlsx, .csv) as rows of JSON: what each of its lines states about a document."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain, islice

from corpus.errors import Unreadable
from corpus.gazetteer import document_type, document_types, fields_of_work, type_of_code
from corpus.intake.headings import Column, Headings, headings, is_heading, is_secret_title
from corpus.intake.item import Item, ItemKind, Missed, Table
from corpus.intake.rows import canonical
from corpus.readers.cells import Cell, Row, Sheet, day, sheets, text_tables
from corpus.understanding.date import LONG, date_of, iso_date
from corpus.vietnamese import clean, fold, slug

MOST_ROWS = 200_000
"""Rows of one file; a district's office registers some ten thousand a year."""
_TOP = 40
"""Rows from the top of a sheet in which the headings are looked for."""
_YEARS = range(1945, 2101)
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s?[/.-]\s?(\d{1,2})(?:\s?[/.-]\s?((?:19|20)?\d\d))?(?![\d/])")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TOTAL = re.compile(r"(?:tong|cong)(?: (?:cong|so|ket))?\b.{0,60}")
_SAME = frozenset(('"', "''", "”", "nt", "-nt-", "//", "-", "–", "...", "…", "x"))
"""What clerks write for "as above" and for nothing; which line is meant is not sure, so it states nothing."""
_ABOUT = re.compile(r"(?:v\s?[./]\s?v|về việc)\s*[:.]?\s+", re.IGNORECASE)
_MARK = re.compile(r"\W*(?:(?:tuyệt|tối) )?mật\W*|.*\((?:(?:tuyệt|tối) )?mật\)\s*", re.IGNORECASE | re.DOTALL)
_POSTS = re.compile(
    r"^(?:(?:đ/c|đồng chí|ông|bà|q|kt|tm|tl|tuq)[.:\s]+|p?ct[\s:.-]+|(?:phó |q\.? ?|quyền )?"
    r"(?:chủ tịch|bí thư|giám đốc|trưởng (?:phòng|ban)|chánh (?:văn phòng|thanh tra)|hiệu trưởng|(?:cục|vụ|bộ|thứ) trưởng)"
    r"(?: (?:ubnd|hđnd)\S*)?[\s:,-]+)+",
    re.IGNORECASE,
)
_SHORT_TYPE = re.compile(r"([A-ZĐ][A-Za-zĐđ]{1,4})[.:]?\s+(?=\w)")
_NAME = re.compile(r"[^\W\d_]{1,10}(?: [^\W\d_]{1,10}){1,5}")
_URGENT = {"khan": "khan", "thuong-khan": "thuong_khan", "hoa-toc": "hoa_toc"}


def register(item: Item, data: bytes) -> Table | None:
    """The rows of a register; None where the file is no register.

    A row's identity is FILE#ROW, or FILE#SHEET!ROW where several sheets are registers; its bytes are canonical JSON in the
    keys of JSON Lines, with columns that have no key under "register". Blank rows, totals, repeated headings and lines
    between months are passed over; a row that states neither number nor subject, or is secret, comes as Missed.
    Raises Unreadable: broken, too-large (over 200,000 rows), hostile, empty (headings without rows).
    """
    if item.name.lower().endswith(".csv"):
        tables = [Sheet("", iter(rows)) for rows in text_tables(data)]
        found = next(filter(None, map(_read, tables)), None)
        registers = [found] if found else []
    else:
        registers = [read for sheet in sheets(data) if (read := _read(sheet))]
    if not registers:
        return None
    several = len(registers) > 1
    rows = [
        _item(item, f"{read.name}!{number}" if several else str(number), stated)
        for read in registers
        for number, stated in read.rows
    ]
    if not rows:
        raise Unreadable("empty", f"{item.shown}: a register without rows")
    ignored = dict.fromkeys(heading for read in registers for heading in read.ignored)
    return Table(item, tuple(rows), tuple(ignored))


@dataclass(frozen=True, slots=True)
class _Register:
    name: str
    rows: list[tuple[int, dict[str, object]]]
    ignored: tuple[str, ...]


def _read(sheet: Sheet) -> _Register | None:
    top = list(islice(sheet.rows, _TOP))
    title = sheet.name
    cells = [row for _, row in top]
    for at in range(len(top)):
        tried = [(headings(cells[at : at + deep], _over(title, cells[:at])), deep) for deep in (1, 2, 3)]
        known = [(found, deep) for found, deep in tried if found]
        if known:
            found, deep = max(known, key=lambda one: (len(one[0].columns), -one[1]))
            # The line above the headings belongs to the title, unless it says more of them.
            while deep > 1 and (less := headings(cells[at + 1 : at + deep], _over(title, cells[: at + 1]))):
                if len(less.columns) < len(found.columns):
                    break
                found, at, deep = less, at + 1, deep - 1
            over = _over(title, cells[: at + 1])
            return _Register(sheet.name, list(_stated(chain(top[at + deep :], sheet.rows), found, over, sheet)), found.ignored)
    return None


def _over(name: str, rows: Sequence[Sequence[Cell]]) -> str:
    """What is written over a table, the sheet's name first."""
    return "\n".join([name, *(cell for row in rows for cell in row if isinstance(cell, str))])[-4000:]


def _stated(rows: Iterable[Row], found: Headings, title: str, sheet: Sheet) -> Iterator[tuple[int, dict[str, object]]]:
    year = next(iter(_YEAR.findall(title)[-1:]), None)
    secret = is_secret_title(title) or any(_MARK.fullmatch(line) for line in title.split("\n"))
    count = 0
    for number, cells in rows:
        read = [_text(cell) for cell in cells]
        texts = [text for text in read if text]
        if not texts or is_heading(cells) or _TOTAL.fullmatch(fold(texts[0])[:80]):
            continue
        if len(texts) == 1 and not re.match(r"(?:số\s*:?\s*)?\d", texts[0], re.IGNORECASE):
            continue  # the name of a month or of a kind of documents, across the sheet
        count += 1
        if count > MOST_ROWS:
            raise Unreadable("too-large", f"more than {MOST_ROWS:,} rows; one file a year is read")
        stated = _row(found, cells, read, year, sheet)
        if secret or any("mật" in text.lower() and _MARK.fullmatch(text) for text in texts):
            stated["secrecy"] = "mật"
        yield number, stated


def _row(
    found: Headings, cells: Sequence[Cell], texts: Sequence[str | None], year: str | None, sheet: Sheet
) -> dict[str, object]:
    """What one line states, in the keys of JSON Lines."""
    at: dict[Column, int] = {}
    kept: dict[str, str] = {}
    for place, (column, heading) in found.columns.items():
        if place < len(cells) and (text := texts[place]):
            if column is Column.KEPT:
                kept[heading] = text
            else:
                at.setdefault(column, place)

    def told(column: Column) -> str | None:
        return texts[at[column]] if column in at else None

    def keep(column: Column) -> None:
        """What is written so that no key can take it is not lost."""
        if text := told(column):
            kept[found.columns[at[column]][1]] = text

    def dated(column: Column) -> str | None:
        iso = _date(cells[at[column]], year, sheet.epoch) if column in at else None
        if iso is None:
            keep(column)
        return iso

    number, symbol = _number(told(Column.NUMBER), told(Column.SYMBOL))
    on = dated(Column.DATE)
    if both := told(Column.NUMBER_AND_DATE):
        long, short = LONG.search(both), _DAY_FIRST.search(both)
        cut = long.start() if long else short.start() if short else len(both)
        on = on or (date_of(long) if long else _date(both[cut:], year, sheet.epoch))
        number = number or _number(re.sub(r"(?:\bngày)?[\s,;]*$", "", both[:cut]), None)[0]
    subject, type = _subject(told(Column.SUBJECT), told(Column.TYPE), number or symbol)
    arrival = {"number": _figure(told(Column.ARRIVAL_NUMBER)), "date": dated(Column.ARRIVAL_DATE)}
    recipients = told(Column.RECIPIENTS) or ""
    if recipients and found.arriving:  # in a register of what came in, who in the house was handed it
        keep(Column.RECIPIENTS)
        recipients = ""
    issuer = told(Column.ISSUER)
    if issuer and not found.arriving and "gửi" in found.columns[at[Column.ISSUER]][1].lower():  # to whom, or from whom?
        keep(Column.ISSUER)
        issuer = None
    signer = _signer(told(Column.SIGNER))
    if signer is None:
        keep(Column.SIGNER)
    row: dict[str, object | None] = {
        "number": number,
        "symbol": None if number else symbol,
        "date": on,
        "type": type,
        "subject": subject,
        "issuer": issuer,
        "signer": signer,
        "recipients": [part for one in re.split(r"[;\n]", recipients) if (part := one.strip(" -+.,"))],
        "arrival": arrival if arrival["number"] or arrival["date"] else None,
        "urgency": _URGENT.get(slug(told(Column.URGENCY) or "")),
        "secrecy": told(Column.SECRECY),
        "fields": _fields(told(Column.FIELDS)),
        "register": kept or None,
    }
    return {key: value for key, value in row.items() if value}


def _item(item: Item, row: str, stated: dict[str, object]) -> Item | Missed:
    path, shown = f"{item.path}#{row}", f"{item.shown}#{row}"
    data = canonical(stated)
    if not (stated.get("number") or stated.get("subject") or stated.get("secrecy")):
        nothing = Item(path, shown, ItemKind.ROW, item.file, 0)
        return Missed(nothing, "empty", f"{shown}: the row states neither number nor subject", hashlib.sha256(data).hexdigest())
    return Item(path, shown, ItemKind.ROW, item.file, len(data), None, data)


def _text(cell: Cell) -> str | None:
    """The cell as a clerk reads it; None for what stands for nothing or for "as above"."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, date):
        cell = cell.strftime("%d/%m/%Y")
    text = clean(str(cell)).strip() if cell is not None else ""
    text = "\n".join(line for part in text.splitlines() if (line := " ".join(part.split())))
    return None if not text or text.lower() in _SAME else text


def _number(number: str | None, symbol: str | None) -> tuple[str | None, str | None]:
    """Number with symbol, from one column or two, and the symbol alone.

    >>> _number("Số: 12", "QĐ-UBND"), _number("12", "CV/HU"), _number("05/KH-UBND", None), _number(None, "/UBND-VX")
    (('12/QĐ-UBND', 'QĐ-UBND'), ('12-CV/HU', 'CV/HU'), ('05/KH-UBND', None), (None, 'UBND-VX'))
    """
    number = re.sub(r"^\s*số\s*[:.]?\s*", "", number or "", flags=re.IGNORECASE).replace("\n", "").strip(" .;,") or None
    symbol = "".join((symbol or "").split()).lstrip("/⁄").strip(".;,") or None
    if number and not number[0].isdigit():  # the symbol alone: "/UBND-VX", of which the number is to come
        symbol = symbol or "".join(number.split()).lstrip("/⁄") or None
        number = None
    if symbol and symbol[0].isdigit():  # the whole stands in the column of the symbol
        return symbol, None
    if not number or not symbol or re.search(r"[/⁄]|-\D", number):
        return number, symbol
    first, slash, _ = symbol.partition("/")
    party = bool(slash) and type_of_code(first, party=True) is not None and not first.isdigit()
    return f"{number}{'-' if party else '/'}{symbol}", symbol


def _date(cell: Cell, year: str | None, epoch: date) -> str | None:
    """The day in ISO form: a date of the workbook, its serial number, or day-first text; without a year, the title's."""
    if isinstance(cell, int | float):
        cell = day(cell, epoch)
    if isinstance(cell, date):
        return cell.isoformat() if cell.year in _YEARS else None
    if not cell:
        return None
    if long := LONG.search(cell):
        return date_of(long)
    if iso := re.fullmatch(r"\s*(\d{4})-(\d\d)-(\d\d)\s*(?:[T\s]\d.*)?", cell):
        return iso_date(iso[3], iso[2], iso[1])
    match = _DAY_FIRST.search(cell[:60])
    return iso_date(match[1], match[2], match[3] or year) if match else None


def _subject(text: str | None, type: str | None, number: str | None) -> tuple[str | None, str | None]:
    """Subject and type; the column holds both where it begins with a type that the symbol does not gainsay."""
    subject = " ".join(text.split()) if text else None
    known = document_type(type) if type else None
    if subject and known is None and (begins := _type_names().match(folded := fold(subject[:60]))):
        first = re.search(r"[A-ZĐ]\w*", re.sub(r"^[\d./-]+", "", number or ""))
        of_symbol = type_of_code(first.group()) if first else None
        one, rest = document_type(begins.group()), subject[begins.end() :].strip(" .:-")
        fits = of_symbol == one if of_symbol else not first or one == document_type("Công văn")
        if len(folded) == len(subject[:60]) and one and (fits or _ABOUT.match(rest)):
            known, subject = one, rest or subject
    if subject and known is None and (short := _SHORT_TYPE.match(subject)):
        first = re.search(r"[A-ZĐ]\w*", re.sub(r"^[\d./-]+", "", number or ""))
        of_symbol = type_of_code(first.group()) if first else None
        one = document_type("Công văn") if short[1] == "CV" else type_of_code(short[1])
        if one and (of_symbol == one if of_symbol else short[1] == "CV"):  # "KH" may as well be the subject's first word
            known, subject = one, subject[short.end() :]
    if subject and _ABOUT.match(subject):
        if known is None and not type and number and (code := re.search(r"[A-ZĐ]\w*", number)) and not type_of_code(code.group()):
            known = document_type("Công văn")  # an official letter: V/v, and no type in the symbol (domain guide, 2.5)
        subject = _ABOUT.sub("", subject, count=1)
    return subject or None, known.name if known else type


@cache
def _type_names() -> re.Pattern[str]:
    names = sorted((fold(one.name) for one in document_types()), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, names))})(?![a-z0-9])")


def _signer(text: str | None) -> str | None:
    """A person's name, its post taken off; None for a post alone."""
    name = _POSTS.sub("", " ".join((text or "").split())).strip(" .,-")
    name = name.title() if name.isupper() else name
    # Each syllable begins with a capital; asked of the letter, for Đ, Ư and Ấ lie between à and ỹ in Unicode.
    return name if _NAME.fullmatch(name) and all(part[0].isupper() for part in name.split()) else None


def _figure(text: str | None) -> str | None:
    match = re.search(r"\d{1,6}[a-zA-Z]?(?!\d)", text or "")
    return match.group() if match else None


def _fields(text: str | None) -> list[str] | None:
    """Codes of the fields that are named by code or by name; a name of the office's own is not one of ours."""
    if text is None:
        return None
    codes = _field_codes()
    return list(dict.fromkeys(codes[slug(part)] for part in re.split(r"[;\n]", text) if slug(part) in codes))


@cache
def _field_codes() -> dict[str, str]:
    return {slug(one.name): one.code for one in fields_of_work()} | {one.code: one.code for one in fields_of_work()}
