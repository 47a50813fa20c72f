"""Words are underthesea's own, whether the package cuts them or our evaluation of its model does."""

import gzip
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import word_model
from indexer.words import plain, words

_PHAPDIEN = Path(__file__).parents[2].parent / "shared/data/phapdien/corpus.jsonl.gz"

# Invented offices, people and matters, in the shapes that documents have.
_PARTS = [
    "Ủy ban nhân dân xã Suối Mơ",
    "UBND HUYỆN ĐỒNG CỎ",
    "Số: 12/QĐ-UBND",
    "ngày 05/3/2024",
    "ngày 5 tháng 3 năm 2024",
    "công tác dân vận",
    "cải cách hành chính",
    "bà Trần Thị Mây",
    "ông Lê Văn Gió (Trưởng phòng)",
    "kinh phí 1.250.000 đồng",
    "đạt 98,5%",
    "theo Công văn số 77-CV/HU",
    "v.v...",
    "T.Ư",
    "TP. Hồ Sen",
    "https://vidu.example/van-ban?id=3",
    "lienhe@vidu.example",
    "“Dân vận khéo”",
    "- Như trên;",
    "a) Giao Văn phòng",
    "giai đoạn 2021-2025",
    "H'Mông",
    "e-mail",
    "khoẻ mạnh, thuỷ lợi",
    "./.",
    "KT. CHỦ TỊCH",
    "cấp xã/phường",
    "3x4",
    "+84",
    "…",
    "nghành giáo dục",
    "20h30",
    "(nếu có)",
    ":D",
]


def _fictional_lines(count: int) -> list[str]:
    chance = random.Random(6)
    glue = [" ", " ", " ", ", ", "; ", ". ", "\t", "  "]
    lines = []
    for _ in range(count):
        parts = chance.choices(_PARTS, k=chance.randint(1, 9))
        line = "".join(part + chance.choice(glue) for part in parts)
        lines.append(chance.choice([line, line.rstrip(), line.upper(), line.lower(), line.rstrip() + "."]))
    return lines


@pytest.fixture(scope="module")
def model() -> word_model.WordModel:
    loaded = word_model.load()
    assert loaded is not None, "the installed underthesea is not the version that word_model.py was tested with"
    return loaded


def test_our_evaluation_cuts_fictional_lines_as_the_package_does(model: word_model.WordModel) -> None:
    lines = _fictional_lines(400)
    assert model.words(lines) == plain(lines)


@pytest.mark.skipif(not _PHAPDIEN.exists(), reason="../shared/data/phapdien is not there")
def test_our_evaluation_cuts_real_lines_as_the_package_does(model: word_model.WordModel) -> None:
    with gzip.open(_PHAPDIEN, "rt", encoding="utf-8") as rows:
        lines = [line for i, row in enumerate(rows) if i % 40 == 0 for line in json.loads(row)["text"].split("\n")]
    lines = random.Random(6).sample(lines, 2000)
    assert model.words(lines) == plain(lines)


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet=st.one_of(st.sampled_from(" ./-:D&aAđĐéÉ019'’_@\u0301\u00a0"), st.characters(codec="utf-8")), max_size=40)
)
def test_our_evaluation_cuts_any_line_as_the_package_does(model: word_model.WordModel, line: str) -> None:
    line = line.replace("\n", " ")
    assert model.words([line]) == plain([line])


def test_each_line_has_its_own_words() -> None:
    assert words("công tác dân vận\n\n  \nđối thoại") == [["công tác", "dân vận"], [], [], ["đối thoại"]]


def test_an_empty_text_is_one_line_without_words() -> None:
    assert words("") == [[]]


def test_long_texts_are_cut_in_batches_without_loss() -> None:
    line = "công tác dân vận " * 50
    assert words("\n".join([line] * 200)) == words(line) * 200


def test_what_is_remembered_is_bounded(model: word_model.WordModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_model, "_REMEMBERED", 100)
    lines = [f"chữ{i} số{i * 7} lạ" for i in range(300)]
    assert [model.words([line])[0] for line in lines] == plain(lines)


def test_an_unknown_version_is_left_to_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_model, "VERSIONS", {"underthesea": "0.0.0"})
    assert word_model.load() is None


def test_an_unknown_model_is_left_to_the_package_and_not_unpickled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_model, "FILES", {**word_model.FILES, "dictionary.bin": "0" * 64})
    assert word_model.load() is None


def test_cutting_words_opens_no_socket_and_importing_the_module_imports_no_model() -> None:
    script = (
        "import socket, sys\n"
        "def refuse(*_, **__): raise AssertionError('a socket was opened')\n"
        "socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse\n"
        "from indexer.words import plain, words\n"
        "assert not any(name.startswith('underthesea') for name in sys.modules)\n"
        "assert words('công tác dân vận') == plain(['công tác dân vận']) == [['công tác', 'dân vận']]\n"
        "assert 'torch' not in sys.modules and 'sklearn' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
