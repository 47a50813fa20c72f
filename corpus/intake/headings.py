"""The headings of an office's register (decree 30/2020/NĐ-CP, appendix IV), in the words that offices write over its columns."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.readers.cells import Cell
from corpus.vietnamese import fold


class Column(StrEnum):
    """What a column holds. KEPT ones have no field of their own: they stay with the row. ORDINAL only counts the rows."""

    NUMBER = "number"
    SYMBOL = "symbol"
    NUMBER_AND_DATE = "number_and_date"
    DATE = "date"
    TYPE = "type"
    SUBJECT = "subject"
    ISSUER = "issuer"
    SIGNER = "signer"
    RECIPIENTS = "recipients"
    ARRIVAL_NUMBER = "arrival_number"
    ARRIVAL_DATE = "arrival_date"
    URGENCY = "urgency"
    SECRECY = "secrecy"
    FIELDS = "fields"
    KEPT = "kept"
    ORDINAL = "ordinal"


_PAPER = "(?: (?:van ban|vb|cong van|cv))?"
_OF = rf"(?: cua)?{_PAPER}(?: (?:di|den|phat hanh))?"
_FORMS = (
    (Column.ORDINAL, "stt|tt|so tt|so thu tu|thu tu"),
    (Column.ARRIVAL_NUMBER, rf"so(?: thu tu)?{_PAPER} den"),
    (Column.ARRIVAL_DATE, rf"ngay(?: thang)?(?: nam)?{_PAPER} den|ngay(?: thang)?(?: tiep)? nhan{_PAPER}"),
    (
        Column.NUMBER_AND_DATE,
        rf"so(?: va)?(?: ky hieu)?{_PAPER}(?: va)? ngay(?: thang)?(?: nam)?(?: ban hanh)?{_OF}",
    ),
    (Column.NUMBER, rf"so(?: va)? (?:ky hieu|kh){_OF}|so hieu{_OF}|so{_PAPER}(?: di| ban hanh| phat hanh)?"),
    (Column.SYMBOL, rf"ky hieu{_OF}"),
    (Column.DATE, rf"ngay(?: thang)?(?: nam)?(?: (?:ban hanh|ky|phat hanh))?{_OF}|thoi gian ban hanh"),
    (
        Column.SUBJECT,
        rf"(?:ten loai )?(?:va )?(?:noi dung )?trich yeu(?: cua)?(?: noi dung| nd)?(?: tom tat)?(?: cua)?{_PAPER}"
        rf"|(?:tom tat )?noi dung(?: tom tat)?{_PAPER}",
    ),
    (Column.TYPE, rf"(?:ten |the )?loai{_PAPER}|hinh thuc{_PAPER}"),
    (
        Column.ISSUER,
        rf"tac gia{_PAPER}|(?:ten )?(?:co quan|noi|don vi)(?: to chuc)?(?: don vi)? (?:ban hanh|gui|phat hanh|gui den){_PAPER}",
    ),
    (Column.SIGNER, rf"(?:ho ten |ho va ten )?nguoi ky{_PAPER}"),
    (Column.RECIPIENTS, rf"noi nhan{_PAPER}(?: di)?|noi gui den"),
    (Column.URGENCY, "(?:muc )?do khan"),
    (Column.SECRECY, "(?:muc )?do mat(?: va)?(?:(?: muc)? do khan)?|mat"),
    (Column.FIELDS, "linh vuc"),
    (
        Column.KEPT,
        "(?:don vi|nguoi|ca nhan|don vi(?: hoac)? nguoi|don vi(?: va)? ca nhan)(?: hoac)? nhan(?: ban luu| van ban)?"
        "|(?:ban|noi) luu|(?:so luong|sl)(?: ban)?|so (?:ban|to|trang)|ngay chuyen|ky nhan(?: van ban)?|ghi chu"
        "|y kien (?:chi dao|xu ly|giai quyet).{0,30}|han (?:xu ly|giai quyet|tra loi)"
        "|(?:don vi|nguoi) (?:soan thao|xu ly|thuc hien)",
    ),
)
_LONGEST = 80
_PATTERNS = tuple((column, re.compile(form)) for column, form in _FORMS)
_OFFICE = frozenset(
    {Column.ARRIVAL_NUMBER, Column.ARRIVAL_DATE, Column.SIGNER, Column.RECIPIENTS, Column.SECRECY, Column.URGENCY}
)
"""Columns that a register has and a mere list of documents (an annex, a list of repealed ones) does not."""
_OFFICE_KEPT = re.compile(r".*(?:nhan|luu|so luong|so ban|ngay chuyen|han |soan thao|xu ly).*")
_TITLE = re.compile(r"\bso (?:dang ky |quan ly |theo doi |cong van|van ban|vb|cv)|\bso (?:di|den)\b")
_SECRET_TITLE = re.compile(r"\b(?:van ban|vb|tai lieu|cong van|cv) (?:di |den )?mat\b")


def column_of(heading: str) -> Column | None:
    """What the heading stands over; None where it is not one of a register.

    >>> column_of("Số, ký hiệu"), column_of("TÁC GIẢ"), column_of("Màu bìa")
    (<Column.NUMBER: 'number'>, <Column.ISSUER: 'issuer'>, None)
    """
    key = _key(heading)
    if not key or len(key) > _LONGEST:
        return None
    return next((column for column, pattern in _PATTERNS if pattern.fullmatch(key)), None)


@dataclass(frozen=True, slots=True)
class Headings:
    """The columns by place, each with its heading, and the headings that mean nothing here."""

    columns: Mapping[int, tuple[Column, str]]
    ignored: tuple[str, ...]

    @property
    def arriving(self) -> bool:
        """Whether this is the register of what came in."""
        return any(column in (Column.ARRIVAL_NUMBER, Column.ARRIVAL_DATE) for column, _ in self.columns.values())


def headings(rows: Sequence[Sequence[Cell]], title: str) -> Headings | None:
    """The headings in one row, or in two or three that stand under one another; None where they are not a register's.

    A heading over several columns stands in the first one's cell: it holds for those to its right that have one below.
    Number, date and subject must be there, and something that only an office's own register has, or its title.
    """
    found: dict[int, tuple[Column, str]] = {}
    above: dict[int, str] = {}
    for row in rows:
        texts = {place: " ".join(cell.split()) for place, cell in enumerate(row) if isinstance(cell, str) and cell.strip()}
        over = ""
        for place in range(len(row)):
            over = above.get(place, over)
            if place in texts and place not in found and (read := _under(over, texts[place])):
                found[place] = (read, texts[place])
        above |= texts
    held = {column for column, _ in found.values()}
    dated = Column.NUMBER_AND_DATE in held or (Column.DATE in held and (Column.NUMBER in held or Column.SYMBOL in held))
    office = bool(held & _OFFICE) or any(c is Column.KEPT and _OFFICE_KEPT.fullmatch(_key(t)) for c, t in found.values())
    if not (dated and Column.SUBJECT in held and (office or is_title(title))):
        return None
    return Headings(found, tuple(text for place, text in sorted(above.items()) if place not in found and len(text) <= _LONGEST))


def _under(over: str, text: str) -> Column | None:
    """`đến` over `Số` is the number of arrival; `Tên loại và` over `trích yếu` goes on; else the lower one speaks."""
    if over:
        arriving = column_of(f"{text} {over}") if _key(over) == "den" else None
        if read := arriving or column_of(f"{over} {text}"):
            return read
    return column_of(text)


def is_heading(cells: Sequence[Cell]) -> bool:
    """Whether the row repeats the headings, as the top of each printed page does, or only numbers the columns."""
    filled = [str(cell).strip() for cell in cells if cell is not None and str(cell).strip()]
    if len(filled) < 3 or max(map(len, filled)) > _LONGEST:
        return False
    if len(filled) >= 4 and [re.sub(r"\D", "", text[:5]) for text in filled] == [str(n) for n in range(1, len(filled) + 1)]:
        return True
    if filled[0][0].isdigit() or filled[1][0].isdigit():
        return False
    return sum(1 for text in filled if column_of(text)) * 2 > len(filled)


def is_title(title: str) -> bool:
    """Whether the words over the table say that it is a register."""
    return any(_TITLE.search(_key(line)) for line in title.split("\n"))


def is_secret_title(title: str) -> bool:
    """Whether the register is one of secret documents, which decree 30/2020/NĐ-CP keeps apart."""
    return any(_SECRET_TITLE.search(_key(line)) for line in title.split("\n"))


def _key(text: str) -> str:
    bare = re.sub(r"\([^)]{0,40}\)", " ", text[:2000])
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold(bare)).split())
