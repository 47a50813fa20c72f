"""Laws that the text names without a number: `Luật thực hiện dân chủ ở cơ sở`, `Bộ luật Lao động năm 2019`, `Hiến pháp`."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from corpus.gazetteer import law_title_at
from corpus.vietnamese import slug

_KIND = re.compile(r"Luật|Bộ [lL]uật|LUẬT|BỘ LUẬT|Pháp lệnh|PHÁP LỆNH|Hiến pháp|HIẾN PHÁP")
_WORD = re.compile(r"\S+")
_LONGEST = 160
_MOST_WORDS = 24
_YEAR = re.compile(r"[, ]{1,2}(?:năm\s)?(?P<year>(?:19|20)\d\d)(?![\w/])")
# Its number comes next, or the number of an amendment that stands in brackets: the numbered citation has it.
_NUMBERED = re.compile(r"[\s,]{0,3}(?:\([^()\n]{1,30}\)\s?)?(?:số|Số)?\s?:?\s{0,2}\d{1,4}[a-z]?\s?/\s?(?:\d{4}|[A-Z])")
_SCHOOL = re.compile(
    r"(?:(?<!quốc )hội|đại học|học viện|trường|khoa|viện|ngành|cử nhân|thạc sĩ|tiến sĩ|báo|tạp chí)\s$", re.IGNORECASE
)


class LawMention(NamedTuple):
    """A numberless law: where it stands, its title as a slug with the printed year apart, and its type's code."""

    start: int
    end: int
    title: str
    year: int | None
    type: str


def law_mentions(text: str) -> Iterator[LawMention]:
    """Titles of the gazetteer in the order of the text; `Luật này`, `pháp luật` and numbered laws are none of them.

    The longest title wins: `Luật Đầu tư công` is not `Luật Đầu tư`. Each kind word looks at most 160 characters ahead.
    """
    end = 0
    for match in _KIND.finditer(text):
        start = match.start()
        if start < end or (start and text[start - 1].isalnum()) or text.startswith(" này", match.end()):
            continue
        line = text[start : start + _LONGEST].partition("\n")[0]
        taken = law_title_at(line.split(maxsplit=_MOST_WORDS))
        if not taken or _SCHOOL.search(text, max(0, start - 12), start):
            continue
        last = list(_WORD.finditer(line))[taken - 1]
        end = start + last.start() + len(last.group().rstrip(" ,;.:()[]\"“”'’/"))
        title = slug(text[start:end])
        year = _YEAR.match(text, end)
        if _NUMBERED.match(text, year.end() if year else end):
            continue
        if year:
            end = year.end()
        kind = "bo-luat" if title.startswith("bo-luat") else "hien-phap" if title.startswith("hien") else title.split("-")[0]
        yield LawMention(
            start, end, title, int(year["year"]) if year else None, "phap-lenh" if title.startswith("phap") else kind
        )
