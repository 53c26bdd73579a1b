"""Addresses of supervision; a check and a rectification have the page every paper has."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("projects/<str:code>/checkpoints/", views.checkpoints, name="checkpoints"),
    path("projects/<str:code>/checkpoints/add/", views.add, name="checkpoint-add"),
    path("projects/<str:code>/visits/", views.visits, name="visits"),
    path("projects/<str:code>/visits/begin/", views.begin_visit_round, name="visits-begin"),
    path("projects/<str:code>/visits/<int:pk>/", views.visit_round, name="visit-round"),
    path("projects/<str:code>/visits/<int:pk>/<int:number>/", views.visit, name="visit"),
    path("projects/<str:code>/reports/", views.reports, name="monthly-reports"),
    path(
        "projects/<str:code>/reports/<int:pk>/print/",
        views.report_printed,
        name="monthly-report-print",
    ),
    path("projects/<str:code>/claims/", views.claims, name="claims"),
]
