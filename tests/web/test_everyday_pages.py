"""What an office does every day: cite a paper, go through its years, and find out which condition hides everything."""

import re
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from review_desk import desk
from well_formed import well_formed as _well_formed

from corpus.document import Issuer
from web.access import Access
from web.app import create_app

ISSUER = Issuer("uy-ban-nhan-dan-xa-suoi-mo", "Ủy ban nhân dân xã Suối Mơ")
MATTER = "tổ chức đối thoại, tiếp công dân định kỳ tại trụ sở"


@pytest.fixture
def client(tmp_path: Path):
    with desk(tmp_path) as made:
        for year in (2018, 2019, 2021):
            made.add(f"{MATTER} {year}", date=f"{year}-03-16", number=f"{year - 2000}/KH-UBND", issuers=(ISSUER,))
        made.add(f"{MATTER} mật của nội bộ", date="2020-03-16", number="20/KH-UBND", issuers=(ISSUER,), label="inside")
        yield create_app(made.archive, Access(frozenset({"open"}), False, None)).test_client()


def page(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    text = response.get_data(as_text=True)
    _well_formed(text)
    return text


def document(client: FlaskClient, number: str) -> str:
    hits = client.get("/api/v1/search", query_string={"q": number}).get_json()["hits"]
    return next(hit["id"] for hit in hits if hit["number"] == number)


def test_a_document_says_how_it_is_cited(client: FlaskClient) -> None:
    text = unescape(page(client, "/van-ban/" + document(client, "21/KH-UBND")))
    named = f"Kế hoạch số 21/KH-UBND ngày 16 tháng 3 năm 2021 của {ISSUER.name} {MATTER} 2021"
    assert f"<q data-copy>{named}</q>" in text
    assert f"<q data-copy>Căn cứ {named};</q>" in text


def test_the_years_of_a_matter_stand_in_a_line_with_the_gaps_and_nothing_hidden(client: FlaskClient) -> None:
    text = page(client, "/van-ban/" + document(client, "19/KH-UBND"))
    line = re.search(r'<nav class="years".*?</nav>', text, re.DOTALL)
    assert line
    years = re.findall(r"<li>(.*?)</li>", line[0], re.DOTALL)
    assert [re.search(r"20\d\d", re.sub(r'(?:title|href)="[^"]*"', "", year))[0] for year in years] == [
        "2018",
        "2019",
        "2020",
        "2021",
    ]  # type: ignore[index]
    assert "aria-current" in years[1]
    assert "unknown" in years[2]
    assert "/so-sanh?a=" in years[0]
    assert "20/KH-UBND" not in line[0]


def test_where_nothing_is_found_the_page_says_which_condition_to_drop_and_what_that_gives(client: FlaskClient) -> None:
    text = page(client, "/?q=doi+thoai&year=1990&type=ke-hoach")
    assert "bỏ điều kiện năm</a>: 3 văn bản" in text
    assert "bỏ điều kiện loại văn bản" not in text
    dropped = re.search(r'<a href="([^"]*)">bỏ điều kiện năm', text)
    assert dropped
    assert "<h1" in page(client, unescape(dropped[1]))
    assert client.get("/api/v1/search?q=doi+thoai&type=ke-hoach").get_json()["total"] == 3
