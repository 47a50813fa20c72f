"""The head of a document: its cells, each told apart by what it is, the national title and stamps taken out first."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

from corpus.gazetteer.document_types import document_type, document_types
from corpus.understanding.date import LONG, SHORT
from corpus.understanding.lines import Cell, cells, is_capitals
from corpus.understanding.noise import date_line, is_urgent_stamp, mended, month_line, number_line
from corpus.understanding.number import OLD_FORM, PRINTED, parse_old_form
from corpus.understanding.receipt import receipt_at, receipt_inside
from corpus.vietnamese import fold, fold_in_place, normalise_tones

HEAD_CHARACTERS = 6_000
HEAD_ROWS = 70
_LONGEST_HEAD_LINE = 500


class Part(Enum):
    """What a cell of the head is."""

    NATION = auto()
    RULE = auto()
    NUMBER = auto()
    DATE = auto()
    SUBJECT = auto()
    TYPE = auto()
    ADDRESS = auto()
    MARK = auto()
    STAMP = auto()
    TEXT = auto()
    BODY = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    cell: Cell
    part: Part


_NATION = re.compile(
    r"\bcong\s{0,6}hoa?\s{0,6}xa?\s{0,6}h[o0]i\s{0,6}chu\s{0,6}nghia\s{0,6}viet(?:\s{0,6}nam?)?\b"
    r"|\bdoc\s{0,3}lap\W{0,12}tu\s{0,3}do\W{0,12}hanh\s{0,3}phuc\b"
    r"|\bdang\s{1,6}cong\s{1,6}san\s{1,6}viet\s{1,6}nam\b"
)
_NATION_WORDS = " cong hoa xa hoi chu nghia viet nam "
_NUMBER_WORD = re.compile(
    r"(?P<lead>(?:[^\W\d_]{1,8}\s){0,4}?)[Ss][ỐốôÔóÓòÒOo6]{0,2}(?:\s?cấp)?\s{0,3}(?P<mark>[:;.]?)\s{0,40}(?=[\d/…._|]|$|[A-ZĐ]{2,12}[-/])"
)
# What stands on one line because a reader joined lines: a rule before the date, the number after the issuer.
_LEADING_RULE = re.compile(r"[-–—_=*]{3,200}\s{1,6}(?=\w)")
_INNER_NUMBER = re.compile(r"(?<=[A-ZĐÀ-Ỹ])\s{1,6}Số\s?:\s{0,6}(?=[\d…./])")
_BARE_SYMBOL = re.compile(r"[/⁄]\s?[A-ZĐƯƠÂ]{2,}\w{0,12}(?:\s?[-–/]\s?[A-ZĐƯƠ]\w{0,14}){0,6}$")
SUBJECT_MARK = re.compile(
    r"\(?\s{0,3}(?:V\s?[/⁄]\s?[vy]|V\.\s?v\b|Về việc|V[/⁄](?=\s[a-zđ]))\s{0,3}[:.]?\s{0,3}(?!\s|$)", re.IGNORECASE
)
ADDRESS_MARK = re.compile(r"K[íi]nh\s{1,6}g[ửuởơ]i\b\s{0,6}(?P<mark>[:;]?)", re.IGNORECASE)
_TELEGRAM = re.compile(r"[^:;.]{3,160}\bĐIỆN\s?:\s?$")
_BODY = re.compile(
    r"(?:[-+•–]\s{0,4})?(?:Căn cứ\b|Xét\b|Theo (?:đề nghị|quy định|Quyết định|Nghị định)"
    r"|Điều\s{1,3}\d{1,3}[a-z]?\s{0,2}(?:[.:/\-–]|$)|Điều 1\s"
    r"|Chương\s{1,3}[IVX\d]|Phần\s|Mục\s{1,3}[IVX\d]|[IVX]{1,4}\s?[.\-/]\s|\d{1,2}\s?[.)/]\s|[a-zđ]\)\s"
    r"|Thực hiện\b|Phúc đáp\b|Trả lời\b|Triển khai (?:thực hiện|Nghị|Quyết|Chỉ|Kế hoạch|Công|Thông|Chương|Luật)\b"
    r"|Trong thời gian|Trên cơ sở|Tiếp theo\b|QUYẾT ĐỊNH\s?:|QUYẾT NGHỊ\s?:|CĂN CỨ\b|Hôm nay\b|Nơi nhận)"
)
AUTHORITY_LINE = re.compile(
    r"(?:THỦ TƯỚNG|CHÍNH PHỦ|BỘ TRƯỞNG|CHỦ TỊCH|ỦY BAN|UBND|HỘI ĐỒNG|QUỐC HỘI|GIÁM ĐỐC"
    r"|TỔNG (?:CỤC|GIÁM|THANH|KIỂM|CÔNG TY|LIÊN|THƯ)|CỤC TRƯỞNG|CHI CỤC TRƯỞNG"
    r"|THỐNG ĐỐC|CHÁNH|TRƯỞNG|HIỆU TRƯỞNG|VIỆN TRƯỞNG|BAN THƯỜNG VỤ|BAN CHẤP HÀNH|BÍ THƯ|LIÊN BỘ|BAN BÍ THƯ|BỘ CHÍNH TRỊ"
    r"|NGÂN HÀNG NHÀ NƯỚC|TÒA ÁN|VIỆN KIỂM SÁT|THANH TRA CHÍNH PHỦ|KIỂM TOÁN NHÀ NƯỚC|BỘ [A-ZĐ])"
)
_MARK = re.compile(
    r"(?:HỎA TỐC(?: HẸN GIỜ)?|THƯỢNG KHẨN|KHẨN|LƯU HÀNH NỘI BỘ|TÀI LIỆU THU HỒI"
    r"|MẬT|TỐI MẬT|TUYỆT MẬT)$"
)
DRAFT_MARK = re.compile(r"(?:DỰ THẢO(?:[\s.:_-][^a-zđ]{0,40})?|Dự thảo(?:\s{1,3}lần)?(?:\s{0,3}(?:thứ\s)?\d{1,2})?)$")
_SIGNATURE = re.compile(r"(?:Ký bởi|Người ký|Được ký bởi|Digitally signed)\b", re.IGNORECASE)
_SIGNATURE_MORE = re.compile(r"(?:Email|Cơ quan|Tổ chức|Thời gian ký|Thời gian|Date|Chức vụ|Ngày ký|Lý do)\s?:", re.IGNORECASE)
COPY_MARK = re.compile(r"(?:SAO Y|SAO LỤC|TRÍCH SAO|SAO Y BẢN CHÍNH)\b")


def read_head(text: str) -> tuple[Piece, ...]:
    """The pieces of the first 6,000 characters and 70 lines; everything from the first clause of the text on is BODY."""
    found: list[Cell] = []
    titled = named = False
    for cell in cells(text, 0, HEAD_CHARACTERS, rows=HEAD_ROWS):
        # Once the national title and the type's name are read, what looks like them belongs to the subject.
        whole = titled and named
        parted = [cell] if whole else _split(cell)
        titled = titled or any(_is_nation(piece.text) for piece in parted)
        named = named or any(type_line(normalise_tones(piece.text)) for piece in parted)
        found += parted
    return tuple(_classified(found))


def _split(cell: Cell) -> list[Cell]:
    """The cell with national title and motto cut out as cells of their own, and number and place-date parted."""
    if len(cell.raw) > _LONGEST_HEAD_LINE:
        return [cell]
    if stamp := receipt_inside(cell.raw):
        return [*_split(cell.part(0, stamp)), cell.part(stamp, len(cell.raw))]
    pieces: list[Cell] = []
    position = 0
    folded = fold_in_place(cell.raw)
    for match in _NATION.finditer(folded):
        printed = cell.raw[match.start() : match.end()]
        whole = not folded[: match.start()].strip() and not folded[match.end() :].strip(" .,")
        if whole or is_capitals(printed) or (printed[:1].isupper() and "-" in printed.replace("–", "-") and len(cell.raw) < 160):
            pieces += [cell.part(position, match.start()), cell.part(match.start(), match.end())]
            position = match.end()
    pieces.append(cell.part(position, len(cell.raw)))
    parted: list[Cell] = []
    for piece in map(mended, pieces):
        rule = _LEADING_RULE.match(piece.raw)
        piece = piece.part(rule.end(), len(piece.raw)) if rule else piece
        inner = _INNER_NUMBER.search(piece.raw) if is_capitals(piece.raw, 0.7) else None
        for half in (piece.part(0, inner.start()), piece.part(inner.start(), len(piece.raw))) if inner else (piece,):
            if half.raw:
                parted += _part_number(half)
    return parted


def _part_number(cell: Cell) -> list[Cell]:
    word = _NUMBER_WORD.match(cell.raw)
    number = PRINTED.match(cell.raw, word.end()) if word and _may_lead(word["lead"]) else None
    old = OLD_FORM.match(cell.raw, word.end()) if word and number is None else None
    number = number or (old if old and parse_old_form(old) else number_line(cell.raw))
    if number and cell.raw[number.end() :].strip():
        rest = cell.raw[number.end() :]
        date = LONG.search(rest) or SHORT.search(rest) or date_line(rest)
        # A place must stand before the date: "SỐ 11/2013/TT-X NGÀY 15 THÁNG …" is a line of a subject.
        if (date and rest[: date.start()].strip(" ,.")) or SUBJECT_MARK.match(rest.strip()):
            return [cell.part(0, number.end()), cell.part(number.end(), len(cell.raw))]
    return [cell]


def _classified(found: list[Cell]) -> Iterable[Piece]:
    stamped = _stamps(found)
    parts: list[Piece] = []
    in_body = False
    for at, cell in enumerate(found):
        if in_body:
            part = Part.BODY
        elif at in stamped:
            part = Part.STAMP
        else:
            part = _part(cell, parts)
        if part in (Part.BODY, Part.ADDRESS):
            in_body = True
        parts.append(Piece(cell, part))
    return parts


def _stamps(found: list[Cell]) -> set[int]:
    """Positions of cells that belong to a signing certificate, a receipt stamp or a copy stamp."""
    stamped: set[int] = set()
    for at, cell in enumerate(found):
        text = cell.text
        if _SIGNATURE.match(text) and (
            _SIGNATURE_MORE.search(text) or any(_SIGNATURE_MORE.match(c.text) for c in found[at + 1 : at + 4])
        ):
            stamped.add(at)
            for near in range(at + 1, min(at + 7, len(found))):
                if _SIGNATURE_MORE.match(found[near].text) or re.match(r"[\d.:+\s/]+$", found[near].text):
                    stamped.add(near)
                elif not _SIGNATURE_MORE.match(found[near].text) and near > at + 1 and near - 1 not in stamped:
                    break
        elif COPY_MARK.match(text) and (
            ";" in text or re.search(r"\d{2}/\d{2}/\d{4}", text) or text in ("SAO Y", "SAO Y BẢN CHÍNH", "SAO LỤC", "TRÍCH SAO")
        ):
            stamped.add(at)
        else:
            stamped |= set(receipt_at(found, at))
    return stamped


def _part(cell: Cell, before: list[Piece]) -> Part:
    text = normalise_tones(cell.text)
    if cell.is_rule:
        return Part.RULE
    if _is_nation(text) and not (_has(before, Part.NATION) and _has(before, Part.TYPE)):
        return Part.NATION
    frameless = text.strip(" .-[]()")
    if _MARK.match(frameless) or DRAFT_MARK.match(frameless) or is_urgent_stamp(text):
        return Part.MARK
    if _is_number(cell, before):
        return Part.NUMBER
    telegram = _TELEGRAM.match(text)
    address = ADDRESS_MARK.match(text)
    if (address and (address["mark"] or len(text) < 200)) or (telegram and is_capitals(text)):
        return Part.ADDRESS
    if _is_place_date(text, before):
        return Part.DATE
    if type_line(text) and not any(piece.part is Part.TYPE for piece in before):
        return Part.TYPE
    if SUBJECT_MARK.match(text) and not any(piece.part is Part.TYPE for piece in before):
        return Part.SUBJECT
    return Part.BODY if _is_body(text, before) else Part.TEXT


def _has(pieces: list[Piece], part: Part) -> bool:
    return any(piece.part is part for piece in pieces)


def _is_nation(text: str) -> bool:
    if len(text) > 160:
        return False
    folded = fold(text).strip(" .,*-")
    if _NATION.fullmatch(folded):
        return True
    words = " ".join(re.findall(r"\w+", folded))
    return is_capitals(text) and words.count(" ") >= 2 and f" {words} " in _NATION_WORDS


def _is_number(cell: Cell, before: list[Piece]) -> bool:
    if any(piece.part is Part.NUMBER and re.search(r"\d\s?[-–/]", piece.cell.raw) for piece in before):
        return False
    word = _NUMBER_WORD.match(cell.raw)
    if word:
        # Below the type's name a number without a colon is one that the subject names.
        named = any(piece.part is Part.TYPE for piece in before) and before[-1].part is not Part.TYPE and not word["mark"]
        return _may_lead(word["lead"]) and not named
    if number_line(cell.raw):
        return True
    if before and before[-1].part is Part.NUMBER and PRINTED.match(cell.raw):
        return True
    if _BARE_SYMBOL.match(cell.raw) and any(piece.part is Part.NUMBER for piece in before):
        return True
    # A number alone on its line, its word lost, right after the issuer.
    alone = PRINTED.fullmatch(cell.raw)
    return bool(alone and len(before) <= 12 and ("-" in alone[0] or alone["year"]))


def _may_lead(words: str) -> bool:
    """Whether these words may stand before `số` in a head: `Luật số: 10/2022/QH15`."""
    return fold(words).strip() in (
        "",
        "luat",
        "bo luat",
        "phap lenh",
        "nghi quyet",
        "sac lenh",
        "lenh",
        "nghi dinh",
        "quyet dinh",
    )


def _is_place_date(text: str, before: list[Piece]) -> bool:
    if len(text) > 140 or re.match(r"(?:Căn cứ|Theo|Ngày \d.*,)", text):
        return False
    match = LONG.search(text)
    if match:
        lead = text[: match.start()].rstrip()
        return match.end() >= len(text.rstrip(" .…_/)")) - 6 and (
            lead.endswith(",") or (len(lead) < 40 and not re.search(r"[\d(]", lead))
        )
    if month_line(text) and not any(piece.part is Part.TYPE for piece in before):
        return True
    noisy = date_line(text)
    if noisy and noisy.end() >= len(text) - 6:
        lead = text[: noisy.start("word")].strip()
        return 2 <= len(lead) < 60 and lead[-1:] in ",.;" and not re.search(r"[\d(:]", lead)
    short = re.match(r"[^\d,;:]{2,40},\s{0,3}ngày\s{0,3}(?:\d|$|[.…])", text)
    if short:
        return True
    follows = before and before[-1].part is Part.DATE and not LONG.search(before[-1].cell.text)
    return bool(follows and re.match(r"(?:\d{0,2}\s{0,3}tháng|năm)\b", text))


def type_line(text: str) -> str | None:
    """The name of the type that a line consists of: `KẾ HOẠCH`, `Q U Y Ế T  Đ Ị N H`, `NGHỊ ĐỊNH CỦA CHÍNH PHỦ`.

    Not the operative `QUYẾT ĐỊNH:`.
    """
    plain = text.strip(" .*-")
    if not plain or len(plain) > 90 or plain.endswith(":") or not plain[0].isupper():
        return None
    if re.fullmatch(r"(?:\w\s){3,}\w", plain):
        squeezed = fold(plain).replace(" ", "")
        return next((type.name for type in document_types() if fold(type.name).replace(" ", "") == squeezed), None)
    known = document_type(plain) if " " in plain or is_capitals(plain) else None
    if known and fold(known.name) == fold(plain):
        return known.name
    if is_capitals(plain, 0.95):
        of_body = re.match(r"(.{3,30}?)\s+(?:CỦA|LIÊN TỊCH CỦA|SỐ \d)", plain)
        known = document_type(of_body[1]) if of_body else None
        return known.name if of_body and known and fold(known.name) == fold(of_body[1]) else None
    return None


def _is_body(text: str, before: list[Piece]) -> bool:
    capitals = is_capitals(text)
    has_type = any(piece.part is Part.TYPE for piece in before)
    after_type = bool(before) and before[-1].part is Part.TYPE
    if _BODY.match(text):
        # The abstract of a plan may itself begin with "Thực hiện": short, right under the type, without a citation's date.
        abstract = (
            after_type
            and len(text) <= 160
            and not re.search(r"ngày \d|[:;]$", text)
            and text.startswith(("Thực hiện", "Triển khai"))
        )
        return not (abstract or (capitals and has_type and not text.endswith(":")))
    if capitals:
        return False
    long = len(text) > 160 and not after_type
    return long or (len(text) > 90 and text[-1:] in ":;" and has_type and not after_type)
