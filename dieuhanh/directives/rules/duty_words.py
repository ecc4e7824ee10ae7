"""The words by which Vietnamese directives lay down a duty: parties, verbs, products, and what is no order at all.

Lists, not a model: each proposal can say which word it came from. They were written on the tune half of the
sentences (see `docs/directives-language.md`) and held to the other half.
"""

from __future__ import annotations

import re

_UPPER = "A-ZÀ-ÖØ-ÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
_CHUNK = rf"(?:Lao động|Phát triển nông thôn|Giao thông vận tải|Thương binh|[{_UPPER}]\w*(?:[ ][{_UPPER}]\w*|[ ](?!và\b|về\b|sẽ\b)\w+)?)"
_NOT_NEXT = r"(?!Bộ\b|Văn phòng|Ủy ban|UBND|Ngân hàng|Thanh tra|Sở\b|Cục\b|Các\b|Chủ tịch|Tổ\b|Hội đồng)"
_NAMED = rf"{_CHUNK}(?:(?:, | và | - | – |-){_NOT_NEXT}{_CHUNK})*"
_PLACE = rf"[{_UPPER}]\w*(?:[ -][{_UPPER}]\w*)*"
_LEADER = r"(?:Bộ trưởng|Thủ trưởng|Chủ tịch|Thống đốc|Tổng Thanh tra|Chủ nhiệm|Giám đốc|Tổng Giám đốc|Lãnh đạo|Đồng chí)"
_PROVINCES = (
    r"(?:Chủ tịch )?(?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND)(?: các)?"
    r" (?:cấp tỉnh|cấp huyện|cấp xã|huyện|tỉnh, thành phố(?: trực thuộc [Tt]rung ương)?|địa phương)"
)
_BODIES = (
    r"(?:\d+ (?:trong \d+ )?)?(?:[Cc]ác |[Tt]ừng )?(?:bộ|Bộ)(?: trưởng)?(?:, ?(?:cơ quan(?! thuộc)|ngành)(?: ngang [Bb]ộ| trung ương)?)+"
    r"(?:, (?:các )?cơ quan thuộc Chính phủ)?",
    r"(?:[Cc]ác |\d+ )(?:bộ|Bộ)\b(?: trưởng)?(?! ["
    + _UPPER
    + r"])(?: (?:trong \d+ bộ )?(?:chưa trình|chưa đăng ký|bị phê bình))?",
    r"(?:[Cc]ác )?(?:cơ quan ngang [Bb]ộ|cơ quan thuộc Chính phủ|cơ quan trung ương)",
    _PROVINCES,
    rf"(?:Chủ tịch )?(?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND) (?:tỉnh|thành phố|TP\.?) {_PLACE}",
    r"(?:[Cc]ác |\d+ )?(?:tỉnh, thành phố(?: trực thuộc [Tt]rung ương)?|địa phương|Địa phương)(?: được chọn| bị phê bình)?",
    rf"(?:{_LEADER} )?Bộ (?:quản lý cơ sở dữ liệu|{_NAMED})",
    r"Lãnh đạo Chính phủ|Các Phó Thủ tướng",
    rf"{_LEADER} (?:các )?(?:cơ quan(?: ngang [Bb]ộ| thuộc Chính phủ)?|{_PLACE})",
    r"Văn phòng Chính phủ|Ngân hàng Nhà nước(?: Việt Nam)?|Thanh tra Chính phủ|Bảo hiểm xã hội Việt Nam|Kiểm toán nhà nước",
    r"Thông tấn xã Việt Nam|Đài (?:Truyền hình|Tiếng nói) Việt Nam|Viện Hàn lâm [\w ]{5,40}Việt Nam|Ủy ban Dân tộc",
    rf"(?:Các )?(?:Phó )?Thủ tướng(?: Chính phủ)? {_PLACE}",
    r"Tổ công tác(?: số \d+(?: đến số \d+)?| cải cách TTHC)?(?: của Thủ tướng(?: Chính phủ)?)?",
    r"Ban Chỉ đạo(?: cấp tỉnh| quốc gia)?|Hội đồng tư vấn(?: cải cách TTHC)?|Ủy ban Quốc gia [\w ]{5,40}",
    rf"(?:Giám đốc )?(?:Sở|Cục|Tổng cục|Chi cục) {_CHUNK}|Giám đốc sở|Sở, ngành|pháp chế bộ",
    r"(?:KHĐT|LĐTBXH|TTTT|GDĐT|VHTTDL|Công Thương|Tài chính|Ngoại giao)(?=;| và |$)",
)
BODY = re.compile("|".join(f"(?:{one})" for one in _BODIES))
"""A party as directives name it, at the place where it is tried."""
BODY_JOIN = re.compile(r"(?: ?\([^()]*\))?(?:[,;] (?:và )?| và |, )(?:các )?")
BRACKETS = re.compile(r" ?\([^()]*\)")

