"""Linking the tasks of `directives` that carry a programme out: by code, never copied."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Missing
from dieuhanh.directives.queries.linked import codes_of_document, known_codes
from dieuhanh.ledger.actions import append
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
def unlink_task(code: str, task: str, *, by: Actor) -> None:
    """Take a link away; the ledger keeps that it was there. Five statements at most."""
    programme = access_programme(by, code, lock=True)
    check(by, MANAGE, programme.assigner_id)
    row = programme.task_links.filter(task_code=task.replace("\0", "")[:400]).first()
    if row is None:
        raise Missing(_("There is no such record."))
    _tell_gone(row, by=by, programme=programme.code, assigner=programme.assigner_id)
    row.delete()


def _tell_gone(row: TaskLink, *, by: Actor, programme: str, assigner: UUID) -> None:
    """The entry that says that the row is no more."""
    append(
        "programmes.tasklink.unlinked",
        by=by,
        subject_type="programmes.tasklink",
        subject_id=row.id,
        organisation_id=assigner,
        body={"programme": programme, "task": row.task_code, "content_hash": None},
    )
