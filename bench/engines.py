"""The embedded engine and Elasticsearch side by side, in one run, over the same documents and questions; a table in Markdown.

    python -m bench.engines --agreement                 # do they rank alike; three shards on alqac
    python -m bench.engines --documents 10000 --documents 100000      # build rate, speed of a question, disk, memory

The server is the tests' node on the loopback address, one process with 1 GiB of heap and one shard: the same server code as
the official image's, without its native library for vectors, so its vector figures are not those of an installation.
Writing counts the engine's own time, terms and vectors being ready. Questions of bench/search.py, hybrid, all facets, one
client, in turn: each question to both engines, one after the other.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from bench.engine import NoTexts
from bench.large import document, rows
from bench.relevance import DATA, Documents, read_documents
from bench.search import QUESTIONS, share
from corpus.document import Document
from indexer.encoders import Encoder, load
from indexer.engines.elasticsearch import Connection, ElasticsearchEngine, Layout
from indexer.engines.embedded import EmbeddedEngine
from indexer.engines.engine import Engine
from indexer.entries import entries
from search_api.answer import FACETS, Mode, Question
from search_api.archive import Archive
from search_api.evaluating import Typing, evaluate
from search_api.judgements import read_qrels, read_queries
from search_api.search import search

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from elasticsearch_node import node as nodes

BATCH = 1_000
ROUNDS = 10


@contextmanager
def both(folder: Path, node: nodes.Node, source: object, layout: Layout) -> Iterator[tuple[dict[str, Engine], Encoder]]:
    encoder = load("static")
    made = {"encoder": encoder.fingerprint, "dimensions": encoder.dimensions}
    with ExitStack() as stack:
        embedded = stack.enter_context(EmbeddedEngine.open(folder, source, **made))  # type: ignore[arg-type]
        connection = Connection((node.url,), timeout=600)
        server = stack.enter_context(ElasticsearchEngine.open(connection, f"bench-{os.getpid()}", source, layout=layout, **made))  # type: ignore[arg-type]
        yield {"embedded": embedded, "elasticsearch": server}, encoder
        server.drop()


def archive_of(engine: Engine, encoder: Encoder) -> Archive:
    return Archive(engine=engine, encoder=encoder, original=lambda _: None, status=lambda _: {})


def agreement(node: nodes.Node) -> None:
    documents = list(islice(read_documents(DATA / "phapdien" / "corpus.jsonl.gz"), 2_000))
    asked = [query.text for name in ("office_topics", "office_questions", "alqac") for query in _queries(name)][:200]
    with tempfile.TemporaryDirectory() as folder, both(Path(folder), node, Documents(documents), Layout()) as (engines, encoder):
        fill(engines, documents, encoder)
        archives = [archive_of(engine, encoder) for engine in engines.values()]
        for mode in Mode:
            pairs = [[_first_ten(archive, text, mode) for archive in archives] for text in asked]
            overlaps = [len(set(one) & set(other)) / max(1, len(one), len(other)) for one, other in pairs if one or other]
            same = sum(one == other for one, other in pairs)
            print(f"| {mode.value} | {len(asked)} | {sum(overlaps) / len(overlaps):.4f} | {same} |", flush=True)
    documents = list(read_documents(DATA / "alqac" / "corpus.jsonl.gz"))
    queries, qrels = _queries("alqac"), read_qrels(DATA / "alqac" / "qrels.jsonl.gz")
    for shards in (1, 3):
        with (
            tempfile.TemporaryDirectory() as folder,
            both(Path(folder), node, Documents(documents), Layout(shards=shards)) as (engines, encoder),
        ):
            fill(engines, documents, encoder)
            for name, engine in engines.items():
                found = evaluate(archive_of(engine, encoder), queries, qrels, typings=(Typing.MARKED,))
                means = {mode.value: found.means[Typing.MARKED][mode]["nDCG@10"] for mode in Mode}
                row = " | ".join(f"{means[mode.value]:.4f}" for mode in Mode)
                print(f"| alqac, {name}{f', {shards} shards' if name == 'elasticsearch' else ''} | {row} |", flush=True)


def _queries(name: str) -> Sequence[Any]:
    return read_queries(DATA / name / "queries.jsonl.gz")


def _first_ten(archive: Archive, text: str, mode: Mode) -> list[str]:
    return [hit.id for hit in search(archive, Question(text=text, mode=mode, facets=()), None).hits]


def fill(engines: Mapping[str, Engine], documents: Sequence[Document], encoder: Encoder) -> dict[str, float]:
    """Writes them to each engine; gives the seconds that each took."""
    spent = dict.fromkeys(engines, 0.0)
    for start in range(0, len(documents), BATCH):
        ready = list(entries(documents[start : start + BATCH], encoder))
        for name, engine in engines.items():
            began = time.perf_counter()
            engine.write(ready)
            spent[name] += time.perf_counter() - began
        if start % 10_000 == 0:
            print(f"  {start + len(ready):,} written", file=sys.stderr, flush=True)
    return spent


def side_by_side(node: nodes.Node, count: int) -> None:
    documents = list(map(document, rows(count)))
    with tempfile.TemporaryDirectory() as folder, both(Path(folder), node, NoTexts(), Layout()) as (engines, encoder):
        spent = fill(engines, documents, encoder)
        times: dict[str, list[float]] = {name: [] for name in engines}
        archives = {name: archive_of(engine, encoder) for name, engine in engines.items()}
        for warm in (True, *([False] * ROUNDS)):
            for text in QUESTIONS:
                for name, archive in archives.items():
                    began = time.perf_counter()
                    search(archive, Question(text=text, facets=FACETS), None)
                    if not warm:
                        times[name].append((time.perf_counter() - began) * 1000)
        for name, engine in engines.items():
            status = engine.status()
            memory = _resident(os.getpid() if name == "embedded" else node.pid)
            speed = f"{count / spent[name]:,.0f} | {share(times[name], 0.5):.1f} | {share(times[name], 0.95):.1f}"
            size = f"{status.bytes / 1e6:,.0f} | {status.passages:,} | {memory:,.0f}"
            print(f"| {count:,} | {name} | {speed} | {size} |", flush=True)


def _resident(pid: int) -> float:
    """MB of memory that a process holds."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1000
    return 0.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, action="append", default=[])
    parser.add_argument("--agreement", action="store_true")
    arguments = parser.parse_args()
    if not DATA.is_dir():
        print(f"no data at {DATA}: nothing measured", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as work, nodes.running(Path(work), heap="1g") as node:
        if arguments.agreement:
            print("| mode or set | questions or hybrid | overlap@10 or keyword | same or semantic |\n|---|---|---|---|")
            agreement(node)
        if arguments.documents:
            print("| documents | engine | written a second | question p50, ms | p95, ms | disk, MB | passages | memory, MB |")
            print("|---|---|---|---|---|---|---|---|")
        for count in arguments.documents:
            side_by_side(node, count)
    return 0


if __name__ == "__main__":
    sys.exit(main())
