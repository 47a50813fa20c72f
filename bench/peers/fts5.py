"""SQLite's FTS5: BM25 over title and text, any of the words; facets by GROUP BY over what matches."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bench.peers.peer import FACETS, LIMIT, Document, Indexed, Opened, Unavailable, folded

TOKENS = 64
"""Of a snippet: the most that FTS5 takes, about 300 characters."""
_WORD = re.compile(r"\w+")


class Engine:
    def __init__(self, diacritics: int, folded: bool = False) -> None:
        self._diacritics = diacritics
        self._folded = folded

    def index(self, documents: Iterator[Document], corpus: Path, folder: Path) -> Indexed:  # noqa: ARG002
        with closing(sqlite3.connect(folder / "fts.db")) as database:
            tokenizer = f"unicode61 remove_diacritics {self._diacritics}"
            try:
                database.execute(f"CREATE VIRTUAL TABLE words USING fts5 (title, text, tokenize = '{tokenizer}')")
            except sqlite3.OperationalError as error:
                raise Unavailable(f"this Python's SQLite has no FTS5 ({error})") from error
            database.execute("CREATE TABLE attributes (row INTEGER PRIMARY KEY, id TEXT, issuer TEXT, type TEXT, year TEXT)")
            for row, one in enumerate(documents, 1):
                title, text = (folded(one.title), folded(one.text)) if self._folded else (one.title, one.text)
                database.execute("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", (row, title, text))
                database.execute("INSERT INTO attributes VALUES (?, ?, ?, ?, ?)", (row, one.id, one.issuer, one.type, one.year))
            database.execute("INSERT INTO words (words) VALUES ('optimize')")
            database.commit()
        return Indexed(facts=f"SQLite {sqlite3.sqlite_version}")

    @contextmanager
    def opened(self, folder: Path) -> Iterator[Opened]:
        with closing(sqlite3.connect(folder / "fts.db")) as database:
            database.execute("CREATE TEMP TABLE matching (row INTEGER PRIMARY KEY)")

            def search(question: str) -> list[str]:
                found = "SELECT rowid AS row, rank FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?"
                return best(found, expression(question))

            def with_facets(question: str) -> list[str]:
                asked = expression(question)
                count(asked)
                return best("SELECT rowid AS row, title, rank FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?", asked)

            def page(question: str) -> list[str]:
                asked = expression(question)
                count(asked)
                cut = f"snippet(words, 1, '<b>', '</b>', '…', {TOKENS})"
                return best(
                    f"SELECT rowid AS row, title, {cut}, rank FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?", asked
                )

            def best(found: str, asked: str) -> list[str]:
                rows = database.execute(
                    f"SELECT id, found.* FROM ({found}) found JOIN attributes USING (row) ORDER BY rank", (asked, LIMIT)
                )
                return [row[0] for row in rows]

            def count(asked: str) -> None:
                database.execute("DELETE FROM matching")
                database.execute("INSERT INTO matching SELECT rowid FROM words WHERE words MATCH ?", (asked,))
                for facet in FACETS:
                    counted = f"SELECT {facet}, count(*) FROM matching JOIN attributes USING (row) GROUP BY 1 ORDER BY 2 DESC"
                    database.execute(counted).fetchmany(LIMIT)

            def expression(question: str) -> str:
                words = _WORD.findall(folded(question) if self._folded else question)
                return " OR ".join(f'"{word}"' for word in dict.fromkeys(words)) or '""'

            yield Opened(search, with_facets, page)
