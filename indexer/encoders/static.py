"""The default encoder: a table of unit vectors; a text is the mean of its units' vectors. numpy only.

Units are groups of one to four folded syllables, taken from the left, longest first; punctuation ends a group, what
is unknown is skipped. Marks are folded away, so unmarked typing has the identical vector. The files under
`static_model/` and what is known of them: `static_model/PROVENANCE.md`.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import chain, pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ArchiveDamaged
from indexer.encoders.encoder import Unit

Ids = NDArray[np.int64]

MODEL = Path(__file__).with_name("static_model")
MODEL_SHA256 = "bffdba4a22e1bdc51d94779b89f9089ae9ba603614b23c3580c67e6464b201aa"
"""Of model.safetensors as shipped; a test compares it with the file, so that opening an archive need not hash it."""
TEXT_RULE = 1
"""Grows when the way from text to units changes: vectors made before are then not comparable."""
FLOOR = 0.25
"""Read from `bench/encoder.py` over 98,457 passages: the share of questions whose best cosine reaches the floor.
All real questions do (lowest 0.42 articles, 0.45 office questions, 0.54 topics). No floor tells nonsense apart by itself
(at 0.40 65 % of 4-8 random syllables pass); KNOWN and GROUPED do: 4-8 random syllables 4 %, 9-20 1 %, foreign words
2 %, keyboard noise 3 %. Two or three random syllables cannot be told from a short question: 80 % find something (64 % at
0.40). Against 0.40, hybrid: samples nDCG@10 .738 -> .778, office topics recall@100 .900 -> .922, the rest equal.
"""
KNOWN = 0.6
"""Share of a question's syllables (numbers left out) that the table must know. Real questions: 0.67 and more."""
GROUPED = 0.2
"""Share that must stand in groups of two and more, from four syllables on. Real questions: 0.22 and more; random
syllables hardly ever make a group."""

_BATCH = 1024
_REMEMBERED = 200_000
_LONGEST = 64
_UNKNOWN, _BREAK = -1, -2
_LEFTOVER_MARK = re.compile("[\u0300-\u036f]")
_TOKEN = re.compile(r"[^\W_]+|[^\w\s]+")


class StaticEncoder:
    """The table, read once. Safe to share between threads: nothing changes after it is built but a memory of tokens."""

    def __init__(self, folder: Path = MODEL) -> None:
        self._rows = _read_rows(folder / "model.safetensors")
        self._units = _read_units(folder / "tokenizer.json")
        self._tokens = _Tokens(self._units.syllables)
        sha256 = MODEL_SHA256 if folder == MODEL else hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
        self._fingerprint = f"static-{sha256[:16]}-{TEXT_RULE}"
        self._floor = FLOOR if folder == MODEL else _floor(folder)

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    @property
    def dimensions(self) -> int:
        return int(self._rows.shape[1])

    @property
    def floor(self) -> float:
        return self._floor

    @property
    def table(self) -> NDArray[np.float32]:
        """float32 [units, dimensions]: a row for each unit; not to be changed."""
        return self._rows

    def units(self, text: str) -> Ids:
        """The rows of the table that the text is the mean of."""
        ids = np.asarray([self._tokens[token] for token in _tokens(text)], np.int64)
        return self._units.longest_from_left(ids)[1] if len(ids) else ids

    def passages(self, texts: Sequence[str]) -> Unit:
        return self._encode(texts)

    def questions(self, texts: Sequence[str]) -> Unit:
        """As for passages, but zero where the table knows too little of the text to call anything near it."""
        vectors = self._encode(texts)
        for vector, text in zip(vectors, texts, strict=True):
            if not self._understands(text):
                vector[:] = 0.0
        return vectors

    def _understands(self, text: str) -> bool:
        tokens = _tokens(text)
        syllables = sum(token[0].isalnum() and not token.isdecimal() for token in tokens)
        ids = np.asarray([self._tokens[token] for token in tokens], np.int64)
        _, _, lengths = self._units.longest_from_left(ids)
        known, grouped = int(lengths.sum()), int(lengths[lengths > 1].sum())
        return 0 < syllables * KNOWN <= known and (syllables < 4 or grouped >= GROUPED * syllables)

    def _encode(self, texts: Sequence[str]) -> Unit:
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for start in range(0, len(texts), _BATCH):
            self._encode_batch(texts[start : start + _BATCH], vectors[start : start + _BATCH])
        return vectors

    def _encode_batch(self, texts: Sequence[str], vectors: Unit) -> None:
        ids: list[int] = []
        ends = []
        for text in texts:
            ids.extend(map(self._tokens.__getitem__, _tokens(text)))
            # A break between texts keeps groups from crossing, so all texts are matched in one pass.
            ids.append(_BREAK)
            ends.append(len(ids))
        at, rows, _ = self._units.longest_from_left(np.asarray(ids, np.int64))
        borders = np.searchsorted(at, [0, *ends]).tolist()
        for i, (start, end) in enumerate(pairwise(borders)):
            # Text by text: 20 times as fast as one reduceat over all rows, which leave the cache.
            np.add.reduce(self._rows.take(rows[start:end], axis=0), axis=0, out=vectors[i])
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        np.divide(vectors, lengths, out=vectors, where=lengths > 0)


