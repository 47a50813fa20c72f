from dataclasses import replace

import pytest
from fictional_archive import PAPERS, archive_of, paper

from corpus.document import DocumentId, Fields
from corpus.errors import NotFound
from search_api.answer import Direction
from search_api.archive import Archive
from search_api.similar import citations_in_common, recurring, similar

OPEN = frozenset({"open"})
FIRST, SECOND = PAPERS[0], PAPERS[1]


@pytest.fixture(scope="module")
def archive() -> Archive:
    return archive_of(PAPERS)


def test_last_years_paper_is_found_with_its_reasons(archive: Archive) -> None:
    found = similar(archive, SECOND.id, None)
    assert found.document.id == SECOND.id
    assert found.document.text
    assert found.earlier[0].id == FIRST.id
    assert set(found.earlier[0].reasons) == {"meaning", "subject", "citations", "recurring"}


def test_next_years_paper_is_later(archive: Archive) -> None:
    assert similar(archive, FIRST.id, None).later[0].id == SECOND.id


def test_a_direction_leaves_the_other_side_empty(archive: Archive) -> None:
    assert similar(archive, SECOND.id, None, direction=Direction.LATER).earlier == ()
    assert similar(archive, SECOND.id, None, direction=Direction.EARLIER).later == ()


def test_a_document_is_no_neighbour_of_itself_and_needs_a_reason(archive: Archive) -> None:
    for document in PAPERS:
        found = similar(archive, document.id, None)
        hits = (*found.earlier, *found.later)
        assert document.id not in {hit.id for hit in hits}
        assert all(hit.reasons for hit in hits)


def test_what_the_reader_may_not_see_is_neither_found_nor_neighbour(archive: Archive) -> None:
    hidden = PAPERS[3]
    with pytest.raises(NotFound, match=hidden.id):
        similar(archive, hidden.id, OPEN)
    with pytest.raises(NotFound):
        similar(archive, DocumentId("x" * 5000), None)
    found = similar(archive, FIRST.id, OPEN)
    assert hidden.id not in {hit.id for hit in (*found.earlier, *found.later)}


def test_at_most_limit_on_each_side() -> None:
    papers = [paper(f"p{i:02}", "đối thoại tiếp dân", subject="tiếp dân", date=f"20{i:02}-03-01") for i in range(1, 21)]
    found = similar(archive_of(papers), DocumentId("p10"), None, limit=3)
    assert len(found.earlier) == len(found.later) == 3
    assert all(hit.date and hit.date < "2010" for hit in found.earlier)


def test_a_paper_without_text_and_subject_has_no_neighbours() -> None:
    archive = archive_of([paper("empty", ""), *PAPERS])
    found = similar(archive, DocumentId("empty"), None)
    assert found.earlier == found.later == ()


def test_common_citations_are_coupling_and_a_direct_one_counts_whole() -> None:
    one = paper("a", cites=["33/CT-TTg", "1/NQ-TW"])
    other = paper("b", cites=["33/CT-TTg"])
    assert citations_in_common(one, other) == pytest.approx(1 / 2**0.5)
    assert citations_in_common(one, paper("c")) == 0
    assert citations_in_common(one, paper("d", number="33/CT-TTg")) == 1.0


def test_a_number_of_another_year_is_not_the_one_cited() -> None:
    cited = replace(paper("a", cites=["33/CT-TTg"]).fields.citations[0], date="2021-11-26")
    one = replace(paper("a"), fields=Fields(citations=(cited,)))
    assert citations_in_common(one, paper("b", number="33/CT-TTg", date="2021-11-26")) == 1.0
    assert citations_in_common(one, paper("b", number="33/CT-TTg", date="2026-09-01")) == 0.0


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2022-03-05", True),
        ("2022-04-20", True),
        ("2020-02-10", True),
        ("2022-08-05", False),
        ("2023-03-09", False),
        ("2022", False),
    ],
)
def test_a_yearly_paper_comes_at_the_same_time_of_another_year(date: str, expected: bool) -> None:
    assert recurring(SECOND, paper("b", type="Kế hoạch", issuers=["Ủy ban nhân dân xã Suối Mơ"], date=date)) is expected


def test_another_issuer_or_type_is_no_yearly_paper() -> None:
    assert not recurring(SECOND, paper("b", type="Kế hoạch", issuers=["Xã Khác"], date="2022-03-05"))
    assert not recurring(SECOND, paper("b", type="Công văn", issuers=["Ủy ban nhân dân xã Suối Mơ"], date="2022-03-05"))
