"""Pictures of the pages of a running server, at both widths that they are made for.

    python bench/screenshots.py http://127.0.0.1:8000/ FOLDER [--question "đối thoại tiếp dân"]

Needs Playwright (the development dependencies) and a Chromium (--chromium, by default the system's).
"""

import argparse
import shutil
from pathlib import Path
from urllib.parse import urlencode, urljoin

from playwright.sync_api import Page, sync_playwright

WIDTHS = (1280, 360)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""What keeps Chromium from asking anybody anything."""


def addresses(page: Page, server: str, question: str) -> dict[str, str]:
    """The pages worth a picture; the document is the question's first hit, the filter its first two facet values."""
    asked = urljoin(server, "/?" + urlencode({"q": question}))
    page.goto(asked)
    found = {"trang-dau": server, "ket-qua": asked}
    if page.locator(".hit a").count():
        found["van-ban"] = urljoin(server, page.locator(".hit a").first.get_attribute("href") or "/")
        ids = [(hit.get_attribute("href") or "/").rpartition("/")[2] for hit in page.locator(".hit h2 a").all()[:2]]
        found["so-sanh-hoi"] = urljoin(server, "/so-sanh?" + urlencode({"a": ids[0]}))
        found["so-sanh"] = urljoin(server, "/so-sanh?" + urlencode({"a": ids[0], "b": ids[-1]}))
    for _ in range(2):
        unchosen = page.locator(".facet .choice:not(.chosen)")
        if unchosen.count():
            page.goto(urljoin(server, unchosen.first.get_attribute("href") or "/"))
    found["da-chon"] = page.url
    found["khong-co"] = urljoin(server, "/?" + urlencode({"q": '"zzz qqq"'}))
    found["cau-hoi-sai"] = urljoin(server, "/?" + urlencode({"q": question, "year": "20x3"}))
    found["khong-thay"] = urljoin(server, "/van-ban/khong-co")
    found["tinh-trang"] = urljoin(server, "/tinh-trang")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("server")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--question", default="đối thoại tiếp dân")
    parser.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("chromium-browser"))
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=given.chromium, args=list(QUIET))
        page = browser.new_page(viewport={"width": WIDTHS[0], "height": 900})
        for name, address in addresses(page, given.server, given.question).items():
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900 if width > 600 else 740})
                page.goto(address)
                page.screenshot(path=given.folder / f"{name}-{width}.png", full_page=True)
        browser.close()


if __name__ == "__main__":
    main()
