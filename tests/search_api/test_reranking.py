"""The first results in the order of another reader; the model itself is tested for real in tests/transformers."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from fictional_archive import archive_of, paper

from indexer.engines.engine import Attribute, Filter, Sort
from search_api.answer import Mode, Question
from search_api.archive import Archive
from search_api.reranking import RERANKED, reranked
from search_api.search import rank, search


class Backwards:
    """Likes best what came last; a stand-in for the order of a model, not for its reading."""

    name = "backwards"

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[str]]] = []

    def scores(self, question: str, passages: Sequence[str]) -> list[float]:
        self.asked.append((question, list(passages)))
        return [float(place) for place in range(len(passages))]


PAPERS = [
    paper(
        f"p{number:011d}",
        "tiếp công dân " * (1 + number % 7) + f"tại trụ sở ngày {number}",
        subject=f"lịch tiếp công dân tuần {number}",
        date=f"{1990 + number % 30}-01-05",
    )
    for number in range(RERANKED + 8)
]


@pytest.fixture(scope="module")
def archive() -> Archive:
    return archive_of(PAPERS)


def ids(archive: Archive, **question: object) -> list[str]:
    return [hit.id for hit in search(archive, Question(**{"text": "tiếp công dân", "limit": 100, **question}), None).hits]  # type: ignore[arg-type]


def test_the_first_results_come_in_the_order_of_the_model_and_none_is_lost(archive: Archive) -> None:
    plain = ids(archive)
    again = replace(archive, reranker=Backwards())  # type: ignore[arg-type]
    assert len(plain) > 2
    assert ids(again) == plain[:RERANKED][::-1] + plain[RERANKED:]
    assert ids(again, limit=2, offset=1) == ids(again)[1:3]


def test_counts_facets_and_other_orders_stay_as_they_are(archive: Archive) -> None:
    again = replace(archive, reranker=Backwards())  # type: ignore[arg-type]
    question = Question(text="tiếp công dân", filters={Attribute.YEAR: Filter(low=2000)})
    before, now = search(archive, question, None), search(again, question, None)
    assert (before.total, before.facets, before.notes) == (now.total, now.facets, now.notes)
    for other in ({"mode": Mode.KEYWORD}, {"mode": Mode.SEMANTIC}, {"sort": Sort.NEWEST}, {"text": ""}):
        assert ids(again, **other) == ids(archive, **other)


def test_evaluation_ranks_as_search_does(archive: Archive) -> None:
    again = Backwards()
    reader = archive.engine.reader()
    ranked = rank(reader, archive.encoder, Question(text="tiếp công dân", limit=100), None, again)  # type: ignore[arg-type]
    assert [one.id for one in ranked] == ids(replace(archive, reranker=again))  # type: ignore[arg-type]
    assert [one.score for one in ranked] == sorted((one.score for one in ranked), reverse=True)


def test_the_model_reads_subject_and_passage(archive: Archive) -> None:
    model = Backwards()
    hits = search(replace(archive, reranker=model), Question(text="tiếp công dân", limit=100), None).hits  # type: ignore[arg-type]
    (question, passages) = model.asked[0]
    assert question == "tiếp công dân"
    assert len(passages) == min(RERANKED, len(hits))
    assert passages[-1].startswith(hits[0].title + "\ntiếp công dân")


def test_scores_that_are_no_numbers_come_last_and_huge_ones_do_not_overflow(archive: Archive) -> None:
    class Odd(Backwards):
        def scores(self, question: str, passages: Sequence[str]) -> list[float]:
            return [float("nan"), 1e9, -1e9][: len(passages)] + [0.0] * (len(passages) - 3)

    plain = ids(archive)
    assert len(plain) >= 4
    found = ids(replace(archive, reranker=Odd()))  # type: ignore[arg-type]
    assert found[0] == plain[1]
    assert found[RERANKED - 2 : RERANKED] == [plain[2], plain[0]]


def test_no_results_need_no_model(archive: Archive) -> None:
    assert reranked(Backwards(), archive.engine.reader(), "x", [], {}, None) == []  # type: ignore[arg-type]
