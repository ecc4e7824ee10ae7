"""Linking the tasks of `directives` that carry a programme out: by code, never copied."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Missing
from dieuhanh.directives.queries.linked import codes_of_document, known_codes
from dieuhanh.ledger.actions import Draft, append_bulk
from dieuhanh.organisations.authority import check
from dieuhanh.programmes.actions.targets import target_of
from dieuhanh.programmes.actions.telling import tell, wrong
from dieuhanh.programmes.models import TaskLink
from dieuhanh.programmes.queries.access import access_programme
from dieuhanh.programmes.rules.steps import MANAGE

MOST = 500


@transaction.atomic
def link_tasks(
    code: str, *, by: Actor, tasks: Sequence[str] = (), target: str = "", symbol: str = ""
) -> list[TaskLink]:
    """Link these tasks, or every duty of the document with this symbol; those linked already are left alone.

    Eight statements at most, however many. Raises Invalid for a code that no task bears, or where nothing is named.
    """
    programme = access_programme(by, code, lock=True)
    check(by, MANAGE, programme.assigner_id)
    wanted = list(dict.fromkeys(tasks))[:MOST]
    if wanted:
        absent = sorted(set(wanted) - known_codes(wanted))
        if absent:
            raise wrong(_("No task bears the code %(code)s.") % {"code": absent[0][:200]}, "tasks", absent[0])
    elif symbol:
        wanted = codes_of_document(symbol, programme.signed_on if symbol == programme.symbol else None)[:MOST]
        if not wanted:
            raise wrong(_("No document with this symbol has given a task."), "symbol", symbol)
    else:
        raise wrong(_("Name tasks by their codes, or a document by its symbol."), "tasks")
    under = target_of(programme, target) if target else None
    there = set(programme.task_links.filter(task_code__in=wanted).values_list("task_code", flat=True))
    made = [
        TaskLink(
            programme=programme,
            target=under,
            task_code=one,
            by_name=by.name,
            linked_at=clock.now(),
            simulated=by.simulated,
        )
        for one in wanted
        if one not in there
    ]
    TaskLink.objects.bulk_create(made)
    tell(
        "linked",
        made,
        by=by,
        organisation_id=programme.assigner_id,
        body={"programme": programme.code, "target": target},
    )
    return made


@transaction.atomic
def unlink_tasks(code: str, tasks: Sequence[str], *, by: Actor) -> list[str]:
    """Take links away, all or none; the ledger keeps that they were there. Six statements at most. Raises `Missing`."""
    programme = access_programme(by, code, lock=True)
    check(by, MANAGE, programme.assigner_id)
    wanted = {one.replace("\0", "")[:400] for one in tasks}
    rows = list(programme.task_links.filter(task_code__in=wanted))
    if not rows or len(rows) < len(wanted):
        raise Missing(_("There is no such record."))
    append_bulk(
        [
            Draft(
                "programmes.tasklink.unlinked", "programmes.tasklink", row.id, programme.assigner_id,
                {"programme": programme.code, "task": row.task_code, "content_hash": None},
            )
            for row in rows
        ],
        by=by,
    )  # fmt: skip
    programme.task_links.filter(pk__in=[row.pk for row in rows]).delete()
    return [row.task_code for row in rows]
