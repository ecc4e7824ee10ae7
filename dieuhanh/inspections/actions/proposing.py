"""Tasks that a session or a meeting gives: proposed, dropped, and drafted into a notice that is a directive of its own."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.clock import day_of, moment_of
from dieuhanh.config.errors import Fault, Invalid, Missing
from dieuhanh.config.text import nfc
from dieuhanh.directives.actions.directives import cut, enter
from dieuhanh.directives.marked import refuse_marked
from dieuhanh.directives.rules.drafts import NewDirective, NewTask
from dieuhanh.directives.rules.states import DirectiveKind, TaskKind
from dieuhanh.inspections.actions.moves import move, needed, raise_faults, take_inspection, take_meeting
from dieuhanh.inspections.models import AgendaItem, FollowUp, Inspection, Meeting
from dieuhanh.inspections.rules.records import NewFollowUp, follow_up_faults
from dieuhanh.ledger.held import key_of
from dieuhanh.organisations.queries import by_codes, by_id

Record = Inspection | Meeting
MOST_FOLLOW_UPS = 200


def _take(record: type[Record], record_id: UUID, action: str, by: Actor) -> Record:
    if record is Inspection:
        return take_inspection(record_id, action, by=by)[0]
    return take_meeting(record_id, action, by=by)[0]


def _own(row: Record) -> dict[str, Record]:
    return {"inspection": row} if isinstance(row, Inspection) else {"meeting": row}


@transaction.atomic
def propose(
    record: type[Record], record_id: UUID, new: NewFollowUp, *, by: Actor, at: datetime | None = None
) -> FollowUp:
    """Propose a task: who leads, what, by when. It is given when the notice is concluded, not before.

    Raises Invalid for what is missing, or a lead that stands on no such code today.
    """
    row = _take(record, record_id, "propose", by)
    moment = moment_of(by, at)
    raise_faults(follow_up_faults(new, day_of(moment)))
    refuse_marked("content", new.content, new.product_words)
    lead = by_codes({new.body}, day_of(moment)).get(new.body)
    faults = []
    if lead is None:
        message = _("No body bears the code %(code)s today.") % {"code": new.body[:40]}
        faults.append(Fault(message, field="body", value=new.body[:40]))
    if new.kind not in set(TaskKind):
        faults.append(Fault(_("Choose the kind of task."), field="kind", value=new.kind[:20]))
    raise_faults(faults)
    assert lead is not None  # a fault otherwise
    last = FollowUp.objects.filter(**_own(row)).aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_FOLLOW_UPS:
        raise Invalid(_("At most %(most)d tasks.") % {"most": MOST_FOLLOW_UPS})
    made = FollowUp.objects.create(
        **_own(row),
        item=_item(row, new.item),
        number=last + 1,
        lead_id=lead.id,
        body=lead.code,
        content=needed(new.content, "content", _("Say what is to be done."), 4000),
        kind=new.kind,
        product_words=nfc(new.product_words)[:1000],
        due_on=new.due_on,
        simulated=by.simulated,
    )
    details = {"number": made.number, "body": lead.code, "due_on": made.due_on.isoformat()}  # type: ignore[union-attr]  # a fault otherwise
    move(
        row,
        "propose",
        "task_proposed",
        by=by,
        moment=moment,
        note=made.content,
        about=lead.id,
        details=details,
        rows=[made],
    )
    return made


def _item(row: Record, number: int | None) -> AgendaItem | None:
    if number is None or isinstance(row, Inspection):
        return None
    found = AgendaItem.objects.filter(meeting=row, number=number).first() if 0 < number < 32768 else None
    if found is None:
        raise Missing(_("The agenda has no such item."))
    return found


@transaction.atomic
def drop(
    record: type[Record], record_id: UUID, number: int, *, by: Actor, at: datetime | None = None
) -> None:
    """Drop a proposed task, by its number, before the notice is drafted. Its number is not used again while later ones stand."""
    row = _take(record, record_id, "drop", by)
    found = FollowUp.objects.filter(**_own(row), number=number).first() if 0 < number < 32768 else None
    if found is None:
        raise Missing(_("No task of this number was proposed."))
    lead, content, key = found.lead_id, found.content, key_of(found)
    found.delete()
    details = {"number": number}
    move(
        row,
        "drop",
        "task_dropped",
        by=by,
        moment=moment_of(by, at),
        note=content,
        about=lead,
        details=details,
        gone=[key],
    )


@transaction.atomic
def draft_notice(
    record: type[Record], record_id: UUID, *, by: Actor, document: str, at: datetime | None = None
) -> Record:
    """Draft the notice of conclusion: a directive whose text lists the proposed tasks, and which carries this record as source.

    It stays a draft, and its tasks reach nobody, until a second person concludes. Needs `directives.enter` besides.
    """
    row = _take(record, record_id, "draft_notice", by)
    number = needed(
        document, "document", _("Name the notice of conclusion, by number and symbol."), longest=200
    )
    moment = moment_of(by, at)
    office = by_id(row.office_id, day_of(moment))
    if office is None:
        raise Missing(_("The office does not stand any more."))
    follow_ups = list(FollowUp.objects.filter(**_own(row)).order_by("number"))
    text, spans = _text(row, number, [one.content for one in follow_ups], follow_ups)
    source = f"{row.code}: {row.title}"
    directive = enter(
        NewDirective(
            symbol=number,
            kind=DirectiveKind.CONCLUSION_NOTICE.value,
            signed_on=day_of(moment),
            assigner=office.code,
            issuer=office.code,
            title=f"Thông báo kết luận {row.title}"[:1000],
            text=text,
            source=source,
        ),
        by=by,
        at=at,
    )
    made = cut(
        directive.id,
        [_duty(one, span, source) for one, span in zip(follow_ups, spans, strict=True)],
        by=by,
        at=at,
    )
    for one, task in zip(follow_ups, made, strict=True):
        one.task_id = task.id
    FollowUp.objects.bulk_update(follow_ups, ["task"])
    row.notice_id, row.notice_number, row.notice_by = directive.id, number, by.person_id
    details = {"notice": number, "directive": str(directive.id), "tasks": [one.code for one in made]}
    move(row, "draft_notice", "notice_drafted", by=by, moment=moment, details=details, rows=follow_ups)
    return row


def _text(
    row: Record, number: str, contents: list[str], follow_ups: list[FollowUp]
) -> tuple[str, list[tuple[int, int]]]:
    """The notice's text with the span of each duty in it: a task is always seen in the words that gave it."""
    text = f"THÔNG BÁO {number}\nKết luận {row.title}\n\n"
    spans = []
    for place, (content, one) in enumerate(zip(contents, follow_ups, strict=True), 1):
        due = f", thời hạn {one.due_on:%d/%m/%Y}" if one.due_on else ""
        line = f"{place}. {one.body}: {' '.join(content.split())}{due}."
        spans.append((len(text), len(text) + len(line)))
        text += line + "\n"
    return text, spans


def _duty(one: FollowUp, span: tuple[int, int], source: str) -> NewTask:
    return NewTask(
        content=one.content,
        kind=one.kind,
        clause=str(one.number),
        span=span,
        lead=one.body,
        deadline_kind="date",
        deadline_words=f"{one.due_on:%d/%m/%Y}" if one.due_on else "",
        deadline_rule="date",
        due=one.due_on,
        product_words=one.product_words,
        source=source,
    )
