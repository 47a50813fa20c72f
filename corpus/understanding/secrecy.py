"""The marks of State secrets. A document that bears one is refused before anything of it is kept."""

import re
import unicodedata

from corpus.vietnamese import clean

_LINES = 25
_MARKS = ("TUYỆT MẬT", "TỐI MẬT", "MẬT")
_FRAME = re.compile(r"^[\W_]+|[\W_]+$")
_STATED = re.compile(r"^(?:Mức\s+)?độ\s+mật\s*[^\w\s]+[\W_]*(tuyệt mật|tối mật|mật)$", re.IGNORECASE)
_URGENT = "(?:HỎA TỐC HẸN GIỜ|HỎA TỐC|HOẢ TỐC|THƯỢNG KHẨN|KHẨN)"
_URGENCY = re.compile(rf"^{_URGENT}[\W_]+|[\W_]+{_URGENT}$")
"""A mark of urgency in the same line as the mark of secrecy."""
_COLUMNS = re.compile(r"[|\t]|[ ]{3,}")
_LETTERS = re.compile(r"(?:\w[\W_]{1,3})+\w")
"""Letters set apart: M Ậ T, T.Ố.I  M.Ậ.T"""
_UNSEEN = re.compile("[\u034f\u061c\u115f\u1160\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f]")
# Cyrillic and Greek capitals that look the same would let a mark pass unseen.
_LOOK_ALIKES = str.maketrans("МТУІΜΤΥΙ", "MTYIMTYI")
_OLD_ENCODINGS = {
    **dict.fromkeys(("MËT", "mËt", "MAÄT"), "MẬT"),
    **dict.fromkeys(("TèI MËT", "tèi mËt", "TOÁI MAÄT"), "TỐI MẬT"),
    **dict.fromkeys(("TUYÖT MËT", "tuyÖt mËt", "TUYEÄT MAÄT"), "TUYỆT MẬT"),
}
"""The marks as files in TCVN3 and VNI show them while these are read letter by letter."""


def secrecy_mark(text: str) -> str | None:
    """ "MẬT", "TỐI MẬT" or "TUYỆT MẬT" where a line of the head is only that mark, else None.

    A line is a line, a table cell or a column of one of the first 25 lines that hold anything, in capitals; frames,
    a mark of urgency beside it and what stands between its letters are dropped; `Độ mật: Mật` counts too. Never on
    folded text: `mặt`, `mắt` and `mát` fold alike. Words such as `bảo mật`, `mật khẩu` and subjects about secrecy pass.
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
        # Whole first: a mark with its letters spaced out may itself be split into columns.
        for index, cell in enumerate((line, *_COLUMNS.split(line))):
            mark = _mark(cell)
            # A subject in capitals may break inside BÍ MẬT, BẢO MẬT.
            if mark and not re.search(r"\b(?:BÍ|BẢO)$", before):
                return mark
            if index:
                before = _FRAME.sub("", cell[-40:]) or before
    return None


def _mark(cell: str) -> str | None:
    if len(cell) > 200:
        return None
    seen = _UNSEEN.sub("", unicodedata.normalize("NFKC", cell))
    plain = " ".join(_FRAME.sub("", seen).split())
    stated = _STATED.match(plain)
    if stated:
        return stated.group(1).upper()
    if plain in _OLD_ENCODINGS:
        return _OLD_ENCODINGS[plain]
    plain = _URGENCY.sub("", plain.translate(_LOOK_ALIKES))
    if plain in _MARKS:
        return plain
    tight = re.sub(r"[\W_]+", "", plain) if _LETTERS.fullmatch(plain) else plain.replace(" ", "")
    return {mark.replace(" ", ""): mark for mark in _MARKS}.get(tight)
