"""A claim of completion: evidence that fits, the product's own date; and the lead's taking it back."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import day_of, moment_of
from dieuhanh.config.errors import Fault, Invalid
from dieuhanh.config.text import nfc
from dieuhanh.deadlines.queries import working_calendar
from dieuhanh.deadlines.rules.periods import NotAPeriod
from dieuhanh.directives.actions.drafting import raise_faults, said
from dieuhanh.directives.actions.explaining import cause_asked, cause_rows, write_causes
from dieuhanh.directives.actions.moves import move, optional, reason_given, take
from dieuhanh.directives.marked import refuse_marked, refuse_marked_file
from dieuhanh.directives.models import Claim, Evidence, Task
from dieuhanh.directives.rules import clock as clock_rules
from dieuhanh.directives.rules.causes import Occasion
from dieuhanh.directives.rules.escalation import limits_of
from dieuhanh.directives.rules.evidence import EvidenceKind, Given, faults, fits
from dieuhanh.directives.rules.states import TaskKind
from dieuhanh.reporting.queries.catalogue import indicators
from dieuhanh.reporting.queries.facts import latest_values
from dieuhanh.signing.queries.verification import verify_pdf

MOST_EVIDENCE = 20


@transaction.atomic
def claim(
    task_id: UUID,
    *,
    by: Actor,
    evidence: Sequence[Given],
    completed_on: date | None,
    note: str = "",
    cause: str = "",
    at: datetime | None = None,
) -> Task:
    """Claim that a task is done as of its product's date. The clock runs on until the assigner verifies it.

    Where the product comes after the deadline the cause is asked for. Raises Invalid with every fault: no evidence of the due kind, a date that is not the product's.
    """
    task, arrow = take(task_id, "claim", by=by)
    moment = moment_of(by, at)
    kind = TaskKind(task.kind)
    wrong = [said(one) for one in faults(kind, list(evidence), completed_on, day_of(moment))]
    if len(evidence) > MOST_EVIDENCE:
        wrong.append(
            Fault(_("At most %(most)d pieces of evidence.") % {"most": MOST_EVIDENCE}, field="evidence")
        )
    wrong += [
        Fault(_("The file must be a PDF."), field="file", value=one.file_name[:80])
        for one in evidence
        if one.file and not one.file.startswith(b"%PDF-")
    ]
    raise_faults(wrong)
    assert completed_on is not None  # a fault otherwise
    for one in evidence:
        refuse_marked("note", one.note, one.symbol, one.issuer, one.file_name)
        if one.file:
            refuse_marked_file("file", one.file)
    remark = optional(note, "note")
    calendar = working_calendar()
    task.claimed_at, task.claimed_on = moment, completed_on
    task.verify_by = clock_rules.end_after(calendar, moment, limits_of(task.level).verify_working_days)
    made = Claim.objects.create(
        task=task,
        completed_on=completed_on,
        note=remark,
        claimed_at=moment,
        by_name=by.name,
        by_position=by.position,
        verify_by=task.verify_by,
        fits=True,
        simulated=by.simulated,
    )
    rows = [evidence_row(made, task, one, kind) for one in evidence]
    Evidence.objects.bulk_create(rows)
    late = task.current_due is not None and completed_on > task.current_due
    kept = cause_asked(task, cause, asked=late)
    details = {
        "claim": str(made.id),
        "product_date": completed_on.isoformat(),
        "evidence": [evidence_words(row) for row in rows],
        **({"cause": kept} if kept else {}),
    }
    causes = cause_rows(task, kept, Occasion.CLAIM, by=by, moment=moment)
    entry_id = move(task, arrow, by=by, moment=moment, details=details, rows=[made, *rows, *causes])
    write_causes(causes, entry_id)
    return task


def evidence_row(made: Claim, task: Task, given: Given, kind: TaskKind) -> Evidence:
    """One piece of evidence as it is kept: a file with its hash and its signature's verdict, a figure beside our own."""
    row = Evidence(
        claim=made,
        kind=given.kind.value,
        fits=fits(kind, given.kind),
        symbol=nfc(given.symbol)[:200],
        dated=given.dated,
        issuer=nfc(given.issuer)[:300],
        address=given.address[:500],
        copy_sha256=given.copy_sha256[:64],
        indicator=given.indicator[:40],
        period=given.period[:12],
        value=given.value,
        note=nfc(given.note)[:4000],
    )
    if given.file:
        row.file_name = nfc(given.file_name)[:200] or "minh-chung.pdf"
        row.file_media_type, row.file_content = "application/pdf", given.file
        row.file_sha256 = sha256(given.file).hexdigest()
        row.signature = verify_pdf(given.file, organisation_id=task.lead_id).as_dict()
    if given.kind is EvidenceKind.FIGURE:
        row.found = _own_figure(task, given)
    return row


def _own_figure(task: Task, given: Given) -> Decimal | None:
    """What the reporting room holds for this body, indicator and period. Two statements. Raises Invalid."""
    known = indicators(codes=[given.indicator])
    if not known:
        message = _("There is no indicator %(code)s.") % {"code": given.indicator[:40]}
        raise Invalid(message, faults=[Fault(message, field="indicator", value=given.indicator[:40])])
    if task.lead_id is None:
        return None
    indicator = known[0].id
    try:
        found = latest_values(task.lead_id, [indicator], given.period)
    except NotAPeriod as error:
        message = _("“%(period)s” is no period; write 2020-07, 2020-Q3 or 2020.") % {
            "period": given.period[:20]
        }
        raise Invalid(message, faults=[Fault(message, field="period", value=given.period[:20])]) from error
    fact = found.get((indicator, ""))
    return fact.value if fact else None


def evidence_words(row: Evidence) -> dict[str, str]:
    """A piece of evidence as the ledger keeps it."""
    every = {
        "kind": row.kind,
        "symbol": row.symbol,
        "dated": row.dated.isoformat() if row.dated else "",
        "address": row.address,
        "copy_sha256": row.copy_sha256,
        "indicator": row.indicator,
        "period": row.period,
        "value": str(row.value) if row.value is not None else "",
        "found": str(row.found) if row.found is not None else "",
        "file_sha256": row.file_sha256,
        "note": row.note,
    }
    return {name: value for name, value in every.items() if value}


@transaction.atomic
def retract(task_id: UUID, *, by: Actor, reason: str, at: datetime | None = None) -> Task:
    """The lead takes its claim back."""
    task, arrow = take(task_id, "retract", by=by)
    why = reason_given(reason)
    moment = moment_of(by, at)
    settled = settle_claim(task, Claim.Verdict.RETRACTED, by=by, moment=moment, reason=why)
    move(task, arrow, by=by, moment=moment, reason=why, rows=settled)
    return task


def settle_claim(
    task: Task, verdict: Claim.Verdict, *, by: Actor, moment: datetime, reason: str = ""
) -> list[Claim]:
    """Write what became of the waiting claim, and give it; the task waits for no verdict any more. Two statements."""
    settled = list(Claim.objects.filter(task=task, verdict=Claim.Verdict.WAITING))
    for one in settled:
        one.verdict, one.judged_at, one.judged_by, one.reason = verdict, moment, by.name, reason
        one.save(update_fields=["verdict", "judged_at", "judged_by", "reason"])
    task.verify_by = None
    if verdict is not Claim.Verdict.ACCEPTED:
        task.claimed_at = task.claimed_on = None
    return settled
