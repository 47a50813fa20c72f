"""Files that arrive in a folder: which are whole, by looking at them again and again."""

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from corpus.intake.finding import ignored

_UNFINISHED = re.compile(r".*\.(?:part|partial|tmp|temp|crdownload|download|filepart|swp|lock)|.*~", re.IGNORECASE | re.DOTALL)
"""What programs name a file while they write it."""

Mark = tuple[int, int]
"""A file's size and the time of its last change, in nanoseconds: enough to tell that it is still being written."""


def look(folder: str, skip: Collection[str] = ()) -> dict[str, Mark]:
    """Real path and mark of every file under the folder that `add` would read, those in `skip` left out.

    OSError where the folder itself cannot be listed (a network share that is gone); parts of it that cannot be listed, files
    that vanish meanwhile and links that lead out of it are passed over.
    """
    root = os.path.realpath(folder)
    skipped = {os.path.realpath(path) for path in skip}
    found: dict[str, Mark] = {}
    stack = list(_entries(os.scandir(root)))
    while stack:
        entry = stack.pop()
        try:
            if entry.is_symlink():
                real = os.path.realpath(entry.path)
                if os.path.isfile(real) and real.startswith(os.path.join(root, "")):
                    status = os.stat(real)
                    found[real] = (status.st_size, status.st_mtime_ns)
            elif entry.is_dir():
                if entry.path not in skipped:
                    stack.extend(_entries(os.scandir(entry.path)))
            elif entry.is_file():
                status = os.stat(entry.path)  # not the entry's own: on Windows that one is old while a file is open
                found[entry.path] = (status.st_size, status.st_mtime_ns)
        except OSError:
            continue
    return found


def _entries(listing: "os._ScandirIterator[str]") -> Iterator[os.DirEntry[str]]:
    with listing:
        yield from (entry for entry in listing if not ignored(entry.name) and not _UNFINISHED.fullmatch(entry.name))


@dataclass(slots=True)
class Arrivals:
    """Remembers how each file looked; a file has arrived once two looks in a row show it alike.

    Empty files are waited for: that is how a copy begins. Files that are gone are forgotten only in so far as they were not
    taken: a share that comes back brings nothing new.
    """

    seen: dict[str, Mark] = field(default_factory=dict)
    taken: dict[str, Mark] = field(default_factory=dict)
    known: Mapping[str, tuple[int | None, float]] = field(default_factory=dict)
    """Of an earlier run: the size of what was read at a path (None: of what could not be read) and when that was (seconds)."""

    def arrived(self, now: dict[str, Mark]) -> list[str]:
        """Paths of files that are whole now and were not taken as they are; sorted."""
        whole = [
            path
            for path, mark in now.items()
            if mark[0] > 0 and self.seen.get(path) == mark and self.taken.get(path) != mark and not self._was_read(path, mark)
        ]
        self.seen = now
        return sorted(whole)

    def _was_read(self, path: str, mark: Mark) -> bool:
        """Whether an earlier run read the file as it is: of the same size, and not changed since."""
        if path not in self.known:
            return False
        size, then = self.known[path]
        return size in (None, mark[0]) and mark[1] < then * 1e9

    def take(self, paths: Iterable[str]) -> None:
        """These were handed to the archive as they were last seen; they come again when they change."""
        for path in paths:
            self.taken[path] = self.seen[path]
