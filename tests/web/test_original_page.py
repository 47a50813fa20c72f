"""/van-ban/{id}/goc and its pictures, of originals that need no reading: scans, hostile fields, a machine that is busy."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import made_files
import made_scans
import pytest
from flask.testing import FlaskClient
from small_archive import HOSTILE, fictional_documents, small_archive
from well_formed import well_formed

from corpus.previews import limited
from corpus.previews.turns import Turns
from web.access import Access
from web.app import create_app

HOSTILE_ONE = next(one for one in fictional_documents() if HOSTILE in (one.fields.subject or ""))
ADDRESS = f"/van-ban/{HOSTILE_ONE.id}"
Shown = Callable[[str, bytes], FlaskClient]


@pytest.fixture
def shown(tmp_path: Path) -> Shown:
    """A reader of one document with hostile fields, whose original has that media type and those bytes."""

    def make(media_type: str, data: bytes) -> FlaskClient:
        version = replace(HOSTILE_ONE.versions[-1], media_type=media_type)
        archive = small_archive(tmp_path, [replace(HOSTILE_ONE, versions=(version,))])
        (tmp_path / version.sha256).write_bytes(data)
        return create_app(archive, Access(frozenset({"open"}), False, None)).test_client()

    return make


@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        ("application/pdf", made_files.pdf([[(60.0, 780.0, "trang")]])),
        ("image/png", made_scans.saved(made_scans.page(), "PNG")),
        ("application/pdf", b"%PDF-1.7 nothing"),
        ("image/svg+xml", b"<svg onload='alert(1)'/>"),
        ("text/html", b"<script>alert(1)</script>"),
    ],
)
def test_hostile_fields_and_files_stay_text_beside_any_original(shown: Shown, media_type: str, data: bytes) -> None:
    client = shown(media_type, data)
    for address in (ADDRESS, f"{ADDRESS}/goc"):
        page = client.get(address).get_data(as_text=True)
        well_formed(page)
        assert "<script>alert" not in page
        assert "onerror=alert(2)>" not in page
        assert "&lt;script&gt;alert" in page


def test_a_scan_is_shown_as_a_page_beside_its_text(shown: Shown) -> None:
    client = shown("image/png", made_scans.saved(made_scans.page(), "PNG"))
    assert f'href="{ADDRESS}/goc"' in client.get(ADDRESS).get_data(as_text=True)
    assert f'src="{ADDRESS}/trang/1.png"' in client.get(f"{ADDRESS}/goc").get_data(as_text=True)
    picture = client.get(f"{ADDRESS}/trang/1.png")
    assert (picture.status_code, picture.content_type, picture.data[:4]) == (200, "image/png", b"\x89PNG")
    assert client.get(f"{ADDRESS}/trang/2.png").status_code == 404


def test_where_many_draw_a_reader_is_told_to_come_again(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited, "_turns", Turns(at_once=1, waiting=0, patience=0.0))
    client = shown("application/pdf", made_files.pdf([[(60.0, 780.0, "trang")]]))
    with limited._turns.one():
        page, picture = client.get(f"{ADDRESS}/goc"), client.get(f"{ADDRESS}/trang/1.png")
    assert "tải lại trang sau giây lát" in page.get_data(as_text=True)
    assert (picture.status_code, picture.headers.get("Retry-After")) == (503, "5")
    assert client.get(f"{ADDRESS}/trang/1.png").status_code == 200
