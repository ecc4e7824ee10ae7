"""Data forms and their versions. A version is never changed: what an assignment was given stays readable."""

from django.db import models

from dieuhanh.config.identity import uuid7


class Form(models.Model):
    """A data form, the same through its versions."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=40, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.code


class FormVersion(models.Model):
    """One layout (`rules.forms.Layout`) of a form, in force from a day on until the next version."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title_vi = models.CharField(max_length=400)
    title_en = models.CharField(max_length=400)
    layout = models.JSONField()
    content_hash = models.CharField(max_length=64)
    valid_from = models.DateField()
    simulated = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="reporting_form_version_once"),
            models.UniqueConstraint(fields=["form", "valid_from"], name="reporting_form_start_once"),
        ]
