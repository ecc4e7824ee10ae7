"""What stands in one cell of a list: how it looks on the page, and what it is in an exported file.

A plain value (text, number, date, moment, None) is a cell already. The classes here are the cells that are more
than their text: a link, a clock, a state, a button.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from dieuhanh.config.language import lang
from dieuhanh.interface import rules
from dieuhanh.interface.listing import Column
from dieuhanh.interface.rules.figures import Figure
from dieuhanh.interface.tags.figures import clock as clock_context
from dieuhanh.interface.tags.figures import number as number_context
from dieuhanh.interface.tags.figures import simulated
from dieuhanh.interface.tags.shapes import shape

_CODE_END = 8
Plain = str | int | float | Decimal | date | datetime | None


@dataclass(frozen=True, slots=True)
class Link:
    """The text that opens the record; `simulated` puts the badge beside it, `note` quiet words after it."""

    text: str
    href: str = ""
    simulated: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """The text that opens the row's own record; its address is made for the page alone, not for each row of a file."""

    text: str
    simulated: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """An obligation's time left; in a file the state's word."""

    due_at: datetime | None
    state: str
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """A word of the alphabet with its shape; `label` says it in other words."""

    state: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A figure as the number component shows it; `key` is unlike that of any other on the page. A file holds its value."""

    figure: Figure
    key: str


@dataclass(frozen=True, slots=True)
class Quiet:
    """Something of lesser weight."""

    value: Plain


@dataclass(frozen=True, slots=True)
class Code:
    """A code or number that is kept in one line; where there is no room its end, which tells it from its like, stays."""

    text: str


@dataclass(frozen=True, slots=True)
class Press:
    """The button at the end of a row; `about` names the row for the ear. Not exported."""

    label: str
    href: str
    about: str = ""


def html_of(cell: Any, *, badges: bool = True, href: str = "") -> SafeString:
    """The cell as the page shows it; without badges where the list says once that all of it is simulated.

    `href` is the row's own address.
    """
    match cell:
        case Title():
            return _link(Link(cell.text, href, cell.simulated, cell.note), badges)
        case Link():
            return _link(cell, badges)
        case Clock():
            context = clock_context(cell.due_at, state=cell.state, done_at=cell.done_at)
            return mark_safe(render_to_string("interface/components/clock.html", context))  # noqa: S308 our template
        case Sign():
            sign = rules.sign(cell.state)
            word = cell.label or rules.word(cell.state, lang())
            return format_html(
                '<span class="state state-{}">{}<span class="state-word">{}</span></span>',
                sign.css,
                shape(cell.state),
                word,
            )
        case Number():
            return _number(cell)
        case Code():
            if len(cell.text) <= 2 * _CODE_END:
                return format_html('<span class="code">{}</span>', cell.text)
            cut = len(cell.text) - _CODE_END
            return format_html(
                '<span class="code"><span class="code-head">{}</span><span class="code-end">{}</span></span>',
                cell.text[:cut],
                cell.text[cut:],
            )
        case Quiet():
            return html_of(cell.value)
        case Press():
            about = format_html('<span class="sr-only">: {}</span>', cell.about) if cell.about else ""
            return format_html('<a class="button" href="{}">{}{}</a>', cell.href, cell.label, about)
    return SafeString(escape(shown(cell)))


def _link(cell: Link, badges: bool) -> SafeString:
    badge = format_html(" {}", simulated()) if cell.simulated and badges else ""
    note = format_html(' <span class="quiet">{}</span>', cell.note) if cell.note else ""
    text = format_html('<a href="{}">{}</a>', cell.href, cell.text) if cell.href else escape(cell.text)
    if not badge:
        return format_html("{}{}", text, note)
    return format_html(
        '<span class="marked"><span class="marked-text">{}{}</span>{}</span>', text, note, badge
    )


def _number(cell: Number) -> SafeString:
    context = number_context(Context(), cell.figure)
    if context["tip"]:
        context["tip"] = f"tip-{cell.key}"
    badge = format_html(" {}", simulated()) if cell.figure.simulated else ""
    made = render_to_string("interface/components/number.html", context)
    return format_html("{}{}", mark_safe(made), badge)  # noqa: S308 our template


def shown(value: Plain) -> str:
    """A plain value as the reader's language writes it; nothing is –."""
    if value is None or value == "":
        return rules.MISSING
    if isinstance(value, datetime):
        return rules.format_datetime(value, lang())
    if isinstance(value, date):
        return rules.format_date(value, lang())
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return rules.format_number(value, None, lang())
    return str(value)


def plain_of(cell: Any) -> Plain:
    """The cell as a file holds it: a number stays a number, a date a date; nothing is an empty cell."""
    match cell:
        case Link() | Title():
            return f"{cell.text} ({cell.note})" if cell.note else cell.text
        case Clock():
            return rules.word(cell.state, lang())
        case Sign():
            return cell.label or rules.word(cell.state, lang())
        case Number():
            return cell.figure.value
        case Code():
            return cell.text
        case Quiet():
            return plain_of(cell.value)
        case Press():
            return None
        case bool():
            return _("yes") if cell else _("no")
        case "" | None:
            return None
        case str() | int() | float() | Decimal() | date():
            return cell
    return str(cell)


def class_of(cell: Any, column: Column) -> str:
    """The class of the table's cell."""
    if isinstance(cell, Press):
        return "acts"
    said = ["num"] if column.numeric else ["quiet"] if isinstance(cell, Quiet | Code) else []
    said += [name for name in ("tight", "clip", "main") if getattr(column, name)]
    return " ".join(said)
