"""Certificates and signatures are one's own; the trust list is kept by who manages signing for the whole country."""

from typing import Any

from dieuhanh.signing import actions
from tests.authority.table import Row, Verb
from tests.authority.world import ADMIN, ADMIN_HERE, CLERK, LEADER, MACHINES, PEOPLE, SIGNED_IN, World

_CERTIFICATE = {"certificate_id": "$certificate"}
_ANCHOR = {"anchor_id": "$anchor"}
_MANAGERS = [ADMIN]
_NO_PAGE = dict.fromkeys(MACHINES, 404)
"""A machine signs nothing and has no pages here."""
_SIGNING = "signing.manage"

ROWS = [
    Row("GET", "/signing/", may=PEOPLE, no=404),
    Row("GET", "/signing/tokens/new", may=PEOPLE, no=404),
    # The file is nobody's token, so who may try is told that it does not open.
    Row(
        "POST",
        "/signing/tokens/new",
        may=PEOPLE,
        ok=422,
        no=404,
        send={"passphrase": "x"},
        files={"token": ("a.p12", b"no token")},
    ),
    Row("GET", "/signing/certificates/new", may=PEOPLE, no=404),
    Row(
        "POST",
        "/signing/certificates/new",
        may=PEOPLE,
        ok=422,
        no=404,
        files={"certificate": ("a.pem", lambda w: w.records["pem_stranger"])},
    ),
    Row(
        "GET",
        "/signing/certificates/{certificate_id}/unregister",
        may=[LEADER, ADMIN, ADMIN_HERE],
        no=404,
        at=_CERTIFICATE,
    ),
    Row(
        "POST",
        "/signing/certificates/{certificate_id}/unregister",
        may=[LEADER, ADMIN, ADMIN_HERE],
        ok=302,
        no=404,
        at=_CERTIFICATE,
        send={"reason": "Lộ khóa"},
    ),
    Row("GET", "/signing/verify", may=PEOPLE, no=404),
    Row("POST", "/signing/verify", may=PEOPLE, no=404, files={"file": ("a.pdf", b"%PDF-1.7")}),
    Row("GET", "/signing/trust", may=_MANAGERS, but=_NO_PAGE),
    Row("GET", "/signing/trust/anchors/new", may=_MANAGERS, but=_NO_PAGE),
    Row(
        "POST",
        "/signing/trust/anchors/new",
        may=_MANAGERS,
        but=_NO_PAGE,
        ok=302,
        send={"role": "intermediate"},
        files={"certificate": ("a.pem", lambda w: w.records["pem_intermediate"])},
    ),
    Row("GET", "/signing/trust/anchors/{anchor_id}/withdraw", may=_MANAGERS, but=_NO_PAGE, at=_ANCHOR),
    Row(
        "POST",
        "/signing/trust/anchors/{anchor_id}/withdraw",
        may=_MANAGERS,
        but=_NO_PAGE,
        ok=302,
        at=_ANCHOR,
        send={"reason": "Hết tin"},
    ),
    Row("GET", "/signing/trust/lists/new", may=_MANAGERS, but=_NO_PAGE),
    Row(
        "POST",
        "/signing/trust/lists/new",
        may=_MANAGERS,
        but=_NO_PAGE,
        ok=302,
        files={"crl": ("a.crl", lambda w: w.records["crl"])},
    ),
    Row("GET", "/api/v1/certificates", may=SIGNED_IN),
    Row("POST", "/api/v1/certificates", may=PEOPLE, ok=422, send={"pem": "no certificate"}),
    Row(
        "POST",
        "/api/v1/certificates/{certificate_id}/unregister",
        may=[LEADER, ADMIN, ADMIN_HERE],
        no=404,
        at=_CERTIFICATE,
        send={"reason": "Lộ khóa"},
    ),
    Row(
        "POST",
        "/api/v1/software-tokens",
        may=PEOPLE,
        ok=422,
        send={"passphrase": "x"},
        files={"token": ("a.p12", b"no token")},
    ),
    Row("GET", "/api/v1/signatures", may=SIGNED_IN),
    Row("POST", "/api/v1/signatures:verify", may=SIGNED_IN, files={"file": ("a.pdf", b"%PDF-1.7")}),
    Row("GET", "/api/v1/trust-anchors", may=_MANAGERS),
    Row(
        "POST",
        "/api/v1/trust-anchors",
        may=_MANAGERS,
        ok=201,
        send=lambda w: {"pem": w.records["pem_intermediate"].decode(), "role": "intermediate"},
    ),
    Row(
        "POST",
        "/api/v1/trust-anchors/{anchor_id}/withdraw",
        may=_MANAGERS,
        at=_ANCHOR,
        send={"reason": "Hết tin"},
    ),
    Row("GET", "/api/v1/revocation-lists", may=_MANAGERS),
    Row(
        "POST",
        "/api/v1/revocation-lists",
        may=_MANAGERS,
        ok=201,
        files={"file": ("a.crl", lambda w: w.records["crl"])},
    ),
]


