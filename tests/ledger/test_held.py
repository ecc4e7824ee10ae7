"""The one form of a row's hash: columns at their default say nothing, every other change of a column is a change of the hash."""

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import combinations
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import isolate_apps

from dieuhanh.config.identity import uuid7
from dieuhanh.directives import ledgered as directives
from dieuhanh.directives.models import Directive
from dieuhanh.inspections import ledgered as inspections
from dieuhanh.inspections.models import Figure, Weighting
from dieuhanh.ledger.checks import registered_checks
from dieuhanh.ledger.held import content_of, hash_of, held, key_of, kind_of, with_files
from dieuhanh.ledger.rules.canonical import content_hash
from dieuhanh.ledger.subscriptions import load_rooms
from tests.directives.world import World

DAY = date(2020, 8, 10)
MOMENT = datetime(2020, 8, 10, 1, 31, 7, 120000, UTC)
PARTS: set[type[models.Model]] = {
    *directives.OF_TASK,
    *inspections.INSPECTION_PARTS,
    *inspections.MEETING_PARTS,
}


def ledgered() -> list[type[models.Model]]:
    """Every model whose rows the ledger holds, subjects and what hangs on them."""
    load_rooms()
    subjects = {
        apps.get_model(one.subject_type) for one in registered_checks() if "test" not in one.subject_type
    }
    return sorted(subjects | PARTS, key=kind_of)


def values(field: "models.Field[Any, Any]") -> list[Any]:
    """Values of a column that differ from one another in the database; NULL and what is empty are the likely doubles."""
    of: list[tuple[type[models.Field[Any, Any]], list[Any]]] = [
        (models.ForeignKey, [UUID(int=1), UUID(int=2)]),
        (models.UUIDField, [UUID(int=1), UUID(int=2)]),
        (models.JSONField, [{}, [], "", 0, False, {"a": 1}, {"a": True}, {"a": "1"}, ["a"], [["a"]]]),
        (models.DecimalField, [Decimal(0), Decimal(1), Decimal("1.5"), Decimal(-1), Decimal(100)]),
        (models.BooleanField, [False, True]),
        (models.IntegerField, [0, 1, 10]),
        (models.DateTimeField, [MOMENT, MOMENT.replace(microsecond=1)]),
        (models.DateField, [DAY, date(2020, 8, 11)]),
        (models.BinaryField, [b"%PDF", b"%PDF-1"]),
        (models.TextField, ["", "0", "A", "a", "â", "a\u0302", "a ", "null"]),
        (models.CharField, ["", "0", "A", "a", "â", "a\u0302", "a ", "null"]),
    ]
    found = next(some for kind, some in of if isinstance(field, kind))
    default = field.get_default()
    if default is not None and all(default != one for one in found):
        found = [*found, default]
    return [*found, None] if field.null else list(found)


def full(model: type[models.Model]) -> models.Model:
    """A row with something in every column."""
    return model(
        **{
            field.attname: uuid7() if field.primary_key else values(field)[1]
            for field in model._meta.concrete_fields
        }
    )


def test_every_change_of_a_column_of_every_ledgered_model_changes_its_hash() -> None:
    models_held = ledgered()
    assert len(models_held) > 30
    for model in models_held:
        away = {"entry_id", *getattr(model, "not_held", ())}
        assert away - {"entry_id"} <= {one.name for one in model._meta.concrete_fields}, model
        for field in model._meta.concrete_fields:
            if field.primary_key or field.name in away:
                continue
            row, hashes = full(model), {}
            for value in values(field):
                setattr(row, field.attname, value)
                hashes[repr(value)] = hash_of(row)
            twins = [pair for pair in combinations(hashes, 2) if hashes[pair[0]] == hashes[pair[1]]]
            assert twins == [], (model, field.name, twins)


def test_every_model_of_a_room_that_is_held_is_held_or_says_why_not() -> None:
    """Webhooks prove nothing, and totals are counted anew from the tasks: `docs/directives.md`."""
    known = {"directives.hook", "directives.delivery", "directives.total"}
    rooms = {
        kind_of(model)
        for room in ("directives", "programmes", "inspections")
        for model in apps.get_app_config(room).get_models()
    }
    assert rooms - {kind_of(one) for one in ledgered()} == known


