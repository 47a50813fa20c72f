"""Which engine an archive has, by its settings, and how each is opened, rebuilt and named."""

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from corpus.catalogue import Catalogue
from corpus.errors import ArchiveDamaged, InputError
from indexer.encoders import Encoder
from indexer.engines.embedded import EmbeddedEngine
from indexer.engines.engine import DocumentSource, Engine
from vanban.language import pick
from vanban.settings import Settings

if TYPE_CHECKING:
    from indexer.engines.elasticsearch import Connection, Layout

EMBEDDED, ELASTICSEARCH = "embedded", "elasticsearch"
_INDEXED_BY = "engine"
"""Where the catalogue notes which engine its work goes to; nothing noted is the embedded one."""


class OpenEngine(Engine, Protocol):
    """An engine in a `with` block."""

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /) -> None: ...


class FreshEngine(OpenEngine, Protocol):
    """An index being built anew; readers see it from `finish` on."""

    def finish(self) -> None: ...


def index_folder(settings: Settings) -> Path:
    return settings.archive / "index"


def open_engine(settings: Settings, source: DocumentSource | None, encoder: Encoder, *, create: bool) -> OpenEngine:
    """The engine that the settings name. EngineUnavailable, ArchiveDamaged, InputError."""
    if settings.engine == ELASTICSEARCH:
        # The client takes a third of a second to load, which an embedded archive need not pay.
        from indexer.engines.elasticsearch import ElasticsearchEngine

        return ElasticsearchEngine.open(
            connection_of(settings),
            settings.elasticsearch_index,
            source,
            encoder=encoder.fingerprint,
            dimensions=encoder.dimensions,
            layout=layout_of(settings),
            create=create,
        )
    if source is None:
        raise ArchiveDamaged(f"the embedded engine needs the catalogue, which is not in {settings.archive}")
    return EmbeddedEngine.open(
        index_folder(settings), source, encoder=encoder.fingerprint, dimensions=encoder.dimensions, create=create
    )


def rebuild_engine(settings: Settings, source: DocumentSource, encoder: Encoder) -> FreshEngine:
    """An empty engine to be filled, whatever state the index is in."""
    if settings.engine == ELASTICSEARCH:
        from indexer.engines.elasticsearch import ElasticsearchEngine

        return ElasticsearchEngine.rebuild(
            connection_of(settings),
            settings.elasticsearch_index,
            source,
            encoder=encoder.fingerprint,
            dimensions=encoder.dimensions,
            layout=layout_of(settings),
        )
    return EmbeddedEngine.rebuild(index_folder(settings), source, encoder=encoder.fingerprint, dimensions=encoder.dimensions)


def connection_of(settings: Settings) -> "Connection":
    """InputError where no address is set, or a key cannot be read from its file."""
    from indexer.engines.elasticsearch import Connection

    if not settings.elasticsearch_url:
        raise InputError(
            pick(
                "engine=elasticsearch cần elasticsearch_url, ví dụ VANBAN_ELASTICSEARCH_URL=https://may-chu:9200",
                "engine=elasticsearch needs elasticsearch_url, such as VANBAN_ELASTICSEARCH_URL=https://server:9200",
            )
        )
    urls = tuple(url.strip() for url in settings.elasticsearch_url.split(",") if url.strip())
    key, password = settings.elasticsearch_api_key, settings.elasticsearch_password
    return Connection(
        urls,
        ca=settings.elasticsearch_ca,
        api_key=key.get_secret_value() if key else _secret(settings.elasticsearch_api_key_file),
        user=settings.elasticsearch_user,
        password=password.get_secret_value() if password else _secret(settings.elasticsearch_password_file),
        timeout=settings.elasticsearch_timeout,
        retries=settings.elasticsearch_retries,
    )


def layout_of(settings: Settings) -> "Layout":
    from indexer.engines.elasticsearch import Layout

    return Layout(
        settings.elasticsearch_shards,
        settings.elasticsearch_replicas,
        settings.elasticsearch_vectors,
        settings.elasticsearch_refresh,
    )


def require_engine(settings: Settings, catalogue: Catalogue) -> None:
    """InputError where the catalogue's work went to another engine than the settings name: its index has fallen behind."""
    noted = catalogue.state(_INDEXED_BY) or EMBEDDED
    if noted != settings.engine and catalogue.count():
        raise InputError(
            pick(
                f"chỉ mục của kho này nằm ở {noted}, không ở {settings.engine}: đặt VANBAN_ENGINE={noted}, "
                f"hoặc chạy `vanban copy --to {settings.engine}`",
                f"this archive is indexed by {noted}, not by {settings.engine}: set VANBAN_ENGINE={noted}, or run "
                f"`vanban copy --to {settings.engine}`",
            )
        )


def note_engine(settings: Settings, catalogue: Catalogue) -> None:
    """From now on the catalogue's work goes to the engine that the settings name."""
    if (catalogue.state(_INDEXED_BY) or EMBEDDED) != settings.engine:
        catalogue.set_state(_INDEXED_BY, settings.engine)


def _secret(file: Path | None) -> str | None:
    if file is None:
        return None
    try:
        return file.read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: the secret in it cannot be read: {error}") from None
