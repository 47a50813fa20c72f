"""A text is cut into passages that lie in order inside it and hold all of its syllables."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Span
from indexer.passages import CHARACTERS, LONG_LINE, SYLLABLES, TAIL, passages, vector_text

_PIECES = st.sampled_from(
    ["dân ", "vận ", "công ", "tác; ", "xã. ", "\n", "a) ", "12.5", ": ", "-----", "\t", " " * 9, "x" * 400]
)
_TEXTS = st.one_of(
    st.text(),
    st.lists(st.tuples(_PIECES, st.integers(1, 200)), max_size=12).map(lambda runs: "".join(p * n for p, n in runs)),
)


def _syllables(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


@given(_TEXTS)
def test_passages_are_ordered_apart_inside_the_text_and_say_something(text: str) -> None:
    end = 0
    for span in passages(text):
        assert end <= span.start < span.end <= len(text)
        piece = text[span.start : span.end]
        assert piece == piece.strip()
        assert _syllables(piece)
        assert len(piece) <= CHARACTERS
        end = span.end


@given(_TEXTS)
def test_every_syllable_lies_in_one_passage(text: str) -> None:
    kept = "".join(c for span in passages(text) for s in _syllables(text[span.start : span.end]) for c in s)
    assert kept == "".join(_syllables(text))


def test_clauses_are_joined_until_a_passage_is_full() -> None:
    line = " ".join(["việc"] * 40)
    spans = passages("\n".join([line] * 8))
    assert [(span.end - span.start + 1) // (len(line) + 1) for span in spans] == [4, 4]


def test_a_short_tail_joins_the_passage_before() -> None:
    text = "\n".join([" ".join(["việc"] * SYLLABLES), " ".join(["nhỏ"] * (TAIL - 1))])
    assert passages(text) == [Span(0, len(text))]


def test_a_longer_tail_stands_alone() -> None:
    text = "\n".join([" ".join(["việc"] * SYLLABLES), " ".join(["nhỏ"] * TAIL)])
    assert len(passages(text)) == 2


def test_a_long_line_is_cut_at_its_sentences() -> None:
    sentence = " ".join(["việc"] * 100) + "."
    text = " ".join([sentence] * 4)
    assert len(text) > LONG_LINE
    assert [text[s.start : s.end].count(".") for s in passages(text)] == [2, 2]


def test_a_line_without_punctuation_is_cut_between_syllables() -> None:
    text = " ".join(["việc"] * 1000)
    spans = passages(text)
    assert len(spans) == 7
    assert all(set(text[s.start : s.end].split()) == {"việc"} for s in spans)


def test_text_without_spaces_is_cut_at_the_bound() -> None:
    spans = passages("x" * 10_000)
    assert [span.end - span.start for span in spans] == [3000, 3000, 3000, 1000]


@pytest.mark.parametrize("text", ["", "  \n\t ", "-----\n*** …", "/./."])
def test_a_text_without_letters_has_no_passages(text: str) -> None:
    assert passages(text) == []


def test_the_encoder_reads_the_subject_first_and_no_list_markers() -> None:
    text = "Điều 1\n1. Giao việc\na) Văn phòng\n2.1. Các xã\n12.5 triệu"
    read = vector_text(text, Span(0, len(text)), "phân công")
    assert read == "phân công\nĐiều 1\nGiao việc\nVăn phòng\nCác xã\n12.5 triệu"
    assert vector_text(text, Span(0, 6), None) == "Điều 1"
