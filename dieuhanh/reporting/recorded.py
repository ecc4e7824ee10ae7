"""What the entries about reports, figures and regimes are called."""

from uuid import UUID

from dieuhanh.config.actor import Actor
from dieuhanh.interface.recorded import Recorded, Subject
from dieuhanh.reporting.models import FactBatch, Submission
from dieuhanh.reporting.queries.access import visible_assignments, visible_facts


def _sees_assignment(by: Actor, assignment_id: UUID, _about: UUID | None) -> bool:
    return visible_assignments(by).filter(pk=assignment_id).exists()


def _sees_submission(by: Actor, submission_id: UUID, _about: UUID | None) -> bool:
    row = Submission.objects.filter(pk=submission_id).values_list("assignment_id", flat=True).first()
    return row is not None and visible_assignments(by).filter(pk=row).exists()


def _sees_batch(by: Actor, batch_id: UUID, _about: UUID | None) -> bool:
    """Who sees one of its figures: the entry tells of the batch (file, hash, how many), not the figures in it."""
    row = FactBatch.objects.filter(pk=batch_id).values_list("first_id", "last_id").first()
    return row is not None and visible_facts(by).filter(batch_id=batch_id, id__range=row).exists()


RECORDED = Recorded(
    kinds={
        "reporting.assignment.opened": ("Giao báo cáo", "Report assigned"),
        "reporting.assignment.due_soon": ("Báo cáo sắp đến hạn", "Report due soon"),
        "reporting.assignment.overdue": ("Báo cáo quá hạn", "Report overdue"),
        "reporting.assignment.in_time": ("Báo cáo trong hạn", "Report in time"),
        "reporting.assignment.done_in_time": ("Báo cáo hoàn thành đúng hạn", "Report done in time"),
        "reporting.assignment.done_late": ("Báo cáo hoàn thành quá hạn", "Report done late"),
        "reporting.assignment.extended": ("Gia hạn báo cáo", "Report's deadline extended"),
        "reporting.assignment.reminded": ("Nhắc nộp báo cáo", "Reminder of a report"),
        "reporting.submission.entered": ("Nhập số liệu báo cáo", "Figures of a report entered"),
        "reporting.submission.checked": ("Kiểm tra báo cáo", "Report checked"),
        "reporting.submission.no_data_declared": ("Khai không có số liệu", "Declared that there is no data"),
        "reporting.submission.submitted": ("Trình lãnh đạo", "Report put to the leader"),
        "reporting.submission.returned": ("Trả lại báo cáo để sửa", "Report given back for mending"),
        "reporting.submission.approved": ("Duyệt báo cáo", "Report approved"),
        "reporting.submission.signed": ("Ký số báo cáo", "Report signed"),
        "reporting.submission.sent": ("Gửi báo cáo", "Report sent"),
        "reporting.submission.recalled": ("Thu hồi báo cáo đã gửi", "Report called back"),
        "reporting.submission.received": ("Tiếp nhận báo cáo", "Report received"),
        "reporting.submission.refused": ("Không chấp nhận báo cáo", "Report refused"),
        "reporting.submission.accepted": ("Chấp nhận báo cáo", "Report accepted"),
        "reporting.submission.revised": ("Làm lại báo cáo", "Report revised"),
        "reporting.submission.consolidated": ("Tổng hợp báo cáo", "Report consolidated"),
        "reporting.submission.amendment_requested": (
            "Yêu cầu bổ sung báo cáo",
            "Amendment of a report asked for",
        ),
        "reporting.submission.amended": ("Bổ sung báo cáo", "Report amended"),
        "reporting.facts.recorded": ("Ghi số liệu", "Figures recorded"),
        "reporting.facts.imported": ("Nhập số liệu từ tệp", "Figures taken in from a file"),
        "reporting.form.stored": ("Lưu biểu mẫu", "Form stored"),
        "reporting.indicator.added": ("Thêm chỉ tiêu", "Indicator added"),
        "reporting.indicator.changed": ("Sửa chỉ tiêu", "Indicator changed"),
        "reporting.indicator.parts_added": ("Thêm phân tổ của chỉ tiêu", "Breakdown of an indicator added"),
        "reporting.period.opened": ("Mở kỳ báo cáo", "Reporting period opened"),
        "reporting.reference.loaded": ("Nạp danh mục báo cáo", "Reference list of reports loaded"),
        "reporting.regime.issued": ("Ban hành chế độ báo cáo", "Reporting regime issued"),
        "reporting.regime.ended": ("Kết thúc chế độ báo cáo", "Reporting regime ended"),
        "reporting.rollup.rebuilt": ("Dựng lại số tổng hợp", "Totals rebuilt"),
        "reporting.source.added": ("Thêm nguồn số liệu", "Source of figures added"),
        "reporting.target.set": ("Đặt mục tiêu", "Target set"),
    },
    subjects={
        "reporting.assignment": Subject(("Báo cáo", "Report"), "reporting:assignment", _sees_assignment),
        "reporting.submission": Subject(("Báo cáo", "Report"), sees=_sees_submission),
        "reporting.fact_batch": Subject(("Lần nhập số liệu", "Batch of figures"), sees=_sees_batch),
        "reporting.form": Subject(("Biểu mẫu", "Form")),
        "reporting.indicator": Subject(("Chỉ tiêu", "Indicator")),
        "reporting.period": Subject(("Kỳ báo cáo", "Reporting period")),
        "reporting.regime": Subject(("Chế độ báo cáo", "Reporting regime")),
        "reporting.rollup": Subject(("Số tổng hợp", "Totals")),
        "reporting.source": Subject(("Nguồn số liệu", "Source of figures")),
    },
)
