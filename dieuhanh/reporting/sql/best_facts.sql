-- Of each body, indicator, part and period the one figure to show: of each source and vintage the newest known, then
-- checked before published before claimed, the later vintage, the later date. Plans are figures of their own.
WITH latest AS (
    SELECT DISTINCT ON (f.indicator_id, f.organisation_id, f.period_start, f.period, f.breakdown, f.source_id, f.vintage) f.*
    FROM reporting_fact f
    WHERE f.indicator_id = ANY(%(indicators)s::uuid[])
      AND f.organisation_id = ANY(%(organisations)s::uuid[])
      AND f.period_start BETWEEN %(first)s AND %(last)s
      AND (%(periods)s::text[] IS NULL OR f.period = ANY(%(periods)s::text[]))
      AND (%(breakdowns)s::text[] IS NULL OR f.breakdown = ANY(%(breakdowns)s::text[]))
      AND (%(as_of)s::date IS NULL OR f.as_of <= %(as_of)s::date)
      AND (f.vintage = 'plan') = %(plan)s
      AND (%(vintage)s::text IS NULL OR f.vintage = %(vintage)s::text)
    ORDER BY f.indicator_id, f.organisation_id, f.period_start, f.period, f.breakdown, f.source_id, f.vintage,
             f.as_of DESC, f.version DESC
)
SELECT DISTINCT ON (l.indicator_id, l.organisation_id, l.period_start, l.period, l.breakdown)
       l.id, l.organisation_id, l.indicator_id, l.breakdown, l.period, l.value, l.no_data_reason, l.vintage, l.status,
       l.version, l.simulated, l.as_of, s.code, b.submission_id, b.recorded_at
FROM latest l
JOIN reporting_source s ON s.id = l.source_id
LEFT JOIN reporting_fact_batch b ON b.id = l.batch_id
ORDER BY l.indicator_id, l.organisation_id, l.period_start, l.period, l.breakdown,
         array_position(ARRAY['verified', 'published', 'claimed', 'refuted'], l.status),
         array_position(ARRAY['official', 'revised', 'preliminary', 'estimate', 'plan'], l.vintage),
         l.as_of DESC, l.source_id
