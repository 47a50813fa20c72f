"""Understanding measured: fields of real heads against their labels, and speed over long texts.

    python bench/understanding.py [--misses] [--data ../shared/data] [--documents 300]

Prints, by field, right / null / wrong (with the scorer of ../shared/checks where it is present), then characters a second.
"""

import argparse
import gzip
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from corpus.understanding import understand
from corpus.vietnamese import clean

SHARED = Path(__file__).resolve().parents[2] / "shared"


def rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def score(data: Path, misses: bool) -> None:
    labels = data / "headers" / "dev.jsonl.gz"
    scorer = SHARED / "checks" / "score_fields.py"
    with tempfile.TemporaryDirectory() as folder:
        export = Path(folder) / "export.jsonl"
        with export.open("w", encoding="utf-8") as out:
            for row in rows(labels):
                fields = understand(clean(row["text"]))
                document = {
                    "sources": [{"path": f"{row['id']}.txt"}],
                    "number": fields.number,
                    "symbol": fields.symbol,
                    "type": {"name": fields.type.name} if fields.type else None,
                    "issuer": {"name": fields.issuers[0].name} if fields.issuers else None,
                    "date": fields.date,
                    "subject": fields.subject,
                    "signer": {"name": fields.signer.name},
                    "place": fields.place,
                }
                out.write(json.dumps(document, ensure_ascii=False) + "\n")
        command = [sys.executable, str(scorer), str(labels), str(export), *(["--misses"] if misses else [])]
        sys.stdout.write(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def speed(data: Path, documents: int) -> None:
    texts = [clean(row["text"]) for row in rows(data / "phapdien" / "corpus.jsonl.gz")]
    sample = random.Random(6).sample(texts, min(documents, len(texts)))
    start = time.perf_counter()
    citations = sum(len(understand(text).citations) for text in sample)
    seconds = time.perf_counter() - start
    characters = sum(map(len, sample))
    rate = characters / seconds / 1e6
    found = f"{len(sample)} texts, {characters:,} characters, {citations} citations"
    sys.stdout.write(f"{found}: {seconds:.2f} s, {rate:.2f} M characters/s\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--data", type=Path, default=SHARED / "data")
    parser.add_argument("--documents", type=int, default=300)
    options = parser.parse_args()
    if not options.data.exists():
        sys.exit(f"{options.data} is absent: the labelled heads and the long texts lie there")
    score(options.data, options.misses)
    speed(options.data, options.documents)


if __name__ == "__main__":
    main()
