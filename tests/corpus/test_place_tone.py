"""Each syllable has one spelling, wherever its tone was typed."""

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from corpus.vietnamese import fold, normalise_tones, place_tone


@pytest.mark.parametrize(
    ("typed", "placed"),
    [
        ("hoà", "hòa"),
        ("hòan", "hoàn"),
        ("thuỷ", "thủy"),
        ("gìơ", "giờ"),
        ("qủa", "quả"),
        ("qúy", "quý"),
        ("tụê", "tuệ"),
        ("gìn", "gìn"),
        ("giếng", "giếng"),
        ("gíêng", "giếng"),
        ("khủyu", "khuỷu"),
        ("ngòai", "ngoài"),
        ("mùa", "mùa"),
        ("mưới", "mưới"),
        ("ngừơi", "người"),
        ("nguyễn", "nguyễn"),
    ],
)
def test_a_misplaced_tone_finds_its_place(typed: str, placed: str) -> None:
    assert place_tone(typed) == placed


@pytest.mark.parametrize("token", ["", "covid", "689", "đ", "éàé", "naïve", "αβγ", "á1"])
def test_what_is_no_syllable_comes_back_unchanged(token: str) -> None:
    assert place_tone(token) == token


_LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy" + "áàảãạấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"


@given(st.text(alphabet=_LETTERS, max_size=8))
def test_placing_a_tone_twice_changes_nothing_and_folds_alike(syllable: str) -> None:
    placed = place_tone(syllable)
    assert place_tone(placed) == placed
    assert fold(placed) == fold(syllable)
    assert placed == unicodedata.normalize("NFC", placed)
    assert len(placed) == len(syllable)


@given(st.text(alphabet=_LETTERS, max_size=8))
def test_placing_a_tone_agrees_with_normalised_text(syllable: str) -> None:
    tones = sum(mark in "\u0300\u0301\u0303\u0309\u0323" for mark in unicodedata.normalize("NFD", syllable))
    assume(tones <= 1)  # two tones are no syllable, and nobody's to place
    assert place_tone(normalise_tones(syllable)) == place_tone(syllable)
