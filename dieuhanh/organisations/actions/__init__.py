"""The verbs of the organisations room, one file a noun. Each is one transaction with one ledger entry.

organisations   create, rename, move, change_kind, merge, split, divide, abolish
people          create_person, update_person, deactivate, reactivate, reset_password, link_identity
appointments    appoint, end_appointment
delegations     delegate, revoke_delegation
tokens          create_token, revoke_token
sessions        choose_appointment, revoke_session, record_sign_in, record_sign_out
"""

from dieuhanh.organisations.actions.appointments import appoint, end_appointment
from dieuhanh.organisations.actions.delegations import delegate, revoke_delegation
from dieuhanh.organisations.actions.life import NewBody, Part
from dieuhanh.organisations.actions.organisations import (
    abolish,
    change_kind,
    create,
    divide,
    merge,
    move,
    rename,
    split,
)
from dieuhanh.organisations.actions.people import (
    create_person,
    deactivate,
    link_identity,
    reactivate,
    reset_password,
    update_person,
)
from dieuhanh.organisations.actions.sessions import choose_appointment, revoke_session
from dieuhanh.organisations.actions.tokens import create_token, revoke_token

__all__ = [
    "NewBody",
    "Part",
    "abolish",
    "appoint",
    "change_kind",
    "choose_appointment",
    "create",
    "create_person",
    "create_token",
    "deactivate",
    "delegate",
    "divide",
    "end_appointment",
    "link_identity",
    "merge",
    "move",
    "reactivate",
    "rename",
    "reset_password",
    "revoke_delegation",
    "revoke_session",
    "revoke_token",
    "split",
    "update_person",
]
