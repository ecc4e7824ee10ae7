"""Indicators and sources: added, changed in words, never in arithmetic."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.actor import Actor
from dieuhanh.config.errors import Conflict, Fault, Invalid, Missing
from dieuhanh.config.text import fold, nfc, sort_key
from dieuhanh.interface.tags.words import day as day_words
from dieuhanh.ledger.actions import append
from dieuhanh.ledger.rules.canonical import content_hash
from dieuhanh.organisations.authority import check
from dieuhanh.reporting.models import Breakdown, Indicator, IndicatorVersion, Section, Source
from dieuhanh.reporting.rules.catalogue import Arithmetic, faults_of_arithmetic, respondents_by_default

POWER = "indicators.manage"
_CODE_MARKS = frozenset("-_.:/+")


@dataclass(frozen=True, slots=True)
class NewBreakdown:
    """A part of an indicator."""

    code: str
    name_vi: str
    name_en: str
    set: str = ""
    sort: int = 0
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class NewIndicator:
    """An indicator to add. `parent` and `weight` are codes; `owner_id` is a body."""

    code: str
    name_vi: str
    name_en: str
    unit_vi: str
    unit_en: str
    period_kinds: Sequence[str]
    decimals: int = 0
    section: str = ""
    parent: str = ""
    direction: str = "neutral"
    over_organisations: str = "none"
    weight: str = ""
    over_time: str = "none"
    convention: str = "calendar"
    vintages: Sequence[str] = ()
    respondents: Sequence[str] = ()
    national_value: str = "either"
    owner_id: UUID | None = None
    legal_list: Sequence[str] = ()
    status: str = "planned"
    definition_vi: str = ""
    definition_en: str = ""
    evidence: str = ""
    legal_document: str = ""
    valid_from: date | None = None
    simulated: bool = False
    breakdowns: Sequence[NewBreakdown] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """What may change in an indicator: None leaves it as it is."""

    name_vi: str | None = None
    name_en: str | None = None
    unit_vi: str | None = None
    unit_en: str | None = None
    direction: str | None = None
    owner_id: UUID | None = None
    legal_list: Sequence[str] | None = None
    status: str | None = None
    definition_vi: str | None = None
    definition_en: str | None = None
    legal_document: str | None = None


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source to register."""

    code: str
    publisher_vi: str
    publisher_en: str
    title_vi: str
    title_en: str
    published: date | None = None
    cadence: str = ""
    licence: str = ""
    note_vi: str = ""
    note_en: str = ""
    standing: str = "published"
    simulated: bool = False


@dataclass(slots=True)
class _Wrong:
    faults: list[Fault] = field(default_factory=list)

    def say(self, name: str, message: str, value: Any = None) -> None:
        self.faults.append(Fault(message, field=name, value=None if value is None else str(value)[:80]))

    def refuse(self) -> None:
        if self.faults:
            raise Invalid(_("This cannot be added as it is; see the faults."), faults=self.faults)


@transaction.atomic
def add_indicator(new: NewIndicator, *, by: Actor) -> Indicator:
    """Add an indicator with its parts. Raises `Invalid` with every fault, `Conflict` where the code is taken."""
    check(by, POWER)
    _check_new(new)
    related = {
        row.code: row
        for row in Indicator.objects.filter(code__in=[code for code in (new.parent, new.weight) if code])
    }
    wrong = _Wrong()
    for name, code in (("parent", new.parent), ("weight", new.weight)):
        if code and code not in related:
            wrong.say(
                name,
                _("There is no indicator “%(code)s”; write a code from the list of indicators.")
                % {"code": code[:60]},
                code,
            )
    if new.section and not Section.objects.filter(code=new.section).exists():
        wrong.say("section", _("There is no such section; write one of 1–7."), new.section)
    wrong.refuse()
    try:
        with transaction.atomic():
            made = _indicator(new, related)
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("There is an indicator “%(code)s” already.") % {"code": new.code}) from error
    version = _version(made, new)
    version.save(force_insert=True)
    Breakdown.objects.bulk_create(Breakdown(indicator=made, **_part(one)) for one in new.breakdowns)
    tell_indicator(made, version, by=by, kind="reporting.indicator.added")
    return made


