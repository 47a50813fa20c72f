"""The transformer encoder with a real model built here, and the static table read by the library it was laid out for.

These run in an environment of their own (`make test-transformers`): they need sentence-transformers.
"""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed: make test-transformers")

from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from transformers import BertConfig, BertModel, BertTokenizerFast

from corpus.errors import InputError
from indexer.encoders import load
from indexer.encoders.static import MODEL, StaticEncoder
from indexer.encoders.transformer import TransformerEncoder

_TEXTS = [
    "Ủy ban nhân dân huyện Đồng Cỏ tổ chức đối thoại, tiếp công dân",
    "thu hồi đất; bồi thường, hỗ trợ và tái định cư năm 2024",
    "Điều 5. Hồ sơ gồm: a) bản sao; b) đơn đề nghị (theo mẫu)",
    "cai cach hanh chinh",
    "Phòng, chống thiên tai và tìm kiếm cứu nạn\nBáo cáo kết quả",
    "Bacillus subtilis 12.5 mg/kg — αβγ xyz123",
    "",
    "???",
]
_VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "dan", "van", "cong", "tac", "doi", "thoai", "hoi", "dap", ":"]


def _save_tiny_model(folder: Path, *, seed: int = 0, prompts: dict[str, str] | None = None) -> Path:
    """A BERT of two thousand weights with a vocabulary of fourteen, saved as sentence-transformers saves models."""
    import torch

    torch.manual_seed(seed)
    bert, words = folder / "bert", folder / "vocab.txt"
    folder.mkdir(parents=True, exist_ok=True)
    words.write_text("\n".join(_VOCABULARY), encoding="utf-8")
    config = BertConfig(
        vocab_size=len(_VOCABULARY),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(bert)
    BertTokenizerFast(vocab_file=str(words), do_lower_case=True).save_pretrained(bert)
    transformer = Transformer(str(bert), max_seq_length=64)
    pooling = Pooling(transformer.get_embedding_dimension(), pooling_mode="mean")
    model = SentenceTransformer(modules=[transformer, pooling], prompts=prompts, device="cpu")
    model.save(str(folder / "model"))
    return folder / "model"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _save_tiny_model(tmp_path_factory.mktemp("tiny"))


def test_a_model_in_a_folder_gives_unit_vectors_in_order(tiny: Path) -> None:
    encoder = load(str(tiny))
    texts = ["dan van", "doi thoai", "cong tac dan van"] * 30
    vectors = encoder.passages(texts)
    assert vectors.dtype == np.float32
    assert vectors.shape == (90, encoder.dimensions) == (90, 16)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert np.allclose(vectors[:3], vectors[-3:], atol=1e-5)
    assert np.allclose(vectors[1], encoder.passages(["doi thoai"])[0], atol=1e-5)
    assert 0 < encoder.floor < 1


def test_vectors_are_the_librarys_own(tiny: Path) -> None:
    expected = SentenceTransformer(str(tiny), device="cpu").encode(["dan van"], normalize_embeddings=True)
    assert np.allclose(TransformerEncoder(str(tiny)).passages(["dan van"]), expected, atol=1e-6)


def test_no_texts_give_no_vectors(tiny: Path) -> None:
    assert TransformerEncoder(str(tiny)).passages([]).shape == (0, 16)


def test_without_prompts_questions_and_passages_are_alike(tiny: Path) -> None:
    encoder = TransformerEncoder(str(tiny))
    assert np.allclose(encoder.questions(["dan van"]), encoder.passages(["dan van"]), atol=1e-6)


def test_a_models_own_prompts_stand_in_front_of_each_side(tmp_path: Path) -> None:
    plain = TransformerEncoder(str(_save_tiny_model(tmp_path / "plain")))
    folder = _save_tiny_model(tmp_path / "prompted", prompts={"query": "hoi: ", "passage": "dap: "})
    prompted = TransformerEncoder(str(folder))
    assert np.allclose(prompted.questions(["dan van"]), plain.passages(["hoi: dan van"]), atol=1e-6)
    assert np.allclose(prompted.passages(["dan van"]), plain.passages(["dap: dan van"]), atol=1e-6)
    assert prompted.fingerprint != plain.fingerprint


def test_the_fingerprint_follows_the_weights_not_the_folder(tiny: Path, tmp_path: Path) -> None:
    assert TransformerEncoder(str(tiny)).fingerprint == TransformerEncoder(str(tiny)).fingerprint
    other = TransformerEncoder(str(_save_tiny_model(tmp_path, seed=1)))
    assert other.fingerprint != TransformerEncoder(str(tiny)).fingerprint


def test_a_model_that_is_not_here_is_an_error_and_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    with pytest.raises(InputError, match="There is no encoder to-chuc-khong-co/mo-hinh on this machine"):
        load("to-chuc-khong-co/mo-hinh")


def test_the_static_table_has_the_vectors_that_the_library_reads_from_its_folder() -> None:
    library = SentenceTransformer(str(MODEL), device="cpu")
    theirs = library.encode(_TEXTS, convert_to_numpy=True)
    ours = StaticEncoder().passages(_TEXTS)
    assert np.allclose(ours, theirs, atol=1e-5)
