"""Command: the program `dieuhanh` as operators meet it.

Holds no obligation; starts and stops the processes, brings data in and out,
proves and repairs. Exit codes: 0 done, 1 found something wrong, 2 wrongly called.
Uses every room; nothing uses it.
Read first: `main.py` (all commands at a glance), then `serve.py`.
"""

from dieuhanh.command.main import main

__all__ = ["main"]
