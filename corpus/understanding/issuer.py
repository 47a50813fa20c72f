"""The issuing body or bodies, from the left column of the head (domain guide, 4.3)."""

import re
from collections.abc import Sequence
from itertools import islice, pairwise, takewhile

from corpus.document import Issuer
from corpus.gazetteer.bodies import central_body_at, issuer_from_name, places_in, with_level_word
from corpus.gazetteer.casing import kind_at, name_case, word_key
from corpus.gazetteer.own import NONE, OwnBodies
from corpus.gazetteer.places import LEVEL_WORDS, namesakes, province, provinces
from corpus.gazetteer.spelling import spelled
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
_UNFINISHED = re.compile(
    r"(?:\bVÀ|\bCỦA|,|-|–|&|\bỦY BAN|\bHỘI ĐỒNG|\bTHƯỜNG VỤ|\bBAN CÁN SỰ ĐẢNG|^ĐẢNG ĐOÀN|^(?:TỔNG )?CỤC|^CHI CỤC|^SỞ|^BỘ)$"
)
_OF_BODY = re.compile(r"CỦA\s+(?P<name>[^\d:;]{3,120}?)\s+(?:SỐ|NGÀY)\b")
_OF_PLACES = ("Ủy ban nhân dân", "Hội đồng nhân dân", "Thường trực Hội đồng nhân dân")
_COMMITTEE = re.compile(r"(?:TỈNH|THÀNH|HUYỆN|QUẬN|THỊ) ỦY (.+)$")
_STANDING = re.compile(r"((?:HỘI ĐỒNG NHÂN DÂN|HĐND)\s.{2,80})\sTHƯỜNG TRỰC$")
_BARE_PLACE = re.compile(r"(?:" + "|".join(LEVEL_WORDS) + r")\s+(?!ủy\b|đoàn\b)", re.IGNORECASE)
_TWO_ON_A_LINE = re.compile(
    r"((?:UBND|ỦY BAN NHÂN DÂN)\s(?:TỈNH|THÀNH PHỐ|HUYỆN|QUẬN|THỊ XÃ|XÃ|PHƯỜNG)\s\S.{0,60}?)\s"
    r"((?:SỞ|(?<!HẢI )PHÒNG|VĂN PHÒNG|THANH TRA|TRUNG TÂM)(?:\s.+)?)$"
)
_SHORTEST_MENDED = 10
_LONGEST_LINE = 160
_OPENING = 6_000
_LONGEST_PLACE = 60
_WORDS_OF_PLACE = 6
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
    pieces: Sequence[Piece],
    number: Found[Registered] | None,
    text: str,
    place: str | None,
    date: str | None,
    own: OwnBodies = NONE,
) -> Found[tuple[Issuer, ...]] | None:
    """The body, or the bodies of a joint document, in order; None where the head names none. `own`: the office's bodies."""
    lines = _left_column(pieces, own)
    if not lines:
        return _titled(pieces, date, own) or _by_symbol(number, own)
    bodies = _bodies(lines, own)
    joint = bool(number and _JOINT.match(number.value.symbol)) or any(
        piece.part is Part.TYPE and "LIÊN TỊCH" in normalise_tones(piece.cell.text) for piece in pieces
    )
    names, joint = _separate([name for name, _ in bodies], joint=joint)
    start, end = lines[0].start, lines[-1].span.end
    sure = 0.95 if any(piece.part in (Part.NATION, Part.NUMBER) for piece in pieces) else 0.6
    if joint:
        each = (issuer_from_name(_placed(name, place), date=date, near=_near(name, text, place), own=own) for name in names)
        return found(tuple(dict.fromkeys(each)), start, end, "issuer.joint", sure - 0.05)
    parent: str | None = None
    for name in names[:-1]:
        parent = issuer_from_name(_full_name(name, parent), date=date, own=own).name
    name = _full_name(names[-1], parent)
    near: tuple[str, ...] = ()
    if parent and _BARE_PLACE.match(parent):  # TỈNH X over a board's name: its place, and no body
        near, parent = (parent[:1].lower() + parent[1:],), None
    if (placed := _placed(name, place)) != name:
        name, sure = placed, min(sure, 0.8)
    if len(bodies) > 1:
        start = bodies[-1][1].start
    if (mended := _mended(name)) != name:
        name, sure = mended, min(sure, 0.75)
    issuer = issuer_from_name(name, parent=parent, date=date, near=near or _near(name, text, place), own=own)
    if _BARE.match(issuer.name):
        completed = _completed(issuer, pieces, text, place, date)
        if completed is None:
            return None
        issuer, sure = completed
    return found((issuer,), start, end, "issuer.head", sure)


