"""/ra-soat and the pages that correct: what they show, what they write, and what they refuse."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from review_desk import ISSUER, Desk, desk
from well_formed import well_formed as _well_formed

from corpus.document import Evidence
from web.access import Access
from web.app import create_app

HOSTILE = "<script>alert('x')</script>\" onfocus=alert(1) x=\""
OWN = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def client(made: Desk) -> FlaskClient:
    return create_app(made.archive, Access(None, True, frozenset({"localhost"})), made.editor).test_client()


def page(client: FlaskClient, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    text = response.get_data(as_text=True)
    _well_formed(text)
    return text


def left(client: FlaskClient, address: str = "/ra-soat") -> int:
    found = re.search(r"Còn <strong>([\d.]+)</strong>", page(client, address))
    return int(found[1].replace(".", "")) if found else 0


def forms(text: str) -> list[dict[str, str]]:
    """The hidden values of each entry's first form, in order."""
    entries = re.split(r'<li class="entry"', text)[1:]
    pattern = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
    return [{name: unescape(value) for name, value in pattern.findall(entry.split("</form>")[0])} for entry in entries]


def send(client: FlaskClient, form: dict[str, str], address: str = "/ra-soat", **headers: str):
    return client.post(address, data=form, headers=headers or OWN)


def test_an_entry_shows_its_line_with_the_value_marked_and_the_proposal(client: FlaskClient, made: Desk) -> None:
    made.add("phòng dịch")
    text = page(client, "/ra-soat")
    assert left(client) == 2
    assert "<mark>Số:{24.2 /KH-UBND</mark>" in text
    assert "Sông Ngàn, <mark>ngày (O- tháng 10 năm 2017</mark>" in text
    assert text.count("autofocus") == 1
    assert re.search(r'name="propose" value="242/KH-UBND" autofocus', text)
    assert "chắc 50 %" in text


def test_confirming_proposing_correcting_and_none_each_settle_their_field(client: FlaskClient, made: Desk) -> None:
    id = made.add("phòng dịch", subject=None)
    number, date, subject = forms(page(client, "/ra-soat"))
    done = send(client, {**number, "propose": "242/KH-UBND"})
    assert done.status_code == 303
    assert "242/KH-UBND" in page(client, done.location)
    assert send(client, {**date, "do": "confirm"}).status_code == 303
    assert send(client, {**subject, "do": "none"}).status_code == 303
    assert "Không còn trường nào" in page(client, "/ra-soat")
    document = made.catalogue.document(id, None)
    assert (document.fields.number, document.fields.date) == ("242/KH-UBND", "2017-10")
    assert document.fields.evidence["date"].rule == "confirmed"
    assert [(one.field, one.by, one.at) for one in made.catalogue.history(id)] == [
        (field, "may-tinh", made.at) for field in ("number", "date", "subject")
    ]
    assert client.get("/api/v1/search?q=242/KH-UBND").get_json()["hits"][0]["id"] == id


def test_the_next_request_sees_the_correction(client: FlaskClient, made: Desk) -> None:
    id = made.add("phòng dịch")
    page(client, f"/van-ban/{id}")
    send(client, {**forms(page(client, "/ra-soat"))[0], "do": "correct", "value": " 243/KH-UBND "})
    assert "243/KH-UBND" in page(client, f"/van-ban/{id}")
    assert client.get("/api/v1/search?number=243/KH-UBND").get_json()["total"] == 1


def test_a_month_is_corrected_in_the_form_in_which_it_is_shown(client: FlaskClient, made: Desk) -> None:
    id = made.add("phòng dịch")
    assert send(client, {**forms(page(client, "/ra-soat"))[1], "do": "correct", "value": "11/2017"}).status_code == 303
    assert made.catalogue.document(id, None).fields.date == "2017-11"


@pytest.mark.parametrize("value", ["không phải số", "x" * 10_000, "\x00\x1b", "  ", "1/2/3/4/5 \r\n" * 300])
def test_a_malformed_value_comes_back_with_the_reason_and_changes_nothing(client: FlaskClient, made: Desk, value: str) -> None:
    id = made.add("phòng dịch")
    response = send(client, {**forms(page(client, "/ra-soat"))[0], "do": "correct", "value": value})
    text = response.get_data(as_text=True)
    assert response.status_code == 400
    _well_formed(text)
    assert 'role="alert"' in text
    assert made.catalogue.history(id) == []


