"""/tinh-trang: what the archive holds and how it fares, counted for the reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Flask, render_template

from search_api.archive import Archive
from web import wording
from web.access import Access
from web.presenting import shown_count

NAMES: Mapping[str, str] = {
    "version": "Phiên bản chương trình",
    "documents": "Văn bản",
    "by_year": "Theo năm",
    "by_type": "Theo loại",
    "by_level": "Theo cấp",
    "encoder": "Bộ mã hóa",
    "changed": "Thay đổi lần cuối",
    "pending": "Đang chờ đưa vào chỉ mục",
    "unreadable": "Tệp chưa đọc được",
    "failures": "Các tệp chưa đọc được",
    "secret_refused": "Văn bản mật đã từ chối",
    "count": "Số lượng",
    "last": "Lần cuối",
    "index": "Chỉ mục",
    "engine": "Máy tìm kiếm",
    "passages": "Đoạn",
    "megabytes": "Dung lượng (MB)",
    "fingerprint": "Dấu nhận dạng",
    "generation": "Thế hệ",
    "dimensions": "Số chiều",
    "segments": "Phân đoạn",
    "vectors": "Véc tơ",
    **{level.value: name for level, name in wording.LEVELS.items()},
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the status: `depth` 0 is a heading or a figure of the whole; `value` None: a heading."""

    name: str
    value: str | None
    depth: int


def add_status_page(app: Flask, archive: Archive, access: Access) -> None:
    @app.route("/tinh-trang")
    def status_page() -> str:
        return render_template("status.html", lines=lines(archive.status(access.labels)))


def lines(status: Mapping[str, object], depth: int = 0) -> tuple[Line, ...]:
    """Whatever the status says, in its own order: groups indented, lists as several lines, unknown names as they are."""
    found: list[Line] = []
    for key, value in status.items():
        name = NAMES.get(key, key.replace("_", " "))
        if isinstance(value, Mapping):
            found.append(Line(name, None, depth))
            found.extend(lines(value, depth + 1))
        elif isinstance(value, Sequence) and not isinstance(value, str):
            found.append(Line(name, shown_count(len(value)) if value else "0", depth))
            found.extend(Line("", _flat(one), depth + 1) for one in value[:20])
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
    return " · ".join(str(part) for part in value.values() if part is not None) if isinstance(value, Mapping) else str(value)
