"""The embedded engine: Tantivy and exact int8 vectors in a folder."""

from indexer.engines.embedded.engine import EmbeddedEngine

__all__ = ["EmbeddedEngine"]
