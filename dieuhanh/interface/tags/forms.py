"""Forms: faults on top, fields with their help and error, uploads, the progress of long work."""

import re
from collections.abc import Sequence
from typing import Any

from django.forms import BaseForm, BoundField
from django.template import Library
from django.template.context import Context
from django.utils.translation import gettext as _

from dieuhanh.config.errors import Fault
from dieuhanh.config.language import lang
from dieuhanh.interface import rules
from dieuhanh.interface.tags.figures import unique

register = Library()


def cell_id(sheet: str | None, row: int | None, column: str | None) -> str:
    """The id of a grid's cell, as `grid.js` and the fault summary both write it."""
    parts = [
        re.sub(r"[^0-9A-Za-z]+", "-", str(one)).strip("-").lower() for one in (sheet, row, column) if one
    ]
    return "-".join(["cell", *parts])


@register.simple_tag(name="cell_id")
def cell_id_tag(sheet: str, row: int, column: str) -> str:
    """`{% cell_id sheet row column %}`."""
    return cell_id(sheet, row, column)


@register.inclusion_tag("interface/components/faults.html", takes_context=True)
def faults(context: Context, given: Any, title: str = "", marked_href: str = "") -> dict[str, Any]:
    """The summary on top of a form: each fault with its place as a link."""
    rows = _of_form(given) if isinstance(given, BaseForm) else [_row(one) for one in given or ()]
    heading = unique(context, "faults")
    return {"rows": rows, "count": len(rows), "title": title, "marked_href": marked_href, "heading": heading}


def _of_form(form: BaseForm) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for name, errors in form.errors.items():
        place = "" if name == "__all__" else str(form[name].label)
        anchor = "" if name == "__all__" else str(form[name].auto_id)
        rows += [{"place": place, "anchor": anchor, "message": str(one)} for one in errors]
    return rows


def _row(fault: Fault) -> dict[str, str]:
    places = [str(fault.sheet or "")]
    if fault.row is not None:
        places.append(_("row %(row)s") % {"row": fault.row})
    if fault.column:
        places.append(_("column %(column)s") % {"column": fault.column})
    if not any(places) and fault.field:
        places = [fault.field]
    anchor = ""
    if fault.row is not None or fault.column:
        anchor = cell_id(fault.sheet, fault.row, fault.column)
    elif fault.field:
        anchor = f"id_{fault.field}"
    return {"place": ", ".join(one for one in places if one), "anchor": anchor, "message": str(fault.message)}


@register.inclusion_tag("interface/components/field.html")
def field(bound: BoundField, wide: bool = False, prefix: str = "", suffix: str = "") -> dict[str, Any]:
    """A label above, the field, its help in a line, its error saying what to write instead."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "") or widget.__class__.__name__.lower()
    return {
        "bound": bound,
        "wide": wide,
        "prefix": prefix,
        "suffix": suffix,
        "kind": kind,
        "group": bool(getattr(widget, "use_fieldset", False)),
        # What is wanted only with some answer to another question is neither: the field's help says when.
        "optional": not bound.field.required and not getattr(bound.field, "depends", False),
    }


@register.inclusion_tag("interface/components/form_body.html", takes_context=True)
def form_body(context: Context, form: BaseForm) -> dict[str, Any]:
    """All of a form in one column."""
    return {"form": form, "request": context.get("request")}


@register.inclusion_tag("interface/components/submit.html")
def submit(
    label: str, cancel_href: str = "", danger: bool = False, name: str = "", value: str = ""
) -> dict[str, Any]:
    """The one primary button of a form and the way back."""
    return {"label": label, "cancel_href": cancel_href, "danger": danger, "name": name, "value": value}


@register.inclusion_tag("interface/components/consequence.html")
def consequence(text: str, points: Sequence[str] = ()) -> dict[str, Any]:
    """What an irreversible action will do, said before it is done."""
    return {"text": text, "points": points}


@register.inclusion_tag("interface/components/notice.html")
def notice(text: str, kind: str = "info", title: str = "") -> dict[str, Any]:
    """A sentence that stands out: info, good, warn or bad."""
    return {"text": text, "kind": kind if kind in {"info", "good", "warn", "bad"} else "info", "title": title}


@register.inclusion_tag("interface/components/upload.html")
def upload(name: str, label: str, accept: str = "", help: str = "", max_bytes: int = 0) -> dict[str, Any]:
    """A file field that shows how far the sending is (upload.js); works without script as a plain field."""
    size = rules.format_size(max_bytes, lang()) if max_bytes else ""
    return {
        "name": name,
        "label": label,
        "accept": accept,
        "help": help,
        "max_bytes": max_bytes,
        "size": size,
    }


@register.inclusion_tag("interface/components/progress.html", takes_context=True)
def progress(
    context: Context, job: Any, href: str = "", events_href: str = "", stop_href: str = ""
) -> dict[str, Any]:
    """How far a job is, with counts, speed and time left; can be left, come back to, and stopped."""
    done, total = int(_of(job, "done", 0) or 0), _of(job, "total", None)
    state = str(_of(job, "state", "running"))
    speed = _of(job, "speed", None)
    seconds = _of(job, "seconds_left", None)
    if seconds is None and speed and total:
        seconds = max(0, int(total) - done) / float(speed)
    return {
        "request": context.get("request"),
        "csrf_token": context.get("csrf_token"),
        "job": job,
        "state": state,
        "active": state in {"waiting", "running"},
        "done": done,
        "total": int(total) if total else None,
        "share": min(100, done * 100 // int(total)) if total else None,
        "speed": rules.format_number(speed, 0, lang()) if speed else "",
        "left": rules.format_duration(seconds, lang()) if seconds else "",
        "unit": _of(job, "unit", "") or "",
        "message": _of(job, "message", "") or "",
        "href": href,
        "events_href": events_href,
        "stop_href": stop_href,
    }


def _of(job: Any, name: str, default: Any) -> Any:
    return job.get(name, default) if isinstance(job, dict) else getattr(job, name, default)
