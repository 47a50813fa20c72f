from datetime import UTC, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Span
from corpus.readers.kinds import Kind
from search_api.answer import Snippet
from web.presenting import marked, shown_moment
from web.wording import CONTENTS


def _snippet(text: str, *highlights: tuple[int, int]) -> Snippet:
    return Snippet(text, Span(0, len(text)), highlights)


def test_highlights_are_marked_and_everything_is_escaped() -> None:
    assert marked(_snippet("<b>tiếp dân</b> & đối thoại", (3, 11))) == "&lt;b&gt;<mark>tiếp dân</mark>&lt;/b&gt; &amp; đối thoại"


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=6))
def test_whatever_the_highlights_the_text_stays_whole_and_the_markup_closes(text: str, highlights: list[tuple[int, int]]) -> None:
    shown = marked(_snippet(text, *highlights))

    assert shown.count("<mark>") == shown.count("</mark>")
    assert str(shown.replace("<mark>", "").replace("</mark>", "").unescape()) == str(marked(_snippet(text)).unescape())


def test_a_moment_is_told_in_the_time_of_the_place_and_what_is_none_as_it_is() -> None:
    assert shown_moment("2026-11-23T20:30:00Z", timezone(timedelta(hours=7))) == "24/11/2026 03:30"
    assert shown_moment("2026-11-23T20:30:00Z", UTC) == "23/11/2026 20:30 UTC"
    assert [shown_moment(text) for text in ("2026-11-23", "", "9999-99-99T99:99:99Z")] == [
        "2026-11-23",
        "",
        "9999-99-99T99:99:99Z",
    ]


def test_every_kind_of_file_that_english_words_name_has_vietnamese_ones() -> None:
    assert {kind.value for kind in Kind} - set(CONTENTS) == {"Markdown", "HTML", "PDF", "unknown"}
