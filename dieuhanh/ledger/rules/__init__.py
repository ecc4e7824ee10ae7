"""The ledger's pure rules: hashing, proofs, notes, tiles, receipts. No Django, no database, no files.

``tree`` is RFC 9162's tree, ``tiles`` C2SP ``tlog-tiles``, ``notes`` C2SP ``signed-note`` and
``tlog-checkpoint``, ``canonical`` RFC 8785 and the salted commitment, ``receipts`` the small file that
proves one entry off line.
"""
