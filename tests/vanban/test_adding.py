"""`vanban add`: what becomes of good, broken, hostile, secret, changed and removed files, as the person sees it."""

import gzip
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import docx
import made_files
import pytest
from archives import answer, child, folder_of_letters, here, letter, vanban

from corpus.readers.tesseract import missing

WEAVING = "Xã Đồng Rạng tổ chức lớp học nghề dệt chiếu cói cho thanh niên.\n\n(Văn bản hư cấu.)\n"
SECRET = "ỦY BAN NHÂN DÂN\nHUYỆN THẠCH LÂM\n\nMẬT\n\nSố: 9/UBND-NC\n\nKế hoạch bảo vệ kho thóc gạo dự phòng quạnh hiu."
BODY = "Nhắc các xã nộp báo cáo bèo tây trước kỳ giao ban."


def add(archive: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return here(archive, "add", *map(str, arguments), "--workers", "0")


def report(archive: Path, *arguments: object) -> Any:
    return answer(archive, "add", *map(str, arguments), "--workers", "0")


def files_under(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def holders(archive: Path, word: str) -> list[str]:
    """Files of the archive that hold the word, as UTF-8 or as UTF-16, in its own case or in lower case, marked or not."""
    bare = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c)).replace("đ", "d")
    needles = [form.encode(code) for form in {word, word.lower(), bare} for code in ("utf-8", "utf-16-le")]
    return [name for name, data in files_under(archive).items() if any(needle in data for needle in needles)]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def hostile_folder(folder: Path) -> Path:
    """Fifty good letters among a broken PDF, an empty file, a scan, a locked DOCX, a bomb, and a ZIP that leads out."""
    folder_of_letters(folder / "good", 50)
    (folder / "broken.pdf").write_bytes(made_files.pdf([[(60, 700, BODY)]])[:-400])
    (folder / "empty.txt").write_bytes(b"")
    (folder / "scan.pdf").write_bytes(made_files.scan())
    (folder / "locked.docx").write_bytes(made_files.OLE_ENCRYPTED)
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bomb:
        bomb.writestr("page.txt", bytes(3_000_000))
    data = bytearray((folder / "bomb.zip").read_bytes())
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):  # it says: ten bytes
        at = data.index(mark)
        data[at + place : at + place + 4] = (10).to_bytes(4, "little")
    (folder / "bomb.zip").write_bytes(data)
    (folder / "escaping.zip").write_bytes(made_files.packed({"../../escaped.txt": letter(900), "in.txt": letter(901)}))
    return folder


def test_a_folder_with_bad_files_gives_the_good_ones_and_the_reasons(tmp_path: Path, archive: Path) -> None:
    folder = hostile_folder(tmp_path / "in")
    before = files_under(tmp_path)
    done = vanban(archive, "add", str(folder), "--json")
    assert done.returncode == 1, done.stderr
    printed = json.loads(done.stdout)
    assert printed["counts"] == {"added": 50, "unreadable": 4, "refused": 2}
    reasons = {row["path"]: row["reason"] for row in printed["documents"] if row["outcome"] != "added"}
    assert reasons == {
        "broken.pdf": "broken",
        "empty.txt": "empty",
        "scan.pdf": "needs-ocr" if missing() else "no-text",
        "locked.docx": "encrypted",
        "bomb.zip": "hostile",
        "escaping.zip": "hostile",
    }
    assert all(row["message"] for row in printed["documents"] if row["outcome"] != "added")
    outside = {name: data for name, data in files_under(tmp_path).items() if not name.startswith("archive" + os.sep)}
    assert outside == before
    assert not (tmp_path.parent / "escaped.txt").exists()
    state = answer(archive, "status")
    assert state["documents"] == 50
    assert {row["path"]: row["reason"] for row in state["failures"]} == reasons
    assert here(archive, "check").returncode == 0


def test_each_bad_file_is_a_line_with_its_path_and_its_reason(tmp_path: Path, archive: Path) -> None:
    folder = folder_of_letters(tmp_path / "in", 2)
    (folder / "empty.txt").write_bytes(b"")
    done = vanban(archive, "add", str(folder), "--workers", "0")
    assert done.returncode == 1
    assert sorted(line.split()[1] for line in done.stdout.splitlines()) == ["added", "added", "unreadable"]
    assert any("(empty)" in line and "empty.txt" in line for line in done.stdout.splitlines())
    assert "added 2, unreadable 1" in done.stderr
    shown = here(archive, "status").stdout
    assert "empty.txt · empty · " in shown
    assert "{" not in shown


