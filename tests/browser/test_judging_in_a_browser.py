"""A question is added and judged in a real browser, by mouse and by keyboard, with and without JavaScript."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from review_desk import Desk, desk
from test_browser import CHROMIUM, _page, _tab_to, chromium, sync_api  # noqa: F401  the fixture comes by its name

from search_api.own_questions import OwnQuestions
from web.access import Access
from web.app import create_app
from web.serving import serving

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs a system Chromium")


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def own(tmp_path: Path) -> OwnQuestions:
    return OwnQuestions(tmp_path / "judgements")


@pytest.fixture
def server(made: Desk, own: OwnQuestions) -> Iterator[str]:
    archive = replace(made.archive, questions=own)
    with serving(create_app(archive, Access(None, True, frozenset({"127.0.0.1"})), made.editor)) as address:
        yield address


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, False)])
def test_a_question_is_added_judged_measured_and_kept_by_mouse(
    chromium,  # noqa: F811
    server: str,
    made: Desk,
    own: OwnQuestions,
    width: int,
    scripts: bool,
) -> None:
    id = made.add("phòng dịch cho gia súc")
    with _page(chromium, server, width=width, scripts=scripts) as page:
        page.goto("/")
        page.click("text=Chất lượng")
        page.fill("#cau", "phòng dịch gia súc")
        page.click("text=Thêm và chấm")
        page.click(f"[id='{id}'] button:has-text('đúng cái cần')")
        page.wait_for_selector(f"[id='{id}'] button[aria-pressed=true]")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.click("text=Mọi câu hỏi")
        page.click("text=Đo bây giờ")
        page.click("text=Lấy số đo này làm mốc")
        page.wait_for_selector("table.figures")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [judged[id] for judged in own.judgements().values()] == [2]
    assert own.mark() is not None


def test_a_result_is_judged_by_keyboard_alone(chromium, server: str, made: Desk, own: OwnQuestions) -> None:  # noqa: F811
    id = made.add("phòng dịch cho gia súc")
    with _page(chromium, server, scripts=False) as page:
        page.goto("/chat-luong")
        _tab_to(page, "#cau")
        page.keyboard.type("phòng dịch gia súc")
        page.keyboard.press("Enter")
        page.wait_for_selector(f"[id='{id}']")
        _tab_to(page, f"[id='{id}'] button[value='1']")
        page.keyboard.press("Enter")
        page.wait_for_selector(f"[id='{id}'] button[value='1'][aria-pressed=true]")
    assert [judged[id] for judged in own.judgements().values()] == [1]
