"""Scans through the workers: secrets refused, time by the page, confidence kept."""

from pathlib import Path

import made_scans as scans
import pytest
import reading_jobs
from PIL import ImageDraw

from corpus.intake import Item, Missed, find
from corpus.readers import pdf, pdf_pictures, recognition, tesseract
from corpus.readers.ocr import Ocr, Recognition
from corpus.workers import Outcome, Read, ReadingPool, read_item

GREY, BLACK, BLUE = (80, 80, 80), (20, 20, 20), (30, 50, 170)


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


STAMPED = [
    ("MẬT", scans.RED, 0.0, True),
    ("MẬT", scans.RED, -10.0, False),
    ("TỐI MẬT", scans.RED, 10.0, True),
    ("TUYỆT MẬT", scans.RED, 0.0, False),
    ("MẬT", GREY, 8.0, True),
    ("TUYỆT MẬT", BLACK, 0.0, True),
    ("TỐI MẬT", BLACK, -7.0, False),
    ("TUYỆT MẬT", BLUE, 10.0, True),
]


@scans.needs_tesseract
@pytest.mark.parametrize(("mark", "colour", "tilt", "box"), STAMPED)
def test_a_scan_stamped_as_a_secret_is_refused_and_not_kept(
    tmp_path: Path, mark: str, colour: tuple[int, int, int], tilt: float, box: bool
) -> None:
    store = tmp_path / "store"
    store.mkdir()
    stamped = scans.page(stamp=mark, colour=colour, tilt=tilt, box=box)
    (tmp_path / "a.png").write_bytes(scans.saved(stamped, "PNG"))
    outcome = one(tmp_path / "a.png", reading_jobs.KeepIn(store))
    assert isinstance(outcome, Missed)
    assert (outcome.reason, outcome.sha256) == ("secret", None)
    assert list(store.iterdir()) == []


@scans.needs_tesseract
def test_a_red_stamp_on_a_later_page_is_seen_too(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(scans.pdf(scans.page(), scans.page(stamp="TỐI MẬT", tilt=6.0)))
    assert getattr(one(tmp_path / "a.pdf"), "reason", None) == "secret"


@scans.needs_tesseract
def test_a_stamp_on_a_scan_with_a_good_text_layer_is_seen_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_pictures, "_FEW_LETTERS", 0)  # this page's layer is good
    monkeypatch.setattr(pdf_pictures, "_FEW_MARKS", 0)
    monkeypatch.setattr(pdf, "_page_text", lambda *_: "Ủy ban nhân dân huyện đề nghị các cơ quan thực hiện.")
    (tmp_path / "a.pdf").write_bytes(scans.pdf(scans.page(stamp="MẬT", tilt=5.0)))
    assert getattr(one(tmp_path / "a.pdf"), "reason", None) == "secret"


@scans.needs_tesseract
@pytest.mark.parametrize(
    ("mark", "colour", "tilt"),
    [("KHẨN", scans.RED, 0.0), ("HỎA TỐC", scans.RED, 8.0), ("ĐẾN", BLUE, 0.0), ("THƯỢNG KHẨN", BLACK, -5.0)],
)
def test_other_stamps_are_no_secret(tmp_path: Path, mark: str, colour: tuple[int, int, int], tilt: float) -> None:
    page = scans.page(stamp=mark, colour=colour, tilt=tilt)
    draw = ImageDraw.Draw(page)
    for edge in (0, 8, 60):  # the round seal of an office
        draw.ellipse((600 + edge, 380 + edge, 820 - edge, 600 - edge), outline=scans.RED, width=4)
    (tmp_path / "a.png").write_bytes(scans.saved(page, "PNG"))
    assert isinstance(one(tmp_path / "a.png"), Read)


@scans.needs_tesseract
def test_a_first_page_that_cannot_be_recognised_keeps_the_file_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def slow(picture: object, seconds: float, *, first: bool) -> object:
        if first:
            raise tesseract.TookTooLong
        return real(picture, seconds, first=first)  # type: ignore[arg-type]

    real = recognition.recognised
    monkeypatch.setattr(recognition, "recognised", slow)
    (tmp_path / "a.pdf").write_bytes(scans.pdf(scans.page(stamp="MẬT"), scans.page()))
    assert getattr(one(tmp_path / "a.pdf"), "reason", None) == "time"


def test_a_file_that_asks_for_more_time_gets_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    with ReadingPool(1, seconds=0.5) as pool:
        pool._job = reading_jobs.asks_and_takes_its_time  # asks for a minute, takes a second
        (outcome,) = pool.read(find([tmp_path / "a.txt"]))
    assert isinstance(outcome, Read), outcome


def test_more_time_is_no_more_than_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    with ReadingPool(1, seconds=0.3) as pool:
        pool._job = reading_jobs.asks_and_sleeps  # a job that asks for one second and takes many
        (outcome,) = pool.read(find([tmp_path / "a.txt"]))
    assert isinstance(outcome, Missed)
    assert (outcome.reason, "1 s" in outcome.message) == ("time", True)
