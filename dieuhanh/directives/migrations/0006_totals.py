"""Counts of tasks kept by the database itself, and indexes over what is open.

A trigger and no action keeps them: whoever writes a task, in whatever way, the counts go with it. The table of tasks is
no table of events (those have no triggers, so that they can be spread over machines).
"""

from django.db import migrations, models
from django.db.models import Q

OPEN = Q(state__in=["assigned", "in_progress", "return_asked", "claimed"])

KEYS = "lead_id, assigner_id, tier > 0, directives_counts_as(state, kind, clock, is_group, completed_on, current_due), state = 'claimed', clock = 'due_soon'"

FUNCTIONS = f"""
CREATE FUNCTION directives_counts_as(state text, kind text, clock text, is_group boolean, completed_on date, due date)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE
    WHEN is_group THEN 'heading'
    WHEN state IN ('draft', 'repeated', 'withdrawn', 'transferred') THEN state
    WHEN kind = 'regular' THEN 'regular'
    WHEN state = 'verified' THEN CASE WHEN completed_on > due THEN 'done_late' ELSE 'done_in_time' END
    WHEN clock = 'overdue' THEN 'open_overdue'
    WHEN clock = 'no_data' THEN 'unknown'
    ELSE 'open_in_term' END
$$;

CREATE FUNCTION directives_keep_totals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO directives_total (lead_id, assigner_id, part, klass, claimed, soon, count)
        SELECT {KEYS}, count(*) FROM fresh GROUP BY 1, 2, 3, 4, 5, 6;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO directives_total (lead_id, assigner_id, part, klass, claimed, soon, count)
        SELECT {KEYS}, -count(*) FROM gone GROUP BY 1, 2, 3, 4, 5, 6;
    ELSE
        INSERT INTO directives_total (lead_id, assigner_id, part, klass, claimed, soon, count)
        SELECT a, b, c, d, e, f, sum(n) FROM (
            SELECT {KEYS}, 1 FROM fresh UNION ALL SELECT {KEYS}, -1 FROM gone
        ) AS both_ways (a, b, c, d, e, f, n) GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(n) <> 0;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER directives_total_insert AFTER INSERT ON directives_task REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION directives_keep_totals();
CREATE TRIGGER directives_total_update AFTER UPDATE ON directives_task REFERENCING OLD TABLE AS gone NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION directives_keep_totals();
CREATE TRIGGER directives_total_delete AFTER DELETE ON directives_task REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION directives_keep_totals();

INSERT INTO directives_total (lead_id, assigner_id, part, klass, claimed, soon, count)
SELECT {KEYS}, count(*) FROM directives_task GROUP BY 1, 2, 3, 4, 5, 6;
"""
BACK = """
DROP TRIGGER directives_total_insert ON directives_task;
DROP TRIGGER directives_total_update ON directives_task;
DROP TRIGGER directives_total_delete ON directives_task;
DROP FUNCTION directives_keep_totals;
DROP FUNCTION directives_counts_as;
"""


class Migration(migrations.Migration):
    dependencies = [("directives", "0005_photographs")]

    operations = [
        migrations.CreateModel(
            name="Total",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("lead_id", models.UUIDField(null=True)),
                ("assigner_id", models.UUIDField()),
                ("part", models.BooleanField()),
                ("klass", models.CharField(max_length=14)),
                ("claimed", models.BooleanField()),
                ("soon", models.BooleanField()),
                ("count", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["lead_id"], name="directives_total_lead"),
                    models.Index(fields=["assigner_id"], name="directives_total_assigner"),
                ],
            },
        ),
        migrations.AddIndex(
            "task",
            models.Index(fields=["lead", "current_due", "id"], condition=OPEN, name="directives_task_owes_open"),
        ),
        migrations.AddIndex(
            "task",
            models.Index(
                fields=["assigner", "current_due", "id"], condition=OPEN, name="directives_task_gave_open"
            ),
        ),
        migrations.AddIndex(
            "task", models.Index(fields=["current_due"], condition=OPEN, name="directives_task_due_open")
        ),
        migrations.AddIndex(
            "task",
            models.Index(fields=["assigner", "state"], condition=OPEN, name="directives_task_gave_state"),
        ),
        migrations.AddIndex("task", models.Index(fields=["given_on"], name="directives_task_given")),
        migrations.RunSQL(FUNCTIONS, BACK),
    ]
