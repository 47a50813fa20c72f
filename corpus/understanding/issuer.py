"""The issuing body or bodies, from the left column of the head (domain guide, 4.3)."""

import re
from collections.abc import Sequence

from corpus.document import Issuer
from corpus.gazetteer.bodies import issuer_from_name
from corpus.gazetteer.casing import kind_at, word_key
from corpus.gazetteer.places import LEVEL_WORDS, province
from corpus.understanding.found import Found, found
from corpus.understanding.head import Part, Piece
from corpus.understanding.lines import Cell, is_capitals
from corpus.understanding.registration import Registered
from corpus.vietnamese import fold, normalise_tones

_JOINT = re.compile(r"^(?:TTLT|TTLB|NQLT|KHPH|QCPH|CTPH|CTrPH|HDLT|KHLT|LT)\b")
_CONTINUES = re.compile(
    r"(?:VÀ|CỦA|,|-|–|&)(?:\s|$)|(?:" + "|".join(word.upper() for word in LEVEL_WORDS) + r"|TP\.?|TX\.?)\s+(?!ỦY\b|ĐOÀN\b)",
    re.IGNORECASE,
)
_NOT_A_NOUN = re.compile(
    r"(?:PHÒNG,?\s+(?:CHỐNG|CHÁY|NGỪA|VỆ)|TỔ QUỐC|BÁO CÁO|QUỸ ĐẤT|ĐOÀN KẾT|BỘ ĐỘI|BỘ MÔN|HỘI NHẬP|ĐÀI LOAN|BAN HÀNH|SỞ HỮU"
    r"|TRẠM TRẠI|VỤ VIỆC|VIỆN TRỢ)\b"
)
_CITED = re.compile(r"\(?(?:THEO|KÈM THEO|THÀNH LẬP THEO)\b.{0,12}(?:QĐ|QUYẾT ĐỊNH|SỐ)\b", re.IGNORECASE)
_RIGHT = re.compile(r"ĐOÀN (?:TNCS|THANH NIÊN CỘNG SẢN) HỒ CHÍ MINH$")
_BARE = re.compile(r"(?:Ủy ban nhân dân|Hội đồng nhân dân)$")
_HEADED = re.compile(r"(?:CHỦ TỊCH|TM\.)\s+")
_FOUNDED_ON_PARENT = (
    "Văn phòng",
    "Thanh tra",
    "Ban Thường vụ",
    "Ban Chấp hành",
    "Ban Thường trực",
    "Ban Tổ chức",
    "Ban Tuyên giáo",
    "Ban Nội chính",
    "Ban Tuyên giáo và Dân vận",
    "Ban Xây dựng Đảng",
    "Ban Dân vận",
    "Ủy ban Kiểm tra",
    "Cơ quan Ủy ban Kiểm tra",
)


def read_issuers(
    pieces: Sequence[Piece], number: Found[Registered] | None, text: str, place: str | None, date: str | None
) -> Found[tuple[Issuer, ...]] | None:
    """The body, or the bodies of a joint document, in order; None where the head names none."""
    lines = _left_column(pieces)
    if not lines:
        return None
    bodies = _bodies(lines)
    joint = bool(number and _JOINT.match(number.value.symbol)) or any(
        piece.part is Part.TYPE and "LIÊN TỊCH" in normalise_tones(piece.cell.text) for piece in pieces
    )
    names, joint = _separate([name for name, _ in bodies], joint=joint)
    start, end = lines[0].start, lines[-1].span.end
    sure = 0.95 if any(piece.part in (Part.NATION, Part.NUMBER) for piece in pieces) else 0.6
    if joint:
        return found(
            tuple(dict.fromkeys(issuer_from_name(name, date=date) for name in names)), start, end, "issuer.joint", sure - 0.05
        )
    parent = issuer_from_name(names[-2], date=date).name if len(names) > 1 else None
    name = _full_name(names[-1], parent)
    if len(bodies) > 1:
        start = bodies[-1][1].start
    issuer = issuer_from_name(name, parent=parent, date=date)
    if _BARE.match(issuer.name):
        completed = _completed(issuer, pieces, text, place, date)
        if completed is None:
            return None
        issuer, sure = completed
    return found((issuer,), start, end, "issuer.head", sure)


def _left_column(pieces: Sequence[Piece]) -> list[Cell]:
    """Lines in capitals that stand before the number, or before type, subject and addressees where there is none."""
    numbers = [at for at, piece in enumerate(pieces) if piece.part is Part.NUMBER]
    ends = [at for at, piece in enumerate(pieces) if piece.part in (Part.TYPE, Part.SUBJECT, Part.ADDRESS, Part.BODY)]
    if not numbers and not any(piece.part in (Part.NATION, Part.DATE) for piece in pieces):
        return []
    last = min([*numbers[:1], *ends[:1], len(pieces)])
    column: list[Cell] = []
    for piece in pieces[:last]:
        line = normalise_tones(piece.cell.text)
        if piece.part is not Part.TEXT or (_RIGHT.match(line) and column):
            continue
        if _CITED.match(line) or not any(c.isalpha() for c in line) or len(line) > 160:
            continue
        if is_capitals(line, 0.7) or kind_at([word_key(word) for word in line.split()]):
            column.append(piece.cell)
    return column


