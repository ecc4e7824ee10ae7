-- What a total is made of: the bodies below one body whose figures count, in each short period, with the figure that
-- is in the total or nothing. The same choice of figure and the same tree as in cells.sql, row by row and not added up.
WITH RECURSIVE
part AS (
    SELECT * FROM unnest(%(periods)s::text[], %(days)s::date[]) AS p(period, day)
),
latest AS (
    SELECT DISTINCT ON (f.indicator_id, f.organisation_id, f.period, f.breakdown, f.source_id, f.vintage) f.*
    FROM reporting_fact f
    WHERE f.indicator_id = ANY(ARRAY[%(indicator)s, %(weight)s]::uuid[])
      AND f.period_start BETWEEN %(first)s AND %(last)s
      AND f.period = ANY(%(periods)s::text[])
      AND (f.breakdown = %(breakdown)s OR (f.breakdown = '' AND f.indicator_id = %(weight)s::uuid))
      AND f.vintage <> 'plan'
      AND (%(as_of)s::date IS NULL OR f.as_of <= %(as_of)s::date)
    ORDER BY f.indicator_id, f.organisation_id, f.period, f.breakdown, f.source_id, f.vintage, f.as_of DESC, f.version DESC
),
best AS (
    SELECT DISTINCT ON (indicator_id, organisation_id, period, breakdown) *
    FROM latest
    WHERE status <> 'refuted' AND no_data_reason <> 'not_yet'
    ORDER BY indicator_id, organisation_id, period, breakdown,
             array_position(ARRAY['verified', 'published', 'claimed'], status),
             array_position(ARRAY['official', 'revised', 'preliminary', 'estimate'], vintage),
             as_of DESC, source_id
),
-- A body belongs where its last version up to the day says; one that ended within the period counts where it answered.
leaf AS (
    SELECT d.day, v.organisation_id, v.kind, v.name_vi, v.name_en, v.code, v.sort_key, v.parent_id,
           (v.valid_to IS NULL OR v.valid_to > d.day) AS stands
    FROM (SELECT DISTINCT day FROM part) d
    CROSS JOIN LATERAL (
        SELECT DISTINCT ON (o.organisation_id) o.* FROM organisations_organisationversion o
        WHERE o.valid_from <= d.day ORDER BY o.organisation_id, o.valid_from DESC
    ) v
    WHERE v.kind = ANY(%(kinds)s::text[])
),
above(day, organisation_id, id) AS (
    SELECT day, organisation_id, parent_id FROM leaf WHERE parent_id IS NOT NULL
  UNION
    SELECT a.day, a.organisation_id, v.parent_id
    FROM above a CROSS JOIN LATERAL (
        SELECT parent_id FROM organisations_organisationversion v
        WHERE v.organisation_id = a.id AND v.valid_from <= a.day ORDER BY v.valid_from DESC LIMIT 1
    ) v
    WHERE v.parent_id IS NOT NULL AND a.id <> %(organisation)s::uuid
)
SELECT p.period, l.organisation_id, l.code, l.name_vi, l.name_en, l.stands, b.id, b.value, b.no_data_reason, b.status,
       b.vintage, b.as_of, b.simulated, COALESCE(w.value, whole.value) AS weight
FROM part p
JOIN leaf l ON l.day = p.day
JOIN above a ON a.day = l.day AND a.organisation_id = l.organisation_id AND a.id = %(organisation)s::uuid
LEFT JOIN best b ON b.indicator_id = %(indicator)s::uuid AND b.organisation_id = l.organisation_id AND b.period = p.period
                AND b.breakdown = %(breakdown)s
LEFT JOIN best w ON w.indicator_id = %(weight)s::uuid AND w.organisation_id = l.organisation_id AND w.period = p.period
                AND w.breakdown = %(breakdown)s
LEFT JOIN best whole ON whole.indicator_id = %(weight)s::uuid AND whole.organisation_id = l.organisation_id
                AND whole.period = p.period AND whole.breakdown = '' AND w.id IS NULL
WHERE l.stands OR b.id IS NOT NULL
ORDER BY p.period, (b.value IS NULL), l.sort_key, l.organisation_id
LIMIT %(limit)s
