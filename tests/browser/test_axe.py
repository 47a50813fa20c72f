"""Every page and its states, looked at by axe-core: no violation of WCAG 2.2 A and AA, at the widths of a desk and a phone.

Pages come from the application's own routes: a new page is looked at without a word here, or the test says what it needs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import made_files
import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from review_desk import desk
from small_archive import fictional_documents, small_archive
from test_browser import CHROMIUM, _page, chromium, sync_api  # noqa: F401  the fixture comes by its name
from test_desk_in_a_browser import LETTER as BROUGHT

from corpus.document import Signer
from search_api.http.api import speaks_to_programs
from search_api.own_questions import OwnQuestions
from search_api.parameters import question_from
from search_api.saved_searches import SavedSearches
from vanban.desk import WaitingFiles
from vanban.editing import editor_of
from vanban.opening import reading as opening
from vanban.opening import writing
from web.access import Access
from web.app import create_app
from web.serving import serving

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a system Chromium")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
WIDTHS = [1280, 360]
ANY = ""
EVERYTHING = Access(None, True, frozenset({"127.0.0.1"}))
HOSTILE, UNKNOWN, _, ANNOTATED = fictional_documents()[-4:]
LETTER = fictional_documents()[3]


@dataclass(frozen=True)
class Keeper:
    """A server for somebody who corrects. `ids`: what stands for `<id>` in addresses, by how they begin; ANY: in all others."""

    app: Flask
    address: str
    ids: dict[str, str]


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(create_app(small_archive(tmp_path_factory.mktemp("archive")), EVERYTHING)) as address:
        yield address


@pytest.fixture(scope="module")
def keeper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeper]:
    """Papers in doubt, one with its original; a question of the office's own, a search that is followed."""
    folder = tmp_path_factory.mktemp("desk")
    original = folder / "original.pdf"
    original.write_bytes(made_files.pdf([[(60.0, 800.0, "KẾ HOẠCH phòng dịch")]]))
    own, saved = OwnQuestions(folder / "judgements"), SavedSearches(folder / "searches")
    with desk(folder) as made:
        id = made.add("phòng dịch", signer=Signer("A" * 200))
        made.add("phòng dịch cho gia súc", date="2018-02")
        made.editor.correct(id, [("place", "Sông Ngàn")], by="Lê Thị Sáo")
        question = own.add("phòng dịch gia súc")
        own.judge(question, id, 2)
        saved.add("Phòng dịch", question_from([("q", "phòng dịch")]), made.at, [])
        archive = replace(made.archive, original=lambda sha256: original, questions=own, saved=saved)
        app = create_app(archive, EVERYTHING, made.editor)
        with serving(app) as address:
            yield Keeper(app, address, {ANY: id, "/chat-luong/": question})


@pytest.fixture(scope="module")
def clerk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeper]:
    """An archive of one letter that was kept; another waits on the desk."""
    asked = {"archive": tmp_path_factory.mktemp("clerk") / "kho"}
    with writing(asked, create=True):
        pass
    with opening(asked) as opened:
        table = WaitingFiles(opened, 2)
        [id] = table.keep(table.put("17.txt", BROUGHT.encode()).id)
        waiting = table.put("18.txt", BROUGHT.replace("17/", "18/").encode()).id
        app = create_app(opened.archive(), EVERYTHING, editor_of(opened, 2), table)
        with serving(app) as address:
            yield Keeper(app, address, {ANY: id, "/tiep-nhan/": waiting})


def addresses(keeper: Keeper) -> list[str]:
    """An address of each route that can be opened by a link and is neither of the API nor a file of ours."""
    found = []
    for rule in keeper.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static" or speaks_to_programs(rule.rule):
            continue
        prefix = next((prefix for prefix in keeper.ids if prefix and rule.rule.startswith(prefix)), ANY)
        known = {"id": keeper.ids[prefix], "number": 1, "form": "csv", "suffix": "csv"}
        assert rule.arguments <= known.keys(), f"{rule.rule}: say in this test what stands for {rule.arguments - known.keys()}"
        _, address = rule.build({name: known[name] for name in rule.arguments}) or ("", "")
        found.append(address)
    return sorted(found)


