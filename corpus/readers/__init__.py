"""Readers: the bytes of one file to clean text. One module per format, chosen by what the bytes are."""

from corpus.readers.reading import MOST_BYTES, MOST_CHARACTERS, MOST_PAGES, Reading
from corpus.readers.registry import MEDIA_TYPES, read

__all__ = ["MEDIA_TYPES", "MOST_BYTES", "MOST_CHARACTERS", "MOST_PAGES", "Reading", "read"]
