"""Sample documents edited by a script that writes down what it changed, so that a comparison can be judged.

Everything follows from the seed. The patterns of dates, numbers and names here are the script's own, not those of the
code that is judged. `noisy` lays the edited text out as recognition of a scan would: other line breaks, torn and joined
words, wrong letters, page numbers.
"""

import random
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.difference import Comparison, State
from corpus.document import Span
from corpus.vietnamese import clean

SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "documents"
KINDS = ("words", "date", "number", "name", "duty", "dropped", "added", "moved")

_WORD = re.compile(r"[^\W_]+")
_DATE = re.compile(r"ngày \d{1,2} tháng \d{1,2} năm \d{4}|(?<![\d/])\d{1,2}/\d{1,2}/\d{4}|(?<=ngày )\d{1,2}/\d{1,2}(?![\d/])")
_NUMBER = re.compile(
    r"(?<![\w/])\d{1,4}(?=[/-][A-ZĐ]{2,})"
    r"|(?<![\w/.,-])\d{1,4}(?:[.,]\d{1,3})?(?=%| ?(?:hộ|người|triệu|ha|km|lượt|xã|thôn|đồng|hồ sơ|ngày làm)\b)"
)
_DUTY = re.compile(
    r"(?<=[Gg]iao )(?:Phòng|Văn phòng|Ban|Trạm|Đài)(?: [^\W\d_]+){1,3}?(?= (?:chủ trì|phối hợp|tham mưu|theo dõi|tổng hợp))"
    r"|(?<!\w)(?:chủ trì|phối hợp với|tham mưu|tổng hợp|theo dõi, đôn đốc|chịu trách nhiệm)(?!\w)"
)
_NAME = re.compile(
    r"(?:(?<=ông )|(?<=bà )|(?<=đồng chí )|(?<=\n))"
    r"(?:[A-ZĐ][^\W\dA-Z_]+)(?: [A-ZĐÁÀẢÃẠÂẤĂÊẾÔỐƠƯÚÝ][^\W\dA-Z_]+){2,3}(?=\n|$|,|;| \()"
)
_NAMES = ("Lò Thị Sáo", "Trịnh Công Mẫu", "Hoàng Thị Thí Dụ", "Nông Văn Hư", "Đàm Thị Cấu", "Vi Văn Tạo")
_UNITS = ("Phòng Nội vụ", "Phòng Tài chính", "Văn phòng Ủy ban", "Ban Dân tộc", "Trạm Khuyến nông", "Phòng Y tế")
_ACTS = ("chủ trì", "phối hợp với", "tham mưu", "tổng hợp", "theo dõi, đôn đốc", "chịu trách nhiệm")
_OTHERS = (
    *("kịp", "thời", "cụ", "thể", "đồng", "bộ", "thiết", "thực", "rộng", "rãi", "bền", "vững", "công", "khai", "minh", "bạch"),
    *("linh", "hoạt", "quyết", "liệt", "thận", "trọng", "sâu", "sát", "nghiêm", "hài", "hòa", "khoa", "học", "chặt", "chẽ"),
)
_PARAGRAPHS = (
    "Các bản, tổ dân phố họp bàn việc đóng góp ngày công sửa đường liên thôn, ghi biên bản và niêm yết tại nhà văn hóa.",
    "Trước mùa nước lớn, đội xung kích kiểm tra lại cọc tiêu, dây cứu sinh ở các ngầm tràn và báo ngay khi thấy hư hỏng.",
    "Hằng tháng, trạm truyền thanh phát lại nội dung này bằng tiếng phổ thông và tiếng dân tộc vào buổi chiều tối.",
    "Kinh phí lấy từ dự toán đã giao đầu năm; phần còn thiếu vận động hợp tác xã và bà con buôn bán ở chợ cùng góp.",
    "Thư viện xã mở cửa thêm buổi tối thứ bảy, xếp lại giá sách thiếu nhi, ghi sổ mượn trả rõ ràng cho từng lớp.",
)
_WRONG = {"n": "u", "u": "n", "c": "e", "l": "1", "h": "b", "g": "q", "i": "l", "m": "rn", "ạ": "a", "ộ": "ô", "ế": "ê", "đ": "d"}


