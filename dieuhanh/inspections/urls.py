"""Addresses of the room's pages."""

from django.urls import path

from dieuhanh.inspections.pages import bodies, candidates, lists, meeting, planning, record

app_name = "inspections"

urlpatterns = [
    path("", lists.inspections, name="inspections"),
    path("new/", planning.new, name="new"),
    path("candidates/", candidates.page, name="candidates"),
    path("candidates/weights/", candidates.weights, name="weights"),
    path("meetings/", lists.meetings, name="meetings"),
    path("meetings/new/", planning.new_meeting, name="meeting-new"),
    path("meetings/<uuid:meeting_id>/", meeting.record, name="meeting"),
    path("meetings/<uuid:meeting_id>/do/<slug:action>/", meeting.take, name="meeting-act"),
    path("papers/<uuid:paper_id>/", record.paper, name="paper"),
    path("files/<uuid:report_id>/", bodies.file, name="file"),
    path("<uuid:inspection_id>/", record.record, name="inspection"),
    path("<uuid:inspection_id>/compare/", record.compare, name="compare"),
    path("<uuid:inspection_id>/do/<slug:action>/", record.take, name="act"),
    path("<uuid:inspection_id>/bodies/<str:code>/", bodies.page, name="body"),
]
