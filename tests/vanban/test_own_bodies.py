"""Bodies that an office adds: in vanban.toml and by the command, in reading, corrections, filters and lists."""

import json
import tomllib
from pathlib import Path

import pytest
from archives import answer, here, vanban

HEAD = (
    "UBND HUYỆN BẢN MÂY\n{}\n\nSố: {}/CV-CS\nV/v mùa xuân thứ {}\n\n"
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\n"
    "Bản Mây, ngày 16 tháng 3 năm 2023\n\nKính gửi: Các xã.\n\nĐề nghị các xã trồng cây số {}.\n"
)
NAME = "Liên minh Chợ Sương"


def folder(path: Path, *printed: str, first: int = 1) -> Path:
    path.mkdir(exist_ok=True)
    for number, name in enumerate(printed, first):
        (path / f"{number}.txt").write_text(HEAD.format(name, number, number, number), encoding="utf-8")
    return path


def issuers(archive: Path) -> dict[str, int]:
    return {body["name"]: body["documents"] for body in answer(archive, "issuers")}


def test_adding_a_body_settles_the_documents_that_are_there_and_those_that_come(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    here(archive, "add", str(folder(tmp_path / "in", "CHỢ SƯƠNG", "LIÊN MINH CHỢ SƯƠNG", "PHÒNG NỘI VỤ")), "--workers", "0")
    assert NAME not in issuers(archive)
    done = answer(archive, "issuers", "add", NAME, "--alias", "Chợ Sương", "--level", "unit", "--since", "1/4/2019")
    assert done == {"added": "lien-minh-cho-suong", "documents_changed": 2}
    assert issuers(archive) == {NAME: 2, "Phòng Nội vụ huyện Bản Mây": 1}
    # The tables reach reading processes with their job: this one starts one.
    more = folder(tmp_path / "more", "CHỢ SƯƠNG", first=4)
    assert vanban(archive, "add", str(more), "--workers", "1").returncode == 0
    assert issuers(archive)[NAME] == 3
    hits = answer(archive, "search", "--issuer", "chợ sương")["hits"]
    assert {hit["issuer"]["id"] for hit in hits} == {"lien-minh-cho-suong"}
    assert {(hit["issuer"]["level"], hit["issuer"]["parent"]) for hit in hits} == {("unit", "Ủy ban nhân dân huyện Bản Mây")}
    assert here(archive, "check").returncode == 0


def test_what_people_corrected_stays_and_corrections_know_the_aliases(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    here(archive, "add", str(folder(tmp_path / "in", "CHỢ SƯƠNG", "CHỢ SƯƠNG")), "--workers", "0")
    first, second = [hit["id"] for hit in answer(archive, "search")["hits"]]
    answer(archive, "edit", first, "issuer=UBND xã Đồi Gió")
    assert answer(archive, "issuers", "add", NAME, "--alias", "Chợ Sương", "--alias", "LMCS")["documents_changed"] == 1
    assert answer(archive, "show", first)["issuer"]["name"] == "Ủy ban nhân dân xã Đồi Gió"
    assert answer(archive, "show", second)["issuer"]["name"] == NAME
    assert answer(archive, "edit", first, "issuer=lmcs")["issuer"]["id"] == "lien-minh-cho-suong"


def test_a_row_that_states_an_alias_is_that_bodys(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    here(archive, "issuers", "add", NAME, "--alias", "LMCS")
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps({"id": "1", "text": "Một việc.", "issuer": "LMCS"}) + "\n", encoding="utf-8")
    here(archive, "add", str(rows), "--workers", "0")
    assert issuers(archive) == {NAME: 1}


def test_tables_written_by_hand_are_applied_when_told(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    here(archive, "add", str(folder(tmp_path / "in", "CHỢ SƯƠNG")), "--workers", "0")
    (archive / "vanban.toml").write_text(f'wait = 5\n\n[[issuers]]\nname = "{NAME}"\naliases = ["Chợ Sương"]\n', encoding="utf-8")
    assert answer(archive, "issuers", "--apply") == {"added": None, "documents_changed": 1}
    assert answer(archive, "issuers", "--apply")["documents_changed"] == 0
    here(archive, "issuers", "add", "Ban Mây", "--successor", NAME)
    assert (archive / "vanban.toml").read_text(encoding="utf-8").startswith("wait = 5\n")
    [body] = answer(archive, "issuers", "ban mây")
    assert [one["name"] for one in body["successors"]] == [NAME]


def test_wrong_calls_say_what_is_wrong_and_change_nothing(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    here(archive, "issuers", "add", NAME)
    before = (archive / "vanban.toml").read_text(encoding="utf-8")
    for call, told in (
        (("add",), "tên"),
        (("add", NAME.upper(), "--level", "unit"), "vanban.toml"),
        (("add", "Ban Mây", "--since", "hôm qua"), "since"),
        (("add", "…"), "name"),
        (("--parent", "X"), "--parent"),
    ):
        done = here(archive, "issuers", *call)
        assert done.returncode == 2, call
        assert told in done.stderr, call
    assert (archive / "vanban.toml").read_text(encoding="utf-8") == before
    assert here(archive, "issuers", "add", NAME).returncode == 0  # the same again changes nothing


def test_a_broken_table_stops_every_command_with_the_key(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    for table, told in (
        ('name = "Ban Mây"\nlevl = "unit"\n', "levl"),
        ('level = "unit"\n', "name"),
        ('name = "B M"\nuntil = "x"\n', "until"),
    ):
        (archive / "vanban.toml").write_text(f"[[issuers]]\n{table}", encoding="utf-8")
        done = here(archive, "search")
        assert done.returncode == 2
        assert "issuers" in done.stderr
        assert told in done.stderr


def test_issuers_is_no_variable(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("VANBAN_ISSUERS", "x")
    assert here(tmp_path / "archive", "search").returncode == 2


@pytest.mark.parametrize("name", ["Đội \x7f Trâu", 'Đội "Trâu"\n[[issuers]]\nname = "X"', "Đội \x1b[2J \\u0000 '''"])
def test_a_hostile_name_leaves_the_file_readable_and_the_office_notes_as_they_were(tmp_path: Path, name: str) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    notes = "# ghi chú của văn thư\r\nworkers = 1 # một\r\n".encode()
    (archive / "vanban.toml").write_bytes(notes)
    done = here(archive, "issuers", "add", name)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout + done.stderr
    after = (archive / "vanban.toml").read_bytes()
    assert after.startswith(notes)
    [body] = tomllib.loads(after.decode())["issuers"]
    assert body["name"] == " ".join(name.replace("\x7f", "").replace("\x1b", "").split())
    assert here(archive, "issuers").returncode == 0


def test_bodies_in_a_closed_list_are_not_added_behind_it(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    notes = 'issuers = [{ name = "Trạm Mây" }]\n'
    (archive / "vanban.toml").write_text(notes, encoding="utf-8")
    done = here(archive, "issuers", "add", "Trạm Gió")
    assert done.returncode == 2
    assert "Trạm Gió" in done.stderr
    assert (archive / "vanban.toml").read_text(encoding="utf-8") == notes
    assert here(archive, "issuers").returncode == 0
