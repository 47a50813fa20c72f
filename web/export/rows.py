"""A document as a row of a list: what an office writes of it, each value on one line and fit for every format."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from corpus.document import Document
from search_api.documents import title_of
from search_api.quoting import type_and_subject
from web.presenting import shown_count

COLUMNS = (
    "STT",
    "Số, ký hiệu",
    "Ngày ban hành",
    "Cơ quan ban hành",
    "Tên loại",
    "Trích yếu",
    "Người ký",
    "Mã văn bản",
)
"""Heads of the columns: the place, then `Row.texts`."""

_UNFIT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")


class Row(NamedTuple):
    """`place` counts from 1; `date` is ISO 8601, as far as it is known; what is not known is "".

    `named`: type and subject in one, as a register has them; no column of its own.
    """

    place: int
    number: str
    date: str
    issuers: str
    type: str
    subject: str
    signer: str
    id: str
    named: str

    @property
    def texts(self) -> tuple[str, ...]:
        """The values of the columns after the first."""
        return (self.number, self.date, self.issuers, self.type, self.subject, self.signer, self.id)


@dataclass(frozen=True, slots=True)
class About:
    """What a list says of itself: `criteria` (title, value) of the question, the day it was made, the total and the rows."""

    criteria: tuple[tuple[str, str], ...]
    made: date
    total: int
    rows: int

    @property
    def told(self) -> str:
        """How much of the total the list holds."""
        if self.rows < self.total:
            return f"{shown_count(self.rows)} văn bản đầu trong tổng số {shown_count(self.total)} văn bản"
        return f"{shown_count(self.rows)} văn bản"


def rows(documents: Iterable[Document]) -> Iterator[Row]:
    return (_row(place, document) for place, document in enumerate(documents, 1))


def plain(text: str | None) -> str:
    """The text on one line, without the characters that XML 1.0 has no place for.

    >>> plain("  hai\\r\\ndòng\\x00 ")
    'hai dòng'
    """
    return " ".join(_UNFIT.sub("", text or "").split())


def _row(place: int, document: Document) -> Row:
    fields = document.fields
    return Row(
        place,
        plain(fields.number),
        plain(fields.date),
        "; ".join(plain(issuer.name) for issuer in fields.issuers),
        plain(fields.type.name if fields.type else None),
        plain(title_of(document)),
        plain(fields.signer.name),
        document.id,
        plain(type_and_subject(document) or title_of(document)),
    )
