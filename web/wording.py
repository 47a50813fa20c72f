"""The words of the pages that stand for values: Vietnamese, in one place, so that a second language can stand beside it.

Sentences that belong to one page stand in its template.
"""

from collections.abc import Mapping

from corpus.document import Level, Relation, StatusCode, System
from indexer.engines.engine import Attribute, Sort
from search_api.answer import Mode

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

MATCHED: Mapping[str, str] = {"number": "đúng số", "words": "theo từ", "meaning": "theo nghĩa"}

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

SYSTEMS: Mapping[System, str] = {
    System.STATE: "cơ quan nhà nước",
    System.PARTY: "cơ quan Đảng",
    System.COUNCIL: "Hội đồng nhân dân",
    System.FRONT: "Mặt trận và đoàn thể",
    System.COURT: "tòa án",
    System.PROCURACY: "viện kiểm sát",
    System.ENTERPRISE: "doanh nghiệp",
    System.OTHER: "cơ quan khác",
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

STATUSES: Mapping[StatusCode, str] = {
    StatusCode.UNKNOWN: UNKNOWN,
    StatusCode.IN_FORCE: "còn hiệu lực",
    StatusCode.PARTLY_REPLACED: "được thay thế một phần",
    StatusCode.REPLACED: "đã được thay thế",
    StatusCode.REPEALED: "đã bị bãi bỏ",
    StatusCode.EXPIRED: "hết hiệu lực",
}

PARAMETERS: Mapping[str, str] = {
    "year": "Năm viết như 2019, 2019..2023, 2019.. hoặc ..2023.",
    "năm": "Năm viết như năm:2019 hoặc năm:2019..2023.",
    "limit": "Mỗi trang có nhiều nhất 100 văn bản.",
    "offset": "Chỉ xem được 10.000 văn bản đầu; hãy thu hẹp câu hỏi.",
    "mode": "Cách tìm là hybrid, keyword hoặc semantic.",
    "sort": "Thứ tự là relevance, newest hoặc oldest.",
    "facets": "Tên nhóm thu hẹp không đúng.",
}
"""What a parameter accepts, where the error itself speaks to programs."""

FAULTS: Mapping[int, tuple[str, str]] = {
    400: ("Yêu cầu chưa đúng", "Hãy sửa lại câu hỏi hoặc địa chỉ rồi thử lại."),
    404: ("Không tìm thấy", "Không có trang hoặc văn bản này, hoặc quý vị không được xem."),
    405: ("Không làm được việc này ở đây", "Trang này chỉ để đọc."),
    500: ("Có lỗi trong chương trình", "Lỗi đã được ghi lại. Hãy thử lại; nếu còn lỗi, xin báo người quản trị kho."),
    503: ("Kho tạm thời chưa dùng được", "Hãy thử lại sau ít phút."),
}
"""Title and advice of the pages that say something went wrong."""
