"""Tasks as a register's rows, so that what went out can come in again."""

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.directives.models import Coordination
from dieuhanh.directives.queries.filtering import Filters
from dieuhanh.directives.queries.tasks import TaskRead, sort_key, tasks
from dieuhanh.directives.register_rows import KIND_WORDS, TaskRow
from dieuhanh.directives.rules.states import DirectiveKind, Stage
from dieuhanh.organisations.queries import labels

_PAGE = 500
_NAMED = {
    DirectiveKind.RESOLUTION: "Nghị quyết",
    DirectiveKind.DECISION: "Quyết định",
    DirectiveKind.DIRECTIVE: "Chỉ thị",
    DirectiveKind.TELEGRAM: "Công điện",
    DirectiveKind.CONCLUSION_NOTICE: "Thông báo",
    DirectiveKind.STEERING_LETTER: "Văn bản",
    DirectiveKind.WORK_PROGRAMME: "Chương trình",
}
"""How a register names a document before its symbol; `rules.records.document_of` reads it back."""
MOST = 50_000


def register_rows(by: Actor | None, filters: Filters) -> list[TaskRow]:
    """The tasks that `by` may see, narrowed, as rows; five statements for each 500 of them. At most 50,000."""
    found: list[TaskRow] = []
    after: list[str] | None = None
    while len(found) < MOST:
        page = tasks(by, filters, sort="code", after=after, limit=_PAGE)
        kept = page[:_PAGE]
        owed = _coordinators(kept)
        found += [_row(one, owed.get(str(one.id), ())) for one in kept if one.row.state != Stage.DRAFT.value]
        if len(page) <= _PAGE:
            break
        after = sort_key(kept[-1], "code")
    return found


def rows_of(reads: list[TaskRead]) -> list[TaskRow]:
    """Tasks read already, as rows. Two statements."""
    owed = _coordinators(reads)
    return [_row(one, owed.get(str(one.id), ())) for one in reads]


def _coordinators(rows: list[TaskRead]) -> dict[str, tuple[str, ...]]:
    """The co-ordinators' names of each task. Two statements."""
    owed = list(Coordination.objects.filter(task__in=[one.id for one in rows]).order_by("id"))
    named = labels([one.organisation_id for one in owed if one.organisation_id], clock.today())
    found: dict[str, tuple[str, ...]] = {}
    for one in owed:
        name = named[one.organisation_id].name_vi if one.organisation_id in named else one.words
        found[str(one.task_id)] = (*found.get(str(one.task_id), ()), one.words or name)
    return found


def _row(read: TaskRead, coordinators: tuple[str, ...]) -> TaskRow:
    row, directive = read.row, read.row.directive
    kind = DirectiveKind(directive.kind)
    named = kind in _NAMED and directive.symbol[:1].isdigit()
    document = f"{_NAMED[kind]} {directive.symbol}" if named else directive.symbol
    shape = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}[directive.signed_precision]
    dated = row.current_due.isoformat() if row.current_due else ""
    result = row.known_result
    if row.completed_on:
        late = row.current_due is not None and row.completed_on > row.current_due
        result = f"{'Hoàn thành quá hạn' if late else 'Hoàn thành trong hạn'}: {row.completed_on:%d/%m/%Y}"
    return TaskRow(
        source_document=document,
        dated=directive.signed_on.strftime(shape),
        clause=row.clause,
        content=row.content,
        lead=row.lead_words or read.lead.name_vi or row.lead_person,
        coordinators=coordinators,
        # One of several stages is a task of its own: the words name the other stages too.
        deadline=(dated if row.deadline_rule == "stage_of_several" else row.deadline_words or dated)
        or "không ghi hạn",
        kind=KIND_WORDS[row.kind],
        known_result=result,
        evidence=row.source or f"{row.evidence_mark or 'N'}: {row.code}",
    )
