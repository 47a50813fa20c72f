"""Scans through the workers: secrets refused, time by the page, confidence kept."""

from pathlib import Path

import made_scans as scans
import pytest
import reading_jobs

from corpus.intake import Item, Missed, find
from corpus.readers.ocr import Ocr, Recognition
from corpus.workers import Outcome, Read, ReadingPool, read_item

GREY = (70, 70, 70)


def one(path: Path, keep: object = None) -> Outcome:
    (item,) = find([path])
    assert isinstance(item, Item)
    return read_item(item, keep=keep, recognition=Recognition(Ocr.AUTO, 60.0))  # type: ignore[arg-type]


@scans.needs_tesseract
def test_a_scan_becomes_a_document_that_is_less_sure_of_itself(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(scans.pdf(scans.page()))
    outcome = one(tmp_path / "a.pdf")
    assert isinstance(outcome, Read)
    assert outcome.fields.number == "12/UBND-VX"
    assert [page.origin for page in outcome.fields.pages] == ["ocr"]
    assert outcome.fields.evidence["number"].confidence <= 0.85


@scans.needs_tesseract
@pytest.mark.parametrize("colour", [scans.RED, GREY])
@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT", "TUYỆT MẬT"])
def test_a_scan_stamped_as_a_secret_is_refused_and_not_kept(tmp_path: Path, mark: str, colour: tuple[int, int, int]) -> None:
    store = tmp_path / "store"
    store.mkdir()
    (tmp_path / "a.png").write_bytes(scans.saved(scans.page(stamp=mark, colour=colour), "PNG"))
    outcome = one(tmp_path / "a.png", reading_jobs.KeepIn(store))
    assert isinstance(outcome, Missed)
    assert (outcome.reason, outcome.sha256) == ("secret", None)
    assert list(store.iterdir()) == []


@scans.needs_tesseract
def test_a_stamp_of_urgency_is_no_secret(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(scans.saved(scans.page(stamp="KHẨN"), "PNG"))
    assert isinstance(one(tmp_path / "a.png"), Read)


@scans.needs_tesseract
def test_a_file_of_many_pages_may_take_longer_than_one_file_may(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(scans.pdf(scans.page(), scans.page()))
    with ReadingPool(1, seconds=0.5, recognition=Recognition(Ocr.AUTO, 60.0)) as pool:
        (outcome,) = pool.read(find([tmp_path / "a.pdf"]))
    assert isinstance(outcome, Read), outcome
    assert len(outcome.fields.pages) == 2


def test_more_time_is_no_more_than_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    with ReadingPool(1, seconds=0.3) as pool:
        pool._job = reading_jobs.asks_and_sleeps  # a job that asks for one second and takes many
        (outcome,) = pool.read(find([tmp_path / "a.txt"]))
    assert isinstance(outcome, Missed)
    assert (outcome.reason, "1 s" in outcome.message) == ("time", True)
