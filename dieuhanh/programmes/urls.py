"""Addresses of the room's pages."""

from django.urls import path

from dieuhanh.programmes.pages import claims, lists, making, programme, public, target

app_name = "programmes"

urlpatterns = [
    path("", lists.programmes, name="programmes"),
    path("new/", making.enter, name="enter"),
    path("public/", public.index, name="public-index"),
    path("reports/<uuid:report_id>/", claims.report, name="report"),
    path("reports/<uuid:report_id>/do/<slug:action>/", claims.report_step, name="report-act"),
    path("papers/<uuid:document_id>/", claims.document, name="document"),
    path("papers/<uuid:document_id>/do/<slug:action>/", claims.document_step, name="document-act"),
    path("<str:code>/", programme.record, name="programme"),
    path("<str:code>/documents/", programme.documents, name="documents"),
    path("<str:code>/public/", public.page, name="public"),
    path("<str:code>/public/data.<slug:kind>", public.data, name="public-data"),
    path("<str:code>/do/<slug:action>/", making.on_programme, name="act"),
    path("<str:code>/targets/<str:target>/", target.record, name="target"),
    path("<str:code>/targets/<str:target>/do/<slug:action>/", making.on_target, name="target-act"),
]
