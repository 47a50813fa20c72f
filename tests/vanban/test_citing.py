"""Citations in both directions and the status that follows, by the command, the API and the page, on an invented archive."""

import json
from pathlib import Path
from typing import Any

import pytest
from archives import answer, here

from vanban.opening import reading
from web.access import Access
from web.app import create_app

HEAD = (
    "ỦY BAN NHÂN DÂN\nHUYỆN THẠCH LÂM\n\nSố: {number}\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\n"
    "Thạch Lâm, ngày {day} tháng {month} năm {year}\n\nQUYẾT ĐỊNH\n{subject}\n\n{body}\n\n"
    "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nTrần Văn Mẫu\n\n(Văn bản hư cấu.)\n"
)
_NAMED = "Quyết định số 15/QĐ-UBND ngày 03/01/2031 của Ủy ban nhân dân huyện"
_BASIS = "Căn cứ Luật Tiếp công dân ngày 25 tháng 11 năm 2013;"
_END = f"Quyết định này có hiệu lực từ ngày 01/03/2032 và thay thế {_NAMED}."


def decision(number: str, date: tuple[str, str, int], subject: str, body: str) -> str:
    day, month, year = date
    return HEAD.format(number=number, day=day, month=month, year=year, subject=subject, body=body)


OLD = decision("15/QĐ-UBND", ("03", "01", 2031), "Ban hành Quy chế tiếp công dân", "Điều 1. Ban hành.")
NEW = decision(
    "7/QĐ-UBND", ("01", "02", 2032), "Ban hành Quy chế tiếp công dân mới", f"{_BASIS}\n\nĐiều 1. Ban hành.\n\nĐiều 2. {_END}"
)
INNER = decision("8/QĐ-UBND", ("05", "02", 2032), "Giao việc nội bộ", f"Điều 1. Thực hiện {_NAMED}.")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, archive = tmp_path_factory.mktemp("papers"), tmp_path_factory.mktemp("citing") / "archive"
    for name, text in (("moi.txt", NEW), ("cu.txt", OLD), ("noi-bo.txt", INNER)):
        (folder / name).write_text(text, encoding="utf-8")
        more = ["--label", "noi-bo"] if name == "noi-bo.txt" else []
        assert here(archive, "add", str(folder / name), "--workers", "0", *more).returncode == 0
    return archive


def ids(archive: Path) -> dict[str, str]:
    rows = [json.loads(line) for line in here(archive, "export").stdout.splitlines()]
    return {row["number"]: row["id"] for row in rows}


def test_both_directions_and_the_status_with_its_sentence(archive: Path) -> None:
    known = ids(archive)
    old = answer(archive, "citations", known["15/QĐ-UBND"])
    assert old["status"] == {
        "code": "replaced",
        "since": "2032-03-01",
        "because": _END,
        "document": known["7/QĐ-UBND"],
    }
    assert [(one["relation"], one["citing"]["id"], one["sure"]) for one in old["cited_by"]["citations"]] == [
        ("replaces", known["7/QĐ-UBND"], True),
        ("implements", known["8/QĐ-UBND"], True),
    ]
    new = answer(archive, "citations", known["7/QĐ-UBND"])
    assert [(one["relation"], one["state"], one["document"]) for one in new["cites"]] == [
        ("replaces", "held", known["15/QĐ-UBND"]),
        ("legal_basis", "missing", None),
    ]
    assert new["cites"][0]["cited"]["status"]["code"] == "replaced"
    assert new["cites"][1]["sentence"] == _BASIS
    assert (new["cited_by"]["total"], new["status"]["code"]) == (0, "unknown")


def test_as_of_a_day_before_it_took_effect_nothing_had_ended_it(archive: Path) -> None:
    old = ids(archive)["15/QĐ-UBND"]
    before = answer(archive, "citations", old, "--as-of", "29/2/2032")
    assert (before["as_of"], before["status"]["code"], before["cited_by"]["total"]) == ("2032-02-29", "unknown", 2)
    assert answer(archive, "citations", old, "--as-of", "2032-02-03")["cited_by"]["total"] == 1
    assert answer(archive, "citations", old, "--as-of", "2032")["status"]["code"] == "replaced"


def test_the_page_of_citing_documents_is_cut_and_counted(archive: Path) -> None:
    old = ids(archive)["15/QĐ-UBND"]
    second = answer(archive, "citations", old, "--limit", "1", "--offset", "1")["cited_by"]
    assert (second["total"], [one["relation"] for one in second["citations"]]) == (2, ["implements"])
    shown = here(archive, "citations", old, "--limit", "1")
    assert "Hiệu lực: đã được thay thế từ 01/03/2032" in shown.stdout
    assert "còn 1 văn bản nữa" in shown.stderr


