"""Recognition measured: sample documents printed, scanned badly and read again; and real scans, where they are present.

    python bench/ocr.py [--documents 30] [--jobs 2] [--misses] [--real ../shared/data/files/files.zip] [--keep FOLDER]
                        [--expected FILE]

Each sample is drawn as a page, rendered at 200 dpi, laid askew by up to 2 degrees, speckled, blurred and stamped in red.
Prints the syllable error rate, and for each field how many are right from the text layer and how many after recognition;
then, for each real scan of the ZIP that lies in the folder named, what was understood, to be judged by eye, or by a file
of yours: JSON, {"name.pdf": {"symbol": …, "type": …, "issuer": …, "date": "2018-01", "number": …}}; a value counts as right
where it is the expected one or, of a date, tells a part of it.
"""

import argparse
import io
import json
import random
import re
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from corpus.document import Fields
from corpus.intake import Item, find
from corpus.readers import read
from corpus.readers.ocr import Ocr, Recognition
from corpus.understanding import understand
from corpus.workers import Read, read_item

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
DPI = 200
DEGREES = 2.0
NAMES = ("number", "symbol", "type", "issuer", "date", "place", "subject", "signer", "urgency")


def scanned(data: bytes, seed: int) -> bytes:
    """A PDF as a poor scanner would give it back: pictures of its pages, as a PDF of JPEGs."""
    chance = random.Random(seed)
    numbers = np.random.default_rng(seed)
    pages = []
    document = pypdfium2.PdfDocument(data)
    for number in range(len(document)):
        page = document[number].render(scale=DPI / 72).to_pil().convert("RGB")
        last = number == len(document) - 1
        page = stamped(page, chance) if last else page
        page = page.rotate(chance.uniform(-DEGREES, DEGREES), Image.Resampling.BICUBIC, fillcolor="white")
        page = page.filter(ImageFilter.GaussianBlur(chance.uniform(0.2, 0.6)))
        grey = np.asarray(page, dtype=np.float32)
        grey = 20 + grey * (225 / 255) + numbers.normal(0, 12, grey.shape[:2])[..., None]
        specks = numbers.random(grey.shape[:2])
        grey[specks < 0.0004] = 40
        pages.append(Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)))
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=DPI, quality=70)
    return out.getvalue()


