"""Originals as pictures and blocks: what is drawn, and what hostile files can do (end their process, nothing else)."""

import io
import subprocess
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from pathlib import Path
from struct import pack, unpack
from threading import Event

import docx
import made_files
import made_scans
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from PIL import Image

from corpus.errors import MachineBusy, NotFound, Unreadable
from corpus.previews import limited, preview
from corpus.previews.docx_blocks import docx_blocks
from corpus.previews.limited import DOCX, PDF, picture
from corpus.previews.pdf_pages import MOST_PAGES, page_sizes
from corpus.previews.pictures import TALLEST, WIDTH, png
from corpus.previews.turns import OutOfTime, Turns
from corpus.readers import MOST_PAGES as MOST_READ


def kept(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "original"
    path.write_bytes(data)
    return path


def drawn(data: bytes) -> tuple[int, int, bytes]:
    """Width, height and pixels of a PNG, read by nothing of ours."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = unpack(">II", data[16:24])
    start = data.index(b"IDAT") + 4
    (length,) = unpack(">I", data[start - 8 : start - 4])
    return width, height, zlib.decompress(data[start : start + length])


def raw_pdf(box: str, pages: int = 1) -> bytes:
    """The smallest PDF, with a page box of one's choice."""
    kids = " ".join(f"{n + 3} 0 R" for n in range(pages))
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {pages}>>"]
    objects += [f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]>>"] * pages
    body, offsets = "%PDF-1.4\n", []
    for n, one in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{n} 0 obj{one}endobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(objects) + 1}/Root 1 0 R>>\n"
    return (body + end + f"startxref\n{len(body)}\n%%EOF").encode()


def test_a_page_is_drawn_as_told(tmp_path: Path) -> None:
    path = kept(tmp_path, made_files.pdf([[(60, 780, "Công văn số 1")], [(60, 780, "trang hai")]]))
    sizes = preview(path, PDF).pages
    assert len(sizes) == 2
    for number, size in enumerate(sizes, 1):
        width, height, pixels = drawn(picture(path, PDF, number))
        assert abs(width - size.width) <= 1
        assert abs(height - size.height) <= 2
        assert min(pixels) < 100 < max(pixels)  # ink on paper
    for none in (0, 3, 99_999):
        with pytest.raises(NotFound):
            picture(path, PDF, none)


@pytest.mark.parametrize("box", ["0 0 10 9000000", "0 0 9000000 10", "0 0 0 0", "0 0 -5 20", "5 5 5 5", "0 0 1e30 1e30"])
def test_a_page_of_any_box_stays_small(tmp_path: Path, box: str) -> None:
    data = raw_pdf(box)
    for size in page_sizes(data):
        assert size.width <= WIDTH
        assert size.height <= WIDTH * TALLEST + 1
    width, height, _ = drawn(picture(kept(tmp_path, data), PDF, 1))
    assert width * height <= WIDTH * WIDTH * TALLEST * 1.1


def test_as_many_pages_are_told_as_are_read(tmp_path: Path) -> None:
    assert MOST_PAGES == MOST_READ
    assert len(preview(kept(tmp_path, raw_pdf("0 0 595 842", 5_000)), PDF).pages) == MOST_PAGES


@pytest.mark.parametrize("media_type", [PDF, DOCX])
@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 and nothing", b"PK\x03\x04" + b"\0" * 50, bytes(range(256)) * 40])
def test_what_is_no_such_file_has_no_preview(tmp_path: Path, media_type: str, data: bytes) -> None:
    with pytest.raises(Unreadable):
        preview(kept(tmp_path, data), media_type)


def test_a_locked_pdf_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as told:
        preview(kept(tmp_path, made_files.pdf([[(60, 780, "x")]], encrypt="mat-khau")), PDF)
    assert told.value.reason == "encrypted"


def test_other_kinds_and_lost_files_have_none(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no preview"):
        preview(kept(tmp_path, b"x"), "text/plain")
    with pytest.raises(NotFound):
        preview(tmp_path / "nothing", PDF)
    with pytest.raises(NotFound):
        picture(kept(tmp_path, b"x"), DOCX, 1)


def test_drawing_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited, "SECONDS", 0.01)
    with pytest.raises(Unreadable) as told:
        preview(kept(tmp_path, made_files.pdf([[(60, 780, "x")]])), PDF)
    assert told.value.reason == "time"


