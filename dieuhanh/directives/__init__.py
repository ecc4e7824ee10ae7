"""Chỉ đạo: the duties that a document lays down, each followed to its verified end.

Holds directives and the tasks cut out of them, their deadlines with every change, progress, contributions, claims with
evidence, verdicts. States: draft → assigned → in progress → claimed → verified, with return, refusal, reopening,
withdrawal, transfer and repeats (`rules/workflow.py`); lateness is the clock's word about any of them.
Announces `directives.directive.*`, `directives.task.*` and `directives.webhook.*`. Listens to `organisations.organisation.merged`,
`.divided` and `.abolished` (tasks pass to who takes over) and to its own `directives.task.*` (bodies' systems are told).
Read first: `rules.workflow.ARROWS`, then `actions.moves.take`.
"""
