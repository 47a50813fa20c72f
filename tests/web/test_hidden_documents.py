"""A reader of open documents is answered as by an archive that never held the others: every read function, whole answers."""

import re
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from drawn_papers import NOW, Paper, final_label, ids_of, opened, paper, papers, without_order
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from corpus.catalogue import Catalogue, DoubtFilter
from corpus.document import DocumentId, Relation
from corpus.gazetteer.own import NONE
from corpus.interchange import document_json
from search_api.archive import Archive
from search_api.bodies import bodies
from search_api.citations import wanted
from search_api.editing import Editor, preview
from search_api.reviewing import review
from web.access import Access
from web.app import create_app

OPEN = frozenset({"open"})

QUESTIONS = (
    "",
    "q=đan+cói",
    "q=15/QĐ-UBND",
    "q=phiên+chợ&mode=keyword",
    "q=cơquan:UBND+huyện+Dệt+Cói",
    "q=vườn+cò&mode=semantic",
)
NARROWED = (
    "issuer=UBND+huyện+Dệt+Cói",
    "type=Quyết+định",
    "issuer=Sở+Thương+mại+tỉnh+Đồng+Cò",
    "issuer=Công+Thương",
    "number=15",
    "issuer=UBND+tỉnh+Lào+Cai",
)


def told(archive: Archive, catalogue: Catalogue, ids: Sequence[DocumentId]) -> dict[str, Any]:
    """All that a reader of open documents is told, over HTTP and by the functions that faces call."""
    client = create_app(archive, Access(OPEN, False, None)).test_client()
    answers: dict[str, Any] = {}
    addresses = [f"/api/v1/search?limit=100&{question}" for question in QUESTIONS]
    addresses += [f"/api/v1/search?limit=100&{narrowed}" for narrowed in NARROWED]
    addresses += [f"/api/v1/search?limit=100&lineage=1&{narrowed}" for narrowed in NARROWED]
    addresses += [f"/api/v1/facets/{field}" for field in ("issuer", "type", "year", "signer")]
    addresses += ["/api/v1/status", "/tinh-trang"]
    for id in ids:
        addresses += [f"/api/v1/documents/{id}{rest}" for rest in ("", "/similar", "/citations", "/citations?as_of=2032-02")]
        addresses += [f"/van-ban/{id}?as_of=2031", f"/so-sanh?a={id}", f"/so-sanh?a={id}&b=15/QĐ-UBND"]
        addresses += [f"{address}?a={id}&b={ids[0]}" for address in ("/so-sanh", "/api/v1/compare")]
    for address in addresses:
        answers[address] = asked(client, address)
    reader = archive.engine.reader()
    answers["issuers"] = bodies(reader, OPEN, NONE)
    answers["issuers named"] = bodies(reader, OPEN, NONE, "UBND huyện Dệt Cói")
    answers["wanted"] = wanted(archive, OPEN)
    answers["review"] = review(catalogue, OPEN, DoubtFilter(), limit=100)
    answers["documents"] = [document_json(one) for one in catalogue.walk(OPEN)]
    for by in ("field", "type", "issuer"):
        answers[f"doubts by {by}"] = catalogue.count_doubts(OPEN, by=by)
    for id in ids:
        if catalogue.documents([id], OPEN):
            answers[f"history {id}"] = catalogue.history(id, OPEN)
            for field in ("issuer", "type", "signer"):
                alike = catalogue.sharing(id, field, OPEN)
                answers[f"sharing {field} {id}"] = (alike, list(preview(catalogue, alike, [(field, None)], OPEN)))
    answers.update(review_pages(archive, catalogue))
    return answers


def review_pages(archive: Archive, catalogue: Catalogue) -> dict[str, Any]:
    """The pages that correct, for a keeper who is narrowed to open documents."""
    editor = Editor(catalogue, nullcontext, "may", lambda: NOW)
    keeper = create_app(archive, Access(OPEN, True, None), editor).test_client()
    return {address: asked(keeper, address) for address in ("/ra-soat", "/ra-soat?field=issuer", "/ra-soat?type=quyet-dinh")}


def asked(client: FlaskClient, address: str) -> Any:
    response = client.get(address)
    body = response.get_json() if response.is_json else response.get_data(as_text=True)
    return response.status_code, without_order(body)


def without_revision(value: Any) -> str:
    return re.sub(r"revision=\d+", "", repr(value))


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(papers, min_size=2, max_size=6))
@example([paper(), paper("noi-bo", number="7/QĐ-UBND", cites=("15/QĐ-UBND", "2031-01-03", Relation.REPLACES))])
@example([paper(spelling=1), paper("noi-bo", number="7/QĐ-UBND", spelling=0)])
@example([paper(), paper("noi-bo", number="7/QĐ-UBND", edit=("issuer", "UBND huyện DỆT CÓI"))])
@example([paper(long=True), paper("noi-bo", long=True, number=None)])
@example([paper(), paper("noi-bo", line=True)])
def test_hidden_documents_leave_no_trace(drawn: list[Paper]) -> None:
    given_ = list(enumerate(drawn))
    ids = ids_of(given_)
    with opened(given_) as (archive, catalogue):
        whole = told(archive, catalogue, ids)
    with opened([(place, one) for place, one in given_ if final_label(one) == "open"]) as (archive, catalogue):
        alone = told(archive, catalogue, ids)
    assert whole.keys() == alone.keys()
    for question, answer in whole.items():
        assert without_revision(answer) == without_revision(alone[question]), question
