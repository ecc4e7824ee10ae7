"""Reports found by any part of their number: a trigram index on what `icontains` asks for."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0002_flow'),
        ('organisations', '0003_search'),
    ]

    operations = [
        migrations.RunSQL(
            'CREATE INDEX reporting_assignment_number_words ON reporting_assignment USING gin (upper(number::text) gin_trgm_ops)',
            'DROP INDEX reporting_assignment_number_words',
        ),
    ]