def test_what_a_file_really_is_is_told_in_vietnamese(tmp_path: Path, archive: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"{\\rtf1\\ansi abc}")
    told = here(archive, "add", str(tmp_path / "a.docx"), "--workers", "0").stdout
    assert "(nội dung là văn bản .rtf, đuôi tệp là văn bản Word (.docx))" in told


def test_the_counts_of_status_add_up_to_its_documents(tmp_path: Path, archive: Path) -> None:
    folder = folder_of_letters(tmp_path / "in", 2)
    (folder / "note.txt").write_text("Ghi chép không có đầu đề.", encoding="utf-8")
    here(archive, "add", str(folder), "--workers", "0")
    shown = here(archive, "status").stdout
    assert "Văn bản: 3" in shown
    assert shown.count("  không rõ: 1") == 3


def test_retry_reads_what_was_mended_and_keeps_listing_the_rest(tmp_path: Path, archive: Path) -> None:
    folder = folder_of_letters(tmp_path / "in" / "2023", 1).parent
    for name in ("mended.txt", "empty.txt"):
        (folder / "2023" / name).write_bytes(b"")
    assert add(archive, folder).returncode == 1
    (folder / "2023" / "mended.txt").write_text(WEAVING, encoding="utf-8")
    again = report(archive, "--retry")
    assert again["counts"] == {"added": 1, "unreadable": 1}
    failures = answer(archive, "status")["failures"]
    assert [(row["path"], row["tries"]) for row in failures] == [("2023/empty.txt", 2)]
    found = answer(archive, "search", "dệt chiếu cói")["hits"]
    assert found
    document = answer(archive, "show", found[0]["id"])
    assert [source["path"] for source in document["sources"]] == ["2023/mended.txt"]
    (folder / "2023" / "empty.txt").unlink()
    assert [row["reason"] for row in report(archive, "--retry")["documents"]] == ["missing"]


def test_a_mended_row_or_zip_is_no_failure_any_more(tmp_path: Path, archive: Path) -> None:
    folder = tmp_path / "in" / "C# 2023"
    folder.mkdir(parents=True)
    (folder / "a.jsonl").write_text('{broken\n{"id": "r2"}\n', encoding="utf-8")
    (folder / "b.zip").write_bytes(made_files.packed({"one.txt": letter(1)})[:-30])
    (folder / "c.zip").write_bytes(made_files.packed({"good.txt": letter(2), "bad.txt": ""}))
    assert report(archive, folder.parent)["counts"] == {"added": 1, "unreadable": 4}
    (folder / "a.jsonl").write_text(json.dumps({"id": "r1", "text": WEAVING}) + "\n" + '{"id": "r2"}', encoding="utf-8")
    (folder / "b.zip").write_bytes(made_files.packed({"one.txt": letter(1)}))
    assert report(archive, "--retry")["counts"] == {"added": 2, "unchanged": 1, "unreadable": 2}
    failures = answer(archive, "status")["failures"]
    assert [(row["path"], row["tries"]) for row in failures] == [("C# 2023/a.jsonl#r2", 2), ("C# 2023/c.zip/bad.txt", 2)]


def test_the_same_folder_a_second_time_changes_nothing(tmp_path: Path, archive: Path) -> None:
    folder = folder_of_letters(tmp_path / "in", 6)
    (folder / "rows.jsonl").write_text(json.dumps({"id": "a-1", "text": WEAVING}) + "\n", encoding="utf-8")
    assert add(archive, folder).returncode == 0
    before = here(archive, "export").stdout
    originals = files_under(archive / "originals")
    done = report(archive, folder)
    assert done["counts"] == {"unchanged": 7}
    assert here(archive, "export").stdout == before
    assert files_under(archive / "originals") == originals


def test_the_same_bytes_elsewhere_are_a_source_more(tmp_path: Path, archive: Path) -> None:
    folder = folder_of_letters(tmp_path / "in", 1)
    assert add(archive, folder).returncode == 0
    (folder / "copy.txt").write_bytes((folder / "0001.txt").read_bytes())
    done = report(archive, folder)
    assert done["counts"] == {"unchanged": 2}
    document = answer(archive, "show", done["documents"][0]["id"])
    assert [source["path"] for source in document["sources"]] == ["0001.txt", "copy.txt"]
    assert len(document["versions"]) == 1


