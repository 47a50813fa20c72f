"""The type of a document: from the line that names it, else from the symbol, else from the layout (domain guide, 2.5)."""

import re
from collections.abc import Sequence

from corpus.document import DocumentType, Issuer, System
from corpus.gazetteer import document_type, type_of_code
from corpus.understanding.found import Found, found
from corpus.understanding.head import Part, Piece, type_line
from corpus.understanding.lines import is_capitals
from corpus.understanding.registration import Registered
from corpus.vietnamese import fold, normalise_tones

_PREFIXES = {
    "luat": "Luật",
    "bo luat": "Bộ luật",
    "phap lenh": "Pháp lệnh",
    "nghi quyet": "Nghị quyết",
    "sac lenh": "Sắc lệnh",
    "lenh": "Lệnh",
}


def read_type(pieces: Sequence[Piece], number: Found[Registered] | None, issuer: Issuer | None) -> Found[DocumentType] | None:
    """The type, or None where neither line nor symbol nor layout tells."""
    for piece in pieces:
        if piece.part is Part.TYPE:
            name = type_line(normalise_tones(piece.cell.text))
            known = document_type(name) if name else None
            if known:
                has_head = number is not None or any(p.part in (Part.NATION, Part.DATE) for p in pieces)
                rule = "type.line" if has_head else "type.line-alone"
                if number and _differs(known, number.value, issuer):
                    # Offices do send a notice under a letter's symbol: the line is what they call it (domain guide, 2.5).
                    rule = "type.line-against-symbol"
                return found(known, piece.cell.start, piece.cell.span.end, rule)
    if number is None:
        return None
    place = number.evidence.span
    start, end = (place.start, place.end) if place else (0, 0)
    if number.value.prefix in _PREFIXES:
        known = document_type(_PREFIXES[number.value.prefix])
        return found(known, start, end, "type.number-word") if known else None
    letter = any(piece.part in (Part.SUBJECT, Part.ADDRESS) for piece in pieces)
    known = _of_symbol(number.value, issuer, letter=any(piece.part is Part.SUBJECT for piece in pieces))
    if known:
        return found(known, start, end, "type.symbol")
    if number.value.symbol and letter and not re.match(r"(?:QH|UBTVQH)\d", number.value.symbol):
        known = document_type("Công văn")
        return found(known, start, end, "type.letter") if known else None
    if number.value.symbol and issuer and _is_body_of(number.value.symbol, issuer) and not _names_unknown_type(pieces):
        # A symbol that begins with the body itself has no type: an official letter, its subject lost (domain guide, A11).
        known = document_type("Công văn")
        return found(known, start, end, "type.body-symbol") if known else None
    return None


def _differs(named: DocumentType, registered: Registered, issuer: Issuer | None) -> bool:
    """Whether the symbol begins with the code of another type: `QĐ` under `KẾ HOẠCH`."""
    told = _of_symbol(registered, issuer, letter=False)
    return (
        told is not None
        and told.code != named.code
        and not told.code.startswith(named.code)
        and not (issuer and stands_for(re.split(r"[-/]", registered.symbol, maxsplit=1)[0], issuer.name))
    )


def _is_body_of(symbol: str, issuer: Issuer) -> bool:
    first = re.split(r"[-/]", symbol, maxsplit=1)[0]
    return len(first) >= 3 and type_of_code(first) is None and stands_for(first, issuer.name)


def _names_unknown_type(pieces: Sequence[Piece]) -> bool:
    """Whether lines in capitals stand between the number and the text: the name of a type that the table lacks."""
    numbers = [at for at, piece in enumerate(pieces) if piece.part is Part.NUMBER]
    after = pieces[numbers[0] + 1 :] if numbers else ()
    return any(piece.part is Part.TEXT and is_capitals(piece.cell.text) for piece in after)


def _of_symbol(registered: Registered, issuer: Issuer | None, *, letter: bool) -> DocumentType | None:
    """The type of the symbol's first code, unless that code is the issuer's own letters on an official letter."""
    number = registered.number
    party = number.party if number else False
    first = re.split(r"[-/.]", registered.symbol, maxsplit=1)[0]
    known = type_of_code(first, party=party)
    if party and issuer and issuer.system is System.STATE and _initials(issuer.name)[1:].startswith(fold(first)):
        # `60-TC/TCT` of the 1990s: TC is the ministry (Tài chính), not thông cáo.
        return None
    if known is None:
        return None
    if number and number.year and first == "TT" and not party:
        return known
    if not re.search(r"[-/.]", registered.symbol):
        # A code alone ("KH") may as well be a unit.
        return None
    if issuer and letter and not party and stands_for(first, issuer.name):
        return None
    return known


def stands_for(code: str, name: str) -> bool:
    """Whether the code abbreviates the start of the issuer's name: CT of `Cục Thuế`, TTr of `Thanh tra`, UBND of `Ủy ban …`."""
    return _initials(name).startswith(fold(code)) or (code == "TTr" and fold(name).startswith("thanh tra"))


def _initials(name: str) -> str:
    return "".join(word[0] for word in re.findall(r"[^\W\d_]+", fold(name)) if word != "va")
