"""Saved searches on disk: kept, renamed, seen, removed; what is refused; and what came lately to a question."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from fictional_archive import PAPERS, archive_of
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import DocumentId, Version
from corpus.errors import InputError, NotFound
from indexer.engines.engine import Attribute, Filter, Sort
from search_api.answer import MOST_LIMIT, Mode, Question
from search_api.archive import Archive
from search_api.arrivals import arrivals
from search_api.listing import MOST_ROWS, listed
from search_api.saved_searches import LONGEST_NAME, MOST, SavedSearches, query_of
from search_api.search import search

NOW = "2026-12-01T08:00:00Z"
OPEN = frozenset({"open"})
ONE, OTHER = DocumentId("aaaaaaaaaaa1"), DocumentId("aaaaaaaaaaa2")
ASKED = Question(
    "tiếp dân",
    MappingProxyType(
        {Attribute.YEAR: Filter(frozenset({None}), 2019, 2023), Attribute.ISSUER: Filter(frozenset({"a&b=c", "ư"}))}
    ),
    Mode.KEYWORD,
    Sort.OLDEST,
    literal=True,
)


@pytest.fixture
def saved(tmp_path: Path) -> SavedSearches:
    return SavedSearches(tmp_path / "searches")


@pytest.fixture(scope="module")
def archive() -> Archive:
    return archive_of(PAPERS)


def test_a_search_is_kept_with_all_it_asks_and_what_was_seen(saved: SavedSearches) -> None:
    assert saved.searches() == ()
    id = saved.add("  tiếp \n dân ", replace(ASKED, offset=20, limit=50, facets=()), NOW, [ONE])
    [kept] = SavedSearches(saved.folder).searches()
    assert (kept.id, kept.name, kept.saved, kept.seen) == (id, "tiếp dân", NOW, {ONE})
    assert query_of(kept.question) == query_of(ASKED)
    assert kept.question.filters == ASKED.filters


def test_a_search_is_renamed_seen_and_removed(saved: SavedSearches) -> None:
    first, second = saved.add("một", Question("một"), NOW, [ONE]), saved.add("hai", Question("hai"), NOW, [])
    saved.rename(first, "một mới")
    saved.see(first, [OTHER])
    assert (saved.search(first).name, saved.search(first).seen) == ("một mới", {OTHER})
    saved.remove(first)
    assert [one.id for one in saved.searches()] == [second]
    with pytest.raises(NotFound):
        saved.see(first, [ONE])


@pytest.mark.parametrize("name", ["", " \n", "\x00", "x" * (LONGEST_NAME + 1)])
def test_an_empty_or_long_name_is_refused(saved: SavedSearches, name: str) -> None:
    with pytest.raises(InputError):
        saved.add(name, ASKED, NOW, [])
    assert saved.searches() == ()


def test_the_same_search_and_more_than_may_be_are_refused(saved: SavedSearches) -> None:
    saved.add("một", ASKED, NOW, [])
    with pytest.raises(InputError, match="saved as 'một'"):
        saved.add("hai", replace(ASKED, offset=10), NOW, [])
    for place in range(1, MOST):
        saved.add("x", Question(str(place)), NOW, [])
    with pytest.raises(InputError, match="already"):
        saved.add("x", Question("một câu nữa"), NOW, [])


@pytest.mark.parametrize("id", ["", "../catalogue", "0000000g", "0" * 9, "writer", "00000000"])
def test_what_is_no_search_is_not_found(saved: SavedSearches, id: str) -> None:
    saved.add("một", ASKED, NOW, [])
    does: tuple[Callable[[], object], ...] = (
        lambda: saved.search(id),
        lambda: saved.remove(id),
        lambda: saved.rename(id, "x"),
        lambda: saved.see(id, []),
    )
    for do in does:
        with pytest.raises(NotFound):
            do()
    assert len(saved.searches()) == 1


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"name": "x"}', '{"name":"x","query":"year=20x3","saved":"","seen":[]}', "[" * 9999]
)
def test_a_damaged_file_is_an_error_that_names_it(saved: SavedSearches, content: str) -> None:
    saved.folder.mkdir()
    (saved.folder / "0000000a.json").write_text(content, "utf-8")
    with pytest.raises(InputError, match=r"0000000a\.json"):
        saved.searches()


@given(name=st.text(max_size=30), text=st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_whatever_is_asked_is_asked_again(name: str, text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    saved = SavedSearches(tmp_path_factory.mktemp("saved"))
    asked = Question(text.strip())
    try:
        id = saved.add(name, asked, NOW, [])
    except InputError:
        return
    assert saved.search(id).question == asked
    assert json.loads((saved.folder / f"{id}.json").read_text("utf-8"))["name"] == saved.search(id).name


@pytest.mark.parametrize("sort", [None, Sort.NEWEST, Sort.OLDEST])
@pytest.mark.parametrize("text", ["", "dân vận", "tiếp công dân", "-dân"])
@pytest.mark.parametrize("labels", [None, OPEN])
def test_a_list_is_what_the_pages_of_the_search_show(
    archive: Archive, text: str, sort: Sort | None, labels: frozenset[str] | None
) -> None:
    asked = Question(text, sort=sort, limit=3)
    shown: list[str] = []
    for offset in range(0, len(PAPERS), 3):
        shown += [hit.id for hit in search(archive, replace(asked, offset=offset), labels).hits]
    found = listed(archive, replace(asked, offset=6), labels, MOST_ROWS)
    assert (found.total, list(found.ids)) == (len(shown), shown)
    assert [document.id for document in found.documents()] == shown
    assert listed(archive, asked, labels, 2).ids == tuple(shown[:2])
    assert listed(archive, asked, labels, 2).cut == (len(shown) > 2)


def test_what_came_last_is_first_and_its_newest_version_counts() -> None:
    def at(day: str) -> Version:
        return Version(day[:2] * 32, day, "text/plain", 1)

    papers = list(PAPERS[:4])
    moments = [
        (at("2026-11-20T08:00:00Z"),),
        (at("2026-11-19T08:00:00Z"), at("2026-11-22T08:00:00Z")),
        (at("hôm qua"),),
        (at("2026-11-21T08:00:00.5Z"),),
    ]
    papers = [replace(paper, versions=versions) for paper, versions in zip(papers, moments, strict=True)]
    came = arrivals(archive_of(papers), Question(limit=MOST_LIMIT, offset=2, sort=Sort.OLDEST), None)
    assert [one.id for one in came] == [papers[place].id for place in (1, 3, 0, 2)]
    assert (came[0].added, came[0].changed) == ("2026-11-19T08:00:00Z", "2026-11-22T08:00:00Z")
    assert (came[1].changed, came[-1].changed) == ("2026-11-21T08:00:00Z", "")
