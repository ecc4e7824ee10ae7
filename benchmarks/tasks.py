"""W11: half a million tasks with ten years' history: my work, a body's board, the wall's tile; the clocks of all open tasks.

The tasks are made by `COPY` from a generator without chance in it: 85 leads (ministries and provinces), one assigner,
some 40,000 still open. Pages are asked for in process, by an official who has work; the wall's tile is measured as it is
drawn, not as it is kept. Then a night passes: the clocks ring for the day that begins, and every open task is looked at.
"""

import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Any
from uuid import UUID

from benchmarks.program import percentile

TASKS = 500_000
FIRST, TODAY = date(2011, 1, 1), date(2020, 10, 20)
NOW = datetime(2020, 10, 20, 2, tzinfo=UTC)
MIDNIGHT = datetime(2020, 10, 20, 17, 0, 1, tzinfo=UTC)
"""The first second of 21 October in Vietnam."""
A_DIRECTIVE = 100
REQUESTS = 30
LIMIT_MILLISECONDS, SWEEP_SECONDS = 50.0, 10.0
PAGES = {
    "my work, lead": ("lead", "/reporting/work/"),
    "my work, assigner": ("assigner", "/reporting/work/"),
    "body board": ("lead", "/directives/bodies/BCT/"),
    "assigner's board": ("assigner", "/directives/bodies/VPCP/given/"),
    "wall tile": ("watcher", "/wall/tiles/tasks/now/"),
    "tasks, first page": ("assigner", "/directives/"),
}


def run(count: int = TASKS) -> list[dict[str, Any]]:
    """A row a page, and two for the night."""
    from dieuhanh.centre import keeping  # after the settings
    from dieuhanh.command.forking import keep_shared

    made = make(count)
    keeping.SHELF.most = 0
    keep_shared()  # as `serve` does once all is loaded: the collector goes over what a request makes alone
    rows = [_page(name, made[who], path) for name, (who, path) in PAGES.items()]
    return rows + _night(count)


def make(count: int = TASKS) -> dict[str, Any]:
    """The tasks, their history, and signed-in clients for the three who look at them."""
    from django.db import connections

    from dieuhanh.config import clock
    from dieuhanh.directives import models
    from dieuhanh.directives.actions import totals

    clock.now = lambda: NOW  # type: ignore[assignment]  # ten years that end on that day
    leads, assigner = _bodies()
    began = time.perf_counter()
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SET session_replication_role = replica"
        )  # consistent by construction: nothing to look up row by row
        for model, rows in (
            (models.Directive, _directives(count, assigner)),
            (models.Task, _tasks(count, leads, assigner)),
            (models.Move, _moves(count)),
            (models.Claim, _claims(count)),
            (models.ExtensionRequest, _extensions(count)),
            (models.Coordination, _coordinations(count, leads)),
            (models.Notice, _notices(count)),
        ):
            _copy(cursor, model, rows)
            _say(f"{model.__name__} after {time.perf_counter() - began:.0f} s")
        cursor.execute("SET session_replication_role = origin")
    totals.rebuild()
    _settle()
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE directives_task")
        cursor.execute("ANALYZE")
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE state IN ('assigned', 'in_progress', 'return_asked', 'claimed')) FROM directives_task"
        )
        _say("{:,} tasks, {:,} open".format(*cursor.fetchone()))
    return _clients()


def _page(name: str, client: Any, path: str) -> dict[str, Any]:
    times = [_milliseconds(client, path) for _request in range(REQUESTS + 2)][2:]
    p95 = percentile(times, 0.95)
    return {
        "name": f"W11 {name}",
        "ratio": round(LIMIT_MILLISECONDS / p95, 2),
        "limit": f"p95 {LIMIT_MILLISECONDS:.0f} ms",
        "p95_milliseconds": round(p95, 1),
        "median_milliseconds": round(statistics.median(times), 1),
        "note": path,
    }


def _milliseconds(client: Any, path: str) -> float:
    began = time.perf_counter()
    answer = client.get(path)
    taken = (time.perf_counter() - began) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status_code}")
    return taken


