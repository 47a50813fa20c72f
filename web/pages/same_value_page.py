"""/ra-soat/cung-gia-tri: the same correction for other documents in which the program read the same value, after a preview."""

import hashlib
from collections.abc import Sequence

from flask import Flask, Response, make_response, redirect, render_template, request
from werkzeug.exceptions import BadRequest, NotFound

from corpus.correcting import as_text
from corpus.document import Document, DocumentId
from corpus.errors import ArchiveBusy
from search_api.documents import title_of
from search_api.editing import Editor, correct_all, preview
from web import wording
from web.access import Access
from web.editing import EDITABLE, person_of, require_own_page, shown
from web.pages.review_page import refused, why

AT_ONCE = 500
"""Documents corrected by one form: a request that a person still waits for. The page offers the rest."""
SHOWN = 20


def add_same_value_page(app: Flask, editor: Editor, access: Access) -> None:
    labels = access.labels

    @app.route("/ra-soat/cung-gia-tri")
    def same_value_page() -> str:
        id, field = _named(request.args.get("id", ""), request.args.get("field", ""))
        done = request.args.get("done", "")
        return _page(id, field, int(done) if done.isascii() and done.isdigit() and len(done) < 7 else None, None)

    @app.route("/ra-soat/cung-gia-tri", methods=["POST"])
    def correct_same_value() -> Response:
        require_own_page(request)
        id, field = _named(request.form.get("id", ""), request.form.get("field", ""))
        _, value, confirms, ids = _found(id, field)
        if request.form.get("state") != _state(ids, value, confirms):
            return make_response(_page(id, field, None, "Danh sách vừa thay đổi; hãy xem lại rồi bấm lần nữa."), 409)
        changes = [(field, None if confirms else value)]
        note = f"như {id}"
        try:
            steps = list(preview(editor.catalogue, ids, changes, labels))
            by = person_of(request, editor)
            made = list(correct_all(editor, steps, changes, by=by, note=note, labels=labels))
        except ArchiveBusy as error:
            return refused(_page(id, field, None, why(error, field)), error)
        done = sum(1 for step in made if step.changes)
        return make_response(redirect(f"/ra-soat/cung-gia-tri?id={id}&field={field}&done={done}", 303))

    def _found(id: DocumentId, field: str) -> tuple[Document, str, bool, list[DocumentId]]:
        """The document, its field's value, whether a person only confirmed it, and the documents for which the same holds."""
        document = editor.catalogue.document(id, labels, text=False)
        trail = [one for one in editor.catalogue.history(id, labels) if one.field == field]
        confirms = bool(trail) and all(one.before == one.after for one in trail)
        ids = editor.catalogue.sharing(id, field, labels, limit=AT_ONCE, in_doubt=confirms) if trail else []
        return document, as_text(document, field) or "", confirms, ids

    def _page(id: DocumentId, field: str, done: int | None, problem: str | None) -> str:
        document, value, confirms, ids = _found(id, field)
        return render_template(
            "same_value.html",
            document=document,
            title=title_of(document),
            title_of=title_of,
            field=field,
            name=wording.FIELDS[field],
            value=shown(field, value),
            verb="Xác nhận" if confirms else "Sửa",
            steps=list(preview(editor.catalogue, ids[:SHOWN], [(field, None if confirms else value)], labels)),
            count=len(ids),
            full=len(ids) == AT_ONCE,
            state=_state(ids, value, confirms),
            done=done,
            problem=problem,
            shown=shown,
        )


def _named(id: str, field: str) -> tuple[DocumentId, str]:
    if not id or len(id) > 40:
        raise NotFound
    if field not in EDITABLE:
        raise BadRequest
    return DocumentId(id), field


def _state(ids: Sequence[DocumentId], value: str, confirms: bool) -> str:
    """What the person saw: these documents and this value. Another list or value is shown anew instead of being changed."""
    return hashlib.sha256("\n".join([*ids, str(confirms), value]).encode("utf-8", "surrogatepass")).hexdigest()[:16]
