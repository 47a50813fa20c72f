"""One correction for the documents of a question: those that are ticked, after a preview, and only as they were shown."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from review_desk import Desk, desk
from well_formed import well_formed

from web.access import Access
from web.app import create_app

OWN = {"Origin": "http://localhost"}


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as office:
        for n in range(5):
            office.add(f"phòng dịch cho gia súc {n}", number=f"{n + 1}/KH-UBND", date=f"2018-02-0{n + 1}")
        office.add("phòng dịch trong nội bộ", number="9/KH-UBND", label="inside")
        yield office


@pytest.fixture
def client(made: Desk) -> FlaskClient:
    return create_app(made.archive, Access(frozenset({"open"}), True, None), made.editor).test_client()


def ids(client: FlaskClient) -> list[str]:
    page = client.get("/sua-nhieu?q=phong+dich").get_data(as_text=True)
    well_formed(page)
    return re.findall(r'name="van-ban" value="([a-z0-9]+)"', page)


def send(client: FlaskClient, chosen: list[str], state: str | None = None, **form: str):
    data = {"field": "place", "value": "Sông Ngàn", **form, "van-ban": chosen} | ({"state": state} if state else {})
    return client.post("/sua-nhieu?q=phong+dich", data=data, headers=OWN)


def state_of(page: str) -> str:
    found = re.search(r'name="state" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


def places(made: Desk) -> list[str | None]:
    documents = made.catalogue.documents(list(made.catalogue.revisions()), None)
    return sorted((one.fields.place for one in documents.values()), key=str)


def test_ticked_documents_are_shown_and_then_corrected(client: FlaskClient, made: Desk) -> None:
    assert 'href="/sua-nhieu?q=phong+dich"' in unescape(client.get("/?q=phong+dich").get_data(as_text=True))
    found = ids(client)
    assert len(found) == 5
    shown = send(client, found[:3])
    page = shown.get_data(as_text=True)
    well_formed(page)
    assert shown.status_code == 200
    assert places(made).count("Sông Ngàn") == 0  # nothing is done yet
    assert page.count("<ins>Sông Ngàn</ins>") == 3
    done = send(client, found[:3], state_of(page), by="Ngân", note="theo bản giấy")
    assert done.headers["Location"].endswith("xong=3")
    assert "Đã sửa 3 văn bản" in client.get(done.headers["Location"]).get_data(as_text=True)
    assert places(made).count("Sông Ngàn") == 3
    trail = made.catalogue.history(found[0], None)  # type: ignore[arg-type]
    assert (trail[0].by, trail[0].note) == ("Ngân", "theo bản giấy")


def test_what_changed_since_it_was_shown_is_shown_again(client: FlaskClient, made: Desk) -> None:
    found = ids(client)
    state = state_of(send(client, found).get_data(as_text=True))
    made.editor.correct(found[0], [("place", "Nơi khác")])  # type: ignore[arg-type]
    again = send(client, found, state)
    assert again.status_code == 200
    assert "Nơi khác" in again.get_data(as_text=True)
    assert places(made).count("Sông Ngàn") == 0
    # Another value under the same mark is shown first, too.
    assert send(client, found, state, value="Bãi Trầm").status_code == 200
    assert places(made).count("Bãi Trầm") == 0


def test_what_the_reader_may_not_see_cannot_be_ticked(client: FlaskClient, made: Desk) -> None:
    hidden = [id for id in made.catalogue.revisions() if not made.catalogue.documents([id], frozenset({"open"}))]
    assert len(hidden) == 1
    assert hidden[0] not in ids(client)
    answer = send(client, hidden)
    assert answer.status_code == 400
    assert "Hãy chọn ít nhất một văn bản" in answer.get_data(as_text=True)


def test_malformed_values_fields_and_questions_are_told(client: FlaskClient, made: Desk) -> None:
    found = ids(client)
    assert send(client, found, field="date", value="hôm qua").status_code == 400
    assert send(client, found, field="access_label", value="open").status_code == 400
    assert send(client, found, field="<script>").status_code == 400
    assert client.get("/sua-nhieu?year=x").status_code == 400
    hostile = send(client, found, value="<script>alert(1)</script>").get_data(as_text=True)
    well_formed(hostile)
    assert places(made).count("Sông Ngàn") == 0


def test_a_writer_at_work_and_other_sites_change_nothing(client: FlaskClient, made: Desk) -> None:
    found = ids(client)
    state = state_of(send(client, found).get_data(as_text=True))
    made.busy = True
    assert send(client, found, state).status_code in (409, 503)
    made.busy = False
    data = {"field": "place", "value": "x", "van-ban": found, "state": state}
    assert client.post("/sua-nhieu?q=phong+dich", data=data).status_code == 403
    assert places(made).count("Sông Ngàn") == 0


def test_whoever_may_not_edit_has_no_such_page(made: Desk) -> None:
    client = create_app(made.archive, Access(frozenset({"open"}), False, None), made.editor).test_client()
    assert client.get("/sua-nhieu").status_code == 404
    assert "sua-nhieu" not in client.get("/?q=phong+dich").get_data(as_text=True)
