"""What a face (page, API, command) is handed: one archive that can be asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.catalogue import Catalogue
from corpus.document import Document, DocumentId
from corpus.errors import NotFound
from corpus.gazetteer.own import NONE, OwnBodies
from indexer.encoders.encoder import Encoder
from indexer.encoders.reranker import Reranker
from indexer.engines.engine import Engine, Labels
from search_api.own_questions import OwnQuestions
from search_api.saved_searches import SavedSearches


def no_versions(id: DocumentId, sha256: str, labels: Labels) -> Document:  # noqa: ARG001
    """Of an archive without a catalogue beside it, which holds newest versions only."""
    raise NotFound(f"document {id} has no version {sha256}")


@dataclass(frozen=True, slots=True)
class Archive:
    """Engine and encoder that belong together, and the few things that pages need besides.

    `own`: bodies that the office added to the gazetteer, with their other names.
    `version(id, sha256, labels)`: the document as one of its versions has it; raises NotFound.
    `original(sha256)`: path of the kept original, None where it is gone.
    `questions`: the office's own judged questions; None where there is no place for any.
    `saved`: searches that somebody keeps; None where there is no place for any.
    `reranker`: what reads the first results again; None leaves them as they are.
    `catalogue`: who cites whom; None for an archive that has none beside its engine.
    `status(labels)`: what `vanban status --json` prints, counted for that reader.
    """

    engine: Engine
    encoder: Encoder
    original: Callable[[str], Path | None]
    status: Callable[[Labels], Mapping[str, object]]
    version: Callable[[DocumentId, str, Labels], Document] = no_versions
    own: OwnBodies = NONE
    catalogue: Catalogue | None = None
    reranker: Reranker | None = None
    questions: OwnQuestions | None = None
    saved: SavedSearches | None = None
