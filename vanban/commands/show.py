"""`vanban show`."""

import shutil
from pathlib import Path

import click

from corpus.correcting import CONFIRMED
from corpus.document import Document, Fields, StatusCode
from corpus.doubting import SURE
from corpus.errors import NotFound
from vanban.language import pick
from vanban.opening import Opened, reading
from vanban.printing import bold, dim, emit, readable_date
from web.wording import RELATIONS, STATES, STATUSES


@click.command("show", help=pick("Xem một văn bản: các trường và nội dung.", "Show one document: its fields and text."))
@click.argument("id")
@click.option("--text", "only_text", is_flag=True, help=pick("chỉ nội dung", "the text alone"))
@click.option("--json", "as_json", is_flag=True, help=pick("in kết quả dạng JSON", "print JSON on stdout"))
@click.option(
    "--original", type=click.Path(path_type=Path), metavar="OUT", help=pick("ghi bản gốc ra tệp", "write the original to a file")
)
@click.option("--version", metavar="SHA256", help=pick("một bản cũ hơn", "an older version"))
@click.pass_context
def command(ctx: click.Context, id: str, only_text: bool, as_json: bool, original: Path | None, version: str | None) -> None:
    """One document, or one state of it."""
    with reading(ctx.obj) as opened:
        known = opened.resolve(id)
        document = opened.catalogue.version(known, version, None) if version else opened.catalogue.document(known, None)
        if original is not None:
            _write_original(opened, document, version, original)
            return
    if only_text:
        click.echo(document.text)
    elif as_json:
        from corpus.interchange import document_json

        emit(document_json(document))
    else:
        _print(document)


def _write_original(opened: Opened, document: Document, version: str | None, out: Path) -> None:
    sha256 = [v.sha256 for v in document.versions if v.sha256.startswith((version or "").lower())][-1]
    path = opened.archive().original(sha256)
    if path is None:
        raise NotFound(pick(f"bản gốc {sha256[:12]}… không còn", f"the original {sha256[:12]}… is not kept"))
    if out.exists():
        raise click.UsageError(pick(f"{out}: đã có, không ghi đè", f"{out}: exists, not overwritten"))
    shutil.copyfile(path, out)


def _print(document: Document) -> None:
    fields = document.fields
    click.echo(bold(fields.subject or document.file_name or document.id))
    for key, name, value in _lines(document, fields):
        evidence = fields.evidence.get(key)
        doubt = f"  ({pick('chưa chắc', 'uncertain')})" if evidence and evidence.confidence < SURE else ""
        confirmed = evidence is not None and evidence.rule == CONFIRMED
        by_hand = pick("đã xác nhận", "confirmed") if confirmed else pick("đã sửa", "corrected")
        fixed = f"  ({by_hand})" if key in document.corrected else ""
        click.echo(f"  {name}: {value or pick('không rõ', 'unknown')}{doubt}{fixed}")
    for citation in fields.citations:
        known = (
            f" → {citation.document}"
            if citation.document
            else f" ({pick(STATES['ambiguous'], 'ambiguous')})"
            if citation.candidates
            else ""
        )
        relation = pick(RELATIONS[citation.relation], citation.relation.value)
        click.echo(dim(f"  {pick('Viện dẫn', 'Cites')} [{relation}]: {citation.text}{known}"))
    for warning in fields.warnings:
        click.echo(dim(f"  ! {warning}"))
    click.echo()
    click.echo(document.text or dim(pick("(chỉ có trong sổ, chưa có tệp)", "(in the register only, no file yet)")))


def _lines(document: Document, fields: Fields) -> list[tuple[str, str, str | None]]:
    signer = " ".join(part for part in (fields.signer.title, fields.signer.name) if part)
    return [
        ("number", pick("Số, ký hiệu", "Number"), fields.number or fields.symbol),
        ("type", pick("Loại", "Type"), fields.type.name if fields.type else None),
        ("issuer", pick("Cơ quan ban hành", "Issuer"), "; ".join(issuer.name for issuer in fields.issuers)),
        ("date", pick("Ngày", "Date"), readable_date(fields.date) if fields.date else None),
        ("place", pick("Địa danh", "Place"), fields.place),
        ("signer", pick("Người ký", "Signer"), signer),
        ("addressees", pick("Kính gửi", "Addressees"), "; ".join(fields.addressees)),
        ("status", pick("Hiệu lực", "Status"), _status(fields)),
        ("id", pick("Mã", "Id"), f"{document.id} · {', '.join(source.path for source in document.sources)}"),
    ]


def _status(fields: Fields) -> str | None:
    status = fields.status
    if status.code is StatusCode.UNKNOWN:
        return None
    since = f" {pick('từ', 'since')} {readable_date(status.since)}" if status.since else ""
    because = f" “{status.because}”" if status.because else ""
    return (
        pick(STATUSES[status.code], status.code.value.replace("_", " "))
        + since
        + because
        + (f" → {status.document}" if status.document else "")
    )
