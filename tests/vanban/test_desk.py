"""The clerk's desk: files brought to a page, looked at, corrected, kept; and everything that may be brought instead."""

import io
import os
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import made_files
import pytest
from archives import answer, folder_of_letters, here, letter
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from well_formed import well_formed

from corpus.document import DocumentId
from corpus.intake import Item, Missed
from corpus.lock import WriterLock
from corpus.workers import Read, ReadingPool
from search_api import desk as bounds
from vanban import desk as desk_module
from vanban.desk import WaitingFiles, plain_name
from vanban.editing import editor_of
from vanban.opening import Opened, reading
from web.access import Access
from web.app import create_app

OWN = {"Origin": "http://localhost"}


@dataclass
class Office:
    client: FlaskClient
    opened: Opened
    archive: Path

    def bring(self, *files: tuple[str, bytes], **headers: str):
        data = {"tep": [(io.BytesIO(content), name) for name, content in files]}
        return self.client.post("/tiep-nhan", data=data, headers={**OWN, **headers}, content_type="multipart/form-data")

    def waiting(self) -> list[str]:
        page = self.client.get("/tiep-nhan").get_data(as_text=True)
        well_formed(page)
        return re.findall(r'href="/tiep-nhan/([0-9a-f]{16})"', page)

    def decide(self, id: str, **form: str):
        return self.client.post(f"/tiep-nhan/{id}", data=form, headers=OWN)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    archive = tmp_path / "kho"
    answer(archive, "add", str(folder_of_letters(tmp_path / "in", 2)), "--workers", "0")
    with reading({"archive": archive}) as opened:
        access = Access(None, True, None)
        app = create_app(opened.archive(), access, editor_of(opened, 0.2), WaitingFiles(opened, 0.2))
        yield Office(app.test_client(), opened, archive)


def test_a_file_is_brought_looked_at_corrected_and_kept(office: Office) -> None:
    assert office.bring(("Công văn 7.txt", letter(7).encode())).status_code == 303
    [id] = office.waiting()
    assert office.opened.catalogue.count() == 2  # nothing is kept yet
    page = office.client.get(f"/tiep-nhan/{id}").get_data(as_text=True)
    well_formed(page)
    assert 'name="number" value="7/UBND-VX"' in page
    assert 'id="bc-number"' in page
    done = office.decide(id, viec="luu", number="7/UBND-VX", subject="tăng cường việc đã sửa", by="Ngân")
    kept = done.headers["Location"].removeprefix("/van-ban/")
    document = office.opened.catalogue.document(DocumentId(kept), None)
    assert document.fields.number == "7/UBND-VX"
    assert document.fields.subject == "tăng cường việc đã sửa"
    # The box that nobody touched was sent back as it was: that confirms nothing.
    assert document.corrected == ("subject",)
    assert office.opened.catalogue.history(DocumentId(kept))[0].by == "Ngân"
    assert document.sources[0].path == "Công văn 7.txt"
    assert office.waiting() == []
    assert not list((office.archive / "waiting").iterdir())
    assert office.client.get("/api/v1/search?q=viec+da+sua").get_json()["hits"][0]["id"] == kept
    assert here(office.archive, "check").returncode == 0


def test_what_waits_is_there_when_the_page_is_opened_again(office: Office) -> None:
    office.bring(("a.txt", letter(7).encode()), ("b.txt", letter(8).encode()))
    assert len(office.waiting()) == 2
    again = WaitingFiles(office.opened, 0.2)
    assert [one.name for one in again.waiting()] == ["a.txt", "b.txt"] or [one.name for one in again.waiting()] == [
        "b.txt",
        "a.txt",
    ]
    # An add over a folder that holds the archive does not take in what waits.
    assert answer(office.archive, "add", str(office.archive.parent), "--workers", "0")["counts"] == {"unchanged": 2}


def test_what_is_not_wanted_is_discarded(office: Office) -> None:
    office.bring(("a.txt", letter(7).encode()))
    [id] = office.waiting()
    assert office.decide(id, viec="bo").status_code == 303
    assert office.waiting() == []
    assert office.client.get(f"/tiep-nhan/{id}").status_code == 404
    assert office.decide(id, viec="luu").status_code == 404
    assert office.opened.catalogue.count() == 2


def test_a_file_that_the_archive_has_says_so(office: Office) -> None:
    office.bring(("again.txt", letter(1).encode()))
    [id] = office.waiting()
    page = office.client.get(f"/tiep-nhan/{id}").get_data(as_text=True)
    assert "đúng tệp này" in page
    office.decide(id, viec="luu")
    assert office.opened.catalogue.count() == 2


