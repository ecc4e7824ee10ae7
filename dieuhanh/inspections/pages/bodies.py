"""One body's page in an inspection: records beside claims, its report, questions with answers, findings, its tasks."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Missing
from dieuhanh.config.language import lang
from dieuhanh.inspections.models import BodyReport
from dieuhanh.inspections.pages.common import acting, shown
from dieuhanh.inspections.pages.record import follow_up_rows, trail_of
from dieuhanh.inspections.queries.access import access_body, access_inspection, serves
from dieuhanh.inspections.queries.record import BodyPart, Record, record_of
from dieuhanh.inspections.rules.figures import Topic
from dieuhanh.inspections.rules.stages import Cause, Degree, Nature, Stage
from dieuhanh.inspections.rules.workflow import ANSWER, PLAN
from dieuhanh.interface.files import download
from dieuhanh.interface.listing import Button, Chip


@require_safe
def page(request: HttpRequest, inspection_id: UUID, code: str) -> HttpResponse:
    """One body's page: seen by the office, and by that body alone."""
    by = acting(request)
    row = access_inspection(by, inspection_id)
    found = record_of(by, row)
    part = found.part(code)
    if part is None:
        raise Missing(_("There is no such record."))
    topics = []
    for topic in row.topics:
        lines = [one for one in part.lines if one.kind.topic.value == topic]
        topics.append(
            {
                "title": Topic(topic).words.of(lang()),
                "lines": [shown(one, code, found.office_label.name) for one in lines],
            }
        )
    context = {
        "row": row,
        "record": found,
        "part": part,
        "state": Stage(row.state).words.of(lang()),
        "buttons": _buttons(by, found, part),
        "bodies": _bodies(found, code),
        "topics": topics,
        "questions": [(one, _answer_href(by, found, part, one.number)) for one in part.questions],
        "findings": [
            {
                "one": one,
                "topic": Topic(one.topic).words.of(lang()),
                "nature": Nature(one.nature).words.of(lang()),
                "degree": Degree(one.degree).words.of(lang()),
                "cause": Cause(one.cause).words.of(lang()),
            }
            for one in part.findings
        ],
        "follow_ups": follow_up_rows([one for one in found.follow_ups if one.body == code]),
        "file_href": reverse("inspections:file", args=[part.report.id])
        if part.report and part.report.file_sha256
        else "",
        "trail": trail_of(row, part.name),
    }
    return render(request, "inspections/body.html", context)


def _bodies(found: Record, code: str) -> list[Chip]:
    """The other bodies of the session, one page each; none for a body that sees itself alone."""
    if len(found.parts) < 2:
        return []
    return [
        Chip(
            one.code,
            reverse("inspections:body", args=[found.row.id, one.code]),
            count=one.differences or None,
            current=one.code == code,
        )
        for one in found.parts
    ]


def _answers(by: Actor, found: Record, part: BodyPart) -> bool:
    open_now = found.row.state in (Stage.ANNOUNCED.value, Stage.IN_SESSION.value)
    return open_now and ANSWER in by.powers and bool(serves(by, [part.body.organisation_id]))


def _buttons(by: Actor, found: Record, part: BodyPart) -> list[Button]:
    row = found.row

    def to(action: str) -> str:
        return f"{reverse('inspections:act', args=[row.id, action])}?body={part.code}"

    made = []
    if _answers(by, found, part):
        made.append(Button(_("Hand in the report"), href=to("hand_in"), primary=part.report is None))
    if found.office and row.state == Stage.IN_SESSION.value and (PLAN in by.powers or by.is_system):
        made.append(Button(_("Put down a finding"), href=to("find"), primary=True))
        if row.notice_id is None:
            made.append(Button(_("Propose a task"), href=to("propose")))
    return made


def _answer_href(by: Actor, found: Record, part: BodyPart, number: int) -> str:
    if not _answers(by, found, part):
        return ""
    return f"{reverse('inspections:act', args=[found.row.id, 'answer'])}?body={part.code}&question={number}"


@require_safe
def file(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """The file of a body's report, for who may see that body's part."""
    by = acting(request)
    found = BodyReport.objects.filter(pk=report_id).exclude(file_sha256="").select_related("body").first()
    if found is None or found.file_content is None:
        raise Missing(_("There is no such record."))
    row = access_inspection(by, found.body.inspection_id)
    access_body(by, row, found.body.code)
    return download(bytes(found.file_content), found.file_name, "application/pdf")
