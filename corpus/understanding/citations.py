"""Documents that the text names, with what this document does to them (domain guide, section 6)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from heapq import merge
from operator import itemgetter
from typing import NamedTuple

from corpus.document import Citation, Relation, Span
from corpus.gazetteer import document_type, document_types, type_of_code
from corpus.gazetteer.bodies import central_body_at
from corpus.gazetteer.document_types import type_codes
from corpus.understanding.citations_laws import LawMention, law_mentions
from corpus.understanding.citations_relation import ENDS, SENTENCE_END, goes_on, relation_of
from corpus.understanding.date import date_of
from corpus.understanding.number import CITED, Number, from_match
from corpus.vietnamese import normalise_tones, slug

_BEFORE = 160
# Characters that the longest type's name with `số :` takes.
_LONGEST_TYPE = 42
_DATE = re.compile(
    r"[,\s]{0,3}(?:\(?\s?(?:được )?ban hành\s{1,3})?ng[àa]y\s{1,3}(?P<day>\d{1,2})"
    r"(?:\s?(?P<mark>[/.\-–])\s?|\s{1,3}tháng\s{1,3})(?P<month>\d{1,2})"
    r"(?:\s?(?(mark)(?P=mark)|[/.\-–])\s?|\s{1,3}năm\s{1,3})(?P<year>\d{4})",
    re.IGNORECASE,
)
_OF = re.compile(r"[,\s]{0,3}của\s{1,3}", re.IGNORECASE)
_MODEL = re.compile(
    r"(?:mẫu|biểu|phụ lục|bảng|tài khoản|điện thoại|hotline|bản vẽ|lô|thửa|tờ bản đồ|TCVN|QCVN|ISO)\s{0,2}(?:số|:)?\s{0,2}$",
    re.IGNORECASE,
)
_LIST_ONLY = re.compile(r"\s{0,3}(?:,|;|và|hoặc|,\s?và)?\s{0,3}(?:số\s{1,2})?", re.IGNORECASE)
_KIND_WORD = re.compile(r"^(Luật|Pháp lệnh|Nghị quyết) sửa đổi.*", re.IGNORECASE | re.DOTALL)
_ITEM = re.compile(r"[;\n]")
_PLURAL = re.compile(r"(?<!\w)[Cc]ác\s+$")
_OF_ASSEMBLY = ("QH", "UBTVQH", "PL-UBTVQH", "L/CTN", "LCT/")
_OLD_NAMES = {"thông tư liên bộ": "thong-tu-lien-tich", "thông tư liên ngành": "thong-tu-lien-tich"}
"""Names of types before the laws on normative documents, to the code of what they are called now."""
_BEFORE_NUMBER = re.compile(r"[\s,]*số\s?:?\s*$", re.IGNORECASE)
# No look behind at its head: the search then leaps from capital to capital.
_SHORT = re.compile(
    r"(?P<type>Nghị định|Nghị quyết|Thông tư|Quyết định|Chỉ thị|Công văn|Kế hoạch|Kết luận|Thông báo)\s(?:số\s)?"
    r"(?P<digits>\d{1,4})(?![\w/\-–.]|,\d|\s?(?:%|/|tháng|ngày|năm|văn bản|khoản|điều))"
)
# fmt: off
_STOP_WORDS = frozenset(
    (
        "về", "quy", "hướng", "sửa", "phê", "thì", "là", "để", "được", "đã", "có", "trong", "tại", "theo", "ngày",
        "số", "như", "nhằm", "bao", "do", "khi", "nếu", "sẽ", "với", "cho", "trên", "từ", "đến", "vào", "nêu", "này",
        "cùng", "hoặc", "thực", "giao", "công", "kèm", "đề",
    )
)
# fmt: on


@cache
def _type_before() -> re.Pattern[str]:
    """A type's name or code, at the end of what stands before the number, with the word `số` if it is there."""
    names = sorted((re.escape(name) for name in (*(type.name for type in document_types()), *_OLD_NAMES)), key=len, reverse=True)
    codes = "|".join(
        sorted(
            (code.upper() for code in type_codes() if len(code) > 1 and code not in ("cn", "bn", "np", "ck")),
            key=len,
            reverse=True,
        )
    )
    return re.compile(rf"(?<!\w)(?P<type>(?i:{'|'.join(names)})|(?:{codes}))\s{{0,3}}(?P<so>(?i:số)\s?[.:]?)?\s{{0,3}}$")


_LAW_BEFORE = re.compile(
    r"(?<!\w)(?P<type>(?:(?:Luật|Pháp lệnh|Nghị quyết) sửa đổi[^;.\n]{2,70}của (?:Bộ luật|Luật|Pháp lệnh)"
    r"|Bộ luật|Luật|Pháp lệnh|Nghị quyết)(?! này))"
    r"(?:\sLuật sư|(?:(?!\s(?:Bộ luật|Luật|Pháp lệnh|này|theo)\s)[^;.\n]){2,120}?)\ssố\s?:?\s{0,2}$",
    re.IGNORECASE,
)


