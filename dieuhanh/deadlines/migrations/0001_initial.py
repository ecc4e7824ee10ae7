import dieuhanh.config.identity
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.functions.datetime
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name='CalendarVersion',
            fields=[
                ('id', models.UUIDField(default=dieuhanh.config.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.TextField(unique=True)),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('weekend', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(), size=None)),
                ('settled_from', models.DateField(null=True)),
                ('settled_to', models.DateField(null=True)),
                ('note', models.TextField()),
                ('content_hash', models.CharField(max_length=64)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gt', models.F('first_day'))), name='deadlines_version_forward')],
            },
        ),
        migrations.CreateModel(
            name='DeadlineRuleRecord',
            fields=[
                ('id', models.UUIDField(default=dieuhanh.config.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.TextField()),
                ('level', models.TextField(blank=True)),
                ('legal_source', models.TextField()),
                ('convention', models.TextField(default='15-14')),
                ('data', models.JSONField()),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                'indexes': [models.Index(fields=['code', 'valid_from'], name='deadlines_rule_code')],
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('code', '='), (models.Func('valid_from', 'valid_to', function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='deadlines_rule_one_at_a_time'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='deadlines_rule_forward'), models.CheckConstraint(condition=models.Q(('legal_source', ''), _negated=True), name='deadlines_rule_has_source')],
            },
        ),
        migrations.CreateModel(
            name='CalendarDay',
            fields=[
                ('id', models.UUIDField(default=dieuhanh.config.identity.uuid7, editable=False, primary_key=True, serialize=False)),
                ('date', models.DateField()),
                ('kind', models.TextField()),
                ('name_vi', models.TextField()),
                ('name_en', models.TextField()),
                ('notice', models.TextField()),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='days', to='deadlines.calendarversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('version', 'date'), name='deadlines_day_once'), models.CheckConstraint(condition=models.Q(('kind__in', ('holiday', 'compensatory', 'working_weekend'))), name='deadlines_day_kind'), models.CheckConstraint(condition=models.Q(('notice', ''), _negated=True), name='deadlines_day_has_notice')],
            },
        ),
    ]
