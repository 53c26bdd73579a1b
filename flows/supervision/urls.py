"""Addresses of supervision; a check and a rectification have the page every paper has."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("projects/<str:code>/checkpoints/", views.checkpoints, name="checkpoints"),
    path("projects/<str:code>/checkpoints/add/", views.add, name="checkpoint-add"),
    path("projects/<str:code>/checkpoints/<int:pk>/inspect/", views.inspect, name="inspect"),
    path("projects/<str:code>/checkpoints/<int:pk>/move/", views.move, name="checkpoint-move"),
    path("projects/<str:code>/checkpoints/spot/", views.spot, name="spot-check"),
    path(
        "projects/<str:code>/rectifications/<int:number>/photos/",
        views.photos,
        name="rectification-photos",
    ),
    path("projects/<str:code>/logs/", views.logs, name="site-logs"),
    path("projects/<str:code>/logs/<str:day>/", views.log, name="site-log"),
    path("supervision/today/", views.today, name="today"),
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
