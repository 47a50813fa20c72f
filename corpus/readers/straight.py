"""Pages that were laid askew on the glass, straightened; numpy finds the angle, Pillow turns."""

import numpy as np
from numpy.typing import NDArray

from corpus.readers.ink import dark_below
from corpus.readers.tesseract import Grey

_MOST_DEGREES = 5.0
_STEP, _FINE = 0.25, 0.05
_LEAST_DEGREES = 0.1
"""Smaller angles shift a line by less than a fifth of its height over the page's width."""
_SMALL_SIDE = 1000
_MOST_DARK = 120_000


def skew(picture: Grey, most: float = _MOST_DEGREES) -> float:
    """The angle in degrees, from -`most` to `most`, by which the lines fall to the right; 0 where too little ink tells.

    Of all angles the one where the rows of the page differ most from their neighbours: the sum of squared differences of
    the projection profile (Bloomberg, Kopec and Dasari, Measuring document image skew and orientation, SPIE 2422, 1995).
    """
    step = max(1, min(picture.shape) // _SMALL_SIDE)
    small = picture[::step, ::step]
    y, x = np.nonzero(small < dark_below(small))
    if len(y) < 200 or len(y) > small.size // 3:
        return 0.0
    if len(y) > _MOST_DARK:
        kept = slice(None, None, len(y) // _MOST_DARK + 1)
        y, x = y[kept], x[kept]
    ys, xs = y.astype(np.float32), x.astype(np.float32) - small.shape[1] / 2
    coarse = np.arange(-most, most + _STEP / 2, _STEP)
    best = max(coarse, key=lambda angle: _sharpness(ys, xs, angle))
    fine = np.arange(best - _STEP, best + _STEP + _FINE / 2, _FINE)
    best = max(fine, key=lambda angle: _sharpness(ys, xs, angle))
    flat = _sharpness(ys, xs, 0.0)
    return float(best) if abs(best) >= _LEAST_DEGREES and _sharpness(ys, xs, best) > 1.02 * flat else 0.0


def _sharpness(y: NDArray[np.float32], x: NDArray[np.float32], angle: float) -> float:
    rows = y - x * np.float32(np.tan(np.radians(angle)))
    profile = np.bincount((rows - rows.min()).astype(np.int64))
    return float((np.diff(profile).astype(np.float64) ** 2).sum())


def straightened(picture: Grey, most: float = _MOST_DEGREES) -> Grey:
    """The page with its lines level."""
    angle = skew(picture, most)
    if not angle:
        return picture
    from PIL import Image

    paper = int(np.percentile(picture[::16, ::16], 90))
    turned = Image.fromarray(picture).rotate(angle, Image.Resampling.BICUBIC, fillcolor=paper)
    return np.asarray(turned)
