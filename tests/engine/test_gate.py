"""The door: who may, what is refused, and that a refusal leaves no trace."""

import datetime as dt

import pytest

from flows.audit.models import Entry
from flows.audit.verify import verify
from flows.demo.actors import agree, fresh, whose
from flows.desk import desk
from flows.desk.models import Seat
from flows.engine import gate, registry
from flows.engine.findings import Finding, NotYours, Refused
from flows.orgs.models import Appointment, Organization
from notifications.models import Message
from tests.dossier import (
    a_colleague,
    again,
    case_of,
    codes,
    holding,
    item_of,
    refused,
)

pytestmark = pytest.mark.django_db


ID_NUMBER = "11010519491231002X"


def test_rules_that_refuse_leave_no_trace(project):
    project.labour_links = []
    project.save(update_fields=["labour_links"])
    item = item_of(project)
    caught = refused(Refused, gate.perform, item, "submit", by=whose(item))
    assert codes(caught) == ["LINKS_MISSING"]


def test_a_refusal_deep_in_what_opens_undoes_the_whole_move(project, monkeypatch):
    """The opener of the state refuses: seat, paper, trail and message are as before."""
    item = item_of(project, "JOINT_REVIEW")
    gate.perform(item, "reserve", by=whose(item))

    def refuse(unit, paper):
        raise Refused([Finding("NO", "不行")])

    opens = registry.openers
    monkeypatch.setattr(registry, "openers", lambda paper: (*opens(paper), refuse))
    refused(Refused, gate.perform, item, "reserve", by=whose(item))
    assert verify(project.chain).intact


def test_a_move_the_machine_does_not_know_here(project):
    item = item_of(project)
    caught = refused(Refused, gate.perform, item, "enlist", by=whose(item))
    assert codes(caught) == ["MOVE_NOT_OPEN"] and caught.value.findings[0].cure


def test_inputs_that_are_wrong_are_named(project):
    from flows.approval.models import LabourSurvey

    item_of(project, "FILED")
    survey = LabourSurvey.objects.get(project=project)
    caught = refused(
        Refused, gate.perform, survey, "finish", by=whose(survey), willing="多人", priority=""
    )
    assert codes(caught) == ["INPUT_INVALID", "INPUT_MISSING"]


def test_nobody_else_signs(project):
    item = item_of(project, "TOWN_REVIEW")
    for code in ("village.director", "drc.chief", "audit.officer", "admin.system"):
        refused(NotYours, gate.perform, item, "town_pass", by=_anybody(project, code))


def _anybody(project, code):
    return Appointment.objects.filter(post__code=code).first().user


def test_in_turn_the_second_waits_for_the_first(project):
    item = item_of(project, "TOWN_REVIEW")
    leader, clerk = holding(project, "township.leader"), holding(project, "township.clerk")
    refused(NotYours, gate.perform, item, "town_pass", by=leader)
    gate.perform(item, "town_pass", by=clerk)
    assert fresh(item).state == "TOWN_REVIEW"
    gate.perform(item, "town_pass", by=leader)
    assert fresh(item).state == "JOINT_REVIEW"


def test_who_started_a_paper_never_decides_on_it(project):
    """The village's director sits in the township too: his own report is not his to pass."""
    director = holding(project, "village.director")
    clerk = project.post("township.clerk")
    Appointment.objects.create(user=director, post=clerk)
    item = item_of(project, "TOWN_REVIEW")
    seat = desk.seats_at(item)[0]
    assert seat.holder == clerk.holders[-1] != director or seat.holder != director
    refused(NotYours, gate.perform, item, "town_pass", by=again(director))
    told = Message.objects.filter(key__startswith="seat:", recipient=director)
    assert not told.filter(subject__contains="乡镇审核").exists()


def test_who_has_left_the_post_has_left_its_seats(project):
    """A seat is kept by the post: an ended appointment ends the right to sign."""
    item = item_of(project, "TOWN_REVIEW")
    clerk = whose(item)
    Appointment.objects.filter(user=clerk).update(ended_on=dt.date(2025, 1, 2))
    refused(NotYours, gate.perform, item, "town_pass", by=again(clerk))


def test_his_successor_takes_the_seat_over(project):
    item = item_of(project, "TOWN_REVIEW")
    clerk = whose(item)
    successor = a_colleague(project.post("township.clerk"))
    refused(NotYours, gate.perform, item, "town_pass", by=successor)
    Appointment.objects.filter(user=clerk).update(ended_on=dt.date(2025, 1, 2))
    gate.perform(item, "town_pass", by=again(successor))
    assert Seat.objects.get(decided_by=successor).holder == successor


