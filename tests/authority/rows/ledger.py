"""Proofs are for everyone, bodies for who reads the ledger within his remit, and for who sees the record of an entry."""

from tests.authority.table import Row
from tests.authority.world import (
    AUDITOR,
    CENTRE,
    CLERK,
    COMMUNE_ELSEWHERE,
    EVERYBODY,
    LEADER,
    MACHINE,
    NARROW,
    RECEIVER,
)

READERS = [AUDITOR, CENTRE, COMMUNE_ELSEWHERE, MACHINE]
SEE_IT = [CLERK, LEADER, RECEIVER, NARROW]
_OF_BCT = {"index": "$index_BCT"}

ROWS = [
    Row("GET", "/api/v1/ledger/key", may=EVERYBODY),
    Row("GET", "/api/v1/ledger/checkpoint", may=EVERYBODY),
    Row("GET", "/api/v1/ledger/tile/entries/{place}", may=EVERYBODY, at={"place": "$partial_tile"}),
    Row(
        "GET",
        "/api/v1/ledger/tile/{level}/{place}",
        may=EVERYBODY,
        at={"level": "0", "place": "$partial_tile"},
    ),
    # The receipt is public, its body is not: see test_elsewhere.
    Row("GET", "/api/v1/ledger/entries/{index}/receipt", may=EVERYBODY, at=_OF_BCT),
    Row("GET", "/api/v1/ledger/entries", may=READERS),
    Row("GET", "/ledger/", may=READERS),
    Row("GET", "/ledger/{index}/", may=[AUDITOR, CENTRE, MACHINE], but={COMMUNE_ELSEWHERE: 404}, at=_OF_BCT),
    # BCT's report: its own officials and whoever receives it see the record, and so its entry.
    Row(
        "GET",
        "/ledger/{index}/",
        may=[*SEE_IT, AUDITOR, CENTRE, MACHINE],
        but={COMMUNE_ELSEWHERE: 404},
        at={"index": "$index_report"},
        note="of a record that he sees",
    ),
    Row(
        "GET",
        "/ledger/",
        may=[*SEE_IT, *READERS],
        query="subject=$subject_BCT",
        note="the entries of one record",
    ),
    Row(
        "GET",
        "/api/v1/ledger/entries",
        may=[*SEE_IT, *READERS],
        query="subject=$subject_BCT",
        note="the entries of one record",
    ),
]
INNER = {
    "ledger.actions.append": "the pen itself: every verb asks for its power before it writes",
    "ledger.actions.append_bulk": "as append",
    "ledger.actions.statement": "as append, for actions that are one statement",
}
