"""Review, history and correcting in bulk through the command, and through the pages of a server of its own."""

import json
import re
import shutil
import sqlite3
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing
from html import unescape
from pathlib import Path
from unittest import mock

import pytest
from archives import answer, folder_of_letters, here
from test_serving_an_archive import ask, served

from corpus.lock import WriterLock

VAGUE = (
    "UBND HUYỆN THẠCH LÂM\nSố:      /UBND-VX\nV/v trồng cói dệt chiếu\n\n"
    "Thạch Lâm, ngày 3 tháng 4 năm 2021\n\nKính gửi: Các xã.\n"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve sound letters, and one whose number is blank."""
    folder = folder_of_letters(tmp_path_factory.mktemp("letters") / "in", 12)
    (folder / "mo.txt").write_text(VAGUE, encoding="utf-8")
    archive = folder.parent / "archive"
    assert here(archive, "add", str(folder), "--workers", "0").returncode == 0
    return archive


@pytest.fixture
def archive(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "archive"))


@pytest.fixture
def vague(archive: Path) -> str:
    return str(answer(archive, "search", '"trồng cói"')["hits"][0]["id"])


def keys(archive: Path, pressed: str, *arguments: str, typed: str = "") -> str:
    """What `review` prints on a terminal where these keys are pressed, and then `q`."""
    with (
        mock.patch("vanban.commands.review._interactive", return_value=True),
        mock.patch("click.getchar", side_effect=[*pressed, "q"]),
        mock.patch("click.prompt", return_value=typed),
    ):
        done = here(archive, "review", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_the_list_names_the_document_the_field_and_its_line(archive: Path, vague: str) -> None:
    told = answer(archive, "review")
    assert [(one["id"], one["field"], one["value"], one["confidence"]) for one in told["fields"]] == [
        (vague, "number", None, 0.0)
    ]
    line = told["fields"][0]["line"]
    [[start, end]] = line["highlights"]
    assert "UBND-VX" in line["text"][start:end]
    assert told["total"] == told["by_field"]["number"] == 1
    piped = here(archive, "review").stdout
    assert vague in piped
    assert "Số:" in piped
    assert answer(archive, "review", "--type", "Kế hoạch")["total"] == 0
    assert answer(archive, "review", "--type", "cv", "--issuer", "UBND huyện Thạch Lâm")["total"] == 1
    assert answer(archive, "review", "--issuer", "uy-ban-nhan-dan-huyen-thach-lam")["total"] == 1
    assert answer(archive, "review", "--issuer", "UBND xã Khác")["total"] == 0


@pytest.mark.parametrize(
    ("pressed", "typed", "number", "corrections"),
    [
        ("n", "", None, 1),
        ("e", "31/UBND-VX", "31/UBND-VX", 1),
        ("s", "", None, 0),
        ("eq", " ", None, 0),
        ("q", "", None, 0),
        ("\r7n", "", None, 1),  # Enter confirms nothing where nothing was read
    ],
)
def test_one_key_settles_a_field(
    archive: Path, vague: str, pressed: str, typed: str, number: str | None, corrections: int
) -> None:
    keys(archive, pressed, "--by", "Lan", typed=typed)
    history = answer(archive, "history", vague)["corrections"]
    assert [(one["by"], one["from"], one["to"]) for one in history] == [("Lan", None, number)] * corrections
    assert answer(archive, "show", vague)["number"] == number
    assert answer(archive, "review")["by_field"].get("number", 0) == 1 - corrections
    assert here(archive, "check").returncode == 0


def test_enter_confirms_what_was_read(archive: Path, vague: str) -> None:
    _doubt(archive, vague, "place")
    keys(archive, "\r", "--field", "place")
    document = answer(archive, "show", vague)
    assert document["evidence"]["place"]["rule"] == "confirmed"
    assert document["evidence"]["place"]["span"]
    assert document["corrected"] == ["place"]
    [told] = answer(archive, "history", vague)["corrections"]
    assert told["from"] == told["to"] == document["place"]
    assert told["by"]


def test_a_malformed_value_is_asked_for_again(archive: Path, vague: str) -> None:
    said = keys(archive, "en", typed="không phải số")
    assert "689/UBND-VX" in said
    assert answer(archive, "history", vague)["corrections"][0]["to"] is None


def test_confirmations_survive_rebuild_and_reading_again(archive: Path, made: Path, vague: str) -> None:
    keys(archive, "n\r")  # no number; then the symbol, which stands alone now, is right
    before = answer(archive, "show", vague)
    assert here(archive, "rebuild").returncode == 0
    assert here(archive, "add", str(made.parent / "in"), "--workers", "0").returncode == 0
    assert answer(archive, "show", vague) == before
    assert answer(archive, "review")["total"] == 0


def test_history_tells_corrections_versions_and_sources_with_their_times(archive: Path, vague: str) -> None:
    assert here(archive, "edit", vague, "place=Bãi Trầm", "--by", "Lan", "--note", "bản giấy").returncode == 0
    told = answer(archive, "history", vague)
    [one] = told["corrections"]
    assert (one["field"], one["by"], one["to"], one["note"]) == ("place", "Lan", "Bãi Trầm", "bản giấy")
    assert told["sources"][0]["path"].endswith("mo.txt")
    assert told["versions"][0]["size"] == len(VAGUE.encode())
    lines = here(archive, "history", vague).stdout
    assert all(words in lines for words in ("mo.txt", "Bãi Trầm", "Lan", "bản giấy"))
    assert here(archive, "history", "zzzzzzzz2345").returncode == 1


# --- many at once ------------------------------------------------------------------------------------------------


def test_without_a_terminal_and_without_yes_there_is_only_a_preview(archive: Path) -> None:
    before = here(archive, "export").stdout
    done = here(archive, "edit", "--where", '"công tác dân vận"', "place=Bãi Trầm")
    assert done.returncode == 1
    assert "Thạch Lâm → Bãi Trầm" in done.stdout
    assert "--yes" in done.stderr
    told = json.loads(here(archive, "edit", "--where", '"công tác dân vận"', "place=Bãi Trầm", "--json").stdout)
    assert {one["to"] for one in told["preview"]} == {"Bãi Trầm"}
    assert here(archive, "export").stdout == before


def test_every_document_found_is_corrected_and_found_by_it(archive: Path) -> None:
    found = answer(archive, "search", "--year", "2016..2019", "--mode", "keyword")["total"]
    assert 0 < found < 12
    done = here(archive, "edit", "--year", "2016..2019", "issuer=UBND xã Bãi Trầm", "place=", "--yes", "--by", "Lan")
    assert done.returncode == 0, done.stderr
    assert answer(archive, "search", "--issuer", "UBND xã Bãi Trầm")["total"] == found
    for hit in answer(archive, "search", "--issuer", "UBND xã Bãi Trầm")["hits"]:
        assert [(one["field"], one["by"]) for one in answer(archive, "history", hit["id"])["corrections"]] == [
            ("issuer", "Lan"),
            ("place", "Lan"),
        ]
    again = here(archive, "edit", "--year", "2016..2019", "issuer=UBND xã Bãi Trầm", "--yes", "--json")
    assert json.loads(again.stdout) == {"found": found, "corrected": [], "left": []}
    assert here(archive, "check").returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("--where", "dân vận"),
        ("--where", "dân vận", "place"),
        ("--where", "dân vận", "nonsense=1"),
        ("--where", "dân vận", "date=hôm qua"),
        ("--where", "năm:20x3", "place=X"),
        ("--year", "20x3", "place=X"),
        ("aaaaaaaaaaaa",),
    ],
)
def test_a_wrong_bulk_call_changes_nothing(archive: Path, arguments: tuple[str, ...]) -> None:
    before = here(archive, "export").stdout
    done = here(archive, "edit", "--yes", *arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert here(archive, "export").stdout == before


def test_nothing_found_is_said(archive: Path) -> None:
    assert here(archive, "edit", "--yes", "--where", '"xylophon kangaroo"', "place=X").returncode == 1


def test_what_was_corrected_before_an_interruption_is_kept_and_found(archive: Path) -> None:
    from corpus.catalogue import Catalogue

    edit, done = Catalogue.edit, []

    def interrupted(self: Catalogue, id: str, *rest: object, **more: object) -> object:
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(id)
        return edit(self, id, *rest, **more)  # type: ignore[arg-type]

    with mock.patch.object(Catalogue, "edit", interrupted):
        stopped = here(archive, "edit", "--where", "", "signer=Lý Thị Thí Dụ", "--yes")
    assert stopped.returncode == 130
    found = {hit["id"] for hit in answer(archive, "search", "--signer", "Lý Thị Thí Dụ")["hits"]}
    assert found == set(done)
    assert here(archive, "check").returncode == 0


# --- through a server --------------------------------------------------------------------------------------------


def test_the_pages_of_a_server_correct_and_make_room_for_other_writers(archive: Path, vague: str) -> None:
    (archive / "vanban.toml").write_text("wait = 0.1\n", encoding="utf-8")
    with served(archive) as (address, _):
        origin = f"http://{address.rstrip('/')}"

        def get(path: str) -> str:
            with urllib.request.urlopen(origin + path, timeout=30) as response:
                return str(response.read().decode())

        def post(path: str, form: dict[str, str]) -> str:
            body = urllib.parse.urlencode(form).encode()
            asked = urllib.request.Request(origin + path, data=body, headers={"Origin": origin})
            with urllib.request.urlopen(asked, timeout=30) as response:
                return str(response.read().decode())

        text = get("/ra-soat")
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', text.split("</form>")[0])
        form = {name: unescape(value) for name, value in hidden} | {"do": "correct", "value": "77/UBND-VX"}
        with WriterLock(archive), pytest.raises(urllib.error.HTTPError, match="503") as busy:
            post("/ra-soat", form)
        assert busy.value.headers["Retry-After"]
        assert "77/UBND-VX" in busy.value.read().decode()
        busy.value.close()
        assert "Không còn trường nào" in post("/ra-soat", form)
        assert ask(address, f"documents/{vague}")["number"] == "77/UBND-VX"
        assert ask(address, "search", q="77/UBND-VX")["hits"][0]["id"] == vague
        assert here(archive, "edit", vague, "place=Bãi Trầm").returncode == 0  # the lock is free again
    assert here(archive, "check").returncode == 0
    assert [one["field"] for one in answer(archive, "history", vague)["corrections"]] == ["number", "place"]


def test_on_another_address_nothing_can_be_corrected(archive: Path, vague: str) -> None:
    with served(archive, "--host", "0.0.0.0") as (address, _):
        origin = f"http://127.0.0.1:{address.rstrip('/').rpartition(':')[2]}"
        for path in ("/ra-soat", f"/van-ban/{vague}/sua", f"/van-ban/{vague}/lich-su"):
            with pytest.raises(urllib.error.HTTPError, match="404") as missing:
                urllib.request.urlopen(origin + path, timeout=30)
            missing.value.close()


def _doubt(archive: Path, id: str, field: str) -> None:
    """As if the field had been read with little certainty."""
    with closing(sqlite3.connect(archive / "catalogue.db")) as db:
        db.execute(
            f"UPDATE versions SET fields = json_set(fields, '$.evidence.{field}.confidence', 0.4) WHERE document = ?", (id,)
        )
        db.execute("DROP TABLE doubts")
        db.execute("PRAGMA user_version = 4")
        db.commit()
