-- The facts: append-only, partitioned by the year in which the period begins. No key refers elsewhere and
-- every unique key holds the organisation, so that the table can be distributed by it.
CREATE TABLE reporting_fact (
    id              uuid    NOT NULL,
    organisation_id uuid    NOT NULL,
    indicator_id    uuid    NOT NULL,
    breakdown       text    NOT NULL,
    period          text    NOT NULL,
    period_start    date    NOT NULL,
    period_end      date    NOT NULL,
    source_id       uuid    NOT NULL,
    vintage         text    NOT NULL,
    version         integer NOT NULL,
    supersedes      uuid,
    value           numeric,
    no_data_reason  text    NOT NULL,
    status          text    NOT NULL,
    simulated       boolean NOT NULL,
    as_of           date    NOT NULL,
    batch_id        uuid    NOT NULL,
    note            text    NOT NULL,
    CONSTRAINT reporting_fact_key PRIMARY KEY
        (indicator_id, organisation_id, period_start, period, breakdown, source_id, vintage, version),
    CONSTRAINT reporting_fact_value_or_reason CHECK ((value IS NULL) = (no_data_reason <> '')),
    CONSTRAINT reporting_fact_value_finite CHECK (value NOT IN ('NaN', 'Infinity', '-Infinity')),
    CONSTRAINT reporting_fact_known_words CHECK (
        vintage IN ('estimate', 'preliminary', 'revised', 'official', 'plan')
        AND status IN ('claimed', 'published', 'verified', 'refuted')
        AND no_data_reason IN ('', 'not_arisen', 'not_yet', 'not_applicable')),
    CONSTRAINT reporting_fact_forward CHECK (period_end >= period_start AND version >= 1)
) PARTITION BY RANGE (period_start);

-- Ids grow with time: this index only grows at its end, and it finds a fact, and a batch's facts.
CREATE INDEX reporting_fact_id ON reporting_fact (id);

CREATE TABLE reporting_fact_default PARTITION OF reporting_fact DEFAULT;

-- Run by the owner, ahead of need: one partition a year. Repeating it changes nothing.
CREATE FUNCTION reporting_add_partitions(first_year integer, last_year integer) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    made integer := 0;
BEGIN
    FOR y IN first_year..last_year LOOP
        IF to_regclass(format('reporting_fact_%s', y)) IS NULL THEN
            EXECUTE format('CREATE TABLE reporting_fact_%s PARTITION OF reporting_fact FOR VALUES FROM (%L) TO (%L)',
                           y, make_date(y, 1, 1), make_date(y + 1, 1, 1));
            made := made + 1;
        END IF;
    END LOOP;
    RETURN made;
END
$$;
SELECT reporting_add_partitions(1960, 2040);

-- What the facts below a body add up to. Small: one row per body above, indicator, breakdown and period.
CREATE TABLE reporting_rollup (
    indicator_id    uuid    NOT NULL,
    organisation_id uuid    NOT NULL,
    period_start    date    NOT NULL,
    period          text    NOT NULL,
    breakdown       text    NOT NULL,
    basis           text    NOT NULL CHECK (basis IN ('actual', 'plan')),
    base            text    NOT NULL,
    total           numeric NOT NULL,
    weight          numeric,
    leaves          integer NOT NULL,
    reported        integer NOT NULL,
    verified        integer NOT NULL,
    simulated       integer NOT NULL,
    expected        integer NOT NULL,
    CONSTRAINT reporting_rollup_key PRIMARY KEY
        (indicator_id, organisation_id, period_start, period, breakdown, basis, base)
);
