"""The verbs of a person's own things: views of lists and drafts of forms. Private, so without ledger entries."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Conflict, Fault, Invalid, Missing, Refused
from dieuhanh.config.text import nfc
from dieuhanh.interface.models import FormDraft, SavedView

MOST_VIEWS = 50
"""Views that a person may keep of one list."""
LONGEST_QUERY = 2000
LARGEST_DRAFT = 64 * 1024
DRAFT_DAYS = 30
_NO_STATE = frozenset({"after", "format", "view", "limit"})
"""What of a list's address is a place or a request, not a view."""
_SECRET = ("pass", "secret", "token", "csrf")


def _owner_of(by: Actor) -> UUID:
    """The person behind `by`. Raises `Refused` for a machine and the system: they have no desk."""
    if by.person_id is None or by.token_id is not None:
        raise Refused(_("Views and drafts belong to a person who is signed in."))
    return by.person_id


@transaction.atomic
def save_view(*, by: Actor, list_key: str, name: str, query: str, is_default: bool = False) -> SavedView:
    """Keep what a list shows under a name; the same name is written over. Four statements at most.

    Raises `Invalid` (no name, an address too long), `Conflict` (too many views), `Refused` (no person).
    """
    person_id, name = _owner_of(by), nfc(name.replace("\0", ""))
    if not 0 < len(name) <= 80:
        message = _("Give the view a name of 1 to 80 characters.")
        raise Invalid(message, faults=[Fault(message, field="name", value=name[:80])])
    kept = tidy(query)
    if len(kept) > LONGEST_QUERY or not 0 < len(list_key) <= 60:
        message = _("This view asks for too much to be kept; remove a filter.")
        raise Invalid(message, faults=[Fault(message, field="query")])
    mine = SavedView.objects.filter(person_id=person_id, list_key=list_key)
    if mine.exclude(name=name).count() >= MOST_VIEWS:
        raise Conflict(
            _("You keep %(count)d views of this list already; remove one.") % {"count": MOST_VIEWS}
        )
    if is_default:
        mine.exclude(name=name).filter(is_default=True).update(is_default=False)
    saved, _made = SavedView.objects.update_or_create(
        person_id=person_id,
        list_key=list_key,
        name=name,
        defaults={"query": kept, "is_default": is_default},
    )
    return saved


def remove_view(view_id: UUID, *, by: Actor) -> None:
    """Forget a view of one's own. Raises `Missing` for another's, as if it did not exist."""
    if not SavedView.objects.filter(pk=view_id, person_id=_owner_of(by)).delete()[0]:
        raise Missing(_("There is no such view."))


def tidy(query: str) -> str:
    """A list's query string without its place and without empty parameters."""
    pairs = [(name, value) for name, value in parse_qsl(query.replace("\0", "")) if name not in _NO_STATE]
    return urlencode(pairs)


def save_draft(*, by: Actor, path: str, fields: Mapping[str, Sequence[str]]) -> FormDraft | None:
    """Keep what was typed into the form at `path`; secrets are left out. One statement, and one that tidies up.

    None when nothing of it may be kept. Raises `Invalid` for what is too large.
    """
    person_id = _owner_of(by)
    kept = {
        name[:200]: [one.replace("\0", "") for one in values]
        for name, values in fields.items()
        if not any(word in name.casefold() for word in _SECRET)
    }
    size = sum(len(name) + sum(len(one) for one in values) for name, values in kept.items())
    if size > LARGEST_DRAFT or not path.startswith("/") or len(path) > 300:
        raise Invalid(_("This draft is too large to be kept."))
    if not kept:
        return None
    moment = timezone.now()
    FormDraft.objects.filter(person_id=person_id, saved_at__lt=moment - timedelta(days=DRAFT_DAYS)).delete()
    draft, _made = FormDraft.objects.update_or_create(
        person_id=person_id, path=path, defaults={"fields": kept, "saved_at": moment}
    )
    return draft


def drop_draft(*, by: Actor, path: str) -> None:
    """Forget the draft of a form: it was sent, or its owner does not want it. One statement."""
    FormDraft.objects.filter(person_id=_owner_of(by), path=path[:300]).delete()
