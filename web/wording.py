"""The words of the pages that stand for values: Vietnamese, in one place, so that a second language can stand beside it.

Sentences that belong to one page stand in its template.
"""

import re
from collections.abc import Mapping

from corpus import doubting
from corpus.difference import Formula, Kind, State
from corpus.document import Level, Relation, StatusCode
from indexer.engines.engine import Attribute, Sort
from search_api.answer import Mode
from search_api.comparing import Verdict

UNKNOWN = "không rõ"

ATTRIBUTES: Mapping[Attribute, str] = {
    Attribute.ISSUER: "Cơ quan ban hành",
    Attribute.YEAR: "Năm",
    Attribute.TYPE: "Loại văn bản",
    Attribute.LEVEL: "Cấp",
    Attribute.FIELD: "Lĩnh vực",
    Attribute.SIGNER: "Người ký",
    Attribute.SYMBOL: "Ký hiệu",
    Attribute.NUMBER: "Số",
}

AS_TYPED = "Tìm đúng như đã gõ"
AS_UNDERSTOOD = "Để máy hiểu câu hỏi"

MODES: Mapping[Mode, str] = {
    Mode.HYBRID: "Từ và nghĩa",
    Mode.KEYWORD: "Theo từ",
    Mode.SEMANTIC: "Theo nghĩa",
}

SORTS: Mapping[Sort, str] = {
    Sort.RELEVANCE: "Sát nhất",
    Sort.NEWEST: "Mới nhất",
    Sort.OLDEST: "Cũ nhất",
}

SURE = doubting.SURE
"""Below that a field is shown as uncertain."""

BUSY = "Một tiến trình khác đang ghi vào kho; hãy thử lại sau ít phút. Tệp vẫn chờ ở đây."
TOO_MUCH = "Tệp quá lớn, hoặc đã có quá nhiều tệp chờ; tệp lớn hãy thêm bằng lệnh vanban add."
NOT_KEPT = "Không lưu được văn bản nào từ tệp này."

NO_PREVIEW: Mapping[str, str] = {
    "unsupported": "Tệp loại này không hiện được ở đây; hãy tải về để xem.",
    "missing": "Tệp gốc không còn trong kho.",
    "encrypted": "Tệp đặt mật khẩu, không hiện được.",
    "too-large": "Tệp quá lớn để hiện ở đây; hãy tải về để xem.",
    "time": "Dựng trang mất quá nhiều thời gian; hãy tải tệp về để xem.",
    "busy": "Máy đang dựng nhiều trang cùng lúc; hãy tải lại trang sau giây lát.",
    "": "Tệp không hiện được ở đây; hãy tải về để xem.",
}
"""Why an original is not shown, by the reason of `Unreadable`."""

NO_YEAR_BEFORE = (
    "Không có văn bản cùng việc của năm trước",
    "Kho không có, hoặc chưa nhận ra, văn bản cùng việc với {} của những năm trước. Mục “Tương tự” của văn bản ấy có thể có.",
)

MATCHED: Mapping[str, str] = {"number": "đúng số", "words": "theo từ", "meaning": "theo nghĩa"}

RELEVANCES: Mapping[int, str] = {0: "không liên quan", 1: "có liên quan", 2: "đúng cái cần"}
"""How a person judges a result."""

VERDICTS: Mapping[Verdict, str] = {
    Verdict.BETTER: "tốt lên",
    Verdict.WORSE: "kém đi",
    Verdict.NO_DIFFERENCE: "không thấy khác biệt",
}

MADE_BY: Mapping[str, str] = {
    "encoder": "bộ mã hóa",
    "index": "cấu trúc chỉ mục",
    "rules": "quy tắc xếp hạng",
    "version": "phiên bản chương trình",
    "reranker": "bộ xếp lại",
}
"""What makes a ranking."""

REASONS: Mapping[str, str] = {
    "meaning": "nội dung gần nhau",
    "subject": "trích yếu gần nhau",
    "citations": "cùng viện dẫn",
    "recurring": "văn bản hằng năm",
}

LEVELS: Mapping[Level, str] = {
    Level.CENTRAL: "trung ương",
    Level.PROVINCE: "cấp tỉnh",
    Level.DISTRICT: "cấp huyện",
    Level.COMMUNE: "cấp xã",
    Level.UNIT: "đơn vị",
    Level.ENTERPRISE: "doanh nghiệp",
}

