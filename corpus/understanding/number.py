"""Numbers and symbols (số, ký hiệu): parsed, written back, and brought to the keys under which they are looked up."""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache

from corpus.gazetteer.bodies import body_symbols
from corpus.gazetteer.document_types import document_type, document_types, type_codes
from corpus.gazetteer.tables import rows
from corpus.vietnamese import clean, fold

SLASH = r"[/⁄／\\]"
DASH = r"[-‐‑‒–—−]"
UPPER = "A-ZĐƯƠÂÊÔĂ"
_DIGITS = r"\d{1,6}(?:\.\d{1,3})?(?:[a-zA-ZđĐ]{1,3}(?=\s{0,3}[-‐‑‒–—−/⁄／\\]))?"
_GROUP = rf"[{UPPER}][\w&]{{0,19}}(?:\.[{UPPER}0-9][\w&]{{0,9}})?"
_ANY_GROUP = rf"(?:{_GROUP}|\d[\w&]{{0,9}})"
_LONGEST_QUESTION = 200
_YEAR = r"(?:(?:19|20)\d\d|\d\d)"


def _pattern(gap: str) -> str:
    """The grammar of domain guide 3.1; `gap` is what may stand around the dashes inside a symbol."""
    # After a dash with spaces round it only a group without small letters goes on the symbol: "UBND - các xã" does not.
    # A group is not the V of "V/v".
    more = rf"(?:{gap}{DASH}{gap}(?!V\s?/\s?[vV]\b){_ANY_GROUP}|{SLASH}(?![vV]\b){_ANY_GROUP})"
    if gap:
        more = (
            rf"(?:{DASH}(?!V\s?/\s?[vV]\b){_ANY_GROUP}|{SLASH}(?![vV]\b){_ANY_GROUP}"
            rf"|{gap}{DASH}{gap}(?!V\s?/\s?[vV]\b)[{UPPER}0-9&]{{1,14}}(?![\w]))"
        )
    return rf"""
        (?P<digits>{_DIGITS})
        (?: \s{{0,3}}{DASH}\s{{0,3}} (?P<party>[{UPPER}][^\W\d_]{{0,5}}) \s{{0,3}}{SLASH}\s{{0,3}}
            (?P<body>{_GROUP}{more}{{0,5}})
          | \s{{0,3}}{SLASH}{{1,2}}\s{{0,3}} (?:(?P<year>{_YEAR})\s{{0,3}}{SLASH}{{1,2}}\s{{0,3}})?
            (?P<symbol>(?![vV]\s?/\s?[vV]\b){_GROUP}{more}{{0,8}})
        )"""


PRINTED = re.compile(_pattern(r"\s{0,2}"), re.VERBOSE)
"""A number as heads print it, spaces round the dashes included."""

OLD_FORM = re.compile(
    rf"(?P<digits>\d{{1,5}}[a-z]?)(?:\s{{1,3}}[{UPPER}]{{2,5}}\s?{SLASH}\s?{_GROUP}(?:\s?{DASH}\s?{_GROUP})?"
    rf"|\s?{DASH}\s?(?P<body>[{UPPER}]{{2,5}}g?)(?![\w/⁄-]))"
)
"""What State offices wrote before the decrees on paperwork: `60 TC/TCT`, `84-CP`, `117-HĐBT`."""

CITED = re.compile(r"(?<![\w/.\-–])(?<!\d:)" + _pattern(""), re.VERBOSE)
"""A number inside running text: no spaces within the symbol, not in the middle of another figure."""

_TYPED = re.compile(_pattern(r"\s{0,2}"), re.VERBOSE | re.IGNORECASE)
_DASHED = re.compile(
    rf"(?P<digits>\d{{1,6}}[a-z]?){DASH}(?P<party>[^\W\d_]{{1,5}}){DASH}(?P<body>[^\W\d_]{{1,8}}(?:{DASH}\w{{1,8}})?)",
    re.IGNORECASE,
)
_YEARED = re.compile(rf"(?P<digits>\d{{1,6}}(?:[a-z]{{1,4}})?)\s?{SLASH}\s?(?P<year>(?:19|20)\d\d)", re.IGNORECASE)
_LEAD = re.compile(r"(?P<lead>[^\d]{0,40}?)[\s:._\-]*(?P<rest>\d.*)", re.DOTALL)
_MARK = re.compile(r"^(?:(.*?)[\s:.]+)?s(?:ố|o|ô|ó|ồ)\s*[:.]?\s*$", re.IGNORECASE)
_ASSEMBLY = re.compile(r"(?:QH|UBTVQH)\d{1,2}", re.IGNORECASE)
"""The National Assembly's symbols stand alone in laws and in resolutions: `nghị quyết 104/2015/QH13` is no `NQ-QH13`."""
_DANGLING = " -‐‑‒–—−/⁄／\\_"
"""What a number cut off by its source ends in (`12/2016/TT-`)."""
_TO_DASH = re.compile(DASH)
_TO_SLASH = re.compile(SLASH + "+")


