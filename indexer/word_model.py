"""underthesea's word model, evaluated by us: the same output, several times as fast.

The model is a linear CRF of two labels (begins a word, continues one) over 43 features a token; most of the package's
time goes into building those features as strings. Here only the difference of the two labels' weights is kept, and
looked up by numbers: what one token adds is computed once per distinct token, pairs and triples are looked up where
the model or its dictionary knows them (all others add the same), and a Viterbi over two states needs no more.
Cutting a line into tokens stays the package's own; its patterns never look past white space, so each distinct chunk
is cut once (measurements of keyword ranking, "underthesea faster, same output").
"""

import hashlib
import importlib.util
import pickle
import re
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from importlib import metadata
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ids = NDArray[np.int64]
Weights = Mapping[str, float]

VERSIONS = {"underthesea": "9.5.0", "underthesea-core": "3.3.2"}
FILES = {
    "models.bin": "c3a64c64349f1d73304f89babacaa8f8cd6078b1ec1a1b2c104e9e411ac1d2c3",
    "dictionary.bin": "ec8c62b3881c6682c18959988e1fe08800cc835777778845bded470ca02745d9",
    "features.bin": "cf93263c7c7973bf50122b0be76a394443ff61be00c1368713dee1b7d5b8a435",
}
"""What the evaluation was tested with; anything else is left to the package itself."""

_FOLDER = "pipeline/word_tokenize/models/ws_crf_vlsp2013_20230727"
_ONE = (-2, -1, 0, 1, 2)
_TWO = ((-2, -1), (-1, 0), (0, 1), (1, 2))
_THREE = ((-2, 0), (-1, 1), (0, 2))
_KINDS = ("", ".lower", ".isdigit", ".istitle", ".is_in_dict")
_BEFORE, _AFTER = 0, 1
_INTEGER = re.compile(r"[+-]?[0-9]+")
_REMEMBERED = 200_000


def load() -> "WordModel | None":
    """The evaluator of the installed package's model; None where package or model is not the one known."""
    found = importlib.util.find_spec("underthesea")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent / _FOLDER
    try:
        if any(metadata.version(name) != version for name, version in VERSIONS.items()):
            return None
        files = {name: (folder / name).read_bytes() for name in FILES}
    except (OSError, metadata.PackageNotFoundError):
        return None
    # Checked before it is unpickled: only content that was looked at is ever loaded that way.
    if any(hashlib.sha256(files[name]).hexdigest() != known for name, known in FILES.items()):
        return None
    from underthesea.pipeline.word_tokenize.regex_tokenize import tokenize  # type: ignore[import-untyped]

    weights, transitions = read_model(files["models.bin"])
    return WordModel(weights, transitions, frozenset(pickle.loads(files["dictionary.bin"])), tokenize)


