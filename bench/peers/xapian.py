"""Xapian with its term generator and query parser, without a stemmer (it has none for Vietnamese); facets by match spies."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from bench.peers.peer import FACETS, LIMIT, SNIPPET, Document, Indexed, Opened, Unavailable, folded

ID, TITLE = len(FACETS), len(FACETS) + 1
"""Slots after those of the facets."""


class Engine:
    def __init__(self, folded: bool = False) -> None:
        try:
            import xapian
        except ImportError as error:
            raise Unavailable("needs Debian's python3-xapian") from error
        self._xapian: ModuleType = xapian
        self._folded = folded

    def index(self, documents: Iterator[Document], corpus: Path, folder: Path) -> Indexed:  # noqa: ARG002
        xapian = self._xapian
        database = xapian.WritableDatabase(str(folder), xapian.DB_CREATE_OR_OPEN)
        generator = xapian.TermGenerator()
        for one in documents:
            document = xapian.Document()
            generator.set_document(document)
            title, text = (folded(one.title), folded(one.text)) if self._folded else (one.title, one.text)
            generator.index_text(title, 1, "S")
            generator.index_text(title)
            generator.increase_termpos()
            generator.index_text(text)
            document.set_data(text)
            document.add_value(ID, one.id)
            document.add_value(TITLE, one.title)
            for slot, facet in enumerate(FACETS):
                document.add_value(slot, getattr(one, facet))
            database.add_document(document)
        database.commit()
        database.close()
        return Indexed(facts=f"Xapian {xapian.version_string()}")

    @contextmanager
    def opened(self, folder: Path) -> Iterator[Opened]:
        xapian = self._xapian
        database = xapian.Database(str(folder))
        parser = xapian.QueryParser()
        parser.set_database(database)

        def ask(question: str, facets: bool = False, snippets: bool = False) -> list[str]:
            enquire = xapian.Enquire(database)
            # Flags 0: no operators, so that punctuation of a question is no syntax.
            enquire.set_query(parser.parse_query(folded(question) if self._folded else question, 0))
            spies = [xapian.ValueCountMatchSpy(slot) for slot in range(len(FACETS))] if facets else []
            for spy in spies:
                enquire.add_matchspy(spy)
            found = enquire.get_mset(0, LIMIT, database.get_doccount() if facets else 0)
            for spy in spies:
                [(value.term, value.termfreq) for value in spy.top_values(LIMIT)]
            ids = []
            for match in found:
                ids.append(match.document.get_value(ID).decode())
                if facets:
                    match.document.get_value(TITLE)
                if snippets:
                    found.snippet(match.document.get_data(), SNIPPET)
            return ids

        yield Opened(ask, lambda question: ask(question, True), lambda question: ask(question, True, True))
        database.close()