def _trust_intermediate(world: World) -> None:
    from dieuhanh.config.actor import SYSTEM

    actions.import_trust_anchor(by=SYSTEM, certificate=world.records["pem_intermediate"], role="intermediate")


VERBS = [
    Verb("signing.actions.trust.import_trust_anchor", _SIGNING, "CP", lambda w, by: actions.import_trust_anchor(
        by=by, certificate=w.records["pem_intermediate"], role="intermediate")),
    Verb("signing.actions.trust.withdraw_trust_anchor", _SIGNING, "CP", lambda w, by: actions.withdraw_trust_anchor(
        w.records["anchor"], by=by, reason="Hết tin")),
    Verb("signing.actions.trust.import_crl", _SIGNING, "CP", lambda w, by: actions.import_crl(by=by, crl=w.records["crl"])),
    Verb("signing.actions.certificates.unregister_certificate", _SIGNING, "BCT", lambda w, by: actions.unregister_certificate(
        w.records["certificate"], by=by, reason="Lộ khóa")),
    Verb("signing.actions.certificates.register_certificate", _SIGNING, "BCT", lambda w, by: actions.register_certificate(
        by=by, certificate=w.records["pem_deputy"], person_id=w.people[CLERK].pk), prepare=_trust_intermediate),
]  # fmt: skip
INNER = {
    "signing.actions.certificates.store_token": "one's own token only: POST /signing/tokens/new",
    "signing.actions.certificates.keep_sealed": "the writing half of store_token",
    "signing.actions.certificates.enter": "the writing half of register_certificate",
    "signing.actions.sign.sign_pdf": "one's own hand only, in the appointment in which one acts; the power to sign a report is asked by its workflow",
    "signing.actions.demonstration.create_demo_authority": "refuses outside demonstration mode",
    "signing.actions.demonstration.create_demo_token": "refuses outside demonstration mode",
}


def prepare(world: World) -> None:
    """An authority on the trust list, one more that is not, and the leader's certificate."""
    import os
    from datetime import UTC, datetime
    from pathlib import Path
    from tempfile import mkdtemp

    from cryptography.hazmat.primitives.serialization import Encoding

    from dieuhanh.config.actor import SYSTEM
    from dieuhanh.signing.actions.certificates import enter
    from dieuhanh.signing.certificates import read_certificate
    from tests.environment import HOME_VARIABLE
    from tests.signing.world import SUMMER
    from tests.signing.world import World as Certificates

    pki = Certificates(Path(mkdtemp(dir=os.environ[HOME_VARIABLE])))
    pem = lambda label: read_certificate(pki.certificate(label)).public_bytes(Encoding.PEM)  # noqa: E731
    anchor: Any = actions.import_trust_anchor(by=SYSTEM, certificate=pki.certificate("root"))
    leader = enter(
        SYSTEM,
        read_certificate(pki.certificate("leader")),
        world.people[LEADER],
        kind="software",
        at=SUMMER,
        simulated=False,
    )
    world.records |= {
        "anchor": str(anchor.pk), "certificate": str(leader.pk), "pem_intermediate": pem("intermediate"),
        "pem_stranger": pem("stranger"), "pem_deputy": pem("deputy"), "crl": pki.crl("root", datetime.now(UTC)),
    }  # fmt: skip
