"""Understanding measured: fields against labels, how sure against how right, and speed.

    python bench/understanding.py [--misses] [--data ../shared/data] [--rendered 4159] [--documents 300] [--rules]

Four sets: beginnings of real documents labelled by hand (`headers`), heads rendered in six layouts from the metadata of
real documents (`phapdien`), this repository's samples, and heads of invented local bodies (not counted in the rules).
By field right / wrong / null, for `headers` also by type and level;
then a table of confidence against the share right; with --rules the counts that `corpus/understanding/confidence.py` keeps.
Then documents a second, read and understood, and characters a second over long texts.
"""

import argparse
import gzip
import json
import random
import re
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from heads import invented, rendered

from corpus.document import Fields
from corpus.readers.registry import read
from corpus.understanding import understand
from corpus.vietnamese import clean, normalise_tones

HERE = Path(__file__).resolve().parents[1]
SHARED = HERE.parent / "shared"
FIELDS = ("number", "type", "issuer", "date", "subject", "place", "signer")
BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99)
MISLABELLED = {("headers", "signer"): "labels of `headers` leave out signers that the text does name: null there is not scored"}
Row = Mapping[str, object]


def rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def plain(value: object) -> str:
    return " ".join(re.findall(r"\w+", normalise_tones(unicodedata.normalize("NFC", str(value or "")).lower())))


def same(field: str, wanted: object, given: object) -> bool:
    if field == "number":
        return _number(wanted) == _number(given)
    if field == "subject":
        return re.sub(r"^(?:v v|về việc|về) ", "", plain(wanted)) == re.sub(r"^(?:v v|về việc|về) ", "", plain(given))
    if field == "issuer":
        return plain(given) in {plain(wanted), *map(plain, str(wanted).split(";"))}
    return plain(wanted) == plain(given)


def _number(value: object) -> str:
    return re.sub(r"^0+(?=\d)", "", re.sub(r"[\s–—\-/]", "", unicodedata.normalize("NFC", str(value or "")).lower()))


def given(fields: Fields) -> dict[str, str | None]:
    return {
        "number": fields.number,
        "type": fields.type.name if fields.type else None,
        "issuer": "; ".join(body.name for body in fields.issuers) or None,
        "date": fields.date,
        "subject": fields.subject,
        "place": fields.place,
        "signer": fields.signer.name,
    }


