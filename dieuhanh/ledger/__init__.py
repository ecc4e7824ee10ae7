"""Ledger: the proof of every decision, and the stream of events that rooms above live on.

Holds entries (what, who, in which appointment, when, on what), their bodies under rights, the RFC 9162
tree over their commitments, the signed heads, and each subscriber's cursor.

States of an entry: written (with the action's own transaction), in the tree (has an index), under a
signed head (has a receipt).
Announces: ``ledger.entry.set_aside`` when a subscriber fails on an entry again and again, and
``ledger.body.erased`` when the law had a body removed.
Listens to: nothing; it is what others listen to.
Read first: ``actions.append``, then ``sequencer.run_once``, then ``verification.verify``.
"""
