"""Lists, feeds and saved searches of a reader of open documents are those of an archive that never held the others."""

import io
import json
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import docx
import openpyxl
from drawn_papers import NOW, Paper, final_label, opened, paper, papers
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from test_hidden_documents import NARROWED, OPEN, QUESTIONS

from corpus.catalogue import Catalogue
from corpus.document import Relation
from search_api.archive import Archive
from search_api.editing import Editor
from search_api.saved_searches import SavedSearches
from web.access import Access
from web.app import create_app


def told(archive: Archive, catalogue: Catalogue) -> Mapping[str, Any]:
    """In the order of the date: how well words fit depends on all that is indexed, and so does an order by it."""
    with TemporaryDirectory() as name:
        for place, question in enumerate((*QUESTIONS, *NARROWED)):
            row = {"name": "x", "query": question, "saved": NOW, "seen": []}
            (Path(name) / f"{place:08x}.json").write_text(json.dumps(row), "utf-8")
        editor = Editor(catalogue, nullcontext, "may", lambda: NOW)
        client = create_app(replace(archive, saved=SavedSearches(Path(name))), Access(OPEN, True, None), editor).test_client()
        answers: dict[str, Any] = {"/da-luu": content(client, "/da-luu")}
        for question in (*QUESTIONS, *NARROWED, "lineage=1&" + NARROWED[0]):
            for form in ("csv", "jsonl", "atom"):
                address = f"/ket-qua.{form}?sort=newest&{question}"
                answers[address] = content(client, address)
            answers[question] = (workbook_rows(client, question), word_rows(client, question))
    return answers


def content(client: FlaskClient, address: str) -> bytes:
    with client.get(address) as response:
        assert response.status_code == 200, address
        return response.data


def workbook_rows(client: FlaskClient, question: str) -> list[Any]:
    book = openpyxl.load_workbook(io.BytesIO(content(client, f"/ket-qua.xlsx?sort=newest&{question}")))
    return [[tuple(cell.value for cell in row) for row in sheet.iter_rows()] for sheet in book]


def word_rows(client: FlaskClient, question: str) -> list[Any]:
    document = docx.Document(io.BytesIO(content(client, f"/ket-qua.docx?sort=newest&{question}")))
    return [one.text for one in document.paragraphs] + [[cell.text for cell in row.cells] for row in document.tables[0].rows]


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(papers, min_size=2, max_size=6))
@example([paper(), paper("noi-bo", number="7/QĐ-UBND", cites=("15/QĐ-UBND", "2031-01-03", Relation.REPLACES))])
@example([paper(), paper("noi-bo", edit=("access_label", "open")), paper("open", edit=("access_label", "noi-bo"))])
@example([paper(), paper("lanh-dao", line=True), paper("noi-bo", spelling=1)])
def test_lists_feeds_and_saved_searches_hold_nothing_hidden(drawn: list[Paper]) -> None:
    given_ = list(enumerate(drawn))
    with opened(given_) as (archive, catalogue):
        whole = told(archive, catalogue)
    with opened([(place, one) for place, one in given_ if final_label(one) == "open"]) as (archive, catalogue):
        alone = told(archive, catalogue)
    for question, answer in whole.items():
        assert answer == alone[question], question
