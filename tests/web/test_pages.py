import re
from dataclasses import replace
from html import unescape

import pytest
from flask.testing import FlaskClient
from small_archive import HOSTILE, fictional_documents, identity, small_archive
from well_formed import well_formed as _well_formed

from corpus.errors import ArchiveDamaged, EngineUnavailable
from search_api.archive import Archive
from web import wording
from web.access import Access
from web.app import create_app

INSIDE, HOSTILE_ID, UNKNOWN, ANNOTATED = (identity(name) for name in ("inside", "hostile", "unknown", "annotated"))
YEARLY = fictional_documents()[5]


def _page(client: FlaskClient, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    assert response.content_type == "text/html; charset=utf-8"
    page = response.get_data(as_text=True)
    _well_formed(page)
    return page


def test_a_question_shows_its_documents_with_number_issuer_date_and_marked_words(client: FlaskClient) -> None:
    page = _page(client, "/?q=doi+thoai+tiep+cong+dan")

    assert "65/UBND-NC" in page
    assert "Ủy ban nhân dân huyện Sông Ngàn" in page
    assert "12/03/2024" in page
    assert "<mark>" in page
    assert "theo từ" in page


def test_the_first_page_lists_everything_newest_first(client: FlaskClient) -> None:
    page = _page(client, "/")

    assert "Tất cả 33 văn bản" in page
    assert page.index("5/CT-UBND") < page.index("68/BC-SNV") < page.index("61/BC-SNV")


def test_every_facet_link_leads_to_as_many_documents_as_it_says(client: FlaskClient) -> None:
    for address in ("/", "/?q=tiep+dan", "/?q=tiep+dan&year=2023&type=cong-van", "/?issuer=none&issuer=huyen-uy-song-ngan"):
        chosen = re.compile(r'<a class="choice" href="([^"]+)".*?class="count">([0-9.]+)<')
        page = _page(client, address)
        facets = re.split(r'<section class="facet"', page)[1:]
        assert facets
        for facet in facets:
            already = 'aria-current="true"' in facet
            for link, count in chosen.findall(facet):
                total = re.search(r'id="tong-so"[^>]*>(?:Tất cả )?([0-9.]+) văn bản', _page(client, link.replace("&amp;", "&")))
                assert total is not None
                assert int(total[1]) == int(count) if not already else int(total[1]) >= int(count)


def test_hostile_subjects_names_and_warnings_stay_text(client: FlaskClient) -> None:
    for address in ("/?q=chuon+chuon+kim", f"/van-ban/{HOSTILE_ID}", "/?issuer=co-quan-la"):
        page = _page(client, address)
        names = _well_formed(page).names
        assert "&lt;script&gt;" in page
        assert not {"script", "b", "i", "u", "em", "svg"} & set(names)
        assert names.count("img") == 1


@pytest.mark.parametrize("name", ["q", "issuer", "type", "signer", "symbol", "field", "level", "number"])
def test_hostile_parameters_stay_text(client: FlaskClient, name: str) -> None:
    page = _page(client, "/?" + name + "=%22%3E%3Cscript%3Ealert(1)%3C/script%3E%00%0d%0aX-Evil:1")

    assert "script" not in _well_formed(page).names


@pytest.mark.parametrize(
    "query", ["year=20x3", "limit=-1", "mode=magic", "sort=up", "offset=99999", "facets=price", "q=n%C4%83m:20x3"]
)
def test_a_malformed_parameter_is_a_page_that_says_which(client: FlaskClient, query: str) -> None:
    page = _page(client, "/?" + query, 400)

    name = query.split("=")[0] if not query.startswith("q=") else "năm"
    assert wording.PARAMETERS[name] in unescape(page)


def test_a_malformed_year_is_explained_in_the_readers_language(client: FlaskClient) -> None:
    assert "Năm viết như 2019" in _page(client, "/?year=20x3", 400)


def test_a_too_long_question_comes_back_in_the_box(client: FlaskClient) -> None:
    typed = "đối thoại " * 250
    page = _page(client, "/?q=" + typed, 400)

    assert typed.strip() in page


def test_parameters_that_messengers_add_are_ignored(client: FlaskClient) -> None:
    assert "7 văn bản" in _page(client, "/?q=doi+thoai+tiep+dan&fbclid=xyz")


def test_nothing_found_says_what_to_try(client: FlaskClient) -> None:
    page = _page(client, "/?q=%22xylophon+kangaroo%22&year=2023")

    assert "Hãy thử" in page
    assert "bỏ các điều kiện" in page


def test_a_page_beyond_the_last_leads_back(client: FlaskClient) -> None:
    assert "Về trang có kết quả" in _page(client, "/?q=doi+thoai&offset=500")


def test_an_empty_archive_says_how_to_add(tmp_path_factory: pytest.TempPathFactory) -> None:
    archive = small_archive(tmp_path_factory.mktemp("empty"), ())
    page = _page(create_app(archive, Access(None, True, None)).test_client(), "/")

    assert "vanban add" in page


def test_a_document_shows_fields_text_citations_and_neighbours(client: FlaskClient) -> None:
    page = _page(client, f"/van-ban/{ANNOTATED}")

    assert "chưa chắc" in page  # the date's evidence is weak
    assert page.count("chưa chắc</span>") == 1  # the subject's too, but it was corrected by a person
    assert "đã sửa bằng tay" in page
    assert "không rõ" in page  # its signer
    assert "Huyện ủy Sông Ngàn" in page
    assert "Tệp có hai phần đầu văn bản." in page
    assert f'<a href="/van-ban/{YEARLY.id}">Công văn số 65/UBND-NC</a>' in page
    assert "Trước văn bản này" in page
    assert "trích yếu gần nhau" in page


def test_a_document_of_which_nothing_is_known_shows_its_file_name(client: FlaskClient) -> None:
    assert "ghi chép.txt" in _page(client, f"/van-ban/{UNKNOWN}")


@pytest.mark.parametrize("id", ["aaaaaaaaaaaa", "x", INSIDE, "..%2f..%2fetc", "%3Cscript%3E", "a" * 3000])
def test_no_document_is_told_from_one_the_reader_may_not_see(client: FlaskClient, id: str) -> None:
    page = _page(client, f"/van-ban/{id}", 404)

    assert "hoặc quý vị không được xem" in page
    assert "nhân sự nội bộ" not in page


def test_labels_hold_on_every_page(client: FlaskClient, keeper: FlaskClient) -> None:
    assert "nhân sự nội bộ" not in _page(client, "/?q=chuon+chuon+kim")
    assert "nhân sự nội bộ" in keeper.get("/?q=chuon+chuon+kim", headers={"Host": "localhost"}).get_data(as_text=True)
    assert "33" in _page(client, "/tinh-trang")


@pytest.mark.parametrize(
    "address", ["/", "/?q=%3Cb%3E", f"/van-ban/{ANNOTATED}", "/nichts", "/static/style.css", "/api/v1/search", "/?year=x"]
)
def test_every_answer_carries_the_headers_that_keep_it_safe(client: FlaskClient, address: str) -> None:
    with client.get(address) as response:
        headers = response.headers

    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "script-src 'self';" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in headers


def test_pages_are_private_and_answered_by_etag_when_unchanged(client: FlaskClient) -> None:
    first = client.get("/?q=tiep+dan")
    again = client.get("/?q=tiep+dan", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "private, no-cache"
    assert (again.status_code, again.data) == (304, b"")


def test_head_is_get_without_a_body(client: FlaskClient) -> None:
    got, head = client.get("/?q=tiep+dan"), client.head("/?q=tiep+dan")

    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == got.headers["ETag"]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_can_be_changed_over_http(client: FlaskClient, method: str) -> None:
    for address in ("/", f"/van-ban/{ANNOTATED}", "/tinh-trang"):
        response = getattr(client, method)(address)
        assert response.status_code == 405
        assert "GET" in response.headers["Allow"]


FOREIGN = ("evil.example", "localhost.evil.example", "localhost@evil.example", "")


@pytest.mark.parametrize(("host", "status"), [*((host, 400) for host in FOREIGN), ("localhost:80", 200), ("[::1]:8000", 200)])
def test_on_loopback_a_foreign_name_is_refused(keeper: FlaskClient, host: str, status: int) -> None:
    for address in ("/", "/api/v1/search", "/nowhere"):
        response = keeper.get(address, headers={"Host": host})
        assert response.status_code == status or (status == 200 and address == "/nowhere")
        assert status == 200 or b"65/UBND" not in response.data


class _Failing:
    def __init__(self, error: Exception) -> None:
        self.error = error

    def reader(self) -> object:
        raise self.error


@pytest.mark.parametrize(
    "error", [EngineUnavailable("máy tìm kiếm không trả lời"), ArchiveDamaged("hỏng; chạy `vanban rebuild`")]
)
def test_when_the_engine_is_gone_the_page_says_so_and_when_to_come_again(archive: Archive, error: Exception) -> None:
    failing = create_app(replace(archive, engine=_Failing(error)), Access(None, True, None)).test_client()  # type: ignore[arg-type]
    response = failing.get("/?q=x")

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "Kho tạm thời chưa dùng được" in response.get_data(as_text=True)
    assert str(error).split(";")[0] not in response.get_data(as_text=True)  # our messages name files of the server


def test_an_unforeseen_error_tells_nothing_of_its_inside(archive: Archive) -> None:
    failing = create_app(
        replace(archive, engine=_Failing(RuntimeError("secret path /srv"))), Access(None, True, None)
    ).test_client()  # type: ignore[arg-type]
    for address in ("/?q=x", "/api/v1/search?q=x"):
        response = failing.get(address)
        assert response.status_code == 500
        assert b"secret" not in response.data


def test_the_subject_that_attacks_is_shown_as_it_was_written(client: FlaskClient) -> None:
    from markupsafe import escape

    assert str(escape(HOSTILE)) in _page(client, f"/van-ban/{HOSTILE_ID}")


def test_likely_duplicates_are_shown_by_number_and_date(client: FlaskClient) -> None:
    page = _page(client, f"/van-ban/{ANNOTATED}")

    part = page[page.index("Có thể trùng") :].split("</section>")[0]
    assert re.search(r'<a href="/van-ban/([a-z2-7]{12})">(?!\1)[^<]+</a> <span', part)


def test_a_question_that_was_understood_can_be_had_as_typed_and_back(client: FlaskClient) -> None:
    understood = _page(client, "/?q=tiepdan+2022")
    assert wording.AS_TYPED in understood
    address = re.search(r'<p class="reading">.*?href="([^"]+)"', understood, re.DOTALL)
    assert address is not None
    literal = _page(client, unescape(address[1]))
    assert wording.AS_UNDERSTOOD in literal
    assert wording.AS_TYPED not in literal
    assert 'name="literal"' not in literal  # another question is understood again
    assert wording.AS_TYPED not in _page(client, "/?q=zzz")
