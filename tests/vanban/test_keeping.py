"""Keep house through the command: `edit`, `remove`, `rebuild`, `check`, `status` and the settings."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from archives import answer, folder_of_letters, here
from test_adding import files_under, holders, report

RARE = "quạnh hiu lau lách"


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve letters; one of them holds words that no other has, also in its head and its name."""
    folder = folder_of_letters(tmp_path_factory.mktemp("letters") / "in", 12)
    first = (folder / "0001.txt").read_text(encoding="utf-8")
    first = first.replace("HUYỆN THẠCH LÂM", "HUYỆN LAU LÁCH").replace("Trần Văn Mẫu", "Đào Quạnh Hiu")
    (folder / "0001.txt").unlink()
    (folder / "bãi quạnh hiu.txt").write_text(first.replace("rà soát lại", f"trồng {RARE} và rà soát lại"), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def made(letters: Path) -> Path:
    archive = letters.parent / "archive"
    assert report(archive, letters)["counts"] == {"added": 12}
    return archive


@pytest.fixture
def archive(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "archive"))


@pytest.fixture
def rare(archive: Path) -> str:
    found = answer(archive, "search", f'"{RARE}"', "--mode", "keyword")
    assert found["total"] == 1
    return str(found["hits"][0]["id"])


EDITS: list[tuple[str, str, Any]] = [
    ("number=77/QĐ-UBND", "number", "77/QĐ-UBND"),
    ("symbol=UBND-TH", "symbol", "UBND-TH"),
    ("type=Kế hoạch", "type", {"code": "ke-hoach", "name": "Kế hoạch"}),
    ("issuer=UBND xã Bãi Trầm; Hội Nông dân xã Bãi Trầm", "issuers", 2),
    ("date=3/2/2021", "date", "2021-02-03"),
    ("place=Bãi Trầm", "place", "Bãi Trầm"),
    ("subject=việc trồng cói = dệt chiếu", "subject", "việc trồng cói = dệt chiếu"),
    ("signer=Lý Thị Thí Dụ", "signer", {"name": "Lý Thị Thí Dụ"}),
    ("signer_title=PHÓ CHỦ TỊCH", "signer", {"title": "PHÓ CHỦ TỊCH"}),
    ("signer_capacity=KT.", "signer", {"capacity": "KT."}),
    ("urgency=Hỏa tốc", "urgency", "hoa_toc"),
    ("addressees=Các xã\nCác thôn", "addressees", ["Các xã", "Các thôn"]),
    ("recipients=Lưu: VT", "recipients", ["Lưu: VT"]),
    ("fields=dan-van", "fields", ["dan-van"]),
    ("access_label=noi-bo", "access_label", "noi-bo"),
    ("external_id=HS-12", "external_id", "HS-12"),
    ("date=", "date", None),
    ("number=", "number", None),
    ("subject=", "subject", None),
]


def test_each_field_can_be_corrected_and_is_found_by_its_new_value(archive: Path, rare: str) -> None:
    for change, key, expected in EDITS:
        found = answer(archive, "edit", rare, change, "--by", "văn thư")
        if isinstance(expected, int):
            assert len(found[key]) == expected
        elif key == "signer":
            assert expected.items() <= found[key].items()
        else:
            assert found[key] == expected, change
        if change.startswith("subject=việc"):
            assert answer(archive, "search", '"trồng cói"')["hits"][0]["id"] == rare
        if change.startswith("type="):
            assert answer(archive, "search", "--type", "ke-hoach")["total"] == 1
    assert here(archive, "check").returncode == 0


@pytest.mark.parametrize(
    "change",
    ["nonsense=1", "number=không phải số", "type=Tờ rơi lạ", "date=31/02/2023", "access_label=Nội Bộ", "urgency=vội", "subject"],
)
def test_a_bad_correction_is_wrong_use_and_changes_nothing(archive: Path, rare: str, change: str) -> None:
    before = here(archive, "export").stdout
    done = here(archive, "edit", rare, "place=Nơi Khác", change)
    assert done.returncode == 2
    assert change.partition("=")[0] in done.stderr
    assert here(archive, "export").stdout == before
    assert answer(archive, "status")["pending"] == 0


def test_a_correction_survives_rebuild_reading_again_and_a_new_version(archive: Path, letters: Path, rare: str) -> None:
    assert here(archive, "edit", rare, "subject=sửa tay", "number=55/UBND-VX").returncode == 0
    assert here(archive, "rebuild").returncode == 0
    assert report(archive, letters)["counts"] == {"unchanged": 12}
    assert answer(archive, "show", rare)["subject"] == "sửa tay"
    file = letters / "bãi quạnh hiu.txt"
    old = file.read_text(encoding="utf-8")
    try:
        file.write_text(old + "\nPhụ lục thêm.\n", encoding="utf-8")
        assert report(archive, letters)["counts"] == {"version": 1, "unchanged": 11}
    finally:
        file.write_text(old, encoding="utf-8")
    document = answer(archive, "show", rare)
    assert (document["subject"], document["number"]) == ("sửa tay", "55/UBND-VX")
    assert set(document["corrected"]) == {"subject", "number"}
    assert answer(archive, "search", "55/UBND-VX")["hits"][0]["id"] == rare


