"""The room's verbs, one file a subject. Each is one transaction: right → rule → write → history → ledger entry.

directives   enter, cut, change_draft, drop_draft, check_directive, uncheck, publish
heads        change_head
leading      acknowledge, progress, ask_return, claim, retract, ask_extension, contribute
parts        break_down
assigning    verify, refuse, grant_extension, refuse_extension, move_deadline, refuse_return, clarify, reopen
ending       reassign, transfer, withdraw, link_repeat, accept_duplicate
succession   pass_on: tasks of bodies that ended go to who took over
clock        ring_due
importing    import_rows
hooks        add_hook, stop_hook, start_hook, replay, send_again: webhooks as who manages them sees them
delivering   note, deliver, tidy: a change on its way to a webhook
"""
