"""The years of the search page in a real browser: a bar clicked, a range dragged, a range typed; a long facet filtered."""

import pytest
from test_browser import CHROMIUM, _page, chromium, server, sync_api  # noqa: F401  the fixtures come by their names

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a system Chromium")


@pytest.mark.parametrize("width", [1280, 360])
def test_a_bar_clicked_chooses_its_year_and_a_drag_a_range(chromium, server: str, width: int) -> None:  # noqa: F811
    with _page(chromium, server, width=width) as page:
        page.goto("/")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        bars = page.locator(".histogram svg a")
        years = [bars.nth(n).get_attribute("data-year") for n in range(bars.count())]
        bars.last.click()
        page.wait_for_url(lambda address: f"year={years[-1]}" in address)
        page.goto("/")
        first, last = bars.nth(0).bounding_box(), bars.nth(2).bounding_box()
        page.mouse.move(first["x"] + 2, first["y"] + 20)
        page.mouse.down()
        page.mouse.move(last["x"] + 2, last["y"] + 20, steps=5)
        assert page.locator(".histogram svg a.dragged").count() == 3
        page.mouse.up()
        page.wait_for_url(lambda address: f"year={years[0]}..{years[2]}" in address)
        assert page.locator(".histogram svg a.chosen").count() == 3


def test_a_range_is_typed_without_javascript(chromium, server: str) -> None:  # noqa: F811
    with _page(chromium, server, scripts=False) as page:
        page.goto("/")
        year = page.locator(".histogram svg a").last.get_attribute("data-year")
        page.fill("input[name=tu]", year)
        page.fill("input[name=den]", year)
        page.press("input[name=den]", "Enter")
        page.wait_for_url(lambda address: f"tu={year}" in address)
        assert page.locator(".chips li").first.inner_text().startswith("Năm:")


def test_a_long_facet_is_filtered_while_typing(chromium, server: str) -> None:  # noqa: F811
    with _page(chromium, server) as page:
        page.goto("/?mo=issuer")
        shown = page.locator(".facet li:visible").count()
        page.fill("input[name=tim]", "song ngan")
        found = page.locator("section[aria-labelledby=nhom-issuer] li:visible")
        assert 0 < found.count() < shown
        assert all("Sông Ngàn" in text for text in found.locator(".label").all_inner_texts())
