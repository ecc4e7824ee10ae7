"""The demonstration's accounts: named by function, one per role. They exist in demonstration mode only."""

import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from dieuhanh.config.actor import SYSTEM
from dieuhanh.organisations.actions.appointments import appoint
from dieuhanh.organisations.actions.people import create_person
from dieuhanh.organisations.models import OrganisationVersion, Person
from dieuhanh.organisations.queries.bodies import by_codes
from dieuhanh.organisations.rules.powers import ROLES
from dieuhanh.signing.actions.demonstration import create_demo_authority, create_demo_token

DEMONSTRATION = replace(SYSTEM, name="Trình diễn / Demonstration", simulated=True)
"""The hand that makes what is made up: everything it writes is marked as simulated."""
PASSWORD = "Dieu-Hanh-2020"  # noqa: S105  printed at every start of the demonstration; worthless elsewhere
PASSPHRASE = "Ky-So-2020"  # noqa: S105  likewise
SINCE = date(2019, 1, 1)
_DOCUMENT = "Quyết định mô phỏng / Simulated decision"


@dataclass(frozen=True, slots=True)
class Account:
    """One account: who, in which role, where, and how far the powers reach (its own body when empty)."""

    username: str
    full_name: str
    role: str
    body: str
    scope: str = ""
    signs: bool = False


ACCOUNTS: tuple[Account, ...] = (
    Account("bct.chuyenvien", "Chuyên viên Bộ Công Thương", "clerk", "BCT"),
    Account("bct.lanhdao", "Lãnh đạo Bộ Công Thương", "leader", "BCT", signs=True),
    Account("btc.chuyenvien", "Chuyên viên Bộ Tài chính", "clerk", "BTC"),
    Account("btc.lanhdao", "Lãnh đạo Bộ Tài chính", "leader", "BTC", signs=True),
    Account("vpcp.tiepnhan", "Chuyên viên tiếp nhận", "receiver", "VPCP", scope="CP"),
    Account("vpcp.theodoi", "Chuyên viên theo dõi nhiệm vụ", "steering", "VPCP", scope="CP"),
    Account("vpcp.totruong", "Tổ trưởng Tổ công tác", "working_group", "VPCP", scope="CP", signs=True),
    Account("trungtam.lanhdao", "Lãnh đạo Trung tâm", "centre_leader", "VPCP", scope="CP"),
    Account("vpcp.quantri", "Quản trị hệ thống", "administrator", "VPCP", scope="CP"),
    Account("ttcp.kiemtra", "Cán bộ kiểm tra", "auditor", "TTCP", scope="CP"),
    Account("vpcp.tichhop", "Kỹ sư tích hợp", "integrator", "VPCP", scope="CP"),
    Account("quangninh.chuyenvien", "Chuyên viên tỉnh Quảng Ninh", "clerk", "T22"),
    Account("quangninh.lanhdao", "Lãnh đạo tỉnh Quảng Ninh", "leader", "T22", signs=True),
    Account("quangninh.xa", "Cán bộ phường Bãi Cháy", "clerk", "X06673"),
    Account("caobang.chuyenvien", "Chuyên viên tỉnh Cao Bằng", "clerk", "T04"),
    Account("caobang.lanhdao", "Lãnh đạo tỉnh Cao Bằng", "leader", "T04", signs=True),
)


def make_accounts(today: date) -> None:
    """Make the people, appoint them, and give the leaders their (simulated) signing tokens. All or nothing."""
    bodies = by_codes({a.body for a in ACCOUNTS} | {a.scope for a in ACCOUNTS if a.scope}, today)
    with transaction.atomic():
        authority = create_demo_authority(by=DEMONSTRATION)
        for account in ACCOUNTS:
            body = bodies[account.body].id
            scope = bodies[account.scope].id if account.scope else body
            person_id = create_person(
                by=DEMONSTRATION, username=account.username, full_name=account.full_name
            )
            appoint_in_role(person_id, body, scope, account.role)
            if account.signs:
                create_demo_token(authority, by=DEMONSTRATION, person_id=person_id, passphrase=PASSPHRASE)
        # One hash for all: Argon2 takes its time on purpose, and the password is printed anyway.
        Person.objects.filter(username__in=[a.username for a in ACCOUNTS]).update(
            password=make_password(PASSWORD)
        )


def appoint_in_role(person_id: UUID, body: UUID, scope: UUID, role: str) -> UUID:
    """A simulated appointment since 2019, for as long as the body lasts, with the powers of a role."""
    kind = ROLES[role]
    return appoint(
        by=DEMONSTRATION,
        person_id=person_id,
        organisation_id=body,
        scope_id=scope,
        position_vi=kind.position_vi,
        position_en=kind.position_en,
        powers=kind.powers,
        valid_from=SINCE,
        valid_to=OrganisationVersion.objects.get(organisation_id=body, continues_on=None).valid_to,
        legal_document=_DOCUMENT,
    )


def listed() -> list[dict[str, str]]:
    """The accounts as `dieuhanh demo accounts --json` prints them."""
    return [
        {
            "role": account.role,
            "username": account.username,
            "password": PASSWORD,
            "organisation": account.body,
            "signing_passphrase": PASSPHRASE if account.signs else "",
        }
        for account in ACCOUNTS
    ]


def write_accounts() -> None:
    """Keep the list beside the data, where `serve` finds it without loading the rooms."""
    rows = [
        "Tài khoản trình diễn / Demonstration accounts (số liệu mô phỏng / simulated data)",
        f"Mật khẩu / password: {PASSWORD}    Mật khẩu chữ ký số / signing passphrase: {PASSPHRASE}",
        *(f"  {a.username:<24}{a.full_name} · {ROLES[a.role].position_vi}" for a in ACCOUNTS),
    ]
    home: Path = settings.HOME
    (home / "demonstration-accounts.txt").write_text("\n".join(rows) + "\n")
    (home / "demonstration-accounts.json").write_text(json.dumps(listed(), ensure_ascii=False))
