"""Addresses of acceptance; a case and a handover have the page every paper has."""

from __future__ import annotations

from django.urls import path

from .views import benefits, committee, items, members, review, seal, summary

urlpatterns = [
    path("acceptance/<int:pk>/committee/", committee.committee, name="committee"),
    path("acceptance/<int:pk>/summary/", summary.summary, name="acceptance-summary"),
    path("acceptance/<int:pk>/read/", summary.read, name="acceptance-read"),
    path("acceptance/<int:pk>/filing/", summary.filing, name="filing"),
    path("acceptance/<int:pk>/outside/", members.outside, name="outside-invite"),
    path("acceptance/<int:pk>/interests/", members.interests, name="interests"),
    path(
        "acceptance/<int:pk>/interests/<int:number>/end/",
        members.interest_end,
        name="interest-end",
    ),
    path("acceptance/<int:pk>/members/<int:number>/", members.member, name="member"),
    path("acceptance/<int:pk>/members/<int:number>/chair/", members.chair, name="member-chair"),
    path(
        "acceptance/<int:pk>/members/<int:number>/password/",
        members.password,
        name="member-password",
    ),
    path("handover/<int:pk>/benefits/", benefits.benefits, name="benefits"),
    path("handover/<int:pk>/follow-up/", benefits.follow_up, name="follow-up-open"),
    path("acceptance/<int:pk>/seal/", seal.seal, name="seal"),
    path("acceptance/<int:pk>/items/", review.items, name="items"),
    path("acceptance/<int:pk>/items/<str:code>/", items.item, name="item"),
]
