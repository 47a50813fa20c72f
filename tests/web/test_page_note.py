"""The note that tells a reader which pages were recognised from pictures."""

import pytest

from corpus.document import Page, Span
from web.pages.document_page import recognised

END = "; hãy đối chiếu với tệp gốc khi cần chính xác."


def pages(*seen: float | None) -> list[Page]:
    """Pages with a confidence were recognised, the others have text of their own."""
    return [Page(n, Span(0, 0), "text" if sure is None else "ocr", sure) for n, sure in enumerate(seen, 1)]


@pytest.mark.parametrize(
    ("seen", "note"),
    [
        ((), None),
        ((None, None), None),
        ((0.95, 0.9), "Nhận dạng từ ảnh" + END),
        ((0.95, 0.58), "Nhận dạng từ ảnh, trang 2 khó đọc" + END),
        ((None, 0.9, 0.4, 0.3), "Trang 2, 3, 4 nhận dạng từ ảnh, trang 3, 4 khó đọc" + END),
        ((None, *[0.9] * 12), "Trang 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, … nhận dạng từ ảnh" + END),
    ],
)
def test_the_note_names_recognised_pages_and_those_hard_to_read(seen: tuple[float | None, ...], note: str | None) -> None:
    assert recognised(pages(*seen)) == note
