"""Addresses of 补录."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("projects/enter/", views.enter_page, name="intake"),
    path("projects/<str:code>/enter/", views.correct_page, name="intake-correct"),
    path("intakes/<int:pk>/scans/", views.scans, name="intake-scans"),
]