def test_a_changed_file_is_a_new_version_and_the_old_one_can_be_read(tmp_path: Path, archive: Path) -> None:
    folder = folder_of_letters(tmp_path / "in", 1)
    first = report(archive, folder)["documents"][0]["id"]
    file = folder / "0001.txt"
    old = file.read_text(encoding="utf-8")
    file.write_text(old.replace("Nơi nhận:", "Gửi kèm biểu mẫu thống kê bèo tây.\n\nNơi nhận:"), encoding="utf-8")
    done = report(archive, folder)
    assert [(row["outcome"], row["id"]) for row in done["documents"]] == [("version", first)]
    document = answer(archive, "show", first)
    assert len(document["versions"]) == 2
    assert "bèo tây" in document["text"]
    assert answer(archive, "search", "biểu mẫu thống kê bèo tây", "--mode", "keyword")["hits"][0]["id"] == first
    sha256 = hashlib.sha256(old.encode()).hexdigest()
    assert document["versions"][0]["sha256"] == sha256
    before = here(archive, "show", first, "--version", sha256[:10], "--text")
    assert "Số: 1/UBND-VX" in before.stdout
    assert "bèo tây" not in before.stdout
    out = tmp_path / "old.txt"
    assert here(archive, "show", first, "--version", sha256[:10], "--original", str(out)).returncode == 0
    assert out.read_text(encoding="utf-8") == old
    assert here(archive, "show", first, "--version", "0123456789").returncode == 1


def test_another_number_at_the_same_path_is_another_document(tmp_path: Path, archive: Path) -> None:
    folder = folder_of_letters(tmp_path / "in", 1)
    first = report(archive, folder)["documents"][0]["id"]
    shutil.copyfile(folder_of_letters(tmp_path / "other", 1, first=2) / "0002.txt", folder / "0001.txt")
    row = report(archive, folder)["documents"][0]
    assert row["outcome"] == "added"
    assert row["beside"] == first
    assert answer(archive, "search")["total"] == 2
    assert answer(archive, "show", first)["number"] == "1/UBND-VX"


