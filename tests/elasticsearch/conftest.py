"""A server for each test that asks for one: the tests' node, under a name of its own."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch
from elasticsearch_node.shared import shared_node


@pytest.fixture
def url() -> str:
    return shared_node().url


@pytest.fixture
def alias(url: str) -> Iterator[str]:
    """A name that nobody else uses; what lies under it is removed at the end."""
    name = f"vanban-{uuid4().hex[:12]}"
    yield name
    with Elasticsearch(url, request_timeout=60) as client:
        found = client.indices.get(index=f"{name}*", expand_wildcards="all", features="aliases")
        for index in found:
            client.indices.delete(index=index)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One node for the whole run: these tests go to one worker, that of the contract suite's."""
    for item in items:
        if "tests/elasticsearch/" in item.path.as_posix():
            group = "cluster" if "cluster" in item.path.name else "elasticsearch"
            item.add_marker(pytest.mark.xdist_group(group))
