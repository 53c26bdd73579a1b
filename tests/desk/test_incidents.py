"""办理异常 and 离职移交: seen by 系统管理员 only, solved by appointing, closed with a reason."""

import pytest
from django.urls import reverse

from flows.demo.actors import agree, fresh
from flows.desk import desk
from flows.desk.models import Incident, Seat
from flows.desk.watch import look_again
from flows.engine import gate
from flows.orgs.models import Appointment, Organization, Post, User
from notifications.models import Message
from tests.dossier import a_colleague, a_project, everything, holding, item_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper():
    """系统管理员."""
    body, _ = Organization.objects.get_or_create(
        kind="admin", name="系统运行单位", district="110000"
    )
    post, _ = Post.objects.get_or_create(organization=body, code="admin.system")
    user = User.objects.create(username="keeper", full_name="系统管理员甲")
    Appointment.objects.create(user=user, post=post)
    return user


@pytest.fixture
def orphan(keeper):
    """A list item at 区政府审定, with nobody in the leader's post."""
    project = a_project()
    item = item_of(project, "JOINT_REVIEW")
    Appointment.objects.filter(post=project.post("gov.leader")).update(ended_on="2025-01-01")
    while fresh(item).state == "JOINT_REVIEW":
        agree(fresh(item))
    return fresh(item)


def test_nobody_sits_is_an_incident_and_the_paper_has_moved(orphan, keeper):
    incident = Incident.objects.get(closed_at=None)
    assert "区政府审定年度清单" in incident.text and orphan.state == "LISTING"
    told = Message.objects.get(recipient=keeper)
    assert told.kind == "system" and orphan.project.name not in told.text + told.subject


def test_an_appointment_solves_it_by_itself(orphan):
    successor = a_colleague(orphan.project.post("gov.leader"), "新任领导")
    assert look_again() == 1
    assert Incident.objects.get().closed_at is not None
    gate.perform(orphan, "enlist", by=successor)
    assert fresh(orphan).state == "FILING"


def test_looking_again_changes_nothing_while_nobody_is_there(orphan):
    before = everything()
    assert look_again() == 0
    assert everything() == before


def test_the_page_is_the_keepers_alone_and_names_no_project(client, orphan, keeper):
    page = reverse("desk-incidents")
    client.force_login(holding(orphan.project, "drc.chief"))
    assert client.get(page).status_code == 404
    client.force_login(keeper)
    text = client.get(page).content.decode()
    assert "区政府审定年度清单" in text and orphan.project.name not in text


def test_arranging_again_on_the_page(client, orphan, keeper):
    client.force_login(keeper)
    incident = Incident.objects.get()
    answer = client.post(reverse("desk-incident-retry", args=[incident.pk]), follow=True)
    assert "仍无人可以办理" in answer.content.decode()
    a_colleague(orphan.project.post("gov.leader"))
    answer = client.post(reverse("desk-incident-retry", args=[incident.pk]), follow=True)
    assert "已重新安排席位" in answer.content.decode()


def test_closing_by_hand_needs_a_reason_and_is_recorded(client, orphan, keeper):
    client.force_login(keeper)
    incident = Incident.objects.get()
    address = reverse("desk-incident-dismiss", args=[incident.pk])
    client.post(address, {"reason": " "})
    incident.refresh_from_db()
    assert incident.closed_at is None
    client.post(address, {"reason": "机构改革中，由区政府另行指定"})
    incident.refresh_from_db()
    assert incident.closed_by == keeper and incident.reason.startswith("机构改革")


def test_a_leavers_desk_goes_over_in_one_move(client, keeper):
    project = a_project()
    item = item_of(project, "TOWN_REVIEW")
    leaver = holding(project, "township.clerk")
    successor = a_colleague(project.post("township.clerk"), "接手人")
    client.force_login(keeper)
    answer = client.post(
        reverse("hand-over"),
        {"leaver": leaver.pk, "successor": successor.pk, "reason": "调任", "end": "on"},
    )
    text = answer.content.decode()
    assert "已移交 1 席" in text and project.name not in text
    assert desk.seats_at(item)[0].holder == successor
    assert not leaver.appointments.filter(ended_on=None).exists()
    gate.perform(item, "town_pass", by=User.objects.get(pk=successor.pk))


def test_what_the_successor_may_not_have_waits_for_the_post(client, keeper):
    project = a_project()
    item = item_of(project, "TOWN_REVIEW")
    leaver, stranger = holding(project, "township.clerk"), holding(project, "drc.chief")
    client.force_login(keeper)
    data = {"leaver": leaver.pk, "successor": stranger.pk, "reason": "调任"}
    assert "待领" in client.post(reverse("hand-over"), data).content.decode()
    assert Seat.objects.get(pk=desk.seats_at(item)[0].pk).holder is None
