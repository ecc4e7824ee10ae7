"""One world of certificates a run; the registers filled from it for each test."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from dieuhanh.config.actor import SYSTEM, Actor
from dieuhanh.organisations.identification import actor_of_appointment
from dieuhanh.organisations.models import Appointment, Organisation
from dieuhanh.signing import paper
from dieuhanh.signing.certificates import read_certificate
from tests import factories
from tests.signing.world import SUMMER, World

REPORT: dict[str, Any] = {
    "date": "2020-08-05",
    "place": "Hà Nội",
    "body": "Bộ Thử nghiệm",
    "number": "07/BC-BTN",
    "type_name": "Báo cáo",
    "abstract": "Kết quả tháng 7 năm 2020",
    "addressees": ["Văn phòng Chính phủ"],
    "paragraphs": ["Bộ Thử nghiệm báo cáo như sau."],
    "recipients": ["Như trên", "Lưu: VT"],
    "signer": {"authority": "", "position": "Bộ trưởng", "name": "Nguyễn Văn An"},
}


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="session")
def report() -> bytes:
    """An unsigned report with its data inside; skipped where the fonts were not built."""
    try:
        paper.font_path()
    except paper.PaperError as reason:
        pytest.skip(str(reason))
    return paper.render(
        "report", REPORT, attachments=[("data.json", "application/json", b'{"a":1}', "Số liệu")]
    )


@dataclass
class Office:
    """A ministry with a leader who can sign, and a manager of the trust list."""

    government: Organisation
    ministry: Organisation
    leader: Appointment
    manager: Actor
    world: World

    @property
    def by(self) -> Actor:
        return actor_of_appointment(self.leader)

    def register(
        self, label: str, *, at: datetime = datetime(2016, 1, 1, tzinfo=UTC), person: Any = None
    ) -> Any:
        """Enter a certificate into the register as of a past day, as if it had been registered then."""
        from dieuhanh.signing.actions.certificates import enter

        read = read_certificate(self.world.certificate(label))
        return enter(SYSTEM, read, person or self.leader.person, kind="software", at=at, simulated=False)

    def store(self, label: str = "leader") -> Any:
        from dieuhanh.signing.actions.certificates import keep_sealed

        return keep_sealed(SYSTEM, self.register(label), self.world.token(label))

    def sign(
        self, pdf: bytes, label: str = "leader", *, at: datetime = SUMMER, appointment: Any = None
    ) -> bytes:
        return self.world.sign(pdf, label, appointment_id=(appointment or self.leader).pk, at=at)


@pytest.fixture
def office(db: None, world: World) -> Office:
    """The office, with the root trusted and the lists of mid 2020 and of now stored."""
    from dieuhanh.signing.actions import import_crl, import_trust_anchor

    government = factories.government()
    ministry = factories.organisation("BTN", parent=government, name_vi="Bộ Thử nghiệm")
    leader = factories.appointment(
        ministry,
        "reporting.sign",
        full_name="Nguyễn Văn An",
        position_vi="Bộ trưởng",
        valid_from=date(2016, 4, 9),
    )
    manager = factories.actor(government, "signing.manage", full_name="Quản trị ký số")
    import_trust_anchor(by=manager, certificate=world.certificate("root"))
    import_trust_anchor(by=manager, certificate=world.certificate("intermediate"), role="intermediate")
    for issuer in ("root", "intermediate"):
        for moment in (SUMMER, datetime.now(UTC)):
            import_crl(by=manager, crl=world.crl(issuer, moment))
    return Office(government, ministry, leader, manager, world)


@pytest.fixture
def findings() -> Callable[..., dict[str, str]]:
    """The causes of a verdict's last signature, by question; only those that are not `fine`."""

    def of(verdict: Any) -> dict[str, str]:
        return {str(f.question): str(f.cause) for f in verdict.last.findings if str(f.cause) != "fine"}

    return of