def _check_new(new: NewIndicator) -> None:
    wrong = _Wrong()
    if (
        not new.code
        or len(new.code) > 60
        or not all(c.isascii() and (c.isalnum() or c in _CODE_MARKS) for c in new.code)
    ):
        wrong.say("code", _("A code has 1–60 letters A–Z, digits, and - _ . : / +."), new.code)
    for name in ("name_vi", "name_en", "unit_vi", "unit_en"):
        if not nfc(getattr(new, name)):
            wrong.say(name, _("Write it in both languages."))
    if not 0 <= new.decimals <= 8:
        wrong.say("decimals", _("Between 0 and 8."), new.decimals)
    for name, choices in (
        ("direction", IndicatorVersion.Direction), ("over_organisations", Indicator.OverOrganisations), ("over_time", Indicator.OverTime),
        ("national_value", Indicator.NationalValue), ("status", IndicatorVersion.Status),
    ):  # fmt: skip
        if getattr(new, name) not in choices.values:
            wrong.say(
                name,
                _("Write one of: %(choices)s.") % {"choices": ", ".join(choices.values)},
                getattr(new, name),
            )
    for name, what in faults_of_arithmetic(_arithmetic(new)):
        wrong.say(name, _arithmetic_words()[what])
    codes = [one.code for one in new.breakdowns]
    if len(set(codes)) != len(codes) or "" in codes:
        wrong.say("breakdowns", _("Each part has its own code, and none is empty."))
    wrong.refuse()


def _arithmetic_words() -> dict[str, str]:
    return {
        "weighted_mean": _("A weighted mean names the indicator of its weights; no other does."),
        "nested": _(
            "Only one of province, district and commune may feed a total: figures of the others are in it already."
        ),
        "needed": _("Say which kinds of body feed the total."),
        "kinds": _("Write at least one of: day, month, quarter, half, nine_months, year."),
        "convention": _("Write calendar, or days such as 15-14."),
    }


def _arithmetic(new: NewIndicator) -> Arithmetic:
    respondents = tuple(new.respondents) or tuple(respondents_by_default(new.over_organisations))
    return Arithmetic(
        new.over_organisations,
        new.over_time,
        bool(new.weight),
        tuple(new.period_kinds),
        new.convention,
        respondents,
    )


def _indicator(new: NewIndicator, related: dict[str, Indicator]) -> Indicator:
    return Indicator(
        code=new.code, section_id=new.section or None, parent=related.get(new.parent), decimals=new.decimals,
        over_organisations=new.over_organisations, weight=related.get(new.weight), over_time=new.over_time,
        period_kinds=list(new.period_kinds), convention=new.convention, vintages=list(new.vintages),
        respondents=list(new.respondents) or respondents_by_default(new.over_organisations),
        national_value=new.national_value, simulated=new.simulated,
    )  # fmt: skip


def _version(made: Indicator, new: NewIndicator) -> IndicatorVersion:
    name_vi, name_en = nfc(new.name_vi), nfc(new.name_en)
    return IndicatorVersion(
        indicator=made, valid_from=new.valid_from or date(1900, 1, 1), name_vi=name_vi, name_en=name_en,
        name_folded=f"{fold(name_vi)} {fold(name_en)}", sort_key=sort_key(name_vi), unit_vi=nfc(new.unit_vi), unit_en=nfc(new.unit_en),
        direction=new.direction, owner_id=new.owner_id, legal_list=list(new.legal_list), status=new.status, evidence=new.evidence,
        definition_vi=nfc(new.definition_vi), definition_en=nfc(new.definition_en), legal_document=nfc(new.legal_document),
    )  # fmt: skip


def _part(one: NewBreakdown) -> dict[str, Any]:
    return {
        "code": nfc(one.code), "name_vi": nfc(one.name_vi), "name_en": nfc(one.name_en), "set": one.set, "sort": one.sort, "part_of": one.part_of,
    }  # fmt: skip


def tell_indicator(made: Indicator, version: IndicatorVersion, *, by: Actor, kind: str) -> None:
    """One ledger entry for one indicator as it now stands."""
    append(
        kind,
        by=by,
        subject_type="reporting.indicator",
        subject_id=made.id,
        organisation_id=version.owner_id,
        body={
            "code": made.code,
            "name_vi": version.name_vi,
            "valid_from": version.valid_from,
            "content_hash": indicator_hash(made, version),
        },
    )


