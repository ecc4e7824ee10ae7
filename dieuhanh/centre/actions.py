"""The verbs of the wall: save a scene, remove one. Each is one transaction: right, rule, write, ledger entry."""

from django.db import transaction
from django.utils.translation import gettext as _

from dieuhanh.centre.models import Scene
from dieuhanh.centre.rules.scenes import SceneFault, SceneRead, check_scene
from dieuhanh.centre.words import FAULTS
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid, Missing
from dieuhanh.config.text import nfc
from dieuhanh.ledger.actions import append
from dieuhanh.organisations.authority import check
from dieuhanh.reporting.queries import catalogue

POWER = "centre.manage"


def save_scene(given: SceneRead, *, by: Actor, new: bool = False) -> Scene:
    """Write a scene as data; what the wall shows changes with the next look. At most seven statements.

    `new`: its code may not be taken. Raises `Refused` without the power over the whole, `Invalid` with every fault.
    """
    check(by, POWER)
    given = SceneRead(
        given.code.strip(),
        nfc(given.name_vi),
        nfc(given.name_en),
        given.layout,
        given.rotate_seconds,
        given.order,
    )
    layout = given.layout
    wanted = {*layout.indicators, *filter(None, [layout.map_indicator])}
    known = frozenset(one.code for one in catalogue.indicators(codes=wanted))
    faults = check_scene(given.code, given.name_vi, given.name_en, layout, given.rotate_seconds, known)
    with transaction.atomic():
        row = Scene.objects.select_for_update().filter(code=given.code).first()
        if new and row is not None:
            faults.append(SceneFault("code", "taken", given.code))
        if faults:
            raise Invalid(
                _("The scene was not saved; see the faults."), faults=[_fault(one) for one in faults]
            )
        row = row or Scene(code=given.code)
        row.name_vi, row.name_en, row.layout = given.name_vi, given.name_en, layout.to_dict()
        row.rotate_seconds, row.order = given.rotate_seconds, given.order
        row.save()
        _announce("centre.scene.saved", row, by)
    return row


def remove_scene(code: str, *, by: Actor) -> None:
    """Take a scene away. At most four statements. Raises `Missing` where there is none."""
    check(by, POWER)
    with transaction.atomic():
        row = Scene.objects.select_for_update().filter(code=code).first()
        if row is None:
            raise Missing(_("There is no such scene."))
        _announce("centre.scene.removed", row, by)
        row.delete()


def _announce(kind: str, row: Scene, by: Actor) -> None:
    append(
        kind,
        by=by,
        subject_type="centre.scene",
        subject_id=row.id,
        organisation_id=by.organisation_id,
        body={
            "code": row.code,
            "name_vi": row.name_vi,
            "name_en": row.name_en,
            "layout": row.layout,
            "rotate_seconds": row.rotate_seconds,
            "order": row.order,
        },
    )


def _fault(one: SceneFault) -> Fault:
    return Fault(str(FAULTS[one.code]), field=one.field, value=one.value or None)
