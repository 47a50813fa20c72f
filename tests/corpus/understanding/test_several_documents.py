"""Several documents in one text; places, bodies and people are invented."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.readers import read
from corpus.understanding import understand
from corpus.understanding.several import further_documents

TITLE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
LETTER = (
    f"ỦY BAN NHÂN DÂN\nHUYỆN LẠC SƠN\nSố: 214/UBND-TCD\n{TITLE}\nLạc Sơn, ngày 07 tháng 3 năm 2022\n"
    "V/v tổ chức tiếp công dân\nKính gửi: Các xã.\nĐề nghị các xã thực hiện Kế hoạch số 31/KH-UBND kèm theo công văn này.\n"
    "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nTrần Văn Mẫu\n"
)
PLAN = f"ỦY BAN NHÂN DÂN\nHUYỆN LẠC SƠN\nSố: 31/KH-UBND\n{TITLE}\nLạc Sơn, ngày 05 tháng 01 năm 2022\nKẾ HOẠCH\nTiếp công dân\n"
SAMPLES = Path(__file__).resolve().parents[3] / "samples" / "documents"


def spans(warnings: tuple[str, ...]) -> list[tuple[int, int]]:
    return [(int(m[1]), int(m[2])) for w in warnings for m in re.finditer(r"\[(\d+), (\d+)\]", w)]


def test_one_document_has_no_warning() -> None:
    assert understand(LETTER).warnings == ()
    assert understand(PLAN).warnings == ()


def test_a_second_head_is_told_with_its_number_and_span() -> None:
    text = LETTER + PLAN
    fields = understand(text)
    assert fields.number == "214/UBND-TCD"
    (warning,) = fields.warnings
    assert warning.startswith("nhiều văn bản: có phần đầu của văn bản khác, số 31/KH-UBND [")
    ((start, end),) = spans(fields.warnings)
    assert text[start:end] == "Số: 31/KH-UBND\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


def test_a_second_head_in_two_columns_is_told() -> None:
    text = LETTER + "ỦY BAN NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 32/QĐ-UBND | Lạc Sơn, ngày 05 tháng 01 năm 2022\n"
    assert "số 32/QĐ-UBND" in understand(text).warnings[0]


def test_many_heads_are_counted() -> None:
    text = LETTER + "".join(PLAN.replace("31/", f"{n}/") + "Nội dung.\n" * 90 for n in range(40, 50))
    warnings = understand(text).warnings
    assert len(warnings) == 6
    assert warnings[-1] == "nhiều văn bản: và 5 phần đầu khác"


@pytest.mark.parametrize(
    "more",
    [
        "\n" + TITLE + "\nĐƠN ĐỀ NGHỊ\nKính gửi: ......\n",  # a blank form
        f"\nSố: ..../GP-UBND\n{TITLE}\nGIẤY PHÉP\n",
        f"\nSố: 214/UBND-TCD\n{TITLE}\n",  # the same head again
        "\nQuốc hiệu là CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM, viết hoa.\nSố: 31/KH-UBND\n",
        "\nCác biểu nêu tại Phụ lục I và Phụ lục II (kèm theo Công văn này) được dùng từ nay.\n",
    ],
)
def test_forms_the_same_head_and_mentions_are_no_further_document(more: str) -> None:
    assert understand(LETTER + more).warnings == ()


def test_an_appended_annex_is_told_once_with_the_span_of_its_heading() -> None:
    annex = "PHỤ LỤC I\nDANH SÁCH CÁC XÃ\n(Kèm theo Công văn số 214/UBND-TCD ngày 07/3/2022 của UBND huyện Lạc Sơn)"
    text = LETTER + annex + "\n1. Xã Mẫu\nPhụ lục II\n2. Xã Thử\n"
    warnings = understand(text).warnings
    assert warnings[0].startswith("phụ lục kèm theo: 2, bắt đầu tại [")
    ((start, end),) = spans(warnings)
    assert text[start:end] == annex


def test_rules_issued_with_a_decision_are_an_annex_from_their_heading_on() -> None:
    rules = "QUY CHẾ\nTIẾP CÔNG DÂN\n(Ban hành kèm theo Quyết định số 12/QĐ-UBND ngày 03/3/2022)"
    text = LETTER + rules + "\nĐiều 1. Phạm vi\n"
    ((start, end),) = spans(understand(text).warnings)
    assert text[start:end] == rules


def test_samples_have_no_false_warning() -> None:
    files = [path for path in sorted(SAMPLES.rglob("*")) if path.suffix in (".txt", ".md")]
    assert [path.name for path in files if understand(read(path.read_bytes(), path.name).text).warnings] == []


@pytest.mark.parametrize(
    "piece", ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n", "CHỦ NGHĨA VIỆT NAM ", "PHỤ LỤC\n(Kèm theo x 12\n", "A\n(Kèm theo x 12\n"]
)
def test_hostile_texts_take_no_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    start = time.process_time()
    further_documents(text, 0, None)
    assert time.process_time() - start < 1


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([*LETTER.split("\n"), *PLAN.split("\n"), "PHỤ LỤC", "(Kèm theo số 1/QĐ-X)", " | ", ""])))
def test_spans_lie_in_the_text(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert all(0 <= start < end <= len(text) for start, end in spans(understand(text).warnings))
