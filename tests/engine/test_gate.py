"""The door: who may, what is refused, and that a refusal leaves no trace."""

import datetime as dt

import pytest

from flows.audit.models import Entry
from flows.audit.verify import verify
from flows.demo.actors import agree, fresh, whose
from flows.desk import desk
from flows.desk.models import Incident, Process, Seat, Task
from flows.engine import clock, gate, registry
from flows.engine.findings import Finding, NotYours, Refused, Stale
from flows.orgs.models import Appointment, Organization
from flows.planning.flow import PlanningFlow
from flows.planning.models import PlanItem
from notifications.models import Message
from tests.dossier import (
    a_colleague,
    a_project,
    case_of,
    codes,
    everything,
    holding,
    item_of,
)

pytestmark = pytest.mark.django_db
ID_NUMBER = "11010519491231002X"


@pytest.fixture
def project():
    return a_project()


def refused(error, act, *given, **more):
    """``act`` raises ``error`` and nothing at all has changed; returns what pytest caught."""
    before = everything()
    with pytest.raises(error) as caught:
        act(*given, **more)
    assert everything() == before
    return caught


# -- a refusal changes nothing ---------------------------------------------------------------


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


# -- who may ---------------------------------------------------------------------------------


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
    refused(NotYours, gate.perform, item, "town_pass", by=_again(director))
    told = Message.objects.filter(key__startswith="seat:", recipient=director)
    assert not told.filter(subject__contains="乡镇审核").exists()


def _again(user):
    return type(user).objects.get(pk=user.pk)


def test_who_has_left_the_post_has_left_its_seats(project):
    """A seat is kept by the post: an ended appointment ends the right to sign."""
    item = item_of(project, "TOWN_REVIEW")
    clerk = whose(item)
    Appointment.objects.filter(user=clerk).update(ended_on=dt.date(2025, 1, 2))
    refused(NotYours, gate.perform, item, "town_pass", by=_again(clerk))


def test_his_successor_takes_the_seat_over(project):
    item = item_of(project, "TOWN_REVIEW")
    clerk = whose(item)
    successor = a_colleague(project.post("township.clerk"))
    refused(NotYours, gate.perform, item, "town_pass", by=successor)
    Appointment.objects.filter(user=clerk).update(ended_on=dt.date(2025, 1, 2))
    gate.perform(item, "town_pass", by=_again(successor))
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


# -- opinion ---------------------------------------------------------------------------------


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


# -- stale -----------------------------------------------------------------------------------


def test_a_version_that_is_gone_says_who_and_when_on_our_clock(project):
    item = item_of(project, "TOWN_REVIEW")
    director = holding(project, "village.director")
    caught = refused(
        Stale, gate.perform, item, "town_pass", by=whose(item), expect=item.version - 1
    )
    assert f"{director} 已于 2025-01-06 09:00 办理“申报”" in str(caught.value)
    assert "您填写的内容已保留" in str(caught.value)


def test_a_vote_does_not_raise_the_version(project):
    item = item_of(project, "JOINT_REVIEW")
    gate.perform(item, "reserve", by=whose(item), expect=item.version)
    gate.perform(item, "reserve", by=whose(item), expect=item.version)
    assert fresh(item).version == item.version + 1


def test_an_edit_raises_the_version(project):
    item = item_of(project)
    gate.edit(item, by=whose(item), need="路面破损", expect=item.version)
    refused(Stale, gate.edit, item, by=whose(item), need="又一版", expect=item.version)


def test_a_seat_signed_by_a_colleague_names_him(project):
    colleague = a_colleague(project.post("agri.clerk"), "先到者")
    item = item_of(project, "JOINT_REVIEW")
    first = holding(project, "agri.clerk")
    gate.perform(item, "reserve", by=_again(colleague), expect=item.version)
    caught = refused(Stale, gate.perform, item, "reserve", by=first, expect=item.version)
    assert str(caught.value) == "先到者 已于 2025-01-06 09:00 办理“入库审核”（同意）。"


def test_who_signed_an_earlier_step_is_not_told_that_this_one_is_done(project):
    """经办人受理之后，会签席位不是他的：不是“已办理”，而是“不由您办理”."""
    case = case_of(project, "COUNTERSIGNING")
    with pytest.raises(NotYours):
        gate.perform(case, "countersign_pass", by=holding(project, "drc.clerk"))


# -- signing ---------------------------------------------------------------------------------


@pytest.mark.parametrize("says", ["returned", "recused", "dropped", "closed", "open", "同意"])
def test_a_vote_says_yes_no_or_abstains_and_nothing_else(project, says):
    """Anything else would move the paper past the others' seats, or leave the count."""
    item = item_of(project, "JOINT_REVIEW")
    caught = refused(Refused, gate.vote, item, says, by=whose(item), opinion="理由")
    assert codes(caught) == ["VOTE_UNKNOWN"]


