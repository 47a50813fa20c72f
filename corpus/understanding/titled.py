"""Documents as collections print them, without a letterhead: number, issuer and date stand in the title.

`NGHỊ ĐỊNH / CỦA CHÍNH PHỦ SỐ 37/2007/NĐ-CP NGÀY 09 THÁNG 3 NĂM 2007 / VỀ …`: the order in which a document is cited in full
(decree 30/2020/NĐ-CP, appendix I: type, number, date, issuer, subject), set in capitals.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.document import Issuer
from corpus.gazetteer.bodies import issuer_from_name
from corpus.gazetteer.own import NONE, OwnBodies
from corpus.understanding.date import LONG, SHORT, date_of
from corpus.understanding.found import Found, found
from corpus.understanding.head import AUTHORITY_LINE, Part, Piece
from corpus.understanding.lines import Cell, is_capitals
from corpus.understanding.number import PRINTED, from_match
from corpus.understanding.registration import Registered
from corpus.vietnamese import normalise_tones

_MOST_CELLS = 10
_WORD = re.compile(r"(?:^|\s)SỐ\s{0,3}:?\s{0,3}(?=\d)")
_BY = re.compile(r"(?:^|\s)CỦA\s{1,6}")


@dataclass(frozen=True, slots=True)
class Titled:
    """What a title tells; issuer, date and subject only where it goes on with them."""

    number: Found[Registered]
    issuers: Found[tuple[Issuer, ...]] | None
    date: Found[str] | None
    subject: Found[str] | None


def read_title(pieces: Sequence[Piece], own: OwnBodies = NONE) -> Titled | None:
    """The title's parts, where the text begins with the type's name and has no letterhead and no number before it."""
    at = next((at for at, piece in enumerate(pieces[:4]) if piece.part is Part.TYPE), None)
    if at is None or any(piece.part is Part.NATION for piece in pieces) or any(p.part is Part.NUMBER for p in pieces[:at]):
        return None
    lines = _capitals(pieces[at:])
    for row, cell in enumerate(lines[:4]):
        word = _WORD.search(normalise_tones(cell.raw))
        printed = PRINTED.match(cell.raw, word.end()) if word else None
        number = from_match(printed) if printed else None
        if word is None or printed is None or number is None or (row > 1 and not _BY.search(lines[1].raw)):
            continue
        value = found(
            Registered(number, number.symbol or "", ""),
            cell.start + printed.start(),
            cell.start + printed.end(),
            "number.title",
        )
        date, rest = _date([cell.part(printed.end(), len(cell.raw)), *lines[row + 1 :]])
        day = date.value if date else None
        issuers = _issuer([*lines[:row], cell.part(0, word.start())], day, own) or _issuer(rest[:1], day, own)
        return Titled(value, issuers, date, _subject(rest))
    return None


def _capitals(pieces: Sequence[Piece]) -> list[Cell]:
    lines: list[Cell] = []
    for piece in pieces[:_MOST_CELLS]:
        if piece.part is Part.RULE:
            continue
        if piece.part not in (Part.TYPE, Part.TEXT, Part.DATE, Part.SUBJECT, Part.NUMBER) or not is_capitals(
            piece.cell.text, 0.7
        ):
            break
        lines.append(piece.cell)
    return lines


def _issuer(lines: Sequence[Cell], day: str | None, own: OwnBodies) -> Found[tuple[Issuer, ...]] | None:
    """The body after `CỦA` in lines that end where the number begins."""
    for row, cell in enumerate(lines):
        by = _BY.search(cell.raw)
        if by:
            body = [cell.part(by.end(), len(cell.raw)), *lines[row + 1 :]]
            name = " ".join(part.text for part in body if part.raw).strip(" ,;.")
            kept = [part for part in body if part.raw]
            if 3 <= len(name) <= 160 and kept:
                return found((issuer_from_name(name, date=day, own=own),), kept[0].start, kept[-1].span.end, "issuer.title")
    return None


def _date(lines: Sequence[Cell]) -> tuple[Found[str] | None, list[Cell]]:
    """The date right after the number, and what follows it."""
    for row, cell in enumerate(lines[:2]):
        match = LONG.search(cell.raw) or SHORT.search(cell.raw)
        if match and len(cell.raw[: match.start()].strip(" ,.")) <= 5:
            value = date_of(match)
            rest = [cell.part(match.end(), len(cell.raw)), *lines[row + 1 :]]
            date = found(value, cell.start + match.start(), cell.start + match.end(), "date.title") if value else None
            return date, [part for part in rest if part.raw.strip(" ,.-")]
        if cell.raw.strip(" ,.-"):
            break
    return None, [part for part in lines if part.raw.strip(" ,.-")]


def _subject(lines: Sequence[Cell]) -> Found[str] | None:
    kept: list[Cell] = []
    for cell in lines:
        if kept and (cell.gap or AUTHORITY_LINE.match(normalise_tones(cell.text))):
            break
        kept.append(cell)
    text = " ".join(cell.text for cell in kept).strip(" .;:,-")
    return found(text, kept[0].start, kept[-1].span.end, "subject.title") if text and len(text) <= 1_200 else None