class WordModel:
    """The evaluator and what it remembers of chunks and tokens. Not for several threads at once."""

    def __init__(
        self, weights: Weights, transitions: Floats, dictionary: frozenset[str], tokenise: Callable[[str], list[str]]
    ) -> None:
        self._weights = weights
        self._dictionary = dictionary
        self._tokenise = tokenise
        (begin_begin, begin_go), (go_begin, go_go) = transitions.tolist()
        # The previous token continues a word when its difference is above these: before a beginning, before a going on.
        self._before_begin, self._before_go = begin_begin - go_begin, begin_go - go_go
        self._from_begin, self._from_both, self._from_go = begin_go - begin_begin, begin_go - go_begin, go_go - go_begin
        exact, lower = _known(weights, ""), _known(weights, ".lower")
        gains = {2: _gain(weights, _TWO), 3: _gain(weights, _THREE)}
        for entry in dictionary:
            group = tuple(entry.split(" "))
            if len(group) in gains and all(group):
                gain = gains[len(group)]
                lower[group] = lower[group] + gain if group in lower else gain
        self._exact, self._lower = _Groups.of(exact), _Groups.of(lower)
        self._plain = {n: _Plain.of(weights, spans) for n, spans in ((2, _TWO), (3, _THREE))}
        self._forget()

    def _forget(self) -> None:
        self._chunks: dict[str, tuple[int, ...]] = {}
        self._last_chunks: dict[str, tuple[int, ...]] = {}
        self._ids: dict[str, int] = {}
        self._tokens = ["", ""]
        self._numbers = np.full((1024, 3), -1, np.int64)
        self._alone = np.zeros((1024, len(_ONE)))
        for border, name in ((_BEFORE, "BOS"), (_AFTER, "EOS")):
            self._alone[border] = [sum(_weight(self._weights, (o,), kind, name) for kind in _KINDS) for o in _ONE]

    def words(self, lines: Iterable[str]) -> list[list[str]]:
        """For each line (without a line break inside) its words, syllables apart by a space."""
        if len(self._ids) + len(self._chunks) > _REMEMBERED:
            self._forget()
        ids: list[int] = []
        spans = []
        for line in lines:
            ids += (_BEFORE, _BEFORE)
            start = len(ids)
            ids += self._line(line)
            spans.append((start, len(ids)))
            ids += (_AFTER, _AFTER)
        differences = self._differences(np.asarray(ids, np.int64)).tolist()
        return [self._joined(ids[start:end], differences[start:end]) for start, end in spans]

    def _line(self, line: str) -> list[int]:
        chunks = line.split()
        if not chunks:
            return []
        # Two patterns look whether the text ends here, so the last chunk is remembered apart.
        last = None if line[-1].isspace() else chunks.pop()
        ids: list[int] = []
        for chunk in chunks:
            ids += self._chunks.get(chunk) or self._cut(chunk, chunk + " ", self._chunks)
        if last is not None:
            ids += self._last_chunks.get(last) or self._cut(last, last, self._last_chunks)
        return ids

    def _cut(self, chunk: str, text: str, memory: dict[str, tuple[int, ...]]) -> tuple[int, ...]:
        memory[chunk] = ids = tuple(self._id(token) for token in self._tokenise(text))
        return ids

    def _id(self, token: str) -> int:
        id = self._ids.get(token)
        if id is not None:
            return id
        id = self._ids[token] = len(self._tokens)
        self._tokens.append(token)
        if id == len(self._alone):
            self._alone = np.concatenate([self._alone, np.zeros_like(self._alone)])
            self._numbers = np.concatenate([self._numbers, np.full_like(self._numbers, -1)])
        lower = token.lower()
        title = token[:1] == token[:1].upper()
        digits = _INTEGER.fullmatch(token) is not None and len(token) < 12 and -(2**31) <= int(token) < 2**31
        values = zip(_KINDS, (token, lower, str(digits), str(title), str(lower in self._dictionary)), strict=True)
        self._alone[id] = np.sum([[_weight(self._weights, (o,), kind, value) for o in _ONE] for kind, value in values], axis=0)
        self._numbers[id] = self._exact.numbers.get(token, -1), self._lower.numbers.get(lower, -1), title
        return id

    def _differences(self, ids: Ids) -> Floats:
        """Weight of going on minus weight of beginning, for each place; those of the borders mean nothing."""
        total = np.zeros(len(ids))
        alone = self._alone[ids]
        for role, offset in enumerate(_ONE):
            _shifted_add(total, alone[:, role], offset)
        exact, lower, title = self._numbers[ids].T
        before, after = ids == _BEFORE, ids == _AFTER
        titles = (title[:-1] & title[1:]) == 1
        both_titles = titles, titles[:-1] & (title[2:] == 1)
        pieces = zip((2, 3), (_TWO, _THREE), both_titles, self._exact.added(exact), self._lower.added(lower), strict=True)
        for n, roles, all_title, added, added_lower in pieces:
            plain = self._plain[n]
            added += added_lower
            added += np.where(all_title[:, None], plain.title, plain.other)
            added[after[n - 1 :]] = plain.after
            added[before[: 1 - n]] = plain.before
            for role, (first, _) in enumerate(roles):
                _shifted_add(total, added[:, role], first)
        return total

    def _joined(self, ids: list[int], differences: list[float]) -> list[str]:
        """Viterbi over the difference of the two scores; ties begin a word, as in the package."""
        if not ids:
            return []
        low, high = self._before_begin, self._before_go
        scores = differences
        score = scores[0]
        for i in range(1, len(scores)):
            if score <= low:
                score = scores[i] + self._from_begin
            elif score > high:
                score = scores[i] + self._from_go
            else:
                score = scores[i] + self._from_both - score
            scores[i] = score
        goes_on = score > 0.0
        words: list[str] = []
        word = self._tokens[ids[-1]]
        for i in range(len(ids) - 2, -1, -1):
            if goes_on:
                word = self._tokens[ids[i]] + " " + word
                goes_on = scores[i] > high
            else:
                words.append(word)
                word = self._tokens[ids[i]]
                goes_on = scores[i] > low
        words.append(word)
        words.reverse()
        return words


