"""The powers that an appointment carries, and the roles that usually hold them together."""

from dataclasses import dataclass

from dieuhanh.deadlines.rules.text import Text

POWERS: dict[str, Text] = {
    "organisations.manage": Text(
        "Thay đổi tổ chức của các đơn vị cấp dưới", "Change the life of bodies below one's own"
    ),
    "people.manage": Text("Thêm cán bộ và bổ nhiệm", "Make people known and appoint them"),
    "tokens.manage": Text("Tạo và thu hồi mã truy cập cho máy", "Make and revoke tokens for machines"),
    "deadlines.manage": Text("Nhập lịch làm việc và quy tắc thời hạn", "Enter calendars and deadline rules"),
    "ledger.read": Text("Đọc các mục sổ cái", "Read ledger entries"),
    "signing.manage": Text(
        "Quản lý chứng thư và danh sách tin cậy", "Manage certificates and the trust list"
    ),
    "signing.sign": Text("Ký số cá nhân", "Sign personally"),
    "indicators.manage": Text("Quy định chỉ tiêu và mục tiêu", "Define indicators and targets"),
    "regimes.manage": Text("Quy định chế độ báo cáo và biểu mẫu", "Define reporting regimes and forms"),
    "periods.open": Text("Mở kỳ báo cáo và gia hạn", "Open reporting periods and grant extensions"),
    "reporting.view": Text("Xem báo cáo", "See reports"),
    "reporting.enter": Text("Nhập và trình số liệu", "Enter and submit figures"),
    "reporting.approve": Text("Duyệt hoặc trả lại báo cáo", "Approve or return reports"),
    "reporting.sign": Text("Ký và gửi báo cáo", "Sign and send reports"),
    "reporting.receive": Text("Tiếp nhận báo cáo của cơ quan khác", "Receive reports of other bodies"),
    "facts.import": Text("Nhập số liệu hàng loạt", "Import figures in bulk"),
    "facts.view": Text("Xem số liệu và nguồn", "See figures and their sources"),
    "directives.enter": Text("Nhập văn bản và nhiệm vụ", "Enter directives and tasks"),
    "directives.check": Text(
        "Kiểm tra văn bản với tư cách người thứ hai", "Check directives as the second person"
    ),
    "directives.publish": Text("Giao nhiệm vụ", "Publish tasks"),
    "directives.verify": Text("Kiểm chứng và quyết định về nhiệm vụ", "Verify tasks and decide about them"),
    "tasks.act": Text("Thực hiện nhiệm vụ của cơ quan chủ trì", "Act for the body that leads a task"),
    "tasks.lead": Text("Xin lùi thời hạn với tư cách thủ trưởng", "Ask for extensions as its head"),
    "webhooks.manage": Text(
        "Gửi thay đổi của nhiệm vụ tới hệ thống của cơ quan",
        "Have changes of a body’s tasks sent to its own systems",
    ),
    "programmes.manage": Text("Nhập chương trình và chỉ tiêu", "Enter programmes and targets"),
    "programmes.verify": Text(
        "Kiểm chứng số liệu và văn bản của chương trình", "Verify figures and documents of programmes"
    ),
    "programmes.report": Text(
        "Báo số liệu chương trình cho cơ quan mình", "Report figures of programmes for one's body"
    ),
    "inspections.plan": Text("Chuẩn bị kiểm tra và họp", "Plan inspections and meetings"),
    "inspections.lead": Text("Chủ trì kiểm tra và họp", "Lead inspections and meetings"),
    "inspections.answer": Text("Trả lời cho cơ quan được kiểm tra", "Answer for the inspected body"),
    "centre.view": Text("Xem màn hình Trung tâm", "See the wall of the Centre"),
    "centre.manage": Text("Bố trí các màn của màn hình Trung tâm", "Arrange the scenes of the wall"),
}
"""Power → what it allows. Rooms check them by name; people are told the words."""

LOCAL_POWERS = frozenset(
    {
        "signing.sign",
        "reporting.view",
        "reporting.enter",
        "reporting.approve",
        "reporting.sign",
        "facts.view",
        "tasks.act",
        "tasks.lead",
        "directives.enter",
        "directives.check",
        "directives.publish",
        "directives.verify",
        "programmes.report",
        "inspections.answer",
    }
)
"""What who manages the people of a body may give there without having it: the work of an ordinary office.
Every other power is given only by who has it himself, or by who manages the people of the whole country."""

PERSONAL_POWERS = frozenset(
    {"people.manage", "tokens.manage", "signing.sign", "signing.manage", "reporting.sign"}
)
"""What needs a human hand: no token carries it."""


@dataclass(frozen=True, slots=True)
class Role:
    """A named set of powers with the position it is usually held under."""

    key: str
    position_vi: str
    position_en: str
    powers: frozenset[str]


def _role(key: str, vi: str, en: str, *powers: str) -> Role:
    return Role(key, vi, en, frozenset(powers))


_VIEW = ("reporting.view", "facts.view")
ROLES: dict[str, Role] = {
    role.key: role
    for role in (
        _role(
            "clerk",
            "Chuyên viên nhập liệu",
            "Reporting clerk",
            *_VIEW,
            "reporting.enter",
            "tasks.act",
            "directives.enter",
            "programmes.report",
            "inspections.answer",
        ),
        _role(
            "leader",
            "Lãnh đạo đơn vị",
            "Leader of the body",
            *_VIEW,
            "reporting.approve",
            "reporting.sign",
            "signing.sign",
            "tasks.act",
            "tasks.lead",
            "directives.check",
            "directives.publish",
            "directives.verify",
            "programmes.report",
            "inspections.answer",
        ),
        _role(
            "receiver",
            "Chuyên viên tiếp nhận, Văn phòng Chính phủ",
            "Receiving officer, Government Office",
            *_VIEW,
            "reporting.receive",
            "directives.enter",
            "directives.check",
            "directives.publish",
            "directives.verify",
            "programmes.manage",
            "programmes.verify",
            "regimes.manage",
            "periods.open",
            "indicators.manage",
            "deadlines.manage",
            "facts.import",
            "tokens.manage",
            "centre.view",
        ),
        _role(
            "steering",
            "Chuyên viên theo dõi, đôn đốc, Văn phòng Chính phủ",
            "Steering officer, Government Office",
            *_VIEW,
            "directives.enter",
            "directives.check",
            "directives.publish",
            "directives.verify",
            "programmes.manage",
            "programmes.verify",
            "inspections.plan",
            "centre.view",
        ),
        _role(
            "working_group",
            "Tổ trưởng Tổ công tác của Thủ tướng Chính phủ",
            "Head of the Prime Minister's Working Group",
            *_VIEW,
            "directives.check",
            "directives.publish",
            "inspections.plan",
            "inspections.lead",
            "signing.sign",
            "centre.view",
        ),
        _role(
            "centre_leader",
            "Lãnh đạo Trung tâm",
            "Leader at the Centre",
            *_VIEW,
            "centre.view",
            "centre.manage",
            "ledger.read",
        ),
        _role(
            "administrator",
            "Quản trị hệ thống",
            "Administrator",
            "organisations.manage",
            "people.manage",
            "tokens.manage",
            "signing.manage",
            "webhooks.manage",
        ),
        _role("auditor", "Kiểm tra, giám sát", "Auditor", *_VIEW, "ledger.read"),
        _role(
            "integrator",
            "Kỹ sư tích hợp",
            "Integration engineer",
            *_VIEW,
            "facts.import",
            "tokens.manage",
            "webhooks.manage",
        ),
    )
}
