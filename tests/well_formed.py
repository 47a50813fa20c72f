"""Whether a page is well-formed, runs no script but ours, and styles nothing in place."""

from html.parser import HTMLParser
from pathlib import Path

import web

VOID = {"meta", "link", "img", "input", "br"}


SCRIPTS = {f"/static/{path.name}" for path in (Path(web.__file__).parent / "static").glob("*.js")}


class _Balance(HTMLParser):
    """Fails on a tag closed out of turn, and on a script that is not one of our files; collects element names, ids and our
    scripts, which are not among the names."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.names: list[str] = []
        self.ids: list[str] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            given = dict(attributes)
            path = (given.get("src") or "").partition("?")[0]
            assert set(given) == {"src", "defer"}
            assert path in SCRIPTS
            self.scripts.append(path)
        else:
            self.names.append(tag)
        self.ids += [value or "" for name, value in attributes if name == "id"]
        assert not [name for name, _ in attributes if name.startswith("on") or name == "style"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_data(self, data: str) -> None:
        assert not (self.open[-1:] == ["script"] and data.strip())

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def well_formed(page: str) -> _Balance:
    parser = _Balance()
    parser.feed(page)
    assert parser.open == []
    assert len(set(parser.ids)) == len(parser.ids)
    return parser
