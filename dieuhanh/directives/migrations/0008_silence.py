"""Since when nothing was heard of a task: the board of who gives tens of thousands reads it from the index alone."""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Coalesce


class Migration(migrations.Migration):
    dependencies = [("directives", "0007_refused_claims")]

    operations = [
        migrations.AddIndex(
            "task",
            models.Index(
                "assigner",
                Coalesce("progress_at", "acknowledged_at"),
                condition=Q(state="in_progress", tier=0, is_group=False),
                include=("current_due", "id", "given_on", "progress_at", "acknowledged_at"),
                name="directives_task_silent",
            ),
        ),
    ]
