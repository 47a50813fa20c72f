"""The original beside its text: of a PDF, a Word document and a text file, for those who may see the document."""

from collections.abc import Iterator

import docx
import made_files
import pytest
from archives import answer, letter
from flask import Flask
from flask.testing import FlaskClient
from well_formed import well_formed

from vanban.opening import reading
from web.access import Access
from web.app import create_app


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Flask]]:
    """For everybody, and for whoever sees open documents only; one document of each kind is open, one PDF is not."""
    folder = tmp_path_factory.mktemp("in")
    lines = [[(60.0, 800.0 - 16 * n, line) for n, line in enumerate(letter(3).splitlines())]]
    (folder / "3.pdf").write_bytes(made_files.pdf(lines))
    word = docx.Document()
    for line in letter(4).splitlines():
        word.add_paragraph(line)
    word.add_paragraph("<script>alert(1)</script> & <img src=x onerror=alert(2)>")
    (folder / "4.docx").write_bytes(made_files.saved(word))
    (folder / "5.txt").write_text(letter(5), encoding="utf-8")
    hidden = folder / "kin"
    hidden.mkdir()
    (hidden / "6.pdf").write_bytes(made_files.pdf([[(60.0, 800.0, "Công văn số 6/UBND-VX kín")]]))
    archive = folder.parent / "kho"
    for name in ("3.pdf", "4.docx", "5.txt"):
        answer(archive, "add", str(folder / name), "--workers", "0")
    answer(archive, "add", str(hidden), "--label", "kin", "--workers", "0")
    with reading({"archive": archive}) as opened:
        parts = opened.archive()
        yield create_app(parts, Access(None, False, None)), create_app(parts, Access(frozenset({"open"}), False, None))


def ids(client: FlaskClient) -> dict[str, str]:
    hits = client.get("/api/v1/search?limit=50").get_json()["hits"]
    types = {hit["id"]: client.get(f"/api/v1/documents/{hit['id']}").get_json() for hit in hits}
    return {one["sources"][0]["path"].rsplit("/", 1)[-1]: id for id, one in types.items()}


def test_pages_of_a_pdf_are_pictures_that_take_their_room(apps: tuple[Flask, Flask]) -> None:
    client = apps[0].test_client()
    id = ids(client)["3.pdf"]
    assert f'href="/van-ban/{id}/goc"' in client.get(f"/van-ban/{id}").get_data(as_text=True)
    page = client.get(f"/van-ban/{id}/goc").get_data(as_text=True)
    well_formed(page)
    assert f'src="/van-ban/{id}/trang/1.png" width="900" height="' in page
    picture = client.get(f"/van-ban/{id}/trang/1.png")
    assert (picture.status_code, picture.content_type) == (200, "image/png")
    assert picture.data.startswith(b"\x89PNG")
    again = client.get(f"/van-ban/{id}/trang/1.png", headers={"If-None-Match": picture.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_word_document_is_shown_and_runs_nothing(apps: tuple[Flask, Flask]) -> None:
    client = apps[0].test_client()
    page = client.get(f"/van-ban/{ids(client)['4.docx']}/goc").get_data(as_text=True)
    well_formed(page)
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_a_kind_without_preview_says_so(apps: tuple[Flask, Flask]) -> None:
    client = apps[0].test_client()
    id = ids(client)["5.txt"]
    assert "/goc" not in client.get(f"/van-ban/{id}").get_data(as_text=True)
    assert "không hiện được ở đây" in client.get(f"/van-ban/{id}/goc").get_data(as_text=True)
    assert client.get(f"/van-ban/{id}/trang/1.png").status_code == 404


@pytest.mark.parametrize("number", ["0", "2", "999999999999", "-1", "..%2f1", "1e3", "%00"])
def test_a_page_that_is_not_there_is_not_found(apps: tuple[Flask, Flask], number: str) -> None:
    client = apps[0].test_client()
    assert client.get(f"/van-ban/{ids(client)['3.pdf']}/trang/{number}.png").status_code == 404
    assert client.get(f"/van-ban/{ids(client)['3.pdf']}/goc?tu={number}").status_code == 200


def test_what_a_reader_may_not_see_has_no_original(apps: tuple[Flask, Flask]) -> None:
    everybody, outside = apps[0].test_client(), apps[1].test_client()
    id = ids(everybody)["6.pdf"]
    assert everybody.get(f"/van-ban/{id}/trang/1.png").status_code == 200
    for path in (f"/van-ban/{id}/goc", f"/van-ban/{id}/trang/1.png"):
        hidden, absent = outside.get(path), outside.get(path.replace(id, "aaaaaaaaaaaa"))
        assert hidden.status_code == absent.status_code == 404
        assert hidden.data.replace(id.encode(), b"") == absent.data.replace(b"aaaaaaaaaaaa", b"")
    etag = everybody.get(f"/van-ban/{id}/trang/1.png").headers["ETag"]
    assert outside.get(f"/van-ban/{id}/trang/1.png", headers={"If-None-Match": etag}).status_code == 404
