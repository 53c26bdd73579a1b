"""Addresses of what reads every room."""

from __future__ import annotations

from django.urls import path

from . import guide_views, views

urlpatterns = [
    path("guide/", guide_views.guide, name="guide"),
    path("guide/<str:flow>/", guide_views.guide_flow, name="guide-flow"),
    path("projects/<str:code>/", views.project_page, name="project"),
]
