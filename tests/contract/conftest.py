"""The engine under test, as a fixture: every test that asks for `bench` runs once for each engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from engines_under_test import ENGINES, Bench, engines


@pytest.fixture(params=engines())
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    made = ENGINES[request.param](tmp_path / "index")
    yield made
    made.close()
