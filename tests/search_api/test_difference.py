"""Two documents side by side, for a reader who must see both: by functions and by the API."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from small_archive import fictional_documents, identity, small_archive

from corpus.difference import Kind, State
from corpus.document import Document, DocumentId, Version
from corpus.errors import InputError, NotFound
from indexer.engines.engine import Labels
from search_api.archive import Archive
from search_api.difference import Chosen, chosen, difference, meant
from search_api.form import difference_json
from search_api.http import models
from web.access import Access
from web.app import create_app

OPEN = frozenset({"open"})
YEARLY = fictional_documents()[:6]
INSIDE = identity("inside")
OLDER = "a" * 64


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """The fictional archive, the first document with an older version in which one sentence was another."""
    first = YEARLY[0]
    versions = (Version(OLDER, "2026-11-01T08:00:00Z", "text/plain", 9), *first.versions)
    documents = (replace(first, versions=versions), *fictional_documents()[1:])
    older = replace(documents[0], text=first.text.replace("ít nhất hai lần", "bốn lần"))
    return replace(small_archive(tmp_path_factory.mktemp("archive"), documents), version=_of({first.id: older}))


def _of(held: dict[DocumentId, Document]) -> Callable[[DocumentId, str, Labels], Document]:
    def version(id: DocumentId, sha256: str, labels: Labels) -> Document:
        if id not in held or not OLDER.startswith(sha256):
            raise NotFound(f"document {id} has no version {sha256}")
        return held[id]

    return version


def test_two_years_of_one_matter_differ_in_their_dates_numbers_and_signer(archive: Archive) -> None:
    found = difference(archive, Chosen(YEARLY[2].id), Chosen(YEARLY[3].id), OPEN)

    differing = {pair.field: (pair.one, pair.other) for pair in found.fields if not pair.same}
    assert set(differing) == {"number", "date", "subject", "signer"}
    assert differing["signer"] == ("Đặng Văn Mẫu", "Trịnh Thị Thí Dụ")
    assert found.changes[Kind.NUMBER] == 2
    assert found.changes[Kind.DATE] == 2
    assert sum(found.changes.values()) == 4
    assert found.passages[State.ADDED] == found.passages[State.DROPPED] == 0


def test_a_document_that_the_reader_may_not_see_is_not_found_on_either_side(archive: Archive) -> None:
    for one, other in ((INSIDE, YEARLY[0].id), (YEARLY[0].id, INSIDE), (INSIDE, INSIDE)):
        with pytest.raises(NotFound, match=str(INSIDE)):
            difference(archive, Chosen(one), Chosen(other), OPEN)
        assert difference(archive, Chosen(one), Chosen(other), None).fields


def test_an_older_version_is_compared_with_the_newest(archive: Archive) -> None:
    found = difference(archive, *chosen(YEARLY[0].id, None, version=OLDER), OPEN)

    assert (found.one.version, found.one.older, found.other.older) == (OLDER, True, False)
    [change] = [change for passage in found.comparison.passages for change in passage.changes]
    assert found.one.document.text[change.one.start : change.one.end] == "bốn"
    assert found.other.document.text[change.other.start : change.other.end] == "ít nhất hai"
    with pytest.raises(NotFound):
        difference(archive, Chosen(YEARLY[0].id, "b" * 64), Chosen(YEARLY[1].id), OPEN)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"a": None, "b": "x"}, "a:"),
        ({"a": "x", "b": None}, "b:"),
        ({"a": "x", "b": "y", "version": "z"}, "version:"),
        ({"a": "x", "b": None, "version": "z", "va": "u"}, "version:"),
    ],
)
def test_what_is_not_said_is_asked_for(given: dict[str, str | None], named: str) -> None:
    with pytest.raises(InputError, match=f"^{named}"):
        chosen(**given)


def test_a_text_that_is_too_long_for_a_request_is_refused_with_its_length(archive: Archive) -> None:
    with pytest.raises(InputError, match="too many to compare here; at most 100"):
        difference(archive, Chosen(YEARLY[0].id), Chosen(YEARLY[1].id), OPEN, longest=100)


def test_a_person_means_a_document_by_its_id_its_address_or_its_number(archive: Archive) -> None:
    reader, document = archive.engine.reader(), YEARLY[4]
    number = document.fields.number or ""
    for typed in (document.id, f" http://127.0.0.1:8000/van-ban/{document.id}?as_of=2023#toan-van", number, number.lower()):
        assert meant(reader, typed, OPEN) == (document.id,)
    for typed in ("", "không có", "999/UBND-XX", INSIDE, f"/van-ban/{INSIDE}", "9/UBND-NB", "x" * 10_000, "\x00%00"):
        assert meant(reader, typed, OPEN) == ()
    assert len(meant(reader, "công văn 23", None)) <= 6


def _json(archive: Archive, query: str, status: int = 200) -> Any:
    response = create_app(archive, Access(OPEN, False, None)).test_client().get(f"/api/v1/compare?{query}")
    assert response.status_code == status
    assert response.content_type == ("application/json" if status == 200 else "application/problem+json")
    return response.get_json()


def test_the_api_answers_in_the_documented_shape_and_as_the_function_does(archive: Archive) -> None:
    one, other = YEARLY[2].id, YEARLY[3].id
    answer = _json(archive, f"a={one}&b={other}")
    told = models.CompareAnswer.model_validate(answer, strict=False)

    assert told.model_dump(mode="json", exclude_unset=True) == answer
    assert answer == difference_json(difference(archive, Chosen(one), Chosen(other), OPEN))
    texts = {document.id: document.text for document in YEARLY}
    for passage in answer["passages"]:
        for change in passage["changes"]:
            for side, id in (("a", one), ("b", other)):
                start, end = change[side]["span"]
                assert texts[id][start:end] == change[side]["text"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        (f"a={YEARLY[0].id}", 400),
        (f"b={YEARLY[0].id}", 400),
        ("a=1&b=2", 400),
        (f"a={YEARLY[0].id}&b={INSIDE}", 404),
        (f"a={INSIDE}&b={YEARLY[0].id}", 404),
        (f"a={YEARLY[0].id}&b={YEARLY[1].id}&va={'b' * 64}", 404),
        (f"a={YEARLY[0].id}&b={YEARLY[1].id}&c=1", 400),
        (f"a={YEARLY[0].id}&version={OLDER}", 200),
        (f"a={YEARLY[0].id}&va={OLDER}&b={YEARLY[1].id}", 200),
    ],
)
def test_the_api_says_what_is_wrong(archive: Archive, query: str, status: int) -> None:
    _json(archive, query, status)


def test_a_register_line_without_text_is_compared_by_its_fields(tmp_path: Path) -> None:
    line = replace(YEARLY[1], text="", fields=replace(YEARLY[1].fields, citations=(), evidence={}))
    archive = small_archive(tmp_path, (YEARLY[0], line))
    found = difference(archive, Chosen(YEARLY[0].id), Chosen(line.id), OPEN)
    assert {passage.state for passage in found.comparison.passages} == {State.DROPPED}
    assert any(not pair.same for pair in found.fields)
