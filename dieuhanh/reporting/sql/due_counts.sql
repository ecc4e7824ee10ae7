-- How many bodies of each kind stood below each body on each day: as many answers as could be expected.
WITH RECURSIVE due AS (
    SELECT d.day, v.organisation_id, v.parent_id, v.kind
    FROM unnest(%(days)s::date[]) AS d(day)
    JOIN organisations_organisationversion v ON v.valid_from <= d.day AND (v.valid_to IS NULL OR v.valid_to > d.day)
    WHERE v.kind = ANY(%(kinds)s::text[])
),
above(day, organisation_id, kind, id) AS (
    SELECT day, organisation_id, kind, parent_id FROM due WHERE parent_id IS NOT NULL
  UNION
    SELECT a.day, a.organisation_id, a.kind, v.parent_id
    FROM above a JOIN organisations_organisationversion v
      ON v.organisation_id = a.id AND v.valid_from <= a.day AND (v.valid_to IS NULL OR v.valid_to > a.day)
    WHERE v.parent_id IS NOT NULL
)
SELECT day, id::text, kind, count(*) FROM above GROUP BY day, id, kind
