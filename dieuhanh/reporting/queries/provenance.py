"""Where a figure comes from: its versions, its source, who brought it, the report it stood in, its place in the ledger."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F

from dieuhanh.config.actor import Actor
from dieuhanh.config.language import lang
from dieuhanh.ledger.queries import indexes_of, record
from dieuhanh.organisations.queries import Label, labels
from dieuhanh.reporting.models import Fact, FactBatch, Submission, SubmissionFile
from dieuhanh.reporting.queries import catalogue
from dieuhanh.reporting.queries.access import access_fact
from dieuhanh.reporting.queries.catalogue import IndicatorRead


@dataclass(frozen=True, slots=True)
class VersionRead:
    """One version of a figure, with who brought it and when; `entry_index` None while its entry waits for its place."""

    id: UUID
    version: int
    supersedes: UUID | None
    value: Decimal | None
    no_data_reason: str
    status: str
    vintage: str
    simulated: bool
    as_of: date
    note: str
    source_id: UUID
    source_code: str
    batch_id: UUID
    batch_kind: str
    rows: int
    file_name: str
    file_hash: str
    person_name: str
    position: str
    recorded_at: datetime | None
    submission_id: UUID | None
    entry_id: UUID | None
    entry_index: int | None = None


@dataclass(frozen=True, slots=True)
class SourceOf:
    """The publication that a figure was taken from."""

    code: str
    publisher_vi: str
    publisher_en: str
    title_vi: str
    title_en: str
    published: date | None
    licence: str
    note_vi: str
    note_en: str

    @property
    def publisher(self) -> str:
        """The publisher in the reader's language."""
        return self.publisher_en if lang() == "en" else self.publisher_vi

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return self.title_en if lang() == "en" else self.title_vi

    @property
    def note(self) -> str:
        """What is to be known of it, in the reader's language."""
        return self.note_en if lang() == "en" else self.note_vi


@dataclass(frozen=True, slots=True)
class ReportOf:
    """The report that a figure stood in, with its file and what verifying the signature found at receipt."""

    assignment_id: UUID
    number: str
    version: int
    regime_vi: str
    regime_en: str
    accepted_at: datetime | None
    signer_name: str
    signed_at: datetime | None
    verdict: str
    file_name: str
    file_hash: str
    file_size: int
    signed: bool

    @property
    def regime(self) -> str:
        """The regime's name in the reader's language."""
        return self.regime_en if lang() == "en" else self.regime_vi


@dataclass(frozen=True, slots=True)
class Provenance:
    """All of it. `versions` are those of the same source and vintage, `others` the other figures of the same thing."""

    fact: VersionRead
    indicator: IndicatorRead
    organisation: Label
    organisation_id: UUID
    breakdown: str
    breakdown_name: str
    period: str
    source: SourceOf
    versions: list[VersionRead]
    others: list[VersionRead]
    report: ReportOf | None
    reason: str
    national: bool
    """Whether it is the country's."""

    @property
    def replaced_by(self) -> VersionRead | None:
        """The version in force, where this is an older one."""
        newest = self.versions[0]
        return None if newest.id == self.fact.id else newest


_FAMILY = """
SELECT f.id, f.version, f.supersedes, f.value, f.no_data_reason, f.status, f.vintage, f.simulated, f.as_of, f.note, f.source_id,
       s.code, b.id, b.kind, b.rows, b.file_name, b.file_hash, b.person_name, b.position, b.recorded_at, b.submission_id,
       b.ledger_entry_id, s.publisher_vi, s.publisher_en, s.title_vi, s.title_en, s.published, s.licence, s.note_vi, s.note_en,
       (SELECT CASE WHEN %(english)s THEN p.name_en ELSE p.name_vi END FROM reporting_breakdown p
         WHERE p.indicator_id = f.indicator_id AND p.code = f.breakdown),
       EXISTS (SELECT 1 FROM organisations_organisationversion v
         WHERE v.organisation_id = f.organisation_id AND v.kind = 'government')
  FROM reporting_fact f
  JOIN reporting_source s ON s.id = f.source_id
  JOIN reporting_fact_batch b ON b.id = f.batch_id
 WHERE f.indicator_id = %(indicator)s AND f.organisation_id = %(organisation)s AND f.period_start = %(start)s
   AND f.period = %(period)s AND f.breakdown = %(breakdown)s
 ORDER BY f.as_of DESC, f.version DESC, f.id
"""