def _bodies(lines: list[Cell]) -> list[tuple[str, Cell]]:
    """Names of bodies, each with its first line: a line goes on the body above unless it starts a new noun."""
    bodies: list[tuple[str, Cell]] = []
    for cell in lines:
        line = normalise_tones(cell.text).strip(" *-–,.;:_")
        if not line:
            continue
        if bodies and not _starts_body(line, bodies[-1][0]):
            bodies[-1] = (f"{bodies[-1][0]} {line}", bodies[-1][1])
        else:
            bodies.append((line, cell))
    return bodies


def _starts_body(line: str, above: str) -> bool:
    if (
        _CONTINUES.match(line)
        or _NOT_A_NOUN.match(line)
        or re.search(r"(?:\bVÀ|\bCỦA|,|-|–|\bỦY BAN|\bHỘI ĐỒNG|\bTHƯỜNG VỤ)$", above)
    ):
        return False
    if above and " " not in line:
        # A noun alone ends the name above (`BỘ TÀI NGUYÊN VÀ MÔI` / `TRƯỜNG`): no body is called by its kind only.
        return False
    expanded = re.sub(r"^(?:UBND|HĐND|UBMTTQ|BCĐ|BQL)\b", "ỦY BAN NHÂN DÂN", line)
    return kind_at([word_key(word) for word in expanded.split()]) is not None


def _separate(names: list[str], *, joint: bool) -> tuple[list[str], bool]:
    """Bodies joined by a dash on one line set apart, where each part starts a body of its own."""
    apart: list[str] = []
    for name in names:
        parts = re.split(r"\s+[-–—]\s+|\s*;\s*", name)
        if (
            len(parts) > 1
            and all(_starts_body(part, "") for part in parts)
            and (joint or len({part.split()[0] for part in parts}) == 1)
        ):
            apart += parts
            joint = True
        else:
            apart.append(name)
    return apart, joint and len(apart) > 1


def _full_name(name: str, parent: str | None) -> str:
    """A name that only makes sense under its parent, completed: `THANH TRA TỈNH` under `UBND TỈNH X`."""
    if parent is None:
        return name
    words = normalise_tones(name).split()
    found_kind = kind_at([word_key(word) for word in words])
    upper = normalise_tones(parent).upper()
    place = re.search(r"(?:THÀNH PHỐ|THỊ XÃ|THỊ TRẤN|ĐẶC KHU|TỈNH|HUYỆN|QUẬN|PHƯỜNG|XÃ)\s+(?!ỦY\b|ĐOÀN\b)(.+)$", upper)
    if found_kind is None:
        return name
    kind, length = found_kind
    rest = " ".join(words[length:])
    if kind.name in _FOUNDED_ON_PARENT and not rest:
        if upper.startswith("BAN CHẤP HÀNH TRUNG ƯƠNG"):
            return f"{name} Trung ương".upper()
        return f"{name} {upper}" if kind.name != "Thanh tra" or not place else f"{name} {place.group()}"
    bare_level = re.search(r"\b(TỈNH|HUYỆN|QUẬN|THÀNH PHỐ|THỊ XÃ|XÃ|PHƯỜNG|BỘ|SỞ)$", name)
    if bare_level and length < len(words):
        if place and place.group().startswith(bare_level[1]):
            return f"{name} {place.group(1)}"
        return f"{name.removesuffix(bare_level[1])}{upper}" if upper.startswith(bare_level[1]) else name
    if kind.joins == "place" and place and upper.startswith(("ỦY BAN NHÂN DÂN", "HỘI ĐỒNG NHÂN DÂN")):
        if name.endswith(place.group(1)):
            known = f" {place.group()}"
            return name if name.endswith(known) else f"{name.removesuffix(place.group(1)).rstrip()}{known}"
        return name if re.search(r"\b(?:TỈNH|HUYỆN|QUẬN|THỊ XÃ|THÀNH PHỐ|XÃ|PHƯỜNG)\s", name) else f"{name} {place.group()}"
    return name


def _completed(
    issuer: Issuer, pieces: Sequence[Piece], text: str, place: str | None, date: str | None
) -> tuple[Issuer, float] | None:
    """`ỦY BAN NHÂN DÂN` whose second line was lost: from the authority line below, else from the text and the place."""
    wanted = normalise_tones(issuer.name).upper()
    for piece in pieces:
        line = _HEADED.sub("", normalise_tones(piece.cell.text))
        if piece.part in (Part.TEXT, Part.BODY) and line.startswith(wanted + " ") and is_capitals(line) and len(line) < 90:
            return issuer_from_name(line.rstrip(" :,.;"), date=date), 0.8
    opening = normalise_tones(text[:4_000])
    if place:
        core = re.sub(r"^(?:TP\.?|Tp\.?|Thành phố|thành phố|TX\.?)\s*", "", normalise_tones(place))
        near = re.search(r"\b(tỉnh|thành phố|huyện|quận|thị xã|xã|phường)\s+" + re.escape(core) + r"\b", opening, re.IGNORECASE)
        known = province(core)
        itself = re.search(re.escape(issuer.name) + r"\s+(tỉnh|thành phố)\b(?!\s[A-ZĐÀ-Ỹ])", opening)
        if near:
            return issuer_from_name(f"{issuer.name} {near[1].lower()} {core}", date=date), 0.65
        if known and itself and itself[1] == known.kind:
            return issuer_from_name(f"{issuer.name} {known.kind} {core}", date=date), 0.65
        if known and core != place and fold(known.name) == "ho chi minh":
            return issuer_from_name(f"{issuer.name} Thành phố {core}", date=date), 0.6
    return None
