"""What a table is made of: `Row` for an address, `Verb` for an action, and how each is tried.

To add an address: a `Row` in `tests/authority/rows/<room>.py`. To add an action: a `Verb` there. The failing
test prints the line to paste.
"""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from dieuhanh.config.errors import Missing, Refused
from tests.authority.world import EVERYBODY, NOBODY, World

TO_SIGN_IN = "to sign-in"
"""Sent to the sign-in page."""
Outcome = int | str | tuple[int, ...]
"""A status, `TO_SIGN_IN`, or any of several statuses."""


@dataclass(frozen=True)
class Said:
    """What the program answered, with the text for whoever has to mend it."""

    status: Outcome
    text: str = ""


@dataclass(frozen=True)
class Row:
    """One method of one address: who may, what they get, and what everybody else gets.

    Values in `at`, `send` and `query` that begin with `$` name a record of the world: `"$assignment"`.
    """

    method: str
    address: str
    """As the program declares it, names in braces: `/people/{person_id}/edit`."""
    may: Collection[str] = ()
    ok: Outcome = 200
    no: Outcome = 403
    """What those get who are signed in and may not."""
    nobody: Outcome | None = None
    """What a caller gets who is not signed in: by default 401 from the API, the sign-in page from a page."""
    but: Mapping[str, Outcome] = field(default_factory=dict)
    """Roles that get something else than `ok` or `no`, each for a reason worth a comment."""
    at: Mapping[str, Any] = field(default_factory=dict)
    send: Any = None
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    query: str = ""
    roles: Collection[str] = EVERYBODY
    """Who tries: everybody, except where all who are signed in are alike."""
    note: str = ""
    """Told in the name of the test where an address has several rows."""

    @property
    def api(self) -> bool:
        """Whether it answers programs."""
        return self.address.startswith("/api/v1/")

    @property
    def name(self) -> str:
        """What the test is called."""
        return f"{self.method} {self.address}{f' ({self.note})' if self.note else ''}"

    def wanted(self, role: str) -> Outcome:
        """What this role gets."""
        if role in self.but:
            return self.but[role]
        if role in self.may:
            return self.ok
        if role != NOBODY:
            return self.no
        return self.nobody if self.nobody is not None else 401 if self.api else TO_SIGN_IN

    def ask(self, world: World, role: str) -> Said:
        """What this role really gets."""
        path = self.address
        for name, value in self.at.items():
            path = path.replace("{" + name + "}", str(world.fill(value)))
        assert "{" not in path, f"{self.name}: give a value of {path} in `at`"
        answer = world.call(role, self.method, path, query=self._query(world), **self._body(world))
        if answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/"):
            return Said(TO_SIGN_IN)
        text = "" if answer.streaming else answer.content.decode(errors="replace")
        if self.api and answer.status_code >= 400:
            assert answer.headers["Content-Type"].startswith("application/problem+json"), text[:300]
        return Said(
            answer.status_code, f"{answer.headers.get('Location', '')} {' '.join(text.split())[:400]}"
        )

    def _query(self, world: World) -> str:
        return "&".join(
            f"{name}={world.fill(value)}"
            for name, _is, value in (part.partition("=") for part in self.query.split("&") if part)
        )

    def _body(self, world: World) -> dict[str, Any]:
        if self.method == "GET":
            return {}
        given = world.fill(self.send) if self.send is not None else {}
        if isinstance(given, str):
            return {"data": given, "content_type": "text/csv"}
        if self.files:
            kept = {
                name: SimpleUploadedFile(title, content)
                for name, (title, content) in world.fill(dict(self.files)).items()
            }
            return {"data": {**given, **kept}}
        if self.api:
            return {"data": json.dumps(given), "content_type": "application/json"}
        return {"data": given}


@dataclass(frozen=True)
class Verb:
    """One exported action: the power it needs, over which body, and a call that succeeds for who has just that.

    `over`: code of the body; `"CP"` is the whole country. `elsewhere`: a body of the same kind that is not it.
    """

    action: str
    """`organisations.actions.people.deactivate`, without the package's name."""
    power: str
    over: str
    call: Callable[[World, Any], Any]
    elsewhere: str = "BTC"
    also: tuple[str, ...] = ()
    """Powers that the success needs beside it (to see the record, to be allowed to give what is given)."""
    prepare: Callable[[World], None] | None = None
    refusal: tuple[type[Exception], ...] = (Refused, Missing)
    success: str = ""
    """Why the success is not tried here, and where it is."""

    @property
    def name(self) -> str:
        """What the tests are called."""
        return self.action


def differences(row: Row, world: World) -> list[str]:
    """What the row does not say: which roles got what instead of what, with what the program said to the first."""
    found: dict[tuple[Outcome, Outcome], tuple[list[str], str]] = {}
    for role in row.roles:
        wanted, said = row.wanted(role), row.ask(world, role)
        if said.status not in (wanted if isinstance(wanted, tuple) else (wanted,)):
            found.setdefault((wanted, said.status), ([], said.text))[0].append(role)
    return [
        f"{', '.join(roles)}: the table says {wanted}, the program answered {got}: {text}"
        for (wanted, got), (roles, text) in found.items()
    ]
