"""Filters: how values are written in the reader's language; and the addresses of assets."""

from datetime import date, datetime
from decimal import Decimal

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.language import lang
from dieuhanh.interface import assets, rules

register = Library()
Numeric = int | float | Decimal


@register.simple_tag
def asset(name: str) -> str:
    """The hashed address of a page asset: `{% asset "desk.css" %}`."""
    return assets.asset_url(name)


@register.simple_tag
def script(name: str) -> SafeString:
    """A module tag for one of the project's scripts: `{% script "charts.js" %}`."""
    return format_html('<script type="module" src="{}"></script>', assets.asset_url(name))


@register.filter
def browser(agent: str) -> str:
    """“Chrome on Windows” from what a browser says of itself; what is known by neither is shown as it calls itself."""
    return agent_words(agent)


def agent_words(agent: str) -> str:
    """As the filter `browser` writes it."""
    name, system = rules.read_agent(agent)
    if name and system:
        return _("%(browser)s on %(system)s") % {"browser": name, "system": system}
    return name or system or agent[:80] or _("Unknown browser")


@register.filter
def num(value: Numeric | None, decimals: int | None = None) -> str:
    """1.234.567,8; None is –."""
    return rules.format_number(value, decimals, lang())


@register.filter
def percent(value: Numeric | None, decimals: int = 1) -> str:
    """20,5 %."""
    return rules.join_unit(rules.format_number(value, decimals, lang()), "%", lang())


@register.filter
def money(value: int | None) -> str:
    """6.300 tỷ đồng; for the full value one hover away use `{% number … money=True %}`."""
    return str(rules.format_money(value, lang())).strip()


@register.filter
def ratio(parts: tuple[Numeric, Numeric] | None) -> str:
    """25,3 % (1.235 / 4.888)."""
    if not parts:
        return rules.MISSING
    short = rules.format_ratio(parts[0], parts[1], lang())
    return f"{rules.join_unit(short.text, '%', lang())} ({short.full})"


@register.filter
def day(value: date | datetime | None) -> str:
    """10/08/2020."""
    return rules.format_date(value, lang())


@register.filter
def moment(value: datetime | date | None) -> str:
    """10/08/2020 08:31; a plain date has no hour."""
    if value is None or isinstance(value, datetime):
        return rules.format_datetime(value, lang())
    return rules.format_date(value, lang())


@register.filter
def ago(value: datetime | None) -> str:
    """3 giờ trước."""
    if value is None:
        return rules.MISSING
    seconds = (clock.now() - rules.local(value)).total_seconds()
    if seconds < 60:
        return "just now" if lang() == "en" else "vừa xong"
    span = rules.format_duration(seconds, lang())
    return f"{span} ago" if lang() == "en" else f"{span} trước"


@register.filter
def filesize_vi(octets: int | None) -> str:
    """12,5 KB."""
    return rules.MISSING if octets is None else rules.format_size(octets, lang())


@register.filter
def css_state(value: object) -> str:
    """The state's key as CSS names it, for `class="state-…"` on a whole row or tile."""
    return rules.sign(value).css


@register.filter
def of_language(text: object) -> str:
    """A text that rules say in both languages (`.of(language)`), in the reader's."""
    return str(text.of(lang())) if hasattr(text, "of") else str(text)
