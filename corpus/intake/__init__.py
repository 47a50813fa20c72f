"""Intake: what was given (files, folders, ZIPs, JSON Lines) to a stream of items to read, or reasons why not."""

from corpus.intake.finding import find
from corpus.intake.item import Item, ItemKind, Member, Missed, load

__all__ = ["Item", "ItemKind", "Member", "Missed", "find", "load"]
