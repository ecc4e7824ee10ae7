"""Every component in every state, with invented figures: looked at by people and by the browser tests.

Only in development and in demonstration mode; elsewhere there is no such page.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from dieuhanh.config.errors import Fault
from dieuhanh.interface.listing import Button, Chip, Column, Event, Listing
from dieuhanh.interface.rules import ALPHABET, HANOI, Figure

NOW = datetime(2020, 8, 10, 8, 31, tzinfo=HANOI)

COLUMNS = (
    Column("due", _("Due"), sortable=True, fixed=True),
    Column("kind", _("Kind")),
    Column("code", _("Code")),
    Column("content", _("Content"), fixed=True),
    Column("when", _("Deadline"), numeric=True, sortable=True),
    Column("from", _("Assigned by")),
    Column("acts", "", fixed=True),
)


class ExampleForm(forms.Form):
    """A field of each kind."""

    name = forms.CharField(label=_("Name"), help_text=_("As in the decision of appointment."))
    amount = forms.CharField(label=_("Total"), help_text=_("Digits only, for example 1.204."))
    body = forms.ChoiceField(label=_("Body"), choices=[("", "—"), ("BCT", "Bộ Công Thương")], required=False)
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))
    sure = forms.BooleanField(label=_("Also tell the sender"), required=False)

    def clean_amount(self) -> str:
        """Always wrong, to show how wrong looks."""
        raise forms.ValidationError("“1.2O4” có chữ O thay cho số 0; hãy ghi 1.204.")


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The guide; `?surface=wall` shows the wall."""
    _only_in_development()
    wall = request.GET.get("surface") == "wall"
    return render(request, f"interface/styleguide{'_wall' if wall else ''}.html", _context(request))


@require_safe
def row(request: HttpRequest) -> HttpResponse:
    """What a row opens to; in place or as a page."""
    _only_in_development()
    return render(request, "interface/styleguide_row.html", {"history": _history(), "card": _card()})


@require_POST
def draft(request: HttpRequest) -> JsonResponse:
    """Takes a draft and finds a fault in what is no number."""
    _only_in_development()
    faults = [
        {"field": name, "message": f"“{value}” không phải là số."}
        for name, value in request.POST.items()
        if value and not str(value).replace(".", "").isdigit()
    ]
    return JsonResponse({"faults": faults})


def _only_in_development() -> None:
    if not (settings.DEBUG or getattr(settings, "DEMO", False)):
        raise Http404


def _context(request: HttpRequest) -> dict[str, Any]:
    form = ExampleForm({"name": "Nguyễn Văn A", "amount": "1.2O4"})
    listing = Listing.read(
        request.GET, path=request.path, columns=COLUMNS, default_sort="due", exports=("xlsx", "csv")
    )
    return {
        "now": NOW,
        "alphabet": list(ALPHABET),
        "figures": _figures(),
        "clocks": _clocks(),
        "listing": listing.paged(next_cursor="abc", total=1234),
        "empty_listing": listing,
        "rows": _rows(),
        "chips": _chips(),
        "buttons": _buttons(),
        "history": _history(),
        "card": _card(),
        "form": form,
        "cell_faults": _faults(),
        "jobs": _jobs(),
        "chart": _chart(),
        "chart_rows": [[f"{month}/2020", 30 + month * 1.6, 40] for month in range(1, 8)],
        "chart_headers": [_("Month"), _("Disbursed, %"), _("Plan, %")],
        **_map_data(request.GET.get("layout", "63")),
        "trail": [(_("Reports"), "/reporting/"), ("Tháng 7/2020", "")],
        "facts": [
            (_("Body"), "Bộ Công Thương"),
            (_("Period"), "Tháng 7/2020"),
            (_("Deadline"), "25/07/2020"),
            (_("Note"), ""),
        ],
        "grid": [
            ("12", "Xuất nhập khẩu", ("2.410", "2.395", "8")),
            ("13", "Điện lực", ("128", "96", "1")),
            ("14", "Xúc tiến thương mại", ("1.629", "1.544", "1.2O4")),
        ],
        "events": _events(),
    }


