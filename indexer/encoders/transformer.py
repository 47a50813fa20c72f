"""Any sentence-transformers model behind the encoder seam; needs the extra `transformers`."""

import hashlib
import importlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np

from corpus.errors import InputError
from indexer.encoders.cards import SAYS_NOTHING, SEGMENTING_TOKENIZERS, Card, card_of
from indexer.encoders.encoder import Unit
from indexer.words import words

FLOOR = 0.3
"""No figure fits every model: below this, models trained on cosine call nothing near. Set it by measuring the model."""

_BATCH = 32
_SAMPLED = 64
# Names under which models keep their instruction for either side, as sentence-transformers and its models write them.
_QUESTION_PROMPTS = ("query", "question", "search_query")
_PASSAGE_PROMPTS = ("passage", "document", "search_document", "corpus")


class _Model(Protocol):
    """What is used of `sentence_transformers.SentenceTransformer`; the library is not there in the default install."""

    prompts: dict[str, str]
    max_seq_length: int | None

    def __iter__(self) -> Iterator[object]: ...

    def state_dict(self) -> Mapping[str, Any]: ...

    def encode(self, sentences: list[str], **options: object) -> object: ...


class TransformerEncoder:
    """A model by local path, or by a name that this machine already holds: nothing is fetched at run time.

    `card`: what the office sets for it; it goes before what the model's files and `indexer.encoders.cards` say.
    A question without marks cannot be segmented into words: a model that wants words gets its syllables one by one.
    """

    def __init__(self, name: str, card: Card = SAYS_NOTHING) -> None:
        self._name = name
        self._model = _open(name)
        self._card = card.over(_own_card(self._model)).over(card_of(name)).over(Card("", "", False, FLOOR))
        # Asked by encoding: the library's own names for this figure change from version to version.
        self._dimensions = int(np.asarray(self._model.encode(["."], show_progress_bar=False)).shape[1])
        self._fingerprint = _fingerprint(name, self._model, self._card)

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    @property
    def dimensions(self) -> int:
        return self._dimensions

    @property
    def floor(self) -> float:
        return FLOOR if self._card.floor is None else self._card.floor

    @property
    def card(self) -> Card:
        """What it goes by; nothing in it is None."""
        return self._card

    def passages(self, texts: Sequence[str]) -> Unit:
        return self._encode(texts, self._card.passage)

    def questions(self, texts: Sequence[str]) -> Unit:
        return self._encode(texts, self._card.question)

    def _encode(self, texts: Sequence[str], prompt: str | None) -> Unit:
        if not texts:
            return np.zeros((0, self._dimensions), np.float32)
        vectors = self._model.encode(
            [segmented(text) for text in texts] if self._card.segmented else list(texts),
            prompt=prompt or None,
            batch_size=_BATCH,  # the library sorts by length first, so that a batch holds texts of one length
            convert_to_numpy=True,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)


def segmented(text: str) -> str:
    """The text with the syllables of each word joined by `_`, line by line.

    >>> segmented("công tác dân vận")
    'công_tác dân_vận'
    """
    return "\n".join(" ".join(word.replace(" ", "_") for word in line) for line in words(text))


def _open(name: str) -> _Model:
    return cast(_Model, open_model(name, "SentenceTransformer", "encoder"))


def open_model(name: str, kind: str, role: str) -> object:
    """A model of the library's class `kind`, on the processor, from this machine alone; `role` is what messages call it.

    Raises InputError where the library or the model is not here.
    """
    try:
        library = importlib.import_module("sentence_transformers")
    except ImportError as error:
        raise InputError(
            f"The {role} {name} needs sentence-transformers: pip install 'vanban[transformers]' ({error})."
        ) from error
    try:
        return getattr(library, kind)(name, device="cpu", local_files_only=True)
    except (OSError, ValueError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise InputError(
            f"There is no {role} {name} on this machine ({reason}). Give the path of a model's folder, or fetch it first."
        ) from error


def _own_card(model: _Model) -> Card:
    """What the model's own files say: instructions by their usual names, and whether its tokenizer knows joined words."""

    def prompt(names: Sequence[str]) -> str | None:
        return next((model.prompts[name] for name in names if model.prompts.get(name)), None)

    joined = type(getattr(model, "tokenizer", None)).__name__ in SEGMENTING_TOKENIZERS
    return Card(prompt(_QUESTION_PROMPTS), prompt(_PASSAGE_PROMPTS), True if joined else None)


def _fingerprint(name: str, model: _Model, card: Card) -> str:
    """Name and a hash of what makes the vectors: modules, instructions, longest input, segmentation, and the first values of
    each tensor.

    Values are taken as they are stored, not summed: a sum may differ from one machine to the next.
    """
    digest = hashlib.sha256()
    modules = [type(module).__name__ for module in model]
    made = [modules, card.question, card.passage, card.segmented, model.max_seq_length]
    digest.update(json.dumps(made, sort_keys=True).encode())
    for key, tensor in sorted(model.state_dict().items()):
        digest.update(f"{key} {tuple(tensor.shape)}".encode())
        digest.update(tensor.flatten()[:_SAMPLED].float().cpu().numpy().tobytes())
    label = Path(name).name if Path(name).exists() else name
    return f"transformer-{label}-{digest.hexdigest()[:16]}"
