"""The subject (trích yếu): under the number of an official letter, under the type's name elsewhere."""

import re
from collections.abc import Sequence

from corpus.understanding.found import Found, found
from corpus.understanding.head import AUTHORITY_LINE, SUBJECT_MARK, Part, Piece
from corpus.understanding.lines import Cell, is_capitals
from corpus.vietnamese import normalise_tones
from corpus.vietnamese.spelling import is_syllable

_LONGEST = 1_200
_MOST_LINES = 16
_MARK = re.compile(r"\(?\s{0,3}(?:V\s?[/⁄]\s?[vy]|V\.\s?v\b|Về việc|V[/⁄](?=\s))\s{0,3}[:.]?\s{0,3}", re.IGNORECASE)
_TEMPLATE = re.compile(r"…\s?\(?\d|\.{4}|…{2}")
_NOTE = re.compile(r"\((?:Ban hành|Kèm theo|Trình|Được|Đã được)\b", re.IGNORECASE)


def read_subject(pieces: Sequence[Piece]) -> Found[str] | None:
    """The subject without its `V/v`; lines joined. None where there is none."""
    for at, piece in enumerate(pieces):
        if piece.part is Part.SUBJECT:
            lines = _letter_lines(pieces, at)
            rule = "subject.under-number" if _is_closed(pieces, at, lines) else "subject.before-text"
            return _join(lines, rule, named=False)
    for at, piece in enumerate(pieces):
        if piece.part is Part.TYPE:
            lines = _named_lines(pieces, at)
            rule = "subject.under-type" if _is_closed(pieces, at, lines) else "subject.before-text"
            return _join(lines, rule, named=True)
    return None


def _is_closed(pieces: Sequence[Piece], at: int, lines: list[Cell]) -> bool:
    """Whether what follows the subject is certainly none of it: a rule, the body, the addressees, who decides, or nothing."""
    left, last = _left_of(pieces, at), lines[-1].start if lines else -1
    for piece in pieces[at + 1 :]:
        if piece.cell.start <= last or piece.part in (Part.NATION, Part.DATE, Part.MARK):
            continue
        return (
            piece.part is not Part.TEXT
            or _is_authority(normalise_tones(piece.cell.text), left)
            or bool(_NOTE.match(piece.cell.text))
        )
    return True


def _letter_lines(pieces: Sequence[Piece], at: int) -> list[Cell]:
    lines = [pieces[at].cell]
    left = _left_of(pieces, at)
    # Where the national title stands before the subject, the columns alternate line by line (row-major).
    alternates = any(piece.part is Part.NATION for piece in pieces[:at])
    for near, piece in enumerate(pieces[at + 1 :], at + 1):
        cell = piece.cell
        right = piece.part in (Part.NATION, Part.DATE, Part.MARK, Part.RULE)
        if right and (_row_goes_on(pieces, cell) or (alternates and not cell.gap)):
            # The right column: the left one goes on below.
            continue
        if _begins_prose(pieces, near, lines):
            break
        if piece.part is not Part.TEXT or len(lines) >= _MOST_LINES:
            break
        text = normalise_tones(cell.text)
        if not _goes_on(lines, cell) or (_is_authority(text, left) and not _open(lines)):
            break
        lines.append(cell)
    return lines


def _row_goes_on(pieces: Sequence[Piece], cell: Cell) -> bool:
    """Whether the row of this cell also holds a left cell: then it is a table's row, not a line of its own."""
    return cell.column > 0 and any(p.cell.row == cell.row and p.cell.column == 0 for p in pieces)


def _named_lines(pieces: Sequence[Piece], at: int) -> list[Cell]:
    lines: list[Cell] = []
    left = _left_of(pieces, at)
    for offset, piece in enumerate(pieces[at + 1 :]):
        cell = piece.cell
        if piece.part in (Part.MARK, Part.NATION) or (piece.part is Part.RULE and not lines):
            continue
        if piece.part is Part.SUBJECT and not lines:
            lines.append(cell)
            continue
        text = normalise_tones(cell.text)
        if piece.part is not Part.TEXT or len(lines) >= _MOST_LINES or _NOTE.match(text):
            break
        if lines and (not _goes_on(lines, cell) or _begins_prose(pieces, at + 1 + offset, lines)):
            break
        if _is_authority(text, left) and (lines or piece is not pieces[at + 1]) and not _open(lines):
            break
        if not lines and _is_authority(text, left):
            break
        lines.append(cell)
    return lines