def test_hostile_values_stay_text_everywhere(client: FlaskClient, made: Desk) -> None:
    id = made.add("phòng dịch", subject=HOSTILE, evidence={"subject": Evidence(None, HOSTILE, 0.3)})
    other = made.add("dịch khác", subject=HOSTILE, issuers=(ISSUER,))
    for form in forms(page(client, "/ra-soat?field=subject")):
        send(client, {**form, "do": "correct", "value": HOSTILE + "\nhai dòng"})
    form = forms(page(client, "/ra-soat?field=number"))[0]
    refused = send(client, {**form, "do": "correct", "value": HOSTILE}).get_data(as_text=True)
    addresses = [
        "/ra-soat",
        f"/ra-soat?done={id}&at=subject",
        f"/van-ban/{id}/sua",
        f"/van-ban/{id}/lich-su",
        f"/van-ban/{other}",
    ]
    for text in [refused, *(page(client, address) for address in addresses)]:
        assert "script" not in _well_formed(text).names
        assert "&lt;script&gt;" in text
    assert "\n" not in (made.catalogue.document(id, None).fields.subject or "")


def test_a_field_that_changed_meanwhile_is_a_conflict_that_shows_both_values(client: FlaskClient, made: Desk) -> None:
    id = made.add("phòng dịch")
    stale = forms(page(client, "/ra-soat"))[0]
    made.editor.correct(id, [("number", "7/KH-UBND")])
    for change in ({"do": "correct", "value": "8/KH-UBND"}, {"do": "none"}, {"propose": "9/KH-UBND"}):
        response = send(client, {**stale, **change})
        assert response.status_code == 409
        assert "vừa được người khác sửa" in response.get_data(as_text=True)
    assert made.catalogue.document(id, None).fields.number == "7/KH-UBND"


def test_another_writer_is_told_and_the_typed_value_is_not_lost(client: FlaskClient, made: Desk) -> None:
    id = made.add("phòng dịch")
    form = {**forms(page(client, "/ra-soat"))[0], "do": "correct", "value": "88/KH-UBND"}
    made.busy = True
    response = send(client, form)
    text = response.get_data(as_text=True)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert "Đang có tiến trình khác ghi" in text
    assert 'value="88/KH-UBND"' in text
    made.busy = False
    assert made.catalogue.history(id) == []
    assert send(client, form).status_code == 303


FOREIGN = [
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:81"},
    {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "http://localhost", "Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"X-Nothing": "said"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_form_from_another_site_is_refused(client: FlaskClient, made: Desk, headers: dict[str, str]) -> None:
    id = made.add("phòng dịch")
    form = {**forms(page(client, "/ra-soat"))[0], "do": "none"}
    for address in ("/ra-soat", "/ra-soat/nguoi-sua", "/ra-soat/cung-gia-tri", f"/van-ban/{id}/sua"):
        response = client.post(address, data=form, headers=headers)
        assert response.status_code == 403
        assert "Set-Cookie" not in response.headers
    assert made.catalogue.history(id) == []
    assert client.post("/ra-soat", data=form, headers={"Origin": "http://localhost"}).status_code == 303


def test_pages_forbid_forms_to_other_sites_and_other_host_names(client: FlaskClient, made: Desk) -> None:
    made.add("phòng dịch")
    assert "form-action 'self'" in client.get("/ra-soat").headers["Content-Security-Policy"]
    form = {**forms(page(client, "/ra-soat"))[0], "do": "none"}
    rebound = client.post("/ra-soat", data=form, headers={"Host": "evil.example", "Origin": "http://evil.example"})
    assert rebound.status_code == 400


@pytest.mark.parametrize("may_edit", [False, True])
def test_where_nobody_may_edit_there_are_no_such_pages_and_no_links(made: Desk, may_edit: bool) -> None:
    id = made.add("phòng dịch")
    access = Access(frozenset({"open"}), may_edit, None)
    reader = create_app(made.archive, access, None if may_edit else made.editor).test_client()
    for address in ("/ra-soat", f"/van-ban/{id}/sua", f"/van-ban/{id}/lich-su", f"/ra-soat/cung-gia-tri?id={id}&field=type"):
        assert reader.get(address).status_code == 404
        assert reader.post(address, data={}, headers=OWN).status_code in (404, 405)
    for address in ("/", f"/van-ban/{id}"):
        text = page(reader, address)
        assert "/ra-soat" not in text
        assert "/sua" not in text
        assert "/lich-su" not in text


def test_a_narrowed_keeper_neither_sees_nor_changes_the_rest(made: Desk) -> None:
    hidden = made.add("nhân sự kín", label="noi-bo")
    seen = made.add("phòng dịch")
    keeper = create_app(made.archive, Access(frozenset({"open"}), True, frozenset({"localhost"})), made.editor).test_client()
    text = page(keeper, "/ra-soat")
    assert "nhân sự kín" not in text
    assert left(keeper) == 2
    form = {**forms(text)[0], "id": hidden, "do": "none"}
    assert send(keeper, form).status_code == 404
    assert send(keeper, {"id": hidden, "field": "type"}, "/ra-soat/cung-gia-tri").status_code == 404
    for address in (f"/van-ban/{hidden}/sua", f"/van-ban/{hidden}/lich-su", f"/ra-soat/cung-gia-tri?id={hidden}&field=type"):
        assert keeper.get(address).status_code == 404
    assert "nhân sự kín" not in page(keeper, f"/ra-soat?done={hidden}&at=number")
    made.editor.correct(seen, [("signer", "Lý Thị Thí Dụ")])
    assert "nhân sự kín" not in page(keeper, f"/ra-soat/cung-gia-tri?id={seen}&field=signer")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"id": "zzzzzzzz2345"}, 404),
        ({"id": "../../etc"}, 404),
        ({"field": "access_label"}, 400),
        ({"field": "citations"}, 400),
        ({"do": "magic"}, 400),
        ({"do": ""}, 400),
    ],
)
def test_a_form_that_makes_no_sense_is_refused(client: FlaskClient, made: Desk, change: dict[str, str], status: int) -> None:
    made.add("phòng dịch")
    assert send(client, {**forms(page(client, "/ra-soat"))[0], "do": "none", **change}).status_code == status


