-- One ledger entry as terms of a WITH: entry, body and its place in the queue, in one round trip.
-- A hot action puts these terms after its own. The terms run to completion whether or not they are read.
ledger_entry_row AS (
    INSERT INTO ledger_entry (id, kind, at, person_id, appointment_id, token_id, organisation_id,
                              subject_type, subject_id, commitment)
    VALUES (%(ledger_id)s, %(ledger_kind)s, %(ledger_at)s, %(ledger_person_id)s, %(ledger_appointment_id)s,
            %(ledger_token_id)s, %(ledger_organisation_id)s, %(ledger_subject_type)s, %(ledger_subject_id)s,
            %(ledger_commitment)s)
),
ledger_body_row AS (
    INSERT INTO ledger_body (entry_id, salt, body)
    VALUES (%(ledger_id)s, %(ledger_salt)s, %(ledger_body)s)
),
ledger_pending_row AS (
    INSERT INTO ledger_pending (entry_id, queued_at)
    VALUES (%(ledger_id)s, clock_timestamp())
)
