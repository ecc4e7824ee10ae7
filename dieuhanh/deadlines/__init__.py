"""When: the working calendar of Vietnam's civil service and the arithmetic of deadlines.

Holds: versions of the working calendar with the notice behind every special day; deadline rules as
data with their legal source and validity; the pure engine in `rules/`.
States: in_time → due_soon → overdue; done_in_time | done_late; no_data.
Announces: `deadlines.calendar.imported`, `deadlines.calendar.notice_added`, `deadlines.rule.saved`.
Listens to: nothing (only the rooms of the interface and the configuration are below it).
First function to read: `rules.deadline.due`; for the stored calendar, `queries.working_calendar`.
"""
