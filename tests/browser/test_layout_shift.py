"""Nothing jumps while a page loads (layout shift, as browsers measure it), and the first page is light."""

import pytest
from small_archive import fictional_documents
from test_browser import CHROMIUM, _page, chromium, server, sync_api  # noqa: F401  the fixtures come by their names

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a system Chromium")
SHIFTS = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => { for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value; })
        .observe({ type: "layout-shift", buffered: true });
    setTimeout(() => done(sum), 400);
})"""
TRANSFERRED = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .reduce((sum, one) => sum + one.transferSize, 0)"""
MOST_BYTES = 60_000


@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_jumps_while_a_page_loads(chromium, server: str, width: int) -> None:  # noqa: F811
    document = fictional_documents()[3].id
    addresses = [
        "/",
        "/?q=tiep+dan",
        "/?q=tiep+dan&issuer=huyen-uy-song-ngan",
        "/?mo=issuer",
        f"/van-ban/{document}",
        "/tinh-trang",
    ]
    with _page(chromium, server, width=width) as page:
        for address in addresses:
            page.goto(address, wait_until="networkidle")
            assert page.evaluate(SHIFTS) == 0, address


def test_the_first_page_is_light_with_all_that_it_loads(chromium, server: str) -> None:  # noqa: F811
    for address in ("/", "/?q=tiep+dan"):
        with _page(chromium, server) as page:  # nothing is kept from the page before
            page.goto(address, wait_until="networkidle")
            assert page.evaluate(TRANSFERRED) <= MOST_BYTES
