"""Organisations: who. Bodies through time, people, their appointments, powers and tokens.

Holds no obligation itself; it says who may owe and who may ask. A body is born,
renamed, moved, merged, split, abolished; an appointment is coming, held or ended.
Announces `organisations.*` (created, renamed, moved, merged, split, abolished,
appointed, …); listens to nothing.
Uses ledger. Read first: `authority.decide`, then `actions/`.
"""
