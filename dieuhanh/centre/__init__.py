"""Điều hành: the wall that leaders look at, and the events that move it.

Holds events (one for each ledger entry worth telling, said in both languages) and scenes (a layout
of the wall, saved as data). Owns no figure: every tile asks the room that keeps it.

States of a wall in a browser: live, checked every few seconds (no live port), stale (says so).
Announces: ``centre.scene.saved``, ``centre.scene.removed``.
Listens to: ``reporting.*``, ``organisations.*``, ``deadlines.*``, ``ledger.entry.set_aside``.
Read first: ``listens.on_entry``, then ``queries.wall.wall``, then ``live.Hub``.
"""
