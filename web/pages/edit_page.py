"""/van-ban/{id}/sua and /van-ban/{id}/lich-su: correct the fields of one document, and read what was corrected."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask, Response, make_response, redirect, render_template, request
from werkzeug.exceptions import BadRequest

from corpus.correcting import state_of
from corpus.document import Document, DocumentId
from corpus.errors import ArchiveBusy, Conflict, InputError
from corpus.gazetteer import document_types
from search_api.documents import title_of
from search_api.editing import Editor
from web import wording
from web.access import Access
from web.editing import EDITABLE, LONGEST_NAME, SEVERAL_LINES, mark, person_of, remember_person, require_own_page, shown, typed
from web.pages.review_page import refused, why


@dataclass(frozen=True, slots=True)
class Box:
    """A field of the form: what stands in it (`text`), and what the archive held when the page was made."""

    field: str
    name: str
    text: str
    state: str
    mark: str
    several_lines: bool


def add_edit_pages(app: Flask, editor: Editor, access: Access) -> None:
    labels = access.labels

    @app.route("/van-ban/<id>/sua")
    def edit_page(id: str) -> str:
        return _form(editor.catalogue.document(DocumentId(id), labels, text=False), {}, None)

    @app.route("/van-ban/<id>/sua", methods=["POST"])
    def edit_document(id: str) -> Response:
        require_own_page(request)
        document = editor.catalogue.document(DocumentId(id), labels, text=False)
        given = {field: request.form[field] for field in EDITABLE if field in request.form}
        if not all(f"state-{field}" in request.form and f"mark-{field}" in request.form for field in given):
            raise BadRequest
        # Only what the person changed is corrected: a value that nobody touched is not thereby confirmed.
        changes = [(field, value) for field, value in given.items() if mark(value) != request.form[f"mark-{field}"]]
        by = request.form.get("by", "").strip() or person_of(request, editor)
        if changes:
            seen = {field: request.form[f"state-{field}"] for field, _ in changes}
            note = request.form.get("note", "").strip()[:1000] or None
            try:
                editor.correct(document.id, changes, by=(by or "")[:LONGEST_NAME] or None, note=note, labels=labels, seen=seen)
            except (InputError, Conflict, ArchiveBusy) as error:
                field = str(error).partition(":")[0].partition(" ")[0]
                return refused(_form(document, given, why(error, field)), error)
        response = make_response(redirect(f"/van-ban/{document.id}", 303))
        remember_person(response, by or "")
        return response

    @app.route("/van-ban/<id>/lich-su")
    def history_page(id: str) -> str:
        document = editor.catalogue.document(DocumentId(id), labels, text=False)
        trail = editor.catalogue.history(document.id, labels)
        return render_template(
            "history.html", document=document, title=title_of(document), trail=trail[::-1], shown=shown, fields=wording.FIELDS
        )

    def _form(document: Document, given: dict[str, str], problem: str | None) -> str:
        return render_template(
            "edit.html",
            document=document,
            title=title_of(document),
            fields=[_box(document, field, given) for field in EDITABLE],
            problem=problem,
            types=[type.name for type in document_types()],
            person=request.form.get("by") or person_of(request, editor) or "",
            note=request.form.get("note", ""),
        )


def _box(document: Document, field: str, given: Mapping[str, str]) -> Box:
    known = typed(document, field)
    return Box(
        field, wording.FIELDS[field], given.get(field, known), state_of(document, field), mark(known), field in SEVERAL_LINES
    )
