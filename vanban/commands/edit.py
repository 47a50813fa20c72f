"""`vanban edit`."""

import sys
from typing import Any

import click

from corpus.correcting import ATTRIBUTES
from corpus.document import DocumentId
from indexer.building import index_pending
from search_api.editing import Step
from vanban.command import INCOMPLETE
from vanban.commands.add import now
from vanban.commands.search import filters
from vanban.language import LANGUAGE, pick
from vanban.opening import Opened, reading, writing
from vanban.printing import dim, emit, on_terminal, say, value_line
from web.wording import FIELDS

SHOWN = 20
"""Changes printed of a preview; the count says how many there are."""


@click.command(
    "edit",
    help=pick(
        "Sửa trường: TRƯỜNG=GIÁ-TRỊ (để trống: không rõ), của một văn bản hoặc của mọi văn bản tìm thấy (--where, bộ lọc).",
        "Correct fields: FIELD=VALUE (empty: unknown), of one document, or of all that --where and filters find.",
    ),
    epilog=pick("Trường sửa được: ", "Fields: ") + ", ".join(ATTRIBUTES) + ".",
)
@click.argument("arguments", nargs=-1, required=True, metavar="[ID] FIELD=VALUE…")
@click.option(
    "--where",
    metavar="QUERY",
    help=pick("mọi văn bản mà câu hỏi này tìm thấy theo từ", "all documents that this question finds by words"),
)
@filters
@click.option("--yes", "-y", is_flag=True, help=pick("sửa hàng loạt mà không hỏi lại", "correct many without asking"))
@click.option("--by", help=pick("ai sửa (mặc định: người dùng máy)", "who corrects (default: the system's user)"))
@click.option("--note", help=pick("ghi chú", "a note"))
@click.option(
    "--wait", type=click.FloatRange(0), help=pick("chờ tiến trình ghi khác (giây)", "seconds to wait for another writer")
)
@click.option("--json", "as_json", is_flag=True, help=pick("in kết quả dạng JSON", "print JSON on stdout"))
@click.pass_context
def command(
    ctx: click.Context,
    /,
    arguments: tuple[str, ...],
    where: str | None,
    yes: bool,
    by: str | None,
    note: str | None,
    wait: float | None,
    as_json: bool,
    **chosen: Any,
) -> None:
    """Each change is kept as a correction of its own, and the document is found by it when this returns."""
    many = where is not None or any(chosen.values())
    changes = _changes(arguments if many else arguments[1:])
    if not changes:
        raise click.UsageError(pick("thiếu TRƯỜNG=GIÁ-TRỊ", "FIELD=VALUE is missing"))
    flags = {**ctx.obj, "wait": wait}
    if not many:
        _one(flags, arguments[0], changes, by, note, as_json)
        return
    with reading(flags) as opened:
        ids = _matching(opened, where or "", chosen)
        ctx.exit(_all(opened, ids, changes, by, note, yes=yes, as_json=as_json))


def _changes(pairs: tuple[str, ...]) -> list[tuple[str, str]]:
    changes = []
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise click.UsageError(pick(f"{name}: viết TRƯỜNG=GIÁ-TRỊ", f"{name}: write FIELD=VALUE"))
        if name.strip() not in ATTRIBUTES:
            known = ", ".join(ATTRIBUTES)
            raise click.UsageError(
                pick(f"không có trường {name!r}; sửa được: {known}", f"{name!r} cannot be corrected; what can: {known}")
            )
        changes.append((name.strip(), value))
    return changes


def _one(flags: dict[str, Any], id: str, changes: list[tuple[str, str]], by: str | None, note: str | None, as_json: bool) -> None:
    from corpus.interchange import document_json
    from vanban.editing import system_user

    with writing(flags) as opened:
        document_id = opened.resolve(id)
        document = opened.catalogue.edit(document_id, changes, by or system_user(), note, now())
        index_pending(opened.catalogue, opened.engine, opened.encoder)
    if as_json:
        emit(document_json(document, text=False))
    else:
        names = ", ".join(pick(FIELDS.get(name, name).lower(), name) for name, _ in changes)
        say(pick(f"{document_id}: đã sửa {names}", f"{document_id}: corrected {names}"))