def test_abstaining_and_choosing_only_where_the_step_says_so(project):
    item = item_of(project, "JOINT_REVIEW")
    caught = refused(Refused, gate.vote, item, "abstained", by=whose(item))
    assert codes(caught) == ["ABSTAIN_NOT_HERE"]
    caught = refused(Refused, gate.vote, item, "agreed", by=whose(item), choice="同意整改")
    assert codes(caught) == ["CHOICE_UNKNOWN"]


def test_no_where_nothing_can_be_refused(project):
    item = item_of(project, "LISTING")
    caught = refused(Refused, gate.vote, item, "refused", by=whose(item), opinion="不妥")
    assert codes(caught) == ["REFUSE_NOT_HERE"]


def test_a_return_in_turn_tells_nobody_of_a_turn_that_does_not_come(project):
    item = item_of(project, "TOWN_REVIEW")
    leader = holding(project, "township.leader")
    gate.perform(item, "town_return", by=whose(item), opinion="补会议记录")
    assert fresh(item).state == "DRAFT"
    assert not Message.objects.filter(recipient=leader).exists()
    assert Seat.objects.get(holder=leader).state == "closed"


RETURNS = [
    ("item", "TOWN_REVIEW", "town_return", "DRAFT"),
    ("item", "JOINT_REVIEW", "joint_return", "TOWN_REVIEW"),
    ("item", "LISTING", "list_return", "JOINT_REVIEW"),
    ("item", "FILING", "file_return", "LISTING"),
    ("case", "TOWN_REVIEW", "town_return", "DRAFT"),
    ("case", "SUBMITTED", "receive_return", "DRAFT"),
    ("case", "SECTOR_REVIEW", "sector_return", "DRAFT"),
    ("case", "COUNTERSIGNING", "countersign_return", "DRAFT"),
    ("case", "DECIDING", "decide_return", "SECTOR_REVIEW"),
]


@pytest.mark.parametrize("kind, state, move, target", RETURNS)
def test_a_return_lands_where_it_should_and_can_be_gone_through_again(
    project, kind, state, move, target
):
    paper = (item_of if kind == "item" else case_of)(project, state)
    old = Task.objects.get(process__paper=type(paper).__name__, status="ASSIGNED")
    gate.perform(paper, move, by=whose(paper), opinion="请补正")
    paper = fresh(paper)
    assert paper.state == target
    assert not old.seats.filter(state__in=["open", "waiting"]).exists()
    assert Task.objects.get(pk=old.pk).outcome == move
    assert Task.objects.filter(process=old.process, status="ASSIGNED").count() == 1
    from tests.dossier import onward

    assert onward(paper, state).state == state
    assert verify(project.chain).intact


def test_the_last_signature_that_loses_is_in_the_trail_as_what_it_said(project, committee):
    """Four refused and one abstained; the last agrees. Not he said no, the vote did."""
    item = item_of(project, "JOINT_REVIEW")
    seats = desk.seats_at(item)
    for seat, says in zip(seats, ["refused"] * 4 + ["abstained"] * 2, strict=False):
        gate.vote(item, says, by=seat.holder, opinion="不够成熟")
    gate.vote(item, "agreed", by=seats[6].holder, choice="同意")
    assert fresh(item).state == "REMOVED"
    last, final = Entry.objects.filter(paper="PlanItem").order_by("-sequence")[:2][::-1]
    assert (last.move, last.payload, last.actor) == ("agreed", {"choice": "同意"}, seats[6].holder)
    assert (final.move, final.opinion) == ("remove", "")


@pytest.fixture
def committee(project, monkeypatch):
    """入库审核 as a vote of seven, of whom two thirds must be there and more than half agree."""
    from decimal import Decimal

    from flows.desk.seats import Sign
    from flows.planning.flow import PlanningFlow

    step = PlanningFlow.node_at("JOINT_REVIEW")
    posts = [
        project.post(code)
        for code in (
            "owner.lead",
            "drc.chief",
            "agri.chief",
            "finance.clerk",
            "hrss.clerk",
            "township.leader",
            "oversight.director",
        )
    ]
    monkeypatch.setattr(step, "posts", lambda paper: posts)
    everyone = Sign("ratio", share=Decimal("0.5"), quorum=Decimal("0.66"), early=False)
    monkeypatch.setattr(step, "_sign", everyone)
    monkeypatch.setattr(step, "abstain", True)
    monkeypatch.setattr(step, "choices", (("同意", "同意"), ("同意整改", "同意，限期整改")))
    return posts


def test_a_vote_with_choices_wants_one(project, committee):
    item = item_of(project, "JOINT_REVIEW")
    caught = refused(Refused, gate.vote, item, "agreed", by=whose(item))
    assert codes(caught) == ["CHOICE_MISSING"]
    caught = refused(Refused, gate.perform, item, "reserve", by=whose(item))
    assert codes(caught) == ["CHOICE_MISSING"]
    gate.vote(item, "agreed", by=whose(item), choice="同意整改")
    assert Seat.objects.get(choice="同意整改").state == "agreed"