ORDER = re.compile(
    r"(?<!\w)(?:giao(?: nhiệm vụ)?(?: cho)?|yêu cầu|đề nghị|phân công|chỉ đạo|chỉ thị|ủy quyền|cần|phải|có trách nhiệm|chịu trách nhiệm)(?!\w)"
)
"""What makes a sentence an order, in small letters."""
GIVER = re.compile(
    r"^(?:(?:chính phủ|thủ tướng(?: chính phủ)?|phó thủ tướng(?: thường trực)?) )?(?:giao|yêu cầu|đề nghị|phân công|chỉ đạo)(?: cho)? "
)
"""The giver's own words before the party: "Thủ tướng Chính phủ yêu cầu …"."""
STRESS = re.compile(
    r"^(?:(?:khẩn trương|tập trung|tiếp tục|chủ động|kịp thời|thường xuyên|tích cực|quyết liệt|nghiêm túc|sớm|phải|cần|có trách nhiệm|"
    r"chịu trách nhiệm|trực tiếp|không xin|không|tổ chức|ngay|đồng thời|căn cứ chức năng, nhiệm vụ)(?: |, ))+"
)
LEAD = re.compile(
    r"^(?:là )?(?:đầu mối|chủ trì)(?:(?:, | và )phối hợp(?: chặt chẽ)?(?: với)?)?,? ?|^phối hợp(?: chặt chẽ)?(?: với)? "
)

VERBS = (
    "xây dựng|soạn thảo|ký ban hành|ban hành|trình|báo cáo|hoàn thành|hoàn thiện|rà soát|cắt giảm|đơn giản hóa|giảm|tăng cường|tăng|"
    "nâng cao|nâng xếp hạng|nâng(?! cấp)|đề xuất|kiến nghị|triển khai|thực hiện|thực thi|kiểm tra|thanh tra|kiểm soát|đôn đốc|tổ chức|công bố|"
    "công khai|số hóa|tích hợp|kết nối|chia sẻ|chuẩn hóa|chuẩn bị|bãi bỏ|sửa đổi|sửa|bổ sung|tháo gỡ|bảo đảm|đảm bảo|thống kê|thí điểm|"
    "khai trương|vận hành|chỉ đạo|hướng dẫn|thúc đẩy|đẩy nhanh|đẩy mạnh|theo dõi|siết chặt|siết|phân bổ|giải ngân|lập|gửi|phân công|"
    "chứng thực|điều chuyển|điều chỉnh|làm rõ|chấn chỉnh|phát huy|bàn giao|kiện toàn|thu hút|chấm dứt|xác thực|xóa|xóa bỏ|đăng ký|khởi công|nghiên cứu|"
    "đề nghị|rút ngắn|đánh giá|tổng hợp|cung cấp|cập nhật|quản lý|xử lý|phê duyệt|thẩm định|tham mưu|tuyên truyền|truyền thông|bố trí|"
    "cân đối|huy động|quán triệt|khắc phục|thành lập|sắp xếp|chuyển đổi|mở rộng|duy trì|áp dụng|miễn|hỗ trợ|đào tạo|tiếp nhận|vào nhóm|"
    "tạo điều kiện|xem xét|quyết định|đưa vào|thay thế|xin rút|tập huấn|lựa chọn|ưu tiên|xác định|phối hợp|nghiêm cấm|dừng"
)
VERB = re.compile(rf"(?<![\w-])(?:{VERBS})(?![\w-])")
VERB_RUN = re.compile(
    rf"(?<![\w-])(?:{VERBS})(?![\w-])(?:(?:, | và |; )(?:(?:khẩn trương|kịp thời|tiếp tục) )?(?:{VERBS})(?![\w-]))*"
)
"""Verbs in a row that share one product: "xây dựng, trình"."""
NOUN_LIKE = re.compile(
    r"^(?:giải ngân|xác thực|chia sẻ|quản lý|xử lý|đào tạo|hỗ trợ|đánh giá|kiểm soát|kết nối|giảm|miễn)(?!\w)"
)
"""Verbs that after "và" or a comma are as often part of the product ("định danh và xác thực điện tử"): no cut there."""
ONWARD = re.compile(
    r"^(?:trình|báo cáo|gửi)(?: cáo)? (?:lên )?(?:thủ tướng(?: chính phủ)?|chính phủ|quốc hội|hđnd|hội đồng nhân dân|bộ chính trị|"
    r"cấp có thẩm quyền|ủy ban thường vụ quốc hội|bộ [\w ]{2,40}|văn phòng chính phủ)(?: xem xét| phê duyệt| ban hành|, quyết định)*$"
)
"""The way of one product to its receiver: no second task."""

PRODUCTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"(?<!\w)(?:{words})(?!\w)"))
    for kind, words in (
        ("report", "báo cáo"),
        (
            "document",
            "nghị định|nghị quyết|quyết định|thông tư|luật|pháp lệnh|chỉ thị|đề án|kế hoạch|chương trình|chiến lược|quy hoạch|khung|"
            "văn bản|phương án|quy định|danh mục|tờ trình|dự thảo|quy chế|hướng dẫn|tiêu chí|cơ chế|bộ chỉ tiêu",
        ),
        (
            "system",
            "hệ thống|cơ sở dữ liệu|csdl|cổng|nền tảng|trục|phần mềm|ứng dụng|mạng|dịch vụ công|dịch vụ công trực tuyến|công cụ",
        ),
    )
)
TARGET = re.compile(r"(?<![\d,])\d+(?:[,.]\d+)?(?:-\d+)? ?%|từ \d+ đến \d+ (?:bậc|điểm)|tối đa|dưới \d+")
AMOUNT_HEAD = re.compile(
    r"^(?:(?:tối thiểu|ít nhất|trên|hơn|tỷ lệ [^,;]{3,80}?(?:đạt|là))? ?(?:từ )?\d+(?:[,.]\d+)?(?:-\d+)? ?%|tỷ lệ )"
)
PRODUCT_HEAD = re.compile(
    r"^(?:dự thảo )?(?:nghị định|nghị quyết|đề án|kế hoạch|khung|tiêu chí|cơ chế|chiến lược|chương trình|phương án) (?!này|của|số|\d)"
)
REGULAR = re.compile(
    r"(?<!\w)(?<!chi )(?:thường xuyên|định kỳ|hằng (?:ngày|tuần|tháng|quý|năm)|hàng (?:ngày|tuần|tháng|quý|năm))(?!\w)"
)

NO_ORDER = re.compile(
    r"^(?:căn cứ|xét đề nghị|theo đề nghị|nơi nhận|kính gửi|điều này|luật này|nghị định này|thông tư này|quyết định này|phạm vi|đối tượng|"
    r"giải thích|nguyên tắc|điều kiện|hồ sơ|trình tự|thủ tục|thẩm quyền|quyền|nghĩa vụ|trách nhiệm|nội dung|hình thức|phương pháp|mức|"
    r"thời hạn|thời gian|hiệu lực|quy định|điều khoản|chế độ|trường hợp|tiêu chuẩn|yêu cầu về|mẫu|cơ cấu|nhiệm vụ|chức năng|chính sách|"
    r"việc|các trường hợp|danh mục|biểu|khái niệm|tên|xử phạt|cấp|thu hồi|công nhận|trong thời gian qua|thời gian qua|vừa qua|đến nay|"
    r"năm \d{4}, (?:cả nước|kết quả)|thực hiện nghị quyết|tuy nhiên|bên cạnh)(?!\w)"
)
"""How a sentence begins that tells, defines or cites, and orders nobody."""
NARRATIVE = re.compile(
    r"(?<!\w)(?:đã|còn nhiều|còn chậm|đạt được|vẫn còn|trong thời gian qua|được (?:quyền|phép|hưởng|cấp)|có quyền|có thể)(?!\w)"
)
