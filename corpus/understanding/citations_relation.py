"""What this document does to a document it names: the verb of the clause decides (domain guide, 6.1)."""

import re

from corpus.document import Relation

_BEFORE = 160
_SENTENCE = 800
_BASIS = re.compile(r"^[\s\-+•*_|–]{0,10}(?:căn cứ)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[;\n]|\.(?=\s+[A-ZĐÀ-Ỹ\d])|\.(?=/)")
_NOT_BASIS = re.compile(
    r"(?:sửa đổi|bổ sung|thay thế|bãi bỏ|quy định chi tiết|hướng dẫn|hợp nhất|kèm theo|đính chính)", re.IGNORECASE
)
# The nearest verb before the citation decides; passive forms speak of the cited one's own amendments.
_VERBS: tuple[tuple[Relation, str], ...] = (
    (Relation.CITES, r"(?:được|đã được)\s(?:sửa đổi|bổ sung|thay thế|ban hành|bãi bỏ)[^.;]{0,40}"),
    (Relation.CORRECTS, r"đính chính"),
    (Relation.AMENDS, r"(?:thay thế|bãi bỏ|bỏ|thay) (?:các |một số )?(?:cụm )?từ|bổ sung (?:điều|khoản|điểm|mục|phụ lục|cụm từ)"),
    (Relation.AMENDS, r"sửa đổi(?:,? bổ sung)?|điều chỉnh,? bổ sung|bổ sung một số"),
    (Relation.REPLACES, r"thay thế"),
    (Relation.REPEALS, r"bãi bỏ|(?:hủy bỏ|huỷ bỏ|thu hồi)(?= (?:một phần|toàn bộ|các|điều|khoản|nội dung) |\s*$)"),
    (Relation.SUSPENDS, r"ngưng hiệu lực|đình chỉ(?= (?:việc )?(?:thi hành|thực hiện)|\s*$)|tạm dừng thực hiện|tạm ngưng"),
    (Relation.CONSOLIDATES, r"hợp nhất"),
    (
        Relation.GUIDES,
        r"quy định chi tiết(?: (?:việc )?thi hành)?|biện pháp thi hành"
        r"|hướng dẫn (?:chi tiết(?: thi hành)?|thi hành|thực hiện|một số)",
    ),
    (Relation.ANSWERS, r"phúc đáp|trả lời|nhận được"),
    (Relation.FOLLOWS, r"tiếp theo"),
    (Relation.PROPOSAL, r"(?:xét |theo )?đề nghị[^.;]{0,60}tại|xét"),
    (
        Relation.IMPLEMENTS,
        r"(?:triển khai |tổ chức )?(?:thực hiện|(?<!hiệu lực )(?<!luật )thi hành)|triển khai|trên cơ sở|chỉ đạo[^.;]{0,60}tại",
    ),
    (Relation.CITES, r"kèm theo|theo|tại"),
)
# The look behind stands before the choice: it fails at once inside a word, where fourteen branches would have been tried.
_VERB = re.compile(r"(?<!\w)(?:" + "|".join(f"(?P<r{i}>(?:{pattern})(?!\\w))" for i, (_, pattern) in enumerate(_VERBS)) + ")")
_REACH = {Relation.IMPLEMENTS: 50, Relation.ANSWERS: 90, Relation.PROPOSAL: 90, Relation.AMENDS: 110, Relation.GUIDES: 110}
_ACTS = frozenset(
    (Relation.AMENDS, Relation.GUIDES, Relation.REPLACES, Relation.REPEALS, Relation.CONSOLIDATES, Relation.SUSPENDS)
)
ENDS = frozenset((Relation.REPLACES, Relation.REPEALS, Relation.SUSPENDS))
_MARK = r"(?:\(?(?:\d{1,3}|[a-zđ])[.)\-]|[\-+•*–])"
# What may stand before the verb of an act of our own: nothing, "Thông tư này", a joining word.
_OWN_ACT = re.compile(rf"(?:^\W*(?:{_MARK}\s*)*(?:điều \d+\W*)?|\bnày\s|,\s|\bvà\s|\bđồng thời\s|:\s*|[“\"])$")
# Before a comma or "và": this document speaks, or an act of its own came first, or its entry into force.
_OWN_BEFORE = re.compile(
    rf"\bnày\b|hiệu lực|^\W*(?:{_MARK}\s*)*(?:điều \d+\W*)?"
    r"(?:sửa đổi|bổ sung|thay thế|thay cụm|bãi bỏ|bỏ|hủy bỏ|huỷ bỏ|điều chỉnh|đính chính|hợp nhất|quy định chi tiết|hướng dẫn)"
)
# What others are to change so that it agrees with the cited document: no act on that one.
_MEASURE = re.compile(r"phù hợp|trái (?:với|quy định)|theo quy định|(?:văn bản|ban hành) mới")
_ELSEWHERE = re.compile(r"quy định (?:tại|của)|\btheo ")
_STILL = re.compile(r"tiếp tục|vẫn |đến khi")
# The verb belongs to another document's name: "Luật sửa đổi …", "các văn bản hướng dẫn thi hành …".
_NAME = re.compile(
    r"(?:luật|pháp lệnh|nghị định|nghị quyết|thông tư|quyết định|chỉ thị|quy định"
    r"|văn bản(?: quy phạm pháp luật)?(?: có liên quan)?)(?: của [^.;,]{3,40}?)?"
    r"(?: (?:quy định chi tiết|một số điều|sửa đổi|bổ sung|thay thế|hướng dẫn|và|hoặc)|,)*\s$"
)
# Somebody is to act later: "kiến nghị sửa đổi …", "nghiên cứu, trình Chính phủ thay thế …".
_WISH = re.compile(r"(?:kiến nghị|nghiên cứu|đề xuất|trình|xem xét|rà soát|đến khi|trường hợp|khi có)[^.;]{0,40}$")
_DOUBLE = re.compile(r"(?:sửa đổi|bổ sung|hướng dẫn|chi tiết),? (?:và )?$")
_OF_A_TITLE = re.compile(r"(?:\bvề|về việc|quy định|hướng dẫn|\bđể|nhằm|kế hoạch|đề án)\s$")
_UNTIL = re.compile(r"đến khi|từ ngày|trước khi|hành vi|\b(?:này|mà)\b")
_ALIAS = re.compile(r"(?:gọi|viết)(?: tắt| chung)? là\W{0,3}$")
_BASIS_OBJECT = re.compile(
    r"\W*căn cứ(?: vào| theo)?(?:[ ,]+(?:các|quy định|tại|của|điều|khoản|điểm|mục|chương|nội dung|và|\d+|[a-zđ]))*\s*",
    re.IGNORECASE,
)
# "Bãi bỏ Điều 5 của A sửa đổi B, C": B and C stand in the title of A.
_ACT_ON_PART = re.compile(
    r"(?:thay thế|bãi bỏ|hủy bỏ|huỷ bỏ)\s(?:các\s)?(?:điều|khoản|điểm|chương|mục|phụ lục|một phần|một số)\b", re.IGNORECASE
)
_COMMA = re.compile(r",\s{1,2}$")
_LAWS = frozenset(("luat", "bo-luat", "hien-phap", "phap-lenh"))
_NOT_LETTER = _LAWS | frozenset(("nghi-dinh", "thong-tu", "thong-tu-lien-tich"))
_LETTER_RELATIONS = frozenset((Relation.ANSWERS, Relation.FOLLOWS, Relation.PROPOSAL))
_PARTS = r"(?:(?:điểm|khoản|điều|mục|chương|phụ lục) [\w.]{1,6}(?:,| và| của)? ){0,12}"
_SUBJECT = re.compile(
    rf"^\W*(?:{_MARK}\s*)*(?:điều \d+\W*)?(?:các|những|toàn bộ)?\W*{_PARTS}$|\bnày có hiệu lực[^;]*(?:\bvà|,) $"
)
_AFTER = re.compile(
    r"(?P<repeals>(?<!chưa )hết hiệu lực|(?:bị|được) (?:bãi bỏ|hủy bỏ|huỷ bỏ)(?! bởi| bằng| theo| tại))"
    r"|(?P<replaces>(?:được|bị) thay thế (?:bằng|bởi) [^.;\n]{3,40} này)|(?P<suspends>(?:tạm )?ngưng hiệu lực)"
)
SENTENCE_END = re.compile(r"[;\n]|\.(?=\s+[A-ZĐÀ-Ỹ])|\./")
# "A …; Điều 2 B … hết hiệu lực", "thay thế A …; B …": after the semicolon the next of a list, named by its type.
_PART = r"(?:(?:(?:các|toàn bộ|và) )?(?:điều|khoản|điểm|mục|chương) [^;.\n]{1,60}? (?:của )?)?"
_NEXTLIST_ITEM = re.compile(
    rf"; ?{_PART}(?:luật|pháp lệnh|nghị định|nghị quyết|quyết định|thông tư|chỉ thị|công văn|kế hoạch|văn bản)\b", re.IGNORECASE
)
_MOST_LISTED = 12
_HOLDS_ON = re.compile(r"tiếp tục|vẫn|được áp dụng|thực hiện theo|(?<!hết )(?<!ngưng )hiệu lực")
_JOINED = re.compile(
    r"(?:^\s?(?:,|;|và|hoặc|,\s?và)|\s(?:và|hoặc|cùng|, và))\s{0,3}(?:các\s)?"
    r"(?:(?:điều|khoản|điểm) [\w, ]{1,20} (?:của )?)?(?:số\s)?$"
)
LIST_ITEM = re.compile(rf"[ \t]*(?:{_MARK}\s*)+")
HEADING_VERB = re.compile(r"(?P<repeals>hết hiệu lực|bãi bỏ)|(?P<replaces>thay thế)|(?P<suspends>ngưng hiệu lực)")


