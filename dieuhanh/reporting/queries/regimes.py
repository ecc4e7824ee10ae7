"""Regimes and forms as pages and the API show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.errors import Missing
from dieuhanh.config.language import lang
from dieuhanh.config.paging import keyset
from dieuhanh.config.text import fold
from dieuhanh.deadlines.rules import Text
from dieuhanh.organisations.queries import Label, labels
from dieuhanh.reporting.models import FormVersion, OpenedPeriod, RegimeForm, RegimeVersion
from dieuhanh.reporting.rules.regimes import Section, chains_from_json


@dataclass(frozen=True)
class RegimeRead:
    """One version of a regime with the names of its bodies and its forms."""

    version: RegimeVersion
    issuer: Label
    receiver: Label
    forms: tuple[str, ...]

    @property
    def code(self) -> str:
        """The regime's code."""
        return self.version.regime.code

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return self.version.name_en if _english() else self.version.name_vi

    @property
    def rules(self) -> list[tuple[str, str, Text, str]]:
        """Its deadlines: respondent, level, rule in words, legal source."""
        return [
            (respondent, level.code, rule.text, rule.legal_source)
            for respondent, chain in chains_from_json(self.version.chains).items()
            for level in chain.levels
            for rule in level.rules
        ]

    @property
    def outline(self) -> list[Section]:
        """The sections of its outline."""
        return [Section.from_dict(one) for one in self.version.outline]

    @property
    def warnings(self) -> list[str]:
        """What was said against it when it was saved."""
        language = lang()
        return [Text.from_dict(one["text"]).of(language) for one in self.version.warnings]


def _english() -> bool:
    return (lang()).startswith("en")


SORTS = {"code": "regime__code", "since": "valid_from"}
"""How the list of regimes may be ordered → the column."""


def regimes(
    *,
    q: str = "",
    as_of: date | None = None,
    sort: str = "code",
    descending: bool = False,
    after: Sequence[Any] | None = None,
    limit: int = 100,
) -> list[RegimeRead]:
    """`limit + 1` regimes in force on the day, by code, after `[value, id]`. Three statements.

    Every signed-in person may read them. `q` is words, found without case and diacritics in name and code.
    """
    day = as_of or clock.today()
    rows = keyset(_asked(q, day), SORTS[sort], after, descending=descending)
    return _read(list(rows[: limit + 1]), day)


def count(*, q: str = "", as_of: date | None = None) -> int:
    """How many regimes `regimes` would give in all. One statement."""
    return _asked(q, as_of or clock.today()).count()


def _asked(q: str, day: date) -> QuerySet[RegimeVersion]:
    rows = RegimeVersion.objects.select_related("regime").filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day
    )
    for word in fold(q.replace("\0", " ")).split()[:8]:
        rows = rows.filter(Q(name_folded__contains=word) | Q(regime__code__icontains=word))
    return rows


def regime(code: str, *, number: int | None = None) -> RegimeRead:
    """One regime's version, the newest unless numbered. Three statements. Raises `Missing`."""
    rows = RegimeVersion.objects.select_related("regime").filter(regime__code=code)
    found = (rows.filter(number=number) if number else rows.order_by("-number")).first()
    if found is None:
        raise Missing(_("There is no such regime."))
    return _read([found], clock.today())[0]


def _read(rows: list[RegimeVersion], day: date) -> list[RegimeRead]:
    named = labels({one for row in rows for one in (row.issuer_id, row.receiver_id)}, day)
    forms: dict[Any, list[str]] = {}
    for link in RegimeForm.objects.filter(regime_version__in=rows).select_related("form").order_by("order"):
        forms.setdefault(link.regime_version_id, []).append(link.form.code)
    nobody = Label("", "", "")
    return [
        RegimeRead(
            row,
            named.get(row.issuer_id, nobody),
            named.get(row.receiver_id, nobody),
            tuple(forms.get(row.pk, ())),
        )
        for row in rows
    ]


def versions_of(code: str) -> list[RegimeVersion]:
    """Every version of a regime, newest first. One statement."""
    return list(RegimeVersion.objects.filter(regime__code=code).order_by("-number"))


def form_version(code: str, number: int | None = None) -> FormVersion:
    """A form's version, the newest unless numbered. One statement. Raises `Missing`."""
    rows = FormVersion.objects.select_related("form").filter(form__code=code)
    found = (rows.filter(number=number) if number else rows.order_by("-number")).first()
    if found is None:
        raise Missing(_("There is no such form."))
    return found


def periods(*, regime: str = "", after: Sequence[str] | None = None, limit: int = 100) -> list[OpenedPeriod]:
    """`limit + 1` opened periods, the newest first, after `[last_day, id]`. One statement."""
    rows = OpenedPeriod.objects.select_related("regime", "regime_version")
    if regime:
        rows = rows.filter(regime__code=regime)
    if after:
        rows = rows.filter(Q(last_day__lt=after[0]) | Q(last_day=after[0], id__lt=after[1]))
    return list(rows.order_by("-last_day", "-id")[: limit + 1])


def regime_json(read: RegimeRead) -> dict[str, Any]:
    """A regime as the public contract shows it."""
    row = read.version
    return {
        "code": read.code,
        "version": row.number,
        "name_vi": row.name_vi,
        "name_en": row.name_en,
        "kind": row.kind,
        "content": row.content,
        "sector": row.sector,
        "legal_basis_vi": row.legal_basis_vi,
        "legal_basis_en": row.legal_basis_en,
        "document_number": row.document_number,
        "document_date": row.document_date.isoformat(),
        "issuer": read.issuer.code,
        "receiver": read.receiver.code,
        "respondents": row.respondents,
        "frequency": row.frequency,
        "convention": row.convention,
        "method": row.method,
        "chains": row.chains,
        "forms": list(read.forms),
        "outline": row.outline,
        "guidance_vi": row.guidance_vi,
        "guidance_en": row.guidance_en,
        "needs_signature": row.needs_signature,
        "one_step": row.one_step,
        "reminders": row.reminder_days,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        "warnings": [
            {"code": one["code"], "field": one["field"], "message": said}
            for one, said in zip(row.warnings, read.warnings, strict=True)
        ],
        "simulated": row.simulated,
    }
