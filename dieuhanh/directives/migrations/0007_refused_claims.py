"""Which claims were refused: few among hundreds of thousands, asked for by every board."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("directives", "0006_totals")]

    operations = [
        migrations.AddIndex(
            "claim",
            models.Index(fields=["task"], condition=Q(verdict="refused"), name="directives_claim_refused"),
        ),
    ]
