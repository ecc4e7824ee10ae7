"""The two tables of an indicator as files: exactly the rows and columns that the page shows, all of them."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from dieuhanh.config import clock
from dieuhanh.config.language import lang
from dieuhanh.interface import exporting, rules
from dieuhanh.interface.files import CSV, XLSX, download, stream
from dieuhanh.interface.listing import Column
from dieuhanh.interface.lists import taken_out


def figures_file(request: HttpRequest, context: dict[str, Any], kind: str) -> HttpResponseBase:
    """The file: `xlsx` or `csv`. `context` is the page's, with `listing` and `rows`."""
    columns = [one for one in context["listing"].columns if one.key in context["listing"].shown]
    whole = [{"rank": None, "body": None, **context["total"]}] if context.get("total") else []
    about = context.get("name") or context.get("period_name") or ""
    title = f"{context['read'].name}, {about}" if about else context["read"].name
    made = exporting.Export(
        title,
        [*(str(one.label) for one in columns), _("Data")],
        [_plain(columns, row) for row in [*whole, *context["rows"]]],
        taken_out(request, _address(request)),
    )
    name = f"{title} {clock.today().isoformat()}.{kind}"
    if kind == "csv":
        return stream(exporting.csv_parts(made), name, CSV)
    return download(exporting.xlsx_of(made), name, XLSX)


def _plain(columns: list[Column], row: dict[str, Any]) -> list[Any]:
    simulated = "Số liệu mô phỏng / Simulated" if row["simulated"] else None
    return [*(_value(row, one.key) for one in columns), simulated]


def _value(row: dict[str, Any], key: str) -> Any:
    match key:
        case "value":
            return row["figure"].value
        case "body":
            return row["body"].name if row["body"] else _("Whole country")
        case "verdict":
            return str(row["verdict"][1]) if row["verdict"] else None
        case "standing":
            return rules.sign(row["standing"]).word(lang()) if row["standing"] else None
        case "complete":
            return f"{row['complete']} ({_('partial')})" if row["partial"] else row["complete"]
    return row[key]


def _address(request: HttpRequest) -> str:
    """The page's own address, with what it is narrowed to."""
    kept = request.GET.copy()
    kept.pop("format", None)
    return f"{request.path}?{kept.urlencode()}"