def test_the_list_is_narrowed_paged_and_kept_through_a_correction(client: FlaskClient, made: Desk) -> None:
    for number in range(12):
        made.add(f"phòng dịch lần {number}")
    made.add("việc khác", type=None, issuers=())
    assert left(client) == 28
    assert left(client, "/ra-soat?field=date") == 13
    assert left(client, "/ra-soat?field=date&type=ke-hoach") == 12
    text = page(client, "/ra-soat?field=date&type=ke-hoach")
    choices = re.findall(r'<a class="choice" href="([^"]+)".*?class="count">([\d.]+)<', text)
    assert choices
    for address, count in choices:
        assert left(client, unescape(address)) == int(count)
    following = re.search(r'rel="next" href="([^"]+)"', text)
    assert following is not None
    rest = forms(page(client, unescape(following[1])))
    assert len(rest) == 2
    done = send(client, {**rest[0], "do": "confirm"})
    assert re.search(r"offset=10", done.location)
    assert "field=date" in done.location
    assert "type=ke-hoach" in done.location
    assert len(forms(page(client, done.location))) == 1
    for odd in ("offset=-1", "offset=99999999999", "offset=x", "field=nonsense", "done=zz&at=zz", "type=" + "x" * 300):
        page(client, "/ra-soat?" + odd)


def test_skipping_leads_to_the_next_entry(client: FlaskClient, made: Desk) -> None:
    made.add("phòng dịch")
    text = page(client, "/ra-soat")
    skip = re.search(r'class="pass" href="([^"]+)"', text)
    assert skip is not None
    assert forms(page(client, unescape(skip[1])))[0]["field"] == forms(text)[1]["field"] == "date"


def test_a_name_is_kept_in_a_strict_cookie_and_written_with_each_correction(client: FlaskClient, made: Desk) -> None:
    id = made.add("phòng dịch")
    cookie = send(client, {"name": "  Lê Thị\r\nSáo  "}, "/ra-soat/nguoi-sua").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    text = page(client, "/ra-soat")
    assert 'value="Lê Thị Sáo"' in text
    send(client, {**forms(text)[0], "propose": "242/KH-UBND"})
    assert made.catalogue.history(id)[0].by == "Lê Thị Sáo"
    send(client, {"name": ""}, "/ra-soat/nguoi-sua")
    assert 'value="may-tinh"' in page(client, "/ra-soat")


