"""What the entries about bodies, people, appointments and sign-in are called, and what bodies are called today."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from dieuhanh.config import clock
from dieuhanh.interface.recorded import Recorded, Subject
from dieuhanh.organisations.queries import labels


def _bodies(ids: Iterable[UUID]) -> Mapping[UUID, str]:
    return {key: label.name for key, label in labels(ids, clock.today()).items()}


RECORDED = Recorded(
    kinds={
        "organisations.organisation.created": ("Thành lập cơ quan", "Body founded"),
        "organisations.organisation.renamed": ("Đổi tên cơ quan", "Body renamed"),
        "organisations.organisation.moved": ("Chuyển cơ quan trực thuộc", "Body moved under another"),
        "organisations.organisation.kind_changed": ("Đổi loại cơ quan", "Kind of body changed"),
        "organisations.organisation.merged": ("Sáp nhập cơ quan", "Bodies merged"),
        "organisations.organisation.split": ("Tách cơ quan", "Body split off"),
        "organisations.organisation.divided": ("Chia cơ quan", "Body divided"),
        "organisations.organisation.abolished": ("Giải thể cơ quan", "Body abolished"),
        "organisations.reference.loaded": ("Nạp danh mục cơ quan", "Reference list of bodies loaded"),
        "organisations.units.imported": ("Nhập danh sách đơn vị", "List of units taken in"),
        "organisations.person.created": ("Thêm cán bộ", "Person added"),
        "organisations.person.changed": ("Sửa thông tin cán bộ", "Person's details changed"),
        "organisations.person.deactivated": ("Khóa tài khoản", "Account closed"),
        "organisations.person.reactivated": ("Mở lại tài khoản", "Account opened again"),
        "organisations.person.password_reset": ("Cấp lại mật khẩu", "Password given anew"),
        "organisations.person.password_changed": ("Đổi mật khẩu", "Password changed"),
        "organisations.person.identity_linked": ("Gắn định danh điện tử", "Outside identity linked"),
        "organisations.person.signed_in": ("Đăng nhập", "Signed in"),
        "organisations.person.signed_out": ("Đăng xuất", "Signed out"),
        "organisations.person.session_revoked": ("Kết thúc một phiên đăng nhập", "Session ended"),
        "organisations.appointment.made": ("Giao chức vụ", "Appointment made"),
        "organisations.appointment.created": ("Giao chức vụ", "Appointment made"),
        "organisations.appointment.ended": ("Kết thúc chức vụ", "Appointment ended"),
        "organisations.delegation.made": ("Ủy quyền", "Powers lent"),
        "organisations.delegation.created": ("Ủy quyền", "Powers lent"),
        "organisations.delegation.revoked": ("Thôi ủy quyền", "Lent powers taken back"),
        "organisations.delegation.withdrawn": ("Thôi ủy quyền", "Lent powers taken back"),
        "organisations.token.created": ("Cấp khóa truy cập cho máy", "Machine token issued"),
        "organisations.token.made": ("Cấp khóa truy cập cho máy", "Machine token issued"),
        "organisations.token.revoked": ("Thu hồi khóa truy cập của máy", "Machine token revoked"),
    },
    subjects={
        "organisation": Subject(("Cơ quan", "Body")),
        "person": Subject(("Cán bộ", "Person"), "organisations:person"),
        "appointment": Subject(("Chức vụ", "Appointment")),
        "delegation": Subject(("Ủy quyền", "Delegation")),
        "token": Subject(("Khóa truy cập của máy", "Machine token")),
        "file": Subject(("Tệp", "File")),
    },
    bodies=_bodies,
)