def test_a_container_is_kept_whole(office: Office) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        out.writestr("một/7.txt", letter(7))
        out.writestr("8.txt", letter(8))
        out.writestr("hỏng.pdf", b"%PDF-1.4 nothing")
    office.bring(("gói.zip", packed.getvalue()))
    [id] = office.waiting()
    page = office.client.get(f"/tiep-nhan/{id}").get_data(as_text=True)
    well_formed(page)
    assert "gồm 2 văn bản" in page
    assert "hỏng.pdf" in page
    assert office.decide(id, viec="luu").headers["Location"] == "/tiep-nhan"
    assert office.opened.catalogue.count() == 4


def test_what_cannot_be_read_is_told_file_by_file_and_not_held(office: Office) -> None:
    answer_ = office.bring(("rỗng.docx", b""), ("hỏng.pdf", b"%PDF-1.4 x"), ("tốt.txt", letter(7).encode()))
    page = answer_.get_data(as_text=True)
    assert answer_.status_code == 200
    well_formed(page)
    assert "rỗng.docx" in page
    assert "hỏng.pdf" in page
    assert len(office.waiting()) == 1
    assert office.bring().status_code == 200


def test_what_is_secret_never_lies_in_the_archive(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    passing = tmp_path / "passing"
    passing.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(passing))
    secret = letter(7).replace("Số: 7/UBND-VX", "MẬT\nSố: 7/UBND-VX")
    answer_ = office.bring(("mật.txt", secret.encode()))
    assert answer_.status_code == 200
    assert "mật" in answer_.get_data(as_text=True).lower()
    assert office.waiting() == []
    assert not list(passing.iterdir())
    for file in office.archive.rglob("*"):
        if file.is_file():
            assert "phụ trách việc thứ 7".encode() not in file.read_bytes()
    assert office.opened.catalogue.secrets().count == 1


def test_while_another_writes_the_file_goes_on_waiting(office: Office) -> None:
    office.bring(("a.txt", letter(7).encode()))
    [id] = office.waiting()
    with WriterLock(office.archive):
        refused = office.decide(id, viec="luu", subject="giữ lại điều đã gõ")
    assert refused.status_code == 409
    page = refused.get_data(as_text=True)
    assert "đang ghi" in page
    assert "giữ lại điều đã gõ" in page
    assert office.waiting() == [id]
    assert office.decide(id, viec="luu").status_code == 303


