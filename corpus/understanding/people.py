"""Who must act, who receives a copy, who signed (domain guide, 1.3 and 1.7)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from corpus.document import Signer, Span
from corpus.gazetteer.tables import lines as data_lines
from corpus.understanding.found import Found, found
from corpus.understanding.head import ADDRESS_MARK, Part, Piece
from corpus.understanding.lines import Cell, cells, is_capitals
from corpus.vietnamese import fold, normalise_tones

_FOOT_CHARACTERS = 5_000
_FOOT_ROWS = 70
_MOST_ITEMS = 60
_DASHED = re.compile(r"(?:[-+•*–—]|\d{1,2}[.)])\s{0,4}(?=\S)")
_RECIPIENTS = re.compile(r"N[ơo]i\s{1,3}nh[ậa]n\s{0,3}(?P<mark>[:;.]?)\s{0,3}", re.IGNORECASE)
_LIST_HEAD = re.compile(r"N[ơƠ][iI]\s{1,3}[nN][hH][ậẬ][nN]")
_FILED = re.compile(r"[-+•*–\s]{0,6}L[ưu]u\b", re.IGNORECASE)
_AUTHORITY = re.compile(r"(?P<code>TM|KT|TL|TUQ|Q|T/M|K/T|T/L|TUQ)\s{0,2}[./]?\s{0,3}(?=[A-ZĐÀ-Ỹ]{2})")
_TITLE = re.compile(
    r"(?:PHÓ |QUYỀN )?(?:TỔNG )?(?:CHỦ TỊCH|CHỦ NHIỆM|GIÁM ĐỐC|BỘ TRƯỞNG|THỨ TRƯỞNG|THỦ TƯỚNG|CHÁNH VĂN PHÒNG|CHÁNH THANH TRA"
    r"|CHÁNH ÁN|VIỆN TRƯỞNG|BÍ THƯ|TRƯỞNG|CỤC TRƯỞNG|VỤ TRƯỞNG|CHI CỤC TRƯỞNG|HIỆU TRƯỞNG|THỐNG ĐỐC|THƯỜNG TRỰC|ỦY VIÊN"
    r"|THỦ TRƯỞNG|CHỈ HUY TRƯỞNG|CHÍNH ỦY|THANH TRA|KIỂM TOÁN|HẠT TRƯỞNG|ĐỘI TRƯỞNG|TƯ LỆNH|CHÁNH|BIÊN TẬP)\b"
)
_OFFICES = (
    *("CHỦ TỊCH", "CHỦ NHIỆM", "GIÁM ĐỐC", "TỔNG GIÁM ĐỐC", "BỘ TRƯỞNG", "THỨ TRƯỞNG", "THỦ TƯỚNG", "CHÁNH VĂN PHÒNG"),
    *("CHÁNH THANH TRA", "CHÁNH ÁN", "VIỆN TRƯỞNG", "BÍ THƯ", "CỤC TRƯỞNG", "CHI CỤC TRƯỞNG", "HIỆU TRƯỞNG", "TRƯỞNG PHÒNG"),
)
_RECOGNISED = {fold(title): title for office in _OFFICES for title in (office, f"PHÓ {office}")}
"""Titles by what is left of them when recognition has lost their marks: `CHU TỊCH` is no name."""
_PHO = re.compile(r"PHÓ\b")
_SIGNED = re.compile(r"\(?\s{0,2}(?:Đã ký|Chữ ký|Ký tên|daky|đã ký)\b.{0,30}$|\[da ?ky\]$|\(ký.{0,30}\)$", re.IGNORECASE)
_STOP = re.compile(r"(?:Phụ lục|PHỤ LỤC|\((?:Kèm theo|Ban hành kèm|Đính kèm)|CỘNG HÒA XÃ HỘI|ĐẢNG CỘNG SẢN)")
_DEGREE = re.compile(
    r"^(?:(?:GS|PGS|TS|Th\.?[Ss]|BS|KS|CN|CKI|CKII|BSCK\w*|Luật sư|(?:Đại|Thượng|Trung|Thiếu) (?:tá|tướng|úy))[.\s]+){1,3}"
)
_SYLLABLE = re.compile(r"[A-ZĐÀ-ỸƯƠĂÂÊÔ][a-zđà-ỹ']{0,7}$")
_NO_NAME = re.compile(
    r"\b(?:Ủy|Ban|Sở|Phòng|Văn phòng|Hội|Đảng|Tỉnh|Huyện|Công ty|Bộ|Điều|Chủ tịch|Giám đốc|Nơi nhận|Kính|Lưu|Trường"
    r"|Phụ lục|Trưởng|Thành phố|Hà Nội|Nguyễn Văn A|Y [Tt]ế)\b"
)
_NO_FIRST = re.compile(
    r"(?:Phó|Danh [Ss]ách|Biểu|Mẫu|Ghi|Họ|Tên|Giám|Tổng|Nội|Người|Đơn|Chương|Phần|Mục|Kết|Bảng|Ngày|Tháng|Năm|Quý|Thứ"
    r"|Các|Xã|Quận)\b",
    re.IGNORECASE,
)


def read_addressees(pieces: Sequence[Piece], text: str) -> Found[tuple[str, ...]] | None:
    """Items of `Kính gửi`: on its line, or one a line, a dash before each; the last punctuation off."""
    for piece in pieces:
        if piece.part is not Part.ADDRESS:
            continue
        cell = piece.cell
        word = ADDRESS_MARK.match(cell.raw)
        first = cell.part(word.end(), len(cell.raw)) if word else None
        following = list(cells(text, cell.span.end, cell.span.end + _FOOT_CHARACTERS, rows=_FOOT_ROWS))
        items = _addressee_items(first if first and first.raw.strip(" :") else None, following)
        if items:
            return found(tuple(item for item, _ in items), items[0][1].start, items[-1][1].end, "addressees.kinh-gui")
        return None
    return None


def _addressee_items(first: Cell | None, following: list[Cell]) -> list[tuple[str, Span]]:
    items: list[tuple[str, Span]] = []
    dashed = False
    if first:
        dashed = bool(_DASHED.match(first.raw.lstrip(" :")))
        items += [(part.raw, part.span) for part in _items_of(first)] if dashed else [(first.raw, first.span)]
    for cell in following:
        line = cell.text
        if cell.is_rule:
            continue
        mark = _DASHED.match(cell.raw)
        ended = bool(items) and items[-1][0].rstrip().endswith(".")
        if (mark and (dashed or not items or items[-1][0].rstrip()[-1:] in ";,:")) and not ended and not line[0].isdigit():
            dashed = True
            items.append((cell.raw, cell.span))
        elif not items and len(line) < 200 and not cell.raw[0].isdigit():
            items.append((cell.raw, cell.span))
            if line.endswith("."):
                break
        elif (
            items
            and not cell.gap
            and not ended
            and len(line) < 160
            and (line[0].islower() or items[-1][0].rstrip()[-1:] not in ";:")
        ):
            # The item goes on on the next line.
            items[-1] = (f"{items[-1][0]} {cell.raw}", Span(items[-1][1].start, cell.span.end))
        elif items and not dashed and not ended and not cell.gap and len(line) < 120 and items[-1][0].rstrip().endswith(";"):
            items.append((cell.raw, cell.span))
        else:
            break
        if len(items) >= _MOST_ITEMS:
            break
    cleaned = [(_item(raw), span) for raw, span in items]
    return [(item, span) for item, span in cleaned if item and len(item) < 600]


def _items_of(cell: Cell) -> list[Cell]:
    """`- A; - B; - C.` in one line, parted."""
    ends = [match.end() for match in re.finditer(r";(?=\s{0,3}[-+•–]\s)", cell.raw)]
    return [cell.part(start, end) for start, end in pairwise([0, *ends, len(cell.raw)])]


def _item(raw: str) -> str:
    return _DASHED.sub("", " ".join(raw.split()).lstrip(" :"), count=1).strip(" ;,.:")


@dataclass(frozen=True, slots=True)
class Foot:
    recipients: Found[tuple[str, ...]] | None
    signer: Found[Signer] | None


def read_foot(text: str, body_start: int) -> Foot:
    """Distribution list and signature: from the first `Nơi nhận` after the head, else around the end mark `./.`."""
    start = _foot_start(text, body_start)
    if start is None:
        return Foot(None, None)
    column = list(cells(text, start, start + _FOOT_CHARACTERS, rows=_FOOT_ROWS))
    items: list[tuple[str, Span]] = []
    signature: list[Cell] = []
    listing = filed = False
    for cell in column:
        if _STOP.match(normalise_tones(cell.text)):
            break
        head = _RECIPIENTS.match(cell.raw)
        if head and not head["mark"] and cell.raw[head.end() :][:1].islower():
            head = None
        if head and not listing:
            listing = True
            rest = cell.part(head.end(), len(cell.raw))
            if rest.raw:
                _sort(rest, items, signature, listing=True, filed=False)
            continue
        filed = filed or bool(items and _FILED.match(items[-1][0]))
        if cell.is_rule:
            continue
        _sort(cell, items, signature, listing=listing, filed=filed)
        if _name(cell.text) and filed:
            break
    kept = [(_item(raw), span) for raw, span in items]
    kept = [(item, span) for item, span in kept if any(c.isalnum() for c in item) and not re.search(r"…|\.{3}", item)][
        :_MOST_ITEMS
    ]
    recipients = (
        found(tuple(item for item, _ in kept), kept[0][1].start, kept[-1][1].end, "recipients.noi-nhan") if kept else None
    )
    return Foot(recipients, _signer(signature, listed=listing))


def _foot_start(text: str, body_start: int) -> int | None:
    for match in _LIST_HEAD.finditer(text, body_start):
        at = match.start()
        # Only what a line may begin with is looked at, so that time stays linear in texts of one line.
        before = text[max(0, at - 40) : at]
        before = before[before.rfind("\n") + 1 :]
        if not before.strip(" \t|*_#>-/") or before.rstrip(" *_|").endswith("./."):
            after = text[at : at + 40]
            # `nơi nhận` of a sentence goes on in small letters; a list goes on with a colon, a dash or on the next line.
            if not re.match(r"\S+\s+\S+[ \t]+[a-zđà-ỹ]", after):
                # The signature's column may begin on lines above the list, right after the end of the text.
                return _above(text, at, body_start)
    end_mark = text.find("./.", body_start)
    if end_mark >= 0:
        return end_mark + 3
    tail = max(body_start, len(text) - 1_500)
    found_at = re.search(r"^[\s|*_]{0,40}(?:TM|KT|TL|TUQ|Q|T/M|K/T|T/L)\s?[./]\s?[A-ZĐ]", text[tail:], re.MULTILINE)
    return tail + found_at.start() if found_at else None


def _above(text: str, at: int, body_start: int) -> int:
    """Start of up to four lines above `at` that belong to the signature (title lines in capitals)."""
    start = text.rfind("\n", 0, at) + 1
    for _ in range(4):
        previous_end = start - 1
        if previous_end <= body_start:
            break
        previous = text.rfind("\n", 0, previous_end) + 1
        line = normalise_tones(text[previous:previous_end]).strip(" |*_\t")
        if line and not (is_capitals(line) and len(line) < 80 and (_AUTHORITY.match(line) or _TITLE.match(line))):
            break
        start = previous
    return start


def _sort(cell: Cell, items: list[tuple[str, Span]], signature: list[Cell], *, listing: bool, filed: bool) -> None:
    """Puts a cell of the foot to the list or to the signature; a line that holds both is parted."""
    raw = normalise_tones(cell.raw)
    if _is_signature(raw):
        signature.append(cell)
        return
    if not listing:
        return
    dashed = _DASHED.match(raw)
    if dashed or _FILED.match(raw) or (not items and cell.column == 0):
        parted = re.match(r"(.{2,200}?[;.])\s+(\S.{1,60})$", raw)
        if parted and _is_signature(parted[2].strip()):
            left, right = cell.part(0, parted.end(1)), cell.part(parted.start(2), len(cell.raw))
            items.append((left.raw, left.span))
            signature.append(right)
        else:
            items.append((cell.raw, cell.span))
    elif _name(cell.text) and (filed or cell.column > 0):
        signature.append(cell)
    elif (
        items
        and not filed
        and not cell.gap
        and cell.column == 0
        and len(raw) < 120
        and not items[-1][0].rstrip().endswith((";", "."))
    ):
        items[-1] = (f"{items[-1][0]} {cell.raw}", Span(items[-1][1].start, cell.span.end))


def _is_signature(raw: str) -> bool:
    line = _spelt(" ".join(raw.split()))
    if len(line) > 90 or line.endswith(":"):
        return False
    if is_capitals(line, 0.95) and (_AUTHORITY.match(line) or _TITLE.match(line) or _PHO.match(line)):
        return True
    return bool(_SIGNED.match(line)) or (_name(line) is not None and _surname(line))


def _signer(signature: list[Cell], *, listed: bool) -> Found[Signer] | None:
    """The first name under the title lines; title is the last line of the chain, capacity its last prefix (KT, TM…)."""
    chain: list[str] = []
    start: int | None = None
    for at, cell in enumerate(signature):
        line = _spelt(normalise_tones(cell.text))
        if _SIGNED.match(line):
            continue
        name = _name(cell.text)
        if name and not (is_capitals(line) and (_TITLE.match(line) or _AUTHORITY.match(line))):
            beside = [other for other in signature[at + 1 :] if other.row == cell.row and _name(other.text)]
            if beside:
                # Two names side by side: minutes, contracts; who signs for the issuer is not told.
                return None
            title, capacity = _title(chain)
            rule = ("signer.foot" if chain else "signer.untitled") if _surname(cell.text) else "signer.unusual-name"
            if not chain and not listed:
                return None
            return found(Signer(name, title, capacity), cell.start if start is None else start, cell.span.end, rule)
        if is_capitals(line, 0.9):
            chain.append(line)
            start = cell.start if start is None else start
    if chain and start is not None:
        title, capacity = _title(chain)
        last = signature[-1].span.end
        return found(Signer(None, title, capacity), start, max(last, start + 1), "signer.title-only") if title else None
    return None


def _title(chain: list[str]) -> tuple[str | None, str | None]:
    capacity, title = None, None
    for line in chain:
        authority = _AUTHORITY.match(line)
        if authority:
            capacity = authority["code"].replace("/", "")
        rest = line[authority.end() :] if authority else line
        if _TITLE.match(rest) or _PHO.match(rest):
            title = rest
    # `KT. CHỦ TỊCH` alone names the one signed for, not the one who signs.
    if title and chain and _AUTHORITY.match(chain[-1]) and capacity in ("KT", "TL", "TUQ", "TM"):
        return None, capacity
    return (_title_case(title) if title else None), capacity


_SMALL_TITLES = {
    "tịch": "tịch",
    "đốc": "đốc",
    "trưởng": "trưởng",
    "thư": "thư",
    "phòng": "phòng",
    "án": "án",
    "nhiệm": "nhiệm",
    "trực": "trực",
    "tra": "tra",
    "viên": "viên",
    "ủy": "ủy",
    "tướng": "tướng",
}


def _title_case(title: str) -> str:
    """`PHÓ CHỦ TỊCH` as `Phó Chủ tịch`: the second syllable of a title word is small."""
    words = normalise_tones(title.lower()).split()
    return " ".join(word if at and word in _SMALL_TITLES else word.capitalize() for at, word in enumerate(words))


@cache
def _surnames() -> frozenset[str]:
    return frozenset(normalise_tones(name) for line in data_lines("surnames.txt") for name in line.split())


def _surname(text: str) -> bool:
    name = _name(text)
    return bool(name) and normalise_tones(str(name).split()[0]) in _surnames()


def _spelt(line: str) -> str:
    """A line in capitals that is a title but for its marks, with the marks; every other line as it is."""
    authority = _AUTHORITY.match(line)
    rest = line[authority.end() :] if authority else line
    if len(rest) > _LONGEST_TITLE or not rest.isupper():
        return line
    return line[: len(line) - len(rest)] + _RECOGNISED.get(fold(rest), rest)


_LONGEST_TITLE = 24


def _name(text: str) -> str | None:
    """The personal name that a line consists of: two to five capitalised syllables, degrees and ranks before it dropped."""
    plain = _DEGREE.sub("", " ".join(text.split()).strip(" *_|."))
    words = plain.split()
    if _spelt(normalise_tones(plain)) != normalise_tones(plain):
        return None
    if not 2 <= len(words) <= 5 or _NO_NAME.search(plain) or _NO_FIRST.match(plain):
        return None
    if all(word.isalpha() and word.isupper() and len(word) <= 8 for word in words):
        # A name in capitals counts only with a known surname: title lines look the same.
        cased = " ".join(word.capitalize() for word in words)
        return (
            cased
            if normalise_tones(words[0].capitalize()) in _surnames()
            and not _TITLE.match(normalise_tones(plain))
            and not _NO_NAME.search(cased)
            else None
        )
    return plain if all(_SYLLABLE.match(word) for word in words) else None
