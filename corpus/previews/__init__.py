"""Originals to be looked at, made in a process with limits: pages of PDFs and scans as pictures, a Word document as blocks."""

from corpus.previews.limited import PREVIEWED, Preview, preview
from corpus.previews.values import Block, Cell, PageSize, Run

__all__ = ["PREVIEWED", "Block", "Cell", "PageSize", "Preview", "Run", "preview"]
