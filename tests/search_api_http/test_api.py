import hashlib
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from pydantic import BaseModel
from small_archive import fictional_documents, identity

from corpus.errors import ArchiveDamaged, EngineUnavailable
from search_api.archive import Archive
from search_api.http import models
from web.access import Access
from web.app import create_app

INSIDE, HOSTILE, ANNOTATED = (identity(name) for name in ("inside", "hostile", "annotated"))
YEARLY = fictional_documents()[5]


def _json(client: FlaskClient, address: str, status: int = 200) -> Any:
    response = client.get(address)
    assert response.status_code == status
    assert response.content_type == ("application/json" if status == 200 else "application/problem+json")
    return response.get_json()


def _fits(model: type[BaseModel], value: Any) -> None:
    """The answer is what the document says, and holds no key that it does not name."""
    told = model.model_validate(value, strict=False)
    assert told.model_dump(mode="json", exclude_unset=True) == value


def test_search_answers_in_the_documented_shape(client: FlaskClient) -> None:
    answer = _json(client, "/api/v1/search?q=doi+thoai+tiep+dan&year=2019..2023&limit=3")

    _fits(models.SearchAnswer, answer)
    assert list(answer) == ["query", "mode", "total", "offset", "limit", "took_ms", "hits", "facets", "notes"]
    assert len(answer["hits"]) == 3
    start, end = answer["hits"][0]["passage"]["highlights"][0]
    assert answer["hits"][0]["passage"]["text"][start:end].lower() == "đối thoại"


def test_a_document_answers_in_the_documented_shape(client: FlaskClient) -> None:
    for id in (ANNOTATED, HOSTILE, YEARLY.id):
        _fits(models.DocumentAnswer, _json(client, f"/api/v1/documents/{id}"))


def test_similar_documents_are_split_in_time(client: FlaskClient) -> None:
    middle = fictional_documents()[3]
    found = _json(client, f"/api/v1/documents/{middle.id}/similar?limit=4")
    _fits(models.SimilarAnswer, found)

    assert found["id"] == middle.id
    assert all(hit["date"] < middle.fields.date for hit in found["earlier"])
    assert all(hit["date"] is None or hit["date"] >= middle.fields.date for hit in found["later"])
    assert len(found["earlier"]) == 4
    assert _json(client, f"/api/v1/documents/{middle.id}/similar?direction=later")["earlier"] == []


def test_a_facet_answers_by_prefix_and_adds_up(client: FlaskClient) -> None:
    whole = _json(client, "/api/v1/facets/issuer?q=tiep+dan")
    part = _json(client, "/api/v1/facets/issuer?q=tiep+dan&prefix=Huyện ủy")
    _fits(models.FacetAnswer, whole)

    assert [value["value"] for value in part["values"]] == ["huyen-uy-song-ngan"]
    assert sum(value["count"] for value in whole["values"]) == part["other"] + part["values"][0]["count"]
    assert _json(client, "/api/v1/facets/issuer?limit=2")["other"] > 0


def test_the_original_comes_as_a_download_with_its_hash(client: FlaskClient) -> None:
    response = client.get(f"/api/v1/documents/{YEARLY.id}/original")

    assert hashlib.sha256(response.data).hexdigest() == YEARLY.versions[0].sha256
    assert response.headers["Content-Disposition"] == "attachment; filename=65.docx.txt"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["ETag"] == f'"{YEARLY.versions[0].sha256}"'
    assert "sandbox" in response.headers["Content-Security-Policy"]
    response.close()


def test_a_hostile_file_name_reaches_no_header_and_no_path(client: FlaskClient) -> None:
    with client.get(f"/api/v1/documents/{HOSTILE}/original") as response:
        shown = response.headers["Content-Disposition"]

    assert "X-Evil" not in response.headers
    assert not set("<>/\\\r\n") & set(shown)


@pytest.mark.parametrize("version", ["0" * 64, YEARLY.versions[0].sha256])
def test_only_versions_of_the_document_itself_are_given(client: FlaskClient, version: str) -> None:
    _json(client, f"/api/v1/documents/{ANNOTATED}/original?version={version}", 404)


def test_what_the_reader_may_not_see_is_not_found_anywhere(client: FlaskClient) -> None:
    hidden, absent = "", ""
    for path in ("", "/similar", "/original"):
        hidden += _json(client, f"/api/v1/documents/{INSIDE}{path}", 404)["detail"].replace(INSIDE, "ID")
        absent += _json(client, f"/api/v1/documents/aaaaaaaaaaaa{path}", 404)["detail"].replace("aaaaaaaaaaaa", "ID")
    assert hidden == absent
    assert INSIDE not in str(_json(client, "/api/v1/search?q=chuon+chuon+kim&limit=100"))
    assert INSIDE not in str(_json(client, f"/api/v1/documents/{YEARLY.id}/similar?limit=100"))


