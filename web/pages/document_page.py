"""/van-ban/{id}: a document with its fields, its text, what it cites and its neighbours in time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeVar

from flask import Flask, redirect, render_template, request
from werkzeug.wrappers import Response

from corpus.correcting import CONFIRMED
from corpus.document import Document, DocumentId, Page, Relation
from corpus.doubting import SURE
from corpus.errors import InputError
from corpus.gazetteer import fields_of_work
from corpus.previews import PREVIEWED
from corpus.readers.ocr import POOR
from search_api.answer import MOST_WINDOW, Similar, SimilarHit
from search_api.archive import Archive
from search_api.chain import chain
from search_api.citations import Cited, Citing, citations, day_of
from search_api.documents import duplicates_of, title_of
from search_api.quoting import legal_basis, quotation
from search_api.similar import similar
from web import wording
from web.access import Access
from web.annotating import annotated
from web.chain_drawing import drawing
from web.presenting import shown_date

Named = TypeVar("Named", Cited, Citing)

NEIGHBOURS, MOST_YEARLY = 5, 30
"""Similar documents shown on each side, and those looked through for the papers of other years."""

CITING = 20
"""Citing documents shown at once; a law of a large archive has hundreds."""

COLUMN = 48
"""Characters that fit a column of the card without making it ragged."""

SEVERAL = 4
"""Values that stand under one another in a column; more take the whole line."""


@dataclass(frozen=True, slots=True)
class Row:
    """A field as shown: its values ((): unknown), and what is to be said about how it is known. `wide`: longer than a column.
    `place`: the field's name where it stands in the text, so that the page can lead there.
    """

    name: str
    values: tuple[str, ...]
    uncertain: bool = False
    corrected: bool = False
    confirmed: bool = False
    wide: bool = False
    place: str | None = None


def add_document_page(app: Flask, archive: Archive, access: Access) -> None:
    @app.route("/van-ban/<id>")
    def document_page(id: str) -> str | tuple[str, int]:
        try:
            day = day_of(request.args.get("as_of"))
        except InputError:
            return render_template("error.html", title=wording.FAULTS[400][0], advice=wording.PARAMETERS["as_of"]), 400
        neighbours = similar(archive, DocumentId(id), access.labels, limit=MOST_YEARLY)
        document, version = neighbours.document, request.args.get("version", "")
        older = bool(version) and version not in {newest.sha256 for newest in document.versions[-1:]}
        if older:
            document = archive.version(document.id, version, access.labels)
        both = citations(
            archive,
            DocumentId(id),
            access.labels,
            as_of=day,
            limit=CITING,
            offset=min(max(0, request.args.get("citing", 0, type=int)), MOST_WINDOW),
        )
        return render_template(
            "document.html",
            document=document,
            older=older,
            shows_original=not older and any(kept.media_type in PREVIEWED for kept in document.versions[-1:]),
            title=title_of(document),
            rows=rows(document if older else replace(document, fields=replace(document.fields, status=both.status))),
            recognised=recognised(document.fields.pages),
            blocks=annotated(document),
            earlier=neighbours.earlier[:NEIGHBOURS],
            later=neighbours.later[:NEIGHBOURS],
            years=by_year(neighbours),
            chain=None if older else drawing(chain(archive, document.id, access.labels)),
            quotation=quotation(document),
            legal_basis=legal_basis(document),
            both=both,
            cites=by_relation(both.cites),
            cited_by=by_relation(both.cited_by),
            duplicates=duplicates_of(archive.engine.reader(), document, access.labels),
            title_of=title_of,
        )

    @app.route("/van-ban/<id>/nam-truoc")
    def year_before(id: str) -> Response | tuple[str, int]:
        """Looked for when somebody asks, not for every result of a page."""
        found = similar(archive, DocumentId(id), access.labels, limit=MOST_YEARLY)
        before = predecessor(found)
        if before is not None:
            return redirect(f"/van-ban/{before.id}", 303)
        named = found.document.fields.number or title_of(found.document)
        title, advice = wording.NO_YEAR_BEFORE
        return render_template("error.html", title=title, advice=advice.format(named), back=f"/van-ban/{id}"), 404


def predecessor(found: Similar) -> SimilarHit | None:
    """The paper of the same yearly matter in the nearest earlier year, the nearest of several."""
    own = found.document.fields.year
    if own is None:
        return None
    earlier = [hit for hit in found.earlier if "recurring" in hit.reasons and hit.date and int(hit.date[:4]) < own]
    # They come best first; `max` keeps the first of equal years.
    return max(earlier, key=lambda hit: int((hit.date or "")[:4]), default=None)


def by_year(found: Similar) -> list[tuple[int, list[SimilarHit | None]]]:
    """The document (None) and the papers of the same yearly matter by year, with the years between; empty where it has none."""
    own = found.document.fields.year
    yearly = [hit for hit in (*found.earlier, *found.later) if "recurring" in hit.reasons and hit.date]
    if own is None or not yearly:
        return []
    years: dict[int, list[SimilarHit | None]] = {own: [None]}
    for hit in yearly:
        years.setdefault(int((hit.date or "")[:4]), []).append(hit)
    return [(year, years.get(year, [])) for year in range(min(years), max(years) + 1)]


def by_relation(those: Iterable[Named]) -> list[tuple[Relation, list[Named]]]:
    """Those that stand beside one another with the same relation, under it."""
    return [(relation, list(group)) for relation, group in groupby(those, key=lambda one: one.citation.relation)]


def recognised(pages: Sequence[Page]) -> str | None:
    """Which pages were recognised from pictures, and which of them are hard to read; None where none was."""
    seen = [page for page in pages if page.origin == "ocr"]
    if not seen:
        return None
    hard = [page for page in seen if page.confidence is not None and page.confidence < POOR]
    words = "Nhận dạng từ ảnh" if len(seen) == len(pages) else f"Trang {_numbers(seen)} nhận dạng từ ảnh"
    return words + (f", trang {_numbers(hard)} khó đọc" if hard else "") + "; hãy đối chiếu với tệp gốc khi cần chính xác."


def _numbers(pages: Sequence[Page]) -> str:
    """At most ten of them."""
    return ", ".join(str(page.number) for page in pages[:10]) + (", …" if len(pages) > 10 else "")


def rows(document: Document) -> tuple[Row, ...]:
    """The fields in the order in which a register lists them; those that few papers have are shown where known."""
    fields = document.fields
    capacity = wording.CAPACITIES.get(fields.signer.capacity or "", fields.signer.capacity)
    signer = f"{fields.signer.title} ({capacity})" if fields.signer.title and capacity else fields.signer.title or capacity
    always = (
        ("Số, ký hiệu", "number", (fields.number or (f"…/{fields.symbol}" if fields.symbol else None),)),
        ("Ngày ban hành", "date", (shown_date(fields.date),)),
        ("Loại văn bản", "type", (fields.type.name if fields.type else None,)),
        ("Cơ quan ban hành", "issuer", tuple(issuer.name for issuer in fields.issuers)),
        ("Cấp", "level", (wording.LEVELS[document.issuer.level] if document.issuer and document.issuer.level else None,)),
        ("Trích yếu", "subject", (fields.subject,)),
        ("Người ký", "signer", (fields.signer.name,)),
    )
    where_known = (
        ("Chức vụ", "signer", (signer,)),
        ("Nơi ban hành", "place", (fields.place,)),
        ("Kính gửi", "addressees", fields.addressees),
        ("Nơi nhận", "recipients", fields.recipients),
        ("Độ khẩn", "urgency", (wording.URGENCIES.get(fields.urgency or "", fields.urgency),)),
        ("Số đến", "arrival", (fields.arrival.number,)),
        ("Ngày đến", "arrival", (shown_date(fields.arrival.date),)),
        ("Lĩnh vực", "fields", tuple(_field_name(code) for code in fields.fields)),
        ("Hiệu lực", "status", (_status(document),)),
        ("Mã ngoài", "external_id", (document.external_id,)),
    )
    shown = [_row(document, *row) for row in always]
    return tuple(shown + [row for row in (_row(document, *row) for row in where_known) if row.values])


def _row(document: Document, name: str, field: str, values: tuple[str | None, ...]) -> Row:
    evidence = document.fields.evidence.get(field)
    known = tuple(value for value in values if value)
    confirmed = evidence is not None and evidence.rule == CONFIRMED
    corrected = field in document.corrected and not confirmed
    uncertain = bool(known) and not corrected and evidence is not None and evidence.confidence < SURE
    wide = any(len(value) > COLUMN for value in known) or len(known) > SEVERAL
    place = field if evidence is not None and evidence.span is not None and document.text else None
    return Row(name, known, uncertain, corrected, confirmed, wide, place)


def _field_name(code: str) -> str:
    return next((field.name for field in fields_of_work() if field.code == code), code.replace("-", " "))


def _status(document: Document) -> str | None:
    status = document.fields.status
    shown = wording.STATUSES[status.code]
    if shown == wording.UNKNOWN:
        return None
    return f"{shown} từ {shown_date(status.since)}" if status.since else shown
