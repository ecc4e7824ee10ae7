"""The reads of the organisations room. Every one states how many SQL statements it costs.

Bodies as of a date (`bodies`), the tree (`tree`), who followed whom (`succession`), people and what they hold
(`people`), bodies as one person may see them (`visible`).
"""

from dieuhanh.organisations.queries.bodies import (
    Body,
    CodeSpan,
    Label,
    by_code,
    by_codes,
    by_id,
    by_ids,
    code_spans,
    labels,
    of_kinds,
    respondents,
    search,
)
from dieuhanh.organisations.queries.people import (
    AppointmentRead,
    DelegationRead,
    PersonRead,
    SessionRead,
    TokenRead,
    appointment,
    appointment_of_person_at,
    appointments,
    delegations,
    people,
    person,
    sessions,
    tokens,
)
from dieuhanh.organisations.queries.succession import (
    History,
    SuccessionRead,
    history,
    in_layout,
    provinces_in_layout,
    successors_on,
)
from dieuhanh.organisations.queries.tree import Node, ancestors, around, children, descendants, provinces, tree
from dieuhanh.organisations.queries.visible import access_organisation, visible_bodies

__all__ = [
    "AppointmentRead",
    "Body",
    "CodeSpan",
    "DelegationRead",
    "History",
    "Label",
    "Node",
    "PersonRead",
    "SessionRead",
    "SuccessionRead",
    "TokenRead",
    "access_organisation",
    "ancestors",
    "around",
    "appointment",
    "appointment_of_person_at",
    "appointments",
    "by_code",
    "by_codes",
    "by_id",
    "by_ids",
    "children",
    "code_spans",
    "delegations",
    "descendants",
    "history",
    "in_layout",
    "labels",
    "of_kinds",
    "people",
    "person",
    "provinces",
    "provinces_in_layout",
    "respondents",
    "search",
    "sessions",
    "successors_on",
    "tokens",
    "tree",
    "visible_bodies",
]