def _figures() -> list[Figure]:
    as_of = NOW - timedelta(minutes=20)
    common: dict[str, Any] = {"as_of": as_of, "reporter": "Bộ Kế hoạch và Đầu tư", "simulated": True}
    return [
        Figure(
            42.7,
            "% kế hoạch",
            1,
            "Giải ngân vốn đầu tư công",
            "7 tháng",
            standing="verified",
            target=55,
            target_rule="at_least",
            points=(12, 15.5, 19, 24, 29.2, 35, 42.7),
            completeness=(59, 63),
            href="/styleguide/row",
            **common,
        ),
        Figure(
            2.6,
            "% so cùng kỳ",
            1,
            "Chỉ số sản xuất công nghiệp",
            "7 tháng",
            vintage="sơ bộ",
            signed=True,
            standing="verified",
            points=(5.1, 4.9, 4, 1.2, 1.8, 2.5, 2.6),
            change=-0.8,
            change_unit="điểm",
            better="up",
            **common,
        ),
        Figure(
            4.07,
            "%",
            2,
            "CPI bình quân",
            "7 tháng",
            standing="verified",
            target=4,
            target_rule="at_most",
            points=(6.4, 5.9, 5.6, 4.9, 4.4, 4.2, 4.07),
            better="down",
            **common,
        ),
        Figure(
            None,
            "%",
            1,
            "Hồ sơ trực tuyến trên tổng số",
            "Tháng 7",
            parts=(1235, 4888),
            standing="claimed",
            points=(15, 17, 18, None, 21, 23, 25.3),
            **common,
        ),
        Figure(
            6_300_000_000_000,
            "",
            None,
            "Thu ngân sách nhà nước",
            "7 tháng",
            vintage="ước tính",
            money=True,
            standing="claimed",
            points=(20, 28, 33, 38, 44, 48, 51.8),
            **common,
        ),
        Figure(
            None,
            "%",
            1,
            "Văn bản điện tử ký số cá nhân",
            "Tháng 7",
            missing="Bộ Xây dựng chưa gửi báo cáo tháng 7.",
        ),
    ]


def _clocks() -> list[dict[str, Any]]:
    return [
        {"due": NOW - timedelta(days=2)},
        {"due": NOW + timedelta(hours=3, minutes=20)},
        {"due": date(2020, 8, 10)},
        {"due": date(2020, 8, 17)},
        {"due": NOW, "done_at": NOW - timedelta(days=1)},
        {"due": NOW - timedelta(days=9), "done_at": NOW - timedelta(days=1)},
        {"due": None},
    ]


def _rows() -> list[dict[str, Any]]:
    texts = [
        (
            -2,
            "Nhiệm vụ",
            "17/NQ-CP#17.6",
            "Nâng tỷ lệ dịch vụ công mức độ 4 lên 30 %",
            "Văn phòng Chính phủ",
            "Cập nhật tiến độ",
        ),
        (
            0,
            "Giải trình",
            "GT-2020-0412",
            "Vì sao tỷ lệ hồ sơ trực tuyến tự báo cáo lệch 7,7 điểm",
            "Trung tâm",
            "Trả lời",
        ),
        (
            1,
            "Báo cáo",
            "BCT-T7-2020",
            "Báo cáo tháng 7: kiểm soát thủ tục hành chính",
            "Văn phòng Chính phủ",
            "Nhập số liệu",
        ),
        (2, "Văn bản đến", "1542", "V/v kết nối chỉ số điều hành (9999/VPCP-KSTT)", "Văn phòng Bộ", "Xử lý"),
        (
            7,
            "Nhiệm vụ",
            "17/NQ-CP#17.3",
            "Tỷ lệ hồ sơ giải quyết trực tuyến từng bộ từ 20 %",
            "Văn phòng Chính phủ",
            "Xem",
        ),
        (
            15,
            "Báo cáo",
            "BCT-Q3-2020",
            "Gửi, nhận văn bản điện tử quý III (kỳ 15/6 – 14/9)",
            "Văn phòng Chính phủ",
            "Mở biểu",
        ),
    ]
    names = ("due", "kind", "code", "content", "from", "act")
    rows: list[dict[str, Any]] = [dict(zip(names, one, strict=True)) for one in texts]
    return [{**one, "due": (NOW + timedelta(days=one["due"])).date()} for one in rows]


def _chips() -> list[Chip]:
    return [
        Chip(_("All"), "?", 7, current=True),
        Chip(_("Overdue"), "?state=overdue", 1, "overdue"),
        Chip(_("Due soon"), "?state=due_soon", 3, "due_soon"),
        Chip(_("Reports"), "?kind=reports", 2),
    ]


