"""How often a job was taken up: one that ends each worker is set aside in the end."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("config", "0002_loadedreference")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="starts",
            field=models.SmallIntegerField(default=0),
        ),
    ]
