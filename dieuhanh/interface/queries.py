"""The reads of a person's own things. One statement each."""

from dieuhanh.config.actor import Actor
from dieuhanh.interface.models import FormDraft, SavedView


def views_of(by: Actor | None, list_key: str) -> list[SavedView]:
    """The named views that `by` keeps of a list, by name; none for machines and strangers."""
    if by is None or by.person_id is None or by.token_id is not None:
        return []
    return list(SavedView.objects.filter(person_id=by.person_id, list_key=list_key).order_by("name", "id"))


def draft_of(by: Actor, path: str) -> FormDraft | None:
    """What `by` typed into the form at this address and has not sent."""
    if by.person_id is None or by.token_id is not None:
        return None
    return FormDraft.objects.filter(person_id=by.person_id, path=path[:300]).first()
