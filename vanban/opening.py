"""The composition root: an archive's folder to parts that work together, for reading or for writing."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.bucket import PREFIX, Bucket
from corpus.catalogue import Catalogue
from corpus.document import DocumentId
from corpus.errors import ArchiveBusy, ArchiveDamaged, InputError, NotFound
from corpus.lock import WriterLock
from corpus.originals import Originals
from indexer.building import index_pending
from indexer.encoders import Card, Encoder, load
from indexer.encoders.remembering import RememberingEncoder
from indexer.encoders.reranker import Reranker
from indexer.encoders.transformer import TransformerEncoder
from indexer.engines.engine import Engine, Labels
from search_api.archive import Archive
from search_api.own_questions import OwnQuestions
from search_api.quality import summary
from search_api.saved_searches import SavedSearches
from vanban import settings as configuration
from vanban.engines import ELASTICSEARCH, FreshEngine, note_engine, open_engine, rebuild_engine, require_engine
from vanban.language import pick
from vanban.settings import Settings
from vanban.state import index_status, status

WAITING = "waiting"
"""Folder in the archive of what was brought to the clerk's desk."""

_WRITING = "writing"
"""Set in the catalogue while a writer is at work; still set when the next one opens: that one was interrupted."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An archive's parts."""

    settings: Settings
    catalogue: Catalogue
    originals: Originals
    engine: Engine
    encoder: Encoder
    reranker: Reranker | None = None

    def archive(self) -> Archive:
        """What search, pages and API are handed."""

        def original(sha256: str) -> Path | None:
            kept = self.catalogue.original(sha256)
            return self.originals.path(kept) if kept else None

        return Archive(
            engine=self.engine,
            encoder=self.encoder,
            original=original,
            status=lambda labels: self._status(labels),
            version=self.catalogue.version,
            own=self.settings.own(),
            catalogue=self.catalogue,
            reranker=self.reranker,
            questions=own_questions(self.settings),
            saved=SavedSearches(self.settings.archive / "searches"),
        )

    def _status(self, labels: Labels) -> Mapping[str, object]:
        named = self.reranker.name if self.reranker else None
        desk = self.settings.archive / WAITING
        at_desk = sum(1 for one in desk.iterdir() if not one.name.startswith(".")) if desk.is_dir() else 0
        judged = own_questions(self.settings)
        return status(self.catalogue, self.engine, labels, named, lambda: summary(self.archive(), judged), at_desk)

    def resolve(self, id: str) -> DocumentId:
        """A document by its id, by the beginning of it, or by the id that another system gave it."""
        outside = self.catalogue.by_external_id([id], None).get(id, ())
        if len(outside) == 1:
            return outside[0]
        if outside:
            several = ", ".join(outside[:3])
            raise InputError(
                pick(f"{id}: nhiều văn bản mang mã này ({several}…)", f"{id}: several documents have it ({several}…)")
            )
        try:
            return self.catalogue.resolve(id, None)
        except NotFound as error:
            raise NotFound(
                pick(f"không có văn bản mang mã {id}; mã nằm ở dòng cuối mỗi kết quả của `vanban search`", str(error))
            ) from None


def settings_of(flags: Mapping[str, Any]) -> Settings:
    """Settings of this call, the archive as an absolute path. InputError where one is unknown or wrong."""
    settings = configuration.load(flags)[0]
    return settings.model_copy(update={"archive": settings.archive.absolute()})


def own_questions(settings: Settings) -> OwnQuestions:
    return OwnQuestions(settings.archive / "judgements")


def originals_of(settings: Settings) -> Originals:
    """The folder of originals, beside the catalogue. InputError where the settings name a bucket: that is for reading."""
    if settings.originals and settings.originals.startswith(PREFIX):
        raise InputError(
            pick(
                "originals=s3://… chỉ để đọc, cho tiến trình web không có kho; ở máy giữ kho hãy để trống",
                "originals=s3://… is read only, by web processes without a catalogue; leave it unset beside the catalogue",
            )
        )
    return Originals(Path(settings.originals) if settings.originals else settings.archive / "originals")


@contextmanager
def reading(flags: Mapping[str, Any]) -> Iterator[Opened]:
    """An archive to ask. Work that an interrupted writer left is done first, unless a writer is at it.

    ArchiveDamaged where there is none, or where the index does not fit the catalogue or the encoder.
    """
    settings = settings_of(flags)
    _require(settings)
    with Catalogue.open(settings.archive, create=False, own=settings.own()) as catalogue:
        if catalogue.pending(1):
            _complete(settings, catalogue)
        with _opened(settings, catalogue, create=not catalogue.count(), asking=True) as opened:
            yield opened


@contextmanager
def serving(flags: Mapping[str, Any]) -> Iterator[tuple[Settings, Archive, Opened | None]]:
    """An archive to be shown: with its catalogue, where it lies here; else from the server alone, to be read only.

    So web processes on other machines need no more than the server, and the folder of originals where they offer these.
    """
    settings = settings_of(flags)
    if settings.engine != ELASTICSEARCH or (settings.archive / "catalogue.db").is_file():
        with reading(flags) as opened:
            yield opened.settings, opened.archive(), opened
        return
    encoder = encoder_of(settings)
    with _shown_originals(settings) as original, open_engine(settings, None, encoder, create=False) as engine:
        archive = Archive(
            engine=engine,
            encoder=encoder,
            original=original,
            status=lambda labels: index_status(engine, labels),
            own=settings.own(),
            reranker=Reranker(settings.reranker) if settings.reranker else None,
        )
        yield settings, archive, None


