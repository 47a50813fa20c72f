"""Other search engines on the same documents and questions: ranking, speed, size, memory, in one run.

    make bench-peers                                      everything, and docs/peers.md written anew
    python -m bench.peers --only fts5 --set alqac         a part of it, printed only
    python -m bench.peers --keep                          rows that an earlier run finished are taken from it
    python -m bench.peers --collect                       docs/peers.md from what earlier runs left, whole or not

Each engine indexes in one process and searches in another, one after the other; its index is deleted after that. Results
lie in .cache/peers as JSON. The data is ../shared/data; without it nothing is measured.

Python's packages are in requirements/peers.txt. Xapian comes with Debian's python3-xapian; Elasticsearch is resolved with
mvn and needs a JDK of 21 or newer. A row whose engine is not there says so.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.peers.peer import WAYS, Way
from bench.peers.questions import SETS, Asked, asked, corpus_file, scores, write_documents
from bench.peers.table import page

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
PAGE = ROOT / "docs" / "peers.md"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.peers", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", action="append", choices=[way.name for way in WAYS], help="may be repeated")
    parser.add_argument("--set", action="append", choices=SETS, help="may be repeated")
    parser.add_argument("--keep", action="store_true", help="do not measure again what .cache/peers holds")
    parser.add_argument("--collect", action="store_true", help="measure nothing, write the page from what .cache/peers holds")
    parser.add_argument("--results", type=Path, default=ROOT / ".cache" / "peers", help="folder of the results")
    options = parser.parse_args()
    if not DATA.is_dir():
        print(f"no data at {DATA}: nothing measured", file=sys.stderr)
        return 2
    ways = [way for way in WAYS if not options.only or way.name in options.only]
    sets = [name for name in SETS if not options.set or name in options.set]
    options.results.mkdir(parents=True, exist_ok=True)
    results = list(held(ways, sets, options.results) if options.collect else measured(ways, sets, options.results, options.keep))
    if not results:
        print(f"no results in {options.results}", file=sys.stderr)
        return 2
    pieces = "; put together from several runs, some at the same time: do not compare the times" if options.collect else ""
    written = page(results, conditions() + pieces)
    print(written)
    if len(ways) == len(WAYS) and len(sets) == len(SETS):
        PAGE.write_text(written, encoding="utf-8")
        print(f"written to {PAGE.relative_to(ROOT)}", file=sys.stderr)
    return 0


def measured(ways: Sequence[Way], sets: Sequence[str], results: Path, keep: bool) -> Iterator[dict[str, object]]:
    """A result for each corpus and way, in this order."""
    for corpus in dict.fromkeys(SETS[name] for name in sets):
        questions = asked(DATA, [name for name in sets if SETS[name] == corpus])
        with tempfile.TemporaryDirectory(prefix="peers-") as folder:
            documents = Path(folder, "documents.jsonl")
            count = write_documents(corpus_file(DATA, corpus), documents)
            print(f"{corpus}: {count:,} documents, {len(questions):,} questions as typed", file=sys.stderr)
            for place, way in enumerate(ways):
                kept = results / f"{way.name} {corpus} {len(questions)}.json"
                if keep and kept.is_file() and "ndcg" in (found := json.loads(kept.read_text(encoding="utf-8"))):
                    yield found
                    continue
                started = time.perf_counter()
                place_of_index = Path(folder, way.index or way.name)
                result = one(way, corpus, documents, questions, place_of_index)
                if not any((other.index or other.name) == place_of_index.name for other in ways[place + 1 :]):
                    shutil.rmtree(place_of_index)
                result["load"] = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
                result |= {"way": way.name, "corpus": corpus, "documents": count, "date": datetime.now(UTC).isoformat()[:16]}
                kept.write_text(json.dumps(result), encoding="utf-8")
                print(f"  {way.name}: {line(result)} ({time.perf_counter() - started:.0f} s)", file=sys.stderr)
                yield result


def held(ways: Sequence[Way], sets: Sequence[str], results: Path) -> Iterator[dict[str, object]]:
    """What earlier runs of the same questions left, in the order of a run."""
    for corpus in dict.fromkeys(SETS[name] for name in sets):
        count = len(asked(DATA, [name for name in sets if SETS[name] == corpus]))
        for way in ways:
            kept = results / f"{way.name} {corpus} {count}.json"
            if kept.is_file():
                yield json.loads(kept.read_text(encoding="utf-8"))


def one(way: Way, corpus: str, documents: Path, questions: Sequence[Asked], folder: Path) -> dict[str, object]:
    """Index, where another way has not made it yet, and searches of one way."""
    index, report = folder / "index", folder / "indexed.json"
    if not report.exists():
        index.mkdir(parents=True)
        indexed = worker(way, "index", documents, corpus_file(DATA, corpus), index, report)
        report.write_text(json.dumps(indexed), encoding="utf-8")
    indexed = json.loads(report.read_text(encoding="utf-8"))
    if "unavailable" in indexed:
        return indexed
    texts = folder / "questions.json"
    texts.write_text(json.dumps([question.text for question in questions], ensure_ascii=False), encoding="utf-8")
    found = worker(way, "search", texts, index, folder / "found.json")
    if "unavailable" in found:
        return found
    pages = found.pop("pages")
    assert isinstance(pages, list)
    return {"index": indexed, "searches": found, "ndcg": scores(DATA, questions, pages)}


def worker(way: Way, verb: str, *paths: Path) -> dict[str, object]:
    """What a process of its own reports; "unavailable" with the reason where it ends without a report."""
    command = [interpreter(way), "-m", "bench.peers.worker", verb, way.name, *map(str, paths)]
    ran = subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True)
    if ran.returncode:
        print(ran.stderr, file=sys.stderr)
        reason = (ran.stderr.strip().splitlines() or ["without a word"])[-1]
        return {"unavailable": f"{verb} ended with status {ran.returncode}: {reason[:200]}"}
    result: dict[str, object] = json.loads(paths[-1].read_text(encoding="utf-8"))
    return result


def interpreter(way: Way) -> str:
    """This Python; for Xapian the first that has it, as Debian gives it to its own Python only."""
    if way.module != "xapian":
        return sys.executable
    for python in (sys.executable, "/usr/bin/python3"):
        if Path(python).is_file() and not subprocess.run([python, "-c", "import xapian"], capture_output=True).returncode:
            return python
    return sys.executable


def line(result: dict[str, object]) -> str:
    """The figures that tell someone who waits whether it went well."""
    if "unavailable" in result:
        return str(result["unavailable"])
    by_set = result["ndcg"]
    assert isinstance(by_set, dict)
    return "; ".join(f"{name} " + " ".join(f"{value:.3f}" for value in row.values()) for name, row in by_set.items())


def conditions() -> str:
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main())
