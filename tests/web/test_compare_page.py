"""/so-sanh: two documents side by side, and the question which other one is meant."""

import doctest
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from small_archive import HOSTILE, fictional_documents, identity, small_archive
from test_pages import _page, _well_formed

from corpus.difference import compare
from corpus.vietnamese import clean
from web import wording
from web.access import Access
from web.app import create_app
from web.pages.compare_page import laid_out, stretches

OPEN = Access(frozenset({"open"}), False, None)
YEARLY = fictional_documents()[:6]
INSIDE, HOSTILE_ID = identity("inside"), identity("hostile")


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", page)).split())


def test_the_page_says_at_its_top_what_differs_and_leads_from_place_to_place(client: FlaskClient) -> None:
    page = _page(client, f"/so-sanh?a={YEARLY[2].id}&b={YEARLY[3].id}")

    assert "4 chỗ sửa (2 ngày, 2 số)" in page
    places = re.findall(r'id="khac-(\d+)"', page)
    assert places == [str(place) for place in range(1, len(places) + 1)]
    for place in places:
        assert f'href="#khac-{place}"' in page
    assert '<del class="change date">' in page
    assert '<ins class="change number">' in page


def test_passages_that_are_the_same_are_folded_and_formulas_are_dimmed(client: FlaskClient) -> None:
    page = _page(client, f"/so-sanh?a={YEARLY[2].id}&b={YEARLY[2].id}")

    assert "không có gì khác" in page.lower()
    assert 'class="change' not in page.split("<section", 1)[1]
    assert '<details class="same-stretch"><summary>' in page
    assert "equal formula" in page


def test_fields_stand_side_by_side_with_their_differences_named(client: FlaskClient) -> None:
    page = _page(client, f"/so-sanh?a={YEARLY[2].id}&b={YEARLY[3].id}")
    rows = re.findall(r'<tr class="(same|differs)"><th scope="row">([^<]+)', page)

    assert [name.strip() for kind, name in rows if kind == "differs"] == ["Số, ký hiệu", "Ngày ban hành", "Trích yếu", "Người ký"]
    assert ("same", "Cơ quan ban hành") in [(kind, name.strip()) for kind, name in rows]


def test_hostile_text_and_fields_stay_text_on_both_sides(tmp_path: Path) -> None:
    hostile = next(document for document in fictional_documents() if document.id == HOSTILE_ID)
    other = replace(hostile, id=identity("hostile too"), text=hostile.text.replace("thử", f"thử {HOSTILE} 12/<b>KH</b>"))
    client = create_app(small_archive(tmp_path, (hostile, other)), OPEN).test_client()
    for one, two in ((hostile.id, other.id), (other.id, hostile.id), (hostile.id, hostile.id)):
        page = _page(client, f"/so-sanh?a={one}&b={two}")
        names = _well_formed(page).names
        assert "script" not in names
        assert re.findall(r"<script[^>]*>", page)[0].startswith('<script src="/static/compare.js?v=')
        assert "&lt;script&gt;" in page
        assert not {"b", "i", "u", "em", "svg", "h3"} & set(names)
        assert names.count("img") == 1


@pytest.mark.parametrize("name", ["a", "b", "va", "vb", "version"])
def test_hostile_parameters_stay_text_and_are_no_error_of_ours(client: FlaskClient, name: str) -> None:
    hostile = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E%0d%0aX-Evil:1"
    given = {"a": YEARLY[0].id, "b": YEARLY[1].id} | {name: hostile}
    response = client.get("/so-sanh?" + "&".join(f"{key}={value}" for key, value in given.items()))

    assert response.status_code in (400, 404)
    assert "<script>alert" not in response.get_data(as_text=True)
    assert "X-Evil" not in response.headers


def test_one_document_alone_asks_for_the_other_and_offers_similar_ones(client: FlaskClient) -> None:
    page = _page(client, f"/so-sanh?a={YEARLY[3].id}")

    assert 'name="b"' in page
    assert f'href="/so-sanh?a={YEARLY[3].id}&amp;b={YEARLY[2].id}"' in page
    assert str(INSIDE) not in page


def test_a_number_or_an_address_typed_leads_to_the_comparison(client: FlaskClient) -> None:
    for typed in (YEARLY[2].fields.number, f"http://127.0.0.1:8000/van-ban/{YEARLY[2].id}"):
        response = client.get("/so-sanh", query_string={"a": YEARLY[3].id, "b": typed})
        assert response.status_code == 302
        assert response.headers["Location"] == f"/so-sanh?a={YEARLY[3].id}&b={YEARLY[2].id}"


def test_a_number_that_several_hold_is_asked_about(tmp_path: Path) -> None:
    twins = [replace(YEARLY[at], fields=replace(YEARLY[at].fields, number="7/UBND-NC", number_key="7/ubnd-nc")) for at in (0, 1)]
    client = create_app(small_archive(tmp_path, (*twins, YEARLY[2])), OPEN).test_client()
    page = _page(client, f"/so-sanh?a={YEARLY[2].id}&b=7/UBND-NC")

    assert "Có 2 văn bản cùng số" in page
    for twin in twins:
        assert f'href="/so-sanh?a={YEARLY[2].id}&amp;b={twin.id}"' in page


def test_what_a_reader_may_not_see_is_answered_as_what_is_not_there(client: FlaskClient) -> None:
    absent = "aaaaaaaaaaaa"
    for template in (f"/so-sanh?a={YEARLY[0].id}&b=%s", "/so-sanh?a=%s", f"/so-sanh?a=%s&b={YEARLY[0].id}"):
        hidden, gone = (_page(client, template % id, 404) for id in (INSIDE, absent))
        assert hidden.replace(str(INSIDE), absent) == gone


def test_without_a_document_the_page_says_how_to_come_by_one(client: FlaskClient) -> None:
    assert "chọn “So sánh”" in _page(client, "/so-sanh", 400)


def test_the_pages_of_documents_lead_here(client: FlaskClient) -> None:
    assert f'href="/so-sanh?a={YEARLY[0].id}"' in _page(client, f"/van-ban/{YEARLY[0].id}")


_LINES = st.lists(
    st.sampled_from(["Các xã báo cáo ngày 1/2/2023.", "Việc một của thôn bản;", "Hai", "- Lưu: VT.", "Ba bốn năm sáu bảy"])
)


@given(_LINES, _LINES)
def test_each_side_reads_as_its_text_whatever_is_marked_or_moved(ours: list[str], theirs: list[str]) -> None:
    one, other = clean("\n".join(ours)), clean("\n".join(theirs))
    rows = laid_out(compare(one, other).passages, one, other)
    right = "".join(piece.text for row in rows if not row.away for piece in row.right)
    left = [("".join(piece.text for piece in row.left), row.passage.one.start) for row in rows if not row.away]

    assert right.split() == other.split() or "".join(right.split()) == "".join(other.split())
    assert "".join("".join(text.split()) for text, _ in sorted(left, key=lambda one: one[1]) if text) == "".join(one.split())
    assert sum(len(stretch.rows) for stretch in stretches(rows)) == len(rows)
    assert sum(row.away for row in rows) == sum(row.passage.state == "moved" and not row.away for row in rows)


def test_the_examples_of_its_words_hold() -> None:
    assert doctest.testmod(wording).failed == 0
