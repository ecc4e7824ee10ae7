"""Thông tin: what is measured, who must report it, what came in and what it adds up to.

Holds indicators, sources and targets; facts (append-only versions, partitioned by year) and their roll-up;
regimes, forms, periods, assignments and submissions.
States: an assignment goes assigned → entering → checking → sent → received → accepted, and back where it is
returned or recalled (`rules/workflow.py`); a figure is claimed, published, verified or refuted.
Announces `reporting.indicator.*`, `reporting.target.*`, `reporting.facts.*`, `reporting.period.*`,
`reporting.submission.*`. Listens to nothing below it.
Read first: `actions.facts.record_facts`, then `queries.series.series`.
"""
