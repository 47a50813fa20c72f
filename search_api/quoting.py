"""How an office cites a document, ready to be pasted into the next one.

Decree 30/2020/NĐ-CP, annex I, part II, 5: at the first citation the type, number and symbol, date, issuing body and subject
stand in full; of a law or an ordinance only type and name. Days under 10 and the months 1 and 2 get a 0 in front (4.b).
"""

import re

from corpus.document import Document, DocumentType

NAMED_BY_TITLE = frozenset({"luat", "bo-luat", "phap-lenh", "hien-phap"})
"""Types that are cited by their name, not by number and body."""
WITHOUT_ABOUT = re.compile(
    r"(?:về|quy định|hướng dẫn|ban hành|sửa đổi|bổ sung|bãi bỏ|phê duyệt|công bố|thành lập|thi hành|thực hiện|triển khai"
    r"|kiện toàn|điều chỉnh|bổ nhiệm|giao|tổ chức|tăng cường)\b",
    re.IGNORECASE,
)
"""Subjects that begin so follow the body without `về việc` where the document has a type of its own."""
_LETTERS = frozenset({"cong-van", "giay-moi"})
_ABOUT = re.compile(r"^(?:v/v|về việc|vv)[\s:.]+", re.IGNORECASE)
_END = re.compile(r"[\s;,.]+$")


def quotation(document: Document) -> str:
    """The document as it is named in running text; what is not known is left out.

    `Công văn số 689/UBND-VX ngày 16 tháng 3 năm 2023 của Ủy ban nhân dân huyện Bình Sơn về việc …`
    """
    fields = document.fields
    type, subject = fields.type, _subject(document)
    if type and type.code in NAMED_BY_TITLE and subject:
        return " ".join(filter(None, (_by_title(type, subject), day_in_words(fields.date))))
    parts = [
        type.name if type else "Văn bản",
        f"số {fields.number}" if fields.number else None,
        day_in_words(fields.date),
        f"của {_bodies([issuer.name for issuer in fields.issuers])}" if fields.issuers else None,
        _about(subject, letter=type is None or type.code in _LETTERS) if subject else None,
    ]
    return " ".join(filter(None, parts))


def type_and_subject(document: Document) -> str | None:
    """The document as a register names it, `Công văn về việc …`; None where it has no subject."""
    type, subject = document.fields.type, _subject(document)
    if subject is None or type is None:
        return subject
    if type.code in NAMED_BY_TITLE or subject.lower().startswith(type.name.lower()):
        return _by_title(type, subject)
    return f"{type.name} {_about(subject, letter=type.code in _LETTERS)}"


def legal_basis(document: Document) -> str:
    """The same as a ground of a decision: `Căn cứ …;`."""
    return f"Căn cứ {quotation(document)};"


def day_in_words(date: str | None) -> str | None:
    """As it is written in a document, as far as it is known.

    >>> day_in_words("2023-03-16"), day_in_words("2020-02-05"), day_in_words("2023-11"), day_in_words("2023")
    ('ngày 16 tháng 3 năm 2023', 'ngày 05 tháng 02 năm 2020', 'tháng 11 năm 2023', 'năm 2023')
    """
    if not date:
        return None
    year, month, day = (*date.split("-"), "", "")[:3]
    words = [f"năm {year}"]
    if month:
        words.insert(0, f"tháng {int(month):02d}" if int(month) < 3 else f"tháng {int(month)}")
    if day:
        words.insert(0, f"ngày {int(day):02d}")
    return " ".join(words)


def _subject(document: Document) -> str | None:
    """On one line, without `V/v` in front and without a stop behind."""
    subject = " ".join((document.fields.subject or "").split())
    return _END.sub("", _ABOUT.sub("", subject)) or None


def _about(subject: str, *, letter: bool) -> str:
    subject = _lower(subject)
    if subject.lower().startswith("về ") or (not letter and WITHOUT_ABOUT.match(subject)):
        return subject
    return f"về việc {subject}"


def _lower(subject: str) -> str:
    """A sentence's capital made small; a name's or an abbreviation's stays."""
    first, _, rest = subject.partition(" ")
    sentence = first[:1].isupper() and first[1:].islower() and not rest[:1].isupper()
    return subject[0].lower() + subject[1:] if sentence and (WITHOUT_ABOUT.match(subject) or len(first) > 1) else subject


def _by_title(type: DocumentType, subject: str) -> str:
    return subject if subject.lower().startswith(type.name.lower()) else f"{type.name} {subject}"


def _bodies(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " và " + names[-1]
