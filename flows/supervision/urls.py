"""Addresses of supervision; a check and a rectification have the page every paper has."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("projects/<str:code>/checkpoints/", views.checkpoints, name="checkpoints"),
    path("projects/<str:code>/checkpoints/add/", views.add, name="checkpoint-add"),
]
