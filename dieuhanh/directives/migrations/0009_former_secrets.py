"""A webhook's secret is replaced: the one before still signs for a day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directives", "0008_silence")]

    operations = [
        migrations.AddField("hook", "former", models.BinaryField(null=True)),
        migrations.AddField("hook", "former_until", models.DateTimeField(null=True)),
    ]