class _Plain(NamedTuple):
    """What a pair or triple adds, role by role, when nothing knows it: all in title case, otherwise, at a border."""

    title: Floats
    other: Floats
    before: Floats
    after: Floats

    @classmethod
    def of(cls, weights: Weights, spans: Sequence[tuple[int, ...]]) -> "_Plain":
        unknown = np.array([_weight(weights, span, ".is_in_dict", "False") for span in spans])
        title, other = (np.array([_weight(weights, span, ".istitle", flag) for span in spans]) for flag in ("True", "False"))
        before, after = (
            np.array([sum(_weight(weights, span, kind, name) for kind in _KINDS) for span in spans]) for name in ("BOS", "EOS")
        )
        return cls(title + unknown, other + unknown, before, after)


class _Groups(NamedTuple):
    """What known pairs and triples add, role by role, found by the numbers of their tokens.

    A pair's key is first * width + second; a triple's is slot of its first pair * width + third. The last row of the
    values is for what is not known.
    """

    numbers: dict[str, int]
    pair_keys: Ids
    pair_values: Floats
    triple_keys: Ids
    triple_values: Floats

    @classmethod
    def of(cls, groups: Mapping[tuple[str, ...], Floats]) -> "_Groups":
        numbers = {token: i for i, token in enumerate(dict.fromkeys(chain.from_iterable(groups)))}
        width = len(numbers)
        pairs = {group[:2]: np.zeros(len(_TWO)) for group in groups}
        pairs |= {(group[0], group[1]): added for group, added in groups.items() if len(group) == 2}
        pair_keys, pair_values = _sorted({numbers[a] * width + numbers[b]: added for (a, b), added in pairs.items()}, len(_TWO))
        slots = {key: slot for slot, key in enumerate(pair_keys.tolist())}
        triples = {
            slots[numbers[group[0]] * width + numbers[group[1]]] * width + numbers[group[2]]: added
            for group, added in groups.items()
            if len(group) == 3
        }
        return cls(numbers, pair_keys, pair_values, *_sorted(triples, len(_THREE)))

    def added(self, numbers: Ids) -> tuple[Floats, Floats]:
        """For each pair and each triple of neighbours, by the numbers of the tokens (-1: in no group)."""
        width = len(self.numbers)
        slots = _slots(self.pair_keys, numbers[:-1], numbers[1:], width, unknown=-1)
        triple_slots = _slots(self.triple_keys, slots[:-1], numbers[2:], width, unknown=-1)
        return self.pair_values[slots], self.triple_values[triple_slots]


