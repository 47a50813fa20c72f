"""The office's own questions with its judgements: files beside the archive, in the form that `vanban evaluate` reads.

    judgements/queries.jsonl   {"id", "text"}
    judgements/qrels.jsonl     {"query", "doc", "relevance"}
    judgements/run.jsonl       the ranking that is the mark to compare with, as `vanban evaluate --save` writes it
    judgements/measured.json   when it was measured, by what, and its figures

Files and not tables: they outlive every rebuild, go where the folder goes, and whoever measures elsewhere can read them.
"""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from corpus.errors import InputError, NotFound
from corpus.lock import WriterLock
from corpus.vietnamese import clean
from search_api.judgements import JudgedQuery, Qrels, Run, read_qrels, read_queries, read_runs
from search_api.kept_rows import Row, replace_rows

MOST = 1_000
"""Questions; an office has about twenty."""
LONGEST = 2_000
"""Characters of a question, as for any question."""
RELEVANCES = (0, 1, 2)
"""Not relevant, relevant, just what is wanted."""

_WAIT = 2.0


@dataclass(frozen=True, slots=True)
class Mark:
    """The measurement that later ones are held against. `at`: ISO time; `by`: what made the ranking; `figures`: as
    `evaluation_json` gives them."""

    at: str
    by: Mapping[str, str]
    figures: Mapping[str, object]


class OwnQuestions:
    """Each change is on disk when its method returns; two processes wait for each other. No folder: no questions."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._queries, self._qrels = folder / "queries.jsonl", folder / "qrels.jsonl"
        self._run, self._mark = folder / "run.jsonl", folder / "measured.json"

    @property
    def run_file(self) -> Path:
        """The ranking of the mark."""
        return self._run

    def questions(self) -> tuple[JudgedQuery, ...]:
        """In the order in which they were added."""
        return read_queries(self._queries) if _holds(self._queries) else ()

    def judgements(self) -> Qrels:
        """Of every question that has any, those removed included."""
        return read_qrels(self._qrels) if _holds(self._qrels) else MappingProxyType({})

    def question(self, id: str) -> JudgedQuery:
        found = next((one for one in self.questions() if one.id == id), None)
        if found is None:
            raise NotFound(f"there is no question {id[:40]!r}")
        return found

    def add(self, text: str) -> str:
        """The new question's id. InputError where the text is empty, too long or there already."""
        text = _checked(text)
        with self._changing():
            held = self.questions()
            if len(held) >= MOST:
                raise InputError(f"there are {MOST} questions already")
            if any(one.text == text for one in held):
                raise InputError("this question is there already")
            id = secrets.token_hex(4)
            self._write_questions([*held, JudgedQuery(id, text)])
        return id

    def reword(self, id: str, text: str) -> None:
        text = _checked(text)
        with self._changing():
            self.question(id)
            self._write_questions([one._replace(text=text) if one.id == id else one for one in self.questions()])

    def remove(self, id: str) -> None:
        """The question, and what was judged for it."""
        with self._changing():
            self.question(id)
            self._write_judgements({query: judged for query, judged in self.judgements().items() if query != id})
            self._write_questions([one for one in self.questions() if one.id != id])

    def judge(self, id: str, document: str, relevance: int | None) -> None:
        """How relevant the document is to the question; None takes a judgement back."""
        if relevance is not None and relevance not in RELEVANCES:
            raise InputError(f"relevance: accepted are {', '.join(map(str, RELEVANCES))}")
        with self._changing():
            self.question(id)
            judged = {query: dict(those) for query, those in self.judgements().items()}
            of_query = judged.setdefault(id, {})
            of_query.pop(document, None)
            if relevance is not None:
                of_query[document] = relevance
            self._write_judgements(judged)

    def mark(self) -> Mark | None:
        try:
            read = json.loads(self._mark.read_text(encoding="utf-8"))
            return Mark(str(read["at"]), dict(read["by"]), dict(read["figures"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise InputError(f"{self._mark}: cannot be read ({error}); remove it and measure again") from error

    def run_of_mark(self) -> Mapping[str, Run]:
        return read_runs(self._run) if _holds(self._run) else {}

    def set_mark(self, mark: Mark, run: Iterable[Row]) -> None:
        with self._changing():
            replace_rows(self._run, run)
            replace_rows(self._mark, [{"at": mark.at, "by": dict(mark.by), "figures": mark.figures}])

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with WriterLock(self.folder, _WAIT):
            yield

    def _write_questions(self, questions: Sequence[JudgedQuery]) -> None:
        replace_rows(
            self._queries, ({"id": one.id, "text": one.text} | ({"group": one.group} if one.group else {}) for one in questions)
        )

    def _write_judgements(self, judged: Qrels) -> None:
        replace_rows(
            self._qrels,
            (
                {"query": query, "doc": document, "relevance": relevance}
                for query, those in judged.items()
                for document, relevance in those.items()
            ),
        )


def _checked(text: str) -> str:
    text = " ".join(clean(text).split())
    if not text:
        raise InputError("the question is empty")
    if len(text) > LONGEST:
        raise InputError(f"the question is longer than {LONGEST} characters")
    return text


def _holds(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0
