"""The scorecard as data that anybody may take along: JSON, and one CSV line for each target and body."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from dieuhanh.organisations.queries.bodies import Body
from dieuhanh.programmes.queries.scorecard import BodyRead, Scorecard, TargetRead
from dieuhanh.programmes.queries.shares import Claimed

HEAD = (
    "programme", "target", "words", "unit", "direction", "value", "upper", "scope", "due_on", "as_of", "verdict", "stands",
    "body", "body_name", "period", "claimed", "numerator", "denominator", "found", "computed", "body_verdict", "source", "document",
    "evidence_mark", "simulated",
)  # fmt: skip


def scorecard_json(found: Scorecard) -> dict[str, Any]:
    """The whole scorecard as the public contract shows it."""
    row = found.programme
    return {
        "code": row.code,
        "symbol": row.symbol,
        "title": row.title_vi,
        "title_en": row.title_en,
        "state": row.state,
        "as_of": found.as_of.isoformat(),
        "assigner": found.assigner.code if found.assigner else None,
        "source": row.source or None,
        "evidence_mark": row.evidence_mark or None,
        "note": row.note_vi or None,
        "counts": dict(found.counts),
        "targets": [target_json(one) for one in found.targets],
        "tasks": [
            {
                "code": one.code,
                "content": one.content,
                "class": one.klass,
                "due_on": one.due.isoformat() if one.due else None,
            }
            for one in found.tasks
        ],
        "statements": [statement_json(one) for one in found.shares],
        "simulated": found.simulated,
    }


def target_json(read: TargetRead) -> dict[str, Any]:
    """One target with its verdict and the bodies behind it, by code."""
    version, judged = read.version, read.judged
    return {
        "code": read.target.code,
        "objective": read.target.objective.code,
        "version": version.version,
        "words": version.words_vi,
        "words_en": version.words_en,
        "unit": version.unit,
        "rule": version.rule,
        "audience": version.audience,
        "due_on": version.due_on.isoformat() if version.due_on else None,
        "baseline": plain(version.baseline),
        "verdict": judged.verdict.value,
        "stands": judged.stands.value,
        "bodies": judged.bodies,
        "met": len(judged.met),
        "failed": _codes(read.failed),
        "unproved": _codes(read.unproved),
        "unknown": _codes(read.unknown),
        "nation": reading_json(read.nation) if read.nation else None,
        "mean": {"numerator": plain(read.mean[0]), "denominator": plain(read.mean[1])} if read.mean else None,
        "likelihood": read.likelihood or None,
        "readings": [
            reading_json(one) for one in read.bodies if one.report is not None or one.computed is not None
        ],
        "source": version.source or None,
        "evidence_mark": version.evidence_mark or None,
    }


def reading_json(read: BodyRead) -> dict[str, Any]:
    """What is known of one body."""
    report, computed = read.report, read.computed
    return {
        "body": read.body.code,
        "verdict": read.verdict.value,
        "claimed": plain(read.claimed),
        "found": plain(read.found),
        "standing": read.standing or None,
        "period": report.period if report else None,
        "as_of": report.as_of.isoformat() if report else None,
        "document": (report.document or None) if report else None,
        "source": (report.source or None) if report else None,
        "evidence_mark": (report.evidence_mark or None) if report else None,
        "computed": plain(computed.value) if computed else None,
        "computed_period": computed.period if computed else None,
        "computed_decides": computed.decides if computed else None,
        "facts": [str(one) for one in computed.facts] if computed else [],
        "simulated": bool((report and report.simulated) or (computed and computed.simulated)),
    }


def statement_json(read: Claimed) -> dict[str, Any]:
    """A statement about all bodies beside what their documents show."""
    row = read.row
    return {
        "words": row.words,
        "stated_on": row.stated_on.isoformat(),
        "speaker": row.speaker or None,
        "claimed": {"numerator": row.numerator, "denominator": row.denominator},
        "holds": read.holds,
        "computed": [
            {
                "kind": one.share.kind.value,
                "numerator": one.share.numerator,
                "denominator": one.share.denominator,
                "lacking": {
                    body.code: standing.value
                    for body, standing, _papers in one.lines
                    if standing.value != "documented"
                },
            }
            for one in read.shares
        ],
        "source": row.source or None,
        "evidence_mark": row.evidence_mark or None,
        "simulated": row.simulated,
    }


def csv_lines(found: Scorecard) -> Iterator[bytes]:
    """UTF-8 with a mark at the head (so that spreadsheets read it), one line for each target and body, the nation first."""
    yield "\ufeff".encode() + _line(HEAD)
    for target in found.targets:
        reads: list[BodyRead | None] = [*([target.nation] if target.nation else []), *target.bodies]
        for one in reads or [None]:
            yield _line(_cells(found, target, one))


def _cells(found: Scorecard, target: TargetRead, one: BodyRead | None) -> list[Any]:
    version, rule = target.version, target.rule
    report = one.report if one else None
    computed = one.computed if one else None
    return [
        found.programme.code, target.target.code, version.words_vi, version.unit, rule.direction.value, plain(rule.value), plain(rule.upper),
        rule.scope.value, version.due_on, found.as_of, target.judged.verdict.value, target.judged.stands.value,
        one.body.code if one else "", one.body.name_vi if one else "", report.period if report else "",
        plain(one.claimed) if one else "", plain(report.numerator) if report else "", plain(report.denominator) if report else "",
        plain(one.found) if one else "", plain(computed.value) if computed else "", one.verdict.value if one else "",
        report.source if report else "", report.document if report else "", report.evidence_mark if report else "",
        "yes" if report and report.simulated else "",
    ]  # fmt: skip


def _line(cells: Any) -> bytes:
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerow([_safe(one) for one in cells])
    return file.getvalue().encode()


def _safe(cell: Any) -> Any:
    """A text that a spreadsheet would take for a formula is given a quote before it."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def plain(value: Decimal | Fraction | None) -> str | None:
    """A number as text, exact where it ends, to six places where it does not."""
    if value is None:
        return None
    if isinstance(value, Fraction):
        value = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.000001"))
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _codes(bodies: list[Body]) -> list[str]:
    return [one.code for one in bodies]
