from urllib.parse import parse_qsl, urlsplit

import pytest

from indexer.engines.engine import Attribute, Filter, Sort
from search_api.answer import Facet, FacetValue, Question
from search_api.parameters import question_from
from web.pages.choosing import address_of, chips, facet_choices, hidden_pairs, lineage_choice, pages, without_filters


def _question(address: str) -> Question:
    return question_from(parse_qsl(urlsplit(address).query))


def _facet(*values: tuple[str, bool], null: int = 0, null_selected: bool = False) -> Facet:
    return Facet(tuple(FacetValue(value, value.upper(), 3, chosen) for value, chosen in values), 0, null, null_selected)


def test_choosing_a_value_adds_it_and_starts_at_page_one() -> None:
    question = Question("dân vận", {Attribute.TYPE: Filter(frozenset({"cong-van"}))}, offset=20)
    (shown,) = facet_choices(question, {Attribute.TYPE: _facet(("cong-van", True), ("ke-hoach", False))})

    assert _question(shown.first[1].address) == Question("dân vận", {Attribute.TYPE: Filter(frozenset({"cong-van", "ke-hoach"}))})
    assert _question(shown.first[0].address) == Question("dân vận")


def test_unknown_is_a_choice_like_others() -> None:
    (shown,) = facet_choices(Question("x"), {Attribute.YEAR: _facet(("2023", False), null=4)})

    assert [(choice.label, choice.count) for choice in shown.first] == [("2023", 3), ("không rõ", 4)]
    assert _question(shown.first[1].address).filters == {Attribute.YEAR: Filter(frozenset({None}))}


def test_a_facet_without_a_value_is_not_shown() -> None:
    assert facet_choices(Question("x"), {Attribute.FIELD: _facet(null=7)}) == ()


def test_a_name_given_by_hand_becomes_the_facets_value_once_something_is_clicked() -> None:
    question = Question(filters={Attribute.ISSUER: Filter(frozenset({"ubnd huyện a"}))})
    (shown,) = facet_choices(question, {Attribute.ISSUER: _facet(("huyen-a", True), ("huyen-b", False))})

    assert _question(shown.first[1].address).filters == {Attribute.ISSUER: Filter(frozenset({"huyen-a", "huyen-b"}))}
    assert _question(shown.first[0].address).filters == {}


def test_every_chosen_filter_has_a_chip_that_takes_it_away() -> None:
    question = Question(
        "x",
        {
            Attribute.YEAR: Filter(frozenset({"2015", None}), 2019, 2023),
            Attribute.SYMBOL: Filter(frozenset({"UBND-VX"})),
            Attribute.ISSUER: Filter(frozenset({"huyen-a"})),
        },
    )
    facets = {Attribute.ISSUER: _facet(("huyen-a", True)), Attribute.YEAR: _facet(("2015", True), null_selected=True)}
    found = chips(question, facets)

    assert [chip.label for chip in found] == ["HUYEN-A", "2019–2023", "2015", "không rõ", "UBND-VX"]
    assert _question(found[1].address).filters[Attribute.YEAR] == Filter(frozenset({"2015", None}))
    assert _question(found[2].address).filters[Attribute.YEAR] == Filter(frozenset({None}), 2019, 2023)
    assert Attribute.SYMBOL not in _question(found[4].address).filters


def test_a_long_facet_hides_its_tail_but_never_a_chosen_value() -> None:
    values = [(f"v{place:02}", place == 15) for place in range(20)]
    (shown,) = facet_choices(Question("x"), {Attribute.SIGNER: _facet(*values)})

    assert [choice.label for choice in shown.first] == [f"V{place:02}" for place in range(8)] + ["V15"]
    assert len(shown.more) == 11


@pytest.mark.parametrize(
    ("offset", "total", "shown"),
    [
        (0, 10, ""),
        (0, 11, "[1] 2 >"),
        (50, 400, "< 1 … 4 5 [6] 7 8 … 40 >"),
        (390, 400, "< 1 … 38 39 [40]"),
        (500, 30, "< 1 … 3"),
        (9990, 500_000, "< 1 … 998 999 [1000]"),
        (0, 0, ""),
    ],
)
def test_page_numbers(offset: int, total: int, shown: str) -> None:
    made = pages(Question("x", offset=offset), total)
    parts = ["<"] if made.previous else []
    parts += ["…" if page is None else f"[{page.label}]" if page.chosen else page.label for page in made.numbers]
    assert " ".join(parts + ([">"] if made.next else [])) == shown


def test_the_search_box_keeps_filters_and_order_but_not_the_page() -> None:
    question = Question("x", {Attribute.TYPE: Filter(frozenset({"cong-van"}))}, sort=Sort.NEWEST, offset=30)

    assert hidden_pairs(question) == (("type", "cong-van"), ("sort", "newest"))


def test_the_same_question_has_the_same_address() -> None:
    assert address_of(Question()) == "/"
    assert address_of(Question("đối thoại & <b>")) == "/?q=%C4%91%E1%BB%91i+tho%E1%BA%A1i+%26+%3Cb%3E"


def test_the_switch_for_predecessors_is_there_only_where_there_are_any() -> None:
    question = Question("x", {Attribute.ISSUER: Filter(frozenset({"huyen-a"}))}, offset=10)
    assert lineage_choice(question, ()) is None
    choice = lineage_choice(question, ("A", "B", "C"))
    assert choice is not None
    assert (choice.label, choice.chosen) == ("A; B và 1 cơ quan khác", False)
    assert _question(choice.address) == Question("x", question.filters, lineage=True)
    again = lineage_choice(_question(choice.address), ("A",))
    assert again is not None
    assert _question(again.address) == Question("x", question.filters)


def test_choosing_another_body_asks_for_it_alone_and_other_facets_keep_the_predecessors() -> None:
    question = Question(filters={Attribute.ISSUER: Filter(frozenset({"huyen-a"}))}, lineage=True)
    issuers, types = facet_choices(
        question, {Attribute.ISSUER: _facet(("huyen-a", True), ("huyen-b", False)), Attribute.TYPE: _facet(("cong-van", False))}
    )

    assert not _question(issuers.first[1].address).lineage
    assert _question(types.first[0].address).lineage
    assert ("lineage", "1") in hidden_pairs(question)
    (chip,) = chips(question, {Attribute.ISSUER: _facet(("huyen-a", True))})
    assert _question(chip.address) == Question()
    assert _question(without_filters(question)) == Question()
