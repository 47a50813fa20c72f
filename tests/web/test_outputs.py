"""/ket-qua.*, /opensearch.xml: the list on the page as a file or a feed, for the same address."""

import csv
import io
import json
import re
from xml.etree import ElementTree

import docx
import openpyxl
import pytest
from flask.testing import FlaskClient
from small_archive import HOSTILE, identity, small_archive
from test_pages import _well_formed

from corpus.errors import EngineUnavailable
from search_api import listing
from search_api.archive import Archive
from web.access import Access
from web.app import create_app
from web.pages import outputs_page, search_page

ATOM = "{http://www.w3.org/2005/Atom}"
FORMS = ("csv", "jsonl", "xlsx", "docx")
ASKED = "q=tiep+dan&year=2021..2024&issuer=uy-ban-nhan-dan-huyen-song-ngan"


def content(client: FlaskClient, address: str) -> bytes:
    with client.get(address, headers={"Host": "localhost"}) as response:
        assert response.status_code == 200
        return response.data


def csv_of(client: FlaskClient, query: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content(client, f"/ket-qua.csv?{query}").decode("utf-8-sig"), newline="")))[1:]


def ids_on_pages(client: FlaskClient, query: str) -> list[str]:
    found: list[str] = []
    for offset in range(0, 40, 10):
        found += [hit["id"] for hit in client.get(f"/api/v1/search?{query}&offset={offset}").get_json()["hits"]]
    return found


@pytest.mark.parametrize("query", ["", ASKED, "q=doi+thoai&sort=newest", "q=%22xylophon%22", "type=bao-cao&mode=keyword"])
def test_each_form_holds_the_documents_of_the_page_in_its_order(client: FlaskClient, query: str) -> None:
    ids = ids_on_pages(client, query)
    assert [row[7] for row in csv_of(client, query)] == ids
    assert [row[0] for row in csv_of(client, query)] == [str(place) for place in range(1, len(ids) + 1)]
    lines = content(client, f"/ket-qua.jsonl?{query}").decode().splitlines()
    assert [json.loads(line)["id"] for line in lines] == ids
    sheet = openpyxl.load_workbook(io.BytesIO(content(client, f"/ket-qua.xlsx?{query}"))).worksheets[0]
    assert [row[7] for row in sheet.iter_rows(min_row=2, values_only=True)] == ids
    table = docx.Document(io.BytesIO(content(client, f"/ket-qua.docx?{query}"))).tables[0]
    assert len(table.rows) == len(ids) + 1


def test_lines_hold_whole_documents(client: FlaskClient) -> None:
    for line in content(client, f"/ket-qua.jsonl?{ASKED}").decode().splitlines():
        row = json.loads(line)
        assert row == client.get(f"/api/v1/documents/{row['id']}").get_json()


def test_page_and_page_length_of_the_address_are_left_aside(client: FlaskClient) -> None:
    assert csv_of(client, f"{ASKED}&offset=2&limit=1&facets=none&fbclid=x") == csv_of(client, ASKED)


def test_a_list_says_what_was_asked(client: FlaskClient) -> None:
    read = docx.Document(io.BytesIO(content(client, f"/ket-qua.docx?{ASKED}&signer=none&mode=keyword")))
    told = [paragraph.text for paragraph in read.paragraphs]
    assert told[:5] == [
        "DANH SÁCH VĂN BẢN",
        "Câu hỏi: tiep dan",
        "Cơ quan ban hành: Ủy ban nhân dân huyện Sông Ngàn",
        "Năm: 2021–2024",
        "Người ký: không rõ",
    ]


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_a_download_with_a_name_of_ours(client: FlaskClient, form: str) -> None:
    with client.get(f"/ket-qua.{form}?q=%22%0d%0aX-Evil:1/../tiep+dan") as response:
        disposition = response.headers["Content-Disposition"]
        assert re.fullmatch(rf"attachment; filename=danh-sach-van-ban-\d{{4}}-\d\d-\d\d\.{form}", disposition)
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.content_length == len(response.data)
        assert "X-Evil" not in response.headers


@pytest.mark.parametrize("form", FORMS)
def test_a_long_list_is_cut_and_its_name_says_so(client: FlaskClient, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outputs_page, "MOST_ROWS", 3)
    with client.get(f"/ket-qua.{form}") as response:
        assert response.headers["Content-Disposition"].endswith(f"-3-trong-33.{form}")
    if form == "csv":
        assert csv_of(client, "")[-1][5] == "3 văn bản đầu trong tổng số 33 văn bản"


