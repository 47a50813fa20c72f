"""What a file's name says of its document: number, symbol, date. A hint, never a witness against the text.

Clerks name a scan after the register: `1942 kh syt.pdf`, `CV 689 UBND-VX ngay 16-3-2023.docx`, `689_UBND-VX_signed.pdf`.
"""

import re
from dataclasses import dataclass

from corpus.gazetteer.bodies import body_symbols
from corpus.gazetteer.document_types import type_of_code
from corpus.understanding.date import iso_date
from corpus.vietnamese import clean, fold

RULE = "filename"
_LONGEST = 160
_ENDING = re.compile(r"(?:\.(?:pdf|docx?|rtf|odt|txt|html?|md|xlsx?|jpe?g|png|tiff?|signed|p7s|eml|msg)){1,4}$", re.IGNORECASE)
# A date that begins with the year is a machine's: when it was scanned or sent. People write the day first.
_MACHINE_DATES = re.compile(r"(?<!\d)(?:19|20)\d\d([-._]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?!\d)")
_DATES = (
    re.compile(r"(?<!\d)(?P<day>\d{1,2})\s?[-._/ ]\s?(?P<month>\d{1,2})\s?[-._/ ]\s?(?P<year>(?:19|20)\d\d)(?!\d)"),
    re.compile(
        r"ng[a]y[\s_.-]{0,3}(?P<day>\d{1,2})[\s_.-]{1,3}(?:thang[\s_.-]{0,3})?(?P<month>\d{1,2})[\s_.-]{1,3}(?:nam[\s_.-]{0,3})?(?P<year>(?:19|20)\d\d|\d\d)(?!\d)"
    ),
    re.compile(r"(?<!\d)(?P<day>0[1-9]|[12]\d|3[01])(?P<month>0[1-9]|1[0-2])(?P<year>20\d\d)(?!\d)"),
)
_YEAR = re.compile(r"(?<!\d)(?:19(?:4[5-9]|[5-9]\d)|20\d\d)(?!\d)")
_GAP = r"[\s_.\-/&+]{0,3}"
_DIGITS = r"(?<![0-9])(?P<digits>[0-9]{1,5}(?:[a-d](?![a-z0-9]))?)"
_TOKENS = re.compile(r"[a-z]+\d{0,3}|\d+")


@dataclass(frozen=True, slots=True)
class Named:
    """`number` with its symbol as far as the name tells ("689/UBND-VX"), `digits` with or without one, `code` of the type
    before them ("TB"), `date` (ISO, whole) and `year`. None where the name does not say it.
    """

    number: str | None
    digits: str | None
    code: str | None
    date: str | None
    year: str | None


def read_name(file_name: str) -> Named:
    """What the name says by itself; ASCII case, marks and separators do not matter."""
    plain, date = _without_date(file_name)
    digits, code = None, None
    for match in re.finditer(_DIGITS, plain):
        if _YEAR.fullmatch(match["digits"]):
            continue
        symbol = _symbol(plain[match.end() :])
        if symbol:
            return Named(f"{match['digits']}{symbol}", match["digits"], None, date, _year(plain, date))
        before = _TOKENS.findall(plain[: match.start()])
        if digits is None and before and (before[-1] == "so" or _code(before[-1])):
            digits, code = match["digits"], _code(before[-1])
    return Named(None, digits, code, date, _year(plain, date))


def digits_before(file_name: str, symbol: str, year: str | None = None) -> str | None:
    """The digits that stand right before this symbol in the name, `2253` before `tb syt` for TB-SYT; None where none do.

    A printed year between them is passed over. Digits that may be the year of the document (`year`, where it is known,
    or the one before or after) and two different numbers are no answer.
    """
    plain, _ = _without_date(file_name)
    groups = [re.escape(group) for group in re.findall(r"[a-z0-9]+", fold(symbol))]
    if not groups:
        return None
    pattern = re.compile(rf"{_DIGITS}{_GAP}(?:(?:19|20)\d\d{_GAP})?{_GAP.join(groups)}(?![a-z0-9])")
    found = {match["digits"] for match in pattern.finditer(plain) if not _may_be_year(match["digits"], year)}
    return found.pop() if len(found) == 1 else None


def _may_be_year(digits: str, year: str | None) -> bool:
    return bool(_YEAR.fullmatch(digits)) and (year is None or abs(int(digits) - int(year)) <= 1)


def _without_date(file_name: str) -> tuple[str, str | None]:
    """The folded name without ending, dates taken out; and the first whole date."""
    name = clean(file_name).replace("\\", "/").rsplit("/", 1)[-1][:_LONGEST]
    plain, date = _MACHINE_DATES.sub(lambda match: " " * len(match[0]), fold(_ENDING.sub("", name))), None
    for pattern in _DATES:
        for match in pattern.finditer(plain):
            read = iso_date(match["day"], match["month"], match["year"])
            if read and read[:4] <= "2099":
                date = date or read
                plain = plain[: match.start()] + " " * len(match[0]) + plain[match.end() :]
    return plain, date


def _year(plain: str, date: str | None) -> str | None:
    years = set(_YEAR.findall(plain))
    return date[:4] if date else years.pop() if len(years) == 1 else None


def _symbol(rest: str) -> str | None:
    """The symbol that follows digits, spelled as symbols are: `/KH-SYT` of ` kh syt`, `-CV/HU` of `-cv-hu`."""
    match = re.match(rf"{_GAP}(?:((?:19|20)\d\d){_GAP})?([a-z]{{1,10}}){_GAP}([a-z]{{2,10}}\d{{0,3}})?(?![a-z0-9])", rest)
    if match is None or not re.match(r"[\s_.\-/]", rest):
        return None
    year, first, second = match[1], match[2], match[3]
    code = _code(first)
    if code and second:
        party = second in ("hu", "tu", "tw", "du", "qu")
        return f"-{code}/{second.upper()}" if party else f"/{f'{year}/' if year else ''}{code}-{_spelled(second)}"
    if not code and second and (first in body_symbols() or first[0] in "sbp") and first not in _WORDS:
        return f"/{_spelled(first)}-{_spelled(second)}"
    return None


_WORDS = frozenset(("ban", "so", "bo", "phong", "sao", "phu", "phieu", "bao", "bieu"))


def _spelled(folded: str) -> str:
    return {"hdnd": "HĐND", "ttg": "TTg", "dd": "ĐĐ", "du": "ĐU", "bcd": "BCĐ", "sgddt": "SGDĐT", "bgddt": "BGDĐT"}.get(
        folded, folded.upper()
    )


_CODES = {
    "qd": "QĐ",
    "nd": "NĐ",
    "kh": "KH",
    "tb": "TB",
    "bc": "BC",
    "ct": "CT",
    "tt": "TT",
    "nq": "NQ",
    "cv": "CV",
    "gm": "GM",
    "ttr": "TTr",
    "hd": "HD",
    "ctr": "CTr",
    "cd": "CĐ",
    "kl": "KL",
    "bb": "BB",
    "da": "ĐA",
    "pa": "PA",
    "qc": "QC",
}


def _code(token: str) -> str | None:
    """The type's code of a folded token, where only one is meant; HĐ and HD, ĐA and DA fold alike and stay as the likelier."""
    return _CODES.get(token) if type_of_code(_CODES.get(token, "")) else None