def test_what_ran_out_of_time_is_not_drawn_again_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []

    def never(*_: object, **__: object) -> None:
        started.append(1)
        raise subprocess.TimeoutExpired("drawing", 1)

    monkeypatch.setattr(limited.subprocess, "run", never)
    path = kept(tmp_path, b"%PDF-1.7")
    for number in (1, 1, 1, 2, 3, 4):
        with pytest.raises(Unreadable) as told:
            picture(path, PDF, number)
        assert told.value.reason == "time"
    assert len(started) == 2  # of pages 1 and 2; after these the file is known


def test_after_a_while_it_is_tried_again_and_little_is_remembered() -> None:
    now = [0.0]
    slow = OutOfTime(seconds=10.0, files_after=2, most=3, now=lambda: now[0])
    one, other = Path("one"), Path("other")
    slow.note(one, "page 1")
    slow.refuse(one, "page 2")
    slow.refuse(other, "page 1")
    with pytest.raises(Unreadable):
        slow.refuse(one, "page 1")
    slow.note(one, "page 2")
    with pytest.raises(Unreadable):
        slow.refuse(one, "page 3")
    now[0] = 10.0
    slow.refuse(one, "page 1")
    for number in range(3):
        slow.note(other, f"page {number}")
    now[0] = 5.0
    slow.refuse(one, "page 1")  # forgotten for those that came later


def test_few_draw_few_wait_and_the_others_are_told_at_once() -> None:
    turns, end = Turns(at_once=1, waiting=1, patience=60.0), Event()

    def draws() -> bool:
        try:
            with turns.one():
                return end.wait(60)
        except MachineBusy:
            return False

    with ThreadPoolExecutor(5) as threads:
        asked = [threads.submit(draws) for _ in range(5)]
        told = list(islice(as_completed(asked, 60), 3))  # one draws and one waits; nothing else can end before `end`
        assert [one.result() for one in told] == [False] * 3
        end.set()
        assert sum(one.result() for one in asked) == 2


def test_who_waits_in_vain_is_told() -> None:
    turns = Turns(at_once=1, waiting=1, patience=0.01)
    with turns.one(), pytest.raises(MachineBusy), turns.one():
        pass