@pytest.mark.parametrize("who", ["keeper", "clerk"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_the_application_passes_axe(chromium, request: pytest.FixtureRequest, who: str, width: int) -> None:  # noqa: F811
    keeper: Keeper = request.getfixturevalue(who)
    looked = set()
    with _page(chromium, keeper.address, width=width) as page:
        for address in addresses(keeper):
            answer = page.request.get(address)
            if answer.headers.get("content-type", "").startswith("text/html") and answer.status == 200:
                page.goto(address)
                looked.add(address)
                passes(page, address)
    id = keeper.ids[ANY]
    assert {"/", "/tinh-trang", "/ra-soat", "/chat-luong", "/da-luu"} <= looked
    assert {f"/van-ban/{id}{rest}" for rest in ("", "/goc", "/sua", "/lich-su")} <= looked
    if who == "clerk":
        assert {"/tiep-nhan", f"/tiep-nhan/{keeper.ids['/tiep-nhan/']}"} <= looked
    else:
        assert {"/chat-luong/do", f"/chat-luong/cau/{keeper.ids['/chat-luong/']}"} <= looked


@pytest.mark.parametrize("width", WIDTHS)
def test_every_state_of_the_pages_that_correct_passes_axe(chromium, keeper: Keeper, width: int) -> None:  # noqa: F811
    id = keeper.ids[ANY]
    states = ["/ra-soat?field=date", "/ra-soat?offset=500", f"/ra-soat?done={id}&at=place"]
    states += [f"/ra-soat/cung-gia-tri?id={id}&field={field}" for field in ("issuer", "type")]
    with _page(chromium, keeper.address, width=width) as page:
        for address in states:
            page.goto(address)
            passes(page, address)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_state_of_the_pages_that_show_passes_axe(chromium, reading: str, width: int) -> None:  # noqa: F811
    searches = ["q=chuon+chuon+kim", "q=tiep+dan&issuer=huyen-uy-song-ngan&year=2019..2024&signer=none", "mo=issuer", "offset=20"]
    searches += ["q=%22xylo%22", "q=tiep+dan&field=y-te", "q=" + "a" * 300, "q=tiep+dam&mode=semantic&sort=oldest"]
    states = [f"/?{search}" for search in searches]
    states += [f"/van-ban/{document.id}{rest}" for document in (HOSTILE, UNKNOWN, ANNOTATED, LETTER) for rest in ("", "/goc")]
    states += [f"/van-ban/{LETTER.id}?as_of=2020", f"/so-sanh?a={LETTER.id}"]
    states += [f"/so-sanh?a={LETTER.id}&b={other.id}" for other in (ANNOTATED, fictional_documents()[4], HOSTILE)]
    with _page(chromium, reading, width=width) as page:
        for address in states:
            page.goto(address)
            passes(page, address)


@pytest.mark.parametrize("width", WIDTHS)
def test_what_opens_by_script_passes_axe(chromium, reading: str, width: int) -> None:  # noqa: F811
    with _page(chromium, reading, width=width) as page:
        page.goto("/")
        page.locator("#q").press_sequentially("tiep cong")
        page.wait_for_selector("[role=option]")
        page.keyboard.press("ArrowDown")
        passes(page, "the suggestions")
        page.goto("/?q=tiep+dan")
        if not page.locator(".facet .choice").first.is_visible():
            page.locator(".fold > summary").click()
        passes(page, "the facets unfolded")


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_that_refuses_passes_axe(chromium, reading: str, width: int) -> None:  # noqa: F811
    refused = ["/van-ban/aaaaaaaaaaaa", "/khong-co", "/?year=nam-nay", "/?q=" + "a" * 2001, f"/van-ban/{LETTER.id}?as_of=hom-qua"]
    refused += [f"/van-ban/{UNKNOWN.id}/nam-truoc", "/so-sanh", f"/so-sanh?a={LETTER.id}&b=aaaaaaaaaaaa"]
    context = chromium.new_context(viewport={"width": width, "height": 800}, base_url=reading)
    page = context.new_page()
    for address in refused:
        page.goto(address)
        passes(page, address)
    context.close()


def test_axe_sees_what_is_wrong(chromium) -> None:  # noqa: F811
    """The rules that are asked for are those of levels A and AA, and they are applied."""
    page = chromium.new_page()
    page.set_content("<html><body><img src='x.png'><button style='width:9px;height:9px'></button><p style='color:#ddd'>mờ</p>")
    seen = {one["id"] for one in violations(page)}
    page.close()
    assert {"image-alt", "button-name", "color-contrast", "html-has-lang", "document-title"} <= seen


def violations(page: "sync_api.Page") -> list[dict[str, Any]]:
    options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    found: list[dict[str, Any]] = Axe().run(page, options=options).response["violations"]
    return found


def passes(page: "sync_api.Page", where: str) -> None:
    said = [
        f"{one['id']}: {node['html'][:200]}\n    {node['failureSummary']}" for one in violations(page) for node in one["nodes"]
    ]
    assert not said, f"{where}\n" + "\n".join(said[:10])
