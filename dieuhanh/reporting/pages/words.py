"""The words of the figures' pages: what is stored as a code is shown as officials say it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

VINTAGES: dict[str, Any] = {
    "estimate": _("estimate"),
    "preliminary": _("preliminary"),
    "revised": _("revised"),
    "official": _("official"),
    "plan": _("plan"),
}
FACT_STATUSES: dict[str, Any] = {
    "claimed": _("Claimed"),
    "published": _("Published by its source"),
    "verified": _("Verified"),
    "refuted": _("Refuted"),
}
MISSING: dict[str, Any] = {
    "no_data": _("Nothing has been reported for this period."),
    "not_arisen": _("Reported: nothing arose in this period."),
    "not_yet": _("Reported: not known yet."),
    "not_applicable": _("Reported: does not apply to this body."),
    "not_standing": _("The body did not exist in this period."),
    "not_additive": _("This indicator does not add up over bodies."),
    "merged": _("The body has merged; its part cannot be taken out of the sum."),
    "outside": _("Outside the remit of your appointment."),
}
STATUSES: dict[str, Any] = {
    "complete": _("collected in full"),
    "partial": _("collected in part"),
    "planned": _("not collected yet"),
}
DIRECTIONS: dict[str, Any] = {
    "higher": _("higher is better"),
    "lower": _("lower is better"),
    "neutral": _("neither way is better"),
    "in_band": _("best within a band"),
}
OVER_ORGANISATIONS: dict[str, Any] = {
    "sum": _("added up"),
    "weighted_mean": _("weighted mean"),
    "last": _("last value"),
    "none": _("not added up"),
}
OVER_TIME: dict[str, Any] = {
    "sum": _("added up"),
    "last": _("last value"),
    "mean": _("mean"),
    "cumulative": _("counted from 1 January"),
    "none": _("not added up"),
}
NATIONAL: dict[str, Any] = {
    "published": _("as published"),
    "rolled_up": _("added up from the bodies"),
    "either": _("as published, else added up from the bodies"),
}
PERIOD_KINDS: dict[str, Any] = {
    "day": _("day"),
    "month": _("month"),
    "quarter": _("quarter"),
    "half": _("half-year"),
    "nine_months": _("nine months"),
    "year": _("year"),
}
BODY_KINDS: dict[str, Any] = {
    "ministry": _("ministries"),
    "ministerial_agency": _("ministerial agencies"),
    "government_agency": _("government agencies"),
    "province": _("provinces"),
    "district": _("districts"),
    "commune": _("communes"),
}
TARGET_KINDS: dict[str, Any] = {
    "point": _("this value"),
    "about": _("about this value"),
    "at_least": _("at least"),
    "at_most": _("at most"),
    "range": _("between two values"),
}
JUDGEMENTS: dict[str, tuple[str, Any]] = {
    "met": ("done_in_time", _("Met")),
    "not_met": ("overdue", _("Not met")),
    "cannot_say": ("no_data", _("Cannot be said yet")),
}
BATCH_KINDS: dict[str, Any] = {
    "submission": _("Accepted report"),
    "import": _("Imported file"),
    "entered": _("Entered"),
    "computed": _("Computed from the records"),
}
REGIONS: dict[str, Any] = {
    "TDMNPB": _("Northern midlands and mountains"),
    "DBSH": _("Red River delta"),
    "BTBDHMT": _("North and south central coast"),
    "BTB": _("North central coast"),
    "DHNTBTN": _("South central coast and central highlands"),
    "TN": _("Central highlands"),
    "DNB": _("South east"),
    "DBSCL": _("Mekong River delta"),
}


def said(words: dict[str, Any], code: str) -> str:
    """The word for a code; the code itself where it has none."""
    return str(words.get(code, code))


def listed(words: dict[str, Any], codes: Any) -> str:
    """The words for several codes, in a line."""
    return ", ".join(said(words, one) for one in codes)
