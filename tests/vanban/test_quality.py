"""`vanban evaluate` on the office's own questions, and `rebuild` that is measured before it goes live."""

from pathlib import Path

import pytest
from archives import MATTERS, answer, folder_of_letters, here

from search_api.own_questions import OwnQuestions


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    place = tmp_path / "archive"
    assert here(place, "add", str(folder_of_letters(tmp_path / "letters", 40))).returncode == 0
    return place


def judge(archive: Path) -> list[str]:
    """A question on each matter with the first document that it finds today; gives those documents."""
    own, best = OwnQuestions(archive / "judgements"), []
    for matter in MATTERS:
        id = answer(archive, "search", matter)["hits"][0]["id"]
        own.judge(own.add(matter), id, 2)
        best.append(id)
    return best


def test_without_questions_evaluate_says_where_to_judge(archive: Path) -> None:
    done = here(archive, "--lang", "en", "evaluate")
    assert done.returncode == 2
    assert "/chat-luong" in done.stderr
    assert here(archive, "evaluate", str(archive / "catalogue.db")).returncode == 2


def test_own_questions_are_measured_kept_and_compared(archive: Path) -> None:
    judge(archive)
    first = answer(archive, "evaluate", "--keep")
    assert first["modes"]["hybrid"]["nDCG@10"] == 1.0
    assert "comparison" not in first
    again = answer(archive, "evaluate")
    assert {run["verdict"] for run in again["comparison"]["runs"]} == {"no difference"}
    assert answer(archive, "status")["quality"]["judged"] == len(MATTERS)
    assert answer(archive, "status")["quality"]["changed_since"] == []


def test_an_index_that_answers_worse_does_not_go_live_unless_told(archive: Path) -> None:
    best = judge(archive)
    assert here(archive, "evaluate", "--keep").returncode == 0
    before = answer(archive, "rebuild")
    assert before["documents"] == 40
    assert here(archive, "remove", *best).returncode == 0
    generation = (archive / "index" / "CURRENT").read_text()
    stopped = here(archive, "rebuild")
    assert stopped.returncode == 1
    assert "--anyway" in stopped.stderr
    assert "→" in stopped.stderr
    assert (archive / "index" / "CURRENT").read_text() == generation
    assert here(archive, "rebuild", "--anyway").returncode == 0
    assert (archive / "index" / "CURRENT").read_text() != generation
    assert here(archive, "check").returncode == 0
