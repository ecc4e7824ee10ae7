"""The frame: health, documentation, language, long jobs."""

from tests.authority.table import Row
from tests.authority.world import CLERK, EVERYBODY, SIGNED_IN

_JOB = {"job_id": "$job"}

ROWS = [
    Row("GET", "/health/live", may=EVERYBODY),
    Row("GET", "/health/ready", may=EVERYBODY, ok=(200, 503)),  # 503: nobody signs heads while the tests run
    Row("GET", "/metrics", may=EVERYBODY),  # counts only; a proxy keeps it inside
    Row("GET", "/api/", may=EVERYBODY, ok=404),
    Row("POST", "/api/", may=EVERYBODY, ok=404),
    Row("GET", "/api/docs", may=EVERYBODY),
    Row("POST", "/api/docs", may=EVERYBODY),  # takes any method and changes nothing
    Row("GET", "/api/v1/openapi.json", may=EVERYBODY),
    Row("POST", "/api/v1/openapi.json", may=EVERYBODY),
    Row("GET", "/i18n/setlang/", may=EVERYBODY, ok=302),
    Row("POST", "/i18n/setlang/", may=EVERYBODY, ok=302, send={"language": "en"}),
    Row("GET", "/api/v1/jobs/{job_id}", may=[CLERK], no=404, at=_JOB),
    Row("GET", "/api/v1/jobs/{job_id}/events", may=[CLERK], no=404, at=_JOB),
    Row("POST", "/api/v1/jobs/{job_id}/stop", may=[CLERK], no=404, at=_JOB),
]
__all__ = ["ROWS", "SIGNED_IN"]
