"""`vanban watch`."""

import os
import signal
import threading
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import click

from corpus.catalogue import Catalogue
from corpus.correcting import accepted_label
from corpus.errors import ArchiveBusy
from corpus.intake.watching import Arrivals, look
from vanban.command import INCOMPLETE, INTERRUPTED
from vanban.commands.add import Report, take_in
from vanban.language import pick
from vanban.opening import settings_of, writing
from vanban.printing import say


class Stop:
    """Asked to end by Ctrl-C or SIGTERM: the first ends the work after the file at hand, a second Ctrl-C at once."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self.status = 0
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._asked)

    def _asked(self, number: int, _frame: FrameType | None) -> None:
        self.status = INTERRUPTED if number == signal.SIGINT else 0
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self._event.set()

    @property
    def asked(self) -> bool:
        return self._event.is_set()

    def wait(self, seconds: float) -> None:
        """Sleep, unless asked to end meanwhile."""
        self._event.wait(seconds)


@click.command(
    "watch",
    help=pick(
        "Theo dõi thư mục: tệp nào đến và đã chép xong thì thêm vào kho. Dừng bằng Ctrl-C.",
        "Watch folders: what arrives is added once it has stopped changing. Ctrl-C ends it.",
    ),
)
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FOLDER…")
@click.option(
    "--interval",
    type=click.FloatRange(0.05),
    default=5.0,
    show_default=True,
    help=pick("số giây giữa hai lần xem", "seconds between two looks"),
)
@click.option(
    "--once", is_flag=True, help=pick("xem hai lần, thêm những gì đã yên, rồi thôi", "look twice, add what is whole, end")
)
@click.option("--label", help=pick("nhãn truy cập (mặc định open)", "access label (default open)"))
@click.option("--workers", type=click.IntRange(0, 64), help=pick("số tiến trình đọc", "reading processes"))
@click.option(
    "--wait", type=click.FloatRange(0), help=pick("chờ tiến trình ghi khác (giây)", "seconds to wait for another writer")
)
@click.option("--json", "as_json", is_flag=True, help=pick("mỗi văn bản một dòng JSON", "one line of JSON a document"))
@click.pass_context
def command(
    ctx: click.Context,
    folders: tuple[Path, ...],
    interval: float,
    once: bool,
    label: str | None,
    workers: int | None,
    wait: float | None,
    as_json: bool,
) -> None:
    """Look, wait, look again; hand what is whole to the same functions as `add`; hold the writer's lock only then."""
    if file := next((folder for folder in folders if folder.is_file()), None):
        raise click.UsageError(pick(f"{file} là một tệp, không phải thư mục", f"{file} is a file, not a folder"))
    if label is not None:
        label = accepted_label(label)
    flags = {**ctx.obj, "workers": workers, "wait": wait}
    settings = settings_of(flags)
    stop = Stop()
    arrivals = {os.path.realpath(folder): Arrivals() for folder in folders}
    _remember(settings.archive, arrivals)
    gone: set[str] = set()
    incomplete = waiting = False
    looks = 0
    while not stop.asked:
        whole = {folder: _whole(folder, one, gone, settings.archive) for folder, one in arrivals.items()}
        looks += 1
        if any(whole.values()):
            try:
                incomplete |= _take(flags, whole, stop, arrivals, label=label, as_json=as_json)
                waiting = False
            except ArchiveBusy as error:
                if not waiting:
                    say(pick(f"đang chờ kho rảnh ({error})", f"waiting for the archive ({error})"))
                waiting = True
        if once and looks >= 2 and not waiting:
            break
        stop.wait(interval)
    ctx.exit(stop.status or (INCOMPLETE if once and (incomplete or gone) else 0))


def _remember(archive: Path, arrivals: Mapping[str, Arrivals]) -> None:
    """What the catalogue has already is not read again after a restart, unless it waits to be recognised and can be now."""
    from corpus.readers.tesseract import missing

    if (archive / "catalogue.db").is_file():
        with Catalogue.open(archive, create=False) as catalogue:
            for folder, one in arrivals.items():
                one.known = catalogue.taken_under(os.path.join(folder, ""), waiting=bool(missing()))


def _whole(folder: str, arrivals: Arrivals, gone: set[str], archive: Path) -> list[str]:
    """Files of the folder that are whole by now; none while it cannot be reached, which is told once."""
    try:
        now = look(folder, [str(archive)])
    except OSError as error:
        if folder not in gone:
            gone.add(folder)
            reason = error.strerror or type(error).__name__
            if isinstance(error, FileNotFoundError):
                reason = pick("không có thư mục này", "no such folder")
            say(pick(f"{folder}: không vào được ({reason}); đang chờ", f"{folder}: cannot be reached ({reason}); waiting"))
        return []
    if folder in gone:
        gone.discard(folder)
        say(pick(f"{folder}: đã vào lại được", f"{folder}: can be reached again"))
    return arrivals.arrived(now)


def _take(
    flags: Mapping[str, Any],
    whole: Mapping[str, list[str]],
    stop: Stop,
    arrivals: Mapping[str, Arrivals],
    *,
    label: str | None,
    as_json: bool,
) -> bool:
    """Add these files; whether something was refused or could not be read."""
    with writing(flags, create=True) as opened:
        report = Report(opened.catalogue, as_json=as_json, by_line=True)
        only = {path for paths in whole.values() for path in paths}
        take_in(opened, tuple(whole), report, only=only, label=label, until=lambda: stop.asked)
    if not stop.asked:
        for folder, paths in whole.items():
            arrivals[folder].take(paths)
    return report.incomplete
