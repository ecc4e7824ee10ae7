"""Chương trình: what a programme promises, target by target and body by body, held against what is known.

Holds programmes, their objectives, target figures with versioned rules, the bodies obliged on a date, each body's figures
by period and its committees and plans as claims with evidence, planned paths and judgements of likelihood.
States: a programme is a draft, then published; a claim is claimed → verified, refused or taken back. A verdict (met, not
met, unproved, unknown, not yet due) is never stored: it is worked out as of a day. Tasks stay in `directives` and are
linked by code. Announces `programmes.*`. Listens to nothing.
Read first: `rules.verdicts.judge`, then `queries.scorecard.scorecard`.
"""
