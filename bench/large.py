"""A made archive of 100,000 dispatches: how long a question takes in it, and how fast ready text is indexed.

    python bench/large.py --archive /tmp/large [--documents 100000] [--rounds 10]     # makes the archive where there is none
    python bench/large.py --building [--documents 4000]                               # the rate of indexing alone

A document takes issuer, type and subject of one drawn from ../shared/data/phapdien, another number and day, and about
2,000 characters of paragraphs, half of them its own and half of others; drawn under a fixed seed, the same everywhere.
Questions as in bench/search.py. The rate counts processor time of the whole process, Tantivy's threads included: terms,
words, passages, vectors and the write, and once more without underthesea's words; and the words alone.
"""

import argparse
import gzip
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.engine import NoTexts
from bench.relevance import DATA
from bench.search import in_process
from corpus.document import Document, DocumentId, DocumentType, Fields, Issuer
from corpus.vietnamese import clean, slug
from indexer import terms
from indexer.encoders import load
from indexer.engines.embedded import EmbeddedEngine
from indexer.entries import entries

CHARACTERS = 2_000
SEED = 20_261_201


def sources() -> list[tuple[dict[str, Any], list[str]]]:
    """Rows of the corpus with the paragraphs of their texts."""
    found = []
    with gzip.open(DATA / "phapdien" / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            paragraphs = [line.strip() for line in row["text"].splitlines() if 40 <= len(line.strip()) <= 600]
            if paragraphs:
                found.append((row, paragraphs))
    return found


def rows(count: int) -> Iterator[dict[str, Any]]:
    """Documents as rows of JSON Lines."""
    chance = random.Random(SEED)
    held = sources()
    for number in range(count):
        row, own = chance.choice(held)
        pieces: list[str] = []
        while sum(map(len, pieces)) < CHARACTERS:
            pieces.append(chance.choice(own if chance.random() < 0.5 else chance.choice(held)[1]))
        year = chance.randint(1996, 2025)
        symbol = row["number"].rpartition("/")[2]
        yield {
            "id": f"made-{number:06d}",
            "number": f"{chance.randint(1, 3000)}/{year}/{symbol}",
            "type": row["type"],
            "issuer": row["issuer"],
            "date": f"{year}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
            "subject": row["subject"],
            "text": "\n".join(pieces),
        }


def document(row: dict[str, Any]) -> Document:
    fields = Fields(
        number=row["number"],
        type=DocumentType(slug(row["type"]), row["type"]),
        issuers=(Issuer(slug(row["issuer"]), row["issuer"]),),
        date=row["date"],
        subject=clean(row["subject"]),
    )
    return Document(DocumentId(row["id"]), 1, fields, clean(row["text"]))


def make(archive: Path, count: int) -> None:
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "made.jsonl.gz")
        with gzip.open(corpus, "wt", encoding="utf-8", compresslevel=1) as file:
            for row in rows(count):
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        print(f"{count:,} documents made in {time.perf_counter() - started:.0f} s", flush=True)
        started = time.perf_counter()
        command = [sys.executable, "-m", "vanban", "--archive", str(archive), "add", str(corpus)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    spent = time.perf_counter() - started
    print(f"added in {spent:.0f} s, {count / spent:.0f} a second", flush=True)


def building(count: int) -> None:
    documents = [document(row) for row in rows(count)]
    characters = sum(len(one.text) for one in documents)
    print(f"{count:,} documents, {characters / count:,.0f} characters each")
    rate(documents[: count // 8])  # what is loaded once, and caches of syllables
    print(f"everything          {rate(documents):7.0f} documents a second of processor time")
    words = terms.words
    texts = "\n".join(one.text for one in documents)
    started = time.process_time()
    for start in range(0, len(texts), 200_000):
        words(texts[start : start + 200_000])
    print(f"words               {len(texts) / (time.process_time() - started) / 1e6:7.2f} M characters a second")
    terms.words = lambda text: [[] for _ in text.split("\n")]
    try:
        print(f"without words       {rate(documents):7.0f} documents a second of processor time")
    finally:
        terms.words = words


def rate(documents: Sequence[Document]) -> float:
    """Documents indexed in a second of processor time."""
    encoder = load("static")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        engine = EmbeddedEngine.open(Path(folder), NoTexts(), encoder=encoder.fingerprint, dimensions=encoder.dimensions)
        started = time.process_time()
        engine.write(entries(documents, encoder))
        spent = time.process_time() - started
        engine.close()
    return len(documents) / spent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--documents", type=int)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--building", action="store_true", help="measure the rate of indexing instead")
    arguments = parser.parse_args()
    if not DATA.is_dir():
        print(f"no data at {DATA}: nothing measured", file=sys.stderr)
        return 2
    if arguments.building:
        building(arguments.documents or 4_000)
        return 0
    if arguments.archive is None:
        parser.error("give --archive, or --building")
    if not arguments.archive.exists():
        make(arguments.archive, arguments.documents or 100_000)
    in_process(arguments.archive, arguments.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
