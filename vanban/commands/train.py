"""`vanban train`."""

import hashlib
import json
import os
import re
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from corpus.catalogue import Catalogue
from corpus.document import Document
from corpus.errors import InputError
from indexer.building import rebuild
from indexer.encoders.static import StaticEncoder
from indexer.training.saving import save
from search_api.adapting import LEAST, Adapted, adapt, material
from search_api.answer import Mode
from search_api.archive import Archive
from search_api.comparing import Comparison, Verdict, compare, comparison_json
from search_api.evaluating import Evaluation, evaluate, run_name
from search_api.judgements import JudgedQuery, Qrels, read_qrels, read_queries
from vanban.commands.evaluate import VERDICTS, comparison_lines
from vanban.language import pick
from vanban.opening import own_questions, reading, rebuilding, settings_of
from vanban.printing import emit, on_terminal, say
from vanban.settings import FILE, Settings

_AT_ONCE = 50
_TASKS = {
    "subject": ("trích yếu → văn bản", "subject → document"),
    "linked": ("văn bản liên quan, hằng năm", "linked and yearly documents"),
}


@click.command(
    "train",
    help=pick(
        "Cho bộ mã hóa học thêm từ chính kho này, đo trước và sau, giữ bản tốt hơn.",
        "Adapt the encoder to this archive's own texts, measure before and after, keep the better one.",
    ),
)
@click.argument("queries", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.argument("qrels", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--dry-run", is_flag=True, help=pick("chỉ đo, không đổi gì", "measure only, change nothing"))
@click.option(
    "--wait", type=click.FloatRange(0), help=pick("chờ tiến trình ghi khác (giây)", "seconds to wait for another writer")
)
@click.option("--json", "as_json", is_flag=True, help=pick("in kết quả dạng JSON", "print JSON on stdout"))
@click.pass_context
def command(
    ctx: click.Context, queries: Path | None, qrels: Path | None, dry_run: bool, wait: float | None, as_json: bool
) -> None:
    """Learns from pairs of the archive's documents, minutes on one core; nothing leaves the machine.

    A fifth of the documents is held out. The new encoder is taken where it does better on them beyond chance, and where the
    judged questions (those given, else the office's own) are answered no worse on an index made with it.
    """
    if (queries is None) != (qrels is None):
        raise click.UsageError(pick("cần cả hai tệp: câu hỏi và đánh giá", "both files are needed: queries and judgements"))
    flags = {**ctx.obj, "wait": wait}
    settings = settings_of(flags)
    judged = _judged(settings, queries, qrels)
    with reading(flags) as opened:
        if not isinstance(opened.encoder, StaticEncoder):
            raise InputError(
                pick(
                    f"encoder = {settings.encoder}: chỉ bộ mã hóa static học thêm được",
                    f"encoder = {settings.encoder}: only the encoder static can be trained",
                )
            )
        found = material(_documents(opened.catalogue, sorted(opened.engine.revisions())), opened.encoder)
        say(
            pick(
                f"{len(found.learning)} văn bản để học, {len(found.held_out)} văn bản để riêng mà đo",
                f"{len(found.learning)} documents to learn from, {len(found.held_out)} held out to measure with",
            )
        )
        adapted = adapt(found, opened.encoder)
        before = evaluate(opened.archive(), judged[0], judged[1], [Mode.HYBRID]) if adapted and judged else None
    if adapted is None:
        _end(
            as_json,
            "too little",
            None,
            (),
            pick(
                f"quá ít để học: cần ít nhất {LEAST} văn bản có trích yếu",
                f"too little to learn from: at least {LEAST} documents with a subject are needed",
            ),
        )
        return
    if not as_json:
        _print_tasks(adapted)
    if dry_run or not adapted.better:
        kept = pick("bộ mã hóa cũ vẫn được dùng", "the encoder that was there stays")
        better = pick("bản mới tốt hơn, chưa dùng (--dry-run)", "the new one is better, and not taken (--dry-run)")
        _end(as_json, "better" if adapted.better else "not better", adapted, (), better if adapted.better else kept)
        return
    taken, comparisons = _take(flags, settings, adapted, judged, before)
    for line in () if as_json else comparison_lines(comparisons, {one.id: one.text for one in judged[0]} if judged else {}):
        click.echo(line)
    if taken:
        _end(
            as_json,
            "taken",
            adapted,
            comparisons,
            pick("đã dùng bộ mã hóa mới, chỉ mục đã lập lại", "the new encoder is in use, the index made anew"),
        )
    else:
        _end(
            as_json,
            "worse on questions",
            adapted,
            comparisons,
            pick(
                "câu hỏi đã chấm được trả lời kém đi; bộ mã hóa cũ vẫn được dùng",
                "the judged questions are answered worse; the encoder that was there stays",
            ),
        )


def _judged(settings: Settings, queries: Path | None, qrels: Path | None) -> tuple[tuple[JudgedQuery, ...], Qrels] | None:
    if queries and qrels:
        return read_queries(queries), read_qrels(qrels)
    own = own_questions(settings)
    questions, judgements = own.questions(), own.judgements()
    return (questions, judgements) if any(judgements.get(one.id) for one in questions) else None


def _documents(catalogue: Catalogue, ids: list[Any]) -> Iterator[Document]:
    for start in range(0, len(ids), _AT_ONCE):
        yield from catalogue.documents(ids[start : start + _AT_ONCE], None).values()


def _take(
    flags: Mapping[str, Any],
    settings: Settings,
    adapted: Adapted,
    judged: tuple[tuple[JudgedQuery, ...], Qrels] | None,
    before: Evaluation | None,
) -> tuple[bool, tuple[Comparison, ...]]:
    """The new encoder kept and an index made with it; in use where the judged questions are answered no worse."""
    from rich.console import Console
    from rich.progress import Progress

    name = f"encoders/{hashlib.sha256(adapted.table.tobytes()).hexdigest()[:12]}"
    folder = settings.archive / name
    save(adapted.table, folder, adapted.floor, {"documents": adapted.documents, "steps": adapted.steps})
    comparisons: tuple[Comparison, ...] = ()
    with (
        rebuilding({**flags, "encoder": name}) as (catalogue, fresh, model),
        Progress(console=Console(stderr=True), transient=True, disable=not on_terminal()) as progress,
    ):
        task = progress.add_task(pick("lập chỉ mục", "indexing"), total=catalogue.count())
        pending = catalogue.pending()
        rebuild(catalogue, fresh, model, lambda count: progress.advance(task, count))
        if judged and before:
            archive = Archive(fresh, model, lambda _: None, lambda _: {}, own=settings.own(), catalogue=catalogue)
            after = evaluate(archive, judged[0], judged[1], [Mode.HYBRID])
            comparisons = compare(after, judged[1], {run_name(*key): run for key, run in before.runs.items()})
        taken = not any(one.verdict is Verdict.WORSE for one in comparisons)
        if taken:
            fresh.finish()
            set_encoder(settings.archive / FILE, name)
            catalogue.done(pending)
    _forget_others(settings.archive, folder if taken else None, settings.encoder)
    return taken, comparisons


def set_encoder(file: Path, name: str) -> None:
    """The setting in vanban.toml; what else stands there stays, byte by byte. Whole or not at all."""
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    line = f"encoder = {json.dumps(name)}"
    first_table = re.search(r"^\s*\[", before, re.MULTILINE)
    head, rest = (before[: first_table.start()], before[first_table.start() :]) if first_table else (before, "")
    changed, count = re.subn(r"^[ \t]*encoder[ \t]*=.*$", lambda _: line, head, count=1, flags=re.MULTILINE)
    whole = (changed if count else f"{line}\n{head}") + rest
    if tomllib.loads(whole).get("encoder") != name:
        raise InputError(f"{file}: write there yourself: {line}")
    fresh = file.with_name(file.name + ".new")
    fresh.write_text(whole, encoding="utf-8")
    os.replace(fresh, file)


def _forget_others(archive: Path, kept: Path | None, in_use: str) -> None:
    """Tables of earlier trainings go, but for the one in use."""
    used = kept or archive / in_use
    for folder in (archive / "encoders").glob("*"):
        if folder != used:
            shutil.rmtree(folder, ignore_errors=True)


def _print_tasks(adapted: Adapted) -> None:
    for task in adapted.tasks:
        low, high = task.interval
        figures = "  ".join(f"{name} {task.before[name]:.3f} → {task.after[name]:.3f}" for name in task.before)
        click.echo(
            f"{pick(*_TASKS[task.task])}: {figures}  "
            + pick(f"MRR 95 %: {low:+.4f} đến {high:+.4f}", f"MRR 95 %: {low:+.4f} to {high:+.4f}")
            + f"  {pick(*VERDICTS[task.verdict])}  ({task.questions})"
        )


def _end(as_json: bool, outcome: str, adapted: Adapted | None, comparisons: tuple[Comparison, ...], words: str) -> None:
    if not as_json:
        say(words)
        return
    facts: dict[str, object] = {"outcome": outcome}
    if adapted:
        facts |= {
            "documents": adapted.documents,
            "held_out": adapted.held_out,
            "links": adapted.links,
            "steps": adapted.steps,
            "floor": adapted.floor,
            "tasks": [
                {
                    "task": task.task,
                    "questions": task.questions,
                    "before": task.before,
                    "after": task.after,
                    "interval": task.interval,
                    "verdict": task.verdict.value,
                }
                for task in adapted.tasks
            ],
        }
    if comparisons:
        facts["comparison"] = comparison_json(comparisons)
    emit(facts)
