"""Addresses of complaints; one complaint has the page every paper has."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("projects/<str:code>/complaints/", views.complaints, name="complaints"),
]
