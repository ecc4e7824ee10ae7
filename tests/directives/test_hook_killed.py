"""A sender killed in the middle of a message sends it again: at least once, with the id that lets the receiver drop the double."""

import os
import signal
import subprocess
import sys
import threading
from typing import Any

import pytest
from django.db import connection

from dieuhanh.directives.actions import delivering, leading
from dieuhanh.directives.models import Delivery, Hook
from tests.directives.receiver import receiving
from tests.directives.test_hooks import settle, subscribe
from tests.directives.world import World
from tests.running import wait_until

_SENDER = """
import sys, django
django.setup()
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
from uuid import UUID
from dieuhanh.directives.actions.delivering import deliver
deliver(UUID(sys.argv[2]))
"""


@pytest.mark.usefixtures("committed_db")
def test_a_sender_killed_between_message_and_answer_sends_it_again_with_the_same_id(settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    world = World()
    with receiving() as made:
        row, _secret = subscribe(world, made)
        task = world.task()
        leading.acknowledge(task.id, by=world.lead)
        settle()
        made.gate = threading.Event()
        sender = subprocess.Popen(
            [sys.executable, "-c", _SENDER, connection.settings_dict["NAME"], str(row.id)],
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "dieuhanh.config.settings",
                "DIEUHANH_WEBHOOK_NETWORKS": "127.0.0.0/8",
            },
        )
        try:
            assert made.arrived.wait(60), "the message did not come"
        finally:
            sender.send_signal(signal.SIGKILL)
            sender.wait(20)
        # The receiver has the message; the node does not know it.
        assert len(made.came) == 1
        first = Delivery.objects.order_by("index")[0]
        assert (first.state, first.attempts) == ("waiting", 0)
        made.gate.set()
        made.gate = None
        sent: list[int] = []
        # Until the database has seen that the killed one's session is gone.
        wait_until(lambda: sent.append(delivering.deliver(row.id)) or bool(sent[-1]), within=60)  # type: ignore[func-returns-value]
        assert sent[-1] == 2
        assert made.ids[0] == made.ids[1]
        assert len(set(made.ids)) == 2
        assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}
        assert Hook.objects.get(pk=row.pk).failures == 0
