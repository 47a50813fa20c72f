"""Text of fonts before Unicode, TCVN3 and VNI; places, bodies and people are invented."""

import gzip
import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.understanding import understand
from corpus.vietnamese import clean
from corpus.vietnamese.legacy import TCVN3_LETTERS, VNI_LETTERS, LegacyEncoding, convert_piece, encoding_of_font, to_unicode
from corpus.vietnamese.spelling import is_syllable

PHAPDIEN = Path(__file__).resolve().parents[3] / "shared" / "data" / "phapdien" / "corpus.jsonl.gz"
SENTENCES = (
    "Ủy ban nhân dân huyện Thạch Lâm yêu cầu các xã, thị trấn tổ chức tiếp công dân định kỳ.",
    "Trưởng phòng Nội vụ chịu trách nhiệm thực hiện, báo cáo kết quả trước ngày 15 tháng 3.",
    "Người dân được hướng dẫn nộp hồ sơ tại bộ phận một cửa; mỗi lượt chờ không quá mười phút.",
    "Đề nghị Sở Xây dựng phối hợp, ưu tiên những tuyến đường hư hỏng nặng ở vùng cao.",
    "Kỹ sư Lò Thị Mẫu giữ quyển sổ, ghi rõ nguồn vốn và khối lượng từng hạng mục.",
    "Ô tô, xe máy để đúng nơi quy định, bảo đảm trật tự, an toàn giao thông.",
)
CAPITALS_OF_TCVN3 = frozenset("ĂÂĐÊÔƠƯ")
_TCVN3_SIGNS = {letter: sign for sign, letter in TCVN3_LETTERS.items()}
_VNI_SIGNS = {letter: signs for signs, letter in reversed(VNI_LETTERS.items()) if letter.islower()}


def as_tcvn3(text: str) -> str:
    """Capitals with tones are of another font there: written small here."""
    return "".join(_TCVN3_SIGNS.get(c, _TCVN3_SIGNS.get(c.lower(), c)) for c in text)


def as_vni(text: str) -> str:
    return "".join(_VNI_SIGNS.get(c) or (_VNI_SIGNS[c.lower()].upper() if c.lower() in _VNI_SIGNS else c) for c in text)


def small(text: str) -> str:
    """Letters with tones in lower case, as TCVN3 gives them back."""
    return "".join(c if c.isascii() or c in CAPITALS_OF_TCVN3 else c.lower() for c in text)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_in_either_encoding_comes_back_exactly(sentence: str) -> None:
    assert to_unicode(as_tcvn3(sentence)).text == small(sentence)
    assert to_unicode(as_vni(sentence)).text == sentence


@pytest.mark.parametrize("sentence", SENTENCES)
def test_unicode_vietnamese_stays_composed_or_not(sentence: str) -> None:
    for text in (sentence, unicodedata.normalize("NFD", sentence), sentence.upper()):
        converted = to_unicode(text)
        assert converted.text == text
        assert not converted.lines


@pytest.mark.parametrize(
    "text",
    [
        "à côté déjà, le garçon élève où ça",
        "« L'été dernier, la forêt brûlée a été replantée » — Préfecture, année 2019, § 12, art. 3",
        "Die Gebühr beträgt für jede Prüfung 25 €; über Änderungen entscheidet die Behörde.",
        "El año pasado, São João: manhã de sol, coração, informação",
        "5 µm, 10 µg/m³, ±2 °C, 3½ × 4¼, © 2020 ®, § 5, · mục",
        "The meeting is at 9:30; see Appendix B (page 12).",
        "Bụi PM10: 5 µm\tµm\n12 µg | 15 µm\n±5",
        "Hà Nam\nTrà Bình\nlà và có các xã",
        "",
        "\u00ad\u00ad",
    ],
)
def test_other_languages_units_and_unicode_names_stay(text: str) -> None:
    assert to_unicode(text).text == text


def test_the_soft_hyphen_is_a_letter_of_tcvn3_and_clean_comes_after() -> None:
    converted = to_unicode("Trung \u00ad¬ng göi th«ng t\u00ad vÒ c¸c ®Þa ph\u00ad¬ng")
    assert converted.text == "Trung ương göi thông tư về các địa phương".replace("göi", "gửi")
    assert clean(converted.text) == converted.text


def test_lines_in_several_encodings_are_told_apart() -> None:
    text = "\n".join([as_tcvn3(SENTENCES[0]), SENTENCES[1], as_vni(SENTENCES[3]), "No. 12, page 3"])
    converted = to_unicode(text)
    assert converted.text == "\n".join([small(SENTENCES[0]), SENTENCES[1], SENTENCES[3], "No. 12, page 3"])
    assert converted.lines == {LegacyEncoding.TCVN3: 1, LegacyEncoding.VNI: 1}


