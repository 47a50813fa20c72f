"""/van-ban/{id}/goc: the original beside its text: pages of a PDF or a scan as pictures, a Word document as it reads."""

from dataclasses import dataclass

from flask import Flask, Response, render_template, request

from corpus.document import Document, DocumentId, Version
from corpus.errors import MachineBusy, NotFound, Unreadable
from corpus.previews import Preview, preview
from corpus.previews.limited import picture
from search_api.archive import Archive
from search_api.documents import document_of, title_of
from web import wording
from web.access import Access
from web.annotating import annotated

AT_ONCE = 40
"""Pages on one page; the browser asks for each picture when it comes near."""


@dataclass(frozen=True, slots=True)
class Page:
    number: int
    width: int
    height: int


def add_original_page(app: Flask, archive: Archive, access: Access) -> None:
    @app.route("/van-ban/<id>/goc")
    def original_page(id: str) -> str:
        document = document_of(archive.engine.reader(), DocumentId(id), access.labels)
        version = _newest(document)
        first = max(1, request.args.get("tu", 1, type=int))
        found, why = Preview(), None
        try:
            path = archive.original(version.sha256)
            if path is None:
                raise Unreadable("missing", "the original is not kept")
            found = preview(path, version.media_type)
        except Unreadable as error:
            why = wording.NO_PREVIEW.get(error.reason, wording.NO_PREVIEW[""])
        except MachineBusy:
            why = wording.NO_PREVIEW["busy"]
        pages = [Page(number, size.width, size.height) for number, size in enumerate(found.pages, 1)]
        return render_template(
            "original.html",
            document=document,
            title=title_of(document),
            version=version,
            pages=pages[first - 1 : first - 1 + AT_ONCE],
            first=first,
            at_once=AT_ONCE,
            total=len(pages),
            preview=found,
            why=why,
            blocks=annotated(document),
        )

    @app.route("/van-ban/<id>/trang/<int:number>.png")
    def page_of_original(id: str, number: int) -> Response:
        document = document_of(archive.engine.reader(), DocumentId(id), access.labels)
        version = _newest(document)
        answer = Response(content_type="image/png")
        answer.set_etag(f"{version.sha256}-{number}")
        answer.headers["Cache-Control"] = "private, no-cache"
        if request.if_none_match.contains(f"{version.sha256}-{number}"):
            answer.status_code = 304
            return answer
        path = archive.original(version.sha256)
        if path is None:
            raise NotFound(f"the original of document {id} is not kept")
        try:
            answer.set_data(picture(path, version.media_type, number))
        except Unreadable as error:
            raise NotFound(f"page {number} of document {id} cannot be drawn: {error.reason}") from None
        return answer


def _newest(document: Document) -> Version:
    if not document.versions:
        raise NotFound(f"document {document.id} has no original")
    return document.versions[-1]
