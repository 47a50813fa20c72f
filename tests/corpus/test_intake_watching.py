"""Which files of a folder have arrived: those that two looks in a row show alike."""

import os
from pathlib import Path

import pytest

from corpus.intake.watching import Arrivals, look


def write(path: Path, text: str, at: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (at, at))
    return path


def names(paths: list[str]) -> list[str]:
    return [Path(path).name for path in paths]


def test_a_file_has_arrived_once_it_stays_as_it_is(tmp_path: Path) -> None:
    arrivals = Arrivals()
    write(tmp_path / "a.txt", "mộ", 100)
    assert arrivals.arrived(look(str(tmp_path))) == []
    write(tmp_path / "a.txt", "một", 101)  # still being written
    assert arrivals.arrived(look(str(tmp_path))) == []
    whole = arrivals.arrived(look(str(tmp_path)))
    assert names(whole) == ["a.txt"]
    arrivals.take(whole)
    assert arrivals.arrived(look(str(tmp_path))) == []


def test_a_file_that_is_overwritten_arrives_again(tmp_path: Path) -> None:
    arrivals = Arrivals()
    write(tmp_path / "a.txt", "một", 100)
    for _ in range(2):
        arrivals.take(arrivals.arrived(look(str(tmp_path))))
    write(tmp_path / "a.txt", "hai", 200)
    assert arrivals.arrived(look(str(tmp_path))) == []
    assert names(arrivals.arrived(look(str(tmp_path)))) == ["a.txt"]


def test_a_file_that_was_not_taken_is_offered_again(tmp_path: Path) -> None:
    arrivals = Arrivals()
    write(tmp_path / "a.txt", "một", 100)
    for expected in ([], ["a.txt"], ["a.txt"]):
        assert names(arrivals.arrived(look(str(tmp_path)))) == expected


@pytest.mark.parametrize(
    "name",
    ["~$cong van.docx", "a.txt.part", "a.tmp", "a.pdf.crdownload", ".~lock.a.odt#", "a.docx~", ".hidden/a.txt", "Thumbs.db"],
)
def test_what_programs_leave_while_they_write_is_not_looked_at(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, "một", 100)
    assert look(str(tmp_path)) == {}


def test_empty_files_are_waited_for(tmp_path: Path) -> None:
    arrivals = Arrivals()
    write(tmp_path / "a.txt", "", 100)
    for _ in range(3):
        assert arrivals.arrived(look(str(tmp_path))) == []


def test_folders_below_are_looked_at_but_not_the_archive(tmp_path: Path) -> None:
    write(tmp_path / "2023" / "3" / "a.txt", "một", 100)
    write(tmp_path / "kho" / "b.txt", "hai", 100)
    assert names(sorted(look(str(tmp_path), [str(tmp_path / "kho")]))) == ["a.txt"]


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path / "ngoai" / "b.txt", "hai", 100)
    (tmp_path / "trong").mkdir()
    (tmp_path / "trong" / "a.txt").symlink_to(tmp_path / "ngoai" / "b.txt")
    (tmp_path / "trong" / "c").symlink_to(tmp_path)
    assert look(str(tmp_path / "trong")) == {}


def test_a_folder_that_is_gone_raises_and_what_was_taken_is_not_new_when_it_is_back(tmp_path: Path) -> None:
    arrivals = Arrivals()
    write(tmp_path / "v" / "a.txt", "một", 100)
    for _ in range(2):
        arrivals.take(arrivals.arrived(look(str(tmp_path / "v"))))
    (tmp_path / "v").rename(tmp_path / "w")
    with pytest.raises(FileNotFoundError):
        look(str(tmp_path / "v"))
    (tmp_path / "w").rename(tmp_path / "v")
    assert arrivals.arrived(look(str(tmp_path / "v"))) == []


def test_what_an_earlier_run_read_is_not_read_again_unless_it_changed(tmp_path: Path) -> None:
    same, grown, newer, failed = (write(tmp_path / f"{name}.txt", "một", 100) for name in "abcd")
    then = 200.0
    known = {str(same): (4, then), str(grown): (3, then), str(newer): (4, 50.0), str(failed): (None, then)}
    arrivals = Arrivals(known={os.path.realpath(path): value for path, value in known.items()})
    assert "một".encode() == b"m\xe1\xbb\x99t"
    known_size = len("một".encode())
    arrivals.known = {path: (known_size if size == 4 else size, time) for path, (size, time) in arrivals.known.items()}
    arrivals.arrived(look(str(tmp_path)))
    assert names(arrivals.arrived(look(str(tmp_path)))) == ["b.txt", "c.txt"]
