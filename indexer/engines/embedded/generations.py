"""Folders of an index: one generation is in use, a rebuild writes the next.

    CURRENT                 name of the generation in use, one line; replaced last
    generation-0003/        made.json (schema, encoder, dimensions), main/, passages/ (Tantivy), vectors.i8

Old generations are removed by a writer; where a reader of another process still has their files open and the system
forbids it (Windows), the next writer tries again.
"""

import json
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from tantivy import Index

from corpus.errors import ArchiveDamaged
from indexer.engines.embedded import schema
from indexer.engines.embedded.damage import one_line

CURRENT = "CURRENT"
_PREFIX = "generation-"


@dataclass(frozen=True, slots=True)
class Made:
    """What an index was made with. It is never searched with anything else."""

    schema: str
    encoder: str
    dimensions: int


@dataclass(frozen=True, slots=True)
class Generation:
    folder: Path
    made: Made

    @property
    def main(self) -> Path:
        return self.folder / "main"

    @property
    def passages(self) -> Path:
        return self.folder / "passages"

    @property
    def vectors(self) -> Path:
        return self.folder / "vectors.i8"


def current_name(folder: Path) -> str | None:
    """Name of the generation in use; None where there is none yet."""
    try:
        name = (folder / CURRENT).read_text("utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ArchiveDamaged(f"{folder / CURRENT} cannot be read ({one_line(error)}): run `vanban rebuild`") from error
    if not name.startswith(_PREFIX) or not name[len(_PREFIX) :].isdigit():
        raise ArchiveDamaged(f"{folder / CURRENT} names no generation: run `vanban rebuild`")
    return name


def open_generation(folder: Path, name: str) -> Generation:
    """The generation as it says it was made; ArchiveDamaged where it is missing or cannot be read."""
    place = folder / name
    try:
        made = json.loads((place / "made.json").read_text("utf-8"))
        generation = Generation(place, Made(str(made["schema"]), str(made["encoder"]), int(made["dimensions"])))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArchiveDamaged(f"the index in {place} is incomplete ({one_line(error)}): run `vanban rebuild`") from error
    return generation


def check_made(generation: Generation, wanted: Made) -> None:
    """ArchiveDamaged, naming both, where the index was made with another schema or encoder."""
    made = generation.made
    if made.encoder != wanted.encoder or made.dimensions != wanted.dimensions:
        raise ArchiveDamaged(
            f"the index was made with the encoder {made.encoder} ({made.dimensions} dimensions), "
            f"not with {wanted.encoder} ({wanted.dimensions}): run `vanban rebuild`, "
            "or set the encoder back (VANBAN_ENCODER, vanban.toml)"
        )
    if made.schema != wanted.schema:
        raise ArchiveDamaged(f"the index has the schema {made.schema}, this program {wanted.schema}: run `vanban rebuild`")


def create_generation(folder: Path, made: Made) -> Generation:
    """An empty generation beside the others, not yet in use."""
    folder.mkdir(parents=True, exist_ok=True)
    number = max(map(_number, _names(folder)), default=0) + 1
    generation = Generation(folder / f"{_PREFIX}{number:04d}", made)
    for place in (generation.folder, generation.main, generation.passages):
        place.mkdir()
    Index(schema.main_schema(), str(generation.main), reuse=False)
    Index(schema.passage_schema(), str(generation.passages), reuse=False)
    _write_durably(generation.vectors, b"")
    text = json.dumps({"schema": made.schema, "encoder": made.encoder, "dimensions": made.dimensions}, ensure_ascii=False)
    _write_durably(generation.folder / "made.json", text.encode())
    return generation


def use_generation(folder: Path, generation: Generation) -> None:
    """Makes the generation the one in use; this is the moment when others see it."""
    _sync_folder(generation.folder)
    _sync_folder(folder)
    fresh = folder / f"{CURRENT}.new"
    _write_durably(fresh, f"{generation.folder.name}\n".encode())
    for attempt in range(20):
        try:
            os.replace(fresh, folder / CURRENT)
            break
        except PermissionError:  # Windows, while a reader has the line open
            if attempt == 19:
                raise
            time.sleep(0.05)
    _sync_folder(folder)


def remove_others(folder: Path, keep: str, *, newer: bool) -> None:
    """Removes generations before `keep`, and with `newer` what an interrupted rebuild left behind it."""
    for name in _names(folder):
        if name != keep and (newer or _number(name) < _number(keep)):
            remove_generation(folder, name)


def remove_generation(folder: Path, name: str) -> None:
    """As far as the system lets; a later writer tries again."""
    shutil.rmtree(folder / name, ignore_errors=True)


def holds_documents(folder: Path) -> bool:
    """Whether some generation has vectors, so that a missing CURRENT means damage and not a beginning."""
    return any(
        (folder / name / "vectors.i8").exists() and (folder / name / "vectors.i8").stat().st_size for name in _names(folder)
    )


def _number(name: str) -> int:
    return int(name[len(_PREFIX) :])


def _names(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return sorted(
        place.name for place in folder.iterdir() if place.name.startswith(_PREFIX) and place.name[len(_PREFIX) :].isdigit()
    )


def _write_durably(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Directory entries reach the disk too, where the system lets one ask for it."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)
