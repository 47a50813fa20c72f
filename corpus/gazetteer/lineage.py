"""What became of bodies: mergers, splits and renamings, by name (domain guide, 4.5 to 4.7). Many to many.

A name is not an identity: the province of Lào Cai before July 2025 and the one since bear one name. Relations are
therefore followed in time: what a body came from, before it came; what it became, afterwards.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from corpus.gazetteer.casing import kind_at, word_key
from corpus.gazetteer.own import NONE, OwnBodies
from corpus.gazetteer.places import Province, province
from corpus.gazetteer.spelling import spelled
from corpus.gazetteer.tables import rows
from corpus.vietnamese import fold

_AT_PLACE = re.compile(
    r"(?P<stem>(?:.{0,200}\s)?)(?P<level>tỉnh ủy|thành ủy|tỉnh đoàn|thành đoàn|tỉnh|thành phố)\s(?P<place>[^,;]{2,40})$",
    re.IGNORECASE,
)
_STYLES = {"tỉnh ủy": "ủy", "thành ủy": "ủy", "tỉnh đoàn": "Đoàn", "thành đoàn": "Đoàn"}
# Services that were regrouped by region in 2025: the map of the provinces is not theirs.
_BY_REGION = ("Cục Thuế", "Cục Hải quan", "Cục Thống kê", "Kho bạc Nhà nước", "Bảo hiểm xã hội", "Ngân hàng Nhà nước", "Thuế")
MOST_RELATIVES = 500
"""Steps that are followed: more than any real body has, for own bodies that point at one another."""


@dataclass(frozen=True, slots=True)
class Became:
    """`before` handed its work, or part of it, to `after`; `date` is the first day (or year) after that.

    `kind`: merged, split, renamed; `own` where an office stated it.
    """

    date: str
    kind: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class _Local:
    """A name taken apart: `stem` `Sở Nội vụ`, its place, and how the place is written (`Tỉnh ủy X`, `tỉnh X`)."""

    stem: str
    style: str
    place: str

    def at(self, place: str) -> str:
        """The same body of another province (`tỉnh X`, `thành phố X`)."""
        level, _, name = place.partition(" ") if place.startswith("tỉnh") else (place[:9], "", place[10:])
        if self.style:
            level = f"{'Tỉnh' if level == 'tỉnh' else 'Thành'} {self.style}"
        return f"{self.stem}{level} {name}"


def predecessors(name: str, own: OwnBodies = NONE) -> tuple[Became, ...]:
    """What the body of that name came from directly, newest first; itself left out."""
    found = [one for one in _changes(name, own) if fold(one.after) == fold(name) != fold(one.before)]
    return tuple(sorted(found, key=lambda one: (one.date, one.before), reverse=True))


def successors(name: str, own: OwnBodies = NONE) -> tuple[Became, ...]:
    """What the body of that name became directly, oldest first; itself left out."""
    found = [one for one in _changes(name, own) if fold(one.before) == fold(name) != fold(one.after)]
    return tuple(sorted(found, key=lambda one: (one.date, one.after)))


def renewals(name: str, own: OwnBodies = NONE) -> tuple[str, ...]:
    """Dates at which the body took another territory or other work under the same name, oldest first: before and after
    them the name means two bodies."""
    return tuple(sorted({one.date for one in _changes(name, own) if fold(one.before) == fold(one.after) == fold(name)}))


def relatives(name: str, own: OwnBodies = NONE) -> tuple[str, ...]:
    """Names of all that the body came from and all that it became, over any number of changes; itself left out.

    Its sisters are none of them: of a province that was split, the other half is not what this half was.
    """
    found: dict[str, str] = {}
    for forward in (False, True):
        seen: set[tuple[str, str]] = set()
        waiting: list[tuple[str, str | None]] = [(name, None)]
        while waiting:
            here, bound = waiting.pop()
            for there, date in _next(here, own, bound, forward=forward):
                if (fold(there), date) not in seen and len(seen) < MOST_RELATIVES:
                    seen.add((fold(there), date))
                    found[fold(there)] = there
                    waiting.append((there, date))
    found.pop(fold(name), None)
    return tuple(sorted(found.values()))


def _next(name: str, own: OwnBodies, bound: str | None, *, forward: bool) -> Iterator[tuple[str, str]]:
    """One step further from the body, back in time or forward, beyond the date at which it was reached."""
    for one in _changes(name, own):
        here, there = (one.before, one.after) if forward else (one.after, one.before)
        beyond = bound is None or (_later(one.date, bound) if forward else _later(bound, one.date))
        if beyond and fold(here) == fold(name):
            yield there, one.date


def _later(one: str, other: str) -> bool:
    """Whether one date is behind the other; a year alone is behind what lies in it."""
    length = min(len(one), len(other))
    return one[:length] >= other[:length] and one != other


@dataclass(frozen=True, slots=True)
class _Change:
    date: str
    kind: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@cache
def _table(name: str) -> dict[str, tuple[_Change, ...]]:
    """Folded name to the changes of `data/<name>` that it takes part in."""
    found: dict[str, list[_Change]] = {}
    for date, kind, before, after in rows(name, 4):
        change = _Change(date, kind, tuple(before.split(";")), tuple(after.split(";")))
        for one in dict.fromkeys((*change.before, *change.after)):
            found.setdefault(fold(one), []).append(change)
    return {name: tuple(changes) for name, changes in found.items()}


def _changes(name: str, own: OwnBodies) -> Iterator[Became]:
    """Every relation in which the name stands on either side."""
    yield from _stated(name, own)
    for change in _table("body_changes.tsv").get(fold(name), ()):
        yield from _pairs(change)
    local = _taken_apart(name)
    if local is None:
        return
    stem = local.stem.strip()
    for change in _table("body_changes.tsv").get(fold(stem), ()):  # a department's trade, within its province or district
        if stem.startswith(("Sở", "Ban", "Phòng")) and _stood(local.place, change.date):
            for pair in _pairs(change):
                yield _moved(pair, local)
    if _follows_provinces(stem or local.style):
        for change in _table("place_changes.tsv").get(fold(local.place), ()):
            for pair in _pairs(change):
                if _had_trade(stem, change.date):
                    yield Became(pair.date, pair.kind, local.at(pair.before), local.at(pair.after))


def _moved(pair: Became, local: _Local) -> Became:
    """A change of trades, in the place of this body."""
    here = local.at(local.place).removeprefix(local.stem)
    return Became(pair.date, pair.kind, f"{pair.before} {here}", f"{pair.after} {here}")


def _stated(name: str, own: OwnBodies) -> Iterator[Became]:
    for body in own.bodies:
        for successor in body.successors:
            after = own.named(successor)
            shown = after.name if after else spelled(successor)
            if fold(name) in (fold(body.name), fold(shown)):
                yield Became(body.until or "", "own", body.name, shown)


def _pairs(change: _Change) -> Iterator[Became]:
    for before in change.before:
        for after in change.after:
            yield Became(change.date, change.kind, before, after)


def _taken_apart(name: str) -> _Local | None:
    found = _AT_PLACE.match(name)
    if found is None:
        chamber = re.match(r"(Phòng [^,;]{2,80}?)\s((?:huyện|quận|thị xã|thành phố)\s[^,;]+)$", name, re.IGNORECASE)
        return _Local(f"{chamber[1]} ", "", chamber[2]) if chamber else None
    known: Province | None = province(found["place"])
    level = found["level"].lower()
    if known is None:
        return None if not name.startswith("Phòng") else _Local(found["stem"], "", f"{level} {found['place']}")
    style = _STYLES.get(level, "")
    word = "tỉnh" if level.startswith("tỉnh") else "thành phố"
    place = "Thành phố Hồ Chí Minh" if known.name == "Hồ Chí Minh" else f"{word} {known.name}"
    return _Local(found["stem"], style, place)


def _follows_provinces(stem: str) -> bool:
    """Whether bodies of that kind went with their province; what stands inside another body (hospitals, schools) did not."""
    kind = kind_at([word_key(word) for word in stem.split()])
    if stem in _STYLES.values():
        return True
    return kind is not None and kind[0].level not in ("unit", "enterprise", "central") and kind[0].name not in _BY_REGION


def _had_trade(stem: str, date: str) -> bool:
    """Whether departments of that trade were there on both sides of the day."""
    for change in _table("body_changes.tsv").get(fold(stem), ()):
        ended = stem in change.before and stem not in change.after
        began = stem in change.after and stem not in change.before
        if (ended and _later(date, change.date)) or (began and _later(change.date, date)):
            return False
    return True


def _stood(place: str, date: str) -> bool:
    """Whether the province was there on that day."""
    known = province(place)
    return known is None or known.until is None or not _later(date, known.until)


def trade_until(name: str) -> str | None:
    """The day on which departments of the body's trade ended, where they did; None for every other body."""
    local = _taken_apart(name)
    stem = local.stem.strip() if local else name
    ends = [c.date for c in _table("body_changes.tsv").get(fold(stem), ()) if stem in c.before and stem not in c.after]
    return max(ends) if local and ends else None
