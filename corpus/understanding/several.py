"""Further documents in one text: a second head, an appended annex. One file stays one document; a warning says where.

Domain guide 1.4, effect 15; what each warning gives are offsets into the text.
"""

import re
from collections.abc import Iterator

from corpus.document import Span
from corpus.understanding.lines import is_capitals
from corpus.understanding.number import number_key

_MOST_NAMED = 5
_NEAR = 700
"""Characters around a national title in which its number line stands; a head with a subject of five lines has 500."""
_NATION_ENDS = ("CHỦ NGHĨA VIỆT NAM", "CỘNG SẢN VIỆT NAM")
_NATION = re.compile(
    r"(?:^|[|\t\n]|[ ]{3})[ *_]{0,20}"
    r"(?:C[ỘÔ]NG[ ]{1,3}H(?:ÒA|OÀ|ÓA)[ ]{1,3}X[ÃA][ ]{1,3}H[ỘÔ]I[ ]{1,3}CHỦ NGHĨA VIỆT NAM|ĐẢNG[ ]{1,3}CỘNG SẢN VIỆT NAM)\Z"
)
_TITLE_ENDS = re.compile(r"[ *_.]{0,20}(?:[|\t\r\n]|[ ]{3}|\Z)")
_NUMBER = re.compile(
    r"(?:^|\||\t|[ ]{3})[ ]{0,20}[*_]{0,2}(?P<word>S[ốỐ])[*_]{0,2}[ ]{0,3}[:.]?[ *_]{0,6}"
    r"(?P<number>\d{1,6}[a-z]?[ ]{0,3}[-–/][ ]{0,3}(?:\d{4}[ ]{0,2}/[ ]{0,2})?[A-ZĐƯ][\wĐƯƠ]{0,14}"
    r"(?:[ ]?[-–/][ ]?[A-ZĐƯƠ]\w{0,14}){0,4})",
    re.MULTILINE,
)
# Both begin with a letter, not with the line: a search runs through the text at the speed of looking for that letter.
_ATTACHED = re.compile(r"\((?:Ban hành |Đính |Gửi |Được ban hành )?[Kk]èm theo\b[^\n]{4,300}")
_ANNEX = re.compile(
    r"P(?:HỤ LỤC|hụ lục)(?:[ ](?:số[ ]|SỐ[ ])?[IVXLC\d]{1,5}[A-Za-z]?)?[ \t*_.:]{0,20}$",
    re.MULTILINE,
)
_MOST_TITLES = 500


def further_documents(text: str, body: int, own_key: str | None) -> tuple[str, ...]:
    """Warnings on what follows the first document, from `body` on, where its head is over; spans are [start, end).

    A second head is the national (or Party) title in capitals once more with a number line near it that has a number
    other than `own_key`; blank forms in annexes are none. An annex begins at `PHỤ LỤC` alone on its line, or at the
    heading above `(Kèm theo …)`.
    """
    heads = list(_second_heads(text, body, own_key))
    annexes = sorted(_annexes(text, body), key=lambda span: span.start)
    warnings = [
        f"nhiều văn bản: có phần đầu của văn bản khác, số {number} [{span.start}, {span.end}]"
        for span, number in heads[:_MOST_NAMED]
    ]
    if len(heads) > _MOST_NAMED:
        warnings.append(f"nhiều văn bản: và {len(heads) - _MOST_NAMED:,} phần đầu khác")
    if annexes:
        first = annexes[0]
        warnings.append(f"phụ lục kèm theo: {len(annexes):,}, bắt đầu tại [{first.start}, {first.end}]")
    return tuple(warnings)


def _second_heads(text: str, body: int, own_key: str | None) -> Iterator[tuple[Span, str]]:
    over = body
    for at in _titles(text, body):
        if at < over:
            continue
        start, end = max(over, at - _NEAR), min(len(text), at + _NEAR)
        found = min(_NUMBER.finditer(text, start, end), key=lambda match: abs(match.start("number") - at), default=None)
        if found is None:
            continue
        number = re.sub(r"\s", "", found["number"])
        if number_key(number) in (None, own_key):
            continue
        line = text.rfind("\n", 0, at) + 1
        stop = text.find("\n", at)
        stop = len(text) if stop < 0 else stop
        yield Span(max(over, min(line, found.start("word"))), max(stop, found.end())), number
        over = max(stop, found.end())


def _titles(text: str, body: int) -> list[int]:
    """Offsets in lines where a national title stands in capitals, and nothing else in its column."""
    found: list[int] = []
    for words in _NATION_ENDS:
        at = text.find(words, body)
        while at >= 0 and len(found) < _MOST_TITLES:
            end = at + len(words)
            if _NATION.search(text, max(body, at - 80), end) and _TITLE_ENDS.match(text, end):
                found.append(at)
            at = text.find(words, at + len(words))
    return sorted(found)


def _annexes(text: str, body: int) -> Iterator[Span]:
    over = body
    found = [
        match for pattern in (_ANNEX, _ATTACHED) for match in pattern.finditer(text, body) if _begins_line(text, match.start())
    ]
    for match in sorted(found, key=lambda match: match.start()):
        if match.start() < over:
            continue
        is_remark = match.re is _ATTACHED
        start = _heading(text, over, match.start()) if is_remark else match.start()
        if start is None:
            continue
        # `PHỤ LỤC I` and the `(Kèm theo …)` below it are one annex.
        attached = None if is_remark else _ATTACHED.search(text, match.end(), min(len(text), match.end() + 400))
        over = attached.end() if attached else match.end()
        yield Span(start, over)


def _begins_line(text: str, at: int) -> bool:
    before = text[max(0, at - 20) : at]
    return not before[before.rfind("\n") + 1 :].strip(" \t*_#") and (at <= 20 or "\n" in before)


def _heading(text: str, over: int, at: int) -> int | None:
    """Where the lines in capitals right above begin; None where there are none: then it is a remark in the text."""
    start = None
    for _ in range(6):
        end = at - 1
        if end < over:
            break
        line = text.rfind("\n", over, end) + 1 or over
        words = text[line:end].strip(" \t*_#|")
        if words and not (is_capitals(words, 0.7) and len(words) < 200) and not words.startswith("Phụ lục"):
            break
        start = line if words else start
        at = line
        if line <= over:
            break
    return start
