"""`vanban history`."""

import click

from corpus.correcting import Correction
from corpus.document import Document
from corpus.interchange import correction_json, document_json
from vanban.language import pick
from vanban.opening import reading
from vanban.printing import bold, dim, emit, value_line
from web.presenting import shown_moment, shown_size
from web.wording import FIELDS


@click.command(
    "history",
    help=pick("Lịch sử một văn bản: ai sửa gì, các bản và nguồn.", "What became of a document: corrections, versions, sources."),
)
@click.argument("id")
@click.option("--json", "as_json", is_flag=True, help=pick("in kết quả dạng JSON", "print JSON on stdout"))
@click.pass_context
def command(ctx: click.Context, id: str, as_json: bool) -> None:
    """Everything that is kept of its past, oldest first."""
    with reading(ctx.obj) as opened:
        known = opened.resolve(id)
        document, corrections = opened.catalogue.document(known, None, text=False), opened.catalogue.history(known)
    if as_json:
        whole = document_json(document, text=False)
        emit(
            {
                "id": document.id,
                "corrections": [correction_json(one) for one in corrections],
                "versions": whole["versions"],
                "sources": whole["sources"],
            }
        )
        return
    click.echo(bold(document.fields.subject or document.file_name or document.id))
    for at, line in sorted(_events(document, corrections), key=lambda event: event[0]):
        click.echo(f"  {dim(pick(shown_moment(at), at))}  {line}")


def _events(document: Document, corrections: list[Correction]) -> list[tuple[str, str]]:
    events = [(source.added, pick(f"nguồn {source.path}", f"source {source.path}")) for source in document.sources]
    for number, version in enumerate(document.versions, 1):
        told = f"{version.media_type}, {version.size:,} byte, {version.sha256[:12]}…"
        events.append((version.added, pick(f"bản thứ {number}: {shown_size(version.size)}", f"version {number}: {told}")))
    return events + [(one.at, correction_line(one)) for one in corrections]


def correction_line(one: Correction) -> str:
    """A correction in one line: field, before → after, who, why."""
    name = pick(FIELDS.get(one.field, one.field), one.field)
    before, after = (value_line(one.field, text) for text in (one.before, one.after))
    if one.before != one.after:
        told = f"{name}: {before} → {after}"
    elif one.after is None:
        told = pick(f"{name}: xác nhận là không có", f"{name}: confirmed that there is none")
    else:
        told = pick(f"{name}: xác nhận {after}", f"{name}: confirmed {after}")
    person = one.by or pick("không ghi tên", "no name given")
    return f"{told} ({person})" + (f" – {one.note}" if one.note else "")