def _night(count: int) -> list[dict[str, Any]]:
    """What rings when the day begins, and the look at every open task after it; both write only what changed."""
    from dieuhanh.config import clock
    from dieuhanh.directives.actions.ringing import ring_due, sweep
    from dieuhanh.directives.models import Task
    from dieuhanh.directives.queries.totals import differences

    clock.now = lambda: MIDNIGHT  # type: ignore[assignment]
    began = time.perf_counter()
    rung = ring_due(MIDNIGHT)
    ringing = time.perf_counter() - began
    began = time.perf_counter()
    wrong = sweep(MIDNIGHT)
    sweeping = time.perf_counter() - began
    if wrong or differences():
        raise AssertionError(
            f"{wrong} clocks stood wrong after ringing; counts that differ: {differences()[:3]}"
        )
    still = Task.objects.filter(next_at__lte=MIDNIGHT).count()
    if still:
        raise AssertionError(f"{still} tasks did not ring")
    return [
        {
            "name": f"W11 {what}",
            "ratio": round(SWEEP_SECONDS / max(seconds, 0.001), 2),
            "limit": f"{SWEEP_SECONDS:.0f} s",
            "seconds": round(seconds, 2),
            "written": written,
            "note": f"{count:,} tasks",
        }
        for what, seconds, written in (
            ("clocks of a new day", ringing, rung),
            ("look at every open task", sweeping, wrong),
        )
    ]


def _settle() -> None:
    """The clocks as they would stand: rung up to now, in silence."""
    from dieuhanh.directives.actions.ringing import settle_clocks
    from dieuhanh.directives.models import Task
    from dieuhanh.directives.queries.waiting import OPEN

    ids = list(Task.objects.filter(state__in=OPEN).order_by("id").values_list("id", flat=True))
    for at in range(0, len(ids), 5_000):
        settle_clocks(ids[at : at + 5_000], NOW)


# ---- what is made: everything follows from the number of a task


def _id(kind: int, number: int) -> UUID:
    return UUID(int=kind << 96 | number)


