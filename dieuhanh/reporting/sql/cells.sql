-- What bodies' figures add up to, for the bodies above them. One statement for every use: the roll-up of what
-- just came (organisations given), of a whole year (none given), and the figure as known on a day (as_of given).
--
-- rule: one row per indicator: its weight, and the kinds of body whose figures count.
-- step: one row per (short period → period it counts towards), with the day on which the tree is asked.
-- part: for each period counted towards, on which days of the tree its short periods end, and how many each.
WITH RECURSIVE
rule AS (
    SELECT r.indicator_id, r.weight_id, string_to_array(r.kinds, ' ') AS kinds
    FROM unnest(%(rule_indicator)s::uuid[], %(rule_weight)s::uuid[], %(rule_kinds)s::text[])
      AS r(indicator_id, weight_id, kinds)
),
step AS MATERIALIZED (
    SELECT * FROM unnest(%(step_indicator)s::uuid[], %(step_period)s::text[], %(step_base)s::text[], %(step_day)s::date[],
                         %(step_target)s::text[], %(step_target_start)s::date[])
      AS s(indicator_id, period, base, day, target, target_start)
),
part AS (
    SELECT * FROM unnest(%(part_indicator)s::uuid[], %(part_base)s::text[], %(part_target)s::text[], %(part_day)s::date[],
                         %(part_count)s::int[])
      AS p(indicator_id, base, target, day, count)
),
latest AS (
    SELECT DISTINCT ON (f.indicator_id, f.organisation_id, f.period_start, f.period, f.breakdown, f.source_id, f.vintage)
           f.indicator_id, f.organisation_id, f.period_start, f.period, f.breakdown, f.source_id, f.vintage,
           f.value, f.no_data_reason, f.status, f.simulated, f.as_of
    FROM reporting_fact f
    WHERE f.indicator_id = ANY(%(indicators)s::uuid[])
      AND f.period_start BETWEEN %(first)s AND %(last)s
      AND f.period = ANY(%(periods)s::text[])
      AND (%(organisations)s::uuid[] IS NULL OR f.organisation_id = ANY(%(organisations)s::uuid[]))
      AND (%(as_of)s::date IS NULL OR f.as_of <= %(as_of)s::date)
    ORDER BY f.indicator_id, f.organisation_id, f.period_start, f.period, f.breakdown, f.source_id, f.vintage,
             f.as_of DESC, f.version DESC
),
best AS (
    SELECT DISTINCT ON (indicator_id, organisation_id, period, breakdown, (vintage = 'plan'))
           indicator_id, organisation_id, period, breakdown,
           CASE WHEN vintage = 'plan' THEN 'plan' ELSE 'actual' END AS basis,
           value, no_data_reason, status, simulated
    FROM latest
    WHERE status <> 'refuted' AND no_data_reason <> 'not_yet'
    ORDER BY indicator_id, organisation_id, period, breakdown, (vintage = 'plan'),
             array_position(ARRAY['verified', 'published', 'claimed'], status),
             array_position(ARRAY['official', 'revised', 'preliminary', 'estimate', 'plan'], vintage),
             as_of DESC, source_id
),
figure AS (
    SELECT b.indicator_id, b.organisation_id, b.period, b.breakdown, b.basis, b.status, b.simulated, r.kinds,
           CASE WHEN r.weight_id IS NULL THEN COALESCE(b.value, 0)
                ELSE COALESCE(b.value * COALESCE(w.value, whole.value), 0) END AS total,
           CASE WHEN r.weight_id IS NULL THEN NULL
                WHEN b.value IS NULL THEN 0
                ELSE COALESCE(w.value, whole.value) END AS weight
    FROM best b
    JOIN rule r ON r.indicator_id = b.indicator_id
    LEFT JOIN best w ON w.indicator_id = r.weight_id AND w.organisation_id = b.organisation_id
                    AND w.period = b.period AND w.basis = b.basis AND w.breakdown = b.breakdown
    LEFT JOIN best whole ON whole.indicator_id = r.weight_id AND whole.organisation_id = b.organisation_id
                    AND whole.period = b.period AND whole.basis = b.basis AND whole.breakdown = '' AND w.indicator_id IS NULL
    WHERE r.weight_id IS NULL OR b.value IS NULL OR COALESCE(w.value, whole.value) IS NOT NULL
),
-- A body belongs where its last version up to the day says: one that ended within the period still counts.
leaf AS (
    SELECT d.day, o.organisation_id, v.kind, v.parent_id, (v.valid_to IS NULL OR v.valid_to > d.day) AS stands
    FROM (SELECT DISTINCT day FROM step) d
    CROSS JOIN (SELECT DISTINCT organisation_id FROM figure) o
    CROSS JOIN LATERAL (
        SELECT kind, parent_id, valid_to FROM organisations_organisationversion v
        WHERE v.organisation_id = o.organisation_id AND v.valid_from <= d.day ORDER BY v.valid_from DESC LIMIT 1
    ) v
),
above(day, organisation_id, id) AS (
    SELECT day, organisation_id, parent_id FROM leaf WHERE parent_id IS NOT NULL
  UNION
    SELECT a.day, a.organisation_id, v.parent_id
    FROM above a CROSS JOIN LATERAL (
        SELECT parent_id FROM organisations_organisationversion v
        WHERE v.organisation_id = a.id AND v.valid_from <= a.day ORDER BY v.valid_from DESC LIMIT 1
    ) v
    WHERE v.parent_id IS NOT NULL
),
cell AS (
    SELECT f.indicator_id, a.id AS organisation_id, s.target_start AS period_start, s.target AS period, f.breakdown, f.basis,
           s.base, trim_scale(sum(f.total)) AS total, trim_scale(sum(f.weight)) AS weight,
           count(*)::int AS leaves, (count(*) FILTER (WHERE l.stands))::int AS reported,
           (count(*) FILTER (WHERE f.status = 'verified'))::int AS verified,
           (count(*) FILTER (WHERE f.simulated))::int AS simulated
    FROM figure f
    JOIN step s ON s.indicator_id = f.indicator_id AND s.period = f.period
    JOIN leaf l ON l.day = s.day AND l.organisation_id = f.organisation_id AND l.kind = ANY(f.kinds)
    JOIN above a ON a.day = s.day AND a.organisation_id = f.organisation_id
    WHERE %(above)s::uuid[] IS NULL OR a.id = ANY(%(above)s::uuid[])
    GROUP BY f.indicator_id, a.id, s.target_start, s.target, f.breakdown, f.basis, s.base
),
-- How many bodies should have answered: all of the counted kinds that stood below, on each day that matters.
due AS (
    SELECT p.day, v.organisation_id, v.parent_id, v.kind
    FROM (SELECT DISTINCT day FROM part) p
    JOIN organisations_organisationversion v ON v.valid_from <= p.day AND (v.valid_to IS NULL OR v.valid_to > p.day)
    WHERE v.kind IN (SELECT unnest(kinds) FROM rule)
),
due_above(day, organisation_id, kind, id) AS (
    SELECT day, organisation_id, kind, parent_id FROM due WHERE parent_id IS NOT NULL
  UNION
    SELECT a.day, a.organisation_id, a.kind, v.parent_id
    FROM due_above a JOIN organisations_organisationversion v
      ON v.organisation_id = a.id AND v.valid_from <= a.day AND (v.valid_to IS NULL OR v.valid_to > a.day)
    WHERE v.parent_id IS NOT NULL
),
due_count AS (SELECT day, id, kind, count(*) AS bodies FROM due_above GROUP BY day, id, kind),
expected AS (
    SELECT p.indicator_id, p.base, p.target, d.id, sum(d.bodies * p.count)::int AS bodies
    FROM part p JOIN rule r ON r.indicator_id = p.indicator_id
    JOIN due_count d ON d.day = p.day AND d.kind = ANY(r.kinds)
    GROUP BY p.indicator_id, p.base, p.target, d.id
)
SELECT c.indicator_id, c.organisation_id, c.period_start, c.period, c.breakdown, c.basis, c.base, c.total, c.weight,
       c.leaves, c.reported, c.verified, c.simulated, COALESCE(e.bodies, 0) AS expected
FROM cell c
LEFT JOIN expected e ON e.indicator_id = c.indicator_id AND e.base = c.base AND e.target = c.period AND e.id = c.organisation_id
