"""A body's figure for a period, or a published one about the nation: a claim until the assigner's office verifies it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Conflict, Fault, Refused
from dieuhanh.config.language import lang
from dieuhanh.deadlines.rules.periods import NotAPeriod, parse
from dieuhanh.deadlines.rules.text import Text
from dieuhanh.organisations.queries import Body, by_code, labels
from dieuhanh.organisations.queries.bodies import spans
from dieuhanh.programmes.actions.programmes import check_mark
from dieuhanh.programmes.actions.targets import target_of
from dieuhanh.programmes.actions.telling import fitting, known_since, needed, tell, wrong
from dieuhanh.programmes.models import Programme, Report, Target, TargetVersion
from dieuhanh.programmes.queries.access import access_programme, check_speaks_for
from dieuhanh.programmes.queries.scorecard import NATION
from dieuhanh.programmes.rules.speaking import counts, counts_nowhere
from dieuhanh.programmes.rules.steps import MANAGE, State
from dieuhanh.programmes.rules.verdicts import Rule

LARGEST = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class NewFigure:
    """A figure as handed in: the value, or numerator and denominator in per cent of one another.

    `as_of` is the day it describes (the period's last by default); `published_on` and `source` are of who printed it,
    where the assigner's office enters what others published.
    """

    body: str
    period: str
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    as_of: date | None = None
    document: str = ""
    document_on: date | None = None
    source: str = ""
    published_on: date | None = None
    evidence_mark: str = ""
    note: str = ""


@transaction.atomic
def report_figure(code: str, target: str, new: NewFigure, *, by: Actor) -> Report:
    """A figure as claimed; a second one for the same body and period is the next version.

    Who reports speaks for the body (`programmes.report`, from within it or above it in line); the assigner's office may
    enter what was published (`programmes.manage`), with its source. Eleven statements at most. Raises Invalid, Refused,
    Conflict where the last version still waits to be verified.
    """
    programme = access_programme(by, code)
    value = _value(new)
    period, as_of = _when(new)
    given = new.body.replace("\0", "")[:40]
    # A code may pass to another body: it means who bore it on the day of the figure, else who bears it today.
    body = by_code(given, as_of) or by_code(given, clock.today())
    if body is None:
        raise wrong(_("No body bears the code %(code)s today.") % {"code": new.body[:40]}, "body", new.body)
    row = target_of(programme, target, lock=True)
    _check_counts(programme, row, new, body, as_of, by=by)
    check_speaks_for(by, body.id, programme.assigner_id, published=bool(new.source.strip()))
    last = Report.objects.select_for_update(of=("self",)).filter(
        target=row, organisation_id=body.id, period=period
    )
    if last.filter(state=State.CLAIMED.value).exists():
        raise Conflict(
            _("The figure of this period still waits to be verified; take it back first."), code="waiting"
        )
    made = Report(
        target=row,
        organisation_id=body.id,
        period=period,
        as_of=as_of,
        version=(
            Report.objects.filter(target=row, organisation_id=body.id, period=period).aggregate(
                n=Max("version")
            )["n"]
            or 0
        )
        + 1,
        value=value,
        numerator=new.numerator,
        denominator=new.denominator,
        document=fitting(new.document, "document", 200),
        document_on=new.document_on,
        source=fitting(new.source, "source"),
        evidence_mark=check_mark(new.evidence_mark),
        note=fitting(new.note, "note"),
        known_on=known_since(new.published_on, by, published=bool(new.source.strip())),
        by_person=by.person_id,
        by_name=by.name,
        by_position=by.position,
        entered_at=clock.now(),
        simulated=by.simulated,
    )
    if not made.source:
        needed(made.document, "document", 200)
    made.save(force_insert=True)
    said = {
        "programme": programme.code,
        "target": row.code,
        "period": period,
        "value": format(value, "f"),
        "body": new.body,
    }
    tell("reported", [made], by=by, organisation_id=body.id, body=said)
    return made


def _check_counts(
    programme: Programme, row: Target, new: NewFigure, body: Body, day: date, *, by: Actor
) -> None:
    """That somebody counts the figure: over the nation only what was published of it. One statement, two to refuse.

    Raises `Refused` for whom it is not to give, `Invalid` for the office that may and gave another.
    """
    known = list(
        TargetVersion.objects.filter(target=row).order_by("version").values_list("valid_from", "rule")
    )
    scope = Rule.from_dict(next((rule for since, rule in reversed(known) if since <= day), known[0][1])).scope
    of_nation = body.kind == NATION
    if counts(scope, of_nation=of_nation, published=bool(new.source.strip())):
        return
    office = labels({programme.assigner_id}, clock.today())[programme.assigner_id]
    nation = next((one.code for one in spans({NATION}) if one.valid_to is None), "–")
    said = counts_nowhere(Text(office.name_vi, office.name_en or office.name_vi), nation)
    words, field = said.of(lang()), "source" if of_nation else "body"
    if MANAGE in by.powers or by.is_system:
        raise wrong(words, field, new.body[:40] if field == "body" else "")
    raise Refused(words, faults=[Fault(words, field=field)])


def _value(new: NewFigure) -> Decimal:
    """The value in the target's unit; of a ratio, in per cent to six places (the parts decide)."""
    for name in ("value", "numerator", "denominator"):
        given = getattr(new, name)
        if given is not None and (not given.is_finite() or abs(given) >= LARGEST):
            raise wrong(_("This number is too large."), name, str(given))
    if (new.numerator is None) != (new.denominator is None):
        raise wrong(_("Give numerator and denominator together, or the value alone."), "numerator")
    if new.numerator is not None and new.denominator is not None:
        if new.denominator <= 0:
            raise wrong(_("The denominator must be more than 0."), "denominator", str(new.denominator))
        try:
            made = (100 * new.numerator / new.denominator).quantize(Decimal("0.000001"))
        except InvalidOperation as error:
            raise wrong(_("This number is too large."), "numerator", str(new.numerator)) from error
        if abs(made) >= LARGEST:
            raise wrong(_("This number is too large."), "numerator", str(new.numerator))
        return made
    if new.value is None:
        raise wrong(_("Give the value, or numerator and denominator."), "value")
    return new.value


def _when(new: NewFigure) -> tuple[str, date]:
    try:
        period = parse(new.period.replace("\0", ""))
    except NotAPeriod as error:
        raise wrong(_("Write a period as 2020-07, 2020-Q3 or 2020."), "period", new.period) from error
    as_of = new.as_of or period.last_day
    if not period.first_day <= as_of <= period.last_day:
        raise wrong(_("The day must lie in the period."), "as_of", as_of.isoformat())
    if (new.published_on or clock.today()) < period.first_day:
        raise wrong(_("A period that has not begun has no figure yet."), "period", new.period)
    return period.code, as_of
