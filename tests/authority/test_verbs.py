"""Every action is in a table with the power it needs, and refuses who has not just that power over just that body."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import pytest
from django.conf import settings

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Missing, Problem, Refused
from dieuhanh.config.rooms import brings
from dieuhanh.organisations.rules.powers import POWERS
from tests import factories
from tests.authority.rows import all_verbs, inner
from tests.authority.table import Verb
from tests.authority.world import World, undone

VERBS = all_verbs()
NO_RIGHT = {Refused.code, Missing.code, "workflow-power", "workflow-side"}
"""What is said to who may not; anything else is about the record."""


def modules() -> Iterator[ModuleType]:
    """The `actions` of every room, files and folders alike."""
    for room in settings.ROOMS:
        if brings(room, "actions"):
            found = importlib.import_module(f"dieuhanh.{room}.actions")
            yield found
            for one in pkgutil.iter_modules(getattr(found, "__path__", ())):
                yield importlib.import_module(f"{found.__name__}.{one.name}")


def exported() -> set[str]:
    """Every public function of them that says by whom it is done."""
    return {
        f"{module.__name__.removeprefix('dieuhanh.')}.{name}"
        for module in modules()
        for name, one in vars(module).items()
        if inspect.isfunction(one) and one.__module__ == module.__name__ and not name.startswith("_")
        and "by" in inspect.signature(one).parameters
    }  # fmt: skip


def test_every_action_is_in_a_table() -> None:
    known = {verb.action for verb in VERBS} | set(inner())
    missing, gone = sorted(exported() - known), sorted(known - exported())
    assert not missing, "\n".join(
        [
            "These actions are in no table. Put each into tests/authority/rows/<room>.py:",
            *(
                f'    Verb("{one}", power="…", over="<code of the body>", call=lambda w, by: …),'
                for one in missing
            ),
            "or, where it is the inner half of another action, into INNER there with the reason.",
        ]
    )
    assert not gone, f"These actions are gone; take them out of tests/authority/rows: {gone}"


def test_every_power_named_is_one() -> None:
    assert {power for verb in VERBS for power in (verb.power, *verb.also)} <= set(POWERS)


def acting(world: World, code: str, powers: set[str]) -> Actor:
    """Somebody new in this body with these powers."""
    return factories.actor(world.bodies[code], *powers)


def attempt(verb: Verb, world: World, by: Actor) -> Problem | None:
    """What the action said against it; nothing when it was done."""
    try:
        verb.call(world, by)
    except Problem as problem:
        return problem
    return None


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_an_action_is_for_who_holds_the_power_over_the_body(verb: Verb, world: World) -> None:
    with undone():
        if verb.prepare:
            verb.prepare(world)
        without = attempt(verb, world, acting(world, verb.over, set(POWERS) - {verb.power}))
        assert isinstance(without, verb.refusal), f"without {verb.power} it was not refused: {without!r}"
        elsewhere = attempt(verb, world, acting(world, verb.elsewhere, set(POWERS)))
        assert isinstance(elsewhere, verb.refusal), (
            f"with every power over {verb.elsewhere} it was not refused: {elsewhere!r}"
        )
        held = attempt(verb, world, acting(world, verb.over, {verb.power, *verb.also}))
        if verb.success:
            assert held is None or held.code not in NO_RIGHT, (
                f"with {verb.power} over {verb.over} it was refused: {held!r}"
            )
        else:
            assert held is None, (
                f"with {verb.power} over {verb.over} it was not done: {held!r} {getattr(held, 'faults', '')}"
            )