@dataclass(frozen=True, slots=True)
class Recorded:
    """One edit: what stood at `one` stands as `other` now; an empty span on one side for what was added or dropped.

    `passed`: what a moved paragraph passed over. To say that this moved is the same said the other way round.
    """

    kind: str
    one: Span
    other: Span
    passed: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Edited:
    name: str
    one: str
    other: str
    recorded: tuple[Recorded, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """By kind of edit: how many there were, how many are marked, and how many of those under their own kind.

    `unchanged`: words of both sides that no edit touched; `wrongly`: those of them that a change touches.
    """

    edits: Counter[str]
    marked: Counter[str]
    named: Counter[str]
    unchanged: int
    wrongly: int

    def __add__(self, more: "Judged") -> "Judged":
        return Judged(
            self.edits + more.edits,
            self.marked + more.marked,
            self.named + more.named,
            self.unchanged + more.unchanged,
            self.wrongly + more.wrongly,
        )

    @property
    def share(self) -> float:
        return sum(self.marked.values()) / max(1, sum(self.edits.values()))

    @property
    def wrong_share(self) -> float:
        return self.wrongly / max(1, self.unchanged)


NOTHING = Judged(Counter(), Counter(), Counter(), 0, 0)


def pairs(count: int = 40, seed: int = 2024) -> list[Edited]:
    """So many sample documents, each edited once."""
    files = sorted(SAMPLES.rglob("*.txt"))
    chosen = random.Random(seed).sample(files, count)
    return [edited(path.stem, clean(path.read_text("utf-8")), seed + place) for place, path in enumerate(chosen)]


def edited(name: str, text: str, seed: int) -> Edited:
    """Words, dates, numbers, names and duties changed; a paragraph dropped, one added, one moved."""
    rng = random.Random(seed)
    lines = [Span(found.start(), found.end()) for found in re.finditer(r"[^\n]+\n*", text)]
    body = [at for at, line in enumerate(lines) if _is_paragraph(text[line.start : line.end])]
    dropped, moved, target = rng.sample(body, 3)
    while target == moved + 1 or {dropped, target} == {moved + 1, moved + 2}:
        # Put before the paragraph after it, or after the one that is dropped, it stays where it is.
        dropped, moved, target = rng.sample(body, 3)
    changes = _changes(text, [line for at, line in enumerate(lines) if at not in (dropped, target)], rng)
    order = [at for at in range(len(lines)) if at not in (dropped, moved)]
    order.insert(order.index(target), moved)
    new = order.index(rng.choice([one for one in order if one in body]))
    pieces: list[str] = []
    length = 0
    recorded: list[Recorded] = []
    for place, line in enumerate(order):
        if place == new:
            added = rng.choice(_PARAGRAPHS) + "\n\n"
            recorded.append(Recorded("added", Span(lines[line].start, lines[line].start), Span(length, length + len(added))))
            pieces.append(added)
            length += len(added)
        start, before = length, lines[line].start
        for change in (one for one in changes if lines[line].start <= one[1].start and one[1].end <= lines[line].end):
            kind, span, text_after = change
            kept = text[before : span.start]
            pieces += [kept, text_after]
            length += len(kept)
            recorded.append(Recorded(kind, span, Span(length, length + len(text_after))))
            length += len(text_after)
            before = span.end
        rest = text[before : lines[line].end]
        rest = rest if rest.endswith("\n") or place + 1 == len(order) else rest + "\n"
        pieces.append(rest)
        length += len(rest)
        if line == moved:
            low, high = sorted((moved, target if moved > target else target - 1))
            passed = tuple(lines[at] for at in range(low, high + 1) if at not in (moved, dropped))
            recorded.append(Recorded("moved", lines[moved], Span(start, length), passed))
    recorded.append(Recorded("dropped", lines[dropped], Span(0, 0)))
    return Edited(name, text, "".join(pieces), tuple(recorded))


def noisy(pair: Edited, seed: int, wrong: float = 0.01) -> Edited:
    """The other side as a scan of it would be read: `wrong` of the letters misread, 1 of 200 blanks lost or put in a word."""
    rng = random.Random(seed)
    out: list[str] = []
    places = [0]
    length = column = lines = 0
    touched = {at for one in pair.recorded if one.kind != "moved" for at in range(one.other.start, one.other.end)}
    for at, letter in enumerate(pair.other):
        written = letter
        if at not in touched:
            if letter.isalpha() and rng.random() < wrong:
                written = _WRONG.get(letter, letter)
            elif letter.isalpha() and pair.other[at + 1 : at + 2].isalpha() and rng.random() < 0.001:
                written = letter + " "
            elif letter == " " and rng.random() < 0.005:
                written = ""
        if written == " " and column > 70:
            lines += 1
            written = "\n\n" + str(lines // 25 + 1) + "\n\n" if lines % 25 == 0 else "\n"
        out.append(written)
        length += len(written)
        column = 0 if "\n" in written else column + len(written)
        places.append(length)
    moved = [replace(one, other=Span(places[one.other.start], places[one.other.end])) for one in pair.recorded]
    return replace(pair, other="".join(out), recorded=tuple(moved))


def judged(pair: Edited, comparison: Comparison) -> Judged:
    """An edit counts as marked where at least half of its words, on each side that has any, lie in changes.

    A moved paragraph counts where passages said to have moved hold nine tenths of its words on both sides, or of those of
    what it passed over.
    """
    changed = [change for passage in comparison.passages for change in passage.changes]
    marks, other_marks = _covered(pair.one, [c.one for c in changed]), _covered(pair.other, [c.other for c in changed])
    moves = [passage for passage in comparison.passages if passage.state is State.MOVED]
    away, here = _covered(pair.one, [p.one for p in moves]), _covered(pair.other, [p.other for p in moves])
    edits: Counter[str] = Counter()
    marked: Counter[str] = Counter()
    named: Counter[str] = Counter()
    touched: set[int] = set()
    other_touched: set[int] = set()
    for one in pair.recorded:
        ours, theirs = _words(pair.one, one.one), _words(pair.other, one.other)
        edits[one.kind] += 1
        if one.kind == "moved":
            passed = set().union(*(_words(pair.one, span) for span in one.passed))
            itself = _share(ours, away) >= 0.9 and _share(theirs, here) >= 0.9
            marked["moved"] += itself or _share(passed, away) >= 0.9
            continue
        touched |= ours
        other_touched |= theirs
        if (not ours or _share(ours, marks) >= 0.5) and (not theirs or _share(theirs, other_marks) >= 0.5):
            marked[one.kind] += 1
            named[one.kind] += any(
                _meet(c.one, one.one) or _meet(c.other, one.other) for c in changed if c.kind.value == one.kind
            )
    every, other_every = _words(pair.one, Span(0, len(pair.one))), _words(pair.other, Span(0, len(pair.other)))
    wrongly = len((marks & every) - touched) + len((other_marks & other_every) - other_touched)
    return Judged(edits, marked, named, len(every - touched) + len(other_every - other_touched), wrongly)


def _is_paragraph(line: str) -> bool:
    """Twelve words or more in one column, not in capitals, with a stop at its end: no line of the head, no half of one."""
    return len(_WORD.findall(line)) >= 12 and "   " not in line and not line.isupper() and line.rstrip()[-1:] in ".;:/"


def _changes(text: str, lines: Sequence[Span], rng: random.Random) -> list[tuple[str, Span, str]]:
    """What to write in place of what, ascending and apart; only inside the lines given."""
    wanted: list[tuple[str, Span, str]] = []
    wanted += [("date", span, _other_day(text[span.start : span.end], rng)) for span in _some(_DATE, text, lines, 2, rng)]
    wanted += [
        ("number", span, str(rng.randrange(2, 9)) + text[span.start : span.end]) for span in _some(_NUMBER, text, lines, 2, rng)
    ]
    wanted += [("name", span, rng.choice(_NAMES)) for span in _some(_NAME, text, lines, 1, rng)]
    for span in _some(_DUTY, text, lines, 1, rng):
        others = _UNITS if text[span.start].isupper() else _ACTS
        wanted.append(("duty", span, rng.choice([one for one in others if one != text[span.start : span.end]])))
    taken = [span for _, span, _ in wanted]
    for action in ("replace", "replace", "replace", "insert", "delete"):
        span = _run_of_words(text, lines, taken, rng)
        if span is None:
            continue
        taken.append(span)
        others = " ".join(rng.sample(_OTHERS, rng.randrange(1, 4)))
        if action == "insert":
            wanted.append(("words", Span(span.end, span.end), f" {others}"))
        elif action == "delete":
            wanted.append(("words", Span(span.start, span.end + 1), ""))
        else:
            wanted.append(("words", span, others))
    return sorted(wanted, key=lambda one: one[1].start)


def _some(pattern: re.Pattern[str], text: str, lines: Sequence[Span], most: int, rng: random.Random) -> list[Span]:
    found = [Span(*match.span()) for match in pattern.finditer(text)]
    inside = [span for span in found if any(line.start <= span.start and span.end <= line.end for line in lines)]
    return rng.sample(inside, min(most, len(inside)))


def _other_day(written: str, rng: random.Random) -> str:
    day = re.search(r"\d{1,2}", written)
    assert day
    other = rng.choice([one for one in range(1, 29) if one != int(day[0])])
    return written[: day.start()] + f"{other:02}" + written[day.end() :]


def _run_of_words(text: str, lines: Sequence[Span], taken: Sequence[Span], rng: random.Random) -> Span | None:
    """One to three small words beside one another, in a line of twelve words or more, apart from what is taken."""
    runs = [
        Span(match.start(), match.end())
        for line in lines
        if len(_WORD.findall(text, line.start, line.end)) >= 12
        for match in re.finditer(rf"(?<= )[a-zđà-ỹ]+(?: [a-zđà-ỹ]+){{{rng.randrange(0, 3)}}}(?= )", text[: line.end])
        if match.start() >= line.start and text[match.start() : match.end()].islower()
    ]
    free = [run for run in runs if all(run.end + 12 < span.start or span.end + 12 < run.start for span in taken)]
    return rng.choice(free) if free else None


def _words(text: str, span: Span) -> set[int]:
    return {match.start() for match in _WORD.finditer(text, span.start, span.end)}


def _covered(text: str, spans: Sequence[Span]) -> set[int]:
    starts = [match.start() for match in _WORD.finditer(text)]
    return set(_inside(starts, spans))


def _inside(starts: Sequence[int], spans: Sequence[Span]) -> Iterator[int]:
    for span in spans:
        yield from starts[bisect_left(starts, span.start) : bisect_left(starts, span.end)]


def _share(words: set[int], covered: set[int]) -> float:
    return len(words & covered) / len(words) if words else 0.0


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
