"""What a body claimed is not lost: each later version makes or withdraws every claim of the one before."""

from django.db import migrations, models
from django.db.models import Q

import dieuhanh.inspections.models.inspections

TRIGGER = """
CREATE FUNCTION inspections_claims_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE lost text;
BEGIN
    SELECT string_agg(name, ', ') INTO lost
    FROM inspections_bodyreport before, jsonb_object_keys(before.figures || before.withdrawn) AS name
    WHERE before.body_id = NEW.body_id AND before.version = NEW.version - 1
        AND NOT (NEW.figures || NEW.withdrawn) ? name;
    IF lost IS NOT NULL THEN
        RAISE EXCEPTION 'claims of the version before are neither made nor withdrawn: %', lost
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER inspections_claims_kept BEFORE INSERT ON inspections_bodyreport
    FOR EACH ROW EXECUTE FUNCTION inspections_claims_kept();
"""
BACK = """
DROP TRIGGER inspections_claims_kept ON inspections_bodyreport;
DROP FUNCTION inspections_claims_kept;
"""


class Migration(migrations.Migration):
    dependencies = [("inspections", "0001_initial")]

    operations = [
        migrations.AddField("bodyreport", "withdrawn", models.JSONField(default=dict)),
        migrations.AddConstraint(
            "bodyreport",
            models.CheckConstraint(
                condition=Q(dieuhanh.inspections.models.inspections.NoReasonMissing("withdrawn")),
                name="inspections_report_withdrawn_why",
            ),
        ),
        migrations.RunSQL(TRIGGER, BACK),
    ]