def _slots(keys: Ids, first: Ids, second: Ids, width: int, *, unknown: int) -> Ids:
    slots = np.full(len(first), unknown, np.int64)
    known = np.flatnonzero((first >= 0) & (second >= 0))
    wanted = first[known] * width + second[known]
    found = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    hit = keys[found] == wanted
    slots[known[hit]] = found[hit]
    return slots


def _sorted(values: Mapping[int, Floats], roles: int) -> tuple[Ids, Floats]:
    keys = sorted(values)
    return np.array(keys, np.int64), np.array([*(values[key] for key in keys), np.zeros(roles)])


def _shifted_add(total: Floats, added: Floats, offset: int) -> None:
    """total[t] += added[t + offset], where that exists."""
    start, end = max(0, -offset), min(len(total), len(added) - offset)
    total[start:end] += added[start + offset : end + offset]


# --- the model's files ---------------------------------------------------------------------------------------


def read_model(data: bytes) -> tuple[Weights, Floats]:
    """From a CRFsuite model of two labels: attribute -> weight of going on minus weight of beginning; transitions.

    Layout: header of 48 bytes with the offsets of the parts; features as (kind, source, target, weight), kind 0 an
    attribute and a label, kind 1 two labels; names in a constant database with a table of offsets by number.
    """
    features_at, labels_at, attributes_at = struct.unpack_from("<3I", data, 28)
    (count,) = struct.unpack_from("<I", data, features_at + 8)
    layout = np.dtype([("kind", "<u4"), ("source", "<u4"), ("target", "<u4"), ("weight", "<f8")])
    features = np.frombuffer(data, layout, count, features_at + 12)
    go = _names(data, labels_at).index("I-W")
    attributes = _names(data, attributes_at)
    of_attributes, of_labels = features[features["kind"] == 0], features[features["kind"] == 1]
    signed = np.where(of_attributes["target"] == go, of_attributes["weight"], -of_attributes["weight"])
    differences = np.bincount(of_attributes["source"], signed, minlength=len(attributes))
    transitions = np.zeros((2, 2))
    transitions[(of_labels["source"] == go).astype(int), (of_labels["target"] == go).astype(int)] = of_labels["weight"]
    return dict(zip(attributes, differences.tolist(), strict=True)), transitions


def _names(data: bytes, at: int) -> list[str]:
    count, offsets_at = struct.unpack_from("<2I", data, at + 16)
    names = []
    for offset in np.frombuffer(data, "<u4", count, at + offsets_at).tolist():
        (size,) = struct.unpack_from("<I", data, at + offset + 4)
        names.append(data[at + offset + 8 : at + offset + 7 + size].decode())
    return names


def _known(weights: Weights, kind: str) -> dict[tuple[str, ...], Floats]:
    """Pairs and triples that have attributes of this kind of their own, with what they add in each role."""
    places = {
        f"T[{first},{last}]{kind}": (last - first + 1, role, len(spans))
        for spans in (_TWO, _THREE)
        for role, (first, last) in enumerate(spans)
    }
    known: dict[tuple[str, ...], Floats] = {}
    for attribute, weight in weights.items():
        name, _, value = attribute.partition("=")
        if name in places:
            tokens, role, roles = places[name]
            group = tuple(value.split(" "))
            # "BOS" and "EOS" stand there alone: borders, not pairs.
            if len(group) == tokens:
                known.setdefault(group, np.zeros(roles))[role] += weight
    return known


def _gain(weights: Weights, spans: Sequence[tuple[int, ...]]) -> Floats:
    """What being in the dictionary adds to a pair or triple, role by role."""
    inside, outside = ([_weight(weights, span, ".is_in_dict", flag) for span in spans] for flag in ("True", "False"))
    return np.subtract(inside, outside)


def _weight(weights: Weights, span: tuple[int, ...], kind: str, value: str) -> float:
    return weights.get(_template(span, kind) + value, 0.0)


@cache
def _template(span: tuple[int, ...], kind: str) -> str:
    return f"T[{','.join(map(str, span))}]{kind}="