def stamped(page: Image.Image, chance: random.Random) -> Image.Image:
    """The page with a round red stamp over the left of the signature, as the rule has it."""
    over = Image.new("RGBA", page.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(over)
    x, y = int(page.width * chance.uniform(0.5, 0.6)), int(page.height * chance.uniform(0.55, 0.75))
    size, red = int(1.4 * DPI), (210, 30, 40, 170)
    for inset, width in ((0, 5), (14, 2), (70, 2)):
        draw.ellipse((x + inset, y + inset, x + size - inset, y + size - inset), outline=red, width=width)
    draw.text((x + 80, y + size // 2 - 14), "HƯ CẤU", fill=red, font=ImageFont.load_default(28))
    return Image.alpha_composite(page.convert("RGBA"), over).convert("RGB")


def values(fields: Fields) -> dict[str, Any]:
    return {
        "number": fields.number,
        "symbol": fields.symbol,
        "type": fields.type.name if fields.type else None,
        "issuer": fields.issuers[0].name if fields.issuers else None,
        "date": fields.date,
        "place": fields.place,
        "subject": fields.subject,
        "signer": fields.signer.name,
        "urgency": fields.urgency,
    }


def compared(task: tuple[str, bytes, int, Path | None]) -> dict[str, Any]:
    """One sample read from its text and from its scan."""
    name, data, seed, keep = task
    picture = scanned(data, seed)
    if keep:
        (keep / f"{Path(name).stem}.pdf").write_bytes(picture)
    plain = read(data, "a.pdf")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scan.pdf"
        path.write_bytes(picture)
        started = time.monotonic()
        outcome = read_item(next(i for i in find([path]) if isinstance(i, Item)), recognition=Recognition(Ocr.AUTO, 120.0))
        seconds = time.monotonic() - started
    if not isinstance(outcome, Read):
        return {"name": name, "seconds": seconds, "missed": outcome.message}
    wanted, got = syllables(plain.text), syllables(outcome.text)
    evidence = {n: e.confidence for n, e in outcome.fields.evidence.items()}
    return {
        "name": name,
        "seconds": seconds,
        "pages": [page.confidence for page in outcome.fields.pages],
        "errors": distance(wanted, got),
        "syllables": len(wanted),
        "text": values(understand(plain.text)),
        "scan": values(outcome.fields),
        "confidence": evidence,
    }


def syllables(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def distance(a: Sequence[str], b: Sequence[str]) -> int:
    """Levenshtein's, over syllables."""
    row = list(range(len(b) + 1))
    for n, x in enumerate(a, 1):
        before, row[0] = row[0], n
        for m, y in enumerate(b, 1):
            before, row[m] = row[m], min(row[m] + 1, row[m - 1] + 1, before + (x != y))
    return row[-1]


def tasks(count: int, keep: Path | None) -> Iterator[tuple[str, bytes, int, Path | None]]:
    sys.path.insert(0, str(ROOT / "samples"))
    from make import samples  # type: ignore[import-not-found]
    from page import pdf  # type: ignore[import-not-found]

    for seed, sample in enumerate(random.Random(7).sample(samples(), count)):
        yield sample.file, pdf(sample), seed, keep


def expected() -> dict[str, dict[str, Any]]:
    lines = (ROOT / "samples" / "manifest.jsonl").read_text("utf-8").splitlines()
    return {row["file"]: row for row in map(json.loads, lines)}


def bench_samples(count: int, jobs: int, misses: bool, keep: Path | None) -> None:
    truth = expected()
    with Pool(jobs) as pool:
        results = pool.map(compared, list(tasks(count, keep)), chunksize=1)
    for missed in (r for r in results if "missed" in r):
        print("missed:", missed["name"], missed["missed"])
    results = [r for r in results if "missed" not in r]
    errors, total = sum(r["errors"] for r in results), sum(r["syllables"] for r in results)
    pages = [c for r in results for c in r["pages"] if c is not None]
    seconds = sum(r["seconds"] for r in results)
    print(f"{len(results)} documents, {len(pages)} pages: {errors} of {total} syllables wrong ({errors / total:.1%})")
    print(f"{seconds / len(pages):.1f} s a page; confidence {min(pages):.2f} to {max(pages):.2f}")
    print(f"{'field':9} right: text  scan   ratio   wrong in the scan by confidence")
    both = [0, 0]
    for name in NAMES:
        wanted = {r["name"]: symbol_of(truth[r["name"]]) if name == "symbol" else truth[r["name"]][name] for r in results}
        asked = [r for r in results if wanted[r["name"]]]
        text, scan = ([r for r in asked if alike(r[way][name], wanted[r["name"]])] for way in ("text", "scan"))
        wrong = [r for r in asked if r["scan"][name] and r not in scan]
        both[0] += len(text)
        both[1] += len(scan)
        told = sorted(r["confidence"].get(name, 0) for r in wrong)
        print(f"{name:9} {len(text):11} {len(scan):5} {len(scan) / max(1, len(text)):7.2f}   {told}")
        for r in wrong if misses else ():
            print(f"    {r['name']}: {r['scan'][name]!r} for {wanted[r['name']]!r} ({r['confidence'].get(name)})")
    print(f"{'all':9} {both[0]:11} {both[1]:5} {both[1] / both[0]:7.2f}")
    for least in (0.9, 0.8, 0.5):
        given = [(r, n) for r in results for n in ("number", "date") if r["confidence"].get(n, 0) >= least]
        right = sum(alike(r["scan"][n], truth[r["name"]][n]) for r, n in given)
        print(f"numbers and dates given with confidence >= {least}: {len(given)}, right {right}")


def symbol_of(row: dict[str, Any]) -> str | None:
    if not row["number"]:
        return None
    return re.split(r"[/-]", row["number"], maxsplit=1)[1].removeprefix(f"{row['date'][:4]}/")


def alike(a: object, b: object) -> bool:
    """Equal but for case, spaces and the marks that stand between words."""
    return bool(a) and bool(b) and re.findall(r"\w+", str(a).lower()) == re.findall(r"\w+", str(b).lower())


def bench_real(archive: Path, folder: str, wanted: dict[str, dict[str, str]]) -> None:
    tally: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory() as out, zipfile.ZipFile(archive) as files:
        for name in sorted(n for n in files.namelist() if n.startswith(folder) and n.lower().endswith(".pdf")):
            path = Path(out) / Path(name).name
            path.write_bytes(files.read(name))
            started = time.monotonic()
            outcome = read_item(next(i for i in find([path]) if isinstance(i, Item)), recognition=Recognition())
            seconds = time.monotonic() - started
            if not isinstance(outcome, Read):
                print(f"{path.name}: {outcome.reason} {outcome.message}")
                continue
            found, sure = values(outcome.fields), outcome.fields.evidence
            pages = outcome.fields.pages
            print(f"{path.name}: {len(pages)} pages, {seconds / len(pages):.1f} s each, {[p.confidence for p in pages]}")
            for field in ("number", "symbol", "type", "issuer", "date", "subject", "signer", "urgency"):
                if found[field]:
                    print(f"    {field:8} {found[field]}  ({sure[field].confidence if field in sure else '-'})")
            for field, value in wanted.get(path.name, {}).items():
                tally[field, judged(field, found[field], value)] += 1
    for (field, how), count in sorted(tally.items()):
        print(f"{field:9} {how:5} {count}")


def judged(field: str, given: str | None, wanted: str) -> str:
    if not given:
        return "null"
    dates = field == "date" and (given.startswith(wanted) or wanted.startswith(given))
    return "right" if dates or alike(given, wanted) else "wrong"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=30)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--keep", type=Path, help="folder for the scans that were made")
    parser.add_argument("--real", type=Path, default=SHARED / "data" / "files" / "files.zip")
    parser.add_argument("--expected", type=Path, help="JSON of what the real scans say; to be kept outside the repository")
    parser.add_argument("--folder", default="nmhoangclb/", help="folder in the ZIP")
    given = parser.parse_args()
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
    if given.documents:
        bench_samples(given.documents, given.jobs, given.misses, given.keep)
    if given.real.is_file():
        bench_real(given.real, given.folder, json.loads(given.expected.read_text("utf-8")) if given.expected else {})
    else:
        print(f"{given.real} is absent: no real scans")


if __name__ == "__main__":
    main()
