from django.db import migrations, models


class Migration(migrations.Migration):
    """Lists of reports owed begin with the nearest deadline: read in that order, not sorted anew each time."""

    dependencies = [("reporting", "0003_search")]

    operations = [
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["due_at", "id"], name="reporting_assignment_due"),
        ),
    ]
