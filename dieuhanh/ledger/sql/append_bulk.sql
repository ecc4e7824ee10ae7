-- Many entries in one statement; the arrays are of one length, and the queue keeps their order.
WITH given AS (
    SELECT *
    FROM unnest(%(id)s::uuid[], %(kind)s::text[], %(at)s::timestamptz[], %(person_id)s::uuid[],
                %(appointment_id)s::uuid[], %(token_id)s::uuid[], %(organisation_id)s::uuid[],
                %(subject_type)s::text[], %(subject_id)s::uuid[], %(commitment)s::bytea[],
                %(salt)s::bytea[], %(body)s::text[])
         WITH ORDINALITY AS t(id, kind, at, person_id, appointment_id, token_id, organisation_id,
                              subject_type, subject_id, commitment, salt, body, place)
),
entries AS (
    INSERT INTO ledger_entry (id, kind, at, person_id, appointment_id, token_id, organisation_id,
                              subject_type, subject_id, commitment)
    SELECT id, kind, at, person_id, appointment_id, token_id, organisation_id, subject_type, subject_id,
           commitment
    FROM given
),
bodies AS (
    INSERT INTO ledger_body (entry_id, salt, body)
    SELECT id, salt, body FROM given
)
INSERT INTO ledger_pending (entry_id, queued_at)
SELECT id, clock_timestamp() FROM given ORDER BY place