_Event = tuple[int, int, re.Match[str] | LawMention]


class _Mention(NamedTuple):
    """A citation before its relation is known, and the names that it goes by later in the text."""

    citation: Citation
    names: tuple[str, ...] = ()


def read_citations(text: str, own: Number | None, skip: Span | None) -> tuple[Citation, ...]:
    """Each document named once for each relation, in the order of the text; the document itself left out.

    A mere `cites` is left out where the document is cited in another way too. Laws without a number have number and key
    null; short forms (`Chỉ thị 33`) count only after a first mention, and then stand for it. `Luật này` is no citation.
    Time grows with the length of the text: each number or title looks a fixed number of characters back and ahead.
    """
    cited: dict[tuple[str, Relation], Citation] = {}
    dates: dict[str, str] = {}
    acted: set[str] = set()
    for citation in _all(text, skip):
        if own and citation.number_key == own.key:
            continue
        name = citation.number_key or slug(citation.text)
        # One number of two dates is two documents: another year has another 33/CT-TTg.
        if citation.date and dates.setdefault(name, citation.date) != citation.date:
            name = f"{name} {citation.date}"
        if citation.relation is not Relation.CITES:
            acted.add(name)
        cited.setdefault((name, citation.relation), citation)
    return tuple(citation for (name, relation), citation in cited.items() if relation is not Relation.CITES or name not in acted)


def _all(text: str, skip: Span | None) -> Iterator[Citation]:
    """Every mention in the order of the text, lists and short forms resolved."""
    known: dict[str, Citation] = {}
    shared: list[Citation] = []
    numbers: Iterator[_Event] = ((match.start(), 0, match) for match in CITED.finditer(text))
    laws: Iterator[_Event] = ((law.start, 1, law) for law in law_mentions(text))
    shorts: Iterator[_Event] = ((match.start(), 2, match) for match in _SHORT.finditer(text))
    last: Citation | None = None
    act: Relation | None = None
    last_end = 0
    for at, _, event in merge(numbers, laws, shorts, key=itemgetter(0, 1)):
        if at < last_end or (skip and at < skip.end and _end_of(event) > skip.start):
            continue
        listed = last is not None and bool(_LIST_ONLY.fullmatch(text, last_end, at))
        if isinstance(event, LawMention):
            mention: _Mention | None = _law(text, event, known)
        elif event.re is _SHORT:
            mention = _short(event, known)
        else:
            mention = _numbered(text, event, last_end, last if listed else None)
        if mention is None:
            continue
        citation, end = mention.citation, mention.citation.span.end
        start = citation.span.start
        joined = last is not None and bool(_LIST_ONLY.fullmatch(text, last_end, start))
        before = last.relation if last else None
        if act and SENTENCE_END.search(text, last_end, start) and not goes_on(text, last_end, start):
            act = None
        if joined and last and not _ITEM.search(text, last_end, start):
            relation = last.relation
        else:
            relation = relation_of(text, start, end, last_end, before, act, citation.type)
        citation = replace(citation, relation=relation)
        act = relation if relation in ENDS else act
        for name in mention.names:
            known.setdefault(name, citation)
        if shared and not (listed and citation.number):
            yield from _spread(shared)
            shared = []
        if citation.number and (shared or _PLURAL.search(text, max(0, start - 8), start)):
            shared.append(citation)
        else:
            yield citation
        last = citation
        # What follows the printed citation, up to its issuer, belongs to it: the next one looks back no further.
        last_end = max(end, _issuer_after(text, end)[1]) if citation.issuer else end
    yield from _spread(shared)


def _spread(listed: list[Citation]) -> Iterator[Citation]:
    """`các Nghị định số A, B và C ngày … của …`: what only the last one has belongs to all (domain guide, 6.2)."""
    if len(listed) > 1:
        date, issuer = listed[-1].date, listed[-1].issuer
        if any(one.date for one in listed[:-1]):
            date = None
        if any(one.issuer for one in listed[:-1]):
            issuer = None
        listed = [replace(one, date=one.date or date, issuer=one.issuer or issuer) for one in listed]
    yield from listed


def _end_of(event: re.Match[str] | LawMention) -> int:
    return event.end if isinstance(event, LawMention) else event.end()


def _law(text: str, law: LawMention, known: dict[str, Citation]) -> _Mention:
    """A law without a number; where the same text gave its number before, that number."""
    first = known.get(law.title)
    date, end = _date_after(text, law.end)
    printed = " ".join(text[law.start : end].split())
    citation = Citation(printed, Span(law.start, end), Relation.CITES, date=date, type=law.type)
    if first and (law.year is None or f"/{law.year}/" in (first.number or "")):
        citation = replace(
            citation, number=first.number, number_key=first.number_key, date=date or first.date, issuer=first.issuer
        )
    return _Mention(citation)


