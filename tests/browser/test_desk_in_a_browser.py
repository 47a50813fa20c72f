"""The clerk's desk in a real browser: a file chosen or dropped, looked at, corrected, kept; with and without JavaScript."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from test_browser import CHROMIUM, _page, chromium, sync_api  # noqa: F401  the fixtures come by their names

from vanban.desk import WaitingFiles
from vanban.editing import editor_of
from vanban.opening import reading, writing
from web.access import Access
from web.app import create_app
from web.serving import serving

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a system Chromium")

LETTER = (
    "ỦY BAN NHÂN DÂN\nHUYỆN THẠCH LÂM\n\nSố: 17/UBND-VX\nV/v tăng cường công tác dân vận\n\n"
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\nThạch Lâm, ngày 3 tháng 4 năm 2021\n\n"
    "Kính gửi: Ủy ban nhân dân các xã.\n\nCác xã báo cáo trước ngày 5 hằng tháng.\n\n(Văn bản hư cấu.)\n"
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[str]:
    flags = {"archive": tmp_path / "kho"}
    with writing(flags, create=True):
        pass
    with reading(flags) as opened:
        desk = WaitingFiles(opened, 2)
        app = create_app(opened.archive(), Access(None, True, None), editor_of(opened, 2), desk)
        with serving(app, most_body=10**7) as address:
            yield address.rstrip("/")


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [1280, 360])
def test_a_file_is_taken_in(chromium, office: str, tmp_path: Path, scripts: bool, width: int) -> None:  # noqa: F811
    file, broken = tmp_path / "cong van.txt", tmp_path / "hong.pdf"
    file.write_text(LETTER, encoding="utf-8")
    broken.write_bytes(b"%PDF-1.4 nothing")
    with _page(chromium, office, width=width, scripts=scripts) as page:
        page.goto("/tiep-nhan")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.set_input_files("#tep", [str(file)])
        page.press(".bring button", "Enter")
        sync_api.expect(page.locator(".waiting li")).to_have_count(1, timeout=30_000)
        page.click(".waiting a")
        page.wait_for_url("**/tiep-nhan/*")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.input_value("#f-number") == "17/UBND-VX"
        page.fill("#f-subject", "tăng cường công tác dân vận năm 2021")
        page.press("button[value=luu]", "Enter")
        page.wait_for_url("**/van-ban/*")
        sync_api.expect(page.locator("h1")).to_have_text("tăng cường công tác dân vận năm 2021")
        page.goto("/tiep-nhan")
        page.set_input_files("#tep", [str(broken)])
        page.click(".bring button")
        refused = page.locator(".progress .failed" if scripts else "[role=alert] li")
        sync_api.expect(refused).to_contain_text("hong.pdf", timeout=30_000)


def test_a_file_is_dropped(chromium, office: str) -> None:  # noqa: F811
    with _page(chromium, office) as page:
        page.goto("/tiep-nhan")
        drop = """text => {
            const data = new DataTransfer();
            data.items.add(new File([text], "tha vao.txt", { type: "text/plain" }));
            const drop = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
            document.querySelector("form[data-desk]").dispatchEvent(drop);
        }"""
        page.evaluate(drop, LETTER)
        sync_api.expect(page.locator(".waiting li")).to_have_count(1, timeout=30_000)
