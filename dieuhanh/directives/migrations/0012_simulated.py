"""Which tasks are made up: the wall says of how many that is so, and reads only these."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("directives", "0011_owes_state")]

    operations = [
        migrations.AddIndex(
            "task",
            models.Index(fields=["given_on"], condition=Q(simulated=True), name="directives_task_simulated"),
        ),
    ]
