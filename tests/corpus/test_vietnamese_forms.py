"""One Unicode shape, one tone placement, one fold, for any text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.vietnamese import clean, fold, normalise_tones, slug

_TEXT = st.one_of(
    st.text(max_size=200),
    st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyÀÁẢÃẠàáảãạủỷỵòóỏõọ \u0300\u0301\u0309\u0303\u0323\u00ad\u200bÐð\r\n\t", max_size=200),
)


@given(_TEXT)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(_TEXT)
def test_folding_twice_is_folding_once_and_spelling_forms_fold_alike(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(_TEXT)
def test_placing_tones_keeps_length_and_fold_and_settles(text: str) -> None:
    text = clean(text)
    placed = normalise_tones(text)
    assert len(placed) == len(text)
    assert fold(placed) == fold(text)
    assert normalise_tones(placed) == placed


@given(_TEXT)
def test_a_slug_is_its_own_slug(text: str) -> None:
    assert slug(slug(text)) == slug(text)


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("Uỷ ban", "Ủy ban"),
        ("HOÀ", "HÒA"),
        ("khoẻ", "khỏe"),
        ("thuỷ", "thủy"),
        ("quý", "quý"),
        ("qúy", "quý"),
        ("hoàn", "hoàn"),
        ("thuyền", "thuyền"),
    ],
)
def test_both_tone_placements_meet(new: str, old: str) -> None:
    assert normalise_tones(new) == old


@pytest.mark.parametrize(
    ("text", "folded"), [("Đối thoại", "doi thoai"), ("ỦY BAN", "uy ban"), ("NÐ-CP", "nd-cp"), ("Đặng", "dang")]
)
def test_marks_and_dd_fold_away(text: str, folded: str) -> None:
    assert fold(text) == folded