@dataclass(frozen=True, slots=True)
class Number:
    """A parsed number.

    `number` is as printed without spaces, one kind of dash and slash; `digits` its first part as printed ("05a").
    `symbol` is "UBND-VX", in Party form "CV/HU"; None where only a sequence is known (`cv 689`).
    `sequence` is the leading integer (66.18 gives 66). `year` only where printed. `type_code` is the symbol's or the
    leading word's code as the type table knows it ("QĐ"), None for letters such as UBND-VX. `bare` is the number
    without the code that a leading word put into it (74/CP of `Nghị định 74/CP`), None where none did.
    """

    number: str
    key: str
    digits: str
    sequence: int
    symbol: str | None
    year: int | None
    type_code: str | None
    party: bool = False
    bare: str | None = None


def parse_number(text: str) -> Number | None:
    """The number that the whole text is, or None.

    Takes what is printed (`Số: 689 /UBND-VX`), what people type (`689 ubnd vx`, `30/2020/ND-CP`, `Chỉ thị 33/CT-TTg`,
    `CT 33/TTg`, `TT01/2011`) and a type with a bare sequence (`cv 689`, `nghị định 30`); a bare integer is a sequence,
    unless it reads as a year. `điều 5`, `năm 2023`, `2021-2025` and `24/7` are no numbers.
    """
    if len(text) > _LONGEST_QUESTION:
        return None
    text = " ".join(clean(text).split())
    found = _LEAD.fullmatch(text)
    if found is None:
        return None
    lead, is_lead = _lead_code(found.group("lead"))
    if not is_lead:
        return None
    rest = found.group("rest").strip(" .,;").rstrip(_DANGLING)
    for pattern in (_TYPED, _DASHED, _YEARED):
        match = pattern.fullmatch(rest)
        if match and (number := from_match(match, lead)):
            return number
    return _from_words(rest, lead)


def from_match(match: re.Match[str], lead: str | None = None) -> Number | None:
    """The number that a match of one of this module's patterns holds."""
    groups = match.groupdict()
    digits, year = groups["digits"], groups.get("year")
    if groups.get("party"):
        kind, body = groups["party"], tidy_symbol(groups["body"])
        # `2021-2025/KH` is a period; `12-A/B` with an unknown code is kept as printed.
        if match.re is _DASHED and kind.lower() not in type_codes():
            return None
        return _number(digits, None, f"{kind}/{body}", _known_code(kind), party=True)
    symbol = tidy_symbol(groups["symbol"]) if groups.get("symbol") else None
    if symbol is None:
        return _number(digits, year, None, lead) if lead or not digits.isdigit() else None
    first = re.split(r"[-/]", symbol, maxsplit=1)[0]
    code = _known_code(first)
    if lead and code is None and not re.search("[-/]", symbol) and not _ASSEMBLY.fullmatch(symbol):
        bare = _number(digits, year, symbol, None).number
        return replace(_number(digits, year, f"{lead}-{symbol}", lead), bare=bare)
    return _number(digits, year, symbol, code)


def parse_old_form(match: re.Match[str]) -> Number | None:
    """The number that a match of OLD_FORM holds; `84-CP` only where CP is a body of the State."""
    body = match["body"]
    if body and (fold(body) not in body_symbols() or body.lower() in party_bodies() or _known_code(body)):
        return None
    number = parse_number(match[0])
    if number is None or number.symbol is None:
        return None
    return replace(number, number=re.sub(DASH, "-", "".join(match[0].split()))) if body else number


def number_key(text: str) -> str | None:
    """The one form under which variants of a number meet: lower case, no spaces, `-`, no leading zeros.

    đ is kept; Party numbers come out as n-type/body, however they were punctuated, where the body is a Party one; a
    printed year stays. Text that starts with a digit but fits no grammar is only tidied; other text has no key.
    """
    if len(text) > _LONGEST_QUESTION:
        return None
    number = parse_number(text)
    if number and (number.symbol or number.year):
        return number.key
    tidy = re.sub(r"^\s*s(?:ố|o|ô)\s*[:.]?\s*", "", clean(text).lower())
    tidy = _TO_SLASH.sub("/", _TO_DASH.sub("-", "".join(tidy.split())))
    tidy = re.sub(r"^0+(?=\d)", "", tidy)
    return tidy if tidy[:1].isdecimal() and len(tidy) <= 80 else None


def look_up_keys(number: Number | str) -> tuple[str, ...]:
    """Keys to index and to ask by: the key, its fold (a-z0-9), its form without year, and the fold of that; distinct."""
    parsed = parse_number(number) if isinstance(number, str) else number
    if parsed is None:
        key = number_key(number) if isinstance(number, str) else None
        return tuple(dict.fromkeys(form for form in (key, _letters(key)) if form)) if key else ()
    keys = [parsed.key, _letters(parsed.key)]
    if parsed.year and parsed.symbol:
        bare = _key(parsed.digits, None, parsed.symbol, party=False)
        keys += [bare, _letters(bare)]
    return tuple(dict.fromkeys(form for form in keys if form))


