"""Searches that a person wants to come back to: files beside the archive, one a search.

    searches/ID.json   {"name", "query", "saved", "seen"}

`query` is the query string of the search page; `seen` are the documents that were there when the person last said so.
Documents and not a moment: what an `add` at work has dated but not yet shown is then still new, and so is a document that
a correction brought into the search.
"""

import json
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from corpus.document import DocumentId
from corpus.errors import InputError, NotFound
from corpus.lock import WriterLock
from corpus.vietnamese import clean
from search_api.answer import Question
from search_api.kept_rows import replace_rows
from search_api.parameters import pairs_of, question_from

MOST = 50
"""Saved searches; the page asks each of them."""
LONGEST_NAME = 200
_ID = re.compile(r"[0-9a-f]{8}")
_WAIT = 2.0
_DEFAULT = Question()


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """`saved`: when (UTC, ISO). `seen`: the documents that are not new any more."""

    id: str
    name: str
    question: Question
    saved: str
    seen: frozenset[DocumentId]


class SavedSearches:
    """Each change is on disk when its method returns; two processes wait for each other. No folder: no searches."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def searches(self) -> tuple[SavedSearch, ...]:
        """In the order in which they were saved. InputError naming a file that cannot be read."""
        files = self.folder.glob("*.json") if self.folder.is_dir() else ()
        found = [_read(path) for path in files if _ID.fullmatch(path.stem)]
        return tuple(sorted(found, key=lambda one: (one.saved, one.id)))

    def search(self, id: str) -> SavedSearch:
        path = self._path(id)
        if not path.is_file():
            raise NotFound(f"there is no saved search {id[:40]!r}")
        return _read(path)

    def add(self, name: str, question: Question, saved: str, seen: Iterable[DocumentId]) -> str:
        """The new search's id. InputError where the name is empty or too long, the question is saved, or there are MOST."""
        name = _checked(name)
        with self._changing():
            held = self.searches()
            twin = next((one for one in held if query_of(one.question) == query_of(question)), None)
            if twin is not None:
                raise InputError(f"this search is saved as {twin.name!r}")
            if len(held) >= MOST:
                raise InputError(f"there are {MOST} saved searches already")
            id = secrets.token_hex(4)
            self._write(SavedSearch(id, name, standing(question), saved, frozenset(seen)))
        return id

    def rename(self, id: str, name: str) -> None:
        name = _checked(name)
        with self._changing():
            self._write(replace(self.search(id), name=name))

    def see(self, id: str, seen: Iterable[DocumentId]) -> None:
        """These documents are not new any more; those seen before that are gone from the search are forgotten."""
        with self._changing():
            self._write(replace(self.search(id), seen=frozenset(seen)))

    def remove(self, id: str) -> None:
        with self._changing():
            self.search(id)
            self._path(id).unlink(missing_ok=True)

    def _path(self, id: str) -> Path:
        if not _ID.fullmatch(id):
            raise NotFound(f"there is no saved search {id[:40]!r}")
        return self.folder / f"{id}.json"

    def _write(self, one: SavedSearch) -> None:
        row = {"name": one.name, "query": query_of(one.question), "saved": one.saved, "seen": sorted(one.seen)}
        replace_rows(self._path(one.id), [row])

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with WriterLock(self.folder, _WAIT):
            yield


def standing(question: Question) -> Question:
    """The question without what belongs to one look at it: page, page length, facets."""
    return replace(question, offset=_DEFAULT.offset, limit=_DEFAULT.limit, facets=_DEFAULT.facets)


def query_of(question: Question) -> str:
    """The query string of the standing question; the same question has the same."""
    return urlencode(pairs_of(standing(question)))


def _checked(name: str) -> str:
    name = " ".join(clean(name).split())
    if not name:
        raise InputError("the name is empty")
    if len(name) > LONGEST_NAME:
        raise InputError(f"the name is longer than {LONGEST_NAME} characters")
    return name


def _read(path: Path) -> SavedSearch:
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        question = question_from(parse_qsl(str(row["query"]), keep_blank_values=True))
        seen = frozenset(DocumentId(str(id)) for id in row["seen"])
        return SavedSearch(path.stem, str(row["name"]), question, str(row["saved"]), seen)
    except (OSError, ValueError, KeyError, TypeError, RecursionError, InputError) as error:
        raise InputError(f"{path}: cannot be read ({error}); remove the file and save the search again") from error
