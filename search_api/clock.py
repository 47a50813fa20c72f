"""Where the time of one question went."""

import time
from collections.abc import Mapping
from types import MappingProxyType


class Clock:
    """Adds the time since the last lap to the step that ends now; milliseconds of wall time."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self._split: dict[str, float] = {}

    def lap(self, step: str) -> None:
        now = time.perf_counter()
        self._split[step] = self._split.get(step, 0.0) + (now - self._last) * 1000
        self._last = now

    @property
    def split_ms(self) -> Mapping[str, float]:
        return MappingProxyType(dict(self._split))

    @property
    def took_ms(self) -> float:
        return (self._last - self._start) * 1000
