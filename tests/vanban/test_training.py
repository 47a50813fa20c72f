"""`vanban train`: an encoder that knows nothing learns from the archive; one that does not get better is not taken."""

import json
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from archives import MATTERS, answer, folder_of_letters, here

from indexer.encoders.static import StaticEncoder
from indexer.training.saving import save
from search_api import adapting
from search_api.comparing import Verdict
from search_api.own_questions import OwnQuestions


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """280 letters behind a table whose rows were dealt out anew: their vectors mean nothing."""
    monkeypatch.setattr(adapting, "LEAST", 20)
    monkeypatch.setattr(adapting, "HELD_OUT", 0.3)
    place = tmp_path / "archive"
    place.mkdir()
    table = StaticEncoder().table
    mixed = np.concatenate([np.random.default_rng(5).permutation(table[:15_270]), table[15_270:]])
    save(mixed, place / "encoders" / "mixed", 0.1, {})
    (place / "vanban.toml").write_text('# của cơ quan\nencoder = "encoders/mixed"\nthreads = 4\n', encoding="utf-8")
    assert here(place, "add", str(folder_of_letters(tmp_path / "letters", 280))).returncode == 0
    return place


def test_too_small_an_archive_is_told_and_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "small"
    here(place, "add", str(folder_of_letters(tmp_path / "few", 5)))
    assert answer(place, "train")["outcome"] == "too little"
    assert not (place / "encoders").exists()
    assert not (place / "vanban.toml").exists()


def test_a_better_encoder_is_taken_and_the_archive_works_with_it(archive: Path) -> None:
    tried = answer(archive, "train", "--dry-run")
    assert tried["outcome"] == "better"
    assert "mixed" in (archive / "vanban.toml").read_text("utf-8")
    taken = answer(archive, "train")
    assert taken["outcome"] == "taken"
    assert any(task["verdict"] == "better" and task["after"]["MRR"] > task["before"]["MRR"] for task in taken["tasks"])
    text = (archive / "vanban.toml").read_text("utf-8")
    assert text.startswith("# của cơ quan\nencoder = ")
    assert text.endswith("threads = 4\n")
    [folder] = (archive / "encoders").iterdir()
    assert folder.name in text
    assert here(archive, "check").returncode == 0
    assert answer(archive, "search", MATTERS[0])["total"] > 0
    moved = archive.with_name("moved")
    archive.rename(moved)
    assert answer(moved, "search", MATTERS[0])["total"] > 0


def test_where_judged_questions_are_answered_worse_nothing_changes(archive: Path) -> None:
    own = OwnQuestions(archive / "judgements")
    own.judge(own.add(MATTERS[0]), answer(archive, "search", MATTERS[0])["hits"][0]["id"], 2)
    before = (archive / "index" / "CURRENT").read_text(), (archive / "vanban.toml").read_text("utf-8")
    worse = mock.Mock(verdict=Verdict.WORSE)
    with (
        mock.patch("vanban.commands.train.compare", return_value=(worse,)),
        mock.patch("vanban.commands.train.comparison_json", return_value={}),
    ):
        assert answer(archive, "train")["outcome"] == "worse on questions"
    assert ((archive / "index" / "CURRENT").read_text(), (archive / "vanban.toml").read_text("utf-8")) == before
    assert [folder.name for folder in (archive / "encoders").iterdir()] == ["mixed"]
    assert here(archive, "check").returncode == 0


def test_an_encoder_that_does_not_get_better_is_not_taken(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import indexer.training.learning as learning

    monkeypatch.setattr(learning, "RATE", 0.0)
    before = (archive / "vanban.toml").read_text("utf-8")
    assert answer(archive, "train")["outcome"] == "not better"
    assert (archive / "vanban.toml").read_text("utf-8") == before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'encoder = "x"\n'),
        ("threads = 2\n", 'encoder = "x"\nthreads = 2\n'),
        ('[[issuers]]\nname = "Ban A"\nencoder_x = 1\n', 'encoder = "x"\n[[issuers]]\nname = "Ban A"\nencoder_x = 1\n'),
        ('encoder = "static" # cũ\n\n[[issuers]]\nname = "Ban A"\n', 'encoder = "x"\n\n[[issuers]]\nname = "Ban A"\n'),
    ],
)
def test_the_setting_is_written_where_it_belongs(before: str, after: str, tmp_path: Path) -> None:
    from vanban.commands.train import set_encoder

    file = tmp_path / "vanban.toml"
    if before:
        file.write_text(before, "utf-8")
    set_encoder(file, "x")
    assert file.read_text("utf-8") == after


def test_both_files_of_judged_questions_are_needed(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text(json.dumps({"id": "1", "text": "x"}), "utf-8")
    assert here(archive, "train", str(tmp_path / "q.jsonl")).returncode == 2
