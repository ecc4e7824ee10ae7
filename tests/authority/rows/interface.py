"""The desk's own pages: search, work, jobs, views and drafts, each for its owner; the style guide is none in operation."""

from dieuhanh.config.actor import Actor
from dieuhanh.interface.models import SavedView
from tests.authority.table import Row
from tests.authority.world import CLERK, MACHINES, PEOPLE, SIGNED_IN, World

_JOB, _VIEW = {"job_id": "$job"}, {"view_id": "$view"}
_NEW_VIEW = {
    "list": "reporting.assignments",
    "path": "/reporting/",
    "name": "Quá hạn",
    "query": "clock=overdue",
}

ROWS = [
    Row("GET", "/search", may=SIGNED_IN, query="q=bo"),
    Row("GET", "/api/v1/search", may=SIGNED_IN, query="q=bo"),
    Row("GET", "/api/v1/work", may=SIGNED_IN),
    Row("GET", "/jobs/", may=SIGNED_IN),
    Row("GET", "/jobs/{job_id}/", may=[CLERK], no=404, at=_JOB),
    Row("GET", "/jobs/{job_id}/now", may=[CLERK], no=404, at=_JOB),
    Row("POST", "/jobs/{job_id}/stop", may=[CLERK], ok=302, no=404, at=_JOB),
    Row("POST", "/views/", may=PEOPLE, ok=302, send=_NEW_VIEW),
    Row("POST", "/views/{view_id}/remove", may=[CLERK], ok=302, no=404, but=dict.fromkeys(MACHINES, 403), at=_VIEW),
    Row("GET", "/api/v1/views", may=SIGNED_IN, query="list_key=reporting.assignments"),
    Row("POST", "/api/v1/views", may=PEOPLE, send={"list_key": "reporting.assignments", "name": "Quá hạn"}),
    Row(
        "POST", "/api/v1/views/{view_id}/remove", may=[CLERK], ok=204, no=404, but=dict.fromkeys(MACHINES, 403),
        at=_VIEW,
    ),
    Row("GET", "/drafts/", may=SIGNED_IN, query="path=/people/new"),
    Row("POST", "/drafts/", may=PEOPLE, send={"_path": "/people/new", "full_name": "Nguyễn Văn A"}),
    Row("DELETE", "/drafts/", may=PEOPLE, query="path=/people/new"),
    Row("GET", "/styleguide", no=404, nobody=404),
    Row("GET", "/styleguide/row", no=404, nobody=404),
    Row("POST", "/styleguide/draft", no=404, nobody=404),
]  # fmt: skip
_OWN = "a person's own, without any power: another's is missing (the rows above try it)"
INNER = {
    "interface.actions.save_view": _OWN,
    "interface.actions.remove_view": _OWN,
    "interface.actions.save_draft": _OWN,
    "interface.actions.drop_draft": _OWN,
}


def prepare(world: World) -> None:
    """A view of the clerk's."""
    by: Actor = world.actor(CLERK)
    view = SavedView.objects.create(person_id=by.person_id, list_key="reporting.assignments", name="Của tôi")
    world.records["view"] = str(view.pk)
