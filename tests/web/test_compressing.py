"""Answers are compressed for those who say that they take it, and stay what they are."""

import gzip

import pytest
from flask.testing import FlaskClient

ASKED = {"Accept-Encoding": "gzip"}


@pytest.mark.parametrize("path", ["/?q=tiep+dan", "/api/v1/search?q=tiep+dan", "/ket-qua.atom?q=tiep+dan"])
def test_pages_and_data_are_compressed_where_wanted(client: FlaskClient, path: str) -> None:
    plain, small = client.get(path), client.get(path, headers=ASKED)
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert len(small.data) < len(plain.data) / 2
    if path.startswith("/?"):
        assert gzip.decompress(small.data) == plain.data


def test_what_has_not_changed_is_not_sent_again_compressed_or_not(client: FlaskClient) -> None:
    for headers in ({}, ASKED):
        first = client.get("/?q=tiep+dan", headers=headers)
        again = client.get("/?q=tiep+dan", headers={**headers, "If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_files_and_lists_go_as_they_are(client: FlaskClient) -> None:
    for path in ("/static/style.css", "/ket-qua.xlsx?q=tiep+dan", "/ket-qua.csv?q=tiep+dan"):
        with client.get(path, headers=ASKED) as answer:
            assert answer.status_code == 200
            assert "Content-Encoding" not in answer.headers
