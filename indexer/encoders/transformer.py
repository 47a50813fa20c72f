"""Any sentence-transformers model behind the encoder seam; needs the extra `transformers`."""

import hashlib
import importlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np

from corpus.errors import InputError
from indexer.encoders.encoder import Unit

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
    """A model by local path, or by a name that this machine already holds: nothing is fetched at run time."""

    def __init__(self, name: str, *, floor: float = FLOOR) -> None:
        self._name = name
        self._floor = floor
        self._model = _open(name)
        self._question_prompt = _prompt(self._model, _QUESTION_PROMPTS)
        self._passage_prompt = _prompt(self._model, _PASSAGE_PROMPTS)
        # Asked by encoding: the library's own names for this figure change from version to version.
        self._dimensions = int(np.asarray(self._model.encode(["."], show_progress_bar=False)).shape[1])
        self._fingerprint = _fingerprint(name, self._model)

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    @property
    def dimensions(self) -> int:
        return self._dimensions

    @property
    def floor(self) -> float:
        return self._floor

    def passages(self, texts: Sequence[str]) -> Unit:
        return self._encode(texts, self._passage_prompt)

    def questions(self, texts: Sequence[str]) -> Unit:
        return self._encode(texts, self._question_prompt)

    def _encode(self, texts: Sequence[str], prompt: str | None) -> Unit:
        if not texts:
            return np.zeros((0, self._dimensions), np.float32)
        vectors = self._model.encode(
            list(texts),
            prompt=prompt,
            batch_size=_BATCH,
            convert_to_numpy=True,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)


def _open(name: str) -> _Model:
    try:
        library = importlib.import_module("sentence_transformers")
    except ImportError as error:
        raise InputError(
            f"The encoder {name} needs sentence-transformers: pip install 'vanban[transformers]' ({error})."
        ) from error
    try:
        return cast(_Model, library.SentenceTransformer(name, device="cpu", local_files_only=True))
    except (OSError, ValueError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise InputError(
            f"There is no encoder {name} on this machine ({reason}). Give the path of a model's folder, or fetch it first."
        ) from error


def _prompt(model: _Model, names: Sequence[str]) -> str | None:
    """The instruction that the model defines for this side of a search, if any."""
    return next((model.prompts[name] for name in names if model.prompts.get(name)), None)


def _fingerprint(name: str, model: _Model) -> str:
    """Name and a hash of what makes the vectors: modules, prompts, longest input, and the first values of each tensor.

    Values are taken as they are stored, not summed: a sum may differ from one machine to the next.
    """
    digest = hashlib.sha256()
    modules = [type(module).__name__ for module in model]
    digest.update(json.dumps([modules, model.prompts, model.max_seq_length], sort_keys=True).encode())
    for key, tensor in sorted(model.state_dict().items()):
        digest.update(f"{key} {tuple(tensor.shape)}".encode())
        digest.update(tensor.flatten()[:_SAMPLED].float().cpu().numpy().tobytes())
    label = Path(name).name if Path(name).exists() else name
    return f"transformer-{label}-{digest.hexdigest()[:16]}"
