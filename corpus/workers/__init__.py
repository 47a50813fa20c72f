"""Reading in processes of their own, with limits: a hostile or broken file ends its worker and nothing else."""

from corpus.intake.item import Table
from corpus.workers.pool import ReadingPool
from corpus.workers.reading import Outcome, Read, read_item

__all__ = ["Outcome", "Read", "ReadingPool", "Table", "read_item"]
