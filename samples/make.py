"""Makes documents/, manifest.jsonl and qrels.jsonl from sources/ and judgements.tsv: python samples/make.py

Run it after a change to a source, and commit what it wrote. The identifiers in qrels.jsonl follow from the documents' bytes.
`--check` writes nothing and exits 1 where what is committed differs from what the sources give.
"""

import argparse
import base64
import csv
import hashlib
import json
import sys
from pathlib import Path

from office import docx
from page import pdf
from plain import text
from source import Sample, read_source

HERE = Path(__file__).resolve().parent
URGENCIES = {"HỎA TỐC": "hoa_toc", "THƯỢNG KHẨN": "thuong_khan", "KHẨN": "khan"}
MAKERS = {".docx": docx, ".pdf": pdf}


def document_id(data: bytes) -> str:
    """The first 12 characters of the lower-case base32 of SHA-256, as the archive names a document."""
    return base64.b32encode(hashlib.sha256(data).digest()).decode().lower()[:12]


def samples(folder: Path = HERE / "sources") -> list[Sample]:
    """All samples, by file. Raises ValueError where two sources name one file."""
    found = sorted((read_source(path) for path in folder.rglob("*.txt")), key=lambda sample: sample.file)
    files = [sample.file for sample in found]
    if len(set(files)) < len(files):
        raise ValueError(f"two sources name one file: {sorted(file for file in set(files) if files.count(file) > 1)}")
    return found


def made(found: list[Sample]) -> dict[str, bytes]:
    """Every generated file's bytes, by its path under samples/."""
    files = {f"documents/{sample.file}": MAKERS.get(Path(sample.file).suffix, text)(sample) for sample in found}
    files["manifest.jsonl"] = _lines([_expected(sample) for sample in found])
    ids = {name.removeprefix("documents/"): document_id(data) for name, data in files.items()}
    files["qrels.jsonl"] = _lines(
        [{"query": query, "doc": ids[file], "relevance": relevance} for query, file, relevance in judgements()]
    )
    return files


def judgements(path: Path = HERE / "judgements.tsv") -> list[tuple[str, str, int]]:
    """Query, file and relevance (2: answers it; 1: helps) of every judgement."""
    with path.open(encoding="utf-8", newline="") as rows:
        return [(query, file, int(relevance)) for query, file, relevance in csv.reader(rows, delimiter="\t")]


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true", help="write nothing; exit 1 where a committed file differs")
    check = arguments.parse_args().check
    files = made(samples())
    held = {path.relative_to(HERE).as_posix(): path for path in (HERE / "documents").rglob("*") if path.is_file()}
    stale = sorted(name for name, data in files.items() if not (HERE / name).is_file() or (HERE / name).read_bytes() != data)
    strangers = sorted(set(held) - set(files))
    if check:
        for name in [*stale, *strangers]:
            sys.stderr.write(f"samples/{name} differs from its source; run python samples/make.py\n")
        return 1 if stale or strangers else 0
    for name in stale:
        (HERE / name).parent.mkdir(parents=True, exist_ok=True)
        (HERE / name).write_bytes(files[name])
    for name in strangers:
        held[name].unlink()
    sys.stdout.write(f"{len(files) - 2} documents, {len(stale)} files written, {len(strangers)} removed\n")
    return 0


def _expected(sample: Sample) -> dict[str, object]:
    return {
        "file": sample.file,
        "number": sample.number,
        "type": sample.type,
        "issuer": sample.issuer,
        "level": sample.level,
        "system": sample.system,
        "date": sample.date,
        "place": sample.place,
        "subject": sample.subject,
        "signer": sample.signer,
        "signature": list(sample.signature),
        "urgency": URGENCIES.get((sample.urgency or "").replace("OẢ", "ỎA")),
    }


def _lines(rows: list[dict[str, object]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


if __name__ == "__main__":
    raise SystemExit(main())
