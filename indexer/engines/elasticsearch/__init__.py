"""The engine beyond one machine: Elasticsearch, by its official client; no plugin and nothing that is paid for."""

from indexer.engines.elasticsearch.connection import Connection
from indexer.engines.elasticsearch.engine import ElasticsearchEngine
from indexer.engines.elasticsearch.mapping import Layout

__all__ = ["Connection", "ElasticsearchEngine", "Layout"]
