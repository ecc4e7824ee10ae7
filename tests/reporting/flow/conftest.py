"""A small state: the Government, its Office, a ministry and a province with two communes, and who works there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from dieuhanh.config.actor import SYSTEM, Actor
from dieuhanh.organisations.models import Appointment, Organisation
from dieuhanh.reporting.models import Assignment
from dieuhanh.reporting.queries.filling import FormRead
from dieuhanh.reporting.reference_regimes import load_reference_regimes
from dieuhanh.reporting.xlsx.place import Sheet
from tests import factories

AUGUST = datetime(2020, 9, 18, 2, 0, tzinfo=UTC)
PASSPHRASE = "một câu bí mật dài"


@dataclass
class State:
    """Bodies by code and people by function, all simulated so that their actions can be dated."""

    bodies: dict[str, Organisation]
    appointments: dict[str, Appointment] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    def hire(self, function: str, body: str, *powers: str, scope: str = "", **fields: Any) -> Actor:
        from dieuhanh.organisations.identification import actor_of_appointment

        appointment = factories.appointment(
            self.bodies[body], *powers, scope=self.bodies.get(scope), username=function, **fields
        )
        type(appointment.person).objects.filter(pk=appointment.person_id).update(simulated=True)
        appointment.person.simulated = True
        self.appointments[function] = appointment
        self.actors[function] = actor_of_appointment(appointment)
        return self.actors[function]

    def __getattr__(self, name: str) -> Actor:
        try:
            return self.__dict__["actors"][name]
        except KeyError as error:
            raise AttributeError(name) from error


def build_state() -> State:
    cp = factories.government()
    bodies = {"CP": cp}
    bodies["VPCP"] = factories.organisation(
        "VPCP", kind="ministerial_agency", parent=cp, name_vi="Văn phòng Chính phủ"
    )
    bodies["BCT"] = factories.organisation("BCT", parent=cp, name_vi="Bộ Công Thương")
    bodies["BTC"] = factories.organisation("BTC", parent=cp, name_vi="Bộ Tài chính")
    bodies["T01"] = factories.organisation("T01", kind="province", parent=cp, name_vi="Hà Nội")
    bodies["D01"] = factories.organisation(
        "D01", kind="district", parent=bodies["T01"], name_vi="Quận Ba Đình"
    )
    bodies["X01"] = factories.organisation(
        "X01", kind="commune", parent=bodies["D01"], name_vi="Phường Trúc Bạch"
    )
    bodies["X02"] = factories.organisation(
        "X02", kind="commune", parent=bodies["D01"], name_vi="Phường Kim Mã"
    )
    state = State(bodies)
    state.hire("clerk", "BCT", "reporting.view", "reporting.enter", position_vi="Chuyên viên tổng hợp")
    state.hire(
        "leader",
        "BCT",
        "reporting.view",
        "reporting.approve",
        "reporting.sign",
        position_vi="Chánh Văn phòng",
    )
    state.hire(
        "both",
        "BCT",
        "reporting.enter",
        "reporting.approve",
        "reporting.sign",
        position_vi="Phó Chánh Văn phòng",
    )
    state.hire("receiver", "VPCP", "reporting.view", "reporting.receive", "periods.open", scope="CP")
    state.hire("manager", "VPCP", "regimes.manage", "indicators.manage", "periods.open", scope="CP")
    state.hire(
        "stranger",
        "BTC",
        "reporting.view",
        "reporting.enter",
        "reporting.approve",
        "reporting.sign",
        "reporting.receive",
    )
    state.hire("commune", "X01", "reporting.view", "reporting.enter")
    return state


@pytest.fixture
def state(db: None) -> State:
    """The state with the reference regimes in force."""
    made = build_state()
    load_reference_regimes(by=SYSTEM)
    know_indicators()
    return made


def know_indicators() -> None:
    """The indicators and breakdowns that the reference forms name."""
    from dieuhanh.reporting.models import Breakdown, FormVersion, Indicator

    for version in FormVersion.objects.all():
        for column in version.layout["columns"]:
            cumulative = column["indicator"] == "DT-04"
            indicator, made = Indicator.objects.get_or_create(
                code=column["indicator"],
                defaults={
                    "decimals": column["decimals"],
                    "over_organisations": "sum",
                    "over_time": "cumulative" if cumulative else "last",
                    "period_kinds": ["month", "quarter", "half", "year"],
                    "convention": "15-14",
                    "vintages": ["official"],
                    "respondents": ["ministry"],
                },
            )
            if made:
                for row in version.layout["rows"]:
                    if row["breakdown"]:
                        Breakdown.objects.create(
                            indicator=indicator,
                            code=row["breakdown"],
                            name_vi=row["label_vi"],
                            name_en=row["label_en"],
                        )


@pytest.fixture
def tokens(settings: Any) -> Callable[[State], None]:
    """Give the leader and his deputy certificates of the demonstration's authority."""

    def give(state: State) -> None:
        from dieuhanh.signing.actions import create_demo_authority, create_demo_token

        settings.DEMO = True
        authority = create_demo_authority(by=SYSTEM)
        for function in ("leader", "both"):
            create_demo_token(
                authority, by=SYSTEM, person_id=state.appointments[function].person_id, passphrase=PASSPHRASE
            )

    return give


def good_cells(form: FormRead) -> dict[str, dict[str, Any]]:
    """Figures of form TTHC-1 that pass every check without a warning."""
    layout = form.layout
    items = [row.key for row in layout.rows if row.kind == "item"]
    values = {
        "carried_over": 10, "online": 60, "direct": 40, "resolved_early": 50, "resolved_on_time": 40,
        "resolved_late": 1, "pending_in_term": 19, "pending_overdue": 0,
    }  # fmt: skip
    cells = {row: {column: Decimal(value) for column, value in values.items()} for row in items}
    cells["total"] = {column: Decimal(value * len(items)) for column, value in values.items()}
    return cells


TEXTS = {
    "steering": "Đã ban hành kế hoạch.",
    "results": "Kết quả tốt.",
    "feedback": "Không có.",
    "proposals": "Không có.",
}


def fill_workbook(content: bytes, form: FormRead, cells: dict[str, dict[str, Any]]) -> bytes:
    """What an official does in his spreadsheet program."""
    book = load_workbook(BytesIO(content))
    sheet, place = book[form.layout.code], Sheet(form.layout)
    for row, columns in cells.items():
        for column, value in columns.items():
            sheet[place.address(row, column)] = float(value) if isinstance(value, Decimal) else value
    outline = book["Đề cương"]
    for row, text in zip(
        range(5, 10), ["Đã ban hành kế hoạch.", "Kết quả tốt.", "Không có.", "", "Không có."], strict=True
    ):
        outline.cell(row, 2, text)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def assignment_of(state: State, body: str, period: str = "2020-Q3") -> Assignment:
    return Assignment.objects.select_related("regime_version__regime", "opening").get(
        respondent=state.bodies[body], period=period
    )
