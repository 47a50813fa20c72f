"""What a citation does to the validity of the document it names, and the sentence that says so (domain guide, 6.3)."""

import re
from typing import NamedTuple

from corpus.document import Citation, Relation, Span, StatusCode
from corpus.understanding.citations_relation import HEADING_VERB, LIST_ITEM, SENTENCE_END
from corpus.understanding.date import iso_date

_BEFORE, _AFTER = 300, 800
_LONGEST = 600
_LIST = 4_000
REACH = 5_000
"""Characters before and after a citation that are enough to find its sentence."""
_DAY = (
    r"ng[àa]y\s{1,3}(?P<day>\d{1,2})(?:\s?[/.\-–]\s?|\s{1,3}tháng\s{1,3})(?P<month>\d{1,2})"
    r"(?:\s?[/.\-–]\s?|\s{1,3}năm\s{1,3})(?P<year>\d{4})"
)
_IN_FORCE = re.compile(
    rf"(?<!\w)này (?:bắt đầu )?có hiệu lực(?: thi hành| áp dụng| thực hiện)?,?(?: kể)?(?: từ)? {_DAY}", re.IGNORECASE
)
_ENDS = re.compile(rf"(?:hết|chấm dứt) hiệu lực(?: thi hành| áp dụng| pháp luật)?,?(?: kể)?(?: từ)? {_DAY}", re.IGNORECASE)
_ENDED = re.compile(r"(?<!chưa )(?:hết|chấm dứt) hiệu lực", re.IGNORECASE)
_REVOKED = re.compile(r"bãi bỏ|^\W*(?:hủy bỏ|huỷ bỏ|thu hồi)", re.IGNORECASE)
# A part of a document. The regulation that a decision issues ("Quy chế ban hành kèm theo …") is the whole of it; a form is not.
_PART = re.compile(
    r"(?<!\w)(?:(?:điều|khoản|điểm|tiết|chương|(?<!danh )mục|phần)\s(?:\d{1,3}\w?|[ivxl]{1,5}|[a-zđ])"
    r"|một phần|một số (?:điều|khoản|nội dung|quy định|biểu|mẫu)|(?:các |những )?nội dung"
    r"|(?:các|những|một số) quy định(?! ban hành)|quy định (?:tại|về)|cụm từ|phụ lục|biểu|mẫu)(?!\w)",
    re.IGNORECASE,
)
_OWN_PART = re.compile(r"(?:(?:điểm|khoản) \w{1,3},? ){0,3}điều (?:này|\d+ [^\W\d]+(?: [^\W\d]+)? này)", re.IGNORECASE)
_BOUNDARY = re.compile(r"thay thế(?: cho)?|bãi bỏ|hủy bỏ|huỷ bỏ|thu hồi|;|\.\s|:", re.IGNORECASE)
_PART_OF_EACH = re.compile(r"một phần|một số|nội dung", re.IGNORECASE)
_JOINT = re.compile(r",|\svà\s")
_STOP = re.compile(r"\.(?=\s+[A-ZĐÀ-Ỹ])|\./")
STATES = {
    Relation.REPLACES: StatusCode.REPLACED,
    Relation.REPEALS: StatusCode.REPEALED,
    Relation.AMENDS: StatusCode.PARTLY_REPLACED,
}
"""What the cited document becomes; a citation of another relation says nothing of its validity."""
_ONLY_PROPOSED = frozenset(("to-trinh", "bao-cao", "de-an", "phuong-an", "bien-ban", "giay-moi", "phieu-trinh"))
"""Types that ask or tell; what they say of another document's end is not yet so."""


class Effect(NamedTuple):
    """`code` is what the cited document becomes; `since` (ISO) only where the text names the day."""

    code: StatusCode
    since: str | None
    sentence: str


