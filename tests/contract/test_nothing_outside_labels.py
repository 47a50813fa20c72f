"""Over labels, readers and questions, on every engine: no answer concerns a document outside the reader's labels.

An answer is held against that of an archive which never held the hidden documents. How well words fit is reckoned over all
that is indexed, so what follows from it alone (the order, which passage of a document is shown, which word a slip is read as)
may differ; that no hidden document is in it may not.
"""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote_plus

import pytest
from drawn_papers import LABELS, Paper, final_label, ids_of, opened, paper, papers, without_order
from engines_under_test import engines
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from corpus.document import DocumentId, Relation
from corpus.errors import ArchiveError
from indexer.engines.engine import Labels
from search_api import assisting
from search_api.archive import Archive
from search_api.citations import wanted
from search_api.form import wanted_json
from web.access import Access
from web.app import create_app

WORDS = (
    *("đan", "cói", "coi", "vườn", "vuon", "cò", "phiên", "chợ", "bến", "đò", "diều", "xã", "thứ", "tờ", "1", "2", "quyết"),
    *("đan cói", "giu vuon co", '"phiên chợ"', "-cói", "15/QĐ-UBND", "7/QĐ", "15", "242/QĐ-UBND", "năm:2031", "ký:Sáo", "2032"),
    *("UBND huyện Dệt Cói", "sở công thương", "cơquan:UBND huyện Dệt Cói", "loại:quyết-định", "vuonco", "dann", "thay thế"),
)
questions = st.tuples(
    st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join),
    st.sampled_from(["hybrid", "keyword", "semantic"]),
    st.sampled_from(
        [
            "",
            "&issuer=UBND+huyện+Dệt+Cói",
            "&year=2031..2032",
            "&type=none",
            "&literal=1",
            "&lineage=1&issuer=UBND+tỉnh+Lào+Cai",
        ]
    ),
)
readers = st.frozensets(st.sampled_from(LABELS), max_size=2)
EXACT = (
    "search",
    "facets",
    "suggest",
    "document",
    "citations",
    "compare",
    "status",
    "list",
    "mcp document",
    "mcp citations",
    "wanted",
)
"""Answers in which nothing but order may follow from hidden documents; they are equal."""


@pytest.mark.parametrize("name", engines())
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.target],  # an example takes too long to be made smaller
)
@given(st.lists(papers, min_size=2, max_size=6), readers, st.lists(questions, min_size=2, max_size=4))
@example(
    [paper(), paper("noi-bo", number="7/QĐ-UBND", cites=("15/QĐ-UBND", "2031-01-03", Relation.REPLACES)), paper("lanh-dao")],
    frozenset({"open", "lanh-dao"}),
    [("15/QĐ-UBND", "hybrid", ""), ("đan cói", "hybrid", ""), ("dann coi", "keyword", "")],
)
@example(
    [paper("noi-bo", matter=4, number=None, issuer=1), paper(matter=1, long=True), paper("noi-bo", matter=1, date="2032-02-01")],
    frozenset({"open"}),
    [("diều", "hybrid", ""), ("vuonco", "hybrid", ""), ("so cong thuong", "keyword", "")],
)
@example(
    [
        paper(),
        paper("noi-bo", date="2032"),
        paper("noi-bo", number="7/QĐ-UBND"),
        paper("lanh-dao", matter=1, issuer=3),
        paper(issuer=2),
    ],
    frozenset({"open"}),
    [("15", "hybrid", ""), ("7/QĐ", "hybrid", "&lineage=1&issuer=UBND+tỉnh+Lào+Cai"), ("vuonco", "hybrid", "")],
)
@example([paper("noi-bo"), paper("lanh-dao")], frozenset(), [("đan cói", "hybrid", ""), ("", "hybrid", "")])
def test_no_answer_concerns_a_document_outside_the_readers_labels(
    name: str, drawn: list[Paper], reader: frozenset[str], asked: list[tuple[str, str, str]]
) -> None:
    placed = list(enumerate(drawn))
    seen = [(place, one) for place, one in placed if final_label(one) in reader]
    ids, hidden = ids_of(placed), set(ids_of(placed)) - set(ids_of(seen))
    with opened(placed, name) as (archive, _):
        whole = told(archive, reader, ids, asked)
    with opened(seen, name) as (archive, _):
        alone = told(archive, reader, ids, asked)
    assert whole.keys() == alone.keys()
    for (kind, question), answer in whole.items():
        other = alone[kind, question]
        if kind in EXACT or any(id in question for id in hidden):
            assert answer == other, (kind, question)
        else:
            told_of = [id for id in hidden if id in answer]
            assert not told_of, (kind, question)
            assert counts(answer) == counts(other), (kind, question)


