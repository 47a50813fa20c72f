"""A document in a real browser: its fields in their place in the text, and what goes on paper."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import made_files
import pypdfium2
import pytest
from small_archive import fictional_documents, small_archive
from test_browser import CHROMIUM, _page, _tab_to, chromium, server, sync_api  # noqa: F401  the fixtures come by their names

from web.access import Access
from web.app import create_app
from web.serving import serving

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a system Chromium")
LETTER = fictional_documents()[0]
GROUND = "getComputedStyle(document.getElementById('bc-number')).backgroundColor"


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A server with one document, which was a PDF of two pages, and its id."""
    folder = tmp_path_factory.mktemp("originals")
    version = replace(LETTER.versions[-1], media_type="application/pdf")
    archive = small_archive(folder, [replace(LETTER, versions=(version,))])
    (folder / version.sha256).write_bytes(made_files.pdf([[(60.0, 780.0, "trang một")], [(60.0, 780.0, "trang hai")]]))
    with serving(create_app(archive, Access(None, False, None))) as url:
        yield url, LETTER.id


@pytest.mark.parametrize("scripts", [True, False], ids=["javascript", "no-javascript"])
def test_a_field_shows_its_place_under_the_mouse_by_focus_and_by_its_link(chromium, server: str, scripts: bool) -> None:  # noqa: F811
    with _page(chromium, server, scripts=scripts) as page:
        page.goto(f"/van-ban/{LETTER.id}")
        quiet = page.evaluate(GROUND)
        page.locator("[data-field=number]").hover()
        shown = page.evaluate(GROUND)
        assert shown != quiet
        page.mouse.move(0, 0)
        assert page.evaluate(GROUND) == quiet
        _tab_to(page, "[data-field=number] a")
        assert page.evaluate(GROUND) == shown
        page.keyboard.press("Enter")
        page.wait_for_url("**#bc-number")
        page.evaluate("document.activeElement.blur()")
        assert page.evaluate(GROUND) == shown
        assert page.locator("#bc-number").inner_text() == LETTER.fields.number


def test_on_paper_stand_the_fields_the_status_and_the_text_alone(chromium, server: str) -> None:  # noqa: F811
    with _page(chromium, server) as page:
        page.goto(f"/van-ban/{LETTER.id}#bc-number")
        page.emulate_media(media="print")
        for shown in (".document-head h1", "#thong-tin", "#toan-van"):
            assert page.locator(shown).is_visible(), shown
        for hidden in (".masthead", ".foot", ".within", ".beside"):
            assert not page.locator(hidden).is_visible(), hidden
        assert page.evaluate(GROUND) == "rgba(0, 0, 0, 0)"


def test_an_original_goes_on_paper_as_it_is(chromium, originals: tuple[str, str], tmp_path: Path) -> None:  # noqa: F811
    url, id = originals
    with _page(chromium, url) as page:
        page.goto(f"/van-ban/{id}/goc", wait_until="networkidle")
        paper = page.pdf(path=tmp_path / "paper.pdf", format="A4")
    with pypdfium2.PdfDocument(paper) as printed:
        assert len(printed) == 2
        assert all(not sheet.get_textpage().get_text_bounded().strip() for sheet in printed)  # pictures, nothing of the page


@pytest.mark.parametrize("width", [1280, 360])
def test_pictures_of_pages_come_when_they_are_near_and_nothing_scrolls_sideways(chromium, originals, width: int) -> None:  # noqa: F811
    url, id = originals
    with _page(chromium, url, width=width, scripts=False) as page:
        page.goto(f"/van-ban/{id}/goc", wait_until="networkidle")
        picture = page.locator("img.page").first
        assert picture.evaluate("image => image.complete && image.naturalWidth") == 900
        assert page.evaluate("document.documentElement.scrollWidth") <= width
