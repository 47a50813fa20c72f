"""/da-luu: a search is saved, shows what is new in it, is seen, renamed and forgotten; and what is refused."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from review_desk import Desk, desk
from test_pages import _well_formed
from werkzeug.test import TestResponse

from corpus.lock import WriterLock
from search_api import saved_searches
from search_api.saved_searches import SavedSearches
from web.access import Access
from web.app import create_app

HOSTILE = "<script>alert('x')</script>\" onfocus=alert(1) x=\""
OWN = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def saved(tmp_path: Path) -> SavedSearches:
    return SavedSearches(tmp_path / "searches")


def client_of(made: Desk, saved: SavedSearches | None, access: Access | None = None) -> FlaskClient:
    archive = replace(made.archive, saved=saved)
    return create_app(archive, access or Access(None, True, frozenset({"localhost"})), made.editor).test_client()


@pytest.fixture
def client(made: Desk, saved: SavedSearches) -> FlaskClient:
    return client_of(made, saved)


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    return read(client.get(address), status)


def read(response: TestResponse, status: int) -> str:
    assert response.status_code == status
    text = response.get_data(as_text=True)
    _well_formed(text)
    return text


def send(client: FlaskClient, address: str, **form: str) -> TestResponse:
    return client.post(address, data=form, headers=OWN)


def mark_of(text: str) -> str:
    return re.findall(r'name="mark" value="([^"]+)"', text)[0]


def test_a_search_is_saved_from_the_results_and_shows_what_comes_after(
    client: FlaskClient, made: Desk, saved: SavedSearches
) -> None:
    old = made.add("phòng dịch cho đàn gia súc")
    results = page(client, "/?q=phong+dich&year=2017&offset=0")
    link = re.search(r'href="(/da-luu\?[^"]+)"[^>]*>Lưu câu hỏi này', results)
    assert link is not None
    form = page(client, unescape(link[1]))
    assert 'name="name" value="phong dich, năm 2017"' in form
    fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
    assert fields == {"q": "phong dich", "year": "2017"}
    assert send(client, "/da-luu", name="Dịch bệnh", **fields).status_code == 303
    assert "không có văn bản mới" in page(client, "/da-luu")

    new = made.add("phòng dịch cho đàn gia cầm")
    text = page(client, "/da-luu")
    assert "1 văn bản mới" in text
    assert f'href="/van-ban/{new}"' in text
    assert f'href="/van-ban/{old}"' not in text
    [one] = saved.searches()
    assert f'<a href="/?q=phong+dich&amp;year=2017">{one.name}</a>' in text
    assert 'href="/ket-qua.atom?q=phong+dich&amp;year=2017"' in text
    seen = send(client, f"/da-luu/{one.id}", do="seen", mark=mark_of(text))
    assert (seen.status_code, seen.location) == (303, f"/da-luu#tim-{one.id}")
    assert "không có văn bản mới" in page(client, "/da-luu")


def test_a_search_that_finds_nothing_yet_can_be_followed(client: FlaskClient, made: Desk) -> None:
    results = page(client, "/?q=%22ong+mật%22")
    assert "Lấy danh sách:" not in results
    assert 'href="/ket-qua.atom?q=%22ong+m%E1%BA%ADt%22"' in results
    send(client, "/da-luu", name="ong", q='"ong mật"')
    made.add("nuôi ong mật")
    assert "1 văn bản mới" in page(client, "/da-luu")


def test_what_came_while_the_page_was_read_stays_new(client: FlaskClient, made: Desk, saved: SavedSearches) -> None:
    send(client, "/da-luu", name="x", q="phong dich")
    made.add("phòng dịch cho đàn gia súc")
    mark = mark_of(page(client, "/da-luu"))
    made.add("phòng dịch cho đàn gia cầm")
    [one] = saved.searches()
    assert "xin xem lại" in read(send(client, f"/da-luu/{one.id}", do="seen", mark=mark), 409)
    assert "2 văn bản mới" in page(client, "/da-luu")


def test_a_document_that_a_correction_brings_in_is_new(client: FlaskClient, made: Desk) -> None:
    id = made.add("giữ vườn cò")
    send(client, "/da-luu", name="x", q="tiếp dân")
    made.editor.correct(id, [("subject", "tiếp dân")])
    assert "1 văn bản mới" in page(client, "/da-luu")


def test_a_search_is_renamed_and_forgotten(client: FlaskClient, saved: SavedSearches) -> None:
    send(client, "/da-luu", name="một", q="phong dich")
    [one] = saved.searches()
    send(client, f"/da-luu/{one.id}", do="rename", name="hai")
    assert [one.name for one in saved.searches()] == ["hai"]
    assert "Chưa đặt tên" in read(send(client, f"/da-luu/{one.id}", do="rename", name=" "), 400)
    assert send(client, f"/da-luu/{one.id}", do="remove").location == "/da-luu"
    assert saved.searches() == ()
    assert "Chưa lưu câu hỏi nào" in page(client, "/da-luu")
    read(send(client, f"/da-luu/{one.id}", do="remove"), 404)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": " ", "q": "x"}, "Chưa đặt tên"),
        ({"name": "x" * 201, "q": "x"}, "Tên quá dài"),
        ({"name": "x", "q": "có rồi"}, "đã được lưu"),
        ({"name": "x", "year": "20x3"}, "Yêu cầu chưa đúng"),
        ({"name": "x", "q": "x" * 2001}, "Yêu cầu chưa đúng"),
    ],
)
def test_what_cannot_be_kept_is_told_and_what_was_typed_stays(
    client: FlaskClient, saved: SavedSearches, form: dict[str, str], said: str
) -> None:
    send(client, "/da-luu", name="một", q="có rồi")
    text = read(send(client, "/da-luu", **form), 400)
    assert said in text
    assert "Yêu cầu" in said or f'value="{form["name"]}"' in text
    assert len(saved.searches()) == 1


def test_more_than_the_page_can_ask_are_refused(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_searches, "MOST", 1)
    send(client, "/da-luu", name="một", q="một")
    assert "hãy bỏ bớt" in read(send(client, "/da-luu", name="hai", q="hai"), 400)


def test_another_writer_is_told(client: FlaskClient, saved: SavedSearches, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_searches, "_WAIT", 0.0)
    with WriterLock(saved.folder):
        assert "người khác ghi" in read(send(client, "/da-luu", name="một", q="một"), 503)


def test_a_form_of_another_site_is_refused(client: FlaskClient, saved: SavedSearches) -> None:
    send(client, "/da-luu", name="một", q="một")
    [one] = saved.searches()
    for headers in ({}, {"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post("/da-luu", data={"name": "x", "q": "y"}, headers=headers).status_code == 403
        assert client.post(f"/da-luu/{one.id}", data={"do": "remove"}, headers=headers).status_code == 403
    assert saved.searches() == (one,)


@pytest.mark.parametrize("id", ["..%2fcatalogue", "0000000a", "x", "%00", "a" * 3000])
def test_what_is_no_search_is_not_found(client: FlaskClient, id: str) -> None:
    assert send(client, f"/da-luu/{id}", do="remove").status_code == 404
    assert send(client, f"/da-luu/{id}", do="seen").status_code == 404


def test_a_form_that_asks_for_nothing_known_is_refused(client: FlaskClient, saved: SavedSearches) -> None:
    send(client, "/da-luu", name="một", q="một")
    for wanted in ("", "explode"):
        assert send(client, f"/da-luu/{saved.searches()[0].id}", do=wanted).status_code == 400


def test_hostile_names_questions_and_subjects_are_text(client: FlaskClient, made: Desk, saved: SavedSearches) -> None:
    send(client, "/da-luu", name=HOSTILE, q=HOSTILE, signer=HOSTILE)
    send(client, "/da-luu", name="mọi văn bản", type="ke-hoach")
    made.add(HOSTILE)
    form = page(client, "/da-luu?q=" + "%22%3E%3Cscript%3Ealert(1)%3C/script%3E" + "&signer=%3Cb%3E")
    for text in (page(client, "/da-luu"), form):
        assert "<script>alert" not in text
        assert 'onfocus=alert(1) x="' not in text.replace("&#34;", "”")


def test_a_damaged_file_is_a_page_that_names_it(client: FlaskClient, saved: SavedSearches) -> None:
    saved.folder.mkdir()
    (saved.folder / "0000000a.json").write_text(json.dumps({"name": "x"}), "utf-8")
    assert "0000000a.json" in page(client, "/da-luu", 400)


def test_who_may_not_edit_has_no_such_pages(made: Desk, saved: SavedSearches) -> None:
    made.add("phòng dịch")
    for reader in (client_of(made, saved, Access(frozenset({"open"}), False, None)), client_of(made, None)):
        assert reader.get("/da-luu").status_code == 404
        assert send(reader, "/da-luu", name="x", q="y").status_code == 404
        assert "da-luu" not in reader.get("/?q=phong+dich").get_data(as_text=True)


def test_documents_outside_the_labels_are_never_new(made: Desk, saved: SavedSearches) -> None:
    client = client_of(made, saved, Access(frozenset({"open"}), True, frozenset({"localhost"})))
    send(client, "/da-luu", name="x", q="phong dich")
    hidden = made.add("phòng dịch bí ẩn", label="inside")
    text = page(client, "/da-luu")
    assert "không có văn bản mới" in text
    assert hidden not in text