@pytest.mark.parametrize(
    ("kind", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp"), ("BMP", "image/bmp")]
)
def test_a_scan_is_drawn_as_a_page(tmp_path: Path, kind: str, media_type: str) -> None:
    path = kept(tmp_path, made_scans.saved(made_scans.page(), kind))
    (size,) = preview(path, media_type).pages
    width, height, pixels = drawn(picture(path, media_type, 1))
    assert (width, abs(height - size.height) <= 1) == (WIDTH, True)
    assert min(pixels) < 100 < max(pixels)
    with pytest.raises(NotFound):
        picture(path, media_type, 2)


def test_a_tiff_has_its_pages_and_a_photo_stands_upright(tmp_path: Path) -> None:
    pages = [Image.new("L", (200, 300), 255), Image.new("1", (300, 200), 0)]
    tiff = kept(tmp_path, made_scans.saved(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
    sizes = preview(tiff, "image/tiff").pages
    assert [(size.width, size.height) for size in sizes] == [(900, 1350), (900, 600)]
    for number, size in enumerate(sizes, 1):
        assert drawn(picture(tiff, "image/tiff", number))[:2] == (size.width, size.height)
    for none in (0, 3, 99_999):
        with pytest.raises(NotFound):
            picture(tiff, "image/tiff", none)
    lying = Image.new("RGB", (300, 200), "white")
    held = lying.getexif()
    held[0x0112] = 6
    photo = kept(tmp_path, made_scans.saved(lying, "JPEG", exif=held, comment=b"<script>alert(1)</script>"))
    (size,) = preview(photo, "image/jpeg").pages
    made = picture(photo, "image/jpeg", 1)
    assert (drawn(made)[:2], (size.width, size.height)) == ((900, 1350), (900, 1350))
    assert b"script" not in made


@pytest.mark.parametrize("box", [(1, 30_000), (30_000, 1), (3_000, 3_000)])
def test_an_image_of_any_size_stays_small(tmp_path: Path, box: tuple[int, int]) -> None:
    width, height, _ = drawn(picture(kept(tmp_path, made_scans.saved(Image.new("L", box), "PNG")), "image/png", 1))
    assert width <= WIDTH
    assert height <= WIDTH * TALLEST


@pytest.mark.parametrize("box", [(60_000, 60_000), (12_000, 9_000), (2**31 - 1, 1)])
def test_an_image_that_promises_more_than_it_has_is_not_unpacked(tmp_path: Path, box: tuple[int, int]) -> None:
    data = png(b"\0" * 3, 1, 1)
    head = data[12:16] + pack(">II", *box) + data[24:29]
    path = kept(tmp_path, data[:12] + head + pack(">I", zlib.crc32(head)) + data[33:])
    with pytest.raises(Unreadable):
        picture(path, "image/png", 1)


def test_a_word_document_keeps_its_looks_and_nothing_else(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_heading("Kế hoạch", 2)
    centred = made.add_paragraph()
    centred.alignment = WD_ALIGN_PARAGRAPH.CENTER
    centred.add_run("CỘNG HÒA").bold = True
    centred.add_run(" và ").italic = True
    centred.add_run("<script>").underline = True
    table = made.add_table(1, 2)
    table.cell(0, 0).text = "trái"
    table.cell(0, 1).text = "phải"
    found = preview(kept(tmp_path, made_files.saved(made)), DOCX)
    assert found.whole
    heading, paragraph, grid = found.blocks[0], found.blocks[1], found.blocks[2]
    assert (heading.heading, heading.runs[0].text) == (2, "Kế hoạch")
    assert paragraph.align == "center"
    assert [(run.text, run.bold, run.italic, run.underline) for run in paragraph.runs] == [
        ("CỘNG HÒA", True, False, False),
        (" và ", False, True, False),
        ("<script>", False, False, True),
    ]
    assert [cell.blocks[0].runs[0].text for cell in grid.rows[0]] == ["trái", "phải"]


def test_deleted_text_fields_and_pictures_are_not_shown() -> None:
    body = (
        "<w:p><w:r><w:t>còn </w:t></w:r><w:del><w:r><w:delText>bỏ</w:delText></w:r></w:del>"
        "<w:r><w:instrText>HYPERLINK javascript:alert(1)</w:instrText></w:r>"
        "<w:hyperlink><w:r><w:t>lại</w:t></w:r></w:hyperlink><w:r><w:pict><w:t>hình</w:t></w:pict></w:r></w:p>"
    )
    blocks, whole = docx_blocks(package(body))
    assert whole
    assert "".join(run.text for block in blocks for run in block.runs) == "còn lại"


def test_letters_of_old_fonts_are_shown_as_they_are_read() -> None:
    old = '<w:p><w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr><w:t>{text}</w:t></w:r></w:p>'
    body = old.format(font="VNI-Times", text="nhaân daân") + old.format(font="Times New Roman", text="nhân dân")
    assert [block.runs[0].text for block in docx_blocks(package(body))[0]] == ["nhân dân", "nhân dân"]


@pytest.mark.parametrize("span", ["0", "-1", "9" * 5000, "x", "99"])
def test_a_cell_of_any_width_has_one(span: str) -> None:
    cell = f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr><w:p/></w:tc>'
    found = docx_blocks(package(f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>"))[0]
    assert 1 <= found[0].rows[0][0].span <= 99


def test_a_document_without_end_is_cut_and_says_so() -> None:
    blocks, whole = docx_blocks(package("<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 6_000))
    assert (len(blocks), whole) == (4_000, False)
    nested = "<w:tbl><w:tr><w:tc>" * 40 + "<w:p><w:r><w:t>sâu</w:t></w:r></w:p>" + "</w:tc></w:tr></w:tbl>" * 40
    assert docx_blocks(package(nested))[1]


def test_a_bomb_and_a_document_type_are_refused(tmp_path: Path) -> None:
    hostile = package("<w:p/>", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>')
    for data in (made_files.docx_bomb(), hostile):
        with pytest.raises(Unreadable):
            preview(kept(tmp_path, data), DOCX)


def package(body: str, doctype: str = "") -> bytes:
    made = io.BytesIO()
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        out.writestr("word/document.xml", f'{doctype}<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>')
    return made.getvalue()
