"""Tables that only place text on the page: letterheads, lists of addressees, signature blocks."""

import re

from corpus.vietnamese import fold

Row = list[tuple[int, list[str]]]
"""The cells of a row: the grid column where a cell begins, and its lines."""

MOST_ROWS = 12
"""A table with more rows holds data."""

HEAD_LINES = 12
"""A letterhead's table begins within the first lines (a copy stamp or "DỰ THẢO" may stand above it)."""
_HEAD_WORDS = re.compile(r"cong hoa xa hoi|doc lap ?-|dang cong san viet nam|\bso ?:|ngay .{0,12}thang|\bc.ng ho. x. h.i")
_PLACED_WORDS = re.compile(r"^\W*(?:noi nhan|kinh gui)\b|\bluu ?:? ?vt\b|^(?:tm|kt|tl|tuq|t/m|k/t|t/l)\.? ", re.M)


def placed_columns(rows: list[Row], *, head: bool) -> list[str] | None:
    """Left column, then right column, of a table that only places text; None for a table of data.

    Such are letterheads (in the first lines, with the national title, number or date) and signature blocks
    ("Nơi nhận" left, title and name right) and lists of addressees: domain guide 1.2 and 1.4, effects 1 and 2.
    """
    filled = [[(column, lines) for column, lines in cells if lines] for cells in rows]
    filled = [cells for cells in filled if cells]
    if (
        not filled
        or len(filled) > MOST_ROWS
        or any(len(cells) > 2 for cells in filled)
        or all(len(cells) < 2 for cells in filled)
    ):
        return None
    everything = fold("\n".join(line for cells in filled for _, lines in cells for line in lines))
    if not (head and _HEAD_WORDS.search(everything)) and not _PLACED_WORDS.search(everything):
        return None
    border = max(cells[1][0] for cells in filled if len(cells) == 2)
    left: list[str] = []
    right: list[str] = []
    for cells in filled:
        for position, (column, lines) in enumerate(cells):
            (right if position == 1 or (len(cells) == 1 and column >= border) else left).extend(lines)
    return [*left, *right]
