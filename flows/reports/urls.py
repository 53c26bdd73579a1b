"""Addresses of what reads every room."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("projects/<str:code>/", views.project_page, name="project"),
]
