"""Addresses of projects. The project's own page reads every room: flows/reports/urls.py."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("projects/", views.list_page, name="projects"),
    path("projects/<str:code>/trail/", views.trail_page, name="trail"),
]
