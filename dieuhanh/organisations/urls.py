"""Addresses of sign-in and of the pages about bodies and people."""

from django.urls import include, path

urlpatterns = [path("accounts/", include("allauth.urls"))]
