"""A revoked token stops hearing soon after: credentials are asked again."""

import asyncio
from datetime import timedelta
from hashlib import sha256

import pytest
from django.utils import timezone

from dieuhanh.centre import admission
from dieuhanh.centre.admission import Credential, Standing
from dieuhanh.centre.fanout import QUEUE, Client, Hub
from dieuhanh.config.identity import uuid7
from dieuhanh.organisations.models import MachineToken
from tests import factories


@pytest.mark.usefixtures("committed_db")
def test_a_revoked_token_has_no_standing() -> None:
    root = factories.government()
    held = factories.appointment(root, "centre.view")
    token = MachineToken.objects.create(
        name="t", digest=sha256(b"s").digest(), hint="s", owner=held, organisation=root, powers=held.powers,
        expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    credential = Credential("Bearer s", "")
    assert admission.ask(credential).status == 200
    MachineToken.objects.filter(pk=token.pk).update(revoked_at=timezone.now())
    assert admission.ask(credential).status == 401


def test_many_walls_behind_one_credential_are_one_question(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def answer(credential: Credential) -> Standing:
        asked.append(credential)
        return Standing(200, bodies=None)

    monkeypatch.setattr(admission, "ask", answer)

    async def many() -> None:
        door = admission.Admission()
        await asyncio.gather(*(door.standing(Credential("Bearer s", "")) for _ in range(100)))
        await door.standing(Credential("Bearer other", ""))

    asyncio.run(many())
    assert len(asked) == 2


def test_a_client_that_does_not_listen_is_dropped_and_the_others_hear_on() -> None:
    async def slow() -> tuple[int, bool]:
        hub = Hub()
        stuck = Client(Credential("a", ""), Standing(200, bodies=None), -1)
        hub.join(stuck)
        for _ in range(QUEUE):
            assert stuck.give(b"x")
        assert not stuck.give(b"x")
        hub.drop(stuck)
        return len(hub.clients), await stuck.queue.get() is None

    assert asyncio.run(slow()) == (0, True)


def test_what_concerns_the_whole_country_is_not_told_to_a_part_of_it() -> None:
    body = uuid7()
    part = Standing(200, bodies=frozenset({body}))
    assert [part.hears(one) for one in (body, None, uuid7())] == [True, False, False]
    assert Standing(200, bodies=None).hears(None)