# -- laying on a desk ------------------------------------------------------------------------


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
    from flows.planning.flow import PlanningFlow

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


# -- content ---------------------------------------------------------------------------------


def test_only_what_is_editable_here_and_only_by_who_sits(project):
    item = item_of(project)
    refused(NotYours, gate.edit, item, by=holding(project, "drc.clerk"), need="x")
    refused(NotYours, gate.edit, item, by=whose(item), state="FILED")
    refused(NotYours, gate.edit, item, by=whose(item), reserve_number="1")


def test_a_value_that_does_not_fit_is_refused_with_its_name(project):
    item = item_of(project)
    caught = refused(Refused, gate.edit, item, by=whose(item), meeting_on="不是日期")
    assert codes(caught) == ["FIELD_INVALID"] and "村民（代表）会议日期" in str(caught.value)


def test_what_has_been_signed_is_not_changed_under_the_signature(project):
    """科长 has signed the approval; 分管领导 may send it back, not rewrite it."""
    case = case_of(project, "DECIDING")
    elements = fresh(case).document.elements
    gate.perform(case, "approve", by=whose(case))
    if not elements.get("r10"):
        pytest.fail("the approval's own element must be in before it is signed")
    changed = elements | {"r2": {"headcount": 1, "priority_headcount": 0}}
    caught = refused(Refused, gate.fill, case, by=whose(case), elements=changed)
    assert codes(caught) == ["ALREADY_SIGNED"] and caught.value.findings[0].cure


def test_elements_are_filled_where_the_document_lies(project):
    case = case_of(project, "TOWN_REVIEW")
    refused(NotYours, gate.fill, case, by=whose(case), elements={})


@pytest.mark.parametrize("elements", [{"r1": "x"}, {"r1": None}, {"r1": ["x"]}])
def test_elements_of_another_shape_are_refused(project, elements):
    case = case_of(project)
    caught = refused(Refused, gate.fill, case, by=whose(case), elements=elements)
    assert codes(caught) == ["ELEMENTS_INVALID"]


# -- buttons ---------------------------------------------------------------------------------


def test_buttons_are_the_moves_with_the_reasons_why_not(project):
    case = case_of(project)
    from flows.documents.models import Document

    Document.objects.filter(kind="plan").update(elements={})
    with_unit = gate.moves(fresh(case), _terms(project), whose(case))
    submit = next(move for move in with_unit if move.name == "submit")
    assert not submit.open and {f.code for f in submit.findings} >= {"r1", "r12"}
    assert gate.moves(fresh(case), _terms(project), holding(project, "hrss.clerk")) == []


def _terms(project):
    from flows.engine.findings import Terms
    from flows.engine.models import Parameter

    return Terms(clock.today(project.chain), Parameter.snapshot())


def test_every_finding_of_the_first_rooms_has_a_cure(project):
    """A refused move says which rule, on what basis, and what to do."""
    from flows.approval.models import LabourSurvey
    from flows.documents.models import Document

    item_of(project, "FILED")
    case = case_or(project)
    Document.objects.update(elements={})
    LabourSurvey.objects.update(state="DRAFT")
    for move in gate.moves(fresh(case), _terms(project), whose(case)):
        for finding in move.findings:
            assert finding.basis and finding.cure, finding


def case_or(project):
    from flows.approval.models import ApprovalCase

    return ApprovalCase.objects.get(project=project)


BOUNDS = [
    ("item", "JOINT_REVIEW", "reserve", 14),  # a seat signed, others left
    ("item", "LISTING", "enlist", 32),  # a step decided: stage moved, next desk of two seats
    ("case", "SECTOR_REVIEW", "sector_pass", 36),  # three seats laid
]


@pytest.mark.parametrize("kind, state, move, most", BOUNDS)
def test_statements_of_one_decision(project, kind, state, move, most):
    """Lock, load, seat, rules, writes, what opens. A bound, so that it only falls."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    paper = (item_of if kind == "item" else case_of)(project, state)
    user = _again(whose(paper))
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
    from flows.orgs.models import Organization

    Organization.objects.filter(kind__in=["village", "gov"]).update(name="很长的名称" * 24)
    director = holding(project, "village.director")
    Appointment.objects.create(user=director, post=project.post("village.accountant"))
    item = item_of(project)
    gate.edit(item, by=_again(director), need="路面破损", note="说明" * 40)
    entry = project.chain.entries.last()
    assert len(entry.actor_post) == 160 and len(entry.label) == 60


def test_agree_carries_the_inputs_with_the_signature_that_decides(project):
    item = item_of(project, "JOINT_REVIEW")
    agree(item, reserve_number="XCJS-1")
    assert fresh(item).reserve_number == "XCJS-1" and fresh(project).reserve_number == "XCJS-1"
