"""Numbered documents that the text names, with what this document does to them (domain guide, section 6)."""

import re
from collections.abc import Iterator
from functools import cache

from corpus.document import Citation, Relation, Span
from corpus.gazetteer import document_type, document_types, type_of_code
from corpus.gazetteer.bodies import central_body_at
from corpus.gazetteer.document_types import type_codes
from corpus.understanding.date import date_of
from corpus.understanding.number import CITED, Number, from_match
from corpus.vietnamese import normalise_tones

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
_BASIS = re.compile(r"^[\s\-+•*_|–]{0,10}(?:căn cứ)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[;\n]|\.(?=\s+[A-ZĐÀ-Ỹ\d])|\.(?=/)")
_NOT_BASIS = re.compile(
    r"(?:sửa đổi|bổ sung|thay thế|bãi bỏ|quy định chi tiết|hướng dẫn|hợp nhất|kèm theo|đính chính)", re.IGNORECASE
)
# The nearest verb before the citation decides; passive forms speak of the cited one's own amendments.
_VERBS: tuple[tuple[Relation, str], ...] = (
    (Relation.CITES, r"(?:được|đã được)\s(?:sửa đổi|bổ sung|thay thế|ban hành|bãi bỏ)[^.;]{0,40}"),
    (Relation.CORRECTS, r"đính chính"),
    (Relation.AMENDS, r"sửa đổi(?:,? bổ sung)?|điều chỉnh,? bổ sung|bổ sung một số"),
    (Relation.REPLACES, r"thay thế"),
    (Relation.REPEALS, r"bãi bỏ|hủy bỏ|huỷ bỏ|thu hồi"),
    (Relation.SUSPENDS, r"ngưng hiệu lực|đình chỉ|tạm dừng thực hiện|tạm ngưng"),
    (Relation.CONSOLIDATES, r"hợp nhất"),
    (Relation.GUIDES, r"quy định chi tiết|hướng dẫn (?:thi hành|thực hiện|một số)|biện pháp thi hành"),
    (Relation.ANSWERS, r"phúc đáp|trả lời|nhận được"),
    (Relation.FOLLOWS, r"tiếp theo"),
    (Relation.PROPOSAL, r"(?:xét |theo )?đề nghị[^.;]{0,60}tại|xét"),
    (Relation.IMPLEMENTS, r"(?:triển khai |tổ chức )?(?:thực hiện|thi hành)|triển khai|trên cơ sở|chỉ đạo[^.;]{0,60}tại"),
    (Relation.CITES, r"kèm theo|theo|tại"),
)
_VERB = re.compile("|".join(f"(?P<r{i}>\\b(?:{pattern})\\b)" for i, (_, pattern) in enumerate(_VERBS)))
_REACH = {Relation.IMPLEMENTS: 50, Relation.ANSWERS: 90, Relation.PROPOSAL: 90, Relation.AMENDS: 110, Relation.GUIDES: 110}
_ACTS = frozenset((Relation.AMENDS, Relation.GUIDES, Relation.REPLACES, Relation.REPEALS, Relation.CONSOLIDATES))
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
    names = sorted((re.escape(type.name) for type in document_types()), key=len, reverse=True)
    codes = "|".join(
        sorted(
            (code.upper() for code in type_codes() if len(code) > 1 and code not in ("cn", "bn", "np", "ck")),
            key=len,
            reverse=True,
        )
    )
    return re.compile(rf"(?<!\w)(?P<type>(?i:{'|'.join(names)})|(?:{codes}))\s{{0,3}}(?P<so>(?i:số)\s?[.:]?)?\s{{0,3}}$")


_LAW_BEFORE = re.compile(r"(?<!\w)(?P<type>Bộ luật|Luật|Pháp lệnh|Nghị quyết)\s[^;.\n]{2,120}?\ssố\s?:?\s{0,2}$", re.IGNORECASE)


def read_citations(text: str, own: Number | None, skip: Span | None) -> tuple[Citation, ...]:
    """Each numbered document once for each relation, in the order of the text; the document itself left out.

    Time grows with the length of the text: a number is found by one pass, and looks at most 160 characters back.
    """
    seen: set[tuple[str, Relation]] = set()
    cited: list[Citation] = []
    for citation in _all(text, skip):
        key = citation.number_key or citation.text
        if own and key == own.key:
            continue
        if (key, citation.relation) not in seen:
            seen.add((key, citation.relation))
            cited.append(citation)
    return tuple(cited)


def _all(text: str, skip: Span | None) -> Iterator[Citation]:
    last: Citation | None = None
    last_end = 0
    for match in CITED.finditer(text):
        if skip and match.start() < skip.end and match.end() > skip.start:
            continue
        number = from_match(match)
        if number is None:
            continue
        window_start = max(last_end, match.start() - _BEFORE)
        before = text[window_start : match.start()]
        named = _type_before().search(before, max(0, len(before) - _LONGEST_TYPE))
        law = None if named else (_LAW_BEFORE.search(before) if (number.symbol or "").startswith(("QH", "UBTVQH")) else None)
        lead = named or law
        listed = last is not None and bool(_LIST_ONLY.fullmatch(text[last_end : match.start()]))
        if not lead and not listed and (not _strong(number) or _MODEL.search(before)):
            continue
        start = window_start + lead.start("type") if lead else match.start()
        kind = _type_code(lead["type"] if lead else None, number) or (last.type if last and listed else None)
        date, end = _date_after(text, match.end())
        issuer, after = _issuer_after(text, end)
        if date is None and after > end:
            later, later_end = _date_after(text, after)
            date = later or date
            after = later_end if later else after
        relation = last.relation if last and listed else _relation(text, start, last_end)
        span = Span(start, end)
        last = Citation(
            text=" ".join(text[start:end].split()),
            span=span,
            relation=relation,
            number=number.number,
            number_key=number.key,
            date=date,
            type=kind,
            issuer=issuer,
        )
        last_end = end
        yield last


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
    taken = central_body_at([word for word in words if word])
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
        if at and (word.lower() in _STOP_WORDS or word == "V/v" or (word == "ban" and after == "hành")):
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


def _relation(text: str, start: int, last_end: int) -> Relation:
    """The nearest verb before the citation within its clause; `Căn cứ` at the head of the line is the legal basis."""
    line_start = text.rfind("\n", max(0, start - 1_500), start) + 1
    before = text[max(line_start, start - _BEFORE) : start]
    clauses = [match.end() for match in _CLAUSE.finditer(before)]
    # Lower case before the search: matching without regard to case costs three times as much.
    clause = (before[clauses[-1] :] if clauses else before).lower()
    has_earlier = last_end > start - len(clause)
    if _BASIS.match(text[line_start : line_start + 40]) and start - line_start < 1_500:
        near = text[max(last_end, start - 60, line_start) : start]
        return Relation.CITES if has_earlier and _NOT_BASIS.search(near) else Relation.LEGAL_BASIS
    through = False
    for match in reversed(list(_VERB.finditer(clause))):
        relation = _VERBS[int(str(match.lastgroup)[1:])][0]
        if len(clause) - match.end() > _REACH.get(relation, 60):
            continue
        if match.group() in ("tại", "kèm theo"):
            # "sửa đổi Quy chế ban hành kèm theo Quyết định …": the act on what is attached is an act on the decision.
            through = True
            continue
        if relation in _ACTS:
            # "Nghị định A sửa đổi Nghị định B": what A does to B, not what we do.
            return Relation.CITES if has_earlier else relation
        return Relation.CITES if through and relation is Relation.IMPLEMENTS else relation
    return Relation.CITES
