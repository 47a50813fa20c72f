"""What an office does in a day, from start to end in a real browser: by mouse and by keyboard alone, with and without JavaScript,
at the widths of a desk and a phone. (The clerk who takes in is in `test_desk_in_a_browser`.)

An officer finds the directive, the one of the year before, and what changed between them; a leader sees what a body sent
in a year.
"""

import re

import pytest
from test_browser import CHROMIUM, _page, _tab_to, _total, chromium, server, sync_api  # noqa: F401  the fixtures come by their names

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="needs a system Chromium"),
    pytest.mark.parametrize("width", [1280, 360]),
    pytest.mark.parametrize("scripts", [True, False], ids=["javascript", "no-javascript"]),
]


def test_an_officer_finds_the_directive_the_one_before_and_what_changed(chromium, server: str, scripts, width) -> None:  # noqa: F811
    with _page(chromium, server, width=width, scripts=scripts) as page:
        page.goto("/")
        page.get_by_label("Tìm trong kho văn bản").fill("doi thoai tiep cong dan 2024")
        page.get_by_role("button", name="Tìm", exact=True).click()
        page.wait_for_url("**/?q=doi*")
        hit = page.locator(".hit", has_text="65/UBND-NC").first
        hit.locator(".hit-foot a").first.click()
        page.wait_for_url("**/van-ban/*")
        assert "58/UBND-NC" in page.locator(".kicker").inner_text()
        page.go_back()
        hit.locator("h2 a").first.click()
        page.wait_for_url("**/van-ban/*")
        assert "65/UBND-NC" in page.locator(".kicker").inner_text()
        page.locator(".years li", has_text="2023").locator("a.with").click()
        page.wait_for_url("**/so-sanh?*")
        assert page.locator(".pair .change").count()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_officer_does_the_same_by_keyboard_alone(chromium, server: str, scripts, width) -> None:  # noqa: F811
    with _page(chromium, server, width=width, scripts=scripts) as page:
        page.goto("/")
        page.wait_for_selector("#q:focus")
        page.keyboard.type("doi thoai tiep cong dan")
        page.keyboard.press("Enter")
        page.wait_for_url("**/?q=doi*")
        _tab_to(page, ".hit h2 a")
        page.keyboard.press("Enter")
        page.wait_for_url("**/van-ban/*")
        _tab_to(page, "a[href^='/so-sanh?a=']")
        page.keyboard.press("Enter")
        page.wait_for_url("**/so-sanh?*")
        assert page.locator("h1").is_visible()


def test_a_leader_sees_what_a_body_sent_in_a_year_by_mouse(chromium, server: str, scripts, width) -> None:  # noqa: F811
    with _page(chromium, server, width=width, scripts=scripts) as page:
        page.goto("/")
        _unfold(page)
        body = page.locator("#nhom-issuer + ul .choice").first
        count = _count(body)
        body.click()
        page.wait_for_url("**issuer=*")
        assert _total(page) == count
        _unfold(page)
        year = page.locator("#nhom-year + ul .choice").first
        count = _count(year)
        year.click()
        page.wait_for_url("**year=*")
        assert _total(page) == count
        assert page.locator(".chips li a[href]").count() >= 2
        page.get_by_role("navigation", name="Xếp").get_by_role("link", name="Cũ nhất").click()
        page.wait_for_url("**sort=oldest*")
        assert _total(page) == count
        # What a leader takes along: the list in the form that offices use.
        word = page.locator(".outputs a[href^='/ket-qua.docx']")
        answer = page.request.get(word.get_attribute("href") or "")
        assert answer.ok
        assert answer.body()[:2] == b"PK"


def test_a_leader_does_the_same_by_keyboard_alone(chromium, server: str, scripts, width) -> None:  # noqa: F811
    with _page(chromium, server, width=width, scripts=scripts) as page:
        page.goto("/")
        if not page.locator(".facet .choice").first.is_visible():
            _tab_to(page, ".fold > summary")
            page.keyboard.press("Enter")
        _tab_to(page, "#nhom-issuer + ul .choice")
        page.keyboard.press("Enter")
        page.wait_for_url("**issuer=*")
        if page.locator(".histogram").count():
            _tab_to(page, ".histogram-foot input[name=tu]")
            page.keyboard.type("2023")
            page.keyboard.press("Tab")
            page.keyboard.type("2024")
            page.keyboard.press("Enter")
            page.wait_for_url("**tu=2023*")
            assert page.locator(".chips li", has_text="2023–2024").count() == 1


def _unfold(page: "sync_api.Page") -> None:
    if not page.locator(".facet .choice").first.is_visible():
        page.locator(".fold > summary").click()


def _count(choice: "sync_api.Locator") -> int:
    return int(re.sub(r"\D", "", choice.locator(".count").inner_text()))
