"""Folded names found by any part of them: trigram indexes (a search asks `LIKE '%word%'`)."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0002_people_home_devices'),
    ]

    operations = [
        TrigramExtension(),
        migrations.AddIndex(
            model_name='organisationversion',
            index=models.Index(fields=['official_code'], name='organisations_version_official'),
        ),
        migrations.AddIndex(
            model_name='organisationversion',
            index=GinIndex(fields=['name_folded'], name='organisations_version_words', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='person',
            index=GinIndex(fields=['name_folded'], name='organisations_person_words', opclasses=['gin_trgm_ops']),
        ),
    ]
