"""`vanban compare`, and the versions of one document on the command, the API and the page."""

import re
from pathlib import Path

import pytest
from archives import answer, here, letter

from vanban.opening import reading
from web.access import Access
from web.app import create_app


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two letters; the first was written over once, with another day and a sentence more."""
    folder, archive = tmp_path_factory.mktemp("papers"), tmp_path_factory.mktemp("compared") / "archive"
    for number in (4, 12):
        (folder / f"{number}.txt").write_text(letter(number), encoding="utf-8")
    assert here(archive, "add", str(folder), "--workers", "0").returncode == 0
    changed = (
        letter(4).replace("hằng tháng", "hằng quý").replace("\n\nNơi nhận", "\n\nCông văn này gửi cả các trường.\n\nNơi nhận")
    )
    (folder / "4.txt").write_text(changed, encoding="utf-8")
    assert here(archive, "add", str(folder / "4.txt"), "--workers", "0").returncode == 0
    return archive


@pytest.fixture(scope="module")
def ids(archive: Path) -> dict[str, str]:
    hits = answer(archive, "search", "--limit", "10")["hits"]
    return {hit["number"]: hit["id"] for hit in hits}


def test_two_letters_are_told_apart_on_a_terminal(archive: Path, ids: dict[str, str]) -> None:
    done = here(archive, "--lang", "en", "compare", ids["12/UBND-VX"], ids["4/UBND-VX"])

    assert done.returncode == 0, done.stderr
    assert "[-12/UBND-VX-]{+4/UBND-VX+}" in done.stdout
    assert re.search(r"^= \d+ ", done.stdout, re.MULTILINE)
    assert "+ {+Công văn này gửi cả các trường.+}" in done.stdout
    assert "\x1b" not in done.stdout
    assert "CỘNG HÒA" not in done.stdout
    assert "CỘNG HÒA" in here(archive, "compare", ids["12/UBND-VX"], ids["4/UBND-VX"], "--full").stdout


def test_the_json_is_that_of_the_api(archive: Path, ids: dict[str, str]) -> None:
    one, other = ids["12/UBND-VX"], ids["4/UBND-VX"]
    told = answer(archive, "compare", one, other)
    with reading({"archive": archive}) as opened:
        client = create_app(opened.archive(), Access(None, True, None)).test_client()
        assert client.get(f"/api/v1/compare?a={one}&b={other}").get_json() == told


def test_versions_of_one_document_are_compared(archive: Path, ids: dict[str, str]) -> None:
    id = ids["4/UBND-VX"]
    older, newest = (version["sha256"] for version in answer(archive, "show", id)["versions"])
    told = answer(archive, "compare", id, "--version", older[:12])

    assert (told["a"]["version"], told["a"]["newest"], told["b"]["version"], told["b"]["newest"]) == (older, False, newest, True)
    assert [change["b"]["text"] for passage in told["passages"] for change in passage["changes"]] == [
        "quý",
        "Công văn này gửi cả các trường.",
    ]
    assert told["states"]["added"] == 1
    back = answer(archive, "compare", id, id, "--va", newest, "--vb", older)
    assert back["states"]["dropped"] == 1
    with reading({"archive": archive}) as opened:
        client = create_app(opened.archive(), Access(None, True, None)).test_client()
        assert client.get(f"/api/v1/compare?a={id}&version={older}").get_json() == told
        page = client.get(f"/van-ban/{id}").get_data(as_text=True)
        link = re.search(r'href="(/so-sanh\?a=[^"]+version=[^"]+)"', page)
        assert link is not None
        shown = client.get(link[1].replace("&amp;", "&"))
        assert shown.status_code == 200
        assert "1 đoạn thêm" in shown.get_data(as_text=True)
        assert f"bản cũ {older[:12]}" in shown.get_data(as_text=True)


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("4",), 2),
        (("zzz", "4"), 1),
        (("4", "12", "--version", "ab"), 2),
        (("4", "--version", "0" * 64), 1),
        (("4", "12", "--vb", "f" * 64), 1),
        ((), 2),
    ],
)
def test_what_cannot_be_compared_is_said_in_a_line(
    archive: Path, ids: dict[str, str], arguments: tuple[str, ...], status: int
) -> None:
    known = [ids.get(f"{argument}/UBND-VX", argument) for argument in arguments]
    done = here(archive, "compare", *known)
    assert done.returncode == status
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