def test_a_deactivated_account_does_nothing(project):
    item = item_of(project, "TOWN_REVIEW")
    clerk = whose(item)
    clerk.is_active = False
    clerk.save()
    refused(NotYours, gate.perform, item, "town_pass", by=clerk)


def test_moves_of_the_door_are_nobodys(project):
    for user in (holding(project, "village.director"), holding(project, "gov.leader")):
        refused(NotYours, gate.perform, project, "reserve", by=user)


def test_withdrawal_is_the_initiators_alone(project):
    case = case_of(project, "SECTOR_REVIEW")
    refused(NotYours, gate.perform, case, "withdraw", by=holding(project, "drc.clerk"))
    gate.perform(case, "withdraw", by=case.initiator, opinion="资金有变")
    assert fresh(case).state == "WITHDRAWN" and fresh(project).stage == "WITHDRAWN"
    assert not Seat.objects.filter(paper="ApprovalCase", state__in=["open", "waiting"]).exists()


@pytest.mark.parametrize("opinion", ["", "   ", "\n\t　"])
@pytest.mark.parametrize("move", ["remove", "joint_return"])
def test_refusal_and_return_want_a_reason(project, move, opinion):
    item = item_of(project, "JOINT_REVIEW")
    caught = refused(Refused, gate.perform, item, move, by=whose(item), opinion=opinion)
    assert codes(caught) == ["OPINION_MISSING"]


def test_private_numbers_in_free_text_are_kept_nowhere(project):
    """Opinion in seat and trail, and the inputs in the trail: the last four at most."""
    item = item_of(project, "JOINT_REVIEW")
    gate.perform(item, "reserve", by=whose(item), opinion=f"身份证{ID_NUMBER}，手机13800138000")
    gate.perform(item, "reserve", by=whose(item), reserve_number=ID_NUMBER)
    for opinion in (
        *Seat.objects.values_list("opinion", flat=True),
        *Entry.objects.values_list("opinion", flat=True),
        *(str(payload) for payload in Entry.objects.values_list("payload", flat=True)),
    ):
        assert ID_NUMBER not in opinion and "13800138000" not in opinion
    assert Seat.objects.filter(opinion="身份证****002X，手机****8000").exists()


BOUNDS = [
    ("item", "JOINT_REVIEW", "reserve", 14),  # a seat signed, others left
    ("item", "LISTING", "enlist", 35),  # a step decided: stage moved, next desk of two seats
    ("case", "SECTOR_REVIEW", "sector_pass", 38),  # three seats laid
]


@pytest.mark.parametrize("kind, state, move, most", BOUNDS)
def test_statements_of_one_decision(project, kind, state, move, most):
    """Lock, load, seat, rules, writes, what opens. A bound, so that it only falls."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    paper = (item_of if kind == "item" else case_of)(project, state)
    user = again(whose(paper))
    with CaptureQueriesContext(
        connection,
    ) as counted:
        gate.perform(paper, move, by=user)
    print(f"\n{move}: {len(counted)} statements")
    assert len(counted) <= most


def test_a_unit_inside_a_unit_of_the_same_project_is_a_mistake_that_shows(project, monkeypatch):
    """Its writes would be overwritten by the outer one's copies."""
    item = item_of(project, "LISTING")
    leader = whose(item)

    def wrong(unit, paper):
        gate.perform(paper, "file", by=leader)

    monkeypatch.setattr(registry, "openers", lambda paper: (wrong,))
    refused(RuntimeError, gate.perform, item, "enlist", by=leader)
    monkeypatch.undo()
    gate.perform(item, "enlist", by=leader)


def test_a_long_name_does_not_stop_a_decision(project):

    Organization.objects.filter(kind__in=["village", "gov"]).update(name="很长的名称" * 24)
    director = holding(project, "village.director")
    Appointment.objects.create(user=director, post=project.post("village.accountant"))
    item = item_of(project)
    gate.edit(item, by=again(director), need="路面破损", note="说明" * 40)
    entry = project.chain.entries.last()
    assert len(entry.actor_post) == 160 and len(entry.label) == 60


def test_agree_carries_the_inputs_with_the_signature_that_decides(project):
    item = item_of(project, "JOINT_REVIEW")
    agree(item, reserve_number="XCJS-1")
    assert fresh(item).reserve_number == "XCJS-1" and fresh(project).reserve_number == "XCJS-1"
