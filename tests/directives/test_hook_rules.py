"""Where a change may be sent, how it is signed, when it is tried again."""

import base64
import hashlib
import hmac
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dieuhanh.directives.rules.hooks import (
    EVENTS,
    MOST_ATTEMPTS,
    WAITS,
    faults,
    networks_of,
    refusal_of,
    signature,
    signatures,
    target_of,
    wait_after,
    wants,
)

INNER = networks_of(["10.1.0.0/16", "fd00:1::/32"])


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a00:1::", "192.0.2.1", "2001:db8::1",
    ],
)  # fmt: skip
def test_no_change_goes_into_the_nodes_own_network(address: str) -> None:
    assert refusal_of(ip_address(address), True, ()) is not None


def test_public_addresses_take_tls_and_permitted_networks_take_either() -> None:
    assert refusal_of(ip_address("203.162.0.181"), True, ()) is None
    assert refusal_of(ip_address("2001:4860:4860::8888"), True, ()) is None
    assert refusal_of(ip_address("203.162.0.181"), False, ()) is not None
    assert refusal_of(ip_address("10.1.2.3"), False, INNER) is None
    assert refusal_of(ip_address("10.2.0.1"), True, INNER) is not None
    assert refusal_of(ip_address("::ffff:10.1.2.3"), False, INNER) is None
    assert refusal_of(ip_address("fd00:1::5"), True, INNER) is None


@pytest.mark.parametrize(
    "address",
    [
        "", "ftp://a.vn/", "https://", "https:///x", "https://user:pass@a.vn/", "https://a.vn/#x", "https://a.vn:0/",
        "https://a.vn:99999/", "https://a.vn:x/", "javascript:alert(1)", "https://a.vn/a b", "https://a.vn/\r\nX: y",
        "https://máy.vn/", "https://a.vn/" + "x" * 500, "https://[::1/", "//a.vn/",
    ],
)  # fmt: skip
def test_what_is_no_address_is_told(address: str) -> None:
    assert target_of(address) is None
    assert [one.field for one in faults("x", address, ["*"], ())] == ["address"]


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_an_address(text: str) -> None:
    for address in (text, f"https://{text}", f"https://a.vn{text}"):
        found = target_of(address)
        assert found is None or (found.host and 0 < found.port < 65536 and found.path.startswith("/"))


def test_a_literal_inner_address_is_refused_at_once_and_so_are_unknown_events() -> None:
    assert {one.code for one in faults("x", "https://127.0.0.1/", ["*"], ())} == {"private_address"}
    assert {one.code for one in faults("x", "http://a.vn/", ["*"], ())} == {"not_secure"}
    assert faults("x", "http://10.1.0.9/", ["claimed"], INNER) == []
    assert [one.field for one in faults(" ", "https://a.vn/", ["claimed", "eaten"], ())] == ["name", "events"]
    assert [one.field for one in faults("x", "https://a.vn/", [], ())] == ["events"]


def test_an_event_is_wanted_by_its_name_or_by_the_star() -> None:
    assert all(
        wants(["*"], f"directives.task.{one}") and wants([one], f"directives.task.{one}") for one in EVENTS
    )
    assert not wants(["claimed"], "directives.task.verified")
    assert not wants(["*"], "directives.directive.published")


@given(st.binary(min_size=24, max_size=64), st.integers(0, 2**33), st.binary(max_size=200))
def test_the_signature_is_that_of_standard_webhooks(key: bytes, moment: int, body: bytes) -> None:
    secret = "whsec_" + base64.b64encode(key).decode()
    wanted = hmac.new(key, b"msg." + str(moment).encode() + b"." + body, hashlib.sha256).digest()
    assert signature(secret, "msg", moment, body) == "v1," + base64.b64encode(wanted).decode()


def test_the_specifications_own_example_comes_out() -> None:
    made = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_each_secret_signs_and_the_new_one_comes_first() -> None:
    made = signatures(["whsec_AAAA", "whsec_BBBB"], "msg", 1, b"{}")
    assert made.split(" ") == [
        signature("whsec_AAAA", "msg", 1, b"{}"),
        signature("whsec_BBBB", "msg", 1, b"{}"),
    ]


def test_waits_grow_and_end() -> None:
    assert [wait_after(n) for n in range(1, len(WAITS) + 1)] == list(WAITS) == sorted(WAITS)
    assert wait_after(1000) == WAITS[-1]
    assert wait_after(0) == WAITS[0]
    assert len(WAITS) + 1 == MOST_ATTEMPTS
