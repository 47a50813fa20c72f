"""Likely duplicates on one page of results are folded under the first of them; they stay hits, and are counted."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.document import DocumentId
from search_api.answer import SearchHit
from web.pages.choosing import collapsed

IDS = tuple(DocumentId(letter * 12) for letter in "abcdefgh")


def hit(id: DocumentId, *duplicates: DocumentId) -> SearchHit:
    return SearchHit(id, None, None, None, None, None, None, id, 1.0, ("words",), None, duplicates=duplicates)


def test_a_duplicate_further_down_stands_under_the_first_one() -> None:
    a, b, c, d, e = IDS[:5]
    groups = collapsed([hit(a, c, d), hit(b), hit(c, a, d), hit(d, a, c), hit(e, IDS[7])])
    assert [(first.id, [one.id for one in folded]) for first, folded in groups] == [(a, [c, d]), (b, []), (e, [])]


@given(
    st.lists(st.sampled_from(IDS), unique=True), st.dictionaries(st.sampled_from(IDS), st.sets(st.sampled_from(IDS), max_size=4))
)
def test_every_hit_is_shown_once_and_none_before_its_turn(
    ids: list[DocumentId], duplicates: dict[DocumentId, set[DocumentId]]
) -> None:
    groups = collapsed([hit(id, *duplicates.get(id, ())) for id in ids])
    shown = [one.id for first, folded in groups for one in (first, *folded)]
    assert sorted(shown) == sorted(ids)
    heads = [first.id for first, _ in groups]
    assert heads == [id for id in ids if id in heads]
