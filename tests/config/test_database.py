import pytest
from django.db import IntegrityError, connection, transaction

from tests import factories

pytestmark = pytest.mark.django_db


def test_the_program_runs_as_the_lesser_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone()[0] == "dieuhanh_app"


def test_two_bodies_cannot_have_one_code_at_one_time() -> None:
    factories.government()
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.organisation("CP", kind="government", key="other")
