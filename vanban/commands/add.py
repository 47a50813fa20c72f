"""`vanban add`."""

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from corpus.catalogue import Catalogue, Failure, Incoming, Outcome, OutcomeKind
from corpus.correcting import accepted_label
from corpus.document import DocumentId
from corpus.errors import InputError
from corpus.gazetteer.own import OwnBodies
from corpus.intake import Item, Missed, find
from corpus.interchange import parse_row, state
from corpus.readers.ocr import Ocr, Recognition
from corpus.workers import Read, ReadingPool, Table
from indexer.building import add
from vanban.command import INCOMPLETE
from vanban.language import LANGUAGE, pick
from vanban.opening import Opened, at_work, forget_discarded, settings_of, writing
from vanban.printing import emit, on_terminal, say
from vanban.settings import Settings
from web.wording import CONTENTS, unreadable

_WORDS = {
    "added": ("thêm", "added"),
    "joined": ("ghép từ sổ", "joined from a register"),
    "version": ("bản mới", "new version"),
    "unchanged": ("không đổi", "unchanged"),
    "removed": ("đã xóa trước đây", "removed earlier"),
    "refused": ("từ chối", "refused"),
    "unreadable": ("không đọc được", "unreadable"),
}
_REFUSALS = frozenset({"secret", "hostile", "outside", "removed"})

_DETAILED = frozenset({"broken", "wrong-suffix", "too-large", "too-many-pages", "hostile", "needs-ocr", "unsupported"})
"""Reasons whose message says more than the reason: a line's number, a limit, what the content is."""

_KINDS = re.compile(r"the content is (.+), the suffix says (.+); give it the right suffix")

_STDIN = "-"


