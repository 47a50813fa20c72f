"""A chosen body with what it came from and what it became: the filter is widened, the counts are not, labels hold."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from fictional_archive import archive_of, paper

from corpus.document import Document, Level
from corpus.errors import InputError
from corpus.gazetteer import issuer_from_name
from corpus.gazetteer.own import OwnBodies, OwnBody
from indexer.engines.engine import Attribute, Filter
from search_api.answer import FACETS, Question
from search_api.archive import Archive
from search_api.bodies import bodies
from search_api.parameters import pairs_of, question_from
from search_api.search import facet, search

NEW, OLD, OTHER = "Ủy ban nhân dân tỉnh Lào Cai", "Ủy ban nhân dân tỉnh Yên Bái", "Ủy ban nhân dân huyện Bản Mây"
OLDEST = "Ủy ban nhân dân tỉnh Hoàng Liên Sơn"
OWN = OwnBodies((OwnBody("Ban Mây", aliases=("BM",), successors=("Ban Gió",)), OwnBody("Ban Gió")))


def papers() -> list[Document]:
    found = []
    for at, (issuer, date, label) in enumerate(
        [
            (NEW, "2023-01-02", "open"),
            (NEW, "2026-01-02", "open"),
            (OLD, "2022-01-02", "open"),
            (OLD, "2024-01-02", "inside"),
            (OTHER, "2024-01-02", "open"),
            ("Ban Mây", "2021-01-02", "open"),
            ("Ban Gió", "2024-01-02", "open"),
            ("Sở Y tế tỉnh Yên Bái", "2024-02-02", "inside"),
        ]
    ):
        one = paper(
            f"doc{at}", "kế hoạch mùa xuân", type="Kế hoạch", issuers=[issuer], date=date, level=Level.PROVINCE, label=label
        )
        found.append(replace(one, fields=replace(one.fields, issuers=(issuer_from_name(issuer),))))
    return found


@pytest.fixture(scope="module", params=["memory", "embedded"])
def archive(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("index") if request.param == "embedded" else None
    archive = replace(archive_of(papers(), folder=folder), own=OWN)
    yield archive
    archive.engine.close()


def chosen(*names: str, lineage: bool = True, text: str = "") -> Question:
    return Question(text, {Attribute.ISSUER: Filter(values=frozenset(names))}, lineage=lineage, limit=20)


def found(archive: Archive, question: Question, labels: frozenset[str] | None = None) -> set[str]:
    return {hit.id for hit in search(archive, question, labels).hits}


def test_lineage_adds_predecessors_and_successors_and_names_them(archive: Archive) -> None:
    assert found(archive, chosen(NEW, lineage=False)) == {"doc0", "doc1"}
    answer = search(archive, chosen(NEW), None, "en")
    assert {hit.id for hit in answer.hits} == {"doc0", "doc1", "doc2", "doc3"}
    assert any(OLD in note for note in answer.notes)
    assert found(archive, chosen(OLD)) == {"doc0", "doc1", "doc2", "doc3"}
    assert found(archive, chosen("UBND tỉnh Yên Bái", text="mùa xuân")) == {"doc0", "doc1", "doc2", "doc3"}


def test_what_could_be_added_is_told_before_it_is(archive: Archive) -> None:
    assert search(archive, chosen(NEW, lineage=False), None).kin == (OLD,)
    assert search(archive, chosen(OTHER, lineage=False), None).kin == ()
    assert search(archive, Question(lineage=True), None).total == len(papers())


def test_a_body_without_documents_stands_for_its_kin_with_a_note(archive: Archive) -> None:
    for name in (OLDEST, "UBND tỉnh Hoàng Liên Sơn", issuer_from_name(OLDEST).id):
        answer = search(archive, chosen(name, lineage=False), None, "en")
        assert {hit.id for hit in answer.hits} == {"doc0", "doc1", "doc2", "doc3"}
        assert any(NEW in note and OLD in note for note in answer.notes)


def test_nothing_is_told_of_bodies_whose_documents_the_reader_may_not_see(archive: Archive) -> None:
    labels = frozenset({"open"})
    assert found(archive, chosen(NEW), labels) == {"doc0", "doc1", "doc2"}
    answer = search(archive, chosen("Sở Y tế tỉnh Lào Cai"), labels, "en")
    assert answer.total == 0
    assert answer.kin == ()
    assert not any("Yên Bái" in note for note in answer.notes)
    assert search(archive, chosen("Sở Y tế tỉnh Lào Cai"), None).total == 1


def test_own_bodies_are_filtered_by_their_aliases_and_have_lineage(archive: Archive) -> None:
    assert found(archive, chosen("BM", lineage=False)) == {"doc5"}
    assert found(archive, chosen("bm")) == {"doc5", "doc6"}


@pytest.mark.parametrize("labels", [None, frozenset({"open"})])
@pytest.mark.parametrize("names", [(NEW,), (OLD, OTHER), (OTHER,), (OLDEST,), ("BM",), ("Không Có",)])
@pytest.mark.parametrize("text", ["", "mùa xuân"])
def test_each_count_is_the_total_after_choosing_it(
    archive: Archive, names: tuple[str, ...], text: str, labels: frozenset[str] | None
) -> None:
    question = chosen(*names, text=text)
    answer = search(archive, question, labels)
    plain = search(archive, replace(question, lineage=False), labels)
    assert answer.facets[Attribute.ISSUER] == plain.facets[Attribute.ISSUER]  # each body by itself
    for attribute in FACETS:
        for value in answer.facets[attribute].values:
            filters = {**question.filters, attribute: Filter(values=frozenset({value.value}))}
            # Choosing a body asks for that body alone, as the page's links do.
            after = replace(question, filters=filters, lineage=attribute is not Attribute.ISSUER)
            assert value.count == search(archive, after, labels).total, value
        assert facet(archive, attribute.value, question, labels).values == answer.facets[attribute].values


def test_the_switch_travels_in_the_address(archive: Archive) -> None:
    question = question_from([("issuer", NEW), ("lineage", "1")])
    assert question.lineage
    assert ("lineage", "1") in pairs_of(question)
    assert question_from(pairs_of(question)) == question
    assert not question_from([("lineage", "0")]).lineage
    with pytest.raises(InputError, match="lineage"):
        question_from([("lineage", "yes")])
    assert search(archive, question, None).total == 4


def test_the_list_of_bodies_counts_what_the_reader_sees_and_knows_other_names(archive: Archive) -> None:
    reader = archive.engine.reader()
    everything = {body.name: body for body in bodies(reader, None, OWN)}
    assert everything[OLD].documents == 2
    assert everything[OLD].until == "2025-06-30"
    assert [one.after for one in everything[OLD].successors] == [NEW]
    assert everything[NEW].renewed == ("2025-07-01",)
    assert {body.name: body.documents for body in bodies(reader, frozenset({"open"}), OWN)}[OLD] == 1
    assert [body.name for body in bodies(reader, None, OWN, "BM")] == ["Ban Mây"]
    assert {body.name for body in bodies(reader, None, OWN, "ubnd yên bái")} == {OLD}
    assert bodies(reader, frozenset(), OwnBodies()) == ()
