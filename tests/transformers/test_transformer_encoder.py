"""The transformer encoder with a real model built here, and the static table read by the library it was laid out for.

These run in an environment of their own (`make test-transformers`): they need sentence-transformers.
"""

import json
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed: make test-transformers")

from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from transformers import BertConfig, BertModel, BertTokenizerFast

from corpus.errors import InputError
from indexer.encoders import Card, load
from indexer.encoders.reranker import Reranker
from indexer.encoders.static import MODEL, StaticEncoder
from indexer.encoders.transformer import TransformerEncoder, segmented

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


def test_an_e5_model_gets_its_instructions_by_its_name(tmp_path: Path) -> None:
    plain = TransformerEncoder(str(_save_tiny_model(tmp_path / "plain")))
    folder = tmp_path / "multilingual-e5-tiny"
    _save_tiny_model(tmp_path / "made").rename(folder)
    encoder = load(str(folder))
    assert np.allclose(encoder.questions(["dan van"]), plain.passages(["query: dan van"]), atol=1e-6)
    assert np.allclose(encoder.passages(["dan van"]), plain.passages(["passage: dan van"]), atol=1e-6)


def test_what_the_office_sets_goes_before_the_models_own(tmp_path: Path) -> None:
    folder = _save_tiny_model(tmp_path, prompts={"query": "hoi: "})
    plain = TransformerEncoder(str(_save_tiny_model(tmp_path / "plain")))
    encoder = load(str(folder), Card(question="dap: ", floor=0.5))
    assert np.allclose(encoder.questions(["dan van"]), plain.passages(["dap: dan van"]), atol=1e-6)
    assert encoder.floor == 0.5
    assert encoder.fingerprint != load(str(folder)).fingerprint


def test_a_model_that_wants_words_reads_them_joined_on_both_sides(tmp_path: Path) -> None:
    folder = _save_tiny_model(tmp_path)
    plain, joined = load(str(folder)), load(str(folder), Card(segmented=True))
    text = "công tác dân vận"
    assert segmented(text) == "công_tác dân_vận"
    assert np.allclose(joined.passages([text]), plain.passages([segmented(text)]), atol=1e-6)
    assert np.allclose(joined.questions([text]), plain.questions([segmented(text)]), atol=1e-6)
    assert joined.fingerprint != plain.fingerprint


def _save_tiny_reranker(folder: Path) -> Path:
    import torch
    from transformers import BertForSequenceClassification

    torch.manual_seed(3)
    folder.mkdir(parents=True, exist_ok=True)
    words = folder / "vocab.txt"
    words.write_text("\n".join(_VOCABULARY), encoding="utf-8")
    config = BertConfig(
        vocab_size=len(_VOCABULARY),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=64,
        num_labels=1,
        initializer_range=1.0,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizerFast(vocab_file=str(words), do_lower_case=True).save_pretrained(folder)
    return folder


def test_a_reranker_scores_each_passage_by_itself(tmp_path: Path) -> None:
    reranker = Reranker(str(_save_tiny_reranker(tmp_path / "cross")))
    passages = ["dan van", "doi thoai cong tac", "hoi dap"] * 9
    scores = reranker.scores("dan van", passages)
    assert len(scores) == 27
    assert len({round(score, 5) for score in scores}) > 1
    assert scores[:3] == pytest.approx(scores[-3:], abs=1e-5)
    assert scores[1] == pytest.approx(reranker.scores("dan van", passages[1:2])[0], abs=1e-5)
    assert reranker.scores("dan van", []) == []


def test_a_reranker_that_is_not_here_is_an_error() -> None:
    with pytest.raises(InputError, match="There is no re-ranker to-chuc-khong-co/mo-hinh on this machine"):
        Reranker("to-chuc-khong-co/mo-hinh")


def test_an_archive_is_built_searched_and_reranked_with_models_of_the_office(tmp_path: Path) -> None:
    """`rebuild` with a transformer, killed in the middle and run again, then a search with a re-ranker."""
    papers = tmp_path / "papers"
    papers.mkdir()
    for number in range(120):
        (papers / f"{number}.txt").write_text(
            f"CÔNG VĂN\nVề công tác dân vận số {number}\n\ndoi thoai {'dan van ' * number}", "utf-8"
        )
    archive = tmp_path / "archive"
    vanban = [sys.executable, "-m", "vanban", "--archive", str(archive)]
    subprocess.run([*vanban, "add", str(papers)], check=True, capture_output=True)
    model = _save_tiny_model(tmp_path / "tiny")
    (archive / "vanban.toml").write_text(
        f"encoder = {json.dumps(str(model))}\nreranker = {json.dumps(str(_save_tiny_reranker(tmp_path / 'cross')))}\n", "utf-8"
    )
    killing = (
        "import os, sys; import indexer.encoders.remembering as remembering\n"
        "appended = remembering.RememberingEncoder._append\n"
        "def once(self, keys, vectors):\n    appended(self, keys, vectors)\n    os.kill(os.getpid(), 9)\n"
        "remembering.RememberingEncoder._append = once\n"
        "from vanban.command import main\n"
        "sys.argv = ['vanban', *sys.argv[1:]]\nmain()\n"
    )
    killed = subprocess.run(
        [sys.executable, "-c", killing, "--archive", str(archive), "rebuild"], capture_output=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert (archive / "encoded.part").stat().st_size > 64 * 16 * 4
    built = subprocess.run([*vanban, "rebuild", "--json"], check=True, capture_output=True, text=True)
    assert json.loads(built.stdout)["documents"] == 120
    assert not (archive / "encoded.part").exists()
    found = subprocess.run([*vanban, "search", "doi thoai dan van", "--json"], check=True, capture_output=True, text=True)
    scores = [hit["score"] for hit in json.loads(found.stdout)["hits"]]
    assert len(scores) == 10
    assert all(1 <= score <= 2 for score in scores)
    assert scores == sorted(scores, reverse=True)
    status = subprocess.run([*vanban, "status", "--json"], check=True, capture_output=True, text=True)
    assert json.loads(status.stdout)["reranker"].endswith("cross")
