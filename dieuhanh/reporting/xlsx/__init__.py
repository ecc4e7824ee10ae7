"""Workbooks of the reporting flow: made for one body and period (`make`), read back (`sniff`, `read`), marked (`mark`).

`place` says where each cell of a form lies in its sheet; the three others go by it alone.
"""
