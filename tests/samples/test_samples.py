"""The samples are what samples/README.md says: many, varied, fictional, and made from their sources."""

import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
sys.path.insert(0, str(SAMPLES))
make = pytest.importorskip("make", reason="samples/make.py needs reportlab (development dependency)")
page = pytest.importorskip("page")


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SAMPLES / name).read_text("utf-8").splitlines()]


MANIFEST = rows("manifest.jsonl")
FILES = sorted(
    path.relative_to(SAMPLES / "documents").as_posix() for path in (SAMPLES / "documents").rglob("*") if path.is_file()
)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())


def text_of(file: str) -> str:
    """The text of a sample; a layer read for the PDF and the DOCX by a library, not from the source."""
    path = SAMPLES / "documents" / file
    if path.suffix == ".pdf":
        pdfium = pytest.importorskip("pypdfium2")
        document = pdfium.PdfDocument(path)
        try:
            return "\n".join(document[number].get_textpage().get_text_range() for number in range(len(document)))
        finally:
            document.close()
    if path.suffix == ".docx":
        document = pytest.importorskip("docx").Document(str(path))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*cells, *(paragraph.text for paragraph in document.paragraphs)])
    return path.read_bytes().decode()


def test_the_manifest_names_the_files_that_are_there() -> None:
    assert sorted(row["file"] for row in MANIFEST) == FILES


def test_there_are_enough_documents_of_enough_kinds() -> None:
    suffixes = Counter(Path(file).suffix for file in FILES)
    assert len(FILES) >= 80
    assert len({row["issuer"] for row in MANIFEST}) >= 12
    assert {row["level"] for row in MANIFEST} >= {"province", "district", "commune"}
    assert {row["system"] for row in MANIFEST} >= {"state", "party", "council", "front"}
    assert {row["level"] for row in MANIFEST if row["system"] == "party"} == {"province", "district", "commune"}
    assert len({row["type"] for row in MANIFEST}) >= 8
    assert suffixes[".docx"] >= 10
    assert suffixes[".pdf"] >= 10


def test_the_documents_cover_every_year_from_2015_to_2026() -> None:
    assert {int(row["date"][:4]) for row in MANIFEST} == set(range(2015, 2027))


def test_no_district_issues_after_the_district_level_ended() -> None:
    assert [row["file"] for row in MANIFEST if row["level"] == "district" and row["date"] >= "2025-07-01"] == []


@pytest.mark.parametrize("file", FILES)
def test_each_document_says_that_it_is_fictional(file: str) -> None:
    assert "hư cấu" in unicodedata.normalize("NFC", text_of(file))


@pytest.mark.parametrize("row", MANIFEST, ids=lambda row: row["file"])
def test_each_document_shows_the_number_subject_and_signer_of_the_manifest(row: dict[str, Any]) -> None:
    held = " ".join(words(text_of(row["file"])))
    assert row["number"] is None or " ".join(words(row["number"])) in held
    assert row["signer"].lower() in held
    # A letter's subject stands beside the right column: its words may be parted by the place and the date.
    assert set(words(row["subject"])) <= set(held.split())


def test_no_document_carries_a_secrecy_mark() -> None:
    mark = re.compile(r"^\W*(TUYỆT |TỐI )?MẬT\W*$|^\W*Độ mật", re.MULTILINE)
    assert [file for file in FILES if mark.search(unicodedata.normalize("NFC", text_of(file)))] == []


def test_the_files_are_small() -> None:
    sizes = {file: (SAMPLES / "documents" / file).stat().st_size for file in FILES}
    assert max(sizes.values()) < 40_000
    assert sum(sizes.values()) < 1_500_000


def test_texts_are_as_long_as_letters_are() -> None:
    lengths = {file: len(unicodedata.normalize("NFC", text_of(file))) for file in FILES}
    assert {file: length for file, length in lengths.items() if not 1_500 <= length <= 4_500} == {}


def test_some_heads_are_irregular() -> None:
    layouts = Counter(sample.layout for sample in make.samples())
    assert set(layouts) >= {"columns", "rows", "spaced", "nfd", "crlf", "markdown", "html", "table", "page"}
    assert sum(row["number"] is None for row in MANIFEST) >= 2
    assert {row["urgency"] for row in MANIFEST} >= {"khan", "hoa_toc"}


def test_thirty_queries_are_judged_with_two_grades() -> None:
    queries = {row["id"]: row for row in rows("queries.jsonl")}
    judged = defaultdict(set)
    for query, _, relevance in make.judgements():
        judged[query].add(relevance)
    groups = Counter(row["group"] for row in queries.values())
    assert len(queries) == 30
    assert set(judged) == set(queries)
    assert set().union(*judged.values()) == {1, 2}
    assert all(2 in grades for grades in judged.values())
    assert set(groups) == {"number", "topic", "unmarked", "question", "meaning", "phrase"}
    assert groups["number"] >= 3
    assert groups["meaning"] >= 6


def test_queries_of_the_group_meaning_share_no_word_with_what_answers_them() -> None:
    shared = []
    for row in rows("queries.jsonl"):
        if row["group"] != "meaning":
            continue
        parts = words(row["text"])
        for query, file, relevance in make.judgements():
            if query == row["id"] and relevance == 2:
                held = f" {' '.join(words(text_of(file)))} "
                shared += [(query, file, a, b) for a, b in pairwise(parts) if f" {a} {b} " in held]
    assert shared == []


def test_judgements_point_to_the_files_as_they_are() -> None:
    ids = {file: make.document_id((SAMPLES / "documents" / file).read_bytes()) for file in FILES}
    expected = [{"query": query, "doc": ids[file], "relevance": relevance} for query, file, relevance in make.judgements()]
    assert len(set(ids.values())) == len(FILES)
    assert rows("qrels.jsonl") == expected
    assert len({(row["query"], row["doc"]) for row in expected}) == len(expected)


def test_the_committed_files_follow_from_the_sources() -> None:
    samples = make.samples()
    if page.fonts() is None:
        pytest.skip("DejaVu Serif Condensed is not installed: the PDF samples cannot be made again here")
    made = make.made(samples)
    # Fonts, reportlab and zlib of another version give other bytes for the same page: then only the rest is compared.
    portable = {name: data for name, data in made.items() if not name.endswith((".pdf", "qrels.jsonl"))}
    assert [name for name, data in portable.items() if (SAMPLES / name).read_bytes() != data] == []
    assert sorted(name.removeprefix("documents/") for name in made if name.startswith("documents/")) == FILES


def test_making_a_page_twice_gives_the_same_bytes() -> None:
    if page.fonts() is None:
        pytest.skip("DejaVu Serif Condensed is not installed: the PDF samples cannot be made here")
    sample = next(sample for sample in make.samples() if sample.file.endswith(".pdf"))
    assert page.pdf(sample) == page.pdf(sample)
