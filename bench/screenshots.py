"""Pictures of every page and its states, at both widths that they are made for, over a copy of an archive.

    make pictures                                          # the fictional samples, into docs/pictures
    python -m bench.screenshots ARCHIVE FOLDER [--question "đối thoại tiếp dân"]

A server of its own shows the copy, with a letter brought to the desk, a saved search and judged questions; nothing is left
behind. Needs Playwright (the development dependencies) and a Chromium (--chromium, by default the system's).
"""

import argparse
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Page, sync_playwright

from search_api.archive import Archive
from vanban.desk import WaitingFiles
from vanban.editing import editor_of
from vanban.opening import reading
from web.access import Access
from web.app import create_app
from web.serving import serving

WIDTHS = {1280: 900, 360: 740}
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
LETTER = """ỦY BAN NHÂN DÂN
HUYỆN TIÊN KHÊ

Số: 118/UBND-NC
V/v chuẩn bị hội nghị đối thoại với nhân dân năm 2026

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Tiên Khê, ngày 12 tháng 02 năm 2026

Kính gửi: Ủy ban nhân dân các xã, thị trấn.

Thực hiện Kế hoạch số 133/KH-UBND ngày 15/6/2022 của UBND huyện, đề nghị các xã, thị trấn báo cáo trước ngày 28/02/2026.

(Văn bản hư cấu.)
"""


def addresses(page: Page, archive: Archive, waiting: str, judged: str, question: str) -> Mapping[str, str]:
    """The pages worth a picture; the documents are the question's first hits, and those with an original that is shown."""
    asked = "/?" + urlencode({"q": question})
    page.goto(asked)
    ids = [(hit.get_attribute("href") or "/").rpartition("/")[2] for hit in page.locator(".hit h2 a").all()]
    documents = archive.engine.reader().documents(sorted(archive.engine.revisions()), None, text=False)
    of = {one.versions[-1].media_type.rpartition("/")[2][-4:]: one.id for one in documents.values() if one.versions}
    return {
        "trang-dau": "/",
        "ket-qua": asked,
        "ket-qua-da-chon": f"{asked}&year=2019..2023&type=ke-hoach",
        "ket-qua-co-quan": f"{asked}&mo=issuer",
        "khong-co": "/?" + urlencode({"q": '"zzz qqq"', "year": "2020"}),
        "cau-hoi-sai": f"{asked}&year=20x3",
        "van-ban": f"/van-ban/{ids[2]}",
        "tep-goc-pdf": f"/van-ban/{of.get('/pdf', of.get('pdf', ids[0]))}/goc",
        "tep-goc-docx": f"/van-ban/{of.get('ment', ids[0])}/goc",
        "so-sanh": "/so-sanh?" + urlencode({"a": ids[0], "b": ids[2]}),
        "so-sanh-chon": "/so-sanh?" + urlencode({"a": ids[0]}),
        "tiep-nhan": "/tiep-nhan",
        "tiep-nhan-xem": f"/tiep-nhan/{waiting}",
        "ra-soat": "/ra-soat",
        "sua": f"/van-ban/{ids[2]}/sua",
        "lich-su": f"/van-ban/{ids[2]}/lich-su",
        "da-luu": "/da-luu",
        "chat-luong": "/chat-luong",
        "chat-luong-cham": f"/chat-luong/cau/{judged}",
        "tinh-trang": "/tinh-trang",
        "khong-thay": "/van-ban/khong-co",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--question", default="đối thoại tiếp dân")
    parser.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("chromium-browser"))
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place, "kho")
        shutil.copytree(given.archive, copy)
        with reading({"archive": copy}) as opened, sync_playwright() as playwright:
            archive, desk = opened.archive(), WaitingFiles(opened, 2)
            waiting = desk.put("118 UBND-NC doi thoai.txt", LETTER.encode())
            assert archive.questions is not None
            judged = archive.questions.add(given.question)
            app = create_app(archive, Access(None, True, None), editor_of(opened, 2), desk)
            browser = playwright.chromium.launch(executable_path=given.chromium, args=list(QUIET))
            with serving(app, most_body=10**7) as address:
                page = browser.new_page(viewport={"width": 1280, "height": 900}, base_url=address)
                _save_a_search(page, given.question)
                for name, path in addresses(page, archive, waiting.id, judged, given.question).items():
                    for width, height in WIDTHS.items():
                        page.set_viewport_size({"width": width, "height": height})
                        page.goto(path, wait_until="networkidle")
                        page.screenshot(path=given.folder / f"{name}-{width}.png")
                browser.close()


def _save_a_search(page: Page, question: str) -> None:
    page.goto("/da-luu?" + urlencode({"q": question}))
    page.locator("main form button").first.click()
    page.wait_for_load_state()


if __name__ == "__main__":
    main()
