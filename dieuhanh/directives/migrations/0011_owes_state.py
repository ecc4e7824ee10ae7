"""A lead's open tasks by stage: its board asked the index over all that it ever led."""

from django.db import migrations, models
from django.db.models import Q

OPEN = Q(state__in=["assigned", "in_progress", "return_asked", "claimed"])


class Migration(migrations.Migration):
    dependencies = [("directives", "0010_what_needs_a_hand_first")]

    operations = [
        migrations.AddIndex(
            "task",
            models.Index(fields=["lead", "state"], condition=OPEN, name="directives_task_owes_state"),
        ),
    ]
