"""/chat-luong: questions added, judged by clicking, measured, and kept as the mark; and what is refused."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from review_desk import Desk, desk
from well_formed import well_formed as _well_formed

from search_api.own_questions import OwnQuestions
from web.access import Access
from web.app import create_app

HOSTILE = "<script>alert('x')</script>\" onfocus=alert(1) x=\""
OWN = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def own(tmp_path: Path) -> OwnQuestions:
    return OwnQuestions(tmp_path / "judgements")


def client_of(made: Desk, own: OwnQuestions, access: Access | None = None) -> FlaskClient:
    archive = replace(made.archive, questions=own)
    return create_app(archive, access or Access(None, True, frozenset({"localhost"})), made.editor).test_client()


@pytest.fixture
def client(made: Desk, own: OwnQuestions) -> FlaskClient:
    return client_of(made, own)


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    text = response.get_data(as_text=True)
    _well_formed(text)
    return text


def send(client: FlaskClient, address: str, **form: str):
    return client.post(address, data=form, headers=OWN)


def test_a_question_is_added_judged_measured_and_becomes_the_mark(client: FlaskClient, made: Desk, own: OwnQuestions) -> None:
    id = made.add("phòng dịch cho đàn gia súc")
    assert "Chất lượng" in page(client, "/")
    added = send(client, "/chat-luong", text="phòng dịch gia súc")
    assert added.status_code == 303
    judging = page(client, added.location)
    assert id in judging
    assert "chưa chấm" in judging
    judged = send(client, added.location, doc=id, relevance="2")
    assert judged.status_code == 303
    assert judged.location.endswith(f"#{id}")
    assert re.search(r'value="2" aria-pressed="true"', page(client, added.location))
    measured = page(client, "/chat-luong/do")
    assert "1 câu đã chấm" in measured
    assert "Chưa có mốc nào" in measured
    assert send(client, "/chat-luong/moc").status_code == 303
    assert "1,000" in page(client, "/chat-luong")
    assert "không thấy khác biệt" in page(client, "/chat-luong/do")
    assert own.mark() is not None
    send(client, added.location, doc=id, relevance="")
    assert own.judgements() == {}


def test_a_question_is_reworded_and_removed(client: FlaskClient, own: OwnQuestions) -> None:
    address = send(client, "/chat-luong", text="một").location
    send(client, f"{address}/sua", text="hai", do="save")
    assert [one.text for one in own.questions()] == ["hai"]
    assert send(client, f"{address}/sua", text="", do="save").status_code == 400
    send(client, f"{address}/sua", text="hai", do="remove")
    assert own.questions() == ()
    page(client, address, 404)


def test_bad_forms_are_refused_and_keep_what_was_typed(client: FlaskClient, made: Desk, own: OwnQuestions) -> None:
    id = made.add("phòng dịch")
    assert send(client, "/chat-luong", text=" ").status_code == 400
    long = send(client, "/chat-luong", text="x" * 2001)
    assert long.status_code == 400
    assert "x" * 2001 in long.get_data(as_text=True)
    address = send(client, "/chat-luong", text="một").location
    assert send(client, address, doc=id, relevance="7").status_code == 400
    assert send(client, address, doc="khongcovanban", relevance="1").status_code == 404
    assert send(client, "/chat-luong/cau/khong-co", doc=id, relevance="1").status_code == 404
    assert send(client, "/chat-luong/moc").status_code == 400
    assert own.judgements() == {}


def test_a_form_of_another_site_is_refused(client: FlaskClient, own: OwnQuestions) -> None:
    for headers in ({}, {"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post("/chat-luong", data={"text": "x"}, headers=headers).status_code == 403
    assert own.questions() == ()


def test_hostile_text_is_text(client: FlaskClient, made: Desk) -> None:
    made.add(HOSTILE)
    address = send(client, "/chat-luong", text=HOSTILE).location
    for text in (page(client, "/chat-luong"), page(client, address)):
        assert "<script>alert" not in text
        assert 'onfocus=alert(1) x="' not in text.replace("&#34;", "”")


def test_who_may_not_edit_has_no_such_pages(made: Desk, own: OwnQuestions) -> None:
    reader = client_of(made, own, Access(frozenset({"open"}), False, None))
    own.add("một")
    for address in ("/chat-luong", "/chat-luong/do", f"/chat-luong/cau/{own.questions()[0].id}"):
        assert reader.get(address).status_code == 404
    assert "Chất lượng" not in reader.get("/").get_data(as_text=True)


def test_documents_outside_the_editors_labels_are_not_put_up(made: Desk, own: OwnQuestions) -> None:
    hidden = made.add("phòng dịch bí ẩn", label="inside")
    client = client_of(made, own, Access(frozenset({"open"}), True, frozenset({"localhost"})))
    address = send(client, "/chat-luong", text="phòng dịch bí ẩn").location
    own.judge(address.rpartition("/")[2], hidden, 2)
    assert hidden not in page(client, address)
    assert send(client, address, doc=hidden, relevance="1").status_code == 404
