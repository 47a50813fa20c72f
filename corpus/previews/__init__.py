"""Originals made fit to be looked at: pages of a PDF as pictures, a Word document as blocks. In a process with limits."""

from corpus.previews.limited import PREVIEWED, Preview, preview
from corpus.previews.values import Block, Cell, PageSize, Run

__all__ = ["PREVIEWED", "Block", "Cell", "PageSize", "Preview", "Run", "preview"]
