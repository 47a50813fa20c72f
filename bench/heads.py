"""Heads rendered from metadata in the shapes that files have, so that rules meet thousands of real numbers, bodies and subjects.

Invented is only the layout: `phapdien` has no letterheads.
"""

import random
import textwrap
from collections.abc import Mapping
from itertools import zip_longest

_TITLE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
_BASIS = "Căn cứ Luật Tổ chức Chính phủ ngày 25 tháng 12 năm 2001;"
SHAPES = ("columns", "rows", "table", "spaces", "one line", "title first")


def rendered(row: Mapping[str, str], chance: random.Random) -> tuple[str, str]:
    """The head of a document with that number, type, issuer, date and subject, then its text; and the shape's name."""
    year, month, day = map(int, row["date"].split("-"))
    date = f"Hà Nội, ngày {day:02} tháng {month if month > 2 else f'{month:02}'} năm {year}"
    law = {"Luật": "Luật", "Bộ luật": "Luật", "Pháp lệnh": "Pháp lệnh"}.get(row["type"])
    number = f"{f'{law} số' if law else 'Số'}: {row['number']}"
    bodies = row["issuer"].upper().split("; ")
    left = _wrapped(" - ".join(bodies), chance.choice((30, 60, 200)) if len(bodies) > 1 else chance.choice((22, 34, 80)))
    subject = row["subject"].upper() if chance.random() < 0.6 else row["subject"][:1].upper() + row["subject"][1:]
    shape = chance.choice(SHAPES)
    again = [bodies[0]] if chance.random() < 0.5 else []
    below = ["", row["type"].upper(), *_wrapped(subject, chance.choice((45, 70, 120))), "", *again, _BASIS, row["text"][:600]]
    return "\n".join([*_head(shape, left, number, date), *below]), shape


def _head(shape: str, left: list[str], number: str, date: str) -> list[str]:
    pairs = list(zip_longest([*left, number], [_TITLE, _MOTTO, date], fillvalue=""))
    match shape:
        case "columns":
            return [*left, "-------", number, _TITLE, _MOTTO, date]
        case "rows":
            return [line for pair in pairs for line in pair if line]
        case "table":
            return [f"|{a}   |{b}   |" for a, b in pairs]
        case "spaces":
            return [f"{a:<40}    {b}".rstrip() for a, b in pairs]
        case "one line":
            beside = zip_longest(left, [_TITLE, _MOTTO], fillvalue="")
            return [*(f"{a} {b}".strip() for a, b in beside), f"{number} {date}"]
    return [_TITLE, _MOTTO, "", date, "", *left, number]


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [text]
