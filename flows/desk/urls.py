"""Addresses of the desk: the inbox, and one page for every paper."""

from __future__ import annotations

from django.urls import path

from . import inbox_views, incident_views, live, picture_views, verb_views, views

urlpatterns = [
    path("", inbox_views.inbox_page, name="inbox"),
    path("live/", live.inbox_live, name="inbox-live"),
    path("bulk/", inbox_views.bulk_page, name="inbox-bulk"),
    path("filters/", inbox_views.save_filter, name="filter-save"),
    path("filters/<int:pk>/delete/", inbox_views.delete_filter, name="filter-delete"),
    path("papers/<str:kind>/<int:pk>/version/", live.paper_version, name="paper-version"),
    path("papers/<str:kind>/<int:pk>/", views.paper_page, name="paper"),
    path("papers/<str:kind>/<int:pk>/edit/", views.edit_page, name="paper-edit"),
    path("papers/<str:kind>/<int:pk>/read/", views.read, name="paper-read"),
    path("papers/<str:kind>/<int:pk>/return/", verb_views.return_page, name="paper-return"),
    path("papers/<str:kind>/<int:pk>/do/<slug:verb>/", verb_views.verb_page, name="paper-verb"),
    path("papers/<str:kind>/<int:pk>/flow/", picture_views.paper_flow_page, name="paper-flow"),
    path(
        "papers/<str:kind>/<int:pk>/flow.svg", picture_views.paper_flow_svg, name="paper-flow-svg"
    ),
    path(
        "papers/<str:kind>/<int:pk>/machine.svg",
        picture_views.paper_machine_svg,
        name="paper-machine-svg",
    ),
    path("flows/<slug:kind>.svg", picture_views.flow_svg, name="flow-svg"),
    path("flows/<slug:kind>.bpmn", picture_views.flow_bpmn, name="flow-bpmn"),
    path("flows/<slug:kind>/machine.svg", picture_views.machine_svg, name="machine-svg"),
    path(
        "flows/<slug:kind>/machine.bpmn",
        picture_views.flow_bpmn,
        {"whole": True},
        name="machine-bpmn",
    ),
    path("seats/<int:pk>/claim/", views.claim, {"move": "claim"}, name="seat-claim"),
    path("seats/<int:pk>/release/", views.claim, {"move": "release"}, name="seat-release"),
    path("incidents/", incident_views.incidents, name="desk-incidents"),
    path("incidents/<int:pk>/retry/", incident_views.incident_retry, name="desk-incident-retry"),
    path(
        "incidents/<int:pk>/dismiss/", incident_views.incident_dismiss, name="desk-incident-dismiss"
    ),
    path("hand-over/", incident_views.hand_over_page, name="hand-over"),
]
