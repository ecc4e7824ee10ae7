"""Addresses of the room's pages."""

from django.urls import path

from dieuhanh.interface import desk_pages
from dieuhanh.reporting.pages import (
    assignments,
    bulk,
    entry,
    imports,
    indicator,
    indicator_forms,
    indicators,
    lists,
    making,
    provenance,
    regimes,
    targets,
)

app_name = "reporting"

urlpatterns = [
    path("work/", desk_pages.work, name="home"),
    path("", lists.reports, name="assignments"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("assignments/<uuid:assignment_id>/", assignments.record, name="assignment"),
    path("assignments/<uuid:assignment_id>/do/<slug:action>/", assignments.take, name="act"),
    path("assignments/<uuid:assignment_id>/extend/", assignments.extend_page, name="extend"),
    path("assignments/<uuid:assignment_id>/remind/", assignments.remind_page, name="remind"),
    path("assignments/<uuid:assignment_id>/entry/", entry.entry, name="entry"),
    path("assignments/<uuid:assignment_id>/draft/", entry.draft, name="draft"),
    path("assignments/<uuid:assignment_id>/form.xlsx", entry.workbook, name="workbook"),
    path("assignments/<uuid:assignment_id>/upload/", entry.upload, name="upload-workbook"),
    path("assignments/<uuid:assignment_id>/report-v<int:version>.pdf", assignments.report, name="report"),
    path("uploads/<uuid:upload_id>/", entry.uploaded, name="upload"),
    path("uploads/<uuid:upload_id>/marked.xlsx", entry.marked, name="marked"),
    path("regimes/", lists.regimes, name="regimes"),
    path("regimes/<str:code>/", regimes.record, name="regime"),
    path("forms/<str:code>/", regimes.form, name="form"),
    path("indicators/", indicators.catalogue, name="indicators"),
    path("indicators/new/", indicator_forms.new, name="indicator-new"),
    path("indicators/<path:code>/change/", indicator_forms.change, name="indicator-change"),
    path("indicators/<path:code>/made-of/", making.made_of, name="made-of"),
    path("indicators/<path:code>/", indicator.indicator, name="indicator"),
    path("facts/<uuid:fact_id>/", provenance.provenance, name="provenance"),
    path("facts/<uuid:fact_id>/signature/", provenance.signature, name="signature"),
    path("targets/", targets.listing, name="targets"),
    path("targets/new/", targets.new, name="target-new"),
    path("import/", imports.page, name="import"),
    path("import/confirm/", imports.confirm, name="import-confirm"),
    path("import/marked.csv", imports.marked, name="import-marked"),
    path("periods/open/", regimes.period_open, name="period-open"),
]