def test_what_is_removed_is_not_found_and_after_rebuild_not_there(archive: Path, rare: str) -> None:
    assert holders(archive, "quạnh hiu")
    done = here(archive, "remove", rare, "zzzzzzzz2345")
    assert done.returncode == 1
    assert done.stdout.split() == [rare]
    assert "zzzzzzzz2345" in done.stderr
    assert here(archive, "show", rare).returncode == 1
    assert answer(archive, "search", f'"{RARE}"')["total"] == 0
    assert rare not in {hit["id"] for hit in answer(archive, "search", "--limit", "100")["hits"]}
    assert here(archive, "check").returncode == 0
    assert here(archive, "rebuild").returncode == 0
    for word in ("quạnh hiu", "QUẠNH HIU", "Đào Quạnh", "lau lách", "LAU LÁCH", "quanh hiu", "quanh_hiu", "lau-lach"):
        assert holders(archive, word) == [], word
    assert len(files_under(archive / "originals")) == 11
    assert here(archive, "check").returncode == 0
    assert here(archive, "remove", rare).returncode == 1


def damage(archive: Path, what: str) -> None:
    original = max((archive / "originals").rglob("*"), key=lambda file: file.is_file())
    generation = archive / "index" / (archive / "index" / "CURRENT").read_text().strip()
    if what == "flipped original":
        data = bytearray(original.read_bytes())
        data[7] ^= 1
        original.write_bytes(data)
    elif what == "deleted original":
        original.unlink()
    elif what == "truncated vectors":
        vectors = generation / "vectors.i8"
        vectors.write_bytes(vectors.read_bytes()[:1000])
    elif what == "flipped vectors":
        data = bytearray((generation / "vectors.i8").read_bytes())
        data[500] ^= 64
        (generation / "vectors.i8").write_bytes(data)
    elif what == "another encoder":
        made = json.loads((generation / "made.json").read_text("utf-8"))
        (generation / "made.json").write_text(json.dumps({**made, "encoder": "static-of-yesterday"}), encoding="utf-8")
    elif what == "another schema":
        made = json.loads((generation / "made.json").read_text("utf-8"))
        (generation / "made.json").write_text(json.dumps({**made, "schema": "0000"}), encoding="utf-8")
    elif what == "no index":
        shutil.rmtree(archive / "index")
    elif what == "lost segment":
        next((generation / "main").glob("*.idx")).unlink()
    elif what == "cut segment":
        file = next((generation / "main").glob("*.store"))
        file.write_bytes(file.read_bytes()[:-40])
    elif what == "no current":
        (archive / "index" / "CURRENT").unlink()
    else:
        (archive / "index" / "CURRENT").write_bytes(b"\xff\x00generation")


INDEX_DAMAGE = [
    "truncated vectors",
    "another encoder",
    "another schema",
    "no index",
    "lost segment",
    "no current",
    "garbled current",
]


@pytest.mark.parametrize("what", ["flipped original", "deleted original"])
def test_check_finds_a_damaged_original_and_adding_the_file_again_mends_it(archive: Path, letters: Path, what: str) -> None:
    damage(archive, what)
    done = here(archive, "check", "--json")
    assert done.returncode == 3
    problems = json.loads(done.stdout)["problems"]
    assert len(problems) == 1
    assert "add the file again" in problems[0]
    assert answer(archive, "search", "tăng cường")["total"]  # Searching goes on.
    assert report(archive, letters)["counts"] == {"unchanged": 12}
    assert here(archive, "check").returncode == 0


@pytest.mark.parametrize("what", INDEX_DAMAGE)
def test_a_damaged_index_is_told_with_what_to_do_and_rebuild_mends_it(archive: Path, what: str) -> None:
    before = answer(archive, "search", "tăng cường")
    damage(archive, what)
    for verb in (["search", "tăng cường"], ["check"], ["status"]):
        done = here(archive, *verb)
        assert done.returncode == 3, verb
        assert "vanban rebuild" in done.stderr + done.stdout
        assert "Traceback" not in done.stderr
    if what == "another encoder":
        assert "static-of-yesterday" in here(archive, "search", "x").stderr
    assert here(archive, "rebuild").returncode == 0
    assert here(archive, "check").returncode == 0
    after = answer(archive, "search", "tăng cường")
    assert [hit["id"] for hit in after["hits"]] == [hit["id"] for hit in before["hits"]]


