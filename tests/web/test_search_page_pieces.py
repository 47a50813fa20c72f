"""Years as bars, a long facet searched and grouped by level, marks on results, the paper of the year before."""

import re
from html import unescape
from pathlib import Path
from types import MappingProxyType
from urllib.parse import parse_qsl

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from review_desk import desk
from well_formed import well_formed as _well_formed

from corpus.document import Issuer
from indexer.engines.engine import Attribute, Filter
from search_api.answer import Facet, FacetValue, Question
from search_api.parameters import question_from
from web.access import Access
from web.app import create_app
from web.pages.histogram import HEIGHT, MOST_BARS, histogram, with_range

DISTRICT = Issuer("uy-ban-nhan-dan-huyen-song-ngan", "Ủy ban nhân dân huyện Sông Ngàn")
MATTER = "tổ chức đối thoại, tiếp công dân định kỳ tại trụ sở"
BAR = re.compile(r'<a href="([^"]*)" rel="nofollow" tabindex="-1" data-year="(\d+)"[^>]*><title>[^:]*: ([\d.]+) văn bản')


@pytest.fixture
def client(tmp_path: Path):
    with desk(tmp_path) as made:
        for year in (1999, 2018, 2019, 2021):
            number = f"{len(made.catalogue.ids())}/KH-UBND"
            made.add(f"{MATTER} {year}", date=f"{year}-03-{10 + len(made.catalogue.ids())}", number=number, issuers=(DISTRICT,))
        for n, letter in enumerate("ABCDEFGHIJKLMNOPQRST"):
            commune = Issuer(f"uy-ban-nhan-dan-xa-bai-{letter.lower()}", f"Ủy ban nhân dân xã Bãi {letter}")
            made.add(f"thu gom rác {n}", date="2020-05-05", number=f"{100 + n}/UBND", issuers=(commune,))
        made.add(f"{MATTER} của nội bộ", date="2017-03-16", number="99/KH-UBND", issuers=(DISTRICT,), label="inside")
        yield create_app(made.archive, Access(frozenset({"open"}), False, None)).test_client()


