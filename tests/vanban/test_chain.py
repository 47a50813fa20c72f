"""The chain of a document: what it carries out, up and down, as far as the reader sees; and its drawing."""

import re
from collections.abc import Iterator

import pytest
from archives import answer, letter
from hypothesis import given
from hypothesis import strategies as st
from well_formed import well_formed

from corpus.document import DocumentId, Relation
from corpus.errors import NotFound
from search_api.chain import HIGHEST, LOWEST, MOST, Link, chain
from vanban.opening import Opened, reading
from web.access import Access
from web.app import create_app
from web.chain_drawing import drawing

OPEN = frozenset({"open"})


def carrying_out(n: int, *cited: int) -> str:
    """Letter n, which carries out earlier ones; their dates are those that `letter` gives them."""
    named = [
        f"Công văn số {m}/UBND-VX ngày {1 + m % 27:02}/{1 + m % 12:02}/{2015 + m % 10} của UBND huyện Thạch Lâm" for m in cited
    ]
    return letter(n).replace("Để thực hiện tốt", f"Thực hiện {'; '.join(named)} và tốt") if named else letter(n)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """1 ← 2 ← 3 ← 4 ← 5 ← 6 ← 7 (the one that 6 carries out, 5, is hidden), and 8 by itself."""
    base = tmp_path_factory.mktemp("chain")
    for folder, numbers in (("in", (1, 2, 3, 4, 6, 7, 8)), ("kin", (5,))):
        (base / folder).mkdir()
        for n in numbers:
            text = carrying_out(n, n - 1) if 1 < n < 8 else letter(n)
            (base / folder / f"{n}.txt").write_text(text, encoding="utf-8")
    answer(base / "kho", "add", str(base / "in"), "--workers", "0")
    answer(base / "kho", "add", str(base / "kin"), "--label", "kin", "--workers", "0")
    with reading({"archive": base / "kho"}) as found:
        yield found


def ids(opened: Opened) -> dict[int, DocumentId]:
    documents = opened.catalogue.documents(list(opened.catalogue.revisions()), None)
    return {int((one.fields.number or "0").split("/")[0]): id for id, one in documents.items()}


def numbers(links: tuple[Link, ...]) -> list[str]:
    return [(link.number or "").split("/")[0] for link in links]


def test_the_chain_goes_up_and_down_by_date(opened: Opened) -> None:
    found = chain(opened.archive(), ids(opened)[3], None)
    assert numbers(found) == ["1", "2", "3", "4", "5"]
    assert [link.here for link in found] == [False, False, True, False, False]
    assert [link.carries_out for link in found] == [(), *(((n, Relation.IMPLEMENTS),) for n in range(4))]


def test_it_ends_after_some_steps(opened: Opened) -> None:
    assert numbers(chain(opened.archive(), ids(opened)[7], None)) == ["3", "4", "5", "6", "7"]
    assert numbers(chain(opened.archive(), ids(opened)[1], None)) == ["1", "2", "3"]
    assert (HIGHEST, LOWEST) == (4, 2)


def test_who_stands_alone_has_none(opened: Opened) -> None:
    assert chain(opened.archive(), ids(opened)[8], None) == ()


def test_a_hidden_document_parts_the_chain(opened: Opened) -> None:
    known = ids(opened)
    assert numbers(chain(opened.archive(), known[3], OPEN)) == ["1", "2", "3", "4"]
    assert numbers(chain(opened.archive(), known[6], OPEN)) == ["6", "7"]
    with pytest.raises(NotFound):
        chain(opened.archive(), known[5], OPEN)


def test_the_page_tells_it_as_a_list_too(opened: Opened) -> None:
    known = ids(opened)
    client = create_app(opened.archive(), Access(OPEN, False, None)).test_client()
    page = client.get(f"/van-ban/{known[3]}").get_data(as_text=True)
    well_formed(page)
    section = re.search(r'<section id="chuoi".*?</section>', page, re.DOTALL)
    assert section
    assert section[0].count("<li>") == section[0].count("<circle") == 4
    assert section[0].count("<path") == 3
    assert "thực hiện 2/UBND-VX" in section[0]
    assert known[5] not in section[0]
    assert "chuoi" not in client.get(f"/van-ban/{known[8]}").get_data(as_text=True)


@given(st.lists(st.lists(st.integers(0, MOST - 1), max_size=3), min_size=1, max_size=MOST))
def test_any_chain_is_drawn_within_its_frame(edges: list[list[int]]) -> None:
    links = [
        Link(DocumentId(f"d{n}"), None, "x", None, None, n == 0, tuple((m % len(edges), Relation.IMPLEMENTS) for m in upper))
        for n, upper in enumerate(edges)
    ]
    made = drawing(links)
    assert made is not None
    numbers_ = [int(number) for arc in made.arcs for number in re.findall(r"-?\d+", arc)]
    assert all(0 <= number <= max(made.width, made.height) for number in numbers_)
    assert len(made.dots) == len(links)
    assert drawing([]) is None
