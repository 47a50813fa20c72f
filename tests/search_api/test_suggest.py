"""Suggestions for what is typed: of visible documents only, marked or not, few and quick to make."""

import pytest
from fictional_archive import DONG_VANG, PAPERS, SUOI_MO, archive_of
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import InputError
from search_api.archive import Archive
from search_api.suggest import MOST, Kind, suggest

OPEN = frozenset({"open"})
TYPED = st.one_of(
    st.sampled_from(
        ["tiep d", "đối thoại", "12", "12/kh", "huyen dong", "bao cao", "dân vận", '"tiếp', "-x", "năm:2", "số:", "  "]
    ),
    st.text(max_size=40),
)


@pytest.fixture(scope="module")
def archive() -> Archive:
    return archive_of(PAPERS)


def texts(archive: Archive, typed: str, kind: Kind, labels: frozenset[str] | None = None) -> list[str]:
    return [one.text for one in suggest(archive, typed, labels) if one.kind is kind]


def test_a_number_half_typed_is_completed_and_leads_to_its_only_holder(archive: Archive) -> None:
    found = {one.text: one for one in suggest(archive, "12/", None) if one.kind is Kind.NUMBER}
    assert set(found) == {"12/KH-UBND", "12/CV-UBND"}
    assert (found["12/CV-UBND"].document, found["12/CV-UBND"].count) == ("aaaaaaaaaaa4", 1)
    assert (found["12/KH-UBND"].document, found["12/KH-UBND"].count) == (None, 2)
    assert texts(archive, "12 / kh", Kind.NUMBER) == ["12/KH-UBND"]


def test_an_issuer_is_found_by_the_beginning_of_a_word_without_marks(archive: Archive) -> None:
    assert texts(archive, "huyen dong", Kind.ISSUER) == [DONG_VANG]
    assert SUOI_MO in texts(archive, "Suối", Kind.ISSUER)
    assert texts(archive, "uoi mo", Kind.ISSUER) == []


def test_subjects_come_for_words_and_for_a_word_half_typed(archive: Archive) -> None:
    assert texts(archive, "phòng chống", Kind.SUBJECT)[0] == "phòng, chống thiên tai"
    assert "kế hoạch đối thoại, tiếp dân năm 2023" in texts(archive, "doi thoai, tiep d", Kind.SUBJECT)
    assert texts(archive, "đối thoại", Kind.SUBJECT) == texts(archive, "doi thoai", Kind.SUBJECT)


def test_nothing_is_suggested_for_nothing_and_too_much_is_refused(archive: Archive) -> None:
    assert suggest(archive, "", None) == suggest(archive, " d ", None) == ()
    with pytest.raises(InputError, match="2000"):
        suggest(archive, "x" * 2001, None)


@given(typed=TYPED)
def test_a_reader_is_suggested_what_an_archive_without_the_others_suggests(typed: str, archive: Archive) -> None:
    without = archive_of([paper for paper in PAPERS if paper.access_label == "open"])
    mine, theirs = suggest(archive, typed, OPEN), suggest(without, typed, None)
    assert set(mine) == set(theirs)
    assert len(mine) <= MOST
    assert not any("dân vận" in one.text and one.kind is Kind.SUBJECT for one in mine)


@given(typed=st.text(max_size=200))
def test_whatever_is_typed_there_is_an_answer(typed: str, archive: Archive) -> None:
    assert len(suggest(archive, typed, None)) <= MOST
