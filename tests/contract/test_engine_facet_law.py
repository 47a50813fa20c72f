"""A facet's number is what choosing it shows: for every engine, leg, filter and label."""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from engines_under_test import ENGINES, engines
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import MANY_VALUED, Batch, batches, requests

from indexer.engines.engine import Attribute, FacetRequest, Filter, Request


@pytest.mark.parametrize("name", engines())
@given(history=batches, questions=st.lists(requests(whole_facets=True), min_size=2, max_size=4))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_facet_count_equals_the_total_after_choosing_the_value(
    name: str, history: list[Batch], questions: list[Request]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bench = ENGINES[name](Path(folder) / "index")
        for batch in history:
            bench.write(*batch.puts, deletes=batch.deletes)
        reader = bench.reader

        def total(question: Request, attribute: Attribute, wanted: Filter | None) -> int:
            filters = {other: held for other, held in question.filters.items() if other is not attribute}
            chosen = filters if wanted is None else filters | {attribute: wanted}
            return reader.search(replace(question, filters=chosen, facets=(), limit=1, candidates=1)).total

        for question in questions:
            for attribute, counts in reader.search(question).facets.items():
                for value, count in counts.values:
                    assert total(question, attribute, Filter(frozenset({value}))) == count
                assert total(question, attribute, Filter(frozenset({None}))) == counts.null
                if attribute not in MANY_VALUED:
                    shown = FacetRequest(attribute, size=1)
                    short = reader.search(replace(question, facets=(shown,))).facets[attribute]
                    assert short.null + short.other + sum(count for _, count in short.values) == total(question, attribute, None)
        bench.close()
