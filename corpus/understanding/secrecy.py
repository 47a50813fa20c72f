"""The marks of State secrets. A document that bears one is refused before anything of it is kept."""

import re

from corpus.vietnamese import clean

_LINES = 25
_MARKS = ("TUYỆT MẬT", "TỐI MẬT", "MẬT")
_FRAME = re.compile(r"^[\W_]+|[\W_]+$")
_STATED = re.compile(r"^Độ\s+mật\s*:\s*(tuyệt mật|tối mật|mật)$", re.IGNORECASE)
_SPACED = re.compile(r"(?<=\b\w) (?=\w\b)")
# Cyrillic capitals that look the same would let a mark pass unseen.
_LOOK_ALIKES = str.maketrans("МТУІ", "MTYI")


def secrecy_mark(text: str) -> str | None:
    """ "MẬT", "TỐI MẬT" or "TUYỆT MẬT" where a line of the head is only that mark, else None.

    A line is a line, a table cell or a column of one of the first 25 lines that hold anything, in capitals, marks and
    frames around it dropped; `Độ mật: Mật` counts too. Never on folded text: `mặt`, `mắt` and `mát` fold alike. Words
    such as `bảo mật`, `mật khẩu` and subjects about secrecy pass.
    """
    before = ""
    seen = 0
    position = 0
    while seen < _LINES and position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        line = clean(text[position : min(end, position + 2000)])
        position = end + 1
        if not any(c.isalnum() for c in line):
            continue
        seen += 1
        for cell in re.split(r"[|\t]|[ ]{3,}", line):
            mark = _mark(cell)
            # A subject in capitals may break inside BÍ MẬT, BẢO MẬT.
            if mark and not re.search(r"\b(?:BÍ|BẢO)$", before):
                return mark
            before = _FRAME.sub("", cell) or before
    # A mark with its letters spaced out may itself have been split into columns.
    return None


def _mark(cell: str) -> str | None:
    plain = " ".join(_FRAME.sub("", cell).split())
    stated = _STATED.match(plain)
    if stated:
        return stated.group(1).upper()
    plain = plain.translate(_LOOK_ALIKES)
    if plain in _MARKS:
        return plain
    # M Ậ T, T Ố I  M Ậ T
    joined = _SPACED.sub("", plain)
    tight = {mark.replace(" ", ""): mark for mark in _MARKS}
    return tight.get(joined.replace(" ", "")) if len(plain) <= 24 else None
