"""How fast `vanban add` takes in a real corpus, and what it costs.

    python bench/adding.py ../shared/data/phapdien/corpus.jsonl.gz --archive /tmp/phapdien

Prints time, documents/s, characters/s, MB on disk by part, and the peak memory of the largest single process.
"""

import argparse
import gzip
import json
import platform
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path


def rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--archive", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    if arguments.archive.exists():
        shutil.rmtree(arguments.archive)
    documents = characters = 0
    for row in rows(arguments.corpus):
        documents += 1
        characters += len(row.get("text", ""))
    started = time.perf_counter()
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "vanban",
            "--archive",
            str(arguments.archive),
            "add",
            str(arguments.corpus),
            "--workers",
            str(arguments.workers),
        ],
        stdout=subprocess.DEVNULL,
    )
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1 if platform.system() == "Darwin" else 1024)
    print(f"exit status     {done.returncode}")
    print(f"documents       {documents:,}, {characters / 1e6:.1f} M characters, {arguments.workers} workers")
    print(
        f"time            {seconds:.1f} s: {documents / seconds:.0f} documents/s, {characters / seconds / 1e6:.2f} M characters/s"
    )
    print(f"peak memory     {peak / 1e6:.0f} MB (largest single process)")
    for part in sorted(arguments.archive.iterdir()):
        print(f"on disk         {(size(part) if part.is_dir() else part.stat().st_size) / 1e6:8.1f} MB  {part.name}")
    print(f"on disk         {size(arguments.archive) / 1e6:8.1f} MB  together")


if __name__ == "__main__":
    main()