RELATIONS: Mapping[Relation, str] = {
    Relation.IMPLEMENTS: "thực hiện",
    Relation.LEGAL_BASIS: "căn cứ",
    Relation.CITES: "viện dẫn",
    Relation.AMENDS: "sửa đổi, bổ sung",
    Relation.REPLACES: "thay thế",
    Relation.REPEALS: "bãi bỏ",
    Relation.SUSPENDS: "tạm ngưng",
    Relation.ANSWERS: "trả lời",
    Relation.FOLLOWS: "tiếp theo",
    Relation.CORRECTS: "đính chính",
    Relation.GUIDES: "hướng dẫn",
    Relation.CONSOLIDATES: "hợp nhất",
    Relation.PROPOSAL: "theo đề nghị",
}

STATES: Mapping[str, str] = {"held": "có trong kho", "ambiguous": "chưa rõ là văn bản nào", "missing": "chưa có trong kho"}
"""Of a cited document."""

CITED_BY: Mapping[Relation, str] = {
    Relation.IMPLEMENTS: "được thực hiện trong",
    Relation.LEGAL_BASIS: "là căn cứ của",
    Relation.CITES: "được viện dẫn trong",
    Relation.AMENDS: "được sửa đổi, bổ sung trong",
    Relation.REPLACES: "được thay thế bằng",
    Relation.REPEALS: "bị bãi bỏ, hết hiệu lực theo",
    Relation.SUSPENDS: "bị tạm ngưng theo",
    Relation.ANSWERS: "được trả lời trong",
    Relation.FOLLOWS: "được tiếp theo bởi",
    Relation.CORRECTS: "được đính chính trong",
    Relation.GUIDES: "được hướng dẫn trong",
    Relation.CONSOLIDATES: "được hợp nhất trong",
    Relation.PROPOSAL: "là đề nghị cho",
}

STATUSES: Mapping[StatusCode, str] = {
    StatusCode.UNKNOWN: UNKNOWN,
    StatusCode.IN_FORCE: "còn hiệu lực",
    StatusCode.PARTLY_REPLACED: "được sửa đổi, bãi bỏ một phần",
    StatusCode.REPLACED: "đã được thay thế",
    StatusCode.REPEALED: "đã bị bãi bỏ",
    StatusCode.EXPIRED: "hết hiệu lực",
}

URGENCIES: Mapping[str, str] = {"khan": "khẩn", "thuong_khan": "thượng khẩn", "hoa_toc": "hỏa tốc"}

CAPACITIES: Mapping[str, str] = {
    "TM": "thay mặt",
    "KT": "ký thay",
    "TL": "thừa lệnh",
    "TUQ": "thừa ủy quyền",
    "Q": "quyền",
}
"""How a signer signs, by the letters before the title (decree 30/2020/NĐ-CP, article 13)."""

FIELDS: Mapping[str, str] = {
    "number": "Số, ký hiệu",
    "symbol": "Ký hiệu",
    "type": "Loại văn bản",
    "issuer": "Cơ quan ban hành",
    "date": "Ngày ban hành",
    "place": "Nơi ban hành",
    "subject": "Trích yếu",
    "signer": "Người ký",
    "signer_title": "Chức vụ người ký",
    "signer_capacity": "Thẩm quyền ký",
    "urgency": "Độ khẩn",
    "addressees": "Kính gửi",
    "recipients": "Nơi nhận",
    "fields": "Lĩnh vực",
    "access_label": "Nhãn truy cập",
    "external_id": "Mã ngoài",
}
"""Names of the fields that people correct."""

PROPOSED: Mapping[str, str] = {
    "filename": "theo tên tệp",
    "number.recognised": "đọc từ ảnh",
    "number.misread": "có thể đọc nhầm",
}
"""Where a proposed value comes from, by its rule."""

UNREADABLE: Mapping[str, str] = {
    "empty": "không có chữ nào",
    "broken": "tệp hỏng hoặc sai dạng; hãy mở, lưu lại rồi thêm lại",
    "encrypted": "tệp có mật khẩu; hãy bỏ mật khẩu rồi thêm lại",
    "no-text": "không có chữ nào đọc được; nếu là bản quét, hãy để nhận dạng chữ (--ocr auto) rồi thêm lại",
    "needs-ocr": "bản quét, đang chờ chương trình nhận dạng chữ (Tesseract); cài xong thì chạy vanban add --retry",
    "wrong-suffix": "đuôi tệp không đúng với nội dung; hãy sửa lại đuôi tệp",
    "too-large": "tệp quá lớn",
    "too-many-pages": "quá nhiều trang; hãy tách tệp ra",
    "unsupported": "chưa đọc được loại tệp này; hãy lưu thành .docx hoặc PDF có chữ",
    "time": "đọc quá lâu nên phải dừng",
    "memory": "cần quá nhiều bộ nhớ",
    "crashed": "tệp làm hỏng tiến trình đọc; hãy mở, lưu lại rồi thêm lại",
    "missing": "không có tệp này; hãy xem lại đường dẫn",
    "denied": "không có quyền đọc tệp này",
    "secret": "có dấu mật; kho không nhận văn bản mật",
    "hostile": "tệp nén có cấu trúc nguy hiểm",
    "outside": "nằm ngoài thư mục đang thêm",
    "removed": "đã bị xóa khỏi kho; muốn nhận lại thì thêm với --again",
}
"""Why a file gave no document and what to do, by the code of corpus.errors; programs read the code and the message."""

