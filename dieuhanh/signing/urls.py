"""The room's addresses, below /signing/."""

from django.urls import path

from dieuhanh.signing import pages

app_name = "signing"

urlpatterns = [
    path("", pages.mine, name="mine"),
    path("tokens/new", pages.new_token, name="new-token"),
    path("certificates/new", pages.new_certificate, name="new-certificate"),
    path("certificates/<uuid:certificate_id>/unregister", pages.unregister, name="unregister"),
    path("verify", pages.verify, name="verify"),
    path("trust", pages.trust, name="trust"),
    path("trust/anchors/new", pages.new_anchor, name="new-anchor"),
    path("trust/anchors/<uuid:anchor_id>/withdraw", pages.withdraw_anchor, name="withdraw-anchor"),
    path("trust/lists/new", pages.new_list, name="new-list"),
]
