"""Lists: the table with its head, filters, the toolbar, the pager, the empty state."""

from collections.abc import Sequence
from typing import Any

from django.template import Library
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from dieuhanh.interface.listing import RESERVED, Chip, Listing
from dieuhanh.interface.tags.shapes import shape

register = Library()


@register.simple_block_tag(takes_context=True)
def table(
    context: Context,
    content: str,
    listing: Listing,
    caption: str,
    empty: str = "",
    show_caption: bool = False,
) -> SafeString:
    """A list of records: sticky head with sorting, the caption for the ear, the rows written inside."""
    return render_to_string(
        "interface/components/table.html",
        {
            "content": content,
            "blank": not content.strip(),
            "listing": listing,
            "caption": caption,
            "empty": empty,
            "show_caption": show_caption,
        },
    )


@register.inclusion_tag("interface/components/filters.html")
def filters(chips: Sequence[Chip], label: str = "") -> dict[str, Any]:
    """Chips that filter a list; each is a link, so the choice is in the address."""
    return {"chips": [(one, shape(one.state) if one.state else "") for one in chips], "label": label}


@register.inclusion_tag("interface/components/tabs.html")
def tabs(items: Sequence[Chip], label: str = "") -> dict[str, Any]:
    """The parts of one record, each with its own address."""
    return {"items": items, "label": label}


@register.simple_block_tag(takes_context=True)
def filter_form(context: Context, content: str, listing: Listing, label: str = "") -> SafeString:
    """A GET form over a list that keeps what it does not ask."""
    kept = [
        (name, value)
        for name, value in listing.params
        if name in {"sort", "columns", "limit", "view"} or _is_chip(name, content)
    ]
    return render_to_string(
        "interface/components/filter_form.html",
        {"content": content, "listing": listing, "kept": kept, "label": label},
    )


def _is_chip(name: str, content: str) -> bool:
    """Whether a parameter is asked elsewhere on the page: the form must not lose it."""
    return name not in RESERVED and f'name="{name}"' not in content


@register.inclusion_tag("interface/components/desk_list.html", takes_context=True)
def desk_list(context: Context, page: Any) -> dict[str, Any]:
    """A whole list: filters, views, columns, exports, what may be done to several rows, the rows, the pager."""
    return {"page": page, "csrf_token": context.get("csrf_token"), "request": context.get("request")}


@register.inclusion_tag("interface/components/toolbar.html", takes_context=True)
def toolbar(context: Context, listing: Listing) -> dict[str, Any]:
    """Named views, choice of columns, exactly these rows as XLSX or CSV."""
    exports = [(kind.upper(), listing.export_url(kind)) for kind in listing.exports]
    kept = [(name, value) for name, value in listing.params if name not in {"columns", "after", "format"}]
    return {
        "listing": listing,
        "exports": exports,
        "kept": kept,
        "views_url": reverse("interface:views"),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("interface/components/pager.html")
def pager(listing: Listing) -> dict[str, Any]:
    """To the first page and to the next; the count where it is known."""
    return {"listing": listing}


@register.inclusion_tag("interface/components/empty.html")
def empty(title: str, text: str = "", href: str = "", action: str = "") -> dict[str, Any]:
    """What will be here and how to get it."""
    return {"title": title, "text": text, "href": href, "action": action}