CHANGES: Mapping[Kind, str] = {
    Kind.DATE: "ngày",
    Kind.NUMBER: "số",
    Kind.NAME: "tên",
    Kind.DUTY: "nhiệm vụ",
    Kind.WORDS: "từ ngữ",
}
"""What a change between two documents touches."""

PASSAGES: Mapping[State, str] = {
    State.EQUAL: "giống nhau",
    State.CHANGED: "sửa",
    State.MOVED: "chuyển chỗ",
    State.ADDED: "thêm",
    State.DROPPED: "bỏ",
}
"""What became of a passage from the one document to the other."""

FORMULAS: Mapping[Formula, str] = {
    Formula.NATION: "quốc hiệu",
    Formula.BASIS: "căn cứ",
    Formula.CLOSING: "câu kết",
    Formula.RECIPIENTS: "nơi nhận",
    Formula.SIGNATURE: "chữ ký",
}


def told_summary(changes: Mapping[Kind, int], passages: Mapping[State, int]) -> str:
    """What differs between two documents, in one line.

    >>> told_summary({Kind.WORDS: 7, Kind.DATE: 3, Kind.NUMBER: 2}, {State.MOVED: 1, State.EQUAL: 9})
    '12 chỗ sửa (3 ngày, 2 số), 1 đoạn chuyển chỗ'
    >>> told_summary({}, {State.EQUAL: 9})
    'không có gì khác'
    """
    named = ", ".join(f"{changes[kind]} {name}" for kind, name in CHANGES.items() if kind != "words" and changes.get(kind))
    count = sum(changes.values())
    parts = [f"{count} chỗ sửa" + (f" ({named})" if named else "")] if count else []
    parts += [
        f"{passages[state]} đoạn {PASSAGES[state]}" for state in (State.ADDED, State.DROPPED, State.MOVED) if passages.get(state)
    ]
    return ", ".join(parts) or "không có gì khác"


_LINE = re.compile(r"#(?:[^#]+!)?\d+$")
EMPTY_LINE = "dòng này không ghi số, ký hiệu lẫn trích yếu"


def unreadable(reason: str, shown: str) -> str | None:
    """Why this file, or this line of a register, gave no document; None for a reason without words.

    >>> unreadable("empty", "a.txt"), unreadable("empty", "SO.xlsx#12"), unreadable("empty", "SO.xlsx#Sổ đến!12") == EMPTY_LINE
    ('không có chữ nào', 'dòng này không ghi số, ký hiệu lẫn trích yếu', True)
    """
    return EMPTY_LINE if reason == "empty" and _LINE.search(shown) else UNREADABLE.get(reason)


CONTENTS: Mapping[str, str] = {
    "plain text": "chữ thường (.txt)",
    "a Word document (.docx)": "văn bản Word (.docx)",
    "a Word 97-2003 document (.doc)": "văn bản Word 97-2003 (.doc)",
    "a Word document with macros (.docm)": "văn bản Word có macro (.docm)",
    "a document of Word 6, 95 or older": "văn bản Word 6, 95 hoặc cũ hơn",
    "an Excel workbook (.xlsx)": "bảng tính Excel (.xlsx)",
    "an Excel workbook of another format than .xlsx": "bảng tính Excel không phải .xlsx",
    "a PowerPoint presentation": "bài trình chiếu PowerPoint",
    "an OpenDocument text (.odt)": "văn bản OpenDocument (.odt)",
    "an OpenDocument file": "tệp OpenDocument",
    "Rich Text (.rtf)": "văn bản .rtf",
    "a mail message (.eml)": "thư điện tử (.eml)",
    "an Outlook message (.msg)": "thư Outlook (.msg)",
    "an image": "ảnh",
    "a packed archive": "tệp nén",
    "an encrypted Office document": "tệp Office có mật khẩu",
    "a sound or film": "âm thanh hoặc phim",
    "a program": "chương trình",
    "data or source text": "dữ liệu hoặc mã nguồn",
}
"""What a file is, by the readers' own words for it (corpus.readers.kinds)."""

