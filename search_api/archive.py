"""What a face (page, API, command) is handed: one archive that can be asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.encoders.encoder import Encoder
from indexer.engines.engine import Engine, Labels


@dataclass(frozen=True, slots=True)
class Archive:
    """Engine and encoder that belong together, and the few things that pages need besides.

    `original(sha256)`: path of the kept original, None where it is gone.
    `status(labels)`: what `vanban status --json` prints, counted for that reader.
    """

    engine: Engine
    encoder: Encoder
    original: Callable[[str], Path | None]
    status: Callable[[Labels], Mapping[str, object]]