def _titled(pieces: Sequence[Piece], date: str | None, own: OwnBodies) -> Found[tuple[Issuer, ...]] | None:
    """From a gazette's title, which has no left column: `NGHỊ ĐỊNH / CỦA CHÍNH PHỦ SỐ 5/2010/NĐ-CP NGÀY …`."""
    for before, piece in pairwise(pieces):
        printed = _OF_BODY.match(normalise_tones(piece.cell.text))
        if before.part is Part.TYPE and printed and kind_or_central(printed["name"]):
            issuer = issuer_from_name(printed["name"], date=date, own=own)
            return found((issuer,), piece.cell.start, piece.cell.span.end, "issuer.title", 0.85)
    return None


def kind_or_central(name: str) -> bool:
    """Whether a name is that of a central body, or starts with a kind of body that is known."""
    words = name.split()
    return central_body_at(words) == len(words) or kind_at([word_key(word) for word in words]) is not None


def _by_symbol(number: Found[Registered] | None, own: OwnBodies) -> Found[tuple[Issuer, ...]] | None:
    """The office's own body whose symbol the number carries, where the head names none."""
    if number is None or not own:
        return None
    body = own.of_symbol(re.split(r"[-/–\s]+", number.value.symbol))
    if body is None:
        return None
    span = number.evidence.span
    issuer = issuer_from_name(body.name, own=own)
    return found((issuer,), span.start, span.end, "issuer.symbol", 0.6) if span else None


def _near(name: str, text: str, place: str | None) -> tuple[str, ...]:
    """The higher place that the document names as that of a place with namesakes; none where it names several."""
    places = places_in(spelled(name)) if len(name) < _LONGEST_LINE else []
    if not places or (known := namesakes(" ".join(places[0]))) is None:
        return ()
    word, own_place = places[0]
    opening = normalise_tones(text[:_OPENING])
    higher = "huyện|quận|thị xã|thành phố|tỉnh" if word in ("xã", "phường", "thị trấn") else "tỉnh|thành phố"
    named = re.compile(
        rf"\b{word}\s{{1,3}}{re.escape(own_place)}\s{{0,3}}[,–-]?\s{{1,3}}({higher})\s{{1,3}}(?=\w)", re.IGNORECASE
    )
    said_above = ((m[1].lower(), _place_at(opening[m.end() : m.end() + _LONGEST_PLACE])) for m in named.finditer(opening))
    found_above = {f"{level} {name}" for level, name in islice(said_above, 20) if name}
    if place and (said := re.match(rf"({higher})\s+(.{{1,40}})$", normalise_tones(place), re.IGNORECASE)):
        found_above.add(f"{said[1].lower()} {said[2].strip()}")
    if place:
        found_above |= {one for one in known if fold(one).endswith(f" {fold(place)}")}
    return tuple(found_above) if len(found_above) == 1 else ()


def _place_at(text: str) -> str:
    """The name at the start of a text: its capitalised words or its number, up to a sign or the sentence's next word."""
    words = re.split(r"[,.;:()\n]", text)[0].split()
    name = " ".join(takewhile(lambda word: word[:1].isupper() or word[:1].isdigit() or word == "-", words[:_WORDS_OF_PLACE]))
    return name_case(name) if name.isupper() else name


def _placed(name: str, place: str | None) -> str:
    """A department without any place, with the province that the place line names."""
    words = name.split()
    if not place or not words or word_key(words[0]) != "sở" or places_in(name) or with_level_word(spelled(name)) != spelled(name):
        return name
    known = province(place)
    return f"{name} {known.full.upper()}" if known and len(words) > 1 else name


def _mended(name: str) -> str:
    """A council's or committee's name whose place is one letter away from a province's: `THÀNH PHHỒ CHÍ MINH`."""
    words = normalise_tones(name).split()
    kind = kind_at([word_key(word) for word in words]) if len(name) < _LONGEST_LINE else None
    if kind is None or kind[0].name not in _OF_PLACES or places_in(name) or len(words) == kind[1]:
        return name
    printed = "".join(c for c in fold(" ".join(words[kind[1] :])) if c.isalpha())
    near = [p.full for p in provinces().values() if _one_apart(printed, "".join(c for c in fold(p.full) if c.isalpha()))]
    return f"{' '.join(words[: kind[1]])} {near[0].upper()}" if len(near) == 1 else name


def _one_apart(one: str, other: str) -> bool:
    """Whether one letter more, less or other makes them equal; both have ten letters or more."""
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < _SHORTEST_MENDED:
        return False
    same = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rests = (one[same:], other[same:])
    return rests[0][1:] == rests[1][1:] or rests[0][1:] == rests[1] or rests[0] == rests[1][1:]


