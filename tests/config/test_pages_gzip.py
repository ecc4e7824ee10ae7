"""Pages are sent compressed to who takes it, files as they are."""

import gzip

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_page_is_gzipped_and_says_so_and_json_is_not() -> None:
    plain = Client().get("/accounts/login/").content
    packed = Client().get("/accounts/login/", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain) / 2
    assert b"</html>" in gzip.decompress(packed.content) or b"main" in gzip.decompress(packed.content)
    told = Client().get("/health/live", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in told.headers
