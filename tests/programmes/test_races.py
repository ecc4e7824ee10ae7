"""Two hands at once leave one true state."""

from datetime import date
from decimal import Decimal

import pytest

from dieuhanh.config.errors import Conflict
from dieuhanh.ledger.models import Entry
from dieuhanh.programmes.actions.documents import NewDocument, claim_document
from dieuhanh.programmes.actions.figures import NewFigure, report_figure
from dieuhanh.programmes.actions.judging import judge_report
from dieuhanh.programmes.actions.programmes import NewProgramme, enter_programme
from dieuhanh.programmes.models import Document, Programme, Report
from tests.directives.test_races import at_once, refused
from tests.programmes.world import SIGNED, World


@pytest.mark.usefixtures("committed_db")
def test_one_figure_one_verdict_one_document_one_programme() -> None:
    world = World()
    world.set()
    world.publish()
    new = NewFigure("BCT", "2020-Q2", Decimal(50), document="1/BC")
    found = at_once(*[lambda: report_figure("NQ17", "17.3", new, by=world.clerk)] * 4)
    assert refused(found) == 3
    assert all(isinstance(one, Conflict | Report) for one in found)
    row = Report.objects.get()
    found = at_once(
        lambda: judge_report(row.id, "verify", by=world.second),
        lambda: judge_report(row.id, "refuse", by=world.office, reason="Đếm lại"),
        lambda: judge_report(row.id, "retract", by=world.clerk, reason="Nhầm"),
    )
    assert refused(found) == 2
    assert Entry.objects.filter(subject_id=row.id).count() == 2
    paper = NewDocument("BCT", "plan", "1/QĐ", date(2019, 5, 1))
    assert refused(at_once(*[lambda: claim_document("NQ17", paper, by=world.clerk)] * 3)) == 2
    assert Document.objects.count() == 1
    again = NewProgramme("NQ68", "68/NQ-CP", SIGNED, "Cắt giảm")
    assert refused(at_once(*[lambda: enter_programme(again, by=world.office)] * 3)) == 2
    assert Programme.objects.filter(code="NQ68").count() == 1
