"""Addresses of sign-in and of the pages about bodies, people and one's own account."""

from django.urls import include, path

from dieuhanh.organisations import body_pages, list_pages, me_pages, openid, people_pages

_pages = [
    path("organisations/", list_pages.bodies, name="organisations"),
    path("organisations/new", body_pages.new, name="new"),
    path("organisations/merge", body_pages.merge, name="merge"),
    path("organisations/<str:code>/", body_pages.one, name="organisation"),
    path("organisations/<str:code>/rename", body_pages.rename, name="rename"),
    path("organisations/<str:code>/move", body_pages.move, name="move"),
    path("organisations/<str:code>/kind", body_pages.change_kind, name="kind"),
    path("organisations/<str:code>/split", body_pages.split, name="split"),
    path("organisations/<str:code>/divide", body_pages.divide, name="divide"),
    path("organisations/<str:code>/abolish", body_pages.abolish, name="abolish"),
    path("people/", list_pages.people, name="people"),
    path("people/new", people_pages.new, name="new-person"),
    path("people/<uuid:person_id>/", people_pages.one, name="person"),
    path("people/<uuid:person_id>/edit", people_pages.edit, name="edit-person"),
    path("people/<uuid:person_id>/appoint", people_pages.appoint, name="appoint"),
    path("people/<uuid:person_id>/deactivate", people_pages.deactivate, name="deactivate"),
    path("people/<uuid:person_id>/reactivate", people_pages.reactivate, name="reactivate"),
    path("people/<uuid:person_id>/password", people_pages.reset_password, name="reset-password"),
    path("people/<uuid:person_id>/identity", people_pages.link_identity, name="link-identity"),
    path("appointments/<uuid:appointment_id>/end", people_pages.end_appointment, name="end-appointment"),
    path("appointments/<uuid:appointment_id>/delegate", people_pages.delegate, name="delegate"),
    path("delegations/<uuid:delegation_id>/revoke", people_pages.revoke_delegation, name="revoke-delegation"),
    path("me/", me_pages.me, name="me"),
    path("me/edit", me_pages.edit, name="edit-me"),
    path("me/appointment", me_pages.act_in, name="act_in"),
    path("me/sessions/<int:session_id>/end", me_pages.end_session, name="end-session"),
    path("me/tokens/new", me_pages.new_token, name="new-token"),
    path("me/tokens/<uuid:token_id>/revoke", me_pages.revoke_token, name="revoke-token"),
]

urlpatterns = [
    path("accounts/oidc/<str:provider_id>/login/", openid.login, name="openid_connect_login"),
    path("accounts/oidc/<str:provider_id>/login/callback/", openid.callback, name="openid_connect_callback"),
    path("accounts/", include("allauth.urls")),
    path("", include((_pages, "organisations"))),
]