def test_what_is_missing_is_listed_and_found_once_it_comes(archive: Path) -> None:
    assert [(one["number_key"], one["citing"]) for one in answer(archive, "citations", "--missing")["missing"]] == [
        ("42/2013/qh13", 1)
    ]
    assert "(42/2013/QH13)" in here(archive, "citations", "--missing").stdout


@pytest.mark.parametrize("arguments", [[], ["aaaa", "--missing"], ["15", "--as-of", "32/13/2031"]])
def test_a_wrong_call_says_so(archive: Path, arguments: list[str]) -> None:
    call = [ids(archive)["15/QĐ-UBND"] if one == "15" else one for one in arguments]
    assert here(archive, "citations", *call).returncode == 2


def test_the_status_marks_hits_and_neighbours(archive: Path) -> None:
    known = ids(archive)
    hits = {hit["id"]: hit["status"]["code"] for hit in answer(archive, "search", "quy chế tiếp công dân")["hits"]}
    assert (hits[known["15/QĐ-UBND"]], hits[known["7/QĐ-UBND"]]) == ("replaced", "unknown")
    assert "đã được thay thế" in here(archive, "search", "quy chế tiếp công dân").stdout
    earlier = answer(archive, "similar", known["7/QĐ-UBND"])["earlier"]
    assert [hit["status"]["code"] for hit in earlier if hit["id"] == known["15/QĐ-UBND"]] == ["replaced"]


def test_an_export_freezes_nothing_that_follows_from_other_documents(archive: Path, tmp_path: Path) -> None:
    exported = here(archive, "export").stdout
    rows = [json.loads(line) for line in exported.splitlines()]
    old = next(row for row in rows if row["number"] == "15/QĐ-UBND")
    assert old["status"]["code"] == "replaced"
    (tmp_path / "all.jsonl").write_text(exported, encoding="utf-8")
    (tmp_path / "old.jsonl").write_text(json.dumps(old, ensure_ascii=False) + "\n", encoding="utf-8")
    alone, again = tmp_path / "alone", tmp_path / "again"
    assert here(alone, "add", str(tmp_path / "old.jsonl"), "--workers", "0").returncode == 0
    assert json.loads(here(alone, "export").stdout)["status"] == {"code": "unknown", "since": None, "because": None}
    assert here(again, "add", str(tmp_path / "all.jsonl"), "--workers", "0").returncode == 0
    assert here(again, "export").stdout == exported


def test_a_reader_of_open_documents_sees_no_trace_of_others_on_page_and_api(archive: Path) -> None:
    known = ids(archive)
    with reading({"archive": archive}) as opened:
        client = create_app(opened.archive(), Access(frozenset({"open"}), False, None)).test_client()
        keeper = create_app(opened.archive(), Access(None, False, None)).test_client()

        def cited_by(client: Any) -> list[str]:
            found = client.get(f"/api/v1/documents/{known['15/QĐ-UBND']}/citations").get_json()["cited_by"]
            assert found["total"] == len(found["citations"])
            return [one["citing"]["id"] for one in found["citations"]]

        assert cited_by(keeper) == [known["7/QĐ-UBND"], known["8/QĐ-UBND"]]
        assert cited_by(client) == [known["7/QĐ-UBND"]]
        assert client.get(f"/api/v1/documents/{known['8/QĐ-UBND']}/citations").status_code == 404
        page = client.get(f"/van-ban/{known['15/QĐ-UBND']}").get_data(as_text=True)
        assert known["8/QĐ-UBND"] not in page
        assert "Giao việc nội bộ" not in page
        assert "Đã được thay thế</strong> từ 01/03/2032" in page
        assert "Văn bản viện dẫn văn bản này (1)" in page
        earlier = client.get(f"/van-ban/{known['15/QĐ-UBND']}?as_of=3/1/2032").get_data(as_text=True)
        assert "được thay thế từ" not in earlier.lower()  # neither in the note nor among the fields
        assert "Văn bản viện dẫn văn bản này (0)" in earlier
        wrong = client.get(f"/van-ban/{known['15/QĐ-UBND']}?as_of=hôm+qua")
        assert (wrong.status_code, "Ngày viết như" in wrong.get_data(as_text=True)) == (400, True)
        assert "đã được thay thế" in client.get("/?q=quy+chế+tiếp+công+dân").get_data(as_text=True)
