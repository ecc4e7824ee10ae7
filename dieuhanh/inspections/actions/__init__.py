"""The room's verbs, one file a subject. Each is one transaction: right → rule → write → history → ledger entry.

planning     plan, change, ask, announce, retake, move_day, cancel
answering    hand_in, answer
session      open_session, find, conclude, close
proposing    propose, drop, draft_notice — of inspections and of meetings
signing      sign_report — the report to the Prime Minister
agendas      plan_meeting, choose, leave_out, freeze, move_day, cancel_meeting
meetings     explain, open_meeting, note, conclude_meeting
reference    load_published — a past inspection as it was printed
weighing     set_weights
ringing      ring_due — the clock of meetings
"""