STATUS: Mapping[str, str] = {
    "version": "Phiên bản chương trình",
    "documents": "Văn bản",
    "by_year": "Theo năm",
    "by_type": "Theo loại",
    "by_level": "Theo cấp",
    "by_issuer": "Cơ quan có nhiều văn bản nhất",
    "encoder": "Bộ mã hóa",
    "reranker": "Bộ xếp lại kết quả",
    "quality": "Chất lượng tìm kiếm",
    "questions": "Câu hỏi của cơ quan",
    "judged": "Câu đã chấm",
    "measured": "Mốc so sánh",
    "changed_since": "Đã đổi từ mốc",
    "changed": "Thay đổi lần cuối",
    "pending": "Đang chờ đưa vào chỉ mục",
    "to_review": "Trường chưa chắc, cần rà soát",
    "at_desk": "Tệp chờ ở bàn tiếp nhận",
    "backup": "Sao lưu lần cuối",
    "health": "Sức khỏe máy chủ",
    "nodes": "Số nút",
    "server": "Phiên bản máy chủ",
    "shards": "Mảnh chính + bản sao",
    "batches": "Số lần ghi",
    "alias": "Tên trên máy chủ",
    "unreadable": "Số tệp chưa đọc được",
    "failures": "Các tệp chưa đọc được",
    "ocr": "Nhận dạng chữ từ ảnh",
    "waiting": "tệp đang chờ nhận dạng",
    "install": "gói cần cài",
    "secret_refused": "Văn bản mật đã từ chối",
    "count": "Số lần",
    "last": "Lần cuối",
    "index": "Chỉ mục",
    "engine": "Máy tìm kiếm",
    "passages": "Đoạn",
    "megabytes": "Dung lượng (MB)",
    "fingerprint": "Dấu nhận dạng",
    "generation": "Thế hệ",
    "dimensions": "Số chiều",
    "segments": "Phân đoạn",
    "vectors": "Véc tơ",
    **{level.value: name for level, name in LEVELS.items()},
}
"""Names of what the status of an archive says; a key without one is shown as it is."""

PARAMETERS: Mapping[str, str] = {
    "a": "Địa chỉ so sánh viết như /so-sanh?a=MÃ&b=MÃ; mở trang của một văn bản rồi chọn “So sánh”.",
    "b": "Cần mã của hai văn bản, hoặc một văn bản với --version.",
    "version": "Phiên bản đi với một văn bản; với hai văn bản thì dùng va và vb.",
    "year": "Năm viết như 2019, 2019..2023, 2019.. hoặc ..2023.",
    "năm": "Năm viết như năm:2019 hoặc năm:2019..2023.",
    "limit": "Mỗi trang có nhiều nhất 100 văn bản.",
    "offset": "Chỉ xem được 10.000 văn bản đầu; hãy thu hẹp câu hỏi.",
    "mode": "Cách tìm là hybrid, keyword hoặc semantic.",
    "sort": "Thứ tự là relevance, newest hoặc oldest.",
    "lineage": "Gồm cả cơ quan tiền thân, kế thừa: viết lineage=1, hoặc bỏ đi.",
    "facets": "Tên nhóm thu hẹp không đúng.",
    "as_of": "Ngày viết như 16/3/2023, 2023-03-16, 2023-03 hoặc 2023.",
    "date": "Ngày viết như 16/3/2023, 2023-03-16, 2023-03 hoặc 2023.",
    "type": "Không có loại văn bản này; viết tên hoặc mã, như Công văn hoặc cong-van.",
    "number": "Số văn bản viết như 689/UBND-VX hoặc 1559-CV/HU.",
    "issuer": "Tên cơ quan chưa đúng; các cơ quan cùng ban hành cách nhau bằng dấu chấm phẩy.",
    "urgency": "Độ khẩn là khẩn, thượng khẩn hoặc hỏa tốc.",
}
"""What a parameter accepts, where the error itself speaks to programs."""

FAULTS: Mapping[int, tuple[str, str]] = {
    400: ("Yêu cầu chưa đúng", "Hãy sửa lại câu hỏi hoặc địa chỉ rồi thử lại."),
    403: ("Không nhận", "Biểu mẫu không được gửi từ trang của kho này nên không có gì thay đổi. Hãy mở lại trang rồi làm lại."),
    404: ("Không tìm thấy", "Không có trang hoặc văn bản này, hoặc quý vị không được xem."),
    405: ("Không làm được việc này ở đây", "Trang này chỉ để đọc."),
    413: ("Quá dài", "Những gì đã gõ quá dài; hãy rút ngắn rồi thử lại."),
    500: ("Có lỗi trong chương trình", "Lỗi đã được ghi lại. Hãy thử lại; nếu còn lỗi, xin báo người quản trị kho."),
    503: ("Kho tạm thời chưa dùng được", "Hãy thử lại sau ít phút."),
}
"""Title and advice of the pages that say something went wrong."""
