"""Files and folders given to `add`, walked lazily in a stable order."""

import os
import re
import stat
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from typing import BinaryIO

from corpus.errors import Refused, Unreadable
from corpus.intake.archives import members
from corpus.intake.item import Item, ItemKind, Missed, printable, unopened
from corpus.intake.mails import opened
from corpus.intake.rows import rows, rows_of_file
from corpus.readers.kinds import READABLE_SUFFIXES

_LITTER = frozenset(("thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "$recycle.bin", "system volume information"))
_OF_AN_ARCHIVE = frozenset(("catalogue.db", "originals"))
"""What lies in the folder of an archive of this program."""
_LOCKS = re.compile(r"~\$|\._|\.~lock\.|~wrl\d+\.tmp$", re.I)


def find(
    paths: Iterable[str | os.PathLike[str]],
    *,
    stdin: BinaryIO | None = None,
    skip: Collection[str | os.PathLike[str]] = (),
    only: Collection[str] | None = None,
) -> Iterator[Item | Missed]:
    """Everything to read under the paths, in the order given and sorted by name within folders; each source once.

    A path is a file, a folder (walked whole), a `.zip`, a `.jsonl` or `.jsonl.gz`, or "-" for JSON Lines on `stdin`.
    Left out in silence: hidden files and folders (but a document whose name begins with a dot is a document),
    lock files of Office, litter of the system, folders in `skip` (the archive itself), and other archives: what they hide
    would come in as open. Never raises: what cannot
    be opened, links that lead out of the folder given, pipes and devices come as Missed. With `only`, of everything found
    just the files with these real paths, and nothing is Missed on the way to them.
    """
    seen: set[str] = set()
    skipped = frozenset(os.path.realpath(p) for p in skip)
    for given in paths:
        text = os.fspath(given)
        if only is not None:
            yield from _chosen(os.path.realpath(text), sorted(only), seen)
            continue
        if text == "-":
            if stdin is not None and "-" not in seen:
                seen.add("-")
                yield from rows(stdin, "-", "-", "-")
            continue
        root = os.path.realpath(text)
        try:
            status = os.stat(root)
        except (OSError, ValueError) as error:
            problem = error if isinstance(error, OSError) else FileNotFoundError()
            yield _missed(root, os.path.basename(text) or text, unopened(printable(text), problem))
            continue
        if stat.S_ISDIR(status.st_mode):
            yield from _folder(root, seen, skipped)
        else:
            yield from _file(root, os.path.basename(root), status, seen)


def _chosen(root: str, only: Iterable[str], seen: set[str]) -> Iterator[Item | Missed]:
    """The files among `only` that lie in the folder, shown as a walk of it would show them."""
    for real in only:
        if not _within(real, root):
            continue
        shown = os.path.relpath(real, root)
        try:
            status = os.stat(real)
        except OSError as error:
            yield _missed(real, shown, unopened(printable(shown), error))
            continue
        yield from _file(real, shown, status, seen)


def ignored(name: str) -> bool:
    """Whether a file or folder of this name is no document by its name alone."""
    if name.lower() in _LITTER or _LOCKS.match(name):
        return True
    return name.startswith(".") and name.rpartition(".")[2].lower() not in READABLE_SUFFIXES


def _folder(root: str, seen: set[str], skipped: Collection[str]) -> Iterator[Item | Missed]:
    """Depth first without recursion; a folder's entries are sorted by name, files and folders mixed."""
    stack: list[tuple[str, str]] = [(root, "")]
    while stack:
        folder, shown = stack.pop()
        if not os.path.isdir(folder) or os.path.islink(folder):
            yield from _entry(folder, shown, root, seen)
            continue
        if folder in seen or folder in skipped:
            continue
        seen.add(folder)
        try:
            names = sorted(os.listdir(folder), key=lambda n: (unicodedata.normalize("NFC", n), n))
        except OSError as error:
            yield _missed(folder, shown or os.path.basename(folder), unopened(printable(shown or folder), error))
            continue
        if _OF_AN_ARCHIVE.issubset(names):
            continue
        stack.extend((os.path.join(folder, n), f"{shown}/{n}" if shown else n) for n in reversed(names) if not ignored(n))


def _entry(path: str, shown: str, root: str, seen: set[str]) -> Iterator[Item | Missed]:
    real = os.path.realpath(path)
    if os.path.islink(path):
        if not _within(real, root):
            yield _missed(
                path,
                shown,
                Refused("outside", f"{printable(shown)}: a link that leads out of the folder; give its target instead"),
            )
            return
        if os.path.isdir(real):  # walked where it lies
            return
    try:
        status = os.stat(real)
    except OSError as error:
        yield _missed(path, shown, unopened(printable(shown), error))
        return
    yield from _file(real, shown, status, seen)


def _within(real: str, root: str) -> bool:
    try:
        return os.path.commonpath((real, root)) == root
    except ValueError:  # another drive
        return False


def _file(real: str, shown: str, status: os.stat_result, seen: set[str]) -> Iterator[Item | Missed]:
    if real in seen:
        return
    seen.add(real)
    item = _item(real, shown, status.st_size)
    if not stat.S_ISREG(status.st_mode):
        yield Missed(item, "unsupported", f"{item.shown}: a pipe, socket or device, not a file")
    elif shown.lower().endswith((".jsonl", ".jsonl.gz")):
        yield from rows_of_file(item)
    elif shown.lower().endswith(".zip"):
        for member in members(item, ignored):
            yield from opened(member, ignored) if isinstance(member, Item) else (member,)
    elif shown.lower().endswith(".eml"):
        yield from opened(item, ignored)
    else:
        yield item


def _item(real: str, shown: str, size: int) -> Item:
    shown = unicodedata.normalize("NFC", printable(shown.replace(os.sep, "/")))
    return Item(printable(real), shown, ItemKind.FILE, real, size)


def _missed(path: str, shown: str, error: Unreadable) -> Missed:
    return Missed(_item(path, shown, 0), error.reason, str(error))
