"""What a server can refuse: each named in the message, and nothing lost."""

import json
import time
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch
from elasticsearch_node.gate import gate
from elasticsearch_node.node import running
from shelves import MADE, asked, letter, letters, opened

from corpus.errors import EngineUnavailable
from indexer.engines.elasticsearch import Connection, ElasticsearchEngine, writing

# One node for the whole run: its tests go to one worker.
pytestmark = pytest.mark.xdist_group("elasticsearch")


def test_a_document_that_the_mapping_refuses_is_named(url: str, alias: str) -> None:
    with opened(url, alias) as engine:
        with pytest.raises(EngineUnavailable, match=r"refuses 1 of 3 documents: t000001aaaaa: .*sort_date|date") as told:
            engine.write([letter(0), letter(1, sort_date=10**12), letter(2)])
        assert "wait" in str(told.value)
        # Written again without it, as the catalogue's list of pending work would have it, everything is there.
        engine.write([letter(0), letter(1), letter(2)])
        assert engine.reader().search(asked()).total == 3


def test_an_index_that_may_not_be_written_says_so_and_is_searched_on(
    url: str, alias: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The server lifts such a block itself, half a minute after there is room again.
    monkeypatch.setattr(writing, "TRIES", 1)
    with opened(url, alias) as engine, Elasticsearch(url) as client:
        engine.write(letters(range(2)))
        # What the server sets itself when a disk is nearly full.
        client.indices.put_settings(index=alias, settings={"index.blocks.read_only_allow_delete": True})
        with pytest.raises(EngineUnavailable, match="disk of the server is nearly full"):
            engine.write(letters(range(3)))
        assert engine.reader().search(asked()).total == 2
        client.indices.put_settings(index=alias, settings={"index.blocks.read_only_allow_delete": None})
        engine.write(letters(range(3)))
        assert engine.reader().search(asked()).total == 3


def test_a_server_that_has_no_room_for_a_batch_is_tried_again_and_then_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "TRIES", 1)
    monkeypatch.setattr(writing, "FIRST_WAIT", 0.1)
    narrow = {"indexing_pressure.memory.limit": "30kb"}
    with running(tmp_path, settings=narrow, heap="256m") as node, opened(node.url, "vanban", retries=0) as engine:
        engine.write([letter(0)])
        with pytest.raises(EngineUnavailable, match="overloaded"):
            engine.write(letters(range(100), "x " * 200))
        assert engine.reader().search(asked()).total == 1


@pytest.mark.parametrize("version", ["8.19.21", "10.0.0"])
def test_a_server_of_another_version_is_refused(url: str, version: str) -> None:
    """A node of that version with its own client is another installation: the answer's number is changed on its way."""

    def older(path: str, status: int, body: bytes) -> tuple[int, bytes]:
        return status, body.replace(b'"9.5.3"', json.dumps(version).encode()) if path.startswith("/_nodes") else body

    with gate(url, change=older) as address, pytest.raises(EngineUnavailable, match=rf"{version}; supported is 9\.x"):
        opened(address, "vanban")


def test_an_answer_of_part_of_the_shards_is_no_answer(url: str, alias: str) -> None:
    """It cannot be had from a healthy node: the shard's failure is written into the answer on its way."""
    broken = {"now": False}

    def partial(path: str, status: int, body: bytes) -> tuple[int, bytes]:
        if broken["now"] and path.startswith("/_msearch"):
            answer = json.loads(body)
            for one in answer["responses"]:
                one["_shards"] |= {"failed": 1}
            return status, json.dumps(answer).encode()
        return status, body

    with gate(url, change=partial) as address, opened(address, alias) as engine:
        engine.write(letters(range(2)))
        reader = engine.reader()
        assert reader.search(asked()).total == 2
        broken["now"] = True
        with pytest.raises(EngineUnavailable, match="did not answer"):
            reader.search(asked())
        broken["now"] = False
        assert reader.search(asked()).total == 2


def test_nobody_at_the_address_is_told_at_once() -> None:
    began = time.monotonic()
    with pytest.raises(EngineUnavailable, match="cannot be reached"):
        ElasticsearchEngine.open(Connection(("http://127.0.0.1:9",), timeout=5, retries=1), "vanban", **MADE)
    assert time.monotonic() - began < 10


def test_another_kind_of_server_is_told(tmp_path: Path) -> None:
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from threading import Thread

    class Other(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Other) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(EngineUnavailable, match="Elasticsearch"):
            opened(f"http://127.0.0.1:{server.server_port}", "vanban", timeout=5, retries=0)
        server.shutdown()
