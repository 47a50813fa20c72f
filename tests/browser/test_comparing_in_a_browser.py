"""Comparing in a real browser: by mouse, by keyboard alone, without JavaScript, at both widths."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from small_archive import fictional_documents, identity, small_archive
from test_browser import CHROMIUM, _page, _tab_to, chromium, sync_api  # noqa: F401  the fixture comes by its name

from web.access import Access
from web.app import create_app
from web.serving import serving

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a system Chromium")
ONE = fictional_documents()[3]
LONG = "nghiêng" * 40
_MORE = "".join(
    f"\n\n{n}. Thôn {n} làm đường, đào mương, trồng cây ven bờ sông và ghi sổ công điểm hằng tuần." for n in range(3, 30)
)
OTHER = replace(
    ONE,
    id=identity("another year"),
    text=(ONE.text.replace("ít nhất hai lần", "bốn lần") + _MORE.replace("Thôn 9 làm", f"Thôn 9 {LONG} làm")).replace(
        "\n\n20.", "\n\n19."
    ),
)
FIRST = replace(ONE, text=ONE.text + _MORE)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    documents = (FIRST, OTHER, *fictional_documents()[:3])
    archive = small_archive(tmp_path_factory.mktemp("archive"), documents)
    with serving(create_app(archive, Access(None, True, frozenset({"127.0.0.1"})))) as address:
        yield address


@pytest.mark.parametrize("scripts", [True, False], ids=["javascript", "no-javascript"])
def test_an_officer_goes_from_a_document_to_what_changed_by_keyboard_alone(chromium, server: str, scripts: bool) -> None:  # noqa: F811
    with _page(chromium, server, scripts=scripts) as page:
        page.goto(f"/van-ban/{FIRST.id}")
        _tab_to(page, "a[href^='/so-sanh']")
        page.keyboard.press("Enter")
        page.wait_for_selector("#b:focus")  # no need to go there: it has the focus from the start
        page.keyboard.type(OTHER.id)
        page.keyboard.press("Enter")
        page.wait_for_url("**/so-sanh?a=*&b=*")
        assert "chỗ sửa" in page.locator(".compare-summary").inner_text()
        _tab_to(page, "a[href='#khac-1']")
        page.keyboard.press("Enter")
        page.wait_for_url("**#khac-1")
        _tab_to(page, "#khac-1 a[href='#khac-2']")
        page.keyboard.press("Enter")
        page.wait_for_url("**#khac-2")


def test_n_and_p_go_to_the_next_and_the_previous_place_and_can_be_turned_off(chromium, server: str) -> None:  # noqa: F811
    with _page(chromium, server) as page:
        page.goto(f"/so-sanh?a={FIRST.id}&b={OTHER.id}")
        for key, place in (("n", 1), ("n", 2), ("p", 1), ("p", 1), ("n", 2)):
            page.keyboard.press(key)
            page.wait_for_selector(f"#khac-{place}:focus")
            assert page.locator(f"#khac-{place}").bounding_box()["y"] < 800
        page.get_by_label(re.compile("Phím")).uncheck()
        page.keyboard.press("n")
        assert page.locator(".pair:focus").count() == 0
        page.reload()
        assert not page.get_by_label(re.compile("Phím")).is_checked()


def test_without_scripts_nothing_is_said_of_keys_that_would_not_work(chromium, server: str) -> None:  # noqa: F811
    with _page(chromium, server, scripts=False) as page:
        page.goto(f"/so-sanh?a={FIRST.id}&b={OTHER.id}")
        assert not page.locator("#phim").is_visible()
        fold = page.locator(".same-stretch").first
        assert not fold.locator(".side.right").first.is_visible()
        fold.locator("summary").click()
        assert fold.locator(".side.right").first.is_visible()


def test_columns_stand_side_by_side_on_a_desk_and_below_each_other_on_a_phone(chromium, server: str) -> None:  # noqa: F811
    for width, beside in ((1280, True), (360, False)):
        with _page(chromium, server, width=width) as page:
            page.goto(f"/so-sanh?a={FIRST.id}&b={OTHER.id}")
            row = page.locator(".pair.changed").first
            left, right = (row.locator(f".side.{side}").bounding_box() for side in ("left", "right"))
            assert (abs(left["y"] - right["y"]) < 2 and left["x"] < right["x"]) == beside
            assert (right["y"] >= left["y"] + left["height"]) != beside


@pytest.mark.parametrize("width", [1280, 768, 360, 320])
def test_no_page_for_comparing_scrolls_sideways(chromium, server: str, width: int) -> None:  # noqa: F811
    with _page(chromium, server, width=width) as page:
        for query in (f"a={FIRST.id}&b={OTHER.id}", f"a={OTHER.id}&b={fictional_documents()[0].id}", f"a={FIRST.id}"):
            page.goto(f"/so-sanh?{query}")
            for fold in page.locator(".same-stretch summary").all():
                fold.click()
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (query, wide)
