"""Sentences about how a question was understood, in the reader's language."""

from enum import StrEnum
from typing import Literal

Language = Literal["vi", "en"]


class Note(StrEnum):
    """What may be worth telling; each has a sentence in each language."""

    SHARE = "share"
    NUMBER = "number"
    NUMBER_UNKNOWN = "number-unknown"
    UNKNOWN_NAME = "unknown-name"
    PART_OF_NAME = "part-of-name"
    LINEAGE = "lineage"
    ONLY_KIN = "only-kin"
    SPELLING = "spelling"
    CITED = "cited"
    PREFERRED = "preferred"
    RENAMED = "renamed"
    NO_WORDS = "no-words"
    NO_MEANING = "no-meaning"


_SENTENCES: dict[Note, tuple[str, str]] = {
    Note.SHARE: (
        "Ít văn bản khớp được một nửa câu hỏi, nên kết quả gồm cả văn bản chỉ khớp một phần (từ {share} %).",
        "Few documents hold half of the question's word pairs, so those that hold {share} % count as well.",
    ),
    Note.NUMBER: (
        "Hiểu là số văn bản {number}: văn bản mang số này đứng đầu ({count}).",
        "Understood as the document number {number}: its holders come first ({count}).",
    ),
    Note.NUMBER_UNKNOWN: (
        "Không có văn bản nào mang số {number}; kết quả dưới đây tìm theo từ.",
        "No document carries the number {number}; what follows was found by words.",
    ),
    Note.UNKNOWN_NAME: (
        "Không có {attribute} “{name}” trong kho; hãy viết đủ tên, như ở danh sách thu hẹp kết quả.",
        "No {attribute} “{name}” is known in the archive.",
    ),
    Note.PART_OF_NAME: (
        "“{name}” là một phần của tên: lấy mọi {attribute} có tên như vậy ({count}).",
        "“{name}” is part of a name: every {attribute} named so is taken ({count}).",
    ),
    Note.LINEAGE: (
        "Gồm cả cơ quan tiền thân, cơ quan kế thừa: {names}.",
        "With what the chosen bodies came from and became: {names}.",
    ),
    Note.ONLY_KIN: (
        "Không có văn bản nào của “{name}”; lấy văn bản của cơ quan tiền thân, cơ quan kế thừa: {names}.",
        "No document is from “{name}”; what it came from or became is taken: {names}.",
    ),
    Note.SPELLING: (
        "Trong kho không có {typed}; đã hiểu là {meant}.",
        "Nothing holds {typed}; understood as {meant}.",
    ),
    Note.CITED: (
        "Hiểu là trích dẫn văn bản số {number}: văn bản này đứng đầu ({count}); các từ còn lại vẫn được tìm.",
        "Understood as a citation of {number}: its holders come first ({count}); the other words are searched as well.",
    ),
    Note.PREFERRED: (
        "Xếp trước văn bản {what}; văn bản khác vẫn có ở sau.",
        "Documents {what} come first; others are not left out.",
    ),
    Note.RENAMED: (
        "Tìm cả tên gọi khác, xếp thấp hơn: {names}.",
        "Other names are searched as well, at a lower weight: {names}.",
    ),
    Note.NO_WORDS: (
        "Câu hỏi không có chữ hay số nào để tìm.",
        "The question holds no word or number to search for.",
    ),
    Note.NO_MEANING: (
        "Máy không biết từ nào của câu hỏi, nên không tìm được theo nghĩa; hãy tìm theo từ.",
        "The encoder knows none of the question's words, so nothing is found by meaning.",
    ),
}


def note(which: Note, language: Language, **parts: object) -> str:
    """The sentence with its parts filled in.

    >>> note(Note.SHARE, "en", share=30)
    "Few documents hold half of the question's word pairs, so those that hold 30 % count as well."
    """
    vietnamese, english = _SENTENCES[which]
    return (vietnamese if language == "vi" else english).format(**parts)
