"""The order in which tasks are listed: what needs a hand first, with an index, so that half a million are not sorted for fifty."""

from django.db import migrations

FIRST = """
CREATE FUNCTION directives_first(klass text, due date) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE klass
    WHEN 'open_overdue' THEN 0
    WHEN 'open_in_term' THEN 1
    WHEN 'draft' THEN 1
    WHEN 'heading' THEN 2
    WHEN 'regular' THEN 3
    WHEN 'unknown' THEN 4
    ELSE 5 END * 10000000 + (coalesce(due, DATE '9999-12-31') - DATE '2000-01-01')
$$;

CREATE INDEX directives_task_first ON directives_task (
    directives_first(directives_counts_as(state, kind, clock, is_group, completed_on, current_due), current_due), id
);
"""
BACK = """
DROP INDEX directives_task_first;
DROP FUNCTION directives_first;
"""


class Migration(migrations.Migration):
    dependencies = [("directives", "0009_former_secrets")]

    operations = [migrations.RunSQL(FIRST, BACK)]