@pytest.mark.parametrize("what", ["flipped vectors", "cut segment"])
def test_check_finds_what_a_search_may_not_notice(archive: Path, what: str) -> None:
    damage(archive, what)
    done = here(archive, "check")
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert here(archive, "rebuild").returncode == 0
    assert here(archive, "check").returncode == 0


def test_a_damaged_catalogue_is_told(archive: Path) -> None:
    data = (archive / "catalogue.db").read_bytes()
    (archive / "catalogue.db").write_bytes(b"not a catalogue" + data[15:])
    for verb in (["search", "x"], ["check"], ["add", str(archive.parent), "--workers", "0"], ["rebuild"]):
        done = here(archive, *verb)
        assert done.returncode == 3, (verb, done.stderr)
        assert "catalogue" in done.stderr


def test_rebuild_answers_the_same_and_leaves_one_generation(archive: Path) -> None:
    question = ("search", "công tác dân vận", "--limit", "100")
    before = answer(archive, *question)
    assert answer(archive, "rebuild")["documents"] == 12
    after = answer(archive, *question)
    assert {**after, "took_ms": 0} == {**before, "took_ms": 0}
    assert len(list((archive / "index").glob("generation-*"))) == 1


def test_each_setting_says_where_it_comes_from(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VANBAN_THREADS", "3")
    monkeypatch.setenv("VANBAN_PORT", "8123")
    monkeypatch.setenv("VANBAN_ELASTICSEARCH_PASSWORD", "chìa-khoá-bí-mật")
    (archive / "vanban.toml").write_text('port = 9000\nwait = 2.5\nelasticsearch_api_key = "khoá-trong-tệp"\n', encoding="utf-8")
    settings = answer(archive, "status", "--settings")
    assert settings["archive"] == {"value": str(archive), "from": "flag"}
    assert settings["threads"] == {"value": "3", "from": "VANBAN_THREADS"}
    assert settings["port"] == {"value": "8123", "from": "VANBAN_PORT"}
    assert settings["wait"] == {"value": "2.5", "from": "vanban.toml"}
    assert settings["encoder"] == {"value": "static", "from": "default"}
    assert settings["elasticsearch_password"]["from"] == "VANBAN_ELASTICSEARCH_PASSWORD"
    for form in ([], ["--json"]):
        done = here(archive, "status", "--settings", *form)
        assert "bí-mật" not in done.stdout + done.stderr
        assert "khoá-trong-tệp" not in done.stdout + done.stderr
    assert "port = 8123  (VANBAN_PORT)" in here(archive, "status", "--settings").stdout


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        ("VANBAN_PORT", "seventy", "port"),
        ("VANBAN_PORT", "70000", "port"),
        ("VANBAN_ENGINE", "sqlite", "engine"),
        ("VANBAN_WORKERS", "-1", "workers"),
        ("VANBAN_WORKESR", "2", "VANBAN_WORKESR"),
    ],
)
def test_a_wrong_variable_is_wrong_use_and_names_the_key(
    archive: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, named: str
) -> None:
    monkeypatch.setenv(name, value)
    for verb in (["status", "--settings"], ["search", "x"]):
        done = here(archive, *verb)
        assert done.returncode == 2
        assert named in done.stderr


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("prot = 1", "prot"),
        ('port = "no"', "port"),
        ("port = ", "vanban.toml"),
        ('archive = "/x"', "archive"),
        ('elasticsearch_password = ["giấu"]', "elasticsearch_password"),
    ],
)
def test_a_wrong_line_of_the_file_is_wrong_use_and_names_the_key(archive: Path, content: str, named: str) -> None:
    (archive / "vanban.toml").write_text(content, encoding="utf-8")
    done = here(archive, "search", "x")
    assert done.returncode == 2
    assert named in done.stderr
    assert "giấu" not in done.stderr


def test_an_engine_that_does_not_have_the_index_is_told(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VANBAN_ENGINE", "elasticsearch")
    done = here(archive, "search", "x")
    assert done.returncode == 2
    assert "vanban copy --to elasticsearch" in done.stderr


def test_an_encoder_that_is_not_there_is_told(archive: Path) -> None:
    done = here(archive, "rebuild", "--encoder", "no/such-model")
    assert done.returncode in (2, 3)
    assert "no/such-model" in done.stderr
    assert answer(archive, "search", "tăng cường")["total"]


def test_asking_changes_no_file(archive: Path, rare: str) -> None:
    before = {name: data for name, data in files_under(archive).items() if not name.startswith("catalogue.db-")}
    for verb in (["search", "tăng cường"], ["show", rare], ["similar", rare], ["status"], ["check"], ["export"]):
        assert here(archive, *verb).returncode == 0
    assert {name: data for name, data in files_under(archive).items() if not name.startswith("catalogue.db-")} == before
