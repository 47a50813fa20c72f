"""The editor of an archive that is open for reading: the writer's lock is taken for the moment of each change only."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager

from corpus.lock import WriterLock
from indexer.building import index_pending
from search_api.editing import Editor
from vanban.commands.add import now
from vanban.opening import Opened

PAGE_WAIT = 2.0
"""Seconds that a page waits for another writer; a person who is told to try again waits no longer."""


def editor_of(opened: Opened, wait: float) -> Editor:
    """An editor that waits up to `wait` seconds for another writer. It stores no originals, so nothing is left to sweep."""

    @contextmanager
    def writing() -> Iterator[None]:
        with WriterLock(opened.settings.archive, wait):
            try:
                yield
            finally:
                # Also after Ctrl-C in the middle of many: what was corrected is to be found.
                index_pending(opened.catalogue, opened.engine, opened.encoder)

    return Editor(opened.catalogue, writing, system_user(), now)


def system_user() -> str | None:
    """The name under which the system knows the person; None where it knows none (a container's bare number)."""
    try:
        return getpass.getuser() or None
    except (OSError, KeyError, ImportError):
        return None
