"""What the room's pages share: who acts, and a list's filters as the URL gives them."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Fault, Invalid, Unauthenticated
from dieuhanh.directives.queries.filtering import Filters

TEXTS = (
    "lead", "coordinator", "assigner", "directive", "state", "clock", "kind", "waiting", "signal", "month", "level",
    "cause", "acted", "simulated",
)  # fmt: skip
DAYS = {
    "due_before": "due_before",
    "due_from": "due_from",
    "as_of": "as_of",
    "from": "given_from",
    "to": "given_to",
    "acted_on": "acted_on",
    "verified_on": "verified_on",
}


def acting(request: HttpRequest) -> Actor:
    """Who acts. Raises `Unauthenticated` for nobody."""
    by: Actor | None = getattr(request, "actor", None)
    if by is None:
        raise Unauthenticated(_("Sign in first."))
    return by


def filters_of(given: Mapping[str, str]) -> Filters:
    """The filters in a URL. Raises `Invalid` for a day that is none."""
    values: dict[str, object] = {name: (given.get(name) or "").replace("\0", "")[:220] for name in TEXTS}
    values["level"] = values["level"] or "given"
    values["klass"] = (given.get("class") or "")[:20]
    values["q"] = (given.get("q") or "")[:200]
    for name, target in DAYS.items():
        values[target] = day_of(given.get(name) or "", name)
    values["original"] = given.get("against") == "original"
    values["unverified"] = bool(given.get("unverified"))
    values["is_open"] = bool(given.get("open"))
    values["unknown_lead"] = bool(given.get("unknown_lead"))
    return Filters(**values)  # type: ignore[arg-type]  # the names are the dataclass's own


def day_of(text: str, name: str) -> date | None:
    """A day of a URL, or None for none."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = _("Write a day as 2020-08-10.")
        raise Invalid(message, faults=[Fault(message, field=name, value=text[:20])]) from error


def list_href(**query: object) -> str:
    """The list of tasks, narrowed: where a number opens to."""
    pairs = [(name, str(value)) for name, value in query.items() if value not in (None, "", False)]
    return f"{reverse('directives:tasks')}?{urlencode(pairs)}" if pairs else reverse("directives:tasks")