def test_a_kill_between_file_and_catalogue_leaves_it_waiting_and_no_orphan(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.bring(("a.txt", letter(7).encode()))
    [id] = office.waiting()

    def killed(*_: object) -> Iterator[object]:
        raise KeyboardInterrupt
        yield

    with monkeypatch.context() as broken:
        broken.setattr("vanban.commands.add.add", killed)
        with pytest.raises(KeyboardInterrupt):
            office.decide(id, viec="luu")
    assert office.waiting() == [id]
    assert office.decide(id, viec="luu").status_code == 303
    assert here(office.archive, "check").returncode == 0


def test_what_cannot_be_read_when_it_is_to_be_kept_goes_on_waiting(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine too busy to read a file in time must not lose it."""
    office.bring(("a.txt", letter(7).encode()))
    [id] = office.waiting()
    settings = office.opened.settings.model_copy(update={"workers": 1, "read_seconds": 0.001})
    desk = WaitingFiles(replace(office.opened, settings=settings), 0.2)
    desk._read.update({id: list(WaitingFiles(office.opened, 0.2)._outcomes_of(id))})
    assert list(desk.keep(id)) == []
    assert office.waiting() == [id]
    assert office.decide(id, viec="luu").status_code == 303
    assert office.opened.catalogue.count() == 3


def test_a_member_lost_on_the_way_leaves_the_container_waiting(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        out.writestr("7.txt", letter(7))
        out.writestr("8.txt", letter(8))
    office.bring(("gói.zip", packed.getvalue()))
    [id] = office.waiting()
    original = ReadingPool.read

    def losing(self: ReadingPool, items: Iterable[Item | Missed]) -> Iterator[object]:
        for outcome in original(self, items):
            lost = isinstance(outcome, Read) and outcome.item.name == "8.txt"
            yield Missed(outcome.item, "time", "8.txt: took too long", None) if lost else outcome

    with monkeypatch.context() as broken:
        broken.setattr(ReadingPool, "read", losing)
        office.decide(id, viec="luu")
    assert office.opened.catalogue.count() == 3
    assert office.waiting() == [id]
    office.decide(id, viec="luu")
    assert office.opened.catalogue.count() == 4
    assert office.waiting() == []


def test_what_a_kill_left_half_way_is_swept_after_a_while(office: Office) -> None:
    office.bring(("a.txt", letter(7).encode()))
    folder = office.archive / "waiting"
    for name in ("0" * 16, ".new-x"):
        (folder / name).mkdir()
        (folder / name / "b.txt").write_text("x")
    WaitingFiles(office.opened, 0.2)
    assert len(list(folder.iterdir())) == 3  # they may be on their way in
    for name in ("0" * 16, ".new-x"):
        os.utime(folder / name, (0, 0))
    WaitingFiles(office.opened, 0.2)
    assert [one.name for one in folder.iterdir()] == office.waiting()


def test_forms_of_other_sites_are_refused(office: Office) -> None:
    for headers in ({"Origin": "http://ke-xau.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site", "Origin": ""}):
        assert office.bring(("a.txt", letter(7).encode()), **headers).status_code == 403
    office.bring(("a.txt", letter(7).encode()))
    [id] = office.waiting()
    for viec in ("bo", "luu"):
        assert office.client.post(f"/tiep-nhan/{id}", data={"viec": viec}).status_code == 403
    assert office.decide(id, viec="khác").status_code == 400
    assert office.waiting() == [id]


@pytest.mark.parametrize("id", ["..", "0" * 15, "0" * 16, "ABCDEF0123456789", "%2e%2e%2forigins", "a" * 5000])
def test_what_is_no_waiting_file_is_not_found(office: Office, id: str) -> None:
    assert office.client.get(f"/tiep-nhan/{id}").status_code == 404
    assert office.client.post(f"/tiep-nhan/{id}", data={"viec": "bo"}, headers=OWN).status_code == 404
    assert (office.archive / "originals").is_dir()


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd.txt",
        "..\\..\\a.txt",
        "/abs/a.txt",
        "a\x00b.txt",
        "a\nb.txt",
        ".ẩn.txt",
        "about.json",
        "ă" * 300 + ".txt",
    ],
)
def test_hostile_names_stay_names(office: Office, name: str) -> None:
    office.bring((name, letter(7).encode()))
    for id in office.waiting():
        kept = [file.name for file in (office.archive / "waiting" / id).iterdir()]
        assert len(kept) == 2
        assert all(len(one.encode()) <= 255 for one in kept)
        well_formed(office.client.get(f"/tiep-nhan/{id}").get_data(as_text=True))
    outside = [file for file in office.archive.parent.rglob("*passwd*") if "waiting" not in file.parts]
    assert outside == []


@given(st.text(min_size=1, max_size=400))
def test_any_name_is_one_that_systems_take(name: str) -> None:
    made = plain_name(name)
    assert made
    assert "/" not in made
    assert "\\" not in made
    assert made not in (".", "..", "about.json")
    assert not made.startswith(".")
    assert len(os.fsencode(made.encode("utf-8", "replace").decode())) <= 255


def test_too_much_is_refused_clearly(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_module, "MOST_BYTES", 1000)
    assert office.bring(("a.txt", letter(7).encode() * 3)).status_code == 200
    monkeypatch.setattr(desk_module, "MOST_BYTES", bounds.MOST_BYTES)
    monkeypatch.setattr(desk_module, "MOST_WAITING", 1)
    assert office.bring(("a.txt", letter(7).encode())).status_code == 303
    assert office.bring(("b.txt", letter(8).encode())).status_code == 200
    assert len(office.waiting()) == 1


def test_a_word_bomb_ends_its_reader_and_nothing_else(office: Office) -> None:
    assert office.bring(("bom.docx", made_files.docx_bomb(60 * 2**20))).status_code == 200
    assert office.bring(("a.txt", letter(7).encode())).status_code == 303


def test_where_nobody_may_edit_there_is_no_desk(office: Office) -> None:
    for access in (Access(frozenset({"open"}), False, None), Access(None, False, None)):
        app = create_app(office.opened.archive(), access, editor_of(office.opened, 0.2), WaitingFiles(office.opened, 0.2))
        client = app.test_client()
        assert client.get("/tiep-nhan").status_code == 404
        assert client.post("/tiep-nhan", headers=OWN).status_code == 404
        assert "/tiep-nhan" not in client.get("/").get_data(as_text=True)
