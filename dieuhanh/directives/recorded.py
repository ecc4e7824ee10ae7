"""What the entries about directives and tasks are called: the workflow's own labels where an entry is a step of it."""

from uuid import UUID

from dieuhanh.config.actor import Actor
from dieuhanh.directives.actions.moves import PAST
from dieuhanh.directives.queries.access import visible_directives, visible_tasks
from dieuhanh.directives.rules.workflow import ACTIONS
from dieuhanh.interface.recorded import Recorded, Subject, Words

_STEPS: dict[str, Words] = {
    f"directives.task.{past}": (ACTIONS[action].label.vi, ACTIONS[action].label.en)
    for action, past in PAST.items()
    if action not in ("reassign", "accept_duplicate")
}


def _sees_task(by: Actor, task_id: UUID, _about: UUID | None) -> bool:
    return visible_tasks(by).filter(pk=task_id).exists()


def _sees_directive(by: Actor, directive_id: UUID, _about: UUID | None) -> bool:
    return visible_directives(by).filter(pk=directive_id).exists()


RECORDED = Recorded(
    kinds=_STEPS
    | {
        "directives.directive.entered": ("Nhập văn bản giao nhiệm vụ", "Directive entered"),
        "directives.directive.tasks_cut": ("Cắt nhiệm vụ từ văn bản", "Tasks cut out of a directive"),
        "directives.directive.task_changed": (
            "Sửa nhiệm vụ trước khi giao",
            "Task changed before publication",
        ),
        "directives.directive.task_dropped": (
            "Bỏ nhiệm vụ trước khi giao",
            "Task dropped before publication",
        ),
        "directives.directive.checked": ("Kiểm tra văn bản giao nhiệm vụ", "Directive checked"),
        "directives.directive.unchecked": ("Trả văn bản về sửa", "Directive sent back"),
        "directives.directive.published": ("Giao nhiệm vụ của văn bản", "Directive published"),
        "directives.directive.imported": ("Nhập từ sổ theo dõi", "Taken over from a register"),
        "directives.task.assigner_succeeded": (
            "Cơ quan giao được kế thừa",
            "Assigner's successor takes over",
        ),
        "directives.task.coordination_passed": (
            "Phần phối hợp chuyển cho cơ quan kế thừa",
            "Contribution passed to the successor",
        ),
        "directives.task.clock_settled": ("Đặt lại đồng hồ thời hạn", "Clock set anew"),
        "directives.task.period_opened": ("Mở kỳ báo cáo của nhiệm vụ", "Period of a duty opened"),
        "directives.task.explanation_asked": (
            "Yêu cầu giải trình quá hạn",
            "Explanation of the lateness asked for",
        ),
        "directives.webhook.added": ("Đăng ký địa chỉ nhận thông báo", "Webhook registered"),
        "directives.webhook.secret_rotated": (
            "Đổi khóa bí mật của địa chỉ nhận thông báo",
            "Webhook's secret replaced",
        ),
        "directives.webhook.sent_again": ("Gửi lại một thông báo", "One change sent again"),
        "directives.webhook.started": ("Bật địa chỉ nhận thông báo", "Webhook started"),
        "directives.webhook.stopped": ("Tắt địa chỉ nhận thông báo", "Webhook stopped"),
        "directives.webhook.paused": ("Tạm dừng địa chỉ nhận thông báo", "Webhook paused"),
        "directives.webhook.replayed": ("Gửi lại thông báo", "Webhook replayed"),
        "directives.webhook.set_aside": ("Để riêng thông báo không gửi được", "Delivery set aside"),
        "directives.task.assigned": ("Giao nhiệm vụ", "Task given"),
        "directives.task.succeeded": ("Cơ quan kế thừa nhận nhiệm vụ", "Task passed to the successor"),
        "directives.task.reminded": ("Nhắc thời hạn", "Reminder of the deadline"),
        "directives.task.escalated": ("Báo lên cấp trên", "Told to the level above"),
        "directives.task.unacknowledged": ("Quá hạn tiếp nhận", "Not acknowledged in time"),
        "directives.task.unverified": ("Quá hạn kiểm chứng", "Not verified in time"),
        "directives.task.in_time": ("Nhiệm vụ trong hạn", "Task in time"),
        "directives.task.due_soon": ("Nhiệm vụ sắp đến hạn", "Task due soon"),
        "directives.task.overdue": ("Nhiệm vụ quá hạn", "Task overdue"),
        "directives.task.done_in_time": ("Nhiệm vụ hoàn thành đúng hạn", "Task done in time"),
        "directives.task.done_late": ("Nhiệm vụ hoàn thành quá hạn", "Task done late"),
        "directives.task.unexplained": ("Quá hạn giải trình", "Not explained in time"),
        "directives.task.period_due_soon": ("Kỳ báo cáo sắp đến hạn", "Period of a duty due soon"),
        "directives.task.period_overdue": ("Kỳ báo cáo quá hạn", "Period of a duty overdue"),
    },
    subjects={
        "directives.webhook": Subject(("Địa chỉ nhận thông báo", "Webhook"), "directives:hook"),
        "directives.task": Subject(("Nhiệm vụ", "Task"), "directives:task", _sees_task),
        "directives.directive": Subject(
            ("Văn bản giao nhiệm vụ", "Directive"), "directives:directive", _sees_directive
        ),
    },
)
