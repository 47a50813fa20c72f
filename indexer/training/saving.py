"""A table in the layout of the shipped one: model.safetensors (int8 rows, one scale each), tokenizer.json, config.json."""

import json
import os
import shutil
from pathlib import Path

import numpy as np

from indexer.encoders.static import MODEL
from indexer.training.learning import Table


def save(table: Table, folder: Path, floor: float, about: dict[str, object]) -> None:
    """Writes the encoder's folder whole or not at all, in place of one that is there. Rows beyond the table's keep scale 0.

    `about`: what it was made of and how it measured, kept in config.json for people.
    """
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    scales = np.abs(table).max(axis=1) / np.float32(127)
    rows = np.rint(np.divide(table, scales[:, None], out=np.zeros_like(table), where=scales[:, None] > 0)).astype(np.int8)
    header = {
        "weights": {"dtype": "F32", "shape": [len(rows)], "data_offsets": [0, 4 * len(rows)]},
        "embeddings": {"dtype": "I8", "shape": list(rows.shape), "data_offsets": [4 * len(rows), 4 * len(rows) + rows.size]},
    }
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with (fresh / "model.safetensors").open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + scales.astype("<f4").tobytes() + rows.tobytes())
        file.flush()
        os.fsync(file.fileno())
    for name in ("tokenizer.json", "modules.json"):
        shutil.copyfile(MODEL / name, fresh / name)
    config = json.loads((MODEL / "config.json").read_text(encoding="utf-8"))
    (fresh / "config.json").write_text(json.dumps(config | {"floor": floor, "trained": about}, indent=1), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    fresh.replace(folder)