def page(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    text = response.get_data(as_text=True)
    _well_formed(text)
    return text


def total(client: FlaskClient, address: str) -> int:
    found = re.search(r'<h1 id="tong-so"[^>]*>(?:Tất cả )?([\d.]+) văn bản', page(client, address))
    assert found
    return int(found[1].replace(".", ""))


@pytest.mark.parametrize(
    "address", ["/", "/?q=doi+thoai", "/?year=2019&q=doi+thoai", "/?year=2018..2020", "/?type=ke-hoach&year=none"]
)
def test_a_bar_is_as_high_as_what_clicking_it_shows(client: FlaskClient, address: str) -> None:
    bars = BAR.findall(page(client, address))
    held = [(unescape(link), year, int(count)) for link, year, count in bars if int(count)]
    assert len(held) >= 3
    for link, year, count in held:
        if f"year={year}" in link:
            assert total(client, link) == count
        else:  # The bar of the one chosen year takes the choice back.
            assert f"year={year}" in address
            assert total(client, link) == sum(other for _, _, other in held)


@pytest.mark.parametrize("address", ["/", "/?q=doi+thoai", "/?year=2018..2020"])
def test_the_list_of_years_says_the_same_numbers_as_the_bars_in_text(client: FlaskClient, address: str) -> None:
    text = page(client, address)
    listed = text.split('<section class="facet" aria-labelledby="nhom-year">')[1].split("</section>")[0]
    years = re.findall(r'class="label">(\d{4})<.*?class="count">([\d.]+)<span class="quiet-text"> văn bản', listed)
    assert sorted(years) == sorted((year, count) for _, year, count in BAR.findall(text) if count != "0")


def test_years_without_documents_have_their_place_and_hidden_ones_none(client: FlaskClient) -> None:
    bars = BAR.findall(page(client, "/"))
    assert [int(year) for _, year, _ in bars] == list(range(1999, 2022))
    assert {year: count for _, year, count in bars}["2017"] == "0"


def test_a_range_is_typed_without_a_script(client: FlaskClient) -> None:
    assert total(client, "/?q=doi+thoai&tu=2018&den=2019") == 2
    assert total(client, "/?q=doi+thoai&tu=2019&den=2018") == 2
    assert total(client, "/?q=doi+thoai&tu=2019") == 2
    assert total(client, "/?q=doi+thoai&den=2000&tu=") == 1
    assert 'name="tu" inputmode="numeric" maxlength="4" pattern="[0-9]{4}" value="2018"' in page(client, "/?tu=2018&den=2019")
    for wrong in ("abc", "20", "99999", "2018'", "<script>"):
        response = client.get("/", query_string={"tu": wrong})
        assert response.status_code == 400
        assert "<script>alert" not in response.get_data(as_text=True)


counts = st.dictionaries(st.integers(1, 9999).map("{:04}".format), st.integers(0, 10**6), max_size=120)
chosen = st.one_of(
    st.just(Filter()),
    st.frozensets(st.sampled_from(["2019", "2020", None]), min_size=1).map(lambda values: Filter(values=values)),
    st.tuples(st.integers(1, 9999), st.integers(1, 9999)).map(lambda ends: Filter(low=min(ends), high=max(ends))),
)


def _within(wanted: Filter, year: str) -> bool:
    return year in wanted.values or (wanted.low is not None and wanted.low <= int(year) <= (wanted.high or 9999))


@given(counts, chosen)
def test_bars_hold_every_document_once_and_stay_few(held: dict[str, int], filter: Filter) -> None:
    filters = {Attribute.YEAR: filter} if filter != Filter() else {}
    facet = Facet(tuple(FacetValue(year, year, count, False) for year, count in held.items()), 0, 0)
    made = histogram(Question("x", MappingProxyType(filters)), facet)
    if made is None:
        assert sum(count > 0 for count in held.values()) < 3
        return
    assert sum(bar.count for bar in made.bars) == sum(held.values())
    assert len(made.bars) <= MOST_BARS
    assert all((bar.height > 0) == (bar.count > 0) and bar.height <= HEIGHT for bar in made.bars)
    assert [bar.last for bar in made.bars] == list(range(made.bars[0].last, made.bars[-1].last + 1))
    for bar in made.bars:
        asked = question_from(parse_qsl(bar.address.partition("?")[2]))
        # What is typed and parsed again is what the bar counts; the one chosen year alone is taken back.
        wanted = asked.filters.get(Attribute.YEAR)
        if wanted is None:
            assert filter == Filter(values=frozenset({f"{bar.last:04}"}))
        else:
            assert bar.count == sum(count for year, count in held.items() if _within(wanted, year))


@given(st.lists(st.tuples(st.sampled_from(["q", "tu", "den", "year", "x"]), st.text(max_size=6))))
def test_a_range_takes_the_place_of_its_ends_only(pairs: list[tuple[str, str]]) -> None:
    rest = [(name, value) for name, value in pairs if name not in ("tu", "den")]
    given_an_end = any(value.strip() for name, value in pairs if name in ("tu", "den"))
    made = with_range(pairs)
    assert made[: len(rest)] == rest
    assert [name for name, _ in made[len(rest) :]] == ["year"] * given_an_end


def test_a_long_facet_is_shown_whole_searched_and_grouped_by_level(client: FlaskClient) -> None:
    text = page(client, "/")
    whole = re.search(r'<a href="([^"]*mo=issuer)"', text)
    assert whole
    everything = page(client, unescape(whole[1]))
    assert "Cấp huyện" in everything
    assert "Cấp xã" in everything
    assert everything.count(">Ủy ban nhân dân xã Bãi ") >= 20
    found = page(client, "/?mo=issuer&tim=bai+c")
    assert "Ủy ban nhân dân xã Bãi C<" in found
    assert "Ủy ban nhân dân xã Bãi D<" not in found
    assert "… khác: 23" in found
    # What is sought is no part of the question: the results stay.
    assert total(client, "/?mo=issuer&tim=bai+c") == total(client, "/")
    hostile = page(client, "/?mo=issuer&tim=%22%3E%3Cscript%3E" + "x" * 5000)
    assert "<script>" not in re.sub(r"<script src[^>]*>", "", hostile)


def test_a_body_in_the_whole_facet_leads_to_as_many_documents_as_it_says(client: FlaskClient) -> None:
    everything = page(client, "/?mo=issuer").split('aria-labelledby="nhom-issuer"')[1].split("</section>")[0]
    choices = re.findall(r'<a class="choice" href="([^"]+)".*?class="count">([\d.]+)<', everything)
    assert len(choices) >= 21
    for link, count in choices:
        assert total(client, unescape(link)) == int(count)


def test_who_asked_for_a_whole_facet_finds_it_open_and_the_cursor_in_its_box(client: FlaskClient) -> None:
    plain, seeking = page(client, "/"), page(client, "/?mo=issuer")
    assert '<details class="fold">' in plain
    assert '<details class="fold" open>' in seeking
    assert re.findall(r'<input[^>]*name="(\w+)"[^>]* autofocus', plain) == ["q"]
    assert re.findall(r'<input[^>]*name="(\w+)"[^>]* autofocus', seeking) == ["tim"]


def test_the_paper_of_the_year_before_is_one_click_away(client: FlaskClient) -> None:
    hits = client.get("/api/v1/search?q=doi+thoai&sort=newest").get_json()["hits"]
    newest, before = hits[0], hits[1]
    assert f'href="/van-ban/{newest["id"]}/nam-truoc"' in page(client, "/?q=doi+thoai&sort=newest")
    answer = client.get(f"/van-ban/{newest['id']}/nam-truoc")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/van-ban/{before['id']}")
    # The paper of 2017 is there, but not for this reader.
    year_2018 = next(hit for hit in hits if hit["date"].startswith("2018"))
    first = client.get(f"/van-ban/{year_2018['id']}/nam-truoc")
    assert first.headers.get("Location") in (None, f"/van-ban/{hits[-1]['id']}")
    assert client.get("/van-ban/aaaaaaaaaaaa/nam-truoc").status_code == 404


def test_where_there_is_no_year_before_the_page_says_so(client: FlaskClient) -> None:
    oldest = client.get("/api/v1/search?q=doi+thoai&sort=oldest").get_json()["hits"][0]
    answer = client.get(f"/van-ban/{oldest['id']}/nam-truoc")
    assert answer.status_code == 404
    text = answer.get_data(as_text=True)
    assert "Không có văn bản cùng việc của năm trước" in text
    assert f'href="/van-ban/{oldest["id"]}"' in text
