"""Suggestions in a real browser: by keyboard and by mouse; without JavaScript the box is as it was."""

import pytest
from test_browser import CHROMIUM, _page, chromium, server, sync_api  # noqa: F401  the fixtures come by their names

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a system Chromium")


@pytest.mark.parametrize("width", [1280, 360])
def test_a_suggestion_is_chosen_by_arrow_and_enter(chromium, server: str, width: int) -> None:  # noqa: F811
    with _page(chromium, server, width=width) as page:
        page.goto("/")
        page.focus("#q")
        page.keyboard.type("doi thoai")
        page.wait_for_selector("#goi-y li")
        assert page.get_attribute("#q", "aria-expanded") == "true"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.keyboard.press("ArrowDown")
        chosen = page.get_attribute("#q", "aria-activedescendant")
        assert page.get_attribute(f"#{chosen}", "aria-selected") == "true"
        page.keyboard.press("Escape")
        page.wait_for_selector("#goi-y", state="hidden")
        page.keyboard.type(" ")
        page.keyboard.type("v")
        page.wait_for_selector("#goi-y li")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda address: "q=" in address or "/van-ban/" in address or "issuer=" in address)


def test_a_suggestion_is_chosen_by_mouse_and_enter_alone_searches_what_was_typed(chromium, server: str) -> None:  # noqa: F811
    with _page(chromium, server) as page:
        page.goto("/")
        page.focus("#q")
        page.keyboard.type("doi thoai")
        page.wait_for_selector("#goi-y li")
        page.click("#goi-y li >> nth=0")
        page.wait_for_url(lambda address: not address.endswith("/"))
        page.goto("/")
        page.focus("#q")
        page.keyboard.type("doi thoai")
        page.wait_for_selector("#goi-y li")
        page.keyboard.press("Enter")
        page.wait_for_url("**/?q=doi+thoai")


def test_without_javascript_the_box_searches(chromium, server: str) -> None:  # noqa: F811
    with _page(chromium, server, scripts=False) as page:
        page.goto("/")
        page.fill("#q", "doi thoai")
        assert page.is_hidden("#goi-y")
        page.keyboard.press("Enter")
        page.wait_for_url("**/?q=doi+thoai")
