"""Plays the July reports of 2020: who has sent in time, who late, who not yet, who was returned or refused."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import today
from dieuhanh.config.jobs import Progress
from dieuhanh.demonstration import reports
from dieuhanh.demonstration.accounts import ACCOUNTS, DEMONSTRATION, PASSPHRASE, appoint_in_role
from dieuhanh.demonstration.reports import FORM, figures_of, moment
from dieuhanh.organisations.actions.people import create_person
from dieuhanh.organisations.identification import actor_of_person
from dieuhanh.organisations.models import Person
from dieuhanh.organisations.queries.bodies import Body
from dieuhanh.reporting.actions.dispatch import act
from dieuhanh.reporting.actions.filling import save_figures
from dieuhanh.reporting.models import Assignment
from dieuhanh.signing.actions.demonstration import DemoAuthority, create_demo_authority, create_demo_token

_STAYS_AT = {
    "BTC": "open",
    "BGTVT": "open",
    "T04": "returned",
    "T22": "sent",
    "BYT": "submitted",
    "BNNPTNT": "sent",
    "T36": "refused",
}
"""Bodies whose July report has not come to its end on 10 August; every other one's has, but for a few by lot."""


@dataclass(frozen=True, slots=True)
class Hands:
    """Who acts for a body in the play."""

    clerk: Actor
    leader: Actor


def play(progress: Progress) -> dict[str, object]:
    """Bring every July assignment to where it stood on 10 August 2020; what was done already is left as it is."""
    assignments = {
        row.respondent_id: row
        for row in Assignment.objects.filter(opening__regime__code=reports.REGIME, period=reports.PLAYED)
    }
    bodies = [body for body in reports.respondents(today()) if body.id in assignments]
    progress.expect(len(bodies), "reports")
    authority: DemoAuthority | None = None
    for body in bodies:
        assignment = assignments[body.id]
        if assignment.state == "open" and _end_of(body) != "open":
            with transaction.atomic():
                authority = authority or create_demo_authority(by=DEMONSTRATION)
                hands = _hands(body, authority)
            _bring(body, assignment.id, hands)
        progress.advance()
    return {"reports": len(bodies)}


def _end_of(body: Body) -> str:
    if body.code in _STAYS_AT:
        return _STAYS_AT[body.code]
    lot = reports._draw(body.code, "end", 100)
    return "open" if lot < 7 else "sent" if lot < 16 else "accepted"


def _hands(body: Body, authority: DemoAuthority) -> Hands:
    """The body's clerk and leader: the demonstration's accounts where it has some, else two without a password."""
    return Hands(_hand(body, "clerk", "chuyenvien", None), _hand(body, "leader", "lanhdao", authority))


def _hand(body: Body, role: str, function: str, authority: DemoAuthority | None) -> Actor:
    account = next((a for a in ACCOUNTS if a.body == body.code and a.role == role), None)
    username = account.username if account else f"{body.code.casefold()}.{function}"
    person = Person.objects.filter(username=username).first()
    person_id = person.pk if person else _hire(body, role, username, authority)
    actor = actor_of_person(person_id)
    if actor is None or actor.appointment_id is None:
        raise RuntimeError(f"{username} holds no appointment")
    return actor


def _hire(body: Body, role: str, username: str, authority: DemoAuthority | None) -> UUID:
    title = "Chuyên viên" if role == "clerk" else "Lãnh đạo"
    person_id = create_person(by=DEMONSTRATION, username=username, full_name=f"{title} {body.name_vi}")
    appoint_in_role(person_id, body.id, body.id, role)
    if authority:
        create_demo_token(authority, by=DEMONSTRATION, person_id=person_id, passphrase=PASSPHRASE)
    return person_id


def _bring(body: Body, assignment_id: UUID, hands: Hands) -> None:
    """Walk the report to its stage, one real action after the other."""
    end = _end_of(body)
    sent_on = 28 if reports._draw(body.code, "late", 100) < 14 else 20 + reports._draw(body.code, "day", 5)
    rows = figures_of(body, 7)
    cells = {
        FORM: {
            key: {"plan": row.plan, "in_period": row.in_period, "late_projects": row.late_projects}
            for key, row in rows.items()
        }
    }
    save_figures(assignment_id, by=hands.clerk, cells=cells, check=True, at=moment(sent_on, body.code, 0))
    steps = (
        ("submit", hands.clerk, "submitted"),
        ("approve", hands.leader, "approved"),
        ("sign", hands.leader, "signed"),
        ("send", hands.leader, "sent"),
        ("receive", DEMONSTRATION, "received"),
        ("accept", DEMONSTRATION, "accepted"),
    )
    for number, (action, by, stage) in enumerate(steps, 1):
        if end == "returned" and action == "approve":
            _refuse(assignment_id, "return", hands.leader, body, sent_on)
            return
        if end == "refused" and action == "accept":
            _refuse(assignment_id, "refuse", DEMONSTRATION, body, sent_on)
            return
        passphrase = PASSPHRASE if action == "sign" else ""
        act(assignment_id, action, by=by, passphrase=passphrase, at=moment(sent_on, body.code, number))
        if stage == end:
            return


def _refuse(assignment_id: UUID, action: str, by: Actor, body: Body, day: int) -> None:
    reason = "Số dự án chậm tiến độ chưa khớp với báo cáo chuyên đề; đề nghị rà soát. (Mô phỏng)"
    act(
        assignment_id,
        action,
        by=by,
        reason=reason,
        cells=[f"{FORM}/total/late_projects"],
        at=moment(day, body.code, 6),
    )
