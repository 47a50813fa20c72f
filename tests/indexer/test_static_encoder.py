"""The default encoder reads its table with numpy alone, folds marks away, and knows when it knows nothing."""

import hashlib
import json
import random
import re
import subprocess
import sys
import unicodedata
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus.errors import ArchiveDamaged, InputError
from corpus.vietnamese import fold
from indexer.encoders import load, quantise, static
from indexer.encoders.static import FLOOR, MODEL, MODEL_SHA256, StaticEncoder

# SHA-256 over the rows chosen for the 64 fictional texts below. With the table's own hash it fixes their vectors, and
# whole numbers are the same on every machine.
GOLDEN = "8df777d04b9bbc980ec2d762465639597d066dabb121e0e9433d2b664b97cfcf"

_WORDS = (
    *("thu hồi đất", "tổ chức thực hiện", "công tác dân vận", "Ủy ban nhân dân huyện Đồng Cỏ", "cải cách hành chính"),
    *("thủ tục", "phòng, chống", "hòa giải ở cơ sở", "Điều 5.", "kinh phí 20 triệu", "hồ sơ (bản sao)", "xyz"),
    *("đăng ký khai sinh", "năm 2024", "cán bộ; công chức", "báo cáo"),
)


def _fictional_texts() -> list[str]:
    chance = random.Random(6)
    return [" ".join(chance.choices(_WORDS, k=chance.randint(1, 40))) for _ in range(64)]


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return StaticEncoder()


@cache
def _groups() -> dict[tuple[str, ...], int]:
    vocabulary = json.loads((MODEL / "tokenizer.json").read_bytes())["model"]["vocab"]
    return {tuple(unit[1:-1].split("__")): row for unit, row in vocabulary.items() if len(unit) >= 3 and unit[0] == "_"}


def _slowly(encoder: StaticEncoder, text: str) -> NDArray[np.float32]:
    """The rule word by word, as it is written down."""
    text = unicodedata.normalize("NFD", text.lower().replace("đ", "d").replace("ð", "d"))
    tokens = re.findall(r"[^\W_]+|[^\w\s]+", "".join(c for c in text if unicodedata.category(c) != "Mn"))
    rows, i = [], 0
    while i < len(tokens):
        length = next((n for n in (4, 3, 2, 1) if tuple(tokens[i : i + n]) in _groups() and i + n <= len(tokens)), 0)
        if length:
            rows.append(_groups()[tuple(tokens[i : i + length])])
        i += length or 1
    mean = encoder._rows[rows].mean(axis=0) if rows else np.zeros(encoder.dimensions, np.float32)
    return mean / (np.linalg.norm(mean) or 1.0)


def test_the_table_is_the_one_that_was_shipped() -> None:
    assert hashlib.sha256((MODEL / "model.safetensors").read_bytes()).hexdigest() == MODEL_SHA256


def test_the_table_has_the_facts_its_provenance_states(encoder: StaticEncoder) -> None:
    assert encoder._rows.shape == (15_308, 256)
    assert np.count_nonzero(np.abs(encoder._rows).sum(axis=1)) == 15_270
    assert len(_groups()) == 15_270
    assert encoder.dimensions == 256
    assert 0 < encoder.floor == FLOOR < 1


def test_units_of_sixty_four_texts_are_the_golden_ones(encoder: StaticEncoder) -> None:
    ids = [[encoder._tokens[token] for token in static._tokens(text)] for text in _fictional_texts()]
    rows = [encoder._units.longest_from_left(np.asarray(of_text, np.int64))[1].tolist() for of_text in ids]
    assert hashlib.sha256(json.dumps(rows).encode()).hexdigest() == GOLDEN


def test_batches_follow_the_rule_word_by_word(encoder: StaticEncoder) -> None:
    texts = _fictional_texts()
    assert np.allclose(encoder.passages(texts), [_slowly(encoder, text) for text in texts], atol=1e-6)


