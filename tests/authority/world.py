"""One small country for every row: two ministries, two provinces with a commune each, the Government Office, who works there.

`build()` makes it once, inside a transaction that the tests roll back. `world.call(...)` asks as one role and
undoes whatever the answer did, so that success and refusal see exactly the same records.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from dieuhanh.config.actor import SYSTEM, Actor
from dieuhanh.config.models import Job
from dieuhanh.organisations.identification import actor_of_appointment, actor_of_token
from dieuhanh.organisations.models import Appointment, Delegation, MachineToken, Organisation, Person
from dieuhanh.organisations.rules.powers import PERSONAL_POWERS, POWERS, ROLES
from tests import factories

PASSWORD = "Mat-Khau-Dai-2020"
MOMENT = datetime(2020, 9, 18, 2, 0, tzinfo=UTC)
OFFICE = ROLES["clerk"].powers | ROLES["leader"].powers
"""All that an ordinary office does: enters, approves, signs, sends."""

NOBODY = "nobody"
"""Not signed in."""
STRANGER = "stranger"
"""Signed in, without any appointment."""
IDLE = "idle"
"""An official of the ministry whose appointment carries no power."""
CLERK, LEADER = "clerk", "leader"
"""Of the ministry BCT, to which most records belong."""
OTHER = "other"
"""Of the ministry BTC: the same kind of body elsewhere, with every power of an office and of a receiver."""
COMMUNE, COMMUNE_ELSEWHERE = "commune", "commune_elsewhere"
"""Clerk of a commune in Hà Nội; all powers of an office and of reading in a commune of another province."""
PROVINCE = "province"
"""Leader of Hà Nội."""
RECEIVER, CENTRE, AUDITOR = "receiver", "centre", "auditor"
"""The Government Office's roles, over the whole country."""
ADMIN, ADMIN_HERE, ADMIN_ELSEWHERE = "admin", "admin_here", "admin_elsewhere"
"""Administrators: of the whole, of BCT, of BTC."""
MACHINE = "machine"
"""A token with every power that a token may carry, over the whole."""
NARROW = "narrow"
"""A token without the scope: the same owner's, with `facts.view` over BCT alone."""

PEOPLE = (
    STRANGER, IDLE, CLERK, LEADER, OTHER, COMMUNE, COMMUNE_ELSEWHERE, PROVINCE, RECEIVER, CENTRE, AUDITOR,
    ADMIN, ADMIN_HERE, ADMIN_ELSEWHERE,
)  # fmt: skip
MACHINES = (MACHINE, NARROW)
SIGNED_IN = (*PEOPLE, *MACHINES)
EVERYBODY = (NOBODY, *SIGNED_IN)


