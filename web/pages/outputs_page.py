"""/ket-qua.csv, .jsonl, .xlsx, .docx: the result list as a file; /ket-qua.atom: as a feed; /opensearch.xml: the archive itself.

Each takes the query string of the search page; page and page length are left aside.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import IO, cast

from flask import Flask, Response, request, send_file
from werkzeug.datastructures import MultiDict

from indexer.engines.engine import Labels
from search_api.answer import Mode, Question
from search_api.archive import Archive
from search_api.arrivals import arrivals, newest
from search_api.listing import MOST_ROWS, Listing, listed
from search_api.parameters import question_from
from search_api.query import settled
from search_api.saved_searches import query_of, standing
from search_api.search import search
from web import wording
from web.access import Access
from web.export import csv_form, lines_form, word_form, workbook_form
from web.export.rows import About, rows
from web.feed import FEED_TYPE, SEARCH_TYPE, Feed, atom, open_search
from web.pages import choosing
from web.pages.histogram import with_range

MOST_ENTRIES = 50
"""Entries of a feed."""
_IN_MEMORY = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Form:
    """A form of the list: the end of its address, its name on the page, its media type, and how it is written."""

    suffix: str
    name: str
    media_type: str
    write: Callable[[Listing, About], Iterable[bytes]]


FORMS = (
    Form(
        "xlsx", "Excel", workbook_form.MEDIA_TYPE, lambda found, about: [workbook_form.workbook(rows(found.documents()), about)]
    ),
    Form("docx", "Word", word_form.MEDIA_TYPE, lambda found, about: [word_form.word_list(rows(found.documents()), about)]),
    Form("csv", "CSV", csv_form.MEDIA_TYPE, lambda found, about: csv_form.csv_list(rows(found.documents()), about)),
    Form("jsonl", "JSON Lines", lines_form.MEDIA_TYPE, lambda found, _: lines_form.lines_list(found.documents(text=True))),
)


def add_outputs(app: Flask, archive: Archive, access: Access) -> None:
    for form in FORMS:
        app.add_url_rule(f"/ket-qua.{form.suffix}", f"result_{form.suffix}", _exporter(archive, access, form))

    @app.route("/ket-qua.atom")
    def feed() -> Response:
        question = replace(standing(asked(request.args)), sort=None)
        came = arrivals(archive, question, access.labels)[:MOST_ENTRIES]
        title = f"{named(criteria(archive, question, access.labels))} – Kho văn bản"
        entries = newest(archive.engine.reader(), came, access.labels)
        return _xml(atom(Feed(title, query_of(question), request.url_root, entries)), FEED_TYPE)

    @app.route("/opensearch.xml")
    def description() -> Response:
        return _xml(open_search(request.url_root), SEARCH_TYPE)


def asked(pairs: MultiDict[str, str]) -> Question:
    """The question that an address of the search page, or a form made from one, asks."""
    return settled(question_from(with_range(pairs.items(multi=True))))


def criteria(archive: Archive, question: Question, labels: Labels) -> tuple[tuple[str, str], ...]:
    """What was asked, in words: title and value each; empty where everything was asked for."""
    answer = search(archive, replace(question, offset=0, limit=0), labels)
    found: dict[str, list[str]] = {}
    if question.text:
        found["Câu hỏi"] = [question.text]
    for chip in choosing.chips(question, answer.facets):
        found.setdefault(chip.title, []).append(chip.label)
    if question.lineage:
        found["Gồm cả"] = ["cơ quan tiền thân, cơ quan kế thừa"]
    if question.text and question.mode is not Mode.HYBRID:
        found["Cách tìm"] = [wording.MODES[question.mode]]
    return tuple((title, "; ".join(values)) for title, values in found.items())


def named(said: Iterable[tuple[str, str]]) -> str:
    """A name for the question: its text, then its conditions."""
    told = [value if title == "Câu hỏi" else f"{title.lower()} {value}" for title, value in said]
    return ", ".join(told) or "Tất cả văn bản"


def _exporter(archive: Archive, access: Access, form: Form) -> Callable[[], Response]:
    def export() -> Response:
        question = asked(request.args)
        found = listed(archive, question, access.labels, MOST_ROWS)
        about = About(criteria(archive, question, access.labels), date.today(), found.total, len(found.ids))
        return _attachment(form.write(found, about), form.media_type, _file_name(about, form.suffix))

    return export


def _file_name(about: About, suffix: str) -> str:
    """The day, and how much of the total it is where it is not all."""
    cut = f"-{about.rows}-trong-{about.total}" if about.rows < about.total else ""
    return f"danh-sach-van-ban-{about.made:%Y-%m-%d}{cut}.{suffix}"


def _attachment(pieces: Iterable[bytes] | Iterator[bytes], media_type: str, name: str) -> Response:
    """A download, written whole before the first byte is sent: what fails is told as a page, not as half a file."""
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  closed with the response
    try:
        for piece in pieces:
            file.write(piece)
        size = file.tell()
        file.seek(0)
    except BaseException:
        file.close()
        raise
    response = send_file(cast(IO[bytes], file), mimetype=media_type, as_attachment=True, download_name=name, max_age=0)
    response.content_type, response.content_length = media_type, size
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.call_on_close(file.close)
    return response


def _xml(content: bytes, media_type: str) -> Response:
    return Response(content, content_type=f"{media_type}; charset=utf-8")