@given(st.lists(st.one_of(st.text(), st.sampled_from(_WORDS)), max_size=6))
def test_any_texts_follow_the_rule_and_have_length_one_or_zero(texts: list[str]) -> None:
    encoder = _shared()
    vectors = encoder.passages(texts)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(texts), 256)
    lengths = np.linalg.norm(vectors, axis=1)
    assert np.all(np.isclose(lengths, 1.0, atol=1e-5) | (lengths == 0))
    assert np.allclose(vectors, np.reshape([_slowly(encoder, text) for text in texts], (-1, 256)), atol=1e-6)


@cache
def _shared() -> StaticEncoder:
    return StaticEncoder()


def test_a_texts_vector_does_not_depend_on_its_neighbours(encoder: StaticEncoder) -> None:
    texts = _fictional_texts()
    together = encoder.passages(texts)
    assert all(np.array_equal(together[i], encoder.passages([text])[0]) for i, text in enumerate(texts))


def test_more_texts_than_a_batch_keep_their_order(encoder: StaticEncoder) -> None:
    texts = [_WORDS[i % len(_WORDS)] for i in range(2500)]
    assert np.array_equal(encoder.passages(texts)[-3:], encoder.passages(texts[-3:]))


def test_unmarked_typing_has_the_identical_vector(encoder: StaticEncoder) -> None:
    texts = _fictional_texts()
    assert np.array_equal(encoder.questions(texts), encoder.questions([fold(text) for text in texts]))
    decomposed = [unicodedata.normalize("NFD", text) for text in texts]
    assert np.array_equal(encoder.passages(texts), encoder.passages(decomposed))


def test_no_texts_give_no_vectors(encoder: StaticEncoder) -> None:
    assert encoder.passages([]).shape == encoder.questions([]).shape == (0, 256)


@pytest.mark.parametrize(
    "nonsense",
    ["", "   ", "?!", "689", "12/2024", "qwrt zxvb pflk", "the quick brown fox jumps", "khoeo nghich tuech loang quynh thoat"],
)
def test_nonsense_is_near_to_nothing(encoder: StaticEncoder, nonsense: str) -> None:
    assert not encoder.questions([nonsense]).any()


@pytest.mark.parametrize(
    "question", ["đất", "chữ ký số", "thu hồi đất", "ai ký giấy khai sinh cho trẻ em?", "doi thoai tiep dan"]
)
def test_real_questions_are_understood(encoder: StaticEncoder, question: str) -> None:
    assert encoder.questions([question]).any()


def test_quantised_vectors_stay_close(encoder: StaticEncoder) -> None:
    vectors = encoder.passages(_fictional_texts())
    quantised = quantise(vectors).astype(np.float32)
    cosines = (vectors * quantised).sum(axis=1) / np.linalg.norm(quantised, axis=1)
    assert cosines.min() > 0.999


def test_the_fingerprint_names_table_and_rule(encoder: StaticEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    assert encoder.fingerprint == StaticEncoder().fingerprint == load("static").fingerprint
    monkeypatch.setattr(static, "TEXT_RULE", static.TEXT_RULE + 1)
    assert StaticEncoder().fingerprint != encoder.fingerprint


def test_a_damaged_table_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    for name in ("model.safetensors", "tokenizer.json"):
        (tmp_path / name).write_bytes((MODEL / name).read_bytes())
    (tmp_path / "model.safetensors").write_bytes((MODEL / "model.safetensors").read_bytes()[:5000])
    with pytest.raises(ArchiveDamaged, match=r"model\.safetensors"):
        StaticEncoder(tmp_path)
    with pytest.raises(ArchiveDamaged, match="cannot be read"):
        StaticEncoder(tmp_path / "nowhere")


def test_a_model_without_its_library_names_the_extra() -> None:
    script = (
        "import sys\n"
        "sys.modules['sentence_transformers'] = None\n"
        "from corpus.errors import InputError\n"
        "from indexer.encoders import load\n"
        "try: load('ten/mo-hinh')\n"
        "except InputError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "vanban[transformers]" in done.stdout
    assert len(done.stdout.splitlines()) == 1
    assert issubclass(InputError, ValueError)


def test_the_default_encoder_imports_numpy_and_no_model_library() -> None:
    script = (
        "import sys\n"
        "from indexer.encoders import load\n"
        "load('static').questions(['thu hồi đất'])\n"
        "assert not {'torch', 'sklearn', 'transformers', 'sentence_transformers', 'underthesea'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
