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
