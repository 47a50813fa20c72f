import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import InputError
from indexer.engines.engine import Attribute, Filter
from search_api.answer import Question
from search_api.query import parse, settled


def test_phrases_exclusions_and_words_are_told_apart() -> None:
    query = parse('đối thoại "tiếp công dân" -họp -"trả lời đơn" cơ sở')
    assert query.phrases == ("tiếp công dân",)
    assert query.excluded == ("họp", "trả lời đơn")
    assert query.words.split("\n") == ["đối thoại", "tiếp công dân", "cơ sở"]


@pytest.mark.parametrize(
    ("text", "attribute", "value"),
    [
        ("số:12/QĐ-UBND", Attribute.NUMBER, "12/QĐ-UBND"),
        ("so:12/QĐ-UBND", Attribute.NUMBER, "12/QĐ-UBND"),
        ('cơquan:"Ủy ban nhân dân xã Suối Mơ"', Attribute.ISSUER, "Ủy ban nhân dân xã Suối Mơ"),
        ("coquan:suoi-mo", Attribute.ISSUER, "suoi-mo"),
        ("issuer:suoi-mo", Attribute.ISSUER, "suoi-mo"),
        ('loại:"Công văn"', Attribute.TYPE, "Công văn"),
        ("LOAI:cong-van", Attribute.TYPE, "cong-van"),
        ("type:cong-van", Attribute.TYPE, "cong-van"),
        ("ký:Sự", Attribute.SIGNER, "Sự"),
        ("signer:Sự", Attribute.SIGNER, "Sự"),
        ("kýhiệu:UBND-VX", Attribute.SYMBOL, "UBND-VX"),
        ("symbol:UBND-VX", Attribute.SYMBOL, "UBND-VX"),
    ],
)
def test_an_operator_is_a_filter(text: str, attribute: Attribute, value: str) -> None:
    query = parse(f"dân vận {text} khéo")
    assert query.filters == {attribute: Filter(values=frozenset({value}))}
    assert query.words == "dân vận khéo"


@pytest.mark.parametrize("name", ["năm", "nam", "NĂM", "year"])
def test_years_are_an_operator_too(name: str) -> None:
    assert parse(f"{name}:2019..2023").filters == {Attribute.YEAR: Filter(low=2019, high=2023)}


def test_operators_of_one_kind_add_up() -> None:
    query = parse("năm:2019 năm:none loại:none")
    assert query.filters[Attribute.YEAR].values == {"2019", None}
    assert query.filters[Attribute.TYPE].values == {None}
    assert query.empty


@pytest.mark.parametrize("text", ["năm:20x9 dân vận", "year:2023..2019", 'năm:"năm nay"'])
def test_a_malformed_year_is_named(text: str) -> None:
    with pytest.raises(InputError, match="năm"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"tiếp công dân', "tiếp công dân"),
        ('tiếp "công dân', "tiếp\ncông dân"),
        ("số: loại:", "số: loại:"),
        ('năm:""', 'năm:""'),
        ("- dân -", "- dân -"),
        ("https://abc.vn a:b", "https://abc.vn a:b"),
        ("LĐ-TB&XH", "LĐ-TB&XH"),
    ],
)
def test_stray_signs_are_words(text: str, words: str) -> None:
    query = parse(text)
    assert query.words == words
    assert not query.phrases
    assert not query.excluded
    assert not query.filters


def test_curly_quotes_are_quotes() -> None:
    assert parse("“tiếp công dân”").phrases == ("tiếp công dân",)


def test_a_question_over_two_thousand_characters_is_refused() -> None:
    assert parse("a" * 2000).words
    with pytest.raises(InputError, match="2,000"):
        parse("a" * 2001)


@pytest.mark.parametrize("text", ["12/QĐ-UBND", "12 qđ-ubnd", " 12/qd-ubnd "])
def test_a_question_that_is_a_number_is_seen(text: str) -> None:
    assert parse(text).number is not None


@pytest.mark.parametrize("text", ["dân vận", '"12/QĐ-UBND"', "12/QĐ-UBND -họp", "", "theo 12/QĐ-UBND về dân vận"])
def test_other_questions_are_no_number(text: str) -> None:
    assert parse(text).number is None


@given(st.text(alphabet='ab đ"-:. số\n', max_size=40))
def test_no_text_is_an_error(text: str) -> None:
    query = parse(text)
    assert parse(query.rest).rest == query.rest


@given(st.text(alphabet=st.characters(exclude_characters=":"), max_size=60))
def test_no_text_of_any_script_is_an_error(text: str) -> None:
    assert parse(text).text == text


def test_settling_moves_operators_into_the_filters_once() -> None:
    question = Question(text='dân vận năm:2019 "khéo"', filters={Attribute.YEAR: Filter(values=frozenset({"2020"}))}, limit=5)
    moved = settled(question)
    assert moved.text == 'dân vận "khéo"'
    assert moved.filters[Attribute.YEAR].values == {"2019", "2020"}
    assert moved.limit == 5
    assert settled(moved) == moved


WORDS = ["dân", "vận", "khéo", "12", "cv", '"', '"tiếp công dân"', "-họp", '-"trả lời"', "a:b"]
pieces = st.sampled_from([*WORDS, "năm:2019", "loại:kế-hoạch", 'ký:"Lê Sáo"'])


@given(st.lists(pieces, max_size=8))
def test_an_operator_in_the_text_asks_the_same_as_a_filter_beside_it(parts: list[str]) -> None:
    typed = Question(text=" ".join(parts))
    asked, moved = parse(typed.text), parse(settled(typed).text)
    assert not moved.filters
    assert (moved.words, moved.phrases, moved.excluded, moved.number, moved.empty) == (
        asked.words,
        asked.phrases,
        asked.excluded,
        asked.number,
        asked.empty,
    )