def relation_of(
    text: str, start: int, end: int, last_end: int, last: Relation | None, act: Relation | None, kind: str | None
) -> Relation:
    """The relation of the citation at `start`..`end`; `last` is that of the one before it, which ended at `last_end`,
    `act` the last end of validity that the sentence before it declared.

    The nearest verb before the citation within its clause decides, then what the clause says after it (`… hết hiệu lực`),
    then a citation it is joined to by `và`, then the line that heads its list. `Căn cứ` at the head of the line is the
    legal basis. Looks at most 1,500 characters back and 800 ahead.
    """
    line_start = text.rfind("\n", max(0, start - 1_500), start) + 1
    before = text[max(line_start, start - _BEFORE) : start]
    clauses = [match.end() for match in _CLAUSE.finditer(before)]
    # Lower case before the search: matching without regard to case costs three times as much.
    clause = (before[clauses[-1] :] if clauses else before).lower()
    begins = len(before) < _BEFORE or bool(clauses)
    has_earlier = last is not None and last_end > start - len(clause)
    if _BASIS.match(text[line_start : line_start + 40]) and _is_basis(text, line_start, start, end, last_end, last):
        near = text[max(last_end, start - 60, line_start) : start]
        return Relation.CITES if has_earlier and _NOT_BASIS.search(near) else Relation.LEGAL_BASIS
    if _ALIAS.search(clause):
        return Relation.CITES
    subject = _SUBJECT.search(clause)
    if subject and (begins or subject.start()):
        listed = act if act and goes_on(text, last_end, start) and not _holds_on(text, end) else None
        return _after(text, end) or _heading(text, line_start, last_end, last) or listed or Relation.CITES
    if last is not None and start - last_end <= 600:
        between = text[last_end:start].lower()
        if _JOINED.search(between) and not SENTENCE_END.search(text, last_end, start):
            return last
        if act and kind not in _LAWS and _COMMA.search(between) and not _ACT_ON_PART.search(text, line_start, start):
            # "thay thế A …, B sửa đổi A …, C …": a list whose items speak of other documents themselves.
            return act
    relation = _verb(clause, begins, (act or last) if has_earlier else None)
    return Relation.CITES if relation in _LETTER_RELATIONS and kind in _NOT_LETTER else relation


