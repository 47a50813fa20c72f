"""Images that are broken, huge, hostile or empty end with a reason, quickly."""

import struct
import time
import zlib

import made_scans as scans
import numpy as np
import pytest
from PIL import Image

from corpus.errors import Unreadable
from corpus.readers import image as image_reader
from corpus.readers import read
from corpus.readers.ocr import Recognition

pytestmark = scans.needs_tesseract


def reason_of(data: bytes, name: str = "a.png") -> str:
    with pytest.raises(Unreadable) as caught:
        read(data, name, Recognition())
    assert name in str(caught.value)
    return caught.value.reason


def png(width: int, height: int, packed: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (scans.saved(scans.page(), "PNG")[:3000], "broken"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "unsupported"),
        (png(60_000, 60_000, zlib.compress(bytes(10))), "too-large"),
        (png(8_000, 8_000, zlib.compress(bytes(1000))), "broken"),
        (scans.saved(Image.new("L", (900, 900), "white"), "PNG"), "no-text"),
        (scans.saved(Image.effect_noise((300, 300), 80), "PNG"), "no-text"),
        (scans.saved(Image.new("L", (1, 1), "black"), "PNG"), "no-text"),
    ],
)
def test_what_is_no_page_has_its_reason(data: bytes, reason: str) -> None:
    started = time.monotonic()
    assert reason_of(data) == reason
    assert time.monotonic() - started < 60


def test_a_bomb_of_a_hundred_megabytes_in_a_few_kilobytes_is_not_unpacked() -> None:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(2**20)) for _ in range(110)) + packer.flush()
    assert reason_of(png(10_000, 11_000, packed)) == "too-large"


def test_a_photograph_format_that_is_not_read_says_what_to_do() -> None:
    assert reason_of(b"\x00\x00\x00\x18ftypheic" + bytes(40), "a.heic") == "unsupported"


def test_a_tiff_of_a_thousand_frames_is_read_up_to_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_reader, "MOST_RECOGNISED", 2)
    blank = [Image.new("1", (8, 8), 1) for _ in range(999)]
    data = scans.saved(scans.page().convert("1"), "TIFF", save_all=True, append_images=blank)
    reading = read(data, "a.tif", Recognition())
    assert [page.number for page in reading.pages] == [1, 2]
    assert any("chỉ nhận dạng 2 trang đầu" in warning for warning in reading.warnings)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "CMYK", "I;16"])
def test_any_kind_of_pixels_is_read(mode: str) -> None:
    page = scans.page()
    grey = np.asarray(page.convert("L"))
    if mode == "I;16":
        page = Image.fromarray(grey.astype("uint16") * 200)
    elif mode == "RGBA":
        page = Image.fromarray(np.dstack([np.zeros_like(grey)] * 3 + [255 - grey]))
    else:
        page = page.convert(mode)
    data = scans.saved(page, "TIFF")
    assert "NHÂN DÂN" in read(data, "a.tif", Recognition()).text


def test_a_picture_that_the_camera_turned_is_read_upright() -> None:
    page = scans.page().transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees to the right to see it upright
    data = scans.saved(page, "JPEG", exif=exif, quality=92)
    assert "NHÂN DÂN" in read(data, "a.jpg", Recognition()).text
