"""The API against its own description: schemathesis asks the running server what the document allows, and what it does not."""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import suppress

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from hypothesis.errors import InvalidArgument, Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from search_api.archive import Archive
from web.access import Access
from web.app import create_app
from web.serving import serving

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
)
"""All but acceptance of whatever fits the schema: `year=2023..2019` and offset + limit beyond the window fit it too."""


@pytest.fixture(scope="module")
def server(archive: Archive) -> Iterator[str]:
    with serving(create_app(archive, Access(frozenset({"open"}), False, frozenset({"127.0.0.1"})))) as address:
        yield address


@pytest.fixture(scope="module")
def api(server: str) -> BaseSchema:
    return schemathesis.openapi.from_url(server + "api/v1/openapi.json")


PATHS = (
    "/healthz",
    "/readyz",
    "/api/v1/search",
    "/api/v1/documents/{id}",
    "/api/v1/documents/{id}/similar",
    "/api/v1/documents/{id}/citations",
    "/api/v1/documents/{id}/original",
    "/api/v1/compare",
    "/api/v1/suggest",
    "/api/v1/facets/{field}",
    "/api/v1/status",
)


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("path", PATHS)
def test_the_running_server_does_what_its_document_says(api: BaseSchema, path: str, mode: GenerationMode) -> None:
    @settings(max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=api[path]["GET"].as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        assume(mode is GenerationMode.POSITIVE or not _taken_as_a_form_sends_it(case))
        case.call_and_validate(checks=list(CHECKS))

    with suppress(Unsatisfiable, InvalidArgument):  # nothing wrong can be asked of an address without parameters
        ask()


def _taken_as_a_form_sends_it(case: schemathesis.Case) -> bool:
    """Empty values count as none, outer blanks and capitals do not count, of several values for one the last does.

    An object has no form in an address.
    """
    for value in case.query.values():
        several = value if isinstance(value, list) else [value]
        if (
            value == []
            or isinstance(value, dict)
            or any(isinstance(one, str) and (not one or one.strip().lower() != one) for one in several)
        ):
            return True
    return False


def test_the_document_is_openapi_3_1_and_valid(server: str) -> None:
    with urllib.request.urlopen(server + "api/v1/openapi.json") as response:
        document = json.load(response)

    assert document["openapi"].startswith("3.1.")
    schemathesis.openapi.from_dict(document).validate()
    assert set(document["paths"]) == set(PATHS)


def test_every_operation_says_what_goes_wrong(server: str) -> None:
    with urllib.request.urlopen(server + "api/v1/openapi.json") as response:
        document = json.load(response)

    for path, item in document["paths"].items():
        for status, said in item["get"]["responses"].items():
            if int(status) >= 400 and status != "416":
                assert list(said["content"]) == ["application/problem+json"], (path, status)
