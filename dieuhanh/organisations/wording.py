"""The sentences of refusals, in the reader's language: what is wrong and what to do."""

from datetime import date
from typing import NoReturn

from django.db import IntegrityError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dieuhanh.config.errors import Conflict, Fault, Invalid, Problem
from dieuhanh.organisations.rules.wrong import Wrong, faults_of
from dieuhanh.organisations.words import POWER_WORDS

SENTENCES = {
    "code_shape": gettext_lazy(
        "“%(code)s” is not a code: write 1 to 40 capital letters, digits, points or hyphens."
    ),
    "name_shape": gettext_lazy("Write a name of 1 to 200 characters."),
    "document_missing": gettext_lazy(
        "Name the legal document by its number and symbol, such as 176/2025/QH15."
    ),
    "government_is_root": gettext_lazy("The Government stands under no other body."),
    "parent_missing": gettext_lazy("Say under which body it stands."),
    "parent_kind": gettext_lazy(
        "A body of the kind “%(kind)s” cannot stand under one of the kind “%(parent_kind)s”."
    ),
    "parent_not_yet": gettext_lazy("%(code)s begins only on %(day)s; choose a later date or another parent."),
    "parent_ends": gettext_lazy("%(code)s ends on %(day)s; choose the body that takes over."),
    "parent_cycle": gettext_lazy("A body cannot stand under itself or under a body below it."),
    "later_change": gettext_lazy(
        "%(code)s has a change recorded on %(day)s; a new one must take effect after it."
    ),
    "has_ended": gettext_lazy("%(code)s ends on %(day)s; what has ended cannot change."),
    "merge_kinds": gettext_lazy(
        "A body of the kind “%(kind)s” cannot merge into one of the kind “%(target_kind)s”."
    ),
    "merge_none": gettext_lazy("Name at least one body that merges, other than the one it merges into."),
    "merge_target": gettext_lazy("Name either an existing body to merge into or a new one."),
    "parts_too_few": gettext_lazy("A division needs at least two different successors."),
    "parts_default": gettext_lazy(
        "Mark exactly one successor as the one that takes over what names no other."
    ),
    "children_left": gettext_lazy("%(count)s bodies still stand under %(code)s; move or merge them first."),
    "child_not_below": gettext_lazy("A body named as going to a part does not stand under the divided one."),
    "code_taken": gettext_lazy("Another body bears the code “%(code)s” in that time; choose another code."),
    "nothing_changes": gettext_lazy("Nothing would change; write what is new."),
    "appointments_later": gettext_lazy(
        "Someone is appointed there from %(day)s or later; end these appointments first."
    ),
    "period_backwards": gettext_lazy("The end must come after the beginning."),
    "period_outside": gettext_lazy("The dates must lie between %(starts)s and %(ends)s."),
    "power_unknown": gettext_lazy("There is no power %(powers)s."),
    "power_none": gettext_lazy("Choose at least one power."),
    "power_beyond": gettext_lazy("You cannot give what you do not have: %(powers)s."),
    "power_not_own": gettext_lazy("The giver's own appointment does not carry: %(powers)s."),
    "token_personal": gettext_lazy("A machine cannot hold what needs a human hand: %(powers)s."),
    "token_expiry": gettext_lazy("A token ends after today and within %(days)s days."),
    "username_shape": gettext_lazy(
        "Write a user name of 2 to 150 small letters, digits or . _ - @, beginning and ending with a letter or digit."
    ),
    "username_taken": gettext_lazy("This user name is taken; choose another."),
    "appointed_already": gettext_lazy("He holds this position in this body in that time already."),
    "body_not_alive": gettext_lazy("The body does not exist for the whole of that time."),
    "self_appointment": gettext_lazy(
        "Nobody appoints himself or changes his own appointments; ask another administrator."
    ),
    "token_name_taken": gettext_lazy("You have a token of this name already; choose another name."),
    "identity_taken": gettext_lazy("This identity is linked to another person already."),
}
_BY_CONSTRAINT = {
    "organisations_version_code_once": "code_taken",
    "organisations_appointment_once": "appointed_already",
    "organisations_token_name_once": "token_name_taken",
    "organisations_person_username_key": "username_taken",
    "organisations_appointment_forward": "appointments_later",
}


def sentence(wrong: Wrong) -> str:
    """The fault as a sentence."""
    values = {key: _said(value) for key, value in wrong.values.items()}
    return str(SENTENCES[wrong.key]) % values


def _said(value: object) -> object:
    """A value as it stands in a sentence: days in the reader's form, powers by their names."""
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, tuple):
        return ", ".join(f"“{POWER_WORDS.get(one, one)}”" for one in value)
    return value


def refuse(wrong: Wrong) -> NoReturn:
    """Raise the fault as `Invalid`."""
    text = sentence(wrong)
    raise Invalid(text, faults=[Fault(text, field=wrong.field or None)], code=wrong.key.replace("_", "-"))


def check_none(*checks: Wrong | None) -> None:
    """Raise `Invalid` with every fault found; pass when there is none."""
    found = faults_of(checks)
    if not found:
        return
    faults = [Fault(sentence(one), field=one.field or None) for one in found]
    detail = faults[0].message if len(faults) == 1 else _("What was sent does not fit; see the faults.")
    raise Invalid(detail, faults=faults, code=found[0].key.replace("_", "-"))


def as_problem(error: IntegrityError, values: dict[str, object]) -> Problem:
    """What a broken constraint means, as a sentence; an unknown one is raised again as it is."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    key = _BY_CONSTRAINT.get(name) or (
        "username_taken" if "username" in name else "code_taken" if "organisation_key" in name else ""
    )
    if not key and name.startswith(("organisations_version_", "organisations_succession_")):
        return Conflict(
            _("Someone changed this body at the same moment; look at it again, then repeat."),
            code="changed-meanwhile",
        )
    if not key:
        raise error
    text = sentence(Wrong(key, values))
    return Conflict(text, faults=[Fault(text)], code=key.replace("_", "-"))
