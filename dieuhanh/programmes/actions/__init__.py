"""The room's verbs, one file a subject. Each is one transaction: right → rule → write → ledger entry.

programmes   enter_programme, change_programme, publish_programme, add_objective
targets      set_target, revise_target
linking      link_tasks, unlink_tasks
figures      report_figure
documents    claim_document, state_share
judging      verify, refuse, retract (of a figure or a document)
outlook      plan_trajectory, judge_likelihood
"""
