"""Reviewing in a real browser, with and without JavaScript: one key a field; and what a foreign page cannot do."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from review_desk import Desk, desk
from test_browser import CHROMIUM, _page, _tab_to, chromium, sync_api  # noqa: F401  the fixture comes by its name

from corpus.document import Signer
from web.access import Access
from web.app import create_app
from web.serving import serving

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a system Chromium")


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def server(made: Desk) -> Iterator[str]:
    with serving(create_app(made.archive, Access(None, True, frozenset({"127.0.0.1"})), made.editor)) as address:
        yield address


@pytest.mark.parametrize("scripts", [True, False], ids=["javascript", "no-javascript"])
def test_each_field_is_settled_by_enter_alone(chromium, server: str, made: Desk, scripts: bool) -> None:  # noqa: F811
    first = made.add("phòng dịch")
    second = made.add("việc khác", date="2018-02")
    with _page(chromium, server, scripts=scripts) as page:
        page.goto("/ra-soat")
        for left in (3, 2, 1):
            page.wait_for_selector("button:focus")  # no need to go there: it has the focus from the start
            page.keyboard.press("Enter")
            page.wait_for_selector(f"#con-lai strong:text-is('{left}')")
        page.wait_for_selector("button:focus")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=Không còn trường nào")
    for id, date in ((first, "2017-10"), (second, "2018-02")):
        fields = made.catalogue.document(id, None).fields
        assert (fields.number, fields.date) == ("242/KH-UBND", date)
        assert fields.evidence["date"].rule == "confirmed"


@pytest.mark.parametrize("width", [1280, 360])
def test_a_value_is_typed_and_sent_by_enter_and_the_next_field_is_skipped_by_keyboard(
    chromium,  # noqa: F811
    server: str,
    made: Desk,
    width: int,
) -> None:
    id = made.add("phòng dịch")
    with _page(chromium, server, width=width, scripts=False) as page:
        page.goto("/ra-soat")
        _tab_to(page, "#muc-1 input[name=value]")
        page.keyboard.type("31/KH-UBND")
        page.keyboard.press("Enter")
        page.wait_for_url("**done=*")
        assert "31/KH-UBND" in page.locator(".told").inner_text()
        page.wait_for_selector("#muc-1 button:focus")
        _tab_to(page, "#muc-1 .pass")
        page.keyboard.press("Enter")
        page.wait_for_url("**offset=1*")
        assert page.locator(".entry").count() == 0
    assert made.catalogue.document(id, None).fields.number == "31/KH-UBND"


@pytest.mark.parametrize("width", [1280, 360, 320])
def test_no_page_for_correcting_scrolls_sideways(chromium, server: str, made: Desk, width: int) -> None:  # noqa: F811
    long = "nghiêng" * 40
    id = made.add("phòng dịch", subject=long, signer=Signer("A" * 200))
    made.add("việc khác")
    made.editor.correct(id, [("issuer", "UBND xã Bãi Trầm"), ("place", long)], by="B" * 90)
    addresses = ["/ra-soat", f"/ra-soat?done={id}&at=issuer", f"/ra-soat/cung-gia-tri?id={id}&field=issuer"]
    with _page(chromium, server, width=width, scripts=False) as page:
        for address in [*addresses, f"/van-ban/{id}/sua", f"/van-ban/{id}/lich-su", f"/van-ban/{id}"]:
            page.goto(address)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (address, wide)


def test_the_edit_form_is_reached_filled_and_sent(chromium, server: str, made: Desk) -> None:  # noqa: F811
    id = made.add("phòng dịch")
    with _page(chromium, server, scripts=False) as page:
        page.goto(f"/van-ban/{id}")
        page.get_by_role("link", name="Sửa", exact=True).click()
        page.get_by_label("Kính gửi").fill("Các xã\nCác thôn")
        page.get_by_label("Người sửa").fill("Lê Thị Sáo")
        page.get_by_role("button", name="Ghi lại").click()
        page.get_by_role("link", name="Lịch sử").click()
        assert "Lê Thị Sáo" in page.locator(".trail").first.inner_text()
        assert page.locator(".trail").first.locator("li").count() == 1
    assert made.catalogue.document(id, None).fields.addressees == ("Các xã", "Các thôn")


def test_a_page_of_another_site_cannot_post_a_correction(chromium, server: str, made: Desk) -> None:  # noqa: F811
    id = made.add("phòng dịch")
    forged = (
        f'<form method="post" action="{server}van-ban/{id}/sua"><input name="place" value="giả">'
        '<input name="state-place" value="x"><input name="mark-place" value="x"></form>'
        "<script>document.forms[0].submit()</script>"
    )
    with _elsewhere(forged) as foreign:
        context = chromium.new_context()
        page = context.new_page()
        with page.expect_response(lambda response: response.request.method == "POST") as answered:
            page.goto(foreign)
        assert answered.value.status == 403
        context.close()
    assert made.catalogue.history(id) == []


@contextmanager
def _elsewhere(html: str) -> Iterator[str]:
    """A page under another origin (another port is one)."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: object) -> None:
            """Nothing is said."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer) as listening:
        thread = threading.Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_address[1]}/"
        listening.shutdown()
        thread.join()