def _buttons() -> list[Button]:
    return [
        Button(_("Send"), post="/styleguide", primary=True),
        Button(_("Download the form"), href="#"),
        Button(_("Approve"), refused=_("You entered these figures; another person must approve them.")),  # type: ignore[arg-type]
        Button(_("Recall"), confirm="#", danger=True),
    ]


def _history() -> list[Event]:
    return [
        Event(
            NOW,
            "Trần Thị Bình",
            _("Accepted"),
            position="Văn phòng Chính phủ",
            state="done_in_time",
            proof_href="#proof",
        ),
        Event(NOW - timedelta(hours=5), "Lê Văn Cường", _("Signed and sent"), position="Thứ trưởng"),
        Event(
            NOW - timedelta(days=1),
            "Lê Văn Cường",
            _("Returned"),
            why="Biểu 01 dòng 14 chưa khớp.",
            state="overdue",
        ),
    ]


def _card() -> dict[str, Any]:
    return {
        "figure": _figures()[0],
        "source": "Báo cáo tháng 7/2020",
        "signer": "Lê Văn Cường, Thứ trưởng",
        "signed_at": NOW,
        "file": "bao-cao-thang-7.pdf",
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "entry_index": 48211,
        "receipt_href": "#receipt",
        "steps": [{"label": "Bảng tin", "href": "#"}, {"label": "Biểu 01", "text": "dòng 14", "href": "#"}],
    }


def _faults() -> list[Fault]:
    return [
        Fault("“1.2O4” có chữ O; hãy ghi 1204.", sheet="Biểu 01", row=14, column="F"),
        Fault(
            "5.317 không bằng tổng các dòng trên (5.371); kiểm tra lại.", sheet="Biểu 01", row=20, column="C"
        ),
    ]


def _jobs() -> list[dict[str, Any]]:
    running = {
        "id": "1",
        "state": "running",
        "done": 412_000,
        "total": 1_000_000,
        "speed": 51_200,
        "unit": "dòng",
    }
    return [
        running,
        {"id": "2", "state": "done", "done": 1_000_000, "total": 1_000_000, "unit": "dòng"},
        {"id": "3", "state": "failed", "done": 12, "total": 100, "message": "tệp thiếu cột “period”"},
    ]


def _chart() -> dict[str, Any]:
    months = [f"{month}/2020" for month in range(1, 8)]
    return {
        "unit": "%",
        "legend": {},
        "xAxis": {"type": "category", "data": months},
        "yAxis": {"type": "value", "unit": "%"},
        "series": [
            {"name": "Đã giải ngân", "type": "bar", "data": [30 + month * 1.6 for month in range(1, 8)]},
            {
                "name": "Kế hoạch",
                "type": "line",
                "data": [40] * 7,
                "symbol": "none",
                "lineStyle": {"type": "dashed", "color": "token:target-line"},
                "itemStyle": {"color": "token:target-line"},
            },
        ],
    }


def _map_data(layout: str) -> dict[str, Any]:
    """Invented figures for the codes of both layouts; three provinces without any."""
    codes = [f"T{code:02d}" for code in range(1, 97)]
    frames = {}
    for at, day in enumerate(("07/08", "08/08", "09/08")):
        frames[day] = {
            code: (int(code[1:]) * (7 + at)) % 97 for code in codes if code not in {"T30", "T49", "T93"}
        }
    return {
        "layout": layout,
        "map_frames": frames,
        "map_periods": [(day, day) for day in frames],
        "map_names": {"T48": "Đà Nẵng", "T49": "Quảng Nam", "T01": "Hà Nội", "T79": "TP. Hồ Chí Minh"},
    }


def _events() -> list[dict[str, Any]]:
    return [
        {"at": NOW, "state": "done_in_time", "text": "Bộ Công Thương: báo cáo tháng 7 đã tiếp nhận"},
        {"at": NOW, "state": "overdue", "text": "Nhiệm vụ 17/NQ-CP#17.6 quá hạn ở 2 bộ"},
        {"at": NOW, "state": "due_soon", "text": "Hạn giải trình của Bộ A còn 3 giờ"},
        {"at": NOW, "state": "", "text": "Dịch vụ thứ 997 công bố"},
    ]
