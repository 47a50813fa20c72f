"""/tinh-trang: what the archive holds and how it fares, counted for the reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Flask, render_template

from search_api.archive import Archive
from web import wording
from web.access import Access
from web.presenting import shown_count, shown_moment

_MOMENTS = frozenset({"changed", "last", "backup"})
_COUNTED = ("by_year", "by_type", "by_level")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the status: `depth` 0 is a heading or a figure of the whole; `value` None: a heading."""

    name: str
    value: str | None
    depth: int


def add_status_page(app: Flask, archive: Archive, access: Access) -> None:
    @app.route("/tinh-trang")
    def status_page() -> str:
        return render_template("status.html", lines=lines(counted(archive.status(access.labels))))


def counted(status: Mapping[str, object], unknown: str = wording.UNKNOWN) -> Mapping[str, object]:
    """The status with the documents of which year, type or level is unknown, so that each group adds up to the whole."""
    whole, found = status.get("documents"), dict(status)
    for key in _COUNTED:
        group = status.get(key)
        if isinstance(group, Mapping) and isinstance(whole, int) and (left := whole - sum(group.values())) > 0:
            found[key] = {**group, unknown: left}
    return found


def lines(status: Mapping[str, object], depth: int = 0) -> tuple[Line, ...]:
    """Whatever the status says, in its own order: groups indented, lists as several lines, unknown names as they are."""
    found: list[Line] = []
    for key, value in status.items():
        name = wording.STATUS.get(key, key.replace("_", " "))
        if isinstance(value, Mapping):
            found.append(Line(name, None, depth))
            found.extend(lines(value, depth + 1))
        elif isinstance(value, Sequence) and not isinstance(value, str):
            if value:  # The count stands beside it already.
                found.append(Line(name, shown_count(len(value)), depth))
                found.extend(Line("", _flat(one), depth + 1) for one in value[:20])
        elif key in _MOMENTS:
            found.append(Line(name, shown_moment(value) if isinstance(value, str) else "chưa có", depth))
        else:
            found.append(Line(name, _shown(value), depth))
    return tuple(found)


def _shown(value: object) -> str:
    if value is None:
        return wording.UNKNOWN
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, int):
        return shown_count(value)
    if isinstance(value, float):
        return str(value).replace(".", ",")
    return str(value)


def _flat(value: object) -> str:
    if isinstance(value, Mapping) and (why := wording.unreadable(str(value.get("reason")), str(value.get("path")))):
        return f"{value.get('path')} · {why}"
    return " · ".join(str(part) for part in value.values() if part is not None) if isinstance(value, Mapping) else str(value)
