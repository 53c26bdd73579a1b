"""Addresses of documents: elements, and files handed in with a paper."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("papers/<str:kind>/<int:pk>/elements/", views.elements_page, name="elements"),
    path("papers/<str:kind>/<int:pk>/files/", views.attach_files, name="attach"),
    path("files/<int:pk>/", views.download, name="attachment"),
]
