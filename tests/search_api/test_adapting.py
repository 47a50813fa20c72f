"""What is learnt from and what is held out."""

from dataclasses import replace

import pytest
from fictional_archive import paper

from corpus.document import Document
from indexer.encoders.static import StaticEncoder
from search_api import adapting
from search_api.adapting import adapt, is_held_out, material

ENCODER = StaticEncoder()
MATTERS = ("phòng chống thiên tai", "đối thoại tiếp dân", "cải cách hành chính", "an toàn thực phẩm", "dân vận khéo", "quân sự")


def yearly(matter: str, year: int, cites: str | None = None) -> Document:
    one = paper(
        f"{MATTERS.index(matter)}{year}".rjust(12, "a"),
        f"Ủy ban nhân dân xã yêu cầu các thôn thực hiện tốt {matter} trong năm {year}, báo cáo kết quả trước ngày 15 tháng 12. "
        * 3,
        subject=f"{matter} năm {year}",
        number=f"{10 + MATTERS.index(matter)}/KH-UBND",
        type="Kế hoạch",
        issuers=["Ủy ban nhân dân xã Suối Mơ"],
        date=f"{year}-03-0{1 + MATTERS.index(matter)}",
        cites=[cites] if cites else [],
    )
    if cites is None:
        return one
    resolved = tuple(replace(citation, document=cites) for citation in one.fields.citations)  # type: ignore[arg-type]
    return replace(one, fields=replace(one.fields, citations=resolved))


PAPERS = [yearly(matter, year) for matter in MATTERS for year in range(2015, 2023)]


def test_the_papers_of_a_yearly_matter_are_on_one_side() -> None:
    sides = {matter: {is_held_out(yearly(matter, year)) for year in range(1990, 2025)} for matter in MATTERS}
    assert all(len(side) == 1 for side in sides.values())
    assert is_held_out(paper("b" * 12, "x")) == is_held_out(paper("b" * 12, "y"))


def test_nothing_held_out_is_in_a_pair_that_is_learnt_from() -> None:
    citing = yearly(MATTERS[0], 2030, cites=PAPERS[9].id)
    found = material([*PAPERS, citing], ENCODER)
    learning, held = {text.id for text in found.learning}, {text.id for text in found.held_out}
    assert not learning & held
    assert len(learning | held) == len(PAPERS) + 1
    for id, others in found.links.items():
        assert others <= (held if id in held else learning)
        assert all(id in found.links[other] for other in others)


def test_yearly_papers_and_citations_are_links() -> None:
    same = [yearly(MATTERS[0], 2015), yearly(MATTERS[0], 2016)]
    found = material([*same, yearly(MATTERS[0], 2030, cites=same[0].id)], ENCODER)
    assert found.links[same[0].id] >= {same[1].id, yearly(MATTERS[0], 2030).id}


def test_too_few_documents_are_too_little_to_learn_from() -> None:
    assert adapt(material(PAPERS, ENCODER), ENCODER) is None
    assert adapt(material([], ENCODER), ENCODER) is None


def test_the_same_archive_gives_the_same_table_and_measures_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapting, "LEAST", 10)
    monkeypatch.setattr(adapting, "FEWEST_STEPS", 3)
    found = material(PAPERS, ENCODER)
    one, other = adapt(found, ENCODER), adapt(found, ENCODER)
    assert one is not None
    assert other is not None
    assert (one.table == other.table).all()
    assert one.tasks == other.tasks
    assert -1 <= one.floor <= 1