def _begins_prose(pieces: Sequence[Piece], at: int, lines: list[Cell]) -> bool:
    """Whether a sentence starts here: a capital after a finished line, and a stop before the next line with a capital."""
    first = pieces[at].cell
    if _open(lines) or not first.text[:1].isupper() or is_capitals(first.text):
        return False
    words = 0
    for position in range(at, min(at + 12, len(pieces))):
        cell = pieces[position].cell
        if position > at and (pieces[position].part is not Part.TEXT or cell.gap or cell.text[:1].isupper()):
            return False
        words += cell.text.count(" ") + 1
        if re.search(r"[.:;]$", cell.text):
            # A word or two are the end of a name that the line broke.
            return words > 3
    return False


def _left_of(pieces: Sequence[Piece], at: int) -> str:
    """The lines of the issuer, as one."""
    return " ".join(normalise_tones(piece.cell.text) for piece in pieces[:at] if piece.part is Part.TEXT)


def _is_authority(text: str, left: str) -> bool:
    """Whether a line in capitals names who decides: the issuer again, or `BỘ TRƯỞNG BỘ TÀI CHÍNH`; not `… BAN HÀNH`."""
    if not is_capitals(text):
        return False
    return text.strip(" .,;:") == left or (
        AUTHORITY_LINE.match(text) is not None and not re.search(r"\b(?:VỀ|BAN HÀNH|QUY ĐỊNH)\b", text)
    )


def _open(lines: list[Cell]) -> bool:
    """Whether the last line cannot be the end: it stops at a comma or a word that wants another."""
    return bool(lines) and bool(
        re.search(
            r"(?:[,;\-–]|\b(?:của|và|về|tại|(?<!kèm )theo|do|trong|cho|với|ở|các|đối với|thuộc"
            r"|thủ tướng|bộ trưởng|ủy ban|uỷ ban|(?<!đường )(?<!cán )(?<!tiến )(?<!nội )(?<!toàn )(?<!đồng )bộ))$",
            lines[-1].text,
            re.IGNORECASE,
        )
    )


def _goes_on(lines: list[Cell], cell: Cell) -> bool:
    last, text = lines[-1].text, cell.text
    if sum(len(line.raw) for line in lines) > _LONGEST or re.search(r"(?:\./\.|[.:])$", last):
        return False
    if _NOTE.match(text):
        return False
    if not cell.gap and _is_acronym(text):
        return True
    capitals = is_capitals(last)
    if capitals != is_capitals(text) and not text[:1].islower() and not re.match(r"[\d(“\"]", text):
        # Capitals over small letters: another block, unless the small letters only finish a word group.
        return _open(lines) and not capitals
    return not cell.gap or capitals or text[:1].islower() or _open(lines)


def _is_acronym(text: str) -> bool:
    """`HIV/AIDS` alone on the last line: letters that are no syllables, a word or two."""
    words = re.findall(r"[^\W\d_]+", text)
    return 0 < len(words) <= 2 and all(word.isupper() and not is_syllable(normalise_tones(word.lower())) for word in words)


def _join(lines: list[Cell], rule: str, *, named: bool) -> Found[str] | None:
    if not lines:
        return None
    text = " ".join(line.text for line in lines)
    letter = SUBJECT_MARK.match(text)
    if letter and (not named or not letter.group().lstrip("( ").lower().startswith("về")):
        inner = _MARK.sub("", text, count=1)
        text = inner.removesuffix(")") if text.startswith("(") and inner.count(")") > inner.count("(") else inner
    text = text.strip(" .;:-–*")
    if _TEMPLATE.search(text):
        # A form's blank is no subject.
        return None
    return found(text, lines[0].start, lines[-1].span.end, rule) if text and any(c.isalpha() for c in text) else None