def test_columns_of_one_line_are_told_apart() -> None:
    text = as_tcvn3("Ban chấp hành huyện") + "\t" + "HƯỚNG DẪN về thể thức" + "\n" + as_tcvn3(SENTENCES[1])
    assert to_unicode(text).text == "Ban chấp hành huyện\tHƯỚNG DẪN về thể thức\n" + small(SENTENCES[1])


def test_short_lines_follow_the_lines_around_them() -> None:
    text = "\n".join([as_tcvn3(SENTENCES[1]), as_tcvn3("Có"), as_tcvn3("Số: 15/CV-UB")])
    assert to_unicode(text).text == "\n".join([small(SENTENCES[1]), "Có", "Số: 15/CV-UB"])


def test_a_font_of_capitals_is_read_as_capitals() -> None:
    assert to_unicode("CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM").text == "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    text = "uû ban nh©n d©n\nhuyÖn th¹ch l©m\nSè: 15/CV-UB\ncéng hoµ x· héi chñ nghÜa viÖt nam\n§éc lËp - Tù do - H¹nh phóc"
    assert to_unicode(text).text.split("\n") == [
        "UỶ BAN NHÂN DÂN",
        "HUYỆN THẠCH LÂM",
        "Số: 15/CV-UB",
        "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]


def test_the_second_line_of_a_subject_stays_small() -> None:
    text = as_tcvn3("Số: 15/CV-UB\nV/v tổ chức tiếp công dân\nđịnh kỳ ở các xã, thị trấn\nKính gửi: Các phòng")
    assert "\nđịnh kỳ ở các xã" in to_unicode(text).text


def test_the_head_in_tcvn3_is_understood() -> None:
    head = "Uû ban nh©n d©n\nhuyÖn th¹ch l©m\nSè: 15/CV-UB\ncéng hoµ x· héi chñ nghÜa viÖt nam"
    fields = understand(clean(to_unicode(head).text))
    assert fields.number == "15/CV-UB"
    assert fields.type is not None
    assert fields.type.code == "cong-van"
    assert [issuer.name for issuer in fields.issuers] == ["Ủy ban nhân dân huyện Thạch Lâm"]


def test_fonts_tell_their_encoding_by_name() -> None:
    assert encoding_of_font(".VnTime") == (LegacyEncoding.TCVN3, False)
    assert encoding_of_font(".VnArialH") == (LegacyEncoding.TCVN3, True)
    assert encoding_of_font("VNI-Times") == (LegacyEncoding.VNI, False)
    assert encoding_of_font("Times New Roman") is None
    assert convert_piece("quyÕt ®Þnh", LegacyEncoding.TCVN3, capitals=True) == "QUYẾT ĐỊNH"


def test_syllables_are_known_by_their_spelling() -> None:
    right = "nghiêng quyết giữ gì gìn giếng khuỷu ngoằn yêu ý ở ô uống thuở quốc xoong khoáy ương rượu huyện"
    assert [s for s in right.split() if not is_syllable(s)] == []
    assert [s for s in "côté déjà ngh cat tàc ăx b qq été strasse người2".split() if is_syllable(s)] == []  # noqa: SIM905


_SOUP = st.text(st.sampled_from([*"abcdeghiklmnopqrstuvxyNHU \t\n|-:.", *TCVN3_LETTERS, *"ùøûõïâáàåãäêñöôĐệ"]), max_size=200)
_MIXED = st.lists(
    st.one_of(st.sampled_from([*SENTENCES, *map(as_tcvn3, SENTENCES), *map(as_vni, SENTENCES)]), st.text(max_size=30), _SOUP)
).map("\n".join)


@settings(max_examples=150, deadline=None)
@given(_MIXED)
def test_converting_is_total_and_idempotent(text: str) -> None:
    once = to_unicode(text)
    assert to_unicode(once.text).text == once.text


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(" ".join(SENTENCES).split()), min_size=1, max_size=12))
def test_words_of_unicode_in_any_order_stay(words: list[str]) -> None:
    for text in (" ".join(words), "\n".join(words)):
        assert to_unicode(text).text == text


@pytest.mark.skipif(not PHAPDIEN.exists(), reason="needs ../shared/data/phapdien")
def test_no_line_of_the_codification_changes() -> None:
    lines: list[str] = []
    with gzip.open(PHAPDIEN, "rt", encoding="utf-8") as rows:
        while len(lines) < 2000:
            lines += json.loads(next(rows))["text"].split("\n")
    assert [line for line in lines if to_unicode(line).text != line] == []
    assert not to_unicode("\n".join(lines)).lines
