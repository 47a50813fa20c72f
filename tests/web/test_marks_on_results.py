"""What a result says of itself: why it is there, whether it still holds, earlier versions, likely duplicates."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from small_archive import fictional_documents, identity, small_archive

from corpus.document import Document, Status, StatusCode, Version
from web import wording
from web.access import Access
from web.app import create_app

PAPERS = fictional_documents()
VERSIONED, FIRST_OF_TWO, SECOND_OF_TWO, HOLDER = PAPERS[0], PAPERS[1], PAPERS[2], PAPERS[5]
STATUSES = dict(zip(StatusCode, PAPERS[12:18], strict=True))
INSIDE = identity("inside")


def _with_marks(document: Document) -> Document:
    if document is VERSIONED:
        older = (
            Version("a" * 64, "2026-11-01T08:00:00Z", "text/plain", 9),
            Version("b" * 64, "2026-11-02T08:00:00Z", "text/plain", 9),
        )
        return replace(document, versions=(*older, *document.versions))
    if document is FIRST_OF_TWO:
        return replace(document, duplicates=(SECOND_OF_TWO.id,))
    if document is SECOND_OF_TWO:
        return replace(document, duplicates=(FIRST_OF_TWO.id,))
    for code, paper in STATUSES.items():
        if document is paper:
            return replace(document, fields=replace(document.fields, status=Status(code)))
    return document


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder: Path = tmp_path_factory.mktemp("marks")
    archive = small_archive(folder, [_with_marks(document) for document in PAPERS])
    return create_app(archive, Access(frozenset({"open"}), False, None)).test_client()


def _results(reader: FlaskClient, address: str) -> dict[str, str]:
    """What stands under each result, folded ones too, by id, in the order of the page."""
    page = reader.get(address).get_data(as_text=True)
    parts = re.split(r'<h2><a href="/van-ban/([a-z2-7]{12})">', page.split('<ol class="hits"')[1].split("</ol>")[0])
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_a_result_says_whether_words_or_meaning_brought_it(reader: FlaskClient) -> None:
    for address in ("/?q=doi+thoai+tiep+cong+dan", "/?q=doi+thoai&mode=keyword", "/?q=doi+thoai&mode=semantic"):
        api = reader.get(address.replace("/?", "/api/v1/search?")).get_json()["hits"]
        shown = _results(reader, address)
        assert api
        for hit in api:
            badges = re.findall(r'class="badge (\w+)">([^<]+)<', shown[hit["id"]])
            assert badges == [(reason, wording.MATCHED[reason]) for reason in hit["matched"]]
    # Without a question nothing brought it.
    assert not any("badge" in text for text in _results(reader, "/").values())


def test_a_result_says_whether_it_still_holds(reader: FlaskClient) -> None:
    shown = _results(reader, "/?q=thien+tai")
    for code, paper in STATUSES.items():
        mark = f'<span class="validity-mark {code}">{wording.STATUSES[code]}</span>'
        assert (mark in shown[paper.id]) == (code is not StatusCode.UNKNOWN)
        assert ("validity-mark" in shown[paper.id]) == (code is not StatusCode.UNKNOWN)


def test_a_result_says_how_many_versions_came_before_it(reader: FlaskClient) -> None:
    shown = _results(reader, "/?q=doi+thoai+tiep+cong+dan")
    assert "có 2 bản trước" in shown[VERSIONED.id]
    assert all("bản trước" not in text for id, text in shown.items() if id != VERSIONED.id)


def test_likely_duplicates_say_so_and_fold_under_the_first(reader: FlaskClient) -> None:
    shown = _results(reader, "/?q=doi+thoai+tiep+cong+dan")
    assert "có thể trùng 1 văn bản" in shown[FIRST_OF_TWO.id]
    assert "có thể trùng 1 văn bản" in shown[SECOND_OF_TWO.id]
    first, second = sorted((FIRST_OF_TWO.id, SECOND_OF_TWO.id), key=list(shown).index)
    assert list(shown).index(second) == list(shown).index(first) + 1
    assert "1 văn bản nữa có thể trùng với văn bản này" in shown[first]


@pytest.mark.parametrize(
    "typed", ["65/UBND-NC", "65/ubnd-nc", "65 / UBND - NC", "65 ubnd nc", "số 65/UBND-NC", "Công văn số 65/UBND-NC"]
)
def test_a_number_typed_has_its_document_first_and_says_so(reader: FlaskClient, typed: str) -> None:
    assert HOLDER.fields.number == "65/UBND-NC"
    page = reader.get("/", query_string={"q": typed}).get_data(as_text=True)
    first = re.search(r'<h2><a href="/van-ban/([a-z2-7]{12})">.*?</ul>', page, re.DOTALL)
    assert first
    assert first[1] == HOLDER.id
    assert wording.MATCHED["number"] in first[0]


def test_the_number_of_a_hidden_document_finds_nothing_of_it(reader: FlaskClient) -> None:
    page = reader.get("/", query_string={"q": "9/UBND-NB"}).get_data(as_text=True)
    assert INSIDE not in page
    assert wording.MATCHED["number"] not in page
