"""Kiểm tra và họp: the Working Group's inspections, and meetings with frozen agendas.

Holds inspections (one or many bodies at once) with the figures taken before, what each body says of itself, questions,
answers, findings, conclusions, the signed report; meetings with their items as they stood when the agenda was frozen,
explanations and conclusions; and the weights by which candidates for the next inspection are ranked. States: planned →
announced → in session → concluded → reported → closed; a meeting: planned → frozen → open → concluded. What comes of
either are tasks in `directives`, made by its actions; an inspection closes only when they are verified.
Announces `inspections.inspection.*`, `inspections.meeting.*`, `inspections.weights.changed`. Listens to nothing.
Read first: `rules.workflow.INSPECTION_ARROWS`, then `actions.moves.take`.
"""