class _Tokens(dict[str, int]):
    """Token to syllable id, remembered as it was written, bounded."""

    def __init__(self, syllables: Mapping[str, int]) -> None:
        super().__init__()
        self._syllables = syllables

    def __missing__(self, token: str) -> int:
        id = self._syllables.get(_fold(token), _UNKNOWN) if token[0].isalnum() else _BREAK
        if len(token) <= _LONGEST:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[token] = id
        return id


class _Units(NamedTuple):
    """Groups as chains of pairs: a pair (prefix, syllable) names a longer prefix; some prefixes are units.

    `syllables`: folded syllable to prefix id. `pairs`: sorted prefix id * width + syllable id. `longer`: the prefix id
    each pair names. `row`: prefix id to row of the table, -1 where the prefix is no unit itself.
    """

    syllables: dict[str, int]
    width: int
    pairs: Ids
    longer: Ids
    row: Ids
    longest: int

    def longest_from_left(self, ids: Ids) -> tuple[Ids, Ids, Ids]:
        """Positions of the chosen groups, ascending, their rows of the table and their lengths in syllables."""
        n = len(ids)
        best = np.full(n, -1, np.int64)
        step = np.ones(n, np.int64)
        at = np.flatnonzero(ids >= 0)
        prefix = ids[at]
        for length in range(1, self.longest + 1):
            rows = self.row[prefix]
            unit = rows >= 0
            best[at[unit]] = rows[unit]
            step[at[unit]] = length
            inside = at + length < n
            at, prefix = at[inside], prefix[inside]
            following = ids[at + length]
            pair = prefix * self.width + following
            slot = np.minimum(np.searchsorted(self.pairs, pair), len(self.pairs) - 1)
            found = (following >= 0) & (self.pairs[slot] == pair)
            at, prefix = at[found], self.longer[slot[found]]
        chosen = []
        i = 0
        steps = step.tolist()
        while i < n:
            chosen.append(i)
            i += steps[i]
        positions = np.asarray(chosen, np.int64)
        positions = positions[best[positions] >= 0]
        return positions, best[positions], step[positions]


def _tokens(text: str) -> list[str]:
    text = text.lower()
    if _LEFTOVER_MARK.search(text):
        text = unicodedata.normalize("NFC", text)
        if _LEFTOVER_MARK.search(text):
            text = _fold(text)
    return _TOKEN.findall(text)


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(c for c in decomposed if unicodedata.category(c) != "Mn").replace("đ", "d").replace("ð", "d")


def is_static(name: str) -> bool:
    """Whether there is the folder of a table of this layout under that path."""
    try:
        config = json.loads((Path(name) / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(config, dict) and config.get("model_type") == "model2vec" and "trained" in config


def _floor(folder: Path) -> float:
    """What training found for this table."""
    try:
        floor = json.loads((folder / "config.json").read_text(encoding="utf-8"))["floor"]
        return min(1.0, max(-1.0, float(floor)))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArchiveDamaged(
            f"The encoder's settings {folder / 'config.json'} cannot be read ({error}): run `vanban train`"
        ) from error


def _read_rows(file: Path) -> NDArray[np.float32]:
    """The int8 table times the scale of each row. safetensors: 8-byte length, JSON header, buffers."""
    try:
        data = file.read_bytes()
        start = 8 + int.from_bytes(data[:8], "little")
        header = json.loads(data[8:start])
        table, scale = (header[name] for name in ("embeddings", "weights"))
        if (table["dtype"], scale["dtype"]) != ("I8", "F32"):
            raise ValueError(f"unknown number formats {table['dtype']}, {scale['dtype']}")
        rows = np.frombuffer(_buffer(data, start, table), np.int8).reshape(table["shape"]).astype(np.float32)
        rows *= np.frombuffer(_buffer(data, start, scale), "<f4")[:, None]
    except (OSError, ValueError, KeyError) as error:
        raise ArchiveDamaged(f"The encoder's table {file} cannot be read ({error}); install the program again.") from error
    return rows


def _buffer(data: bytes, start: int, tensor: dict[str, list[int]]) -> bytes:
    first, last = tensor["data_offsets"]
    return data[start + first : start + last]


def _read_units(file: Path) -> _Units:
    """Units of three characters and more that begin with `_`; the single characters are there for the library only."""
    try:
        vocabulary: dict[str, int] = json.loads(file.read_bytes())["model"]["vocab"]
    except (OSError, ValueError, KeyError) as error:
        raise ArchiveDamaged(f"The encoder's units {file} cannot be read ({error}); install the program again.") from error
    groups = [(unit[1:-1].split("__"), row) for unit, row in vocabulary.items() if len(unit) >= 3 and unit[0] == "_"]
    syllables = {syllable: i for i, syllable in enumerate(dict.fromkeys(chain.from_iterable(group for group, _ in groups)))}
    width = len(syllables)
    rows = dict.fromkeys(range(width), -1)
    pairs: dict[int, int] = {}
    for group, row in groups:
        prefix = syllables[group[0]]
        for syllable in group[1:]:
            pair = prefix * width + syllables[syllable]
            prefix = pairs.setdefault(pair, len(rows))
            rows.setdefault(prefix, -1)
        rows[prefix] = row
    keys, longer = (np.fromiter(part, np.int64, len(pairs)) for part in (pairs.keys(), pairs.values()))
    order = np.argsort(keys)
    by_prefix = np.fromiter(rows.values(), np.int64, len(rows))
    return _Units(syllables, width, keys[order], longer[order], by_prefix, max(len(group) for group, _ in groups))
