"""Loads what the product needs to run, and the demonstration where it is asked for.

Each part is loaded once, all or nothing, so a kill in the middle costs a repeat
of one part. Demonstration mode refuses a database that holds other data, and a
demonstration's database refuses to be run as anything else.
"""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.db import transaction

from dieuhanh.config import clock
from dieuhanh.config.reference import load_once
from dieuhanh.demonstration import (
    accounts,
    deadline_rules,
    desk,
    following,
    inspections,
    programmes,
    reports,
    tasks,
    units,
)
from dieuhanh.demonstration.models import Demonstration
from dieuhanh.organisations.models import Person

log = structlog.get_logger(__name__)
MORNING = datetime(2020, 8, 10, 8, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
"""The day when the Working Group met ten ministries and agencies, four days before the Centre's announced opening."""


def load_reference() -> None:
    """Bodies, calendar, indicators, published figures, regimes: from the rooms' own small sourced files."""
    from dieuhanh.deadlines.actions import (
        import_reference_calendar,  # polars and others load only when needed
    )
    from dieuhanh.organisations import reference as bodies
    from dieuhanh.programmes import reference as targets
    from dieuhanh.reporting import reference as figures
    from dieuhanh.reporting import reference_regimes as regimes

    rooms = settings.ROOT
    from dieuhanh.config.actor import SYSTEM

    load_once("organisations", rooms / "organisations" / "reference", lambda: bodies.load(by=SYSTEM))
    load_once("deadlines", rooms / "deadlines" / "reference", lambda: import_reference_calendar(by=SYSTEM))
    load_once("reporting", rooms / "reporting" / "reference", lambda: figures.load(by=SYSTEM))
    load_once(
        "regimes",
        rooms / "reporting" / "reference" / "forms",
        lambda: regimes.load_reference_regimes(by=SYSTEM),
    )
    load_once("programmes", rooms / "programmes" / "reference", lambda: targets.load(by=SYSTEM))


def load_demonstration() -> None:
    """Accounts, a province's communes, and the reports before August 2020."""
    check_database()
    mark, _made = Demonstration.objects.get_or_create(pk=1)
    for name, load in _parts().items():
        if name in mark.parts:
            continue
        log.info("demonstration.loading", part=name)
        with transaction.atomic():
            load()
            mark.parts = [*mark.parts, name]
            mark.save(update_fields=["parts"])
    accounts.write_accounts()


def _parts() -> dict[str, Callable[[], None]]:
    return {
        "clock": lambda: clock.set_demonstration_clock(MORNING),
        "deadline_rules": deadline_rules.make_deadline_rules,
        "units": units.make_units,
        "accounts": lambda: accounts.make_accounts(clock.today()),
        "desk": lambda: desk.make_waiting(clock.today()),
        "reports": reports.make_reports,
        "tasks": tasks.make_tasks,
        "following": following.make_followed,
        "programmes": programmes.make_programmes,
        "inspections": inspections.make_reference,
    }


def check_database() -> None:
    """Stop with a sentence when this database holds people who are not the demonstration's."""
    if Demonstration.objects.exists():
        return
    if Person.objects.filter(simulated=False).exists():
        raise SystemExit(
            "This database holds data of real people; the demonstration does not start on it and nothing was changed. "
            "Take another data folder (DIEUHANH_HOME), or start without --demo."
        )


def check_operation() -> None:
    """Stop with a sentence when a demonstration's database is to be run as a real one."""
    if Demonstration.objects.exists() and not settings.DEMO:
        raise SystemExit(
            "This database is a demonstration (its accounts and passwords are public). Start it with --demo, "
            "or take another data folder (DIEUHANH_HOME). Nothing was changed."
        )