def effect_of(text: str, citation: Citation, kind: str | None, effective: str | None, floor: int = 0) -> Effect | None:
    """What the citation, in a document of the type `kind`, does to the document it names; None for a mere mention.

    `effective` is `effective_date(text)`: the day that counts where the sentence names none; `floor` is where the citation
    before this one ends. A part repealed or replaced, and any amendment, leave the rest standing (`partly_replaced`);
    `hết hiệu lực` is `expired`, `bãi bỏ` is `repealed`.
    """
    code = STATES.get(citation.relation)
    if code is None or kind in _ONLY_PROPOSED:
        return None
    start, end = citation.span.start, citation.span.end
    sentence = sentence_of(text, citation.span)
    stop = SENTENCE_END.search(text, end, min(len(text), end + _AFTER))
    after = text[end : stop.start() if stop else end + _AFTER]
    head = _head_of_list(text, text.rfind("\n", max(0, start - _BEFORE), start) + 1)
    lead, fresh = _lead(text, start, floor)
    if _PART_OF_EACH.search(head) or (_PART.search(_OWN_PART.sub("", lead)) if fresh else _PART.match(lead)):
        code = StatusCode.PARTLY_REPLACED
    elif code is StatusCode.REPEALED and _ENDED.search(after):
        code = StatusCode.EXPIRED
    elif code is StatusCode.REPEALED and not _REVOKED.search(head or text[max(0, start - _BEFORE) : start]):
        full_stop = _STOP.search(text, end, end + 2 * _AFTER)
        reach = full_stop.start() if full_stop else end + 2 * _AFTER
        code = StatusCode.EXPIRED if _ENDED.search(head) or _ENDED.search(text, start, reach) else code
    named = _ENDS.search(after) or _ENDS.search(sentence)
    since = iso_date(named["day"], named["month"], named["year"]) if named else None
    return Effect(code, since or effective, sentence)


def effective_date(text: str) -> str | None:
    """The day from which the document says it is in force (`Thông tư này có hiệu lực kể từ ngày …`), the first named."""
    for match in _IN_FORCE.finditer(text):
        if day := iso_date(match["day"], match["month"], match["year"]):
            return day
    return None


def sentence_of(text: str, span: Span) -> str:
    """The sentence in which the span stands, in one line; of a list, the line that heads it and the item.

    At most some 600 characters, `…` where cut. Looks 300 characters back and 800 ahead, for the head of a list 4,000 back.
    """
    line = text.rfind("\n", max(0, span.start - _BEFORE), span.start) + 1
    start = max(line, span.start - _BEFORE)
    cut = start > line
    for match in _STOP.finditer(text, start, span.start):
        start, cut = match.end(), False
    reach = min(len(text), span.end + _AFTER)
    stop = _STOP.search(text, span.end, reach)
    newline = text.find("\n", span.end, reach)
    ends = [at for at in (stop.start() + 1 if stop else -1, newline) if at >= 0]
    words = " ".join(text[start : min(ends, default=reach)].split())
    sentence = ("… " if cut else "") + words + ("" if ends or reach == len(text) else " …")
    head = "" if cut or start > line + 8 else _head_of_list(text, line)
    whole = f"{head} {sentence}" if head else sentence
    return whole if len(whole) <= _LONGEST else whole[:_LONGEST].rstrip() + " …"


def _head_of_list(text: str, line: int) -> str:
    """The line above a list's item that ends in a colon and says what becomes of the items; "" where there is none."""
    if not LIST_ITEM.match(text, line):
        return ""
    at = line
    while at > max(0, line - _LIST):
        above = text.rfind("\n", max(0, at - 1 - _BEFORE), max(0, at - 1)) + 1
        words = text[above : max(above, at - 1)].strip()
        if words.endswith(":") and HEADING_VERB.search(words.lower()):
            return " ".join(words.split())
        if words and not LIST_ITEM.match(text, above):
            return ""
        at = above
    return ""


def _lead(text: str, start: int, floor: int) -> tuple[str, bool]:
    """What stands before the citation and speaks of it, and whether that begins at the verb, or the sentence, itself.

    Behind another citation and its title only what stands right before this one speaks of it.
    """
    line = text.rfind("\n", max(0, start - _BEFORE), start) + 1
    low = max(line, start - _BEFORE)
    boundaries = [match.end() for match in _BOUNDARY.finditer(text, low, start)]
    begin = max(low, *boundaries) if boundaries else low
    if floor <= begin:
        return text[begin:start], True
    joints = [match.end() for match in _JOINT.finditer(text, floor, start)]
    return text[joints[-1] if joints else start : start].strip(), False
