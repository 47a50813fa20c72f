"""Stamps and lone words in a page's head, each looked at by itself: what reading the page as a whole passes over.

Red ink is taken out before a page is read, and the program skips writing in a box, or writing laid askew on an
otherwise level page. So every patch of ink of a stamp's size is cut out, turned level, freed from its frame, and all
patches are read as the lines of one picture. Sizes are those of Circular 24/2020/TT-BCA (20 to 40 by 8 mm), with room.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from corpus.readers import tesseract
from corpus.readers.ink import Picture, dark_below, greyed, smoothed
from corpus.readers.straight import straightened
from corpus.readers.tesseract import Grey

Mask = NDArray[np.bool_]

HEAD = 0.45
"""The part of a page in which a mark stands, by decree under the symbol or the subject of a dispatch."""
_A4 = 3508
"""Pixels of its height at 300 dpi; what is shorter may be the upper part of one."""
_HALF = 2
"""Stamps are drawn large: half of 300 dpi is what the program reads best."""
_POOL = 3
_MM = 300 / _HALF / 25.4
_WIDTHS, _HEIGHTS = (6.0, 80.0), (3.0, 34.0)
_LEAST_FRAME = 5.5
_TWICE, _MOST_OF = 2, 0.75
_REACH = 1.8
"""Millimetres by which ink is widened to each side, so that the letters of two words become one patch."""
_MOST_PATCHES = 60
_MOST_DEGREES = 13.0
_LINE = 56
_MARGIN = 24
_LEAST_COLOUR = 45
_LEAST_SHARE = 0.0001
_MOST_SHARE = 0.3
"""A page with more of a colour than this is coloured paper or a photograph, which the grey layer shows as well."""


def seen(picture: Picture, seconds: float, *, first: bool) -> str:
    """The lone lines of a page's head, each patch of ink a line; `first`: print is looked at too, not coloured ink alone.

    Frames are looked at on every page. `picture` is upright, grey or RGB, at about 300 dpi. Raises TookTooLong, NotRecognised.
    """
    head = _halved(picture[: int(max(picture.shape[0], _A4) * HEAD)])
    patches: list[Grey] = []
    for layer in _colours(head):
        patches += _patches(layer, words=True)
    patches += _patches(smoothed(greyed(head)), words=first)
    if not patches:
        return ""
    words = tesseract.words(_stacked(patches[:_MOST_PATCHES]), seconds, tesseract.ONE_BLOCK)
    rows: dict[int, list[str]] = {}
    for word in words:
        rows.setdefault(word.line, []).append(word.text)
    return "\n".join(" ".join(row) for row in rows.values())


def _halved(picture: Picture) -> Picture:
    height, width = (side - side % _HALF for side in picture.shape[:2])
    cut = picture[:height, :width].astype(np.uint16)
    total = sum(cut[y::_HALF, x::_HALF] for y in range(_HALF) for x in range(_HALF))
    return np.asarray(total // _HALF**2, dtype=np.uint8)


def _colours(head: Picture) -> Iterator[Grey]:
    """Red ink alone and other coloured ink alone, dark on white, where there is any."""
    if head.ndim == 2:
        return
    channels = head[..., :3].astype(np.int16)
    most, least = channels.max(axis=2), channels.min(axis=2)
    redness = channels[..., 0] - channels[..., 1:].max(axis=2)
    colour = most - least
    for strength in (redness, np.where(redness > colour // 2, 0, colour)):
        strength = strength - int(np.median(strength[::4, ::4]))
        if _LEAST_SHARE < float((strength > _LEAST_COLOUR).mean()) < _MOST_SHARE:
            yield np.asarray(np.clip(255 - 2 * strength, 0, 255), dtype=np.uint8)


def _patches(layer: Grey, *, words: bool) -> Iterator[Grey]:
    """Patches of ink of a stamp's size, level and without their frames; `words`: also those that have no frame."""
    dark = layer < min(dark_below(layer), 200)
    if not dark.any():
        return
    height, width = (side - side % _POOL for side in dark.shape)
    pooled: Mask = dark[:height, :width].reshape(height // _POOL, _POOL, width // _POOL, _POOL).max(axis=(1, 3))
    least = _LEAST_FRAME * _MM / _POOL
    boxes = [box for box in _boxes(pooled) if box[1] - box[0] >= least and _framed(pooled[box[0] : box[1], box[2] : box[3]])]
    if words:
        within = boxes.copy()
        boxes += [box for box in _boxes(_widened(pooled)) if not any(_within(box, frame) for frame in within)]
    for top, bottom, left, right in boxes[:_MOST_PATCHES]:
        top, left = max(0, top - 2) * _POOL, max(0, left - 2) * _POOL
        patch = layer[top : (bottom + 2) * _POOL, left : (right + 2) * _POOL]
        yield _unframed(straightened(np.ascontiguousarray(patch), _MOST_DEGREES))


def _framed(mask: Mask) -> bool:
    """Whether nearly every row and column crosses ink twice or more: a frame, straight or askew, not a word."""
    down, across = (np.diff(mask.astype(np.int8), axis=axis, prepend=0).clip(0).sum(axis=axis) >= _TWICE for axis in (0, 1))
    return bool(down.mean() > _MOST_OF and across.mean() > _MOST_OF)


def _within(box: tuple[int, int, int, int], frame: tuple[int, int, int, int]) -> bool:
    return frame[0] <= box[0] + 3 and box[1] - 3 <= frame[1] and frame[2] <= box[2] + 4 and box[3] - 4 <= frame[3]


def _widened(mask: Mask) -> Mask:
    """The mask with its ink widened: sideways by the gap of two words, up and down by that of a mark over its letter."""
    reach = round(_REACH * _MM / _POOL)
    wide = mask.copy()
    for step in range(1, reach + 1):
        wide[:, step:] |= mask[:, :-step]
        wide[:, :-step] |= mask[:, step:]
    high = wide.copy()
    high[1:] |= wide[:-1]
    return high


def _boxes(mask: Mask) -> list[tuple[int, int, int, int]]:
    """Top, bottom, left and right of each connected patch that has a stamp's size; runs of ink joined to those above."""
    edges = np.diff(mask.astype(np.int8), axis=1, prepend=0, append=0)
    at, starts = np.nonzero(edges == 1)
    _, ends = np.nonzero(edges == -1)
    parents: list[int] = list(range(len(at)))

    def root(n: int) -> int:
        while parents[n] != n:
            parents[n] = parents[parents[n]]
            n = parents[n]
        return n

    rows, lefts, rights = at.tolist(), starts.tolist(), ends.tolist()
    above = 0
    for n, row in enumerate(rows):
        while rows[above] < row - 1 or (rows[above] == row - 1 and rights[above] < lefts[n]):
            above += 1
        other = above
        while other < n and rows[other] == row - 1 and lefts[other] <= rights[n]:
            parents[root(other)] = root(n)
            other += 1
    found: dict[int, list[int]] = {}
    for n, row in enumerate(rows):
        box = found.setdefault(root(n), [row, row + 1, lefts[n], rights[n]])
        box[0], box[1] = min(box[0], row), max(box[1], row + 1)
        box[2], box[3] = min(box[2], lefts[n]), max(box[3], rights[n])
    wide, high = (tuple(length * _MM / _POOL for length in limits) for limits in (_WIDTHS, _HEIGHTS))
    return [
        (top, bottom, left, right)
        for top, bottom, left, right in found.values()
        if wide[0] <= right - left <= wide[1] and high[0] <= bottom - top <= high[1]
    ]


def _unframed(patch: Grey) -> Grey:
    """What stands between the lines of a frame, cut close to its ink."""
    dark = patch < min(dark_below(patch), 200)
    height, width = dark.shape
    top, bottom = _inside(dark.mean(axis=1) > 0.55, 0.35)
    left, right = _inside(dark[top:bottom].mean(axis=0) > 0.85, 0.2)
    inner = dark[top:bottom, left:right]
    rows, columns = np.nonzero(inner.any(axis=1))[0], np.nonzero(inner.any(axis=0))[0]
    if not len(rows) or rows[-1] - rows[0] < height // 6 or columns[-1] - columns[0] < width // 6:
        return patch
    return patch[top + rows[0] : top + rows[-1] + 1, left + columns[0] : left + columns[-1] + 1]


def _inside(lines: NDArray[np.bool_], share: float) -> tuple[int, int]:
    """Where to begin and end to leave out the lines that lie within this share of either end."""
    edge = max(1, int(len(lines) * share))
    first, last = np.nonzero(lines[:edge])[0], np.nonzero(lines[-edge:])[0]
    begin = int(first[-1]) + 2 if len(first) else 0
    end = len(lines) - edge + int(last[0]) - 1 if len(last) else len(lines)
    return (begin, end) if end - begin > 4 else (0, len(lines))


def _stacked(patches: list[Grey]) -> Grey:
    """The patches one below the other, all of one height, on white."""
    from PIL import Image

    scaled = []
    for patch in patches:
        width = max(8, min(_LINE * 16, round(patch.shape[1] * _LINE / patch.shape[0])))
        dark, paper = int(np.percentile(patch, 2)), int(np.percentile(patch, 85))
        clear = np.clip((patch.astype(np.int32) - dark) * 255 // max(1, paper - dark), 0, 255).astype(np.uint8)
        scaled.append(np.asarray(Image.fromarray(clear).resize((width, _LINE), Image.Resampling.BICUBIC)))
    widest = max(line.shape[1] for line in scaled) + 2 * _MARGIN
    picture = np.full(((_LINE + _MARGIN) * len(scaled) + _MARGIN, widest), 255, dtype=np.uint8)
    for n, line in enumerate(scaled):
        top = _MARGIN + n * (_LINE + _MARGIN)
        picture[top : top + _LINE, _MARGIN : _MARGIN + line.shape[1]] = line
    return picture