def _given(number: int, count: int) -> date:
    return FIRST + timedelta(days=number * ((TODAY - FIRST).days - 1) // count)


def _due(number: int, given: date) -> date | None:
    return None if number % 10 == 7 else given + timedelta(days=30 + number * 37 % 370)


def _state(number: int, given: date) -> str:
    """Of what is older than two years one in fifty is open still, of the last year's three in five."""
    age = (TODAY - given).days
    lot = number * 7919 % 1000
    still_open = 20 if age > 730 else 100 if age > 365 else 600
    if lot < still_open:
        return ("assigned", "claimed", "claimed", *("in_progress",) * 16, "return_asked")[number // 3 % 20]
    return {998: "withdrawn", 999: "transferred"}.get(lot, "verified")


def _directives(count: int, assigner: UUID) -> Iterator[tuple[Sequence[str], Sequence[Any]]]:
    names = (
        "id", "symbol", "code_stem", "kind", "title", "issuer_id", "signer", "signed_on", "signed_precision", "text", "file_name",
        "file_media_type", "file_sha256", "assigner_id", "level", "state", "source", "evidence_mark", "next_number", "entered_at",
        "published_at", "search", "simulated",
    )  # fmt: skip
    for n in range(-(-count // A_DIRECTIVE)):
        day = _given(n * A_DIRECTIVE, count)
        symbol = f"{n}/{day.year}/CĐ-TTg"
        yield names, (
            _id(1, n), symbol, symbol, "telegram", f"Công điện số {n}", assigner, "Thủ tướng Chính phủ", day, "day", "Văn bản " * 200,
            "", "", "", assigner, "central", "published", "", "", A_DIRECTIVE + 1, day, day, symbol.lower(), True,
        )  # fmt: skip


def _tasks(
    count: int, leads: Sequence[UUID], assigner: UUID
) -> Iterator[tuple[Sequence[str], Sequence[Any]]]:
    names = (
        "id", "code", "directive_id", "clause", "span_text", "content", "search", "kind", "assigner_id", "lead_id", "lead_words",
        "lead_inferred", "lead_person", "is_group", "tier", "level", "deadline_kind", "deadline_words", "deadline_rule", "readings",
        "original_due", "current_due", "calendar_version", "product_kind", "product_words", "target_unit", "target_direction",
        "target_scope", "state", "clock", "was_late", "given_on", "published_at", "acknowledged_at", "claimed_at", "claimed_on",
        "verify_by", "completed_on", "verified_at", "closed_on", "heard", "return_ground", "source", "evidence_mark",
        "known_result", "simulated", "created_at", "changed_at",
    )  # fmt: skip
    for n in range(count):
        given = _given(n, count)
        due, state = _due(n, given), _state(n, given)
        regular = n % 20 == 3
        done = given + timedelta(days=10 + n * 53 % 420) if state == "verified" else None
        done = min(done, TODAY) if done else None
        late = done is not None and due is not None and done > due
        code = f"{n // A_DIRECTIVE}/{given.year}/CĐ-TTg#{n % A_DIRECTIVE}"
        content = f"Báo cáo Thủ tướng Chính phủ về nội dung {n % 9973} của lĩnh vực {n % 61}, hoàn thành đúng tiến độ được giao"
        claimed = TODAY - timedelta(days=n % 9) if state == "claimed" else None
        yield names, (
            _id(2, n), code, _id(1, n // A_DIRECTIVE), str(n % 9), "", content, f"{code} {content}".lower(),
            "regular" if regular else "report", assigner, leads[_lead(n, len(leads))], "", False, "", False, 0, "central",
            "regular" if regular else "date" if due else "none", "", "", "[]", due, due, "2020", "report", "", "", "", "", state,
            "done_late" if late else "done_in_time" if done else "in_time" if state not in ("withdrawn", "transferred") else "no_data",
            late, given, given, None if state == "assigned" else given, claimed, claimed, claimed, done, done,
            given + timedelta(days=9) if state in ("withdrawn", "transferred") else None, True,
            "unclear" if state == "return_asked" else "", "", "", "", True, given, done or given,
        )  # fmt: skip


def _lead(number: int, leads: int) -> int:
    """A third of all goes to the first ten (the busy ministries), the rest to all alike."""
    return number % 10 if number % 3 == 0 else number // 3 % leads


def _moves(count: int) -> Iterator[tuple[Sequence[str], Sequence[Any]]]:
    names = (
        "id", "task_id", "action", "from_state", "to_state", "at", "by_name", "by_position", "reason", "document", "details", "entry_id",
    )  # fmt: skip
    for n in range(count):
        given = _given(n, count)
        steps = [("publish", "draft", "assigned"), ("acknowledge", "assigned", "in_progress")]
        if _state(n, given) == "verified":
            steps += [("claim", "in_progress", "claimed"), ("verify", "claimed", "verified")]
        for place, (action, before, after) in enumerate(steps):
            yield names, (
                _id(3, n * 8 + place), _id(2, n), action, before, after, given + timedelta(days=place), "Nguyễn Văn A", "Chuyên viên",
                "", "", "{}", _id(4, n * 8 + place),
            )  # fmt: skip


def _claims(count: int) -> Iterator[tuple[Sequence[str], Sequence[Any]]]:
    names = (
        "id", "task_id", "completed_on", "note", "claimed_at", "by_name", "by_position", "source", "evidence_mark", "verify_by",
        "fits", "verdict", "judged_by", "reason", "simulated",
    )  # fmt: skip
    for n in range(count):
        given = _given(n, count)
        state = _state(n, given)
        if state in ("claimed", "verified"):
            verdict = "waiting" if state == "claimed" else "accepted"
            yield names, (
                _id(5, n), _id(2, n), given, "", given, "A", "B", "", "", given, True, verdict, "", "", True,
            )  # fmt: skip


def _extensions(count: int) -> Iterator[tuple[Sequence[str], Sequence[Any]]]:
    names = ("id", "task_id", "due_then", "wanted", "reason", "product_so_far", "asked_at", "by_name", "verdict", "document", "judged_by", "judged_reason")  # fmt: skip
    for n in range(0, count, 7):
        given = _given(n, count)
        due = _due(n, given)
        if due is None:
            continue
        waiting = _state(n, given) == "in_progress" and n % 5 == 0
        yield names, (
            _id(6, n), _id(2, n), due, due + timedelta(days=30), "Chờ ý kiến", "", given, "A", "waiting" if waiting else "refused", "", "", "",
        )  # fmt: skip


def _coordinations(count: int, leads: Sequence[UUID]) -> Iterator[tuple[Sequence[str], Sequence[Any]]]:
    names = ("id", "task_id", "organisation_id", "words", "due_on", "contributed_at", "note")
    for n in range(0, count, 5):
        given = _given(n, count)
        other = leads[(_lead(n, len(leads)) + 1) % len(leads)]
        done = given if n % 15 else None
        yield names, (_id(7, n), _id(2, n), other, "", None, done, "")


def _notices(count: int) -> Iterator[tuple[Sequence[str], Sequence[Any]]]:
    """Every step that an open task has behind it was told."""
    from dieuhanh.directives.rules.escalation import CENTRAL

    names = ("id", "task_id", "code", "due_on", "at")
    for n in range(count):
        given = _given(n, count)
        due = _due(n, given)
        if due is None or _state(n, given) not in ("assigned", "in_progress", "return_asked", "claimed"):
            continue
        for place, step in enumerate(CENTRAL.ladder):
            if due + timedelta(days=step.days) <= TODAY:
                yield names, (_id(8, n * 16 + place), _id(2, n), step.code, due, given)


def _copy(cursor: Any, model: Any, rows: Iterator[tuple[Sequence[str], Sequence[Any]]]) -> None:
    """COPY the rows; a column that they do not name and that must have a value gets its default."""
    first = next(rows, None)
    if first is None:
        return
    names = first[0]
    rest = {
        one.column: one.get_default()
        for one in model._meta.concrete_fields
        if one.column not in names and not one.null
    }
    with cursor.copy(f"COPY {model._meta.db_table} ({', '.join((*names, *rest))}) FROM STDIN") as copy:
        for _names, values in chain([first], rows):
            copy.write_row((*values, *rest.values()))


def _bodies() -> tuple[list[UUID], UUID]:
    from dieuhanh.organisations.queries.bodies import by_codes, of_kinds

    bodies = of_kinds(["ministry", "ministerial_agency", "province"], TODAY)
    assigner = by_codes({"VPCP"}, TODAY)["VPCP"].id
    leads = [one.id for one in sorted(bodies, key=lambda one: (one.kind == "province", one.code != "BCT", one.code)) if one.id != assigner]  # fmt: skip
    return leads, assigner


def _clients() -> dict[str, Any]:
    from django.conf import settings
    from django.test import Client

    from dieuhanh.config.actor import SYSTEM
    from dieuhanh.organisations.actions.appointments import appoint
    from dieuhanh.organisations.actions.people import create_person
    from dieuhanh.organisations.models import Person
    from dieuhanh.organisations.queries.bodies import by_codes

    settings.ALLOWED_HOSTS = ["*"]
    bodies = by_codes({"CP", "VPCP", "BCT"}, TODAY)
    office = (
        "directives.enter",
        "directives.check",
        "directives.publish",
        "directives.verify",
        "reporting.view",
    )
    found = {}
    for name, powers, body, scope in (
        ("watcher", ("centre.view",), "VPCP", "CP"),
        ("assigner", office, "VPCP", "CP"),
        ("lead", ("tasks.act", "tasks.lead", "reporting.view"), "BCT", "BCT"),
    ):
        person = create_person(by=SYSTEM, username=f"{name}.tasks", full_name=name)
        appointment = appoint(
            by=SYSTEM, person_id=person, organisation_id=bodies[body].id, scope_id=bodies[scope].id, position_vi="Chuyên viên",
            position_en="Officer", powers=powers, valid_from=FIRST, valid_to=date(2021, 1, 1), legal_document="1/QĐ",
        )  # fmt: skip
        client = Client()
        client.force_login(Person.objects.get(pk=person), backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session["appointment"] = str(appointment)
        session.save()
        found[name] = client
    return found


def plans() -> None:
    """Explain the statements of every page, as `benchmarks.national plans` does."""
    from benchmarks import national, scratch

    with scratch.database():
        made = make()
        national.explain(made, PAGES)


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    plans()