@contextmanager
def _shown_originals(settings: Settings) -> Iterator[Callable[[str], Path | None]]:
    """Where a process without a catalogue finds originals: a shared folder, or a bucket."""
    if settings.originals and settings.originals.startswith(PREFIX):
        bucket = Bucket(settings.originals, settings.originals_endpoint)
        try:
            yield bucket.path
        finally:
            bucket.close()
    else:
        yield originals_of(settings).path


@contextmanager
def writing(flags: Mapping[str, Any], *, create: bool = False) -> Iterator[Opened]:
    """An archive to change, under the writer's lock; made where there is none and `create` says so.

    Where the writer before did not end well, originals that no catalogue row knows are swept away first.
    """
    settings = settings_of(flags)
    if not create:
        _require(settings)
    settings.archive.mkdir(parents=True, exist_ok=True)
    with WriterLock(settings.archive, settings.wait), Catalogue.open(settings.archive, own=settings.own()) as catalogue:
        if catalogue.state(_WRITING):
            originals_of(settings).sweep(catalogue.originals())
        with at_work(catalogue), _opened(settings, catalogue, create=not catalogue.count()) as opened:
            yield opened


@contextmanager
def at_work(catalogue: Catalogue) -> Iterator[None]:
    """Notes that a writer is at work, until it ends well; the next one then knows that it has nothing to clear up."""
    catalogue.set_state(_WRITING, str(os.getpid()))
    yield
    catalogue.set_state(_WRITING, None)


@contextmanager
def rebuilding(flags: Mapping[str, Any]) -> Iterator[tuple[Catalogue, FreshEngine, Encoder]]:
    """The catalogue and an empty engine to fill, whatever state the index is in; the caller finishes it."""
    settings = settings_of(flags)
    _require(settings)
    with WriterLock(settings.archive, settings.wait), Catalogue.open(settings.archive, own=settings.own()) as catalogue:
        encoder = encoder_of(settings)
        with (
            _remembering(settings, encoder) as encoder,
            rebuild_engine(settings, catalogue, encoder) as engine,
        ):
            yield catalogue, engine, encoder
            note_engine(settings, catalogue)


@contextmanager
def copying(flags: Mapping[str, Any]) -> Iterator[Opened]:
    """The catalogue and the engine to be filled from it, which need not be the one that has the archive's index now.

    When the context ends well the archive belongs to that engine, and nothing is pending.
    """
    settings = settings_of(flags)
    _require(settings)
    with WriterLock(settings.archive, settings.wait), Catalogue.open(settings.archive, own=settings.own()) as catalogue:
        pending = catalogue.pending()
        encoder = encoder_of(settings)
        # What the server itself holds is looked at, not the catalogue through it.
        source = None if settings.engine == ELASTICSEARCH else catalogue
        with open_engine(settings, source, encoder, create=True) as engine:
            yield Opened(settings, catalogue, originals_of(settings), engine, encoder)
            catalogue.done(pending)
            note_engine(settings, catalogue)


def encoder_of(settings: Settings) -> Encoder:
    """The encoder that the settings name; what `vanban train` wrote lies in the archive."""
    card = Card(
        settings.encoder_question_prompt, settings.encoder_passage_prompt, settings.encoder_segmented, settings.encoder_floor
    )
    within = settings.archive / settings.encoder  # what `vanban train` wrote goes where the archive goes
    return load(str(within) if within.is_dir() else settings.encoder, card)


@contextmanager
def _remembering(settings: Settings, encoder: Encoder) -> Iterator[Encoder]:
    """The encoder, with its vectors kept until the work is whole where making them takes long."""
    if not isinstance(encoder, TransformerEncoder):
        yield encoder
        return
    remembering = RememberingEncoder(encoder, settings.archive / "encoded.part")
    try:
        yield remembering
    except BaseException:
        remembering.close()
        raise
    remembering.forget()


def forget_discarded(catalogue: Catalogue, originals: Originals) -> None:
    """Delete the originals that no version needs any more; one that is being read (Windows) waits for the next time."""
    gone = []
    for sha256 in catalogue.discarded():
        with suppress(PermissionError):
            originals.delete(sha256)
            gone.append(sha256)
    if gone:
        catalogue.forget_discarded(gone)


def _require(settings: Settings) -> None:
    if not (settings.archive / "catalogue.db").is_file():
        raise ArchiveDamaged(
            pick(
                f"không có kho văn bản ở {settings.archive}; `vanban add THƯ-MỤC` tạo ra kho",
                f"there is no archive in {settings.archive}; `vanban add FOLDER` makes one",
            )
        )


@contextmanager
def _opened(settings: Settings, catalogue: Catalogue, *, create: bool, asking: bool = False) -> Iterator[Opened]:
    require_engine(settings, catalogue)
    encoder = encoder_of(settings)
    reranker = Reranker(settings.reranker) if settings.reranker and asking else None
    with open_engine(settings, catalogue, encoder, create=create) as engine:
        if create:
            note_engine(settings, catalogue)
        yield Opened(settings, catalogue, originals_of(settings), engine, encoder, reranker)


def _complete(settings: Settings, catalogue: Catalogue) -> None:
    try:
        with WriterLock(settings.archive), _opened(settings, catalogue, create=not catalogue.count()) as opened:
            index_pending(catalogue, opened.engine, opened.encoder)
    except ArchiveBusy:
        return  # A writer is at work, and it does what is pending itself.
    except PermissionError as error:
        raise ArchiveDamaged(f"{settings.archive}: work is pending and the archive may not be written: {error}") from None