def _number(digits: str, year: str | None, symbol: str | None, code: str | None, *, party: bool = False) -> Number:
    parts = [digits, year, symbol]
    printed = f"{digits}-{symbol}" if party else "/".join(part for part in parts if part)
    key = _key(digits, year, symbol, party=party)
    sequence = re.match(r"\d+", digits)
    return Number(printed, key, digits, int(sequence.group()) if sequence else 0, symbol, _full_year(year), code, party)


def _key(digits: str, year: str | None, symbol: str | None, *, party: bool) -> str:
    digits = re.sub(r"^0+(?=\d)", "", digits.lower())
    if symbol is None:
        return f"{digits}/{year}" if year else digits
    symbol = symbol.lower()
    if not party and not year:
        # `1559/CV-HU` and `11/CT-TU` are State-style slips for the Party's form.
        first, _, rest = symbol.partition("-")
        if first in type_codes() and rest.split("-")[0] in party_bodies():
            return f"{digits}-{first}/{rest}"
    return f"{digits}-{symbol}" if party else "/".join(part for part in (digits, year, symbol) if part)


@cache
def party_bodies() -> frozenset[str]:
    """Symbols of Party bodies in lower case, also without đ; those that other bodies use too (CB) are left out."""
    known = "tw tu hu qu thu đu du đuk duk vptw vptu btctu ubkttu btgtu btgdvtu bdvtu bnctu vphu btchu ubkthu btghu bdvhu"
    central = [
        symbol.lower() for row in rows("central_bodies.tsv", 6) if row[3] == "party" for symbol in row[1].split(",") if symbol
    ]
    return frozenset(known.split()) | frozenset(central)


def _full_year(year: str | None) -> int | None:
    if year is None:
        return None
    value = int(year)
    if value >= 100:
        return value
    return 1900 + value if value >= 50 else 2000 + value


def tidy_symbol(printed: str) -> str:
    """The printed symbol without spaces, with one kind of dash and slash."""
    printed = unicodedata.normalize("NFC", "".join(printed.split()))
    return _TO_SLASH.sub("/", _TO_DASH.sub("-", printed.replace("_", "-"))).rstrip(".")


def _letters(key: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(key))


@cache
def _codes_by_form() -> dict[str, str]:
    """Lower and folded form of a code to the code as printed; an exact lower form wins over a folded one."""
    printed = [
        code.strip("()") for row in rows("document_types.tsv", 4) for column in row[1:3] for code in column.split(",") if code
    ]
    found = {code.lower(): code for code in reversed(printed)}
    for code in printed:
        found.setdefault(fold(code), code)
    return found


def _known_code(first: str) -> str | None:
    return _codes_by_form().get(first.lower())


@cache
def _code_of_type() -> dict[str, str]:
    """Type's slug to its first code, for the leading word of `nghị định 30`."""
    names = [type.code for type in document_types()]
    firsts = [(row[1] or row[2]).split(",")[0].strip("()") for row in rows("document_types.tsv", 4)]
    return {name: code for name, code in zip(names, firsts, strict=True) if code}


def _lead_code(lead: str) -> tuple[str | None, bool]:
    """The code of the words before the number, and whether they may stand there at all."""
    lead = lead.strip(" :._-(")
    marked = _MARK.match(lead)
    if marked:
        lead = (marked.group(1) or "").strip(" :.")
    if not lead:
        return None, True
    code = _known_code(lead)
    if code:
        return code, True
    type = document_type(lead)
    return (_code_of_type().get(type.code), True) if type else (None, False)


def _from_words(rest: str, lead: str | None) -> Number | None:
    """`689 ubnd vx`, `30.2020.nd.cp`, `3954_ubnd_vx`, and sequences alone."""
    tokens = [token for token in re.split(r"[\s/⁄／\\_.\-‐‑‒–—−]+", rest) if token]
    first, *tokens = tokens
    if not re.fullmatch(r"\d{1,6}[a-z]?", first, re.IGNORECASE):
        return None
    year = None
    if tokens and re.fullmatch(r"(?:19|20)\d\d", tokens[0]):
        year, *tokens = tokens
    if not tokens:
        is_year = re.fullmatch(r"(?:19|20)\d\d", first)
        alone = re.fullmatch(r"\d{1,6}[a-z]?", rest, re.IGNORECASE)
        if (year and lead) or (not year and alone and not is_year):
            return _number(first, year, None, lead)
        return None
    if len(tokens) > 6 or not all(re.fullmatch(r"[a-zđ&]{1,10}\d{0,4}", token, re.IGNORECASE) for token in tokens):
        return None
    start = fold(tokens[0])
    code = _known_code(tokens[0])
    if code is None and start not in body_symbols() and not (year and _ASSEMBLY.fullmatch(start)):
        return None
    symbol = [token.upper() for token in tokens]
    if code and len(tokens) > 1:
        if tokens[1].lower() in party_bodies() and not year:
            return _number(first, None, f"{code}/{'-'.join(symbol[1:])}", code, party=True)
        return _number(first, year, "-".join([code, *symbol[1:]]), code)
    if code and lead is None and len(tokens) == 1:
        return _number(first, year, code, code)
    return _number(first, year, "-".join(symbol), lead)