def _is_basis(text: str, line_start: int, start: int, end: int, last_end: int, last: Relation | None) -> bool:
    """Whether a line that begins `Căn cứ` is a line of the preamble, and not a sentence such as `Căn cứ tình hình, Sở …`."""
    if last_end > line_start:
        return last is Relation.LEGAL_BASIS or text[last_end:start].rstrip()[-1:] == ";"
    line_end = text.find("\n", end, end + 600)
    return (
        (start - line_start <= 60 and "," not in text[line_start:start])
        or bool(_BASIS_OBJECT.fullmatch(text, line_start, start))
        or (start - line_start < 1_500 and text[end : line_end if line_end >= 0 else end + 600].rstrip()[-1:] == ";")
    )


def _verb(clause: str, begins: bool, earlier: Relation | None) -> Relation:
    through = attached = False
    for match in reversed(list(_VERB.finditer(clause))):
        relation = _VERBS[int(str(match.lastgroup)[1:])][0]
        distance = len(clause) - match.end()
        if distance > (_BEFORE if attached and relation in _ACTS else _REACH.get(relation, 60)):
            continue
        if match.group() in ("tại", "kèm theo"):
            # "sửa đổi Quy chế ban hành kèm theo Quyết định …": the act on what is attached is an act on the decision.
            through = True
            attached = attached or match.group() == "kèm theo"
            continue
        lead = clause[: match.start()]
        if relation in _ACTS:
            own = bool(_OWN_ACT.search(lead)) and (begins or bool(lead.strip())) and _is_ours(lead, begins=begins)
            # "Luật X năm 2015 (sửa đổi, bổ sung năm 2021)": what is in brackets was done by another document.
            if lead.endswith("(") or _MEASURE.search(clause, match.end()) or (not own and _ELSEWHERE.search(lead)):
                return Relation.CITES
            if _NAME.search(lead) or _WISH.search(lead, max(0, len(lead) - 60)):
                return Relation.CITES
            if earlier is not None:
                # "Nghị định A sửa đổi Nghị định B": what A does to B, not what we do; but "thay thế A và bãi bỏ B" is ours.
                joined = (
                    earlier in ENDS and relation in ENDS and lead.endswith(("và ", "thời ", ", ")) and not _DOUBLE.search(lead)
                )
                again = own and (lead.endswith("này ") or joined)
                return relation if again else Relation.CITES
            return relation if own or not through else Relation.CITES
        if match.group() == "xét" and not (begins and _OWN_ACT.search(lead)):
            continue
        if relation is Relation.IMPLEMENTS and (
            (earlier is not None and _OF_A_TITLE.search(lead)) or _UNTIL.search(clause, match.end())
        ):
            return Relation.CITES
        return Relation.CITES if through and relation in (Relation.IMPLEMENTS, Relation.ANSWERS) else relation
    return Relation.CITES


