"""Lines printed in a font of capitals: its bytes are lower-case letters, so the head's lines come out small."""

import re
from collections.abc import Set

from corpus.vietnamese.folding import fold

_HEAD_LINES = 40
_NATION = re.compile(r"cong hoa xa hoi chu nghia viet nam|dang cong san viet nam")
_TYPES = frozenset(
    (
        *("nghi quyet", "quyet dinh", "chi thi", "quy che", "quy dinh", "thong cao", "thong bao", "huong dan", "chuong trinh"),
        *("ke hoach", "phuong an", "de an", "du an", "bao cao", "bien ban", "to trinh", "hop dong", "cong dien", "thong tu"),
        *("nghi dinh", "luat", "phap lenh", "thong tri", "ket luan", "thong tu lien tich"),
    )
)
_BODIES = re.compile(
    r"(?:uy ban|hoi dong|ubnd|hdnd|so|bo|phong|ban|tinh|huyen|thanh pho|thi xa|quan|xa|phuong|thi tran|cuc|chi cuc|tong cuc"
    r"|van phong|cong an|toa an|vien|truong|trung tam|tinh uy|huyen uy|dang bo|dang uy|cong ty)\b"
)
_HEAD_ENDS = re.compile(r"(?:so|v/v|kinh gui|can cu)\b|.*\bngay\b.*\bthang\b")


def capital_lines(text: str, converted: Set[int]) -> str:
    """The text with the converted lines of its head in capitals where a font of capitals printed them.

    Only lines without a capital, or all above the number once one of them has none, count: the national title, names of
    bodies above the number, a type alone on its line. `converted`: numbers of lines, from 0.
    """
    if not any(number < _HEAD_LINES for number in converted):
        return text
    head = text.split("\n", _HEAD_LINES)
    lines, rest = head[:_HEAD_LINES], head[_HEAD_LINES:]
    folds = [fold(line).strip(" .:*-\t\r") for line in lines]
    small = [number for number in converted if number < len(lines) and lines[number] == lines[number].lower()]
    end = next((n for n, line in enumerate(folds) if _HEAD_ENDS.match(line)), 0)
    names = [n for n in small if n < end and _BODIES.match(folds[n])]
    capital = {n for n in small if _NATION.fullmatch(folds[n]) or folds[n] in _TYPES}
    if names or any(_NATION.fullmatch(folds[n]) for n in capital):
        capital |= {n for n in converted if n < end and (n in small or _BODIES.match(folds[n]))}
    return "\n".join([*(line.upper() if n in capital else line for n, line in enumerate(lines)), *rest])