def _left_column(pieces: Sequence[Piece], own: OwnBodies) -> list[Cell]:
    """Lines in capitals that stand before the number, or before type, subject and addressees where there is none."""
    numbers = [at for at, piece in enumerate(pieces) if piece.part is Part.NUMBER]
    ends = [at for at, piece in enumerate(pieces) if piece.part in (Part.TYPE, Part.SUBJECT, Part.ADDRESS, Part.BODY)]
    if not numbers and not any(piece.part in (Part.NATION, Part.DATE) for piece in pieces):
        return []
    last = min([*numbers[:1], *ends[:1], len(pieces)])
    mottos = [at for at, piece in enumerate(pieces[:last]) if piece.part is Part.NATION]
    column: list[Cell] = []
    for at, piece in enumerate(pieces[:last]):
        line = normalise_tones(piece.cell.text)
        if piece.part is not Part.TEXT or (_RIGHT.match(line) and column):
            continue
        if _CITED.match(line) or not any(c.isalpha() for c in line) or len(line) > _LONGEST_LINE:
            continue
        known = own.named(line) is not None
        if column and not numbers and len(mottos) > 1 and at > mottos[-1] and not known and not _belongs(line):
            break  # without a number to end the head, what follows the motto is the title of a form
        if known or is_capitals(line, 0.7) or kind_at([word_key(word) for word in line.split()]):
            column.append(piece.cell)
    return column


def _belongs(line: str) -> bool:
    return bool(_CONTINUES.match(line)) or kind_at([word_key(word) for word in line.split()]) is not None


def _bodies(lines: list[Cell], own: OwnBodies) -> list[tuple[str, Cell]]:
    """Names of bodies, each with its first line: a line goes on the body above unless it starts a new noun."""
    bodies: list[tuple[str, Cell]] = []
    for cell in lines:
        line = normalise_tones(cell.text).strip(" *-–,.;:_")
        if not line:
            continue
        if joined := _TWO_ON_A_LINE.match(line):
            bodies += [(joined[1], cell), (joined[2], cell)]
        elif bodies and own.named(line) is None and not _starts_body(line, bodies[-1][0]):
            bodies[-1] = (f"{bodies[-1][0]} {line}", bodies[-1][1])
        else:
            bodies.append((line, cell))
    return bodies


def _starts_body(line: str, above: str) -> bool:
    if _CONTINUES.match(line) or _NOT_A_NOUN.match(line) or _UNFINISHED.search(above):
        return False
    if above and " " not in line:
        # A noun alone ends the name above (`BỘ TÀI NGUYÊN VÀ MÔI` / `TRƯỜNG`): no body is called by its kind only.
        return False
    expanded = re.sub(r"^(?:UBND|HĐND|UBMTTQ|BCĐ|BQL|BHXH)\b", "ỦY BAN NHÂN DÂN", line)
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
    if chair := _STANDING.match(name):
        return f"THƯỜNG TRỰC {chair[1]}"
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
    if kind.name == "Ban" and upper.startswith("HỘI ĐỒNG NHÂN DÂN"):
        return f"{name} {upper}"
    if kind.name == "Ban Chấp hành" and _BARE_PLACE.match(rest) and place is None:
        return f"{kind.name} {parent} {rest}".upper()
    if kind.joins == "place" and _BARE_PLACE.match(parent) and not places_in(name):
        return f"{name} {upper}"
    if kind.name in _FOUNDED_ON_PARENT and not rest:
        if upper.startswith("BAN CHẤP HÀNH TRUNG ƯƠNG"):
            return f"{name} Trung ương".upper()
        return f"{name} {upper}" if kind.name != "Thanh tra" or not place else f"{name} {place.group()}"
    bare_level = re.search(r"\b(TỈNH|HUYỆN|QUẬN|THÀNH PHỐ|THỊ XÃ|XÃ|PHƯỜNG|BỘ|SỞ)$", name)
    if bare_level and length < len(words):
        if committee := _COMMITTEE.match(upper):
            return f"{name} {committee[1]}"
        if place and place.group().startswith(bare_level[1]):
            return f"{name} {place.group(1)}"
        return f"{name.removesuffix(bare_level[1])}{upper}" if upper.startswith(bare_level[1]) else name
    if (kind.joins == "place" or kind.name == "Ban") and place and upper.startswith(("ỦY BAN NHÂN DÂN", "HỘI ĐỒNG NHÂN DÂN")):
        if name.endswith(place.group(1)):
            known = f" {place.group()}"
            return name if name.endswith(known) else f"{name.removesuffix(place.group(1)).rstrip()}{known}"
        return name if places_in(name) else f"{name} {place.group()}"
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