def edit_form(client: FlaskClient, id: str) -> dict[str, str]:
    text = page(client, f"/van-ban/{id}/sua")
    boxes = {name: unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', text)}
    return boxes | {name: unescape(value)[1:] for name, value in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)<', text)}


def test_the_edit_form_corrects_what_was_changed_and_nothing_else(client: FlaskClient, made: Desk) -> None:
    id = made.add("phòng dịch")
    form = edit_form(client, id)
    assert form["date"] == "10/2017"
    changed = {"addressees": "Các xã\r\nCác thôn", "urgency": "hỏa tốc", "by": "Lan", "note": "bản giấy"}
    done = send(client, {**form, **changed}, f"/van-ban/{id}/sua")
    assert (done.status_code, done.location) == (303, f"/van-ban/{id}")
    trail = made.catalogue.history(id)
    assert sorted((one.field, one.by, one.note) for one in trail) == [
        ("addressees", "Lan", "bản giấy"),
        ("urgency", "Lan", "bản giấy"),
    ]
    assert made.catalogue.document(id, None).fields.addressees == ("Các xã", "Các thôn")
    send(client, edit_form(client, id), f"/van-ban/{id}/sua")
    assert made.catalogue.history(id) == trail
    told = page(client, f"/van-ban/{id}/lich-su")
    assert "Lan" in told
    assert "hỏa tốc" in told
    assert "bản giấy" in told


def test_the_edit_form_keeps_what_was_typed_when_it_is_refused(client: FlaskClient, made: Desk) -> None:
    id = made.add("phòng dịch")
    form = edit_form(client, id)
    bad = send(client, {**form, "date": "31/2/2024", "place": "Sông Ngàn"}, f"/van-ban/{id}/sua")
    text = bad.get_data(as_text=True)
    assert bad.status_code == 400
    assert "Ngày viết như" in text
    assert 'value="31/2/2024"' in text
    assert 'value="Sông Ngàn"' in text
    made.editor.correct(id, [("subject", "người khác sửa")])
    stale = send(client, {**form, "place": "Sông Ngàn", "subject": "tôi sửa"}, f"/van-ban/{id}/sua")
    assert stale.status_code == 409
    assert [one.field for one in made.catalogue.history(id)] == ["subject"]
    # Somebody else's field does not stand in the way of mine, and my old page does not undo it.
    assert send(client, {**form, "place": "Sông Ngàn"}, f"/van-ban/{id}/sua").status_code == 303
    assert made.catalogue.document(id, None).fields.subject == "người khác sửa"
    made.busy = True
    assert send(client, {**edit_form(client, id), "place": "Nơi khác"}, f"/van-ban/{id}/sua").status_code == 503


def test_the_same_correction_is_offered_shown_and_made_for_the_others(client: FlaskClient, made: Desk) -> None:
    ids = [made.add(f"phòng dịch lần {number}") for number in range(5)]
    kept = made.add("đã xác nhận")
    made.editor.correct(kept, [("issuer", None)])
    made.editor.correct(ids[0], [("issuer", "UBND xã Bãi Trầm")])
    text = page(client, f"/ra-soat?done={ids[0]}&at=issuer")
    assert "Sửa như vậy cho 4 văn bản khác" in text
    address = f"/ra-soat/cung-gia-tri?id={ids[0]}&field=issuer"
    text = page(client, address)
    assert text.count("<del>Ủy ban nhân dân huyện Sông Ngàn</del> → <ins>Ủy ban nhân dân xã Bãi Trầm</ins>") == 4
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', text))
    assert made.catalogue.history(ids[1]) == []
    made.editor.correct(ids[1], [("issuer", "UBND xã khác")])  # what was shown is no longer what would be done
    assert send(client, form, "/ra-soat/cung-gia-tri").status_code == 409
    assert made.catalogue.history(ids[2]) == []
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page(client, address)))
    done = send(client, form, "/ra-soat/cung-gia-tri")
    assert "Đã sửa 3 văn bản" in page(client, done.location)
    names = [made.catalogue.document(id, None).fields.issuers[0].name for id in (*ids, kept)]
    assert names == [
        "Ủy ban nhân dân xã Bãi Trầm",
        "Ủy ban nhân dân xã khác",
        *["Ủy ban nhân dân xã Bãi Trầm"] * 3,
        ISSUER.name,
    ]
    assert "Không có văn bản nào khác" in page(client, address)


def test_a_confirmation_is_offered_for_the_others_in_doubt_and_no_more(client: FlaskClient, made: Desk) -> None:
    doubted = {"issuer": Evidence(None, "issuer.ocr", 0.5)}
    ids = [made.add(f"phòng dịch lần {number}", evidence=doubted) for number in range(3)]
    sure = made.add("chắc rồi")
    made.editor.correct(ids[0], [("issuer", None)])
    assert "Xác nhận như vậy cho 2 văn bản khác" in page(client, f"/ra-soat?done={ids[0]}&at=issuer")
    text = page(client, f"/ra-soat/cung-gia-tri?id={ids[0]}&field=issuer")
    assert "Xác nhận 2 văn bản" in text
    form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', text))
    assert "Đã xác nhận 2 văn bản" in page(client, send(client, form, "/ra-soat/cung-gia-tri").location)
    assert left(client, "/ra-soat?field=issuer") == 0
    for id in ids:
        assert made.catalogue.document(id, None).fields.evidence["issuer"].rule == "confirmed"
    assert made.catalogue.history(sure) == []


def test_what_was_proposed_is_no_more_once_a_person_decided(client: FlaskClient, made: Desk) -> None:
    id = made.add("phòng dịch")
    assert made.catalogue.document(id, None).fields.proposals
    made.editor.correct(id, [("number", "")])
    assert made.catalogue.document(id, None).fields.proposals == ()