@pytest.mark.parametrize(
    ("address", "status", "named"),
    [
        ("/api/v1/search?year=20x3", 400, "year"),
        ("/api/v1/search?limit=101", 400, "limit"),
        ("/api/v1/search?offset=9995", 400, "offset"),
        ("/api/v1/search?mode=magic", 400, "mode"),
        ("/api/v1/search?isuer=x", 400, "isuer"),
        ("/api/v1/search?q=" + "a" * 2001, 400, "q"),
        ("/api/v1/search?q=n%C4%83m:20x3", 400, "năm"),
        ("/api/v1/facets/price", 404, "address"),
        ("/api/v1/facets/issuer?prefix=" + "a" * 201, 400, "prefix"),
        (f"/api/v1/documents/{YEARLY.id}/similar?limit=x", 400, "limit"),
        (f"/api/v1/documents/{YEARLY.id}/similar?direction=up", 400, "direction"),
        (f"/api/v1/documents/{YEARLY.id}/original?version=../etc/passwd", 400, "version"),
        (f"/api/v1/documents/{YEARLY.id}?q=1", 400, "q"),
        ("/api/v1/documents/..%2f..%2fetc", 404, "address"),
        ("/api/v1/documents/K7X2M4QP5T3W", 404, "address"),
        ("/api/v1/nothing", 404, "openapi"),
        ("/api", 404, "openapi"),
        ("/api/v1/status?x=1", 400, "x"),
    ],
)
def test_what_is_wrong_is_a_problem_that_names_it(client: FlaskClient, address: str, status: int, named: str) -> None:
    problem = _json(client, address, status)

    _fits(models.Problem, problem)
    assert problem["status"] == status
    assert named in problem["detail"]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "trace"])
def test_other_methods_are_refused_with_those_allowed(client: FlaskClient, method: str) -> None:
    response = client.open("/api/v1/search", method=method.upper())

    assert (response.status_code, response.content_type) == (405, "application/problem+json")
    assert "GET" in response.headers["Allow"]


def test_empty_parameters_are_as_good_as_none_since_forms_send_them(client: FlaskClient) -> None:
    assert _json(client, "/api/v1/search?q=&year=&limit=&sort=&facets=")["total"] == 33


class _Failing:
    def __init__(self, error: Exception) -> None:
        self.error = error

    def reader(self) -> object:
        raise self.error


@pytest.mark.parametrize(
    ("error", "type"),
    [
        (EngineUnavailable("gone"), "urn:vanban:problem:engine-unavailable"),
        (ArchiveDamaged("run `vanban rebuild`"), "urn:vanban:problem:archive-damaged"),
    ],
)
def test_engine_gone_is_503_with_retry_after_and_the_process_still_lives(archive: Archive, error: Exception, type: str) -> None:
    failing = create_app(replace(archive, engine=_Failing(error)), Access(None, True, None)).test_client()  # type: ignore[arg-type]
    for address in ("/api/v1/search?q=x", f"/api/v1/documents/{ANNOTATED}", "/api/v1/facets/year", "/readyz"):
        response = failing.get(address)
        assert (response.status_code, response.content_type) == (503, "application/problem+json")
        assert response.headers["Retry-After"] == "5"
        assert response.get_json()["type"] == type
    assert _json(failing, "/healthz") == {"status": "ok"}


def test_ready_when_archive_and_engine_answer(client: FlaskClient) -> None:
    assert _json(client, "/readyz") == {"status": "ready"}


def test_two_applications_do_not_share_anything(client: FlaskClient, keeper: FlaskClient) -> None:
    everything = keeper.get("/api/v1/search", headers={"Host": "localhost"}).get_json()

    assert (everything["total"], _json(client, "/api/v1/search")["total"]) == (34, 33)


@pytest.mark.parametrize(
    "model", [models.SearchAnswer, models.FacetAnswer, models.SimilarAnswer, models.DocumentAnswer, models.Health, models.Problem]
)
def test_examples_are_what_they_are_examples_of(model: type[BaseModel]) -> None:
    extra = model.model_config["json_schema_extra"]
    assert isinstance(extra, dict)
    _fits(model, extra["example"])


def test_literal_answers_what_was_typed(client: FlaskClient) -> None:
    understood, literal = (_json(client, f"/api/v1/search?q=doithoai&literal={switch}") for switch in "01")
    assert understood["total"] > literal["total"] == 0
    assert understood["notes"] != literal["notes"]
    assert "literal" in _json(client, "/api/v1/search?q=a&literal=2", 400)["detail"]