@isolate_apps("dieuhanh.ledger")
def test_a_column_added_later_leaves_older_rows_in_order() -> None:
    class Thing(models.Model):
        name = models.CharField(max_length=20)

        class Meta:
            app_label = "ledger"

    class ThingLater(models.Model):
        added_text = models.CharField(max_length=20, default="")
        added_word = models.CharField(max_length=20, default="day")
        added_null = models.CharField(max_length=20, null=True)
        added_flag = models.BooleanField(default=True)
        added_count = models.IntegerField(default=3)
        added_share = models.DecimalField(max_digits=8, decimal_places=2, default=0)
        added_object = models.JSONField(default=dict)
        added_list = models.JSONField(default=list)
        added_day = models.DateField(null=True)
        added_file = models.BinaryField(null=True)
        name = models.CharField(max_length=20)
        of = models.ForeignKey("self", null=True, on_delete=models.PROTECT)

        class Meta:
            app_label = "ledger"

    old, later = Thing(name="Điều"), ThingLater(name="Điều")
    assert content_of(later) == {"name": "Điều"}
    assert hash_of(later) == hash_of(old)
    seen = {hash_of(later)}
    for change in (
        {"added_text": "x"}, {"added_word": ""}, {"added_null": ""}, {"added_flag": False}, {"added_count": 0},
        {"added_share": Decimal("0.01")}, {"added_object": {"a": None}}, {"added_object": []}, {"added_list": {}},
        {"added_day": DAY}, {"added_file": b""}, {"of_id": 1},
    ):  # fmt: skip
        seen.add(hash_of(ThingLater(name="Điều", **change)))
    assert len(seen) == 13


@isolate_apps("dieuhanh.ledger")
def test_the_form_is_the_one_that_is_written_down() -> None:
    class Paper(models.Model):
        not_held = ("search",)

        id = models.UUIDField(primary_key=True)
        of = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
        title = models.TextField()
        search = models.TextField()
        value = models.DecimalField(max_digits=24, decimal_places=6)
        on = models.DateField()
        at = models.DateTimeField()
        count = models.IntegerField(default=7)
        made_up = models.BooleanField(default=False)
        remark = models.CharField(max_length=9, null=True, default="–")
        parts = models.JSONField(default=list)
        content = models.BinaryField()
        entry_id = models.UUIDField()

        class Meta:
            app_label = "ledger"

    row = Paper(
        id=UUID(int=1), of_id=UUID(int=2), title="Nghị quyết", search="x", value=Decimal("1.5"), on=DAY, at=MOMENT,
        count=0, made_up=True, remark=None, parts=[{"b": 1, "a": [True, None]}], content=b"%PDF", entry_id=UUID(int=3),
    )  # fmt: skip
    said = {
        "of": "00000000-0000-0000-0000-000000000002",
        "title": "Nghị quyết",
        "value": "1.500000",
        "on": "2020-08-10",
        "at": "2020-08-10T01:31:07.120000Z",
        "count": 0,
        "made_up": True,
        "remark": None,
        "parts": [{"a": [True, None], "b": 1}],
        "content": hashlib.sha256(b"%PDF").hexdigest(),
    }
    assert content_of(row) == said
    assert hash_of(row) == content_hash(said)
    assert key_of(row) == "ledger.paper:00000000-0000-0000-0000-000000000001"
    assert held(row, [row], ["ledger.paper:x"]) == {
        "content_hash": hash_of(row),
        "rows": {key_of(row): hash_of(row), "ledger.paper:x": None},
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["0.0000005", "-0.0000005", "0.0000004", "-0.0000001", "1E+3", "2.5000015", "7"]
)
def test_a_decimal_counts_as_the_database_keeps_it(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::numeric(20,6)", [Decimal(text)])
        kept = cursor.fetchone()[0]
    assert hash_of(Figure(value=Decimal(text))) == hash_of(Figure(value=kept))


@pytest.mark.django_db
def test_a_file_counts_by_its_bytes_and_is_not_loaded(counted: Any) -> None:
    row = World().directive("20/NQ-CP", file=b"%PDF-1.7 bytes", file_name="a.pdf")
    told = hash_of(row)
    assert content_of(row)["file_content"] == hashlib.sha256(b"%PDF-1.7 bytes").hexdigest()
    with counted(1):
        read = with_files(Directive.objects.filter(pk=row.pk)).get()
        assert hash_of(read) == told
    assert "file_content" not in read.__dict__
    with counted(1):  # an action that did not load the bytes asks for them no second time
        assert hash_of(Directive.objects.defer("file_content").get(pk=row.pk)) == told
    Directive.objects.filter(pk=row.pk).update(file_content=b"%PDF-1.7 other")
    assert hash_of(with_files(Directive.objects.filter(pk=row.pk)).get()) != told


@pytest.mark.django_db
def test_what_is_written_is_what_is_read() -> None:
    row = Weighting(
        version=1, weights={"ngày": [1, 2.0, {"b": None, "a": "x"}], "z": ()}, reason="Vì", at=MOMENT, by_name="x",
        entry_id=uuid7(),
    )  # fmt: skip
    told = hash_of(row)
    row.save(force_insert=True)
    assert hash_of(Weighting.objects.get()) == told