def test_the_page_says_when_its_list_will_be_cut(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "văn bản đầu)" not in client.get("/").get_data(as_text=True)
    monkeypatch.setattr(search_page, "MOST_ROWS", 3)
    assert "Lấy danh sách (3 văn bản đầu):" in client.get("/").get_data(as_text=True)


@pytest.mark.parametrize("form", [*FORMS, "atom"])
def test_a_malformed_question_is_a_page_that_says_so(client: FlaskClient, form: str) -> None:
    for query in ("year=20x3", "mode=magic", "q=" + "x" * 2001):
        response = client.get(f"/ket-qua.{form}?{query}")
        assert response.status_code == 400
        _well_formed(response.get_data(as_text=True))
    assert client.get("/ket-qua.exe").status_code == 404
    assert client.post(f"/ket-qua.{form}").status_code == 405


@pytest.mark.parametrize("form", [*FORMS, "atom"])
def test_an_engine_that_is_gone_is_told_and_no_half_file_is_sent(
    archive: Archive, client: FlaskClient, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*given: object, **more: object) -> None:
        raise EngineUnavailable("gone")

    monkeypatch.setattr(listing, "documents_of", gone)
    monkeypatch.setattr("search_api.arrivals.documents_of", gone)
    monkeypatch.setattr("search_api.arrivals.listed", gone)
    response = client.get(f"/ket-qua.{form}?q=tiep+dan")
    assert response.status_code == 503
    assert "Retry-After" in response.headers


def test_a_feed_has_its_newest_entries_and_ids_that_stay(client: FlaskClient) -> None:
    feed = ElementTree.fromstring(content(client, f"/ket-qua.atom?{ASKED}&sort=oldest&offset=1"))
    again = ElementTree.fromstring(content(client, "/ket-qua.atom?" + "&".join(reversed(ASKED.split("&")))))
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}id") == again.findtext(f"{ATOM}id")
    assert feed.findtext(f"{ATOM}id") != ElementTree.fromstring(content(client, "/ket-qua.atom")).findtext(f"{ATOM}id")
    entries = feed.findall(f"{ATOM}entry")
    ids = {f"urn:vanban:document:{id}" for id in ids_on_pages(client, ASKED)}
    assert {entry.findtext(f"{ATOM}id") for entry in entries} == ids
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"].startswith("http://localhost/ket-qua.atom?q=tiep+dan&issuer=")
    assert client.get(links["alternate"]).status_code == 200
    for entry in entries:
        assert entry.findtext(f"{ATOM}updated") == "2026-11-20T08:00:00Z"
        [link] = entry.findall(f"{ATOM}link")
        assert client.get(link.get("href")).status_code == 200


def test_a_feed_is_asked_for_anew_only_where_it_changed(client: FlaskClient) -> None:
    first = client.get("/ket-qua.atom")
    assert first.content_type == "application/atom+xml; charset=utf-8"
    assert client.get("/ket-qua.atom", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_a_feed_is_bounded_and_an_empty_one_is_a_feed(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = ElementTree.fromstring(content(client, "/ket-qua.atom?q=%22xylophon+kangaroo%22"))
    assert empty.findall(f"{ATOM}entry") == []
    assert empty.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"
    monkeypatch.setattr(outputs_page, "MOST_ENTRIES", 4)
    assert len(ElementTree.fromstring(content(client, "/ket-qua.atom")).findall(f"{ATOM}entry")) == 4


def test_hostile_documents_are_text_in_every_output(client: FlaskClient) -> None:
    feed = ElementTree.fromstring(content(client, "/ket-qua.atom?q=chuon+chuon+kim"))
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]
    assert f"66<b>/UBND – {HOSTILE}" in titles
    assert any(row[5] == HOSTILE for row in csv_of(client, "q=chuon+chuon+kim"))


def test_documents_outside_the_labels_are_in_no_output(client: FlaskClient, keeper: FlaskClient) -> None:
    inside = identity("inside")
    for form in (*FORMS, "atom"):
        seen = content(client, f"/ket-qua.{form}?q=chuon+chuon+kim")
        if form in ("csv", "jsonl", "atom"):
            assert inside.encode() not in seen
            assert inside.encode() in content(keeper, f"/ket-qua.{form}?q=chuon+chuon+kim")
    assert "33" in csv_of(client, "")[-1][0]
    assert len(csv_of(keeper, "")) == 34


def test_the_search_page_leads_to_each_output_of_its_own_question(client: FlaskClient) -> None:
    page = client.get(f"/?{ASKED}&sort=oldest&limit=2&offset=2").get_data(as_text=True)
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/ket-qua[^"]+)"', page)]
    assert len(links) == len(FORMS) + 2
    for link in links:
        assert "limit" not in link
        assert "offset" not in link
        assert ("sort=oldest" in link) == (".atom" not in link)
        content(client, link)
    assert re.search(r'<link rel="alternate" type="application/atom\+xml" title="tiep dan – Kho văn bản"', page)
    assert "Lưu câu hỏi này" not in page  # this reader keeps nothing


def test_a_browser_can_add_the_archive_to_its_search_box(client: FlaskClient) -> None:
    page = client.get("/tinh-trang").get_data(as_text=True)
    assert '<link rel="search" type="application/opensearchdescription+xml" title="Kho văn bản" href="/opensearch.xml">' in page
    response = client.get("/opensearch.xml", headers={"Host": "kho.example:8000"})
    assert response.content_type == "application/opensearchdescription+xml; charset=utf-8"
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    description = ElementTree.fromstring(response.data)
    assert len(description.findtext(f"{space}ShortName") or "") <= 16
    templates = {url.get("type"): url.get("template") for url in description.findall(f"{space}Url")}
    assert templates["text/html"] == "http://kho.example:8000/?q={searchTerms}"
    assert "tiep" in client.get(templates["text/html"].replace("{searchTerms}", "tiep+dan")).get_data(as_text=True)


@pytest.mark.parametrize("host", ["a<b>", 'x"y', "x y", "a/../b", "evil\u00e9"])
def test_a_hostile_host_name_gets_no_address_into_xml(client: FlaskClient, host: str) -> None:
    for address in ("/opensearch.xml", "/ket-qua.atom"):
        response = client.get(address, headers={"Host": host})
        if response.status_code == 200:
            ElementTree.fromstring(response.data)
        else:
            assert response.status_code == 400


def test_an_empty_archive_has_empty_lists(tmp_path_factory: pytest.TempPathFactory) -> None:
    archive = small_archive(tmp_path_factory.mktemp("empty"), ())
    client = create_app(archive, Access(None, True, None)).test_client()
    assert csv_of(client, "") == []
    assert content(client, "/ket-qua.jsonl") == b""
    for form in ("xlsx", "docx", "atom"):
        assert content(client, f"/ket-qua.{form}")
