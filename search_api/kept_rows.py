"""Files of JSON rows that are replaced whole or not at all; what an office keeps beside its archive."""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

Row = Mapping[str, object]


def replace_rows(path: Path, rows: Iterable[Row]) -> None:
    """The file with these rows in place of what it held; on disk when this returns."""
    beside = path.with_suffix(".new")
    with beside.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
