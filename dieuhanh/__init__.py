"""Điều Hành: an open government operations centre.

An obligation has an owner, a deadline, a state and evidence. A claim is not a
fact. Every number opens to the signed record behind it.

Rooms, from the lowest floor up: config, interface, ledger and deadlines,
organisations, signing, reporting, centre, demonstration, command.
Start reading at `dieuhanh/reporting/__init__.py`, then follow one figure up.
"""

__version__ = "0.1.0"
