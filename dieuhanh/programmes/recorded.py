"""What the entries about programmes, their targets and reports are called, and to whom they are open."""

from uuid import UUID

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Missing
from dieuhanh.interface.recorded import NOBODY_SEES, Recorded, Subject, Words
from dieuhanh.programmes.models import TargetVersion
from dieuhanh.programmes.queries.access import access_document, access_report, visible_programmes

_THINGS: dict[str, Words] = {
    "programme": ("chương trình", "Programme"),
    "objective": ("mục tiêu chung của chương trình", "Objective"),
    "target": ("chỉ tiêu của chương trình", "Target figure"),
    "targetversion": ("nội dung chỉ tiêu của chương trình", "Wording of a target figure"),
    "tasklink": ("nhiệm vụ gắn với chương trình", "Task of a programme"),
    "report": ("số liệu chương trình", "Figure of a programme"),
    "document": ("văn bản thực hiện chương trình", "Document of a programme"),
    "statement": ("kết quả công bố của chương trình", "Published result of a programme"),
    "trajectory": ("lộ trình chỉ tiêu", "Path of a target figure"),
    "likelihood": ("khả năng đạt chỉ tiêu", "Likelihood of a target figure"),
}
_DONE: dict[str, Words] = {
    "made": ("Lập", "made"),
    "revised": ("Sửa", "revised"),
    "set": ("Đặt", "set"),
    "planned": ("Lập kế hoạch", "planned"),
    "reported": ("Báo", "reported"),
    "claimed": ("Kê khai", "claimed"),
    "judged": ("Đánh giá", "judged"),
    "verified": ("Kiểm chứng", "verified"),
    "refused": ("Không chấp nhận", "refused"),
    "withdrawn": ("Rút", "withdrawn"),
    "linked": ("Gắn", "linked"),
    "unlinked": ("Bỏ gắn", "unlinked"),
}
_PAGES = {"report": "programmes:report", "document": "programmes:document"}


def _sees_version(by: Actor, version_id: UUID, _about: UUID | None) -> bool:
    version = TargetVersion.objects.filter(pk=version_id)
    return visible_programmes(by).filter(pk__in=version.values("target__programme_id")).exists()


def _sees_report(by: Actor, report_id: UUID, _about: UUID | None) -> bool:
    try:
        return access_report(by, report_id) is not None
    except Missing:
        return False


def _sees_document(by: Actor, document_id: UUID, _about: UUID | None) -> bool:
    try:
        return access_document(by, document_id) is not None
    except Missing:
        return False


_SEES = {"targetversion": _sees_version, "report": _sees_report, "document": _sees_document}

RECORDED = Recorded(
    kinds={
        f"programmes.{thing}.{done}": (f"{how[0]} {what[0]}", f"{what[1]} {how[1]}")
        for thing, what in _THINGS.items()
        for done, how in _DONE.items()
    },
    subjects={
        f"programmes.{thing}": Subject(
            (what[0][:1].upper() + what[0][1:], what[1]), _PAGES.get(thing, ""), _SEES.get(thing, NOBODY_SEES)
        )
        for thing, what in _THINGS.items()
    },
)
