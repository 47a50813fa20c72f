"""The bar: of what a script changed in forty documents at least 95 of 100 edits are marked, and hardly anything else."""

import pytest
from edited_documents import KINDS, NOTHING, Edited, Judged, judged, noisy, pairs

from corpus.difference import compare

SEED = 2024


@pytest.fixture(scope="module")
def edited() -> list[Edited]:
    return pairs(40, SEED)


def _total(made: list[Edited]) -> Judged:
    total = NOTHING
    for pair in made:
        total += judged(pair, compare(pair.one, pair.other))
    return total


def test_edits_are_marked_and_what_was_not_edited_is_not(edited: list[Edited]) -> None:
    total = _total(edited)

    assert sum(total.edits.values()) > 400
    assert total.share >= 0.95
    assert total.wrong_share <= 0.05
    assert {kind: total.marked[kind] / total.edits[kind] >= 0.95 for kind in KINDS} == dict.fromkeys(KINDS, True)
    assert all(total.named[kind] >= 0.9 * total.edits[kind] for kind in ("date", "number", "name", "duty", "words"))


def test_so_they_are_where_the_edited_side_was_read_from_a_scan(edited: list[Edited]) -> None:
    total = _total([noisy(pair, SEED + place) for place, pair in enumerate(edited)])

    assert total.share >= 0.95
    assert total.wrong_share <= 0.05


def test_the_other_way_round_they_are_marked_as_well(edited: list[Edited]) -> None:
    total = NOTHING
    for pair in edited[:10]:
        back = Edited(
            pair.name, pair.other, pair.one, tuple(type(r)(r.kind, r.other, r.one) for r in pair.recorded if not r.passed)
        )
        total += judged(back, compare(back.one, back.other))

    assert total.share >= 0.95
    assert total.wrong_share <= 0.05
