"""Addresses of what is a person's own: /me/…"""

from __future__ import annotations

from django.urls import path

from . import me_views

urlpatterns = [
    path("substitutions/", me_views.substitutions, name="substitutions"),
    path("substitutions/<int:pk>/end/", me_views.substitution_end, name="substitution-end"),
    path("password/", me_views.Password.as_view(), name="password"),
    path("phrases/", me_views.phrases, name="phrases"),
    path("phrases/<int:pk>/drop/", me_views.phrase_drop, name="phrase-drop"),
]
