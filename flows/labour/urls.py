"""Addresses of labour: survey, openings, matching, 披露记录. Its roster has the page every paper has, the
people's pages show pay too and lie in flows/payroll/urls.py. Naming the views registers the panels."""

from __future__ import annotations

from django.urls import path

from .views import agreements, disclosures, matching, openings, survey, training

urlpatterns = [
    path("projects/<str:code>/survey/", survey.survey, name="survey"),
    path("projects/<str:code>/survey/<int:pk>/drop/", survey.drop, name="survey-drop"),
    path("projects/<str:code>/openings/", openings.openings, name="openings"),
    path("projects/<str:code>/openings/<int:pk>/", openings.opening, name="opening"),
    path("projects/<str:code>/openings/<int:pk>/remove/", openings.remove, name="opening-remove"),
    path("projects/<str:code>/matching/", matching.matching, name="matching"),
    path("projects/<str:code>/matching/roster/", matching.roster, name="matching-roster"),
    path("projects/<str:code>/training/", training.training, name="training"),
    path("projects/<str:code>/agreements/", agreements.agreements, name="agreements"),
    path("projects/<str:code>/workers/retain/", training.retain, name="retain"),
    path("disclosures/", disclosures.disclosures, name="disclosures"),
]
