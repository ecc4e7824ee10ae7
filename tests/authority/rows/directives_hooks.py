"""Webhooks: for who manages them over the body whose tasks they tell of."""

from typing import Any

from dieuhanh.directives.actions import hooks
from dieuhanh.directives.rules.hooks import SECRET_PREFIX
from tests.authority.table import Row, Verb
from tests.authority.world import ADMIN, ADMIN_ELSEWHERE, ADMIN_HERE, MACHINE, World

_MANAGE = [ADMIN, ADMIN_HERE, ADMIN_ELSEWHERE, MACHINE]
_OVER_BCT = [ADMIN, ADMIN_HERE, MACHINE]
_HIDDEN = {ADMIN_ELSEWHERE: 404}
"""Manages webhooks, but not over this body: as if it were not there."""
_ONE = {"hook_id": "$hook"}
_SENT = {**_ONE, "delivery_id": "$delivery"}
_NEW = {"name": "Mới", "address": "https://203.162.0.181/webhook", "events": ["claimed"]}
_PAGES, _API = "/directives/webhooks/", "/api/v1/webhooks"


def _one(method: str, address: str, **more: Any) -> Row:
    """An address of BCT's webhook."""
    return Row(method, address, **{"may": _OVER_BCT, "but": _HIDDEN, "at": _ONE, **more})


ROWS = [
    Row("GET", _PAGES, may=_MANAGE),
    Row("GET", _PAGES + "new/", may=_MANAGE),
    Row("POST", _PAGES + "new/", may=_MANAGE, ok=422),  # an empty form
    _one("GET", _PAGES + "{hook_id}/"),
    _one("POST", _PAGES + "{hook_id}/start/", ok=302),
    _one("GET", _PAGES + "{hook_id}/stop/"),
    _one("POST", _PAGES + "{hook_id}/stop/", ok=302, send={"why": "x"}),
    _one("GET", _PAGES + "{hook_id}/secret/"),
    _one("POST", _PAGES + "{hook_id}/secret/"),
    _one("GET", _PAGES + "{hook_id}/replay/"),
    _one("POST", _PAGES + "{hook_id}/replay/", ok=302, send={"start": "0"}),
    _one("GET", _PAGES + "{hook_id}/deliveries/{delivery_id}/send/", at=_SENT),
    _one("POST", _PAGES + "{hook_id}/deliveries/{delivery_id}/send/", at=_SENT, ok=302),
    Row("GET", _API, may=_MANAGE),
    Row("POST", _API, may=_MANAGE, ok=201, send=_NEW),
    _one("GET", _API + "/{hook_id}"),
    _one("POST", _API + "/{hook_id}/stop", send={"why": "x"}),
    _one("POST", _API + "/{hook_id}/start"),
    _one("POST", _API + "/{hook_id}/secret"),
    _one("POST", _API + "/{hook_id}/replay", send={"start": 0}),
    _one("GET", _API + "/{hook_id}/deliveries"),
    _one("POST", _API + "/{hook_id}/deliveries/{delivery_id}/send", at=_SENT),
]

_ACTIONS = "directives.actions.hooks."
_POWER = "webhooks.manage"


def _verb(name: str, *more: str, **given: Any) -> Verb:
    verb = getattr(hooks, name)
    return Verb(
        _ACTIONS + name, _POWER, "BCT",
        lambda w, by: verb(w.records["hook"], *(w.records[one] for one in more), by=by, **given),
    )  # fmt: skip


VERBS = [
    Verb(
        _ACTIONS + "add_hook",
        _POWER,
        "BCT",
        lambda w, by: hooks.add_hook(by=by, organisation="BCT", **_NEW),  # type: ignore[arg-type]
    ),
    _verb("stop_hook"),
    _verb("start_hook"),
    _verb("rotate_secret"),
    _verb("replay", start=0),
    _verb("send_again", "delivery"),
]
INNER = {_ACTIONS + "tell": "the ledger entry of every verb of webhooks"}


def prepare(world: World) -> None:
    """BCT's webhook with one change delivered."""
    from django.utils import timezone

    from dieuhanh.config.identity import uuid7
    from dieuhanh.directives.models import Delivery, Hook
    from dieuhanh.directives.sealing import seal

    key = uuid7()
    row = Hook.objects.create(
        id=key, organisation=world.bodies["BCT"], name="Hệ thống của Bộ", address="https://203.162.0.181/x",
        events=["*"], sealed=seal(SECRET_PREFIX + "AAAA", key), since=0, made_by="x", made_at=timezone.now(),
    )  # fmt: skip
    sent = Delivery.objects.create(
        hook=row, index=0, entry_id=uuid7(), kind="directives.task.assigned", task_id=uuid7(),
        state=Delivery.State.DELIVERED, noted_at=timezone.now(), attempts=1, answer=200,
    )  # fmt: skip
    world.records |= {"hook": str(row.id), "delivery": str(sent.id)}