def test_members_of_a_zip_and_rows_have_their_own_paths(tmp_path: Path, archive: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    word = docx.Document()
    word.add_paragraph(WEAVING)
    members: dict[str, bytes | str] = {"năm 2023/một.txt": letter(1), "hai.docx": made_files.saved(word)}
    (folder / "gửi.zip").write_bytes(made_files.packed(members))
    row = {
        "id": "HS-77",
        "title": "Bản tin lớp dệt chiếu",
        "type": "Báo cáo",
        "issuer": "UBND xã Đồng Rạng",
        "text": BODY,
        "lạ": 1,
    }
    lines = [json.dumps(row), json.dumps({"text": "Bản tin số hai của lớp học nghề.", "lạ": 2})]
    (folder / "rows.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    done = here(archive, "add", str(folder), "--json", "--workers", "0")
    assert done.returncode == 0, done.stdout
    paths = {row["path"]: row["id"] for row in json.loads(done.stdout)["documents"]}
    assert set(paths) == {"gửi.zip/hai.docx", "gửi.zip/năm 2023/một.txt", "rows.jsonl.gz#HS-77", "rows.jsonl.gz#2"}
    assert done.stderr.count("lạ") == 1
    document = answer(archive, "show", "HS-77")
    assert document["id"] == paths["rows.jsonl.gz#HS-77"]
    assert document["external_id"] == "HS-77"
    assert document["subject"] == "Bản tin lớp dệt chiếu"
    assert document["type"]["code"] == "bao-cao"
    assert document["issuer"]["name"] == "Ủy ban nhân dân xã Đồng Rạng"
    assert document["evidence"]["subject"]["rule"] == "stated"
    canonical = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert document["versions"][0]["sha256"] == hashlib.sha256(canonical).hexdigest()


def test_rows_on_standard_input_are_taken_in(archive: Path) -> None:
    rows = [json.dumps({"id": "x1", "text": WEAVING}), "{not json", json.dumps({"text": BODY})]
    done = subprocess.run(
        [sys.executable, "-m", "vanban", "--archive", str(archive), "add", "-", "--json", "--workers", "0"],
        input="\n".join(rows),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["counts"] == {"added": 2, "unreadable": 1}
    assert answer(archive, "show", "x1")["text"].startswith("Xã Đồng Rạng")
    assert answer(archive, "status")["failures"] == []


def test_a_dry_run_where_no_archive_is_makes_none(tmp_path: Path, archive: Path) -> None:
    folder = folder_of_letters(tmp_path / "in", 2)
    (folder / "empty.txt").write_bytes(b"")
    done = answer(archive, "add", str(folder), "--dry-run")
    assert done["counts"] == {"added": 2, "unreadable": 1}
    assert done["dry_run"] is True
    assert not archive.exists()
    ids = [row["id"] for row in report(archive, folder)["documents"] if "id" in row]
    assert ids == [row["id"] for row in done["documents"] if "id" in row]


def test_a_dry_run_tells_what_would_become_of_each_file_and_keeps_nothing(tmp_path: Path, archive: Path) -> None:
    folder = folder_of_letters(tmp_path / "in", 2)
    assert add(archive, folder).returncode == 0
    before, state, originals = here(archive, "export").stdout, answer(archive, "status"), files_under(archive / "originals")
    file = folder / "0002.txt"
    file.write_text(file.read_text(encoding="utf-8").replace("Trần Văn Mẫu", "Trần Văn Khác"), encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "secret.txt").write_text(SECRET, encoding="utf-8")
    (folder / "new.txt").write_text(WEAVING, encoding="utf-8")
    done = report(archive, folder, "--dry-run")
    assert done["counts"] == {"unchanged": 1, "version": 1, "added": 1, "unreadable": 1, "refused": 1}
    assert here(archive, "export").stdout == before
    assert answer(archive, "status") == state
    assert files_under(archive / "originals") == originals


def test_a_label_is_given_to_all_of_a_run_and_a_bad_one_is_wrong_use(tmp_path: Path, archive: Path) -> None:
    folder = folder_of_letters(tmp_path / "in", 1)
    bad = add(archive, folder, "--label", "Nội Bộ")
    assert bad.returncode == 2
    assert not archive.exists()
    id = report(archive, folder, "--label", "noi-bo")["documents"][0]["id"]
    assert answer(archive, "show", id)["access_label"] == "noi-bo"


@pytest.mark.parametrize("workers", ["0", "1"])
def test_a_secret_document_is_refused_and_leaves_a_count_only(tmp_path: Path, archive: Path, workers: str) -> None:
    folder = folder_of_letters(tmp_path / "in", 1)
    (folder / "kín.txt").write_text(SECRET, encoding="utf-8")
    (folder / "tờ gấp.zip").write_bytes(made_files.packed({"bên trong.txt": SECRET.replace("9/UBND", "10/UBND")}))
    row = {"id": "mật-1", "secrecy": "TỐI MẬT", "text": "Bản đồ kho thóc gạo dự phòng quạnh hiu."}
    (folder / "hàng.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    done = here(archive, "add", str(folder), "--workers", workers)
    assert done.returncode == 1
    for path in ("kín.txt", "tờ gấp.zip/bên trong.txt", "hàng.jsonl#mật-1"):
        assert any("(secret)" in line and path in line for line in done.stdout.splitlines())
    for word in ("quạnh hiu", "kín.txt", "bên trong.txt", "mật-1", hashlib.sha256(SECRET.encode()).hexdigest()):
        assert holders(archive, word) == [], word
    state = answer(archive, "status")
    assert state["documents"] == 1
    assert state["secret_refused"]["count"] == 3
    assert state["failures"] == []
    assert here(archive, "add", str(folder), "--allow-secret").returncode == 2


def test_a_known_path_that_becomes_secret_is_refused_and_the_old_version_stays(tmp_path: Path, archive: Path) -> None:
    folder = folder_of_letters(tmp_path / "in", 1)
    id = report(archive, folder)["documents"][0]["id"]
    (folder / "0001.txt").write_text(SECRET, encoding="utf-8")
    assert report(archive, folder)["counts"] == {"refused": 1}
    assert len(answer(archive, "show", id)["versions"]) == 1
    assert holders(archive, "quạnh hiu") == []


def test_what_was_removed_stays_out_until_it_is_asked_for_again(tmp_path: Path, archive: Path) -> None:
    folder = folder_of_letters(tmp_path / "in", 2)
    id = report(archive, folder)["documents"][0]["id"]
    assert here(archive, "remove", id).returncode == 0
    done = here(archive, "add", str(folder), "--json", "--workers", "0")
    assert done.returncode == 1
    assert json.loads(done.stdout)["counts"] == {"removed": 1, "unchanged": 1}
    assert here(archive, "show", id).returncode == 1
    assert here(archive, "rebuild").returncode == 0
    assert report(archive, folder)["counts"] == {"removed": 1, "unchanged": 1}
    assert len(files_under(archive / "originals")) == 1
    assert report(archive, folder, "--again")["counts"] == {"added": 1, "unchanged": 1}
    assert answer(archive, "search", "1/UBND-VX")["hits"][0]["id"] == id
    assert here(archive, "check").returncode == 0


@pytest.mark.parametrize("paths", [[], ["no such folder"], ["--ocr", "sometimes", "."]])
def test_a_call_that_cannot_add_says_so(tmp_path: Path, archive: Path, paths: list[str]) -> None:
    done = add(archive, *paths)
    assert done.returncode in (1, 2)
    assert done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_the_archive_inside_the_folder_is_not_taken_in(tmp_path: Path) -> None:
    folder = folder_of_letters(tmp_path, 2)
    archive = folder / "archive"
    assert report(archive, folder)["counts"] == {"added": 2}
    assert report(archive, folder)["counts"] == {"unchanged": 2}


@pytest.fixture
def interrupted(tmp_path: Path, archive: Path) -> tuple[subprocess.CompletedProcess[str], set[str]]:
    """`add` of 240 letters, interrupted (whole process group, as a terminal does) when it has printed its first lines."""
    folder = folder_of_letters(tmp_path / "in", 240)
    process = subprocess.Popen(
        [sys.executable, "-m", "vanban", "--lang", "en", "--archive", str(archive), "add", str(folder), "--workers", "1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    lines = [first, *out.splitlines()]
    return subprocess.CompletedProcess([], process.returncode, "\n".join(lines), err), {line.split()[0] for line in lines if line}


@pytest.mark.skipif(sys.platform == "win32", reason="process groups")
def test_ctrl_c_ends_with_130_and_what_was_printed_is_found(
    tmp_path: Path, archive: Path, interrupted: tuple[subprocess.CompletedProcess[str], set[str]]
) -> None:
    done, printed = interrupted
    assert done.returncode == 130, done.stderr
    assert "Traceback" not in done.stderr
    assert "interrupted" in done.stderr
    assert 0 < len(printed) < 240
    state = answer(archive, "status")
    assert state["pending"] == 0
    kept = {json.loads(line)["id"] for line in here(archive, "export").stdout.splitlines()}
    assert printed <= kept
    assert state["index"]["documents"] == len(kept)
    assert here(archive, "check").returncode == 0
    assert report(archive, tmp_path / "in")["counts"]["added"] == 240 - len(kept)


def test_the_seed_comes_out_as_the_example_of_the_contract(shared: Path, archive: Path) -> None:
    seed = next((shared / "data" / "seed").glob("*.txt"))
    contract = (shared / "contract.md").read_text(encoding="utf-8")
    example = json.loads(contract.split("```json")[1].split("```")[0])
    id = report(archive, seed)["documents"][0]["id"]
    found = answer(archive, "show", id)
    assert set(found) == set(example)
    examples = ("id", "sources", "versions", "text", "evidence", "addressees", "recipients", "citations")
    expected = {key: value for key, value in example.items() if key not in examples}
    assert {key: found[key] for key in expected} == expected
    assert found["addressees"][1] == example["addressees"][1]
    assert len(found["addressees"]) == 2
    assert found["recipients"][:2] == example["recipients"][:2]
    assert found["recipients"][-1] == example["recipients"][-1]
    assert found["citations"][0] == example["citations"][0]
    assert found["evidence"]["number"] == example["evidence"]["number"]
    for cited in found["citations"]:
        assert found["text"][slice(*cited["span"])] == cited["text"]
    assert found["versions"][0]["size"] == 2900


def test_adding_talks_to_no_other_machine(tmp_path: Path, archive: Path) -> None:
    folder = folder_of_letters(tmp_path / "in", 3)
    script = """
import socket, sys
def refuse(*arguments, **more):
    raise SystemExit(f"a connection was tried: {arguments[1:]}")
socket.socket.connect = socket.socket.connect_ex = refuse
socket.create_connection = socket.getaddrinfo = refuse
from vanban.command import main
archive, folder = sys.argv[1:]
for arguments in (["add", folder, "--workers", "0"], ["search", "tăng cường"], ["rebuild"], ["check"]):
    try:
        main(["--archive", archive, *arguments])
    except SystemExit as ended:
        print(arguments[0], ended.code, file=sys.stderr)
"""
    done = child(script, str(archive), str(folder))
    ends = [line for line in done.stderr.splitlines() if line.endswith(" 0")]
    assert ends == ["add 0", "search 0", "rebuild 0", "check 0"], done.stderr
