"""Addresses of labour. Its roster has the page every paper has, the people's pages show pay too and
lie in flows/payroll/urls.py. Naming the views registers the roster's panel."""

from __future__ import annotations

from django.urls import path

from .views import disclosures

urlpatterns = [
    path("disclosures/", disclosures.disclosures, name="disclosures"),
]