def _short(match: re.Match[str], known: dict[str, Citation]) -> _Mention | None:
    first = known.get(f"{slug(match['type'])} {int(match['digits'])}")
    if first is None or match.string[match.start() - 1 : match.start()].isalnum():
        return None
    return _Mention(replace(first, text=" ".join(match.group().split()), span=Span(match.start(), match.end())))


def _numbered(text: str, match: re.Match[str], last_end: int, listed_after: Citation | None) -> _Mention | None:
    number = from_match(match)
    if number is None:
        return None
    window_start = max(last_end, match.start() - _BEFORE)
    before = text[window_start : match.start()]
    named = _type_before().search(before, max(0, len(before) - _LONGEST_TYPE))
    law = None if named else (_LAW_BEFORE.search(before) if (number.symbol or "").startswith(_OF_ASSEMBLY) else None)
    lead = named or law
    if not lead and not listed_after and (not _strong(number) or _MODEL.search(before)):
        return None
    start = window_start + lead.start("type") if lead else match.start()
    kind = _type_code(_KIND_WORD.sub(r"\1", lead["type"]) if lead else None, number) or (
        listed_after.type if listed_after else None
    )
    date, end = _date_after(text, match.end())
    issuer, after = _issuer_after(text, end)
    if date is None and after > end:
        date, _ = _date_after(text, after)
    title = (slug(_BEFORE_NUMBER.sub("", text[start : match.start()])),) if law else ()
    printed = " ".join(text[start:end].split())
    citation = Citation(
        text=printed, span=Span(start, end), relation=Relation.CITES, number=number.number, number_key=number.key,
        date=date, type=kind, issuer=issuer,
    )  # fmt: skip
    return _Mention(citation, (f"{kind} {number.sequence}", *title))


def _strong(number: Number) -> bool:
    """Whether the number alone, without a type's name before it, can only be a document's."""
    symbol = number.symbol or ""
    if number.party:
        return number.type_code is not None
    return ("-" in symbol and (number.type_code is not None or number.year is not None)) or bool(
        re.match(r"(?:QH|UBTVQH)\d\d$", symbol)
    )


def _type_code(named: str | None, number: Number) -> str | None:
    if named:
        if old := _OLD_NAMES.get(named.lower()):
            return old
        known = document_type(named)
        if known:
            return known.code
    if number.symbol and number.type_code and ("-" in number.symbol or number.party):
        known = type_of_code(number.type_code, party=number.party)
        return known.code if known else None
    return None


def _date_after(text: str, at: int) -> tuple[str | None, int]:
    match = _DATE.match(text, at)
    date = date_of(match)
    return (date, match.end()) if match and date else (None, at)


def _issuer_after(text: str, at: int) -> tuple[str | None, int]:
    """`của Huyện ủy Bình Sơn về …`: the body's words, up to a word that cannot belong to a name."""
    of = _OF.match(text, at)
    if not of:
        return None, at
    rest = re.match(r"[^\n;:()\"“”]{0,140}", text[of.end() : of.end() + 140])
    words = rest.group().split(" ") if rest else []
    if not words or not words[0][:1].isupper():
        return None, at
    # The head of a ministry issues for it: "Bộ trưởng Bộ Công Thương".
    offset = 2 if words[0] == "Bộ" and words[1:2] == ["trưởng"] else 0
    taken = central_body_at([word for word in words if word][offset:])
    taken += offset if taken else 0
    if taken and not words[taken - 1].endswith((",", ".")) and taken < len(words) and words[taken] in ("tỉnh", "huyện", "thành"):
        taken = 0
    if not taken:
        taken = _words_of_name(words)
    name = " ".join(words[:taken]).rstrip(" ,.;-–")
    if len(name) < 2:
        return None, at
    return normalise_tones(name), of.end() + len(" ".join(words[:taken]))


def _words_of_name(words: list[str]) -> int:
    for at, word in enumerate(words[:16]):
        after = words[at + 1] if at + 1 < len(words) else ""
        if at and (word in _STOP_WORDS or word == "V/v" or (word == "ban" and after == "hành")):
            return at
        if (
            at
            and word == "và"
            and (not after[:1].isupper() or document_type(" ".join(words[at + 1 : at + 3])) or document_type(after))
        ):
            return at
        if word.endswith((",", ".", ";")) and not (
            word.endswith(",") and after[:1].isupper() and at + 2 < len(words) and words[at + 2] in ("và", "Thể", "Hạ")
        ):
            return at + 1
    return min(len(words), 16)