def _is_ours(lead: str, *, begins: bool) -> bool:
    """Whether a verb after a comma or `và` has this document, or nobody, for its subject: not "hàng để sửa chữa, thay thế"."""
    return not begins or not lead.rstrip().endswith((",", "và")) or bool(_OWN_BEFORE.search(lead))


def _after(text: str, end: int) -> Relation | None:
    """`Thông tư số … hết hiệu lực kể từ ngày …`, for a citation that is the sentence's subject."""
    reach = min(len(text), end + _SENTENCE)
    for _ in range(_MOST_LISTED):
        stop = SENTENCE_END.search(text, end, reach)
        match = _AFTER.search(text, end, stop.start() if stop else reach)
        if match and _STILL.search(text, end, match.start()):
            return None
        if match or stop is None or not _NEXTLIST_ITEM.match(text, stop.start()):
            return Relation(match.lastgroup) if match and match.lastgroup else None
        end = stop.end()
    return None


def goes_on(text: str, last_end: int, start: int) -> bool:
    """Whether the citation at `start` is the next of a list whose items stand after semicolons of one line."""
    stop = SENTENCE_END.search(text, last_end, start)
    return (
        stop is not None and bool(_NEXTLIST_ITEM.match(text, stop.start())) and not SENTENCE_END.search(text, stop.end(), start)
    )


def _holds_on(text: str, end: int) -> bool:
    """Whether the clause goes on to say that the document still holds, or something else of it."""
    reach = min(len(text), end + _SENTENCE)
    stop = SENTENCE_END.search(text, end, reach)
    return bool(_HOLDS_ON.search(text, end, stop.start() if stop else reach))


def _heading(text: str, line_start: int, last_end: int, last: Relation | None) -> Relation | None:
    """What the line before a list says of its items: `Bãi bỏ các văn bản sau đây:`; an item repeats the one before it."""
    if not LIST_ITEM.match(text, line_start):
        return None
    above_start = text.rfind("\n", max(0, line_start - 600), max(0, line_start - 1)) + 1
    above = text[above_start:line_start].rstrip()
    if above.endswith(":"):
        verbs = list(HEADING_VERB.finditer(above.lower()))
        return Relation(verbs[-1].lastgroup) if verbs and verbs[-1].lastgroup else None
    listed = above_start <= last_end <= line_start and LIST_ITEM.match(text, above_start)
    return last if listed and last in ENDS else None
