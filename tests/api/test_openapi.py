"""Every operation of the OpenAPI document, fed what it says it takes and what it does not: never a 500."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings

from dieuhanh.config.wsgi import application
from tests import factories

schemathesis.serializer.alias(["application/x-ndjson", "text/csv"], "text/plain")
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def token(committed_db: None) -> str:
    """A machine that may do everything everywhere a machine may."""
    from datetime import timedelta

    from django.utils import timezone

    from dieuhanh.config.actor import SYSTEM
    from dieuhanh.organisations.actions.tokens import create_token
    from dieuhanh.organisations.rules.powers import PERSONAL_POWERS, POWERS

    root = factories.government()
    powers = sorted(set(POWERS) - set(PERSONAL_POWERS))
    owner = factories.appointment(root, *POWERS)
    _id, secret = create_token(
        by=SYSTEM,
        name="fuzz",
        powers=powers,
        expires_on=timezone.localdate() + timedelta(days=2),
        owner_id=owner.pk,
    )
    return secret


@schema.parametrize()
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_operation_fails(case: Any, token: str) -> None:
    case.headers = {**(case.headers or {}), "Authorization": f"Bearer {token}"}
    response = case.call()
    assert response.status_code < 500, f"{case.as_curl_command()}\n{response.text[:2000]}"
    if response.status_code >= 400 and response.status_code not in {405}:
        assert "application/problem+json" in response.headers.get("content-type", [""])[0], response.text[
            :500
        ]
