"""Laying a paper on a desk: who sits there, nobody, several, one post twice."""

import pytest

from flows.demo.actors import fresh, whose
from flows.desk import desk
from flows.desk.models import Incident, Process, Task
from flows.engine import gate
from flows.engine.findings import Refused
from flows.orgs.models import Organization
from flows.planning.flow import PlanningFlow
from flows.planning.models import PlanItem
from notifications.models import Message
from tests.dossier import (
    a_colleague,
    case_of,
    codes,
    item_of,
    refused,
)

pytestmark = pytest.mark.django_db


def test_a_step_where_nobody_would_sit_is_laid_before_the_administrators(project, monkeypatch):
    """Never skipped, never refused because of a post: an incident, and the paper waits."""
    item = item_of(project)
    monkeypatch.setattr(PlanningFlow.node_at("TOWN_REVIEW"), "posts", lambda paper: [])
    gate.perform(item, "submit", by=whose(item))
    task = Task.objects.get(process__paper="PlanItem", status="ASSIGNED")
    assert not task.seats.exists() and task.incidents.get(closed_at=None).code == "NOBODY_SITS"


def test_a_step_that_must_have_somebody_is_not_opened_without(project, monkeypatch):
    step = PlanningFlow.node_at("TOWN_REVIEW")
    item = item_of(project)
    monkeypatch.setattr(step, "posts", lambda paper: [])
    monkeypatch.setattr(step, "nobody", "refuse")
    caught = refused(Refused, gate.perform, item, "submit", by=whose(item))
    assert codes(caught) == ["NOBODY_SITS"]


def test_a_body_the_project_lacks_is_an_incident_that_names_it(project):
    case = case_of(project, "SUBMITTED")
    Organization.objects.filter(kind="sector").update(sector="别的行业")
    gate.perform(case, "receive", by=whose(case))
    assert fresh(case).state == "SECTOR_REVIEW"
    assert "行业主管部门" in Incident.objects.get().text


def test_one_post_sits_once_even_if_named_twice(project, monkeypatch):
    clerk = project.post("township.clerk")
    monkeypatch.setattr(PlanningFlow.node_at("TOWN_REVIEW"), "posts", lambda paper: [clerk, clerk])
    item = item_of(project, "TOWN_REVIEW")
    assert len(desk.seats_at(item)) == 1


def test_a_seat_of_several_holders_is_queued_and_each_is_told(project):
    a_colleague(project.post("agri.clerk"))
    item = item_of(project, "JOINT_REVIEW")
    seat = desk.seats_at(item)[0]
    assert seat.holder is None
    assert Message.objects.filter(key__startswith=f"seat:{seat.pk}:").count() == 2


def test_every_paper_that_waits_has_exactly_one_open_step(project):
    item_of(project, "FILED")
    for process in Process.objects.all():
        paper = {"PlanItem": PlanItem}.get(process.paper)
        if paper is not None:
            assert process.finished and process.status == "DONE"
    assert (
        Task.objects.filter(status="ASSIGNED").count()
        == Process.objects.filter(finished=None).count()
    )
