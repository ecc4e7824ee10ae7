-- Where bodies stood on the days whose tree is asked: what they were, whether they still stood, and each body above.
-- A body belongs where its last version up to the day says: one that ended within the period still counts.
WITH RECURSIVE leaf AS (
    SELECT w.day, w.organisation_id, v.kind, v.parent_id, (v.valid_to IS NULL OR v.valid_to > w.day) AS stands
    FROM unnest(%(organisations)s::uuid[], %(days)s::date[]) AS w(organisation_id, day)
    CROSS JOIN LATERAL (
        SELECT kind, parent_id, valid_to FROM organisations_organisationversion v
        WHERE v.organisation_id = w.organisation_id AND v.valid_from <= w.day ORDER BY v.valid_from DESC LIMIT 1
    ) v
),
above(day, origin, id) AS (
    SELECT day, parent_id, parent_id FROM leaf WHERE parent_id IS NOT NULL
  UNION
    SELECT a.day, a.origin, v.parent_id
    FROM above a CROSS JOIN LATERAL (
        SELECT parent_id FROM organisations_organisationversion v
        WHERE v.organisation_id = a.id AND v.valid_from <= a.day ORDER BY v.valid_from DESC LIMIT 1
    ) v
    WHERE v.parent_id IS NOT NULL
)
SELECT l.organisation_id::text, l.day::text, l.kind, l.stands, a.id::text
FROM leaf l JOIN above a ON a.day = l.day AND a.origin = l.parent_id
