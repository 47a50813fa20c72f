"""A search is saved, watched and taken away as a file in a real browser: by mouse, by keyboard, with and without JavaScript."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest
from review_desk import Desk, desk
from test_browser import CHROMIUM, _page, _tab_to, chromium, sync_api  # noqa: F401  the fixture comes by its name

from search_api.saved_searches import SavedSearches
from web.access import Access
from web.app import create_app
from web.serving import serving

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a system Chromium")


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def saved(tmp_path: Path) -> SavedSearches:
    return SavedSearches(tmp_path / "searches")


@pytest.fixture
def server(made: Desk, saved: SavedSearches) -> Iterator[str]:
    archive = replace(made.archive, saved=saved)
    with serving(create_app(archive, Access(None, True, frozenset({"127.0.0.1"})), made.editor)) as address:
        yield address


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, False)])
def test_a_search_is_saved_watched_renamed_and_forgotten_by_mouse(
    chromium,  # noqa: F811
    server: str,
    made: Desk,
    saved: SavedSearches,
    width: int,
    scripts: bool,
) -> None:
    made.add("phòng dịch cho gia súc")
    with _page(chromium, server, width=width, scripts=scripts) as page:
        page.goto("/?q=phong+dich")
        page.click("text=Lưu câu hỏi này")
        page.fill("#ten", "Dịch bệnh " + "nghiêng" * 20)
        page.click("button:has-text('Lưu câu hỏi')")
        page.wait_for_selector("text=không có văn bản mới")
        made.add("phòng dịch cho gia cầm " + "dài" * 60)
        page.click("text=Đã lưu")
        assert page.locator(".badge.new").inner_text() == "1 văn bản mới"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.click("button:has-text('Đã xem')")
        page.wait_for_selector("text=không có văn bản mới")
        page.click("summary:has-text('Đổi tên')")
        page.get_by_label("Tên mới").fill("Thú y")
        page.click("button:has-text('Đổi')")
        page.click("h2 a:has-text('Thú y')")
        page.wait_for_url(re.compile(r"/\?q=phong\+dich$"))
        page.go_back()
        page.click("button:has-text('Bỏ lưu')")
        page.wait_for_selector("text=Chưa lưu câu hỏi nào")
    assert saved.searches() == ()


def test_the_same_by_keyboard_alone(chromium, server: str, made: Desk, saved: SavedSearches) -> None:  # noqa: F811
    made.add("phòng dịch cho gia súc")
    with _page(chromium, server) as page:
        page.goto("/?q=phong+dich")
        _tab_to(page, ".outputs a[href^='/da-luu']")
        page.keyboard.press("Enter")
        page.wait_for_selector("#ten")
        _tab_to(page, "#ten")
        page.keyboard.press("Enter")
        page.wait_for_selector(".saved-searches")
        made.add("phòng dịch cho gia cầm")
        page.reload()
        _tab_to(page, "button[value=seen]")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=không có văn bản mới")
    assert len(saved.searches()[0].seen) == 2


@pytest.mark.parametrize("scripts", [True, False], ids=["javascript", "no-javascript"])
def test_a_list_is_downloaded_and_opens(
    chromium,  # noqa: F811
    server: str,
    made: Desk,
    tmp_path: Path,
    scripts: bool,
) -> None:
    made.add("phòng dịch cho gia súc")
    with _page(chromium, server, scripts=scripts) as page:
        page.goto("/?q=phong+dich")
        for name in ("Excel", "Word", "CSV", "JSON Lines"):
            with page.expect_download() as download:
                page.locator(".outputs").get_by_role("link", name=name, exact=True).click()
            download.value.save_as(tmp_path / f"list-{download.value.suggested_filename}")
    [sheet] = tmp_path.glob("list-*.xlsx")
    assert openpyxl.load_workbook(sheet).worksheets[0]["F2"].value == "phòng dịch cho gia súc"
    [list_] = tmp_path.glob("list-*.docx")
    assert docx.Document(str(list_)).tables[0].rows[1].cells[4].text == "Kế hoạch về việc phòng dịch cho gia súc"