def now() -> str:
    """UTC, ISO 8601, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Report:
    """Prints what became of each file, and remembers the sum. One line a document on stdout, or JSON at the end.

    `silent`: it counts only. With `by_line` JSON comes line by line too, and what changed nothing is not told: unchanged,
    removed earlier, gone again.
    """

    def __init__(self, catalogue: Catalogue | None, *, as_json: bool, by_line: bool = False, silent: bool = False) -> None:
        self.counts: Counter[str] = Counter()
        self._rows: list[dict[str, object]] = []
        self._as_json = as_json
        self._by_line = by_line
        self._silent = silent
        self._without_text = 0
        self._catalogue = catalogue
        self._unknown: dict[str, set[str]] = {}
        self._missed: set[str] = set()
        self._before = {failure.path: _file_behind(failure.path) for failure in catalogue.failures()} if catalogue else {}
        self._files = frozenset(self._before.values())
        self._read: set[str] = set()

    def read(self, item: Item) -> None:
        """Called for each item; remembers the files in which something could not be read in an earlier run."""
        if item.file in self._files:
            self._read.add(item.file)

    def kept(self, incoming: Incoming, outcome: Outcome) -> None:
        """Called once the catalogue has it, never before."""
        kind = outcome.kind.value
        self.counts[kind] += 1
        if incoming.waits:
            self._missed.add(incoming.path)
        row: dict[str, object] = {"outcome": kind, "id": outcome.id, "path": incoming.shown}
        if outcome.beside:
            row["beside"] = outcome.beside
        line = f"{outcome.id}  {pick(*_WORDS[kind])}  {incoming.shown}"
        if kind == "added" and not incoming.text:
            self._without_text += 1
            line += pick(" (chỉ có trong sổ)", " (in the register only)")
        if outcome.candidates:
            row["candidates"] = list(outcome.candidates)
            several = ", ".join(outcome.candidates[:3])
            line += pick(f" (chưa rõ thuộc văn bản nào: {several})", f" (may belong to several documents: {several})")
        self._tell(row, line)

    def missed(self, missed: Missed) -> None:
        """A file that gave no document. What is secret is told here and remembered nowhere."""
        kind = "refused" if missed.reason in _REFUSALS else "unreadable"
        if not (self._by_line and missed.reason == "missing"):  # it came and went while the folder was watched
            self.counts[kind] += 1
        row: dict[str, object] = {"outcome": kind, "reason": missed.reason, "path": missed.item.shown, "message": missed.message}
        self._tell(row, f"{'–' * 12}  {pick(*_WORDS[kind])} ({missed.reason})  {_why(missed)}")
        if self._catalogue is None:
            return
        if missed.reason == "secret":
            self._catalogue.refuse_secret(now(), missed.item.path)
        elif missed.reason == "missing":  # A path that is mistyped, or gone: there is nothing to read again.
            self._catalogue.forget_failure(missed.item.path)
        elif missed.reason != "removed" and missed.item.file != _STDIN:  # What came on stdin is not there to be read again.
            self._missed.add(missed.item.path)
            self._catalogue.fail(missed.item.path, missed.item.shown, missed.sha256, missed.reason, missed.message, now())

    def mended(self) -> None:
        """Forget earlier failures whose file was read whole and did not show them again: a mended ZIP, row or page.

        Called when everything given was read; documents that were kept have lost theirs already.
        """
        for path, file in self._before.items():
            if self._catalogue is not None and file in self._read and path not in self._missed:
                self._catalogue.forget_failure(path)

    def unknown_keys(self, item: Item, keys: Iterable[str]) -> None:
        """One warning a file, not one a row."""
        file = item.shown.split("#")[0]
        fresh = set(keys) - self._unknown.setdefault(file, set())
        if fresh:
            self._unknown[file] |= fresh
            names = ", ".join(sorted(fresh))
            say(pick(f"{file}: bỏ qua khóa không biết: {names}", f"{file}: unknown keys ignored: {names}"))

    def ignored_columns(self, table: Table) -> None:
        """One warning a register."""
        if table.ignored:
            names = ", ".join(table.ignored)
            say(pick(f"{table.item.shown}: bỏ qua cột: {names}", f"{table.item.shown}: columns ignored: {names}"))

    def finish(self, *, dry_run: bool) -> None:
        if self._as_json:
            emit({"counts": dict(self.counts), "documents": self._rows, "dry_run": dry_run})
        words = ", ".join(self._counted(kind) for kind in _WORDS if self.counts[kind])
        if self.counts["removed"]:
            say(
                pick(
                    "văn bản đã xóa không được nhận lại; muốn nhận lại thì thêm --again",
                    "what was removed stays out; --again lets it in",
                )
            )
        prefix = pick("(thử, không ghi gì) ", "(dry run, nothing kept) ") if dry_run else ""
        say(prefix + (words or pick("không có tệp nào", "no files")))

    def _counted(self, kind: str) -> str:
        among = f" ({pick('chỉ có trong sổ', 'in the register only')} {self._without_text})"
        return f"{pick(*_WORDS[kind])} {self.counts[kind]}" + (among if kind == "added" and self._without_text else "")

    @property
    def incomplete(self) -> bool:
        removed = 0 if self._by_line else self.counts["removed"]  # what watches a folder meets it there for good
        return bool(self.counts["refused"] + self.counts["unreadable"] + removed)

    def _tell(self, row: dict[str, object], line: str) -> None:
        if self._silent:
            return
        if self._by_line and (row["outcome"] in ("unchanged", "removed") or row.get("reason") == "missing"):
            return
        if self._as_json and self._by_line:
            click.echo(json.dumps(row, ensure_ascii=False))
        elif self._as_json:
            self._rows.append(row)
        else:
            click.echo(line)


def _why(missed: Missed) -> str:
    """The file, why it gave no document, what to do; a reason without words of ours as the reader tells it."""
    words = unreadable(missed.reason, missed.item.shown)
    if LANGUAGE == "en" or words is None:
        return missed.message
    said = missed.message.removeprefix(missed.item.shown).removeprefix(missed.item.shown.partition("#")[0]).removeprefix(": ")
    if missed.reason == "unsupported":
        said = CONTENTS.get(re.split(r"; | (?:that )?cannot be read yet", said)[0], "")
    if missed.reason == "wrong-suffix" and (kinds := _KINDS.fullmatch(said)):
        found, claimed = (CONTENTS.get(kind, kind) for kind in kinds.groups())
        said = f"nội dung là {found}, đuôi tệp là {claimed}"
    return f"{missed.item.shown}: {words}" + (f" ({said})" if said and missed.reason in _DETAILED else "")


@click.command(
    "add",
    help=pick(
        "Thêm tệp, thư mục, .zip, .jsonl[.gz] vào kho, hoặc JSON Lines từ stdin (-).",
        "Add files, folders, .zip, .jsonl[.gz], or JSON Lines on stdin (-).",
    ),
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=str), metavar="PATH…")
@click.option("--dry-run", is_flag=True, help=pick("chỉ đọc và báo, không ghi", "read and report, keep nothing"))
@click.option("--label", help=pick("nhãn truy cập (mặc định open)", "access label (default open)"))
@click.option(
    "--ocr",
    type=click.Choice(["auto", "never", "always"]),
    help=pick("nhận dạng trang ảnh (mặc định auto)", "recognise pages that are pictures (default auto)"),
)
@click.option("--workers", type=click.IntRange(0, 64), help=pick("số tiến trình đọc", "reading processes"))
@click.option("--retry", is_flag=True, help=pick("đọc lại những tệp đã không đọc được", "read again what could not be read"))
@click.option("--again", is_flag=True, help=pick("nhận lại văn bản đã xóa", "let in what was removed"))
@click.option(
    "--wait", type=click.FloatRange(0), help=pick("chờ tiến trình ghi khác (giây)", "seconds to wait for another writer")
)
@click.option("--json", "as_json", is_flag=True, help=pick("in kết quả dạng JSON", "print JSON on stdout"))
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    dry_run: bool,
    label: str | None,
    ocr: str | None,
    workers: int | None,
    retry: bool,
    again: bool,
    wait: float | None,
    as_json: bool,
) -> None:
    """Find, read, keep, index; print each document once it is kept."""
    if not paths and not retry:
        raise click.UsageError(pick("cần ít nhất một đường dẫn, hoặc --retry", "name at least one path, or --retry"))
    if label is not None:
        label = accepted_label(label)
    flags = {**ctx.obj, "workers": workers, "wait": wait, "ocr": ocr}
    if dry_run and not (settings_of(flags).archive / "catalogue.db").is_file():
        report = Report(None, as_json=as_json)
        _rehearse_without_archive(paths, flags, report)
    else:
        with writing(flags, create=True) as opened:
            report = Report(None if dry_run else opened.catalogue, as_json=as_json)
            failures = opened.catalogue.failures() if retry else []
            arriving = _arriving(opened, paths, failures, report, label=label, again=again, dry_run=dry_run)
            if dry_run:
                for incoming in arriving:
                    if incoming is not None:
                        report.kept(incoming, opened.catalogue.keep([incoming], now(), dry_run=True)[0])
            else:
                _add(opened, arriving, report)
    report.finish(dry_run=dry_run)
    ctx.exit(INCOMPLETE if report.incomplete else 0)


def take_in(
    opened: Opened,
    folders: tuple[str, ...],
    report: Report,
    *,
    only: Collection[str],
    label: str | None,
    until: Callable[[], bool],
) -> None:
    """Add the files of these folders whose real paths are in `only`; stops after the document at hand when `until` says so."""
    arriving = _arriving(opened, folders, [], report, label=label, again=False, dry_run=False, only=only)

    def stoppable() -> Iterator[Incoming | None]:
        with closing(arriving):
            for incoming in arriving:
                yield incoming
                if until():
                    return

    _add(opened, stoppable(), report)


def take_in_file(opened: Opened, file: Path, report: Report) -> Iterator[DocumentId]:
    """Add one file that somebody brought to a page, wherever it lies; gives the ids of its documents once they are kept.

    The caller holds the writer's lock. Work that a kill interrupts is found by the next writer, as with every other.
    """
    with at_work(opened.catalogue):
        arriving = _arriving(opened, (str(file),), [], report, label=None, again=True, dry_run=False, skip=())
        for incoming, outcome in add(opened.catalogue, opened.engine, opened.encoder, arriving, now, lambda _: None):
            report.kept(incoming, outcome)
            yield outcome.id
    forget_discarded(opened.catalogue, opened.originals)


def _add(opened: Opened, arriving: Iterator[Incoming | None], report: Report) -> None:
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not on_terminal()) as progress:
        task = progress.add_task(pick("đã lập chỉ mục", "indexed"), total=0)
        kept = 0
        for incoming, outcome in add(
            opened.catalogue, opened.engine, opened.encoder, arriving, now, lambda count: progress.advance(task, count)
        ):
            report.kept(incoming, outcome)
            kept += outcome.kind in (OutcomeKind.ADDED, OutcomeKind.VERSION)
            progress.update(task, total=kept)
    report.mended()
    forget_discarded(opened.catalogue, opened.originals)


def _arriving(
    opened: Opened,
    paths: tuple[str, ...],
    failures: list[Failure],
    report: Report,
    *,
    label: str | None,
    again: bool,
    dry_run: bool,
    only: Collection[str] | None = None,
    skip: Collection[Path] | None = None,
) -> Generator[Incoming | None, None, None]:
    settings = opened.settings
    keep = None if dry_run else opened.originals.put
    own = settings.own()
    skipped = [settings.archive] if skip is None else skip
    items = find([*paths, *_again(failures)], stdin=sys.stdin.buffer, skip=skipped, only=only)
    shown = {failure.path: failure.shown for failure in failures}
    recognition = _recognition(settings)
    with ReadingPool(
        settings.workers, settings.read_seconds, settings.read_memory, keep, recognition=recognition, own=own
    ) as pool:
        for outcome in pool.read(items):
            report.read(outcome.item)
            if isinstance(outcome, Table):
                report.ignored_columns(outcome)
                yield None
            elif isinstance(outcome, Missed):
                item = replace(outcome.item, shown=shown.get(outcome.item.path, outcome.item.shown))
                report.missed(replace(outcome, item=item))
                yield None
            else:
                incoming = _incoming(outcome, report, shown.get(outcome.item.path), label=label, again=again, own=own)
                if incoming is None and keep is not None and not opened.catalogue.has(outcome.sha256):
                    opened.originals.delete(outcome.sha256)
                yield incoming


def _rehearse_without_archive(paths: tuple[str, ...], flags: dict[str, object], report: Report) -> None:
    """A dry run where there is no archive yet: everything that can be read would be added; nothing is made."""
    settings = settings_of(flags)
    recognition, own = _recognition(settings), settings.own()
    with ReadingPool(settings.workers, settings.read_seconds, settings.read_memory, recognition=recognition, own=own) as pool:
        for outcome in pool.read(find(paths, stdin=sys.stdin.buffer, skip=[settings.archive])):
            if isinstance(outcome, Table):
                report.ignored_columns(outcome)
            elif isinstance(outcome, Missed):
                report.missed(outcome)
            else:
                incoming = _incoming(outcome, report, None, label=None, again=False, own=settings.own())
                if incoming is not None:
                    from corpus.originals import document_id

                    report.kept(incoming, Outcome(OutcomeKind.ADDED, document_id(incoming.sha256)))


def _recognition(settings: Settings) -> Recognition:
    """How to read scans. Raises InputError where all pages are to be recognised and nothing can do it."""
    if settings.ocr == "always":
        from corpus.readers.tesseract import missing

        if missing():
            raise InputError(f"--ocr always: text recognition needs {', '.join(missing())}; install, or use --ocr auto")
    return Recognition(Ocr(settings.ocr), settings.ocr_seconds)


def _again(failures: Iterable[Failure]) -> Iterator[str]:
    """The files behind earlier failures."""
    yield from (_file_behind(failure.path) for failure in failures)


def _file_behind(path: str) -> str:
    """The file that holds a member or a row: the longest beginning that is one; the path itself where there is none."""
    beginning = path
    while beginning:
        place = Path(beginning)
        for candidate in (place, *place.parents):
            if candidate.is_file():
                return str(candidate)
        beginning = beginning.rpartition("#")[0]
    return path


def _incoming(
    read: Read, report: Report, shown: str | None, *, label: str | None, again: bool, own: OwnBodies
) -> Incoming | None:
    """What the catalogue takes in; None where a row states something that is malformed (it is reported)."""
    fields, stated = replace(read.fields, warnings=(*read.fields.warnings, *read.warnings)), None
    row = read.row
    if row is not None:
        try:
            stated = parse_row(row)
        except InputError as error:
            report.missed(Missed(read.item, "broken", f"{read.item.shown}: {error}", read.sha256))
            return None
        report.unknown_keys(read.item, stated.unknown)
        fields = state(fields, stated)
        if stated.restored is None:  # an archive's own row comes back as it was
            fields = replace(fields, issuers=own.adopted(fields.issuers))
    return Incoming(
        sha256=read.sha256,
        size=read.size,
        media_type=read.media_type,
        text=read.text,
        fields=fields,
        path=read.item.path,
        shown=shown or read.item.shown,
        row=stated,
        label=label,
        again=again,
        signature=read.signature,
        waits=read.waits,
    )
