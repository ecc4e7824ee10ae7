"""The desk's own pages, and the style guide for development and for the browser tests."""

from django.urls import path

from dieuhanh.interface import desk_pages, styleguide

app_name = "interface"

urlpatterns = [
    path("search", desk_pages.search, name="search"),
    path("jobs/", desk_pages.my_jobs, name="jobs"),
    path("jobs/<uuid:job_id>/", desk_pages.job, name="job"),
    path("jobs/<uuid:job_id>/now", desk_pages.job_now, name="job-now"),
    path("jobs/<uuid:job_id>/stop", desk_pages.stop_job, name="job-stop"),
    path("views/", desk_pages.save_view, name="views"),
    path("views/<uuid:view_id>/remove", desk_pages.remove_view, name="view-remove"),
    path("drafts/", desk_pages.drafts, name="drafts"),
    path("styleguide", styleguide.show, name="styleguide"),
    path("styleguide/row", styleguide.row, name="styleguide-row"),
    path("styleguide/draft", styleguide.draft, name="styleguide-draft"),
]