def provenance(by: Actor | None, fact_id: UUID) -> Provenance:
    """Where a figure comes from. Eight statements. Raises `Missing` where `by` may not see it, as where there is none.

    Two for the figure and the right to it, then: its versions with their sources and batches, the indicator, the body's
    name, the report with its file, the places in the ledger, the entry.
    """
    fact = access_fact(by, fact_id)
    rows = _family(fact)
    indexes = indexes_of([row[21] for row in rows if row[21]])
    read = [replace(VersionRead(*row[:22]), entry_index=indexes.get(row[21])) for row in rows]
    mine = next(one for one in read if one.id == fact.id)
    said = next(row for row in rows if row[0] == fact.id)
    same = [one for one in read if (one.source_id, one.vintage) == (mine.source_id, mine.vintage)]
    named = labels([fact.organisation_id], fact.period_end)
    return Provenance(
        fact=mine,
        indicator=catalogue.access_indicator(fact.indicator_id),
        organisation=named.get(fact.organisation_id, Label("", "", "")),
        organisation_id=fact.organisation_id,
        breakdown=fact.breakdown,
        breakdown_name=said[30] or fact.breakdown,
        period=fact.period,
        source=SourceOf(mine.source_code, *said[22:30]),
        versions=same,
        others=[one for one in read if one not in same],
        report=_report(mine.submission_id) if mine.submission_id else None,
        reason=_reason(mine.entry_index),
        national=bool(said[31]),
    )


def _reason(index: int | None) -> str:
    """Why the batch was written, as its ledger entry says; who may see the figure may know. One statement."""
    found = record(index) if index is not None else None
    return str((found.entry.body or {}).get("reason", "")) if found else ""


def _family(fact: Fact) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            _FAMILY,
            {
                "indicator": fact.indicator_id,
                "organisation": fact.organisation_id,
                "start": fact.period_start,
                "period": fact.period,
                "breakdown": fact.breakdown,
                "english": lang() == "en",
            },
        )
        return list(cursor.fetchall())


def _report(submission_id: UUID) -> ReportOf | None:
    """The report and the last file of this version. One statement."""
    row = (
        SubmissionFile.objects.filter(submission_id=submission_id)
        .order_by("-id")
        .values_list(
            "submission__assignment_id", "submission__assignment__number", "submission__version",
            "submission__assignment__regime_version__name_vi", "submission__assignment__regime_version__name_en",
            "submission__accepted_at", "submission__signer_name", "submission__signed_at", "submission__verdict",
            "name", "sha256", "size", "kind",
        )
        .first()
    )  # fmt: skip
    if row is None:
        return _without_file(submission_id)
    *head, verdict, name, sha256, size, kind = row
    signed = kind == SubmissionFile.Kind.SIGNED
    return ReportOf(*head, _line(verdict), name, sha256, size, signed)  # type: ignore[arg-type, call-arg]


def _without_file(submission_id: UUID) -> ReportOf | None:
    row = (
        Submission.objects.filter(pk=submission_id)
        .annotate(regime_vi=F("assignment__regime_version__name_vi"), regime_en=F("assignment__regime_version__name_en"))
        .values_list(
            "assignment_id", "assignment__number", "version", "regime_vi", "regime_en", "accepted_at", "signer_name",
            "signed_at", "verdict",
        )
        .first()
    )  # fmt: skip
    if row is None:
        return None
    *head, verdict = row
    return ReportOf(*head, _line(verdict), "", "", 0, False)  # type: ignore[arg-type, call-arg]


def _line(verdict: Any) -> str:
    return str(verdict.get("bottom_line", "")) if isinstance(verdict, dict) else ""


def signed_file(by: Actor | None, fact_id: UUID) -> tuple[Fact, SubmissionFile, datetime | None] | None:
    """The signed report that a figure stood in, with its bytes and when it was received; none where it stood in none.

    Three statements. Raises `Missing` where `by` may not see the figure.
    """
    fact = access_fact(by, fact_id)
    batch = FactBatch.objects.filter(pk=fact.batch_id).values("submission_id")
    file = (
        SubmissionFile.objects.filter(submission__in=batch)
        .select_related("submission")
        .order_by("-id")
        .first()
    )
    return (fact, file, file.submission.received_at) if file is not None else None
