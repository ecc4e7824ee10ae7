"""The words of powers, roles and successions, in both languages."""

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from dieuhanh.config.language import lang
from dieuhanh.organisations.rules.powers import POWERS


def _power_name(power: str) -> str:
    return POWERS[power].of(lang())


_lazy_name = lazy(_power_name, str)
POWER_WORDS = {power: _lazy_name(power) for power in POWERS}  # type: ignore[no-untyped-call]
ROLE_WORDS = {
    "clerk": _("Reporting clerk"),
    "leader": _("Leader of the body"),
    "receiver": _("Receiving officer"),
    "steering": _("Steering officer"),
    "working_group": _("Head of the Working Group"),
    "centre_leader": _("Leader at the Centre"),
    "administrator": _("Administrator"),
    "auditor": _("Auditor"),
    "integrator": _("Integration engineer"),
}
FOLLOWED = {
    "merged": _("merged into %(name)s"),
    "split": _("%(name)s split off from it"),
    "divided": _("divided; %(name)s took over a part"),
}
CAME_FROM = {
    "merged": _("%(name)s merged into it"),
    "split": _("split off from %(name)s"),
    "divided": _("took over a part of %(name)s"),
}

SUBKIND_WORDS = {
    "province": _("Province (not a city)"),
    "city": _("Centrally run city"),
    "thanh-pho": _("City of a province"),
    "thanh-pho-thuoc-thanh-pho": _("City of a centrally run city"),
    "thi-xa": _("Town of a province"),
    "quan": _("Urban district"),
    "huyen": _("Rural district"),
    "xa": _("Rural commune"),
    "phuong": _("Ward"),
    "thi-tran": _("Township"),
    "dac-khu": _("Special zone"),
}
"""The particular kinds of territories, as they are kept. Others come in through the API and are shown as they are."""
