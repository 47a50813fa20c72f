"""/da-luu: saved searches, each with what is new in it. Only for the person at the archive's machine."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from flask import Flask, Response, make_response, redirect, render_template, request
from werkzeug.exceptions import BadRequest

from corpus.document import Document, DocumentId
from corpus.errors import ArchiveBusy, InputError
from search_api.answer import Question
from search_api.archive import Archive
from search_api.arrivals import MOST_FOLLOWED, arrivals, newest
from search_api.parameters import pairs_of
from search_api.saved_searches import LONGEST_NAME, MOST, SavedSearch, SavedSearches, query_of, standing
from web.access import Access
from web.editing import mark, require_own_page
from web.pages.choosing import address_of
from web.pages.outputs_page import asked, criteria, named
from web.pages.review_page import refused

SHOWN = 10
"""New documents shown at once; all of them are in the search."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A saved search as the page shows it: the first of what is new, how many there are, and a mark of just these."""

    search: SavedSearch
    address: str
    feed: str
    asked: tuple[tuple[str, str], ...]
    total: int
    new: int
    first: Sequence[Document]
    mark: str


def add_saved_page(app: Flask, archive: Archive, saved: SavedSearches, access: Access, now: Callable[[], str]) -> None:
    labels = access.labels

    @app.route("/da-luu")
    def saved_page() -> str:
        question = standing(asked(request.args))
        return _page(question if pairs_of(question) else None)

    @app.route("/da-luu", methods=["POST"])
    def save_search() -> Response:
        require_own_page(request)
        question = standing(asked(request.form))
        name = request.form.get("name", "")
        try:
            id = saved.add(name, question, now(), [one.id for one in arrivals(archive, question, labels)])
        except (InputError, ArchiveBusy) as error:
            return refused(_page(question, name, _why(error)), error)
        return _to(id)

    @app.route("/da-luu/<id>", methods=["POST"])
    def change_search(id: str) -> Response:
        require_own_page(request)
        wanted = request.form.get("do", "")
        try:
            if wanted == "remove":
                saved.remove(id)
                return make_response(redirect("/da-luu", 303))
            if wanted == "rename":
                saved.rename(id, request.form.get("name", ""))
            elif wanted == "seen":
                came = [one.id for one in arrivals(archive, saved.search(id).question, labels)]
                if request.form.get("mark") != _mark(came, saved.search(id)):
                    return make_response(_page(failed="Vừa có văn bản mới hơn những gì trang đã hiện; xin xem lại."), 409)
                saved.see(id, came)
            else:
                raise BadRequest
        except (InputError, ArchiveBusy) as error:
            return refused(_page(failed=_why(error)), error)
        return _to(id)

    def _page(question: Question | None = None, typed: str | None = None, failed: str | None = None) -> str:
        said = criteria(archive, question, labels) if question else ()
        return render_template(
            "saved.html",
            searches=[_shown(one) for one in saved.searches()],
            question=question,
            pairs=pairs_of(question) if question else (),
            asked=said,
            typed=named(said)[:LONGEST_NAME] if typed is None else typed,
            longest=LONGEST_NAME,
            followed=MOST_FOLLOWED,
            failed=failed,
        )

    def _shown(one: SavedSearch) -> Shown:
        came = arrivals(archive, one.question, labels)
        new = [arrival for arrival in came if arrival.id not in one.seen]
        first = [document for _, document in newest(archive.engine.reader(), new[:SHOWN], labels)]
        query = query_of(replace(one.question, sort=None))
        return Shown(
            search=one,
            address=address_of(one.question),
            feed="/ket-qua.atom" + (f"?{query}" if query else ""),
            asked=criteria(archive, one.question, labels),
            total=len(came),
            new=len(new),
            first=first,
            mark=_mark([arrival.id for arrival in came], one),
        )


def _mark(came: Sequence[DocumentId], one: SavedSearch) -> str:
    """Tells one set of new documents from another."""
    return mark("\n".join(sorted(set(came) - one.seen)))


def _to(id: str) -> Response:
    return make_response(redirect(f"/da-luu#tim-{id}", 303))


def _why(error: Exception) -> str:
    if isinstance(error, ArchiveBusy):
        return "Đang có người khác ghi; hãy thử lại."
    for part, words in (
        ("empty", "Chưa đặt tên."),
        ("longer", f"Tên quá dài, nhiều nhất {LONGEST_NAME} ký tự."),
        ("saved as", "Câu hỏi này đã được lưu ở dưới."),
        ("already", f"Đã lưu đủ {MOST} câu hỏi; hãy bỏ bớt."),
    ):
        if part in str(error):
            return words
    return str(error)
