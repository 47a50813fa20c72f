"""Errors of the files below, turned into the errors that this project raises on purpose."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import ArchiveDamaged, ArchiveError, EngineUnavailable


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Whatever Tantivy or the system says while the index in `folder` is read becomes ArchiveDamaged."""
    try:
        yield
    except ArchiveError:
        raise
    except (OSError, ValueError) as error:
        raise damaged(folder, error) from error
    except BaseException as error:
        if not _is_panic(error):
            raise
        raise damaged(folder, error) from error


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """What fails while `folder` is written is most often a full disk: EngineUnavailable, nothing became visible."""
    try:
        yield
    except (ArchiveError, UnicodeError):  # text that is no text is the caller's mistake
        raise
    except (OSError, ValueError) as error:
        raise _unwritten(folder, error) from error
    except BaseException as error:
        if not _is_panic(error):
            raise
        raise _unwritten(folder, error) from error


def damaged(folder: Path, reason: object) -> ArchiveDamaged:
    return ArchiveDamaged(f"the index in {folder} cannot be read ({one_line(reason)}): run `vanban rebuild`")


def one_line(reason: object) -> str:
    return " ".join(str(reason).split())[:300]


def _unwritten(folder: Path, reason: object) -> EngineUnavailable:
    return EngineUnavailable(f"the index in {folder} could not be written ({one_line(reason)}): free some space and try again")


def _is_panic(error: BaseException) -> bool:
    """Rust panics arrive as pyo3's own BaseException, which has no importable name."""
    return type(error).__name__ == "PanicException"
