"""A programme, its objectives and its targets; a target's wording and rule are versions that only follow one another."""

from django.db import models
from django.db.models import F, Q

from dieuhanh.config.identity import uuid7
from dieuhanh.organisations.models import Organisation

EVIDENCE_MARKS = ("", "N", "T", "M", "U")
"""How a fact is known: text read (T), press or official report (N), known and to be read again (M), cut in the source (U)."""
PROGRAMME_STATES = ("draft", "published")


class Programme(models.Model):
    """One programme: the document that lays it down, whose office verifies, from when to when it runs."""

    not_held = ("search",)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=40, unique=True)
    symbol = models.CharField(max_length=200)
    """Number and symbol of its document, as `directives` knows it."""
    signed_on = models.DateField()
    signed_precision = models.CharField(max_length=5, default="day")
    """`day`, `month` or `year`: where only that is known, `signed_on` is its last day."""
    title_vi = models.CharField(max_length=400)
    title_en = models.CharField(max_length=400, blank=True, default="")
    assigner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="programmes_assigned")
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    state = models.CharField(max_length=10, default="draft")
    source = models.TextField(blank=True, default="")
    evidence_mark = models.CharField(max_length=1, blank=True, default="")
    note_vi = models.TextField(blank=True, default="")
    note_en = models.TextField(blank=True, default="")
    search = models.TextField()
    """Code, symbol and titles folded of case and diacritics."""
    simulated = models.BooleanField(default=False)
    entered_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PROGRAMME_STATES), name="programmes_programme_state"
            ),
            models.CheckConstraint(
                condition=Q(evidence_mark__in=EVIDENCE_MARKS), name="programmes_programme_mark"
            ),
            models.CheckConstraint(
                condition=Q(signed_precision__in=("day", "month", "year")),
                name="programmes_programme_precision",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="programmes_programme_term",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="programmes_programme_published",
            ),
        ]
        indexes = [models.Index(fields=["-signed_on", "-id"], name="programmes_programme_order")]

    def __str__(self) -> str:
        return self.code


class Objective(models.Model):
    """One part of a programme under which targets and tasks stand."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="objectives")
    code = models.CharField(max_length=40)
    title_vi = models.CharField(max_length=400)
    title_en = models.CharField(max_length=400, blank=True, default="")
    clause = models.CharField(max_length=200, blank=True, default="")
    order = models.PositiveSmallIntegerField(default=0)
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="programmes_objective_once"),
        ]

    def __str__(self) -> str:
        return self.code


class Target(models.Model):
    """One target figure through all its versions."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="targets")
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="targets")
    code = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField(default=0)
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="programmes_target_once")]

    def __str__(self) -> str:
        return self.code


class TargetVersion(models.Model):
    """What a target says from a day on: words, rule (`rules.verdicts.Rule`), who is obliged, by when. Never changed.

    `audience`: `{"kinds": […], "codes": […]}`, read as of the day asked about. `figure`: how `reporting` can compute it,
    `{"of": ["HC-02"], "over": ["HC-02", "HC-03"]}` (sums of indicators, in per cent when `over` is there).
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveSmallIntegerField()
    words_vi = models.TextField()
    words_en = models.TextField(blank=True, default="")
    unit = models.CharField(max_length=40, blank=True, default="")
    rule = models.JSONField()
    audience = models.JSONField(default=dict)
    due_on = models.DateField(null=True)
    baseline = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    baseline_words = models.CharField(max_length=300, blank=True, default="")
    """When and by whom the baseline was measured."""
    figure = models.JSONField(null=True)
    valid_from = models.DateField()
    document = models.CharField(max_length=200, blank=True, default="")
    source = models.TextField(blank=True, default="")
    evidence_mark = models.CharField(max_length=1, blank=True, default="")
    note_vi = models.TextField(blank=True, default="")
    note_en = models.TextField(blank=True, default="")
    by_name = models.CharField(max_length=200)
    entered_at = models.DateTimeField()
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["target", "version"], name="programmes_targetversion_once"),
            models.CheckConstraint(
                condition=Q(evidence_mark__in=EVIDENCE_MARKS), name="programmes_targetversion_mark"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target_id} v{self.version}"


class TaskLink(models.Model):
    """A task of `directives` that carries the programme (or one target of it) out: linked by its code, never copied."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="task_links")
    target = models.ForeignKey(Target, null=True, on_delete=models.PROTECT, related_name="task_links")
    task_code = models.CharField(max_length=400)
    by_name = models.CharField(max_length=200)
    linked_at = models.DateTimeField()
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "task_code"], name="programmes_tasklink_once"),
        ]

    def __str__(self) -> str:
        return self.task_code