def indicator_hash(made: Indicator, version: IndicatorVersion) -> str:
    """SHA-256 of what an indicator means: its arithmetic and its words in force."""
    return content_hash(
        {
            **{name: getattr(made, name) for name in (
                "code", "section_id", "decimals", "over_organisations", "weight_id", "over_time", "period_kinds", "convention", "respondents",
                "national_value", "simulated",
            )},
            **{name: getattr(version, name) for name in (
                "valid_from", "name_vi", "name_en", "unit_vi", "unit_en", "direction", "owner_id", "legal_list", "status", "definition_vi",
                "definition_en",
            )},
        }
    )  # fmt: skip


@transaction.atomic
def change_indicator(
    indicator_id: UUID, words: Words, *, by: Actor, valid_from: date | None = None
) -> IndicatorVersion:
    """Change an indicator's words, owner, list or status from a day on (today); the old words stay true of before.

    Raises `Missing`, or `Conflict` where the day is not after the start of the words in force.
    """
    check(by, POWER)
    day = valid_from or clock.today()
    last = (
        IndicatorVersion.objects.select_for_update(of=("self",))
        .select_related("indicator")
        .filter(indicator_id=indicator_id, valid_to__isnull=True)
        .first()
    )
    if last is None:
        raise Missing(_("There is no such indicator."))
    if day <= last.valid_from:
        earliest = day_words(last.valid_from + timedelta(days=1))
        raise Conflict(
            _("The words in force began on a later or the same day; the next may begin on %(day)s.")
            % {"day": earliest}
        )
    changes = {name: getattr(words, name) for name in words.__slots__ if getattr(words, name) is not None}
    IndicatorVersion.objects.filter(pk=last.pk).update(valid_to=day)
    last.pk, last.id, last._state.adding = (
        None,
        IndicatorVersion._meta.pk.get_default(),
        True,
    )  # the next version begins as a copy
    for name, value in changes.items():
        setattr(last, name, nfc(value) if isinstance(value, str) else value)
    last.valid_from, last.valid_to = day, None
    last.name_folded, last.sort_key = f"{fold(last.name_vi)} {fold(last.name_en)}", sort_key(last.name_vi)
    last.save(force_insert=True)
    tell_indicator(last.indicator, last, by=by, kind="reporting.indicator.changed")
    return last


@transaction.atomic
def add_source(new: NewSource, *, by: Actor) -> Source:
    """Register a source. Raises `Invalid`, or `Conflict` where the code is taken."""
    check(by, POWER)
    wrong = _Wrong()
    for name in ("code", "publisher_vi", "publisher_en", "title_vi", "title_en"):
        if not nfc(getattr(new, name)):
            wrong.say(name, _("Write it; names in both languages."))
    if new.standing not in Source.Standing.values:
        wrong.say(
            "standing",
            _("Write one of: %(choices)s.") % {"choices": ", ".join(Source.Standing.values)},
            new.standing,
        )
    wrong.refuse()
    made = Source(**{name: getattr(new, name) for name in new.__slots__})
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("There is a source “%(code)s” already.") % {"code": new.code}) from error
    append(
        "reporting.source.added", by=by, subject_type="reporting.source", subject_id=made.id, organisation_id=None,
        body={"code": made.code, "title_vi": made.title_vi, "simulated": made.simulated},
    )  # fmt: skip
    return made


def known_codes(codes: Iterable[str]) -> dict[str, UUID]:
    """Indicators that exist, by code. One statement."""
    return dict(Indicator.objects.filter(code__in=list(codes)).values_list("code", "id"))


@transaction.atomic
def add_breakdowns(indicator_id: UUID, parts: Sequence[NewBreakdown], *, by: Actor) -> int:
    """Give an indicator parts that it lacks; gives how many. Its arithmetic stays as it is. Raises `Conflict` for one it has."""
    check(by, POWER)
    try:
        with transaction.atomic():
            Breakdown.objects.bulk_create(
                Breakdown(indicator_id=indicator_id, **_part(one)) for one in parts if one.code
            )
    except IntegrityError as error:
        raise Conflict(_("The indicator has one of these parts already.")) from error
    append(
        "reporting.indicator.parts_added", by=by, subject_type="reporting.indicator", subject_id=indicator_id,
        organisation_id=None, body={"parts": sorted(one.code for one in parts)[:200], "count": len(parts)},
    )  # fmt: skip
    return len(parts)