def _matching(opened: Opened, query: str, chosen: dict[str, Any]) -> list[DocumentId]:
    """What `search --mode keyword` lists, all of it. Too many for its window is a wrong call."""
    from search_api.answer import MOST_LIMIT, MOST_WINDOW, Mode
    from search_api.parameters import question_from
    from search_api.search import search

    pairs = [("q", query), ("mode", Mode.KEYWORD.value), ("facets", "none"), ("limit", str(MOST_LIMIT))]
    pairs += [(name, value) for name, values in chosen.items() for value in values]
    found: list[DocumentId] = []
    while True:
        answer = search(opened.archive(), question_from([*pairs, ("offset", str(len(found)))]), None, LANGUAGE)
        if not found:
            for note in answer.notes:
                say(dim(f"({note})"))
        if answer.total > MOST_WINDOW:
            raise click.UsageError(
                pick(f"{answer.total} văn bản là quá nhiều; hãy thu hẹp lại", f"{answer.total} documents are too many: narrow it")
            )
        found += [hit.id for hit in answer.hits]
        if not answer.hits or len(found) >= answer.total:
            return found


def _all(
    opened: Opened,
    ids: list[DocumentId],
    changes: list[tuple[str, str]],
    by: str | None,
    note: str | None,
    *,
    yes: bool,
    as_json: bool,
) -> int:
    """The preview, the question, the work; gives the exit status."""
    from search_api.editing import correct_all, preview
    from vanban.editing import editor_of

    steps = list(preview(opened.catalogue, ids, changes, None))
    changing = [step for step in steps if step.changes]
    if not as_json:
        for step in changing[:SHOWN]:
            _print(step)
        if len(changing) > SHOWN:
            click.echo(pick(f"… và {len(changing) - SHOWN} chỗ nữa", f"… and {len(changing) - SHOWN} more"))
        documents = len({step.document.id for step in changing})
        say(
            pick(
                f"{len(ids)} văn bản tìm thấy, {documents} sẽ được sửa",
                f"{len(ids)} documents found, {documents} to be corrected",
            )
        )
    if not changing:
        if as_json:
            emit({"found": len(ids), "corrected": [], "left": []})
        return 0 if ids else INCOMPLETE
    if not yes:
        if as_json:
            emit({"found": len(ids), "preview": [_json(step) for step in changing]})
        if as_json or not _asks() or not click.confirm(pick("Sửa?", "Correct them?"), err=True):
            say(pick("chưa sửa gì; thêm --yes để sửa", "nothing was corrected; add --yes to correct"))
            return INCOMPLETE
    done: list[Step] = []
    try:
        done.extend(correct_all(editor_of(opened, opened.settings.wait), steps, changes, by=by, note=note))
    finally:
        # Also where it was stopped half-way: those before are kept.
        corrected = sorted({step.document.id for step in done if step.changes})
        say(pick(f"đã sửa {len(corrected)} văn bản", f"corrected {len(corrected)} documents"))
    left = [step for step in done if step.error]
    for step in left:
        say(f"{step.document.id}: {step.error}")
    if as_json:
        emit({"found": len(ids), "corrected": corrected, "left": [_json(step) for step in left]})
    return INCOMPLETE if left else 0


def _asks() -> bool:
    return sys.stdin.isatty() and on_terminal()


def _print(step: Step) -> None:
    before, after = (value_line(step.field, text) for text in (step.before, step.after))
    name = pick(FIELDS.get(step.field, step.field), step.field)
    click.echo(f"{step.document.id}  {step.document.fields.number or ''}  {name}: {before} → {after}")


def _json(step: Step) -> dict[str, object]:
    return {"id": step.document.id, "field": step.field, "from": step.before, "to": step.after, "error": step.error}
