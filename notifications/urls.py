"""Addresses of the notices, of one's own settings, and of what could not be delivered."""

from __future__ import annotations

from django.urls import path

from . import incident_views, settings_views, views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.read_all, name="notices-read"),
    path("notices/settings/", settings_views.notice_settings, name="notice-settings"),
    path("notices/incidents/", incident_views.incidents, name="notices-incidents"),
    path("notices/incidents/retry/", incident_views.incidents_retry, name="incidents-retry"),
    path("notices/incidents/<int:pk>/retry/", incident_views.incident_retry, name="incident-retry"),
    path(
        "notices/incidents/<int:pk>/dismiss/",
        incident_views.incident_dismiss,
        name="incident-dismiss",
    ),
    path("notices/<int:pk>/", views.read, name="message"),
]
