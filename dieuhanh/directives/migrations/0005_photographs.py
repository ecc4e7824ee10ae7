"""A photograph with a note of progress: the picture as kept, its name, kind and hash."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directives', '0004_following'),
    ]

    operations = [
        migrations.AddField(
            model_name='progress',
            name='photo_content',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='progress',
            name='photo_media_type',
            field=models.CharField(blank=True, default='', max_length=20),
        ),
        migrations.AddField(
            model_name='progress',
            name='photo_name',
            field=models.CharField(blank=True, default='', max_length=200),
        ),
        migrations.AddField(
            model_name='progress',
            name='photo_sha256',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddConstraint(
            model_name='progress',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('photo_content__isnull', True), ('photo_sha256', '')), models.Q(('photo_content__isnull', False), models.Q(('photo_sha256', ''), _negated=True)), _connector='OR'), name='directives_progress_photo'),
        ),
    ]
