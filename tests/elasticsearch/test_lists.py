"""Whole lists from a server: hundreds of documents in one answer, as the pages give them ten at a time."""

from dataclasses import replace
from pathlib import Path

import pytest
from small_archive import fictional_documents, identity

from corpus.document import Document, Version
from indexer.encoders.static import StaticEncoder
from indexer.engines.elasticsearch import Connection, ElasticsearchEngine
from indexer.engines.engine import Sort
from indexer.entries import entry
from search_api.answer import MOST_LIMIT, Question
from search_api.archive import Archive
from search_api.arrivals import arrivals
from search_api.listing import listed
from search_api.search import search

# One node for the whole run: its tests go to one worker.
pytestmark = pytest.mark.xdist_group("elasticsearch")

COPIES = 25


def many() -> list[Document]:
    """The fictional documents many times over, each copy a day later."""
    return [
        replace(
            document,
            id=identity(f"{copy} {document.id}"),
            duplicates=(),
            versions=tuple(
                Version(version.sha256, f"2026-11-{1 + copy:02}T08:00:00Z", "text/plain", 1) for version in document.versions
            ),
        )
        for copy in range(COPIES)
        for document in fictional_documents()
    ]


@pytest.mark.parametrize("labels", [None, frozenset({"open"})])
def test_a_list_from_a_server_is_what_its_pages_show(url: str, alias: str, labels: frozenset[str] | None) -> None:
    encoder = StaticEncoder()
    made = {"encoder": encoder.fingerprint, "dimensions": encoder.dimensions}
    with ElasticsearchEngine.open(Connection((url,), timeout=60), alias, create=True, **made) as engine:
        engine.write([entry(document, encoder) for document in many()])
        archive = Archive(engine=engine, encoder=encoder, original=lambda _: Path(), status=lambda _: {})
        for question in (Question(), Question("tiếp công dân"), Question("tiếp công dân", sort=Sort.OLDEST)):
            shown = []
            for offset in range(0, COPIES * len(fictional_documents()), MOST_LIMIT):
                page = replace(question, offset=offset, limit=MOST_LIMIT, facets=())
                shown += [hit.id for hit in search(archive, page, labels).hits]
            found = listed(archive, question, labels, 2_000)
            assert (found.total, list(found.ids)) == (len(shown), shown)
            assert len(shown) > MOST_LIMIT
        came = arrivals(archive, Question(), labels)
        assert [one.changed for one in came] == sorted((one.changed for one in came), reverse=True)
        assert len(came) == found.reader.statistics((), labels).visible
