"""The text's number and date weighed against what recognition may have misread and what the file's name says.

The text wins. A scan's digits are often written by hand: recognition gives other digits just as neatly, so a number or a
day that only recognition read is never sure. The name is accepted by itself only where the text agrees with the rest of
what it says: type and body (the symbol), month and year. What is not accepted becomes a proposal.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from corpus.document import Evidence, Issuer, Level, Proposal
from corpus.gazetteer.places import provinces
from corpus.understanding.confidence import sure
from corpus.understanding.filename import RULE, Named, digits_before, read_name
from corpus.understanding.found import Found
from corpus.understanding.kind import stands_for
from corpus.understanding.noise import without_slips
from corpus.understanding.number import Number, parse_number
from corpus.understanding.registration import Registered
from corpus.vietnamese import fold, normalise_tones
from corpus.vietnamese.spelling import is_syllable

MOST_SURE: Mapping[str, float] = MappingProxyType(
    {
        "number": 0.5,
        "symbol": 0.9,
        "date": 0.7,
        "place": 0.8,
        "type": 0.95,
        "issuer": 0.85,
        "subject": 0.6,
        "addressees": 0.6,
        "recipients": 0.6,
        "signer": 0.6,
        "arrival": 0.5,
        "urgency": 0.8,
        "fields": 0.6,
    }
)
"""How sure a field can be at most where the head was read from an image and nothing else confirms it."""

_PLACED = re.compile(
    r"\b(?:tỉnh|thành phố|huyện|quận|thị xã|thị trấn|phường|đặc khu|xã(?! hội)|thành|thị|đảng ủy|chi bộ) \w", re.IGNORECASE
)
_AGREED = 0.95
_NAME_AND_MONTH = 0.8
_NAME_AND_SYMBOL = 0.5
_PROPOSED = 0.4
_AGAINST = 0.2


class Weighed(NamedTuple):
    number: Found[Registered] | None
    date: Found[str] | None
    proposals: tuple[Proposal, ...] = ()


def weigh(number: Found[Registered] | None, date: Found[str] | None, file_name: str | None, *, recognised: bool) -> Weighed:
    """Number and date as they may be given, and what is only proposed. `recognised`: the head was read from an image."""
    named = read_name(file_name) if file_name else Named(None, None, None, None, None)
    symbol = number.value.symbol if number else ""
    own = number.value.number if number else None
    day = date.value if date else None
    hint = digits_before(file_name, symbol, day[:4] if day else None) if file_name and symbol else None
    agrees = hint is not None and not _contradict(named, day)
    proposals: list[Proposal] = []
    if own is None:
        number = _from_name(number, named, hint if agrees else None, day, proposals)
    elif recognised and number and agrees and hint is not None:
        if hint.lstrip("0") == own.digits.lstrip("0"):
            number = Found(number.value, replace(number.evidence, rule="number.header-and-filename", confidence=_AGREED))
        else:
            # Two readings of one scrawl: neither is given.
            proposals.append(Proposal("number", own.number.replace(own.digits, hint, 1), RULE, _NAME_AND_SYMBOL))
            proposals.append(Proposal("number", own.number, "number.recognised", _AGAINST))
            number = Found(replace(number.value, number=None), replace(number.evidence, rule="symbol.digits-in-doubt"))
    elif recognised and number:
        number = Found(number.value, replace(number.evidence, rule="number.recognised"))
    date = _date_from_name(date, named, proposals, symbol_agrees=agrees, silent=not symbol or own is None)
    return Weighed(number, date, tuple(dict.fromkeys(proposals)))


def _contradict(named: Named, day: str | None) -> bool:
    """Whether the name has another year than the text, or another month, where both have them."""
    if day is None:
        return False
    if named.date and len(day) >= 7 and named.date[:7] != day[:7]:
        return True
    return bool(named.year) and named.year != day[:4]


def _from_name(
    number: Found[Registered] | None, named: Named, hint: str | None, day: str | None, proposals: list[Proposal]
) -> Found[Registered] | None:
    """The number whose digits the text does not give: from the name where it agrees, else proposed."""
    symbol = number.value.symbol if number else ""
    if number and hint:
        given = _with_digits(hint, symbol)
        if given:
            confidence = _NAME_AND_MONTH if day and named.year == day[:4] else _NAME_AND_SYMBOL
            return Found(replace(number.value, number=given), Evidence(None, RULE, confidence))
    misread = without_slips(number.value.scrawl) if number else None
    if misread and (given := _with_digits(misread, symbol)):
        proposals.append(Proposal("number", given.number, "number.misread", _PROPOSED))
    if named.digits and symbol and named.code and symbol.split("-")[0].split("/")[0] == named.code:
        given = _with_digits(named.digits, symbol)
        if given:
            proposals.append(Proposal("number", given.number, RULE, _AGAINST if _contradict(named, day) else _PROPOSED))
    elif named.number:
        same = symbol and named.number.endswith(symbol)
        confidence = _AGAINST if (symbol and not same) or _contradict(named, day) else _PROPOSED
        proposals.append(Proposal("number", named.number, RULE, confidence))
    return number


def _with_digits(digits: str, symbol: str) -> Number | None:
    party = "/" in symbol and not symbol.startswith(("TTLT/", "NQLT/"))
    return parse_number(f"{digits}-{symbol}" if party else f"{digits}/{symbol}")


def _date_from_name(
    date: Found[str] | None, named: Named, proposals: list[Proposal], *, symbol_agrees: bool, silent: bool
) -> Found[str] | None:
    if named.date is None:
        return date
    if date is None:
        if silent or symbol_agrees:
            proposals.append(Proposal("date", named.date, RULE, _PROPOSED))
        return date
    if len(date.value) < 10 and named.date.startswith(date.value):
        if symbol_agrees and len(date.value) == 7:
            return Found(named.date, replace(date.evidence, rule=RULE, confidence=_NAME_AND_MONTH))
        proposals.append(Proposal("date", named.date, RULE, _PROPOSED))
    return date


def judged(issuers: Found[tuple[Issuer, ...]] | None, symbol: str) -> Found[tuple[Issuer, ...]] | None:
    """The bodies, as sure as their rule was measured to be.

    A local body is sure where its name says of which place it is and the symbol abbreviates it: SNV of `Sở Nội vụ tỉnh X`.
    A name that holds what is no syllable (`Phhồ`) is not.
    """
    if issuers is None or issuers.evidence.confidence < 0.9:
        return issuers
    rule = issuers.evidence.rule
    if any(not _is_plain_name(issuer.name) for issuer in issuers.value):
        rule = "issuer.odd-word"
    elif any(issuer.level is not Level.CENTRAL for issuer in issuers.value):
        confirmed = all(_PLACED.search(issuer.name) and _is_abbreviated(issuer, symbol) for issuer in issuers.value)
        rule = "issuer.local" if confirmed else "issuer.local-unconfirmed"
    return Found(issuers.value, replace(issuers.evidence, rule=rule, confidence=sure(rule)))


def _is_abbreviated(issuer: Issuer, symbol: str) -> bool:
    groups = [group for group in re.split(r"[-/]", symbol) if len(group) >= 2]
    return any(stands_for(group, issuer.name) for group in groups)


def _is_plain_name(name: str) -> bool:
    words = [word for word in re.findall(r"[^\W_]+", name) if not re.search(r"\d", word) and not re.fullmatch("[IVXL]+", word)]
    return all(is_syllable(normalise_tones(word.lower())) or fold(word) in _place_words() for word in words)


@cache
def _place_words() -> frozenset[str]:
    return frozenset(fold(word) for place in provinces().values() for word in place.name.split())


def tempered(field: str, evidence: Evidence) -> Evidence:
    """The evidence of a field that only recognition read: at most as sure as that can be."""
    if evidence.rule in (RULE, "number.header-and-filename"):
        return evidence
    return replace(evidence, confidence=min(evidence.confidence, MOST_SURE.get(field, 0.6)))