@dataclass
class World:
    """Bodies by code, appointments by role, records by the names that rows use (`"$assignment"`)."""

    bodies: dict[str, Organisation]
    appointments: dict[str, Appointment] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    records: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    _sessions: dict[str, str] = field(default_factory=dict)

    def hire(self, role: str, body: str, *powers: str, scope: str = "", **fields: Any) -> None:
        """Give a role its person and appointment."""
        held = factories.appointment(
            self.bodies[body],
            *powers,
            scope=self.bodies.get(scope),
            username=role.replace("_", "."),
            **fields,
        )
        self.appointments[role], self.people[role] = held, held.person
        self.records[f"person_{role}"] = str(held.person_id)
        self.records[f"appointment_{role}"] = str(held.pk)

    def issue(self, role: str, owner: str, body: str, *powers: str) -> None:
        """Give a role its machine token."""
        self.secrets[role] = f"dh_{role}"
        row = MachineToken.objects.create(
            name=role, digest=sha256(self.secrets[role].encode()).digest(), hint="dh_", owner=self.appointments[owner],
            organisation=self.bodies[body], powers=sorted(powers), expires_at=timezone.now() + timedelta(days=9),
        )  # fmt: skip
        self.records[f"token_{role}"] = str(row.pk)

    def actor(self, role: str) -> Actor:
        """The actor behind a role."""
        if role in self.secrets:
            found = actor_of_token(self.secrets[role])
            assert found is not None
            return found
        return actor_of_appointment(self.appointments[role])

    def sign_in_everybody(self) -> None:
        """A session for each person, kept in the database before the first row is called."""
        for role, person in self.people.items():
            client = Client()
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
            self._sessions[role] = client.cookies["sessionid"].value
            row = UserSession.objects.create(
                user=person,
                session_key=self._sessions[role],
                ip="10.0.0.1",
                user_agent=f"Trình duyệt của {role}",
            )
            self.records[f"session_{role}"] = str(row.pk)
        another = Client()
        another.force_login(self.people[CLERK], backend="django.contrib.auth.backends.ModelBackend")
        row = UserSession.objects.create(
            user=self.people[CLERK],
            session_key=another.cookies["sessionid"].value,
            ip="10.0.0.2",
            user_agent="Máy khác",
        )
        self.records["session_another"] = str(row.pk)

    def client(self, role: str, **kept: Any) -> Client:
        """A new client that comes as this role; `kept` goes to the client (`enforce_csrf_checks=True`)."""
        client = Client(**kept)
        if role in self._sessions:
            client.cookies["sessionid"] = self._sessions[role]
        return client

    def headers(self, role: str) -> dict[str, str]:
        """What a machine sends."""
        return {"Authorization": f"Bearer {self.secrets[role]}"} if role in self.secrets else {}

    def call(self, role: str, method: str, path: str, *, query: str = "", **sent: Any) -> HttpResponse:
        """One request as this role, undone afterwards. `sent`: `data`, `content_type`, `headers`."""
        address = f"{path}?{query}" if query else path
        headers = {**self.headers(role), **sent.pop("headers", {})}
        with undone():
            answer = self.client(role).generic_call(method, address, headers=headers, **sent)  # type: ignore[attr-defined]
            if not answer.streaming:
                _ = answer.content
            return answer

    def fill(self, value: Any) -> Any:
        """A row's value with every `"$name"` replaced by the record of that name."""
        if isinstance(value, str) and value.startswith("$"):
            return self.records[value[1:]]
        if isinstance(value, dict):
            return {key: self.fill(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.fill(one) for one in value]
        return value(self) if callable(value) else value


def _generic_call(self: Client, method: str, address: str, **sent: Any) -> Any:
    return getattr(self, method.lower())(address, **sent)


Client.generic_call = _generic_call  # type: ignore[attr-defined]


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is taken back."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


def build(prepare: Callable[[World], None] | None = None) -> World:
    """The country, its people and the records that rows name. Inside a transaction of the caller."""
    world = World(_bodies())
    _people(world)
    _records(world)
    if prepare:
        prepare(world)
    _sequence(world)
    world.sign_in_everybody()
    return world


def _sequence(world: World) -> None:
    """What was written gets its places in the tree under a signed head, and the wall hears of it."""
    from dieuhanh.centre.models import Event
    from dieuhanh.ledger.queries import history, tree_size
    from dieuhanh.ledger.runner import run_batch
    from dieuhanh.ledger.sequencer import run_once
    from dieuhanh.ledger.subscriptions import subscription

    run_once()
    centre = subscription("centre.events")
    assert centre is not None
    while (step := run_batch(centre)) is not None and not step.waits:
        pass
    world.records["partial_tile"] = f"000.p/{tree_size()}" if tree_size() < 256 else "000"
    for code in ("BCT", "X01", "X79"):
        of_body = Event.objects.filter(organisation_id=world.bodies[code].pk).order_by("-index").first()
        world.records[f"index_{code}"] = str(of_body.index if of_body else -1)
    report = world.records["assignment_BCT"]
    world.records["subject_BCT"] = f"reporting.assignment:{report}"
    world.records["index_report"] = str(history("reporting.assignment", UUID(report))[-1].index)


def _bodies() -> dict[str, Organisation]:
    cp = factories.government()
    bodies = {"CP": cp}

    def add(code: str, kind: str, parent: str, name: str) -> None:
        bodies[code] = factories.organisation(code, kind=kind, parent=bodies[parent], name_vi=name)

    add("VPCP", "ministerial_agency", "CP", "Văn phòng Chính phủ")
    add("BCT", "ministry", "CP", "Bộ Công Thương")
    add("CUC", "department", "BCT", "Cục Xuất nhập khẩu")
    add("BTC", "ministry", "CP", "Bộ Tài chính")
    add("T01", "province", "CP", "Thành phố Hà Nội")
    add("X01", "commune", "T01", "Phường Trúc Bạch")
    add("T79", "province", "CP", "Thành phố Hồ Chí Minh")
    add("X79", "commune", "T79", "Phường Bến Nghé")
    return bodies


def _people(world: World) -> None:
    world.hire("owner", "CP", *POWERS, scope="CP")
    world.people.pop("owner")
    world.people[STRANGER] = Person.objects.create(username="stranger", full_name="Người Lạ")
    world.records["person_stranger"] = str(world.people[STRANGER].pk)
    world.hire(IDLE, "BCT")
    world.hire("deputy", "BCT")
    world.people.pop("deputy")
    world.hire(CLERK, "BCT", *ROLES["clerk"].powers)
    world.hire(LEADER, "BCT", *ROLES["leader"].powers)
    world.hire(
        OTHER, "BTC", *OFFICE, "reporting.receive", "periods.open", "regimes.manage", "indicators.manage"
    )
    world.hire(COMMUNE, "X01", *ROLES["clerk"].powers)
    world.hire(
        COMMUNE_ELSEWHERE, "X79", *OFFICE, "ledger.read", "centre.view", "facts.import", "signing.manage"
    )
    world.hire(PROVINCE, "T01", *ROLES["leader"].powers, "reporting.receive")
    world.hire(RECEIVER, "VPCP", *ROLES["receiver"].powers, scope="CP")
    world.hire(CENTRE, "VPCP", *ROLES["centre_leader"].powers, scope="CP")
    world.hire(AUDITOR, "VPCP", *ROLES["auditor"].powers, scope="CP")
    world.hire(ADMIN, "VPCP", *ROLES["administrator"].powers, scope="CP")
    world.hire(ADMIN_HERE, "BCT", *ROLES["administrator"].powers)
    world.hire(ADMIN_ELSEWHERE, "BTC", *ROLES["administrator"].powers)
    world.issue(MACHINE, "owner", "CP", *(set(POWERS) - PERSONAL_POWERS))
    world.issue(NARROW, "owner", "BCT", "facts.view")
    for role, body in ((IDLE, "BCT"), (CLERK, "BCT"), (COMMUNE_ELSEWHERE, "X79"), (COMMUNE, "X01")):
        Person.objects.filter(pk=world.people[role].pk).update(home=world.bodies[body])


def _records(world: World) -> None:
    lent = Delegation.objects.create(
        giver=world.appointments[LEADER], taker=world.appointments["deputy"], powers=["reporting.approve"],
        valid_from=date(2020, 1, 1), valid_to=date(2099, 1, 1), legal_document="1/QĐ-BCT",
    )  # fmt: skip
    world.records["delegation"] = str(lent.pk)
    job = Job.objects.create(
        kind="test", person_id=world.people[CLERK].pk, organisation_id=world.bodies["BCT"].pk, state="running"
    )
    world.records["job"] = str(job.pk)
    _reports(world)


def _reports(world: World) -> None:
    """The quarter's report of every body, open; BCT's stands before its leader."""
    from dieuhanh.reporting.actions.filling import save_figures
    from dieuhanh.reporting.actions.periods import open_period
    from dieuhanh.reporting.models import Assignment, Submission, SubmissionFile, Upload
    from dieuhanh.reporting.reference_regimes import load_reference_regimes
    from tests.reporting.flow.conftest import know_indicators

    load_reference_regimes(by=SYSTEM)
    know_indicators()
    open_period("TTHC-QUY", "2020-Q3", by=SYSTEM, at=MOMENT)
    for row in Assignment.objects.select_related("respondent"):
        code = row.respondent.key
        world.records[f"assignment_{code}"] = str(row.pk)
        submission = Submission.objects.get(assignment=row)
        world.records[f"submission_{code}"] = str(submission.pk)
        file = SubmissionFile.objects.create(
            submission=submission, kind="signed", name=f"{row.number}.pdf", media_type="application/pdf",
            content=b"%PDF-1.7 bytes", sha256=sha256(b"%PDF-1.7 bytes").hexdigest(), size=14, created_at=MOMENT,
        )  # fmt: skip
        world.records[f"file_{code}"] = str(file.pk)
    mine = world.records["assignment_BCT"]
    world.records["assignment"] = mine
    save_figures(mine, by=world.actor(CLERK), cells={"TTHC-1": {"land": {"online": 5}}})
    for role, code in ((CLERK, "BCT"), (COMMUNE, "X01")):
        kept = Upload.objects.create(
            assignment_id=world.records[f"assignment_{code}"], person_id=world.people[role].pk, name="bieu.xlsx",
            content=b"PK", marked=b"PK", sha256=sha256(b"PK").hexdigest(), state="faulty", at=MOMENT,
        )  # fmt: skip
        world.records[f"upload_{code}"] = str(kept.pk)