class Tally:
    """Outcomes of one set: by field, by group, by rule and confidence."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.fields: dict[str, Counter[str]] = defaultdict(Counter)
        self.groups: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self.rules: dict[tuple[str, float], Counter[bool]] = defaultdict(Counter)
        self.misses: list[str] = []

    def add(self, id: str, wanted: Row, fields: Fields, groups: Iterable[str] = ()) -> None:
        values = given(fields)
        for field in FIELDS:
            if field not in wanted or ((self.name, field) in MISLABELLED and wanted[field] is None):
                continue
            value, evidence = values[field], fields.evidence.get(field)
            right = not value if wanted[field] is None else bool(value) and same(field, wanted[field], value)
            outcome = "right" if right else "wrong" if value else "null"
            self.fields[field][outcome] += 1
            for group in groups:
                self.groups[group, field][outcome] += 1
            if value and evidence:
                self.rules[evidence.rule, evidence.confidence][right] += 1
            if not right:
                rule = f"{evidence.rule} {evidence.confidence:.2f}" if evidence else "-"
                self.misses.append(f"{field} | {id} | {wanted[field]} | {value} | {rule}")

    def report(self, *, misses: bool) -> None:
        say(f"\n{self.name}\n{'field':10}{'right':>7}{'wrong':>7}{'null':>7}{'of':>7}  share")
        for field, count in self.fields.items():
            say(_line(field, count))
        for (group, field), count in sorted(self.groups.items()):
            if count["right"] < count.total():
                say(f"  {group}: {_line(field, count)}")
        whole = {group for (group, _), count in self.groups.items()}
        clean_groups = whole - {group for (group, _), count in self.groups.items() if count["right"] < count.total()}
        if clean_groups:
            say(f"  everything right in: {', '.join(sorted(clean_groups))}")
        if misses:
            say("\n".join(self.misses))


def _line(name: str, count: Counter[str]) -> str:
    share = count["right"] / max(1, count.total())
    return f"{name:10}{count['right']:7}{count['wrong']:7}{count['null']:7}{count.total():7}  {share:.3f}"


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def of_headers(data: Path) -> Tally:
    tally = Tally("headers")
    for row in rows(data / "headers" / "dev.jsonl.gz"):
        fields = understand(clean(row["text"]))
        wanted: Row = row["fields"]  # type: ignore[assignment]  # the rows of this set hold an object here
        level = fields.issuers[0].level.value if fields.issuers and fields.issuers[0].level else "unknown"
        tally.add(row["id"], wanted, fields, (f"type {wanted['type']}", f"level {level}"))
    return tally


def of_rendered(data: Path, most: int) -> Tally:
    tally, chance = Tally("rendered"), random.Random(7)
    sample = list(rows(data / "phapdien" / "corpus.jsonl.gz"))
    for row in chance.sample(sample, min(most, len(sample))):
        text, shape = rendered(row, chance)
        wanted = {field: row[field] for field in ("number", "type", "issuer", "date", "subject")}
        tally.add(row["id"], wanted, understand(clean(text)), (shape,))
    return tally


def of_invented(data: Path, most: int) -> Tally:
    tally, chance = Tally("invented"), random.Random(11)
    subjects = [row["subject"] for row in rows(data / "phapdien" / "corpus.jsonl.gz")]
    plain = [subject for subject in subjects if 20 < len(subject) < 160 and not subject.lower().startswith(("về", "căn"))]
    for number in range(most):
        text, wanted = invented(chance.choice(plain), chance)
        tally.add(str(number), wanted, understand(clean(text)))
    return tally


def of_samples() -> Tally:
    tally = Tally("samples")
    for line in (HERE / "samples" / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        path = HERE / "samples" / "documents" / row["file"]
        tally.add(row["file"], row, understand(read(path.read_bytes(), path.name).text, file_name=path.name))
    return tally


def reliability(tallies: Iterable[Tally]) -> None:
    say(f"\n{'confidence':14}{'values':>8}{'right':>8}  share right")
    counts: dict[float, Counter[bool]] = defaultdict(Counter)
    for tally in tallies:
        for (_, confidence), count in tally.rules.items():
            counts[max(start for start in BINS if start <= confidence)] += count
    for start, end in zip(BINS, (*BINS[1:], 1.0), strict=True):
        if count := counts.get(start):
            say(f"{start:.2f} - {end:.2f}   {count.total():8}{count[True]:8}  {count[True] / count.total():.4f}")


def support(tallies: Iterable[Tally]) -> None:
    counts: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for tally in tallies:
        for (rule, _), count in tally.rules.items():
            counts[rule] += count.total()
            right[rule] += count[True]
    say("\nrule: right, given")
    for rule in sorted(counts):
        say(f'        "{rule}": ({right[rule]}, {counts[rule]}),')


def _one(path: str) -> int:
    return len(understand(read(Path(path).read_bytes(), Path(path).name).text, file_name=Path(path).name).citations)


def speed(data: Path, documents: int) -> None:
    kinds = (".docx", ".pdf", ".txt")
    files = [str(path) for path in sorted((HERE / "samples" / "documents").rglob("*")) if path.suffix in kinds] * 4
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(_one, files[:8]))
        start = time.perf_counter()
        list(pool.map(_one, files, chunksize=8))
        seconds = time.perf_counter() - start
    say(f"\n{len(files)} samples read and understood by two processes: {seconds:.2f} s, {len(files) / seconds:.0f} documents/s")
    texts = [clean(row["text"]) for row in rows(data / "phapdien" / "corpus.jsonl.gz")]
    sample = random.Random(6).sample(texts, min(documents, len(texts)))
    start = time.perf_counter()
    citations = sum(len(understand(text).citations) for text in sample)
    seconds = time.perf_counter() - start
    characters = sum(map(len, sample))
    rate = characters / seconds / 1e6
    say(f"{len(sample)} texts, {characters:,} characters, {citations} citations: {seconds:.2f} s, {rate:.2f} M characters/s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--rules", action="store_true")
    parser.add_argument("--data", type=Path, default=SHARED / "data")
    parser.add_argument("--rendered", type=int, default=4_159)
    parser.add_argument("--documents", type=int, default=300)
    options = parser.parse_args()
    if not options.data.exists():
        sys.exit(f"{options.data} is absent: the labelled heads and the long texts lie there")
    tallies = (of_headers(options.data), of_rendered(options.data, options.rendered), of_samples())
    local = of_invented(options.data, min(3_000, options.rendered))
    for tally in (*tallies, local):
        tally.report(misses=options.misses)
    reliability(tallies)
    say("the same, heads of invented bodies:")
    reliability((local,))
    if options.rules:
        support(tallies)
    for (name, field), reason in MISLABELLED.items():
        say(f"\n{name}, {field}: {reason}")
    speed(options.data, options.documents)


if __name__ == "__main__":
    main()
