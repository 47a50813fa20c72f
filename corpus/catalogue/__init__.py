"""The catalogue: documents, versions, sources, corrections, pending work and failures in one SQLite file."""

from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.citing import CitedBy, Missing
from corpus.catalogue.kept import (
    Action,
    DoubtFilter,
    Doubtful,
    Failure,
    Incoming,
    Labels,
    Outcome,
    OutcomeKind,
    Pending,
    Removal,
    Secrets,
)

__all__ = [
    "Action",
    "Catalogue",
    "CitedBy",
    "DoubtFilter",
    "Doubtful",
    "Failure",
    "Incoming",
    "Labels",
    "Missing",
    "Outcome",
    "OutcomeKind",
    "Pending",
    "Removal",
    "Secrets",
]