def told(archive: Archive, reader: Labels, ids: Sequence[DocumentId], asked: Sequence[tuple[str, str, str]]) -> dict[Any, str]:
    """What the reader is told, by kind of answer and by what was asked, as text."""
    client = create_app(archive, Access(reader, False, None)).test_client()
    answers: dict[Any, str] = {("wanted", ""): repr(wanted_json(wanted(archive, reader)))}

    def ask(kind: str, *addresses: str) -> None:
        answers.update({(kind, address): over_http(client, address) for address in addresses})

    def call(kind: str, asking: Callable[..., Any], question: str, **named: Any) -> None:
        try:
            answer = asking(archive, reader, question, **named)
        except ArchiveError as error:
            answer = str(error)
        shown = without_order(answer)
        answers[kind, f"{question} {named}"] = repr(shown if kind in EXACT else without_passages(shown))

    ask("status", "/api/v1/status", "/tinh-trang")
    for words, mode, narrowed in asked:
        query = f"q={quote_plus(words)}&mode={mode}{narrowed}"
        ask("search", f"/api/v1/search?limit=100&{query}")
        ask("facets", *(f"/api/v1/facets/{field}?{query}" for field in ("issuer", "year", "type", "signer")))
        ask("list", *(f"/ket-qua.{form}?sort=newest&{query}" for form in ("jsonl", "csv")))
        ask("page", f"/?{query}", f"/?mo=issuer&{query}", f"/ket-qua.atom?{query}")
        ask("suggest", f"/api/v1/suggest?q={quote_plus(words)}")
        call("mcp search", assisting.found, words, mode=mode, limit=20)
    for id in ids:
        ask("document", f"/api/v1/documents/{id}")
        ask("citations", f"/api/v1/documents/{id}/citations", f"/api/v1/documents/{id}/citations?as_of=2032-06")
        ask("compare", *(f"/api/v1/compare?a={id}&b={other}" for other in ids), f"/so-sanh?a={id}")
        ask(
            "similar",
            f"/api/v1/documents/{id}/similar",
            f"/van-ban/{id}",
            f"/van-ban/{id}/nam-truoc",
            f"/so-sanh?a={id}&b=15/QĐ-UBND",
        )
        call("mcp document", assisting.opened, id)
        call("mcp citations", assisting.cited, id)
        call("mcp similar", assisting.neighbours, id)
    return answers


def over_http(client: FlaskClient, address: str) -> str:
    with client.get(address) as response:
        body = without_passages(without_order(response.get_json())) if response.is_json else response.get_data(as_text=True)
        return f"{response.status_code} {json.dumps(body, ensure_ascii=False, sort_keys=True)} {response.headers.get('Location')}"


def without_passages(value: Any) -> Any:
    """Nor the order of suggestions, that of their documents."""
    if isinstance(value, dict) and "suggestions" in value:
        return sorted(map(repr, value["suggestions"]))
    if isinstance(value, dict):
        return {key: without_passages(one) for key, one in value.items() if key not in ("passage", "quotation")}
    return [without_passages(one) for one in value] if isinstance(value, list) else value


def counts(answer: str) -> list[str]:
    """The numbers of documents that a page or an answer gives."""
    return re.findall(r"[\d.]+ văn bản|class=.{1,2}count[^>]*>[^<]*|.count.: \d+|.total.: \d+", answer)
