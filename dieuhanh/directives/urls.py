"""Addresses of the room's pages."""

from django.urls import path

from dieuhanh.directives.pages import (
    boards,
    bulk,
    closings,
    cutting,
    documents,
    entering,
    heads,
    hook_acts,
    hooks,
    lists,
    periods,
    phone,
    record,
    statistics,
)

app_name = "directives"

urlpatterns = [
    path("", lists.tasks, name="tasks"),
    path("statistics/", statistics.page, name="statistics"),
    path("statistics/closings/", closings.page, name="closings"),
    path("periods/", periods.periods, name="periods"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("documents/", lists.directives, name="directives"),
    path("documents/new/", entering.new, name="enter"),
    path("documents/<uuid:directive_id>/cut/", cutting.page, name="cut"),
    path("documents/<uuid:directive_id>/cut/ready/", cutting.take_ready, name="cut-ready"),
    path("documents/<uuid:directive_id>/cut/<uuid:task_id>/drop/", cutting.drop, name="cut-drop"),
    path("documents/<uuid:directive_id>/", documents.record, name="directive"),
    path("documents/<uuid:directive_id>/head/", heads.change, name="head"),
    path("documents/<uuid:directive_id>/do/<slug:action>/", documents.take, name="directive-act"),
    path("tasks/<uuid:task_id>/", record.record, name="task"),
    path("tasks/<uuid:task_id>/do/<slug:action>/", record.take, name="act"),
    path("phone/", phone.home, name="phone-home"),
    path("phone/worker.js", phone.worker, name="phone-worker"),
    path("phone/<uuid:task_id>/", phone.page, name="phone"),
    path("photographs/<uuid:progress_id>/", phone.photograph, name="photograph"),
    path("evidence/<uuid:evidence_id>/", record.evidence, name="evidence"),
    path("webhooks/", hooks.listing, name="hooks"),
    path("webhooks/new/", hooks.new, name="hook-new"),
    path("webhooks/<uuid:hook_id>/", hooks.record, name="hook"),
    path("webhooks/<uuid:hook_id>/start/", hook_acts.start, name="hook-start"),
    path("webhooks/<uuid:hook_id>/stop/", hook_acts.stop, name="hook-stop"),
    path("webhooks/<uuid:hook_id>/secret/", hook_acts.secret, name="hook-secret"),
    path("webhooks/<uuid:hook_id>/replay/", hook_acts.replay, name="hook-replay"),
    path("webhooks/<uuid:hook_id>/deliveries/<uuid:delivery_id>/send/", hook_acts.send, name="hook-send"),
    path("bodies/<str:code>/", boards.body, name="body"),
    path("bodies/<str:code>/given/", boards.assigner, name="assigner"),
]
