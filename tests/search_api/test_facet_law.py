"""A facet's number equals what choosing it shows: in every mode, for every reader, under any filters."""

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fictional_archive import archive_of, paper

from corpus.document import Document, Level
from indexer.engines.engine import Attribute, Filter, Labels
from search_api.answer import FACETS, Facet, Mode, Question
from search_api.archive import Archive
from search_api.query import settled
from search_api.search import search

WORDS = ["đối thoại", "tiếp dân", "công tác", "vận động", "chính quyền", "cơ sở", "thiên tai", "lễ hội", "mùa xuân", "dân", "cơ"]
TYPES = ["Công văn", "Kế hoạch", "Quyết định", None]
BODIES = ["Xã Suối Mơ", "Xã Đồi Gió", "Huyện Đồng Vàng"]
LABELS: list[Labels] = [None, frozenset({"open"}), frozenset({"open", "inside"}), frozenset({"inside"}), frozenset()]


def random_paper(number: int, chance: random.Random) -> Document:
    return paper(
        f"doc{number:03}",
        " ".join(chance.choices(WORDS, k=chance.randint(0, 30))),
        subject=" ".join(chance.choices(WORDS, k=5)) if chance.random() < 0.7 else None,
        number=f"{chance.randint(1, 9)}/CV-UBND" if chance.random() < 0.5 else None,
        type=chance.choice(TYPES),
        issuers=chance.sample(BODIES, chance.choice([0, 1, 1, 2])),
        date=chance.choice([None, "2019", "2021-05", "2021-05-06", "2022-01-01", "2023-12-31"]),
        level=chance.choice([None, *Level]),
        signer=chance.choice([None, *(f"Người Ký {i}" for i in range(25))]),
        fields=chance.sample(["dan-van", "thien-tai", "le-hoi"], chance.randint(0, 2)),
        label=chance.choice(["open", "open", "inside", "hidden"]),
    )


def random_question(chance: random.Random) -> Question:
    words = chance.choices(WORDS, k=chance.randint(0, 4))
    extras = [f'"{chance.choice(WORDS)}"', f"-{chance.choice(WORDS)}", "năm:2019..2022", "5/CV-UBND", "loại:none", '"']
    extras += [
        "2021",
        "năm 2022",
        "suối mơ",
        "huyện đồng vàng",
        "tiepdan doithoai",
        "cộng tác",
        "Công văn số 5/CV-UBND ngày 6/5/2021",
    ]
    text = " ".join([*words, *chance.sample(extras, chance.choice([0, 0, 1, 2]))])
    filters = {
        Attribute.ISSUER: Filter(values=frozenset({chance.choice(["xa-suoi-mo", "Huyện Đồng Vàng", "Không Có", None])})),
        Attribute.YEAR: chance.choice([Filter(low=2020, high=2022), Filter(values=frozenset({None, "2019"}))]),
        Attribute.TYPE: Filter(values=frozenset(chance.sample(["cong-van", "Kế hoạch", None], 2))),
        Attribute.FIELD: Filter(values=frozenset({"dan-van", "le-hoi"})),
    }
    chosen = chance.sample(list(filters), chance.choice([0, 0, 1, 2]))
    return Question(text, {a: filters[a] for a in chosen}, chance.choice(list(Mode)), limit=0, literal=chance.random() < 0.2)


@pytest.fixture(scope="module", params=["memory", "embedded"])
def archive(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    chance = random.Random(6)
    papers = [random_paper(number, chance) for number in range(120)]
    folder = tmp_path_factory.mktemp("index") if request.param == "embedded" else None
    archive = archive_of(papers, floor=0.2, folder=folder)
    yield archive
    archive.engine.close()


@pytest.mark.parametrize("seed", range(200))
def test_each_count_is_the_total_after_choosing_it(archive: Archive, seed: int) -> None:
    chance = random.Random(seed)
    question = random_question(chance)
    labels = chance.choice(LABELS)
    facets = search(archive, question, labels).facets
    assert tuple(facets) == FACETS
    question = settled(question)  # an operator in the text is a filter like others
    assert search(archive, question, labels).facets == facets
    for attribute in chance.sample(FACETS, 3):
        check(archive, question, labels, attribute, facets[attribute])


def check(archive: Archive, question: Question, labels: Labels, attribute: Attribute, shown: Facet) -> None:
    def total(filter: Filter | None) -> int:
        filters = {a: f for a, f in question.filters.items() if a is not attribute}
        if filter is not None:
            filters[attribute] = filter
        return search(archive, replace(question, filters=filters, facets=()), labels).total

    for value in shown.values:
        assert value.count == total(Filter(values=frozenset({value.value}))), value
    assert shown.null == total(Filter(values=frozenset({None})))
    known = set(archive.engine.reader().values(attribute, labels))
    rest = known - {value.value for value in shown.values}
    assert shown.other == sum(total(Filter(values=frozenset({value}))) for value in rest)
