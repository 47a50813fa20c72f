"""Which units of a document are formulas: national title, legal basis, closing sentences, recipients, signature."""

import re
from collections.abc import Sequence

from corpus.difference.values import Formula
from corpus.vietnamese import fold_in_place

_SEEN = 240
"""Characters of a unit that are looked at."""
_SIGNATURE_UNITS = 12
_NAME_LENGTH = 40
_MARKS = " \t\n\r|*_-–+•.,;:()"
_NATION = re.compile(
    r"(?:cong\s+hoa\s+xa\s+hoi\s+chu\s+nghia\s+viet\s+nam|doc\s+lap\W+tu\s+do\W+hanh\s+phuc|dang\s+cong\s+san\s+viet\s+nam|[\W_])+"
)
_BASIS = re.compile(r"can cu (?!noi dung|(?:cong van|ke hoach|chi thi|van ban|huong dan) nay)|(?:xet|theo) (?:de nghi|to trinh) ")
_CLOSING = re.compile(
    r"tran trong|tren day la|trong qua trinh (?:trien khai |to chuc )?(?:thuc hien|thi hanh)\b.{0,40}\bneu\b"
    r"|(?:nhan duoc|can cu noi dung) (?:cong van|ke hoach|chi thi|van ban|huong dan)\b"
    r"|(?:de nghi|yeu cau) .{0,160}\b(?:nghiem tuc )?(?:trien khai|to chuc) thuc hien\W*$"
    r"|(?:[^\W_]+ ){1,4}nay (?:co|bat dau co) hieu luc\b"
    r"|.{0,200}\bchiu trach nhiem (?:thi hanh|thuc hien) (?:[^\W_]+ ){1,3}nay\b"
)
_RECIPIENTS = re.compile(r"noi nhan\W*(?:$|:|-)")
_ITEM = re.compile(r"\s*(?:[-+•–]|luu\b|nhu tren\b)")
_AUTHORITY = re.compile(r"(?:tm|kt|tl|tuq|q|t/m|k/t|t/l)\s?[./]")
_TITLE = re.compile(
    r"(?:pho |quyen )?(?:tong )?(?:chu tich|chu nhiem|giam doc|bo truong|thu truong|thu tuong|chanh|vien truong|bi thu|truong"
    r"|cuc truong|vu truong|hieu truong|thong doc|uy vien|thu ky|chu toa)\b"
)
_SIGNED = re.compile(r"\W*(?:da ky|chu ky|ky ten)\b")


def formulas(text: str, starts: Sequence[int]) -> list[Formula | None]:
    """For each unit, given by where it starts, the formula that it is; None for what the document has to say."""
    found: list[Formula | None] = []
    before: Formula | None = None
    signed = 0
    for at, start in enumerate(starts):
        end = starts[at + 1] if at + 1 < len(starts) else len(text)
        seen = text[start : min(end, start + _SEEN)]
        before = _formula(seen, end - start, before, signed, late=2 * start >= len(text))
        signed = signed + 1 if before is Formula.SIGNATURE else 0
        found.append(before)
    return found


def _formula(seen: str, length: int, before: Formula | None, signed: int, *, late: bool) -> Formula | None:
    folded = fold_in_place(seen)
    plain = folded.strip(_MARKS)
    if _NATION.fullmatch(folded):
        return Formula.NATION
    if _RECIPIENTS.match(plain) or (before is Formula.RECIPIENTS and _ITEM.match(folded)):
        return Formula.RECIPIENTS
    if late and length <= _SEEN and _signs(seen.strip(_MARKS), plain, before, signed):
        return Formula.SIGNATURE
    if _BASIS.match(plain):
        return Formula.BASIS
    return Formula.CLOSING if _CLOSING.match(plain) else None


def _signs(written: str, plain: str, before: Formula | None, signed: int) -> bool:
    """Whether it is a line of the signature: its authority, its title, `(Đã ký)`, or the name below them."""
    if written.isupper() and (_AUTHORITY.match(plain) or _TITLE.match(plain)):
        return True
    follows = before is Formula.SIGNATURE and signed < _SIGNATURE_UNITS
    return follows and len(written) <= _NAME_LENGTH and (written.istitle() or bool(_SIGNED.match(plain)))
