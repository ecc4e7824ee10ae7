"""Long lists of bodies are read in Vietnamese order from an index, not sorted whole for each page."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0003_search'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='organisationversion',
            index=models.Index(fields=['sort_key', 'organisation'], name='organisations_version_order'),
        ),
    ]
