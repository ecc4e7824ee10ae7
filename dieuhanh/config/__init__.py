"""Config: what every room stands on and none may change.

Holds the settings (the only place that reads the environment), the database
start, the job queue, the API's frame (errors, idempotency, paging) and the two
late-bound doors through which the lowest rooms reach the ledger and the
authority without importing them.

States: a job is waiting, running, done, failed or stopped.
Announces nothing; listens to nothing.
Read first: `environment.py`, then `settings.py`.
"""
