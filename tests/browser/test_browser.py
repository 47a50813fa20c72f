"""The pages in a real browser: by mouse, by keyboard, without JavaScript, at both widths. Nothing leaves the host."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from small_archive import fictional_documents, small_archive

from web.access import Access
from web.app import create_app
from web.serving import serving

sync_api = pytest.importorskip("playwright.sync_api", reason="needs Playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a system Chromium")
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ANNOTATED = fictional_documents()[-1]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    archive = small_archive(tmp_path_factory.mktemp("archive"))
    with serving(create_app(archive, Access(None, True, frozenset({"127.0.0.1"})))) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator["sync_api.Browser"]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@contextmanager
def _page(browser: "sync_api.Browser", server: str, width: int = 1280, scripts: bool = True) -> Iterator["sync_api.Page"]:
    """A fresh page that fails where anything is asked of another host, or the console has an error."""
    context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=scripts, base_url=server)
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert asked
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(server).netloc}
    assert said == []


def _total(page: "sync_api.Page") -> int:
    return int(re.sub(r"\D", "", page.locator("#tong-so").inner_text()))


@pytest.mark.parametrize("scripts", [True, False], ids=["javascript", "no-javascript"])
def test_an_officer_finds_a_document_and_its_predecessor_by_mouse(
    chromium: "sync_api.Browser", server: str, scripts: bool
) -> None:
    with _page(chromium, server, scripts=scripts) as page:
        page.goto("/")
        page.get_by_label("Tìm trong kho văn bản").fill("cong tac nam")
        page.get_by_role("button", name="Tìm", exact=True).click()
        for name in ("2023", "2024"):
            choice = page.locator("#nhom-year + ul .choice", has_text=name)
            count = int(choice.locator(".count").inner_text().split()[0])
            before = _total(page) if name == "2024" else 0
            choice.click()
            assert _total(page) == before + count
        assert page.locator(".chips li").count() == 3  # two years, and "all of them"
        page.get_by_role("link", name=re.compile("Năm: 2023")).click()
        assert page.locator(".choice.chosen").count() == 1
        page.goto("/")
        page.get_by_role("link", name="Sau ›").click()
        assert page.locator("[aria-current=page]").inner_text() == "2"
        page.goto("/?q=dan+van+2023")
        page.locator(".hit a").first.click()
        title = page.locator("h1").inner_text()
        assert "dân vận" in title
        page.locator(".neighbours a").first.click()
        assert page.locator("h1").inner_text() != title
        page.go_back()
        assert page.locator("h1").inner_text() == title
        page.go_back()
        assert page.locator(".hit").count() > 0


@pytest.mark.parametrize("scripts", [True, False], ids=["javascript", "no-javascript"])
def test_the_same_by_keyboard_alone(chromium: "sync_api.Browser", server: str, scripts: bool) -> None:
    with _page(chromium, server, scripts=scripts) as page:
        page.goto("/")
        page.wait_for_selector("#q:focus")  # no need to go there: it has the focus from the start
        page.keyboard.type("tiep cong dan")
        page.keyboard.press("Enter")
        page.wait_for_url("**/?q=tiep*")
        _tab_to(page, ".facet .choice")
        page.keyboard.press("Enter")
        page.wait_for_url("**issuer=*")
        _tab_to(page, ".facet .choice:not(.chosen)")
        page.keyboard.press("Enter")
        page.wait_for_url("**issuer=*&*")
        assert page.locator(".choice.chosen").count() == 2
        _tab_to(page, ".hit a")
        page.keyboard.press("Enter")
        page.wait_for_url("**/van-ban/*")
        title = page.locator("h1").inner_text()
        _tab_to(page, ".neighbours a")
        page.keyboard.press("Enter")
        sync_api.expect(page.locator("h1")).not_to_have_text(title, use_inner_text=True)
        page.go_back()  # the browser's own keys do not reach a browser without a window
        sync_api.expect(page.locator("h1")).to_have_text(title, use_inner_text=True)


def _tab_to(page: "sync_api.Page", selector: str) -> None:
    """Presses Tab until what the selector finds has the focus, and can be seen to have it."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.locator(f"{selector}:focus-visible")
        if focused.count():
            return
    raise AssertionError(f"Tab never came to {selector}")


@pytest.mark.parametrize("scripts", [True, False], ids=["javascript", "no-javascript"])
def test_at_phone_width_the_facets_are_folded_and_open_by_keyboard(
    chromium: "sync_api.Browser", server: str, scripts: bool
) -> None:
    with _page(chromium, server, width=360, scripts=scripts) as page:
        page.goto("/?q=tiep+dan")
        choice = page.locator(".facet .choice").first
        assert not choice.is_visible()
        _tab_to(page, ".fold > summary")
        page.keyboard.press("Enter")
        sync_api.expect(choice).to_be_visible()
        choice.click()
        sync_api.expect(page.locator(".chips li")).to_have_count(1)


def test_at_desk_width_the_facets_are_open(chromium: "sync_api.Browser", server: str) -> None:
    with _page(chromium, server) as page:
        page.goto("/?q=tiep+dan")
        assert page.locator(".facet .choice").first.is_visible()


@pytest.mark.parametrize("width", [1280, 768, 360, 320])
def test_no_page_scrolls_sideways(chromium: "sync_api.Browser", server: str, width: int) -> None:
    addresses = ["/", "/?q=chuon+chuon+kim", "/?q=tiep+dan&issuer=huyen-uy-song-ngan&year=2019..2024&signer=none", "/tinh-trang"]
    addresses += [f"/van-ban/{document.id}" for document in fictional_documents()[-4:]] + ["/?q=" + "a" * 300, "/?q=%22xylo%22"]
    with _page(chromium, server, width=width) as page:
        for address in addresses:
            page.goto(address)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (address, wide)


def test_an_error_page_leads_back_to_the_search(chromium: "sync_api.Browser", server: str) -> None:
    context = chromium.new_context(base_url=server)
    page = context.new_page()
    response = page.goto("/van-ban/aaaaaaaaaaaa")
    assert response is not None
    assert response.status == 404
    page.get_by_role("link", name="Về trang tìm kiếm").click()
    sync_api.expect(page.locator(".hit")).to_have_count(10)
    context.close()


def test_the_original_is_downloaded_not_shown(chromium: "sync_api.Browser", server: str) -> None:
    with _page(chromium, server) as page:
        page.goto(f"/van-ban/{ANNOTATED.id}")
        with page.expect_download() as download:
            page.get_by_role("link", name="Tải tệp gốc").click()
        assert download.value.suggested_filename == "5.pdf.txt"
