"""A directive's head, put right by who enters for its assigner."""

from dieuhanh.directives.actions import heads
from tests.authority.table import Row, Verb
from tests.authority.world import MACHINE, RECEIVER

_OFFICE = [RECEIVER, MACHINE]
_DRAFT = {"directive_id": "$directive_draft"}
_PAGE, _API = "/directives/documents/{directive_id}/head/", "/api/v1/directives/{directive_id}/head"

ROWS = [
    Row("GET", _PAGE, may=_OFFICE, no=404, at=_DRAFT),
    Row("POST", _PAGE, may=_OFFICE, ok=302, no=404, at=_DRAFT, send={"title": "Về việc", "signer": "x"}),
    Row("POST", _API, may=_OFFICE, no=404, at=_DRAFT, send={"title": "Về việc", "signer": "x"}),
]
VERBS = [
    Verb(
        "directives.actions.heads.change_head",
        "directives.enter",
        "VPCP",
        lambda w, by: heads.change_head(w.records["directive_draft"], heads.Head("Về việc"), by=by),
    )
]
INNER = {"directives.actions.directives.note_directive": "history and entry of every verb of a directive"}
