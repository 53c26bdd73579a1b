"""撤回, 拿回 and 终止: who began it, who has signed, who decides; and what no longer can be undone."""

import pytest

from flows.demo.actors import agree, fresh, whose
from flows.desk import actions
from flows.desk.actions.taking import way_back
from flows.desk.models import Process, Seat
from flows.desk.seats import Sign
from flows.engine import gate
from flows.engine.findings import NotYours, Refused
from flows.planning.flow import PlanningFlow
from tests.dossier import a_colleague, case_of, codes, holding, item_of
from tests.semantics.hands import (
    again,
    at_joint_review,
    chosen,
    last_entry,
    refused,
    remembered,
    says,
    seat,
    send_back,
    states,
)

THREE = ("agri.chief", "drc.chief", "finance.chief")
UNDECIDED = ["TOWN_REVIEW", "SUBMITTED", "SECTOR_REVIEW", "COUNTERSIGNING", "DECIDING"]


def take_back(paper, user, reason="写错了总投资"):
    actions.take_back(paper, by=again(user), reason=reason)


# -- 撤回 ------------------------------------------------------------------------------------


def test_before_anybody_has_said_anything_it_is_a_draft_again_under_the_same_number(project):
    case = case_of(project, "TOWN_REVIEW")
    take_back(case, case.initiator)
    back = fresh(case)
    assert (back.pk, back.state, fresh(project).stage) == (case.pk, "DRAFT", "PREP")
    entry = last_entry(case)
    assert (entry.move, entry.label, entry.opinion) == ("town_return", "拿回", "写错了总投资")
    assert Process.objects.filter(paper="ApprovalCase").count() == 1
    agree(back)
    assert fresh(case).state == "TOWN_REVIEW"


@pytest.mark.parametrize("state", UNDECIDED)
def test_later_but_undecided_it_ends_it_with_a_reason(project, state):
    case = case_of(project, state)
    by = again(case.initiator)
    caught = refused(Refused, gate.perform, case, "withdraw", by=by, opinion=" ")
    assert codes(caught) == ["OPINION_MISSING"]
    gate.perform(case, "withdraw", by=by, opinion="资金有变")
    assert fresh(case).state == "WITHDRAWN" and fresh(project).stage == "WITHDRAWN"
    assert not Seat.objects.filter(paper="ApprovalCase", state__in=["open", "waiting"]).exists()
    assert last_entry(case).opinion == "资金有变"


@pytest.mark.parametrize("state", ["DECIDED_APPROVE", "DELIVERED"])
def test_after_the_decision_there_is_only_revocation_and_change(project, state):
    case = case_of(project, state)
    by = again(case.initiator)
    caught = refused(Refused, gate.perform, case, "withdraw", by=by, opinion="资金有变")
    assert "撤销或变更" in caught.value.findings[0].cure
    decider = again(holding(project, "drc.leader" if state == "DECIDED_APPROVE" else "drc.clerk"))
    with pytest.raises((Refused, NotYours)) as caught:
        actions.take_back(case, by=decider, reason="再想想")
    told = [str(caught.value), *(f.cure for f in getattr(caught.value, "findings", []))]
    assert any("撤销或变更" in text for text in told)


def test_nobody_else_withdraws(project):
    case = case_of(project, "SUBMITTED")
    for code in ("drc.clerk", "drc.chief", "township.leader", "village.director"):
        by = again(holding(project, code))
        refused(NotYours, gate.perform, case, "withdraw", by=by, opinion="撤")


# -- 拿回 ------------------------------------------------------------------------------------


def test_the_last_signature_of_a_step_brings_the_paper_back(project):
    case = case_of(project, "SECTOR_REVIEW")
    clerk = holding(project, "drc.clerk")
    take_back(case, clerk)
    assert fresh(case).state == "SUBMITTED" and seat(fresh(case), "drc.clerk").holder == clerk
    gate.perform(fresh(case), "receive", by=again(clerk))
    assert fresh(case).state == "SECTOR_REVIEW"


def test_what_the_others_signed_there_still_stands(project):
    case = case_of(project, "DECIDING")
    last = holding(project, "agri.chief")
    take_back(case, last)
    assert states(fresh(case)) == {
        "finance.chief": "agreed",
        "hrss.clerk": "agreed",
        "agri.chief": "open",
    }
    gate.perform(fresh(case), "countersign_pass", by=again(last))
    assert fresh(case).state == "DECIDING"


def test_an_open_step_gives_the_signature_back(project):
    case = case_of(project, "COUNTERSIGNING")
    finance = holding(project, "finance.chief")
    gate.perform(case, "countersign_pass", by=again(finance), opinion="同意")
    take_back(case, finance)
    mine = seat(case, "finance.chief")
    assert (mine.state, mine.opinion, mine.decided_by, mine.decided_at) == ("open", "", None, None)
    assert last_entry(case).move == "take_back" and last_entry(case, 1).opinion == "同意"
    gate.perform(case, "countersign_refuse", by=again(finance), opinion="资金未落实")


@pytest.mark.parametrize("place", ["before", "after"])
def test_the_last_signature_may_have_been_an_added_one(project, place):
    case = case_of(project, "SECTOR_REVIEW")
    reviewer, leader = holding(project, "sector.reviewer"), holding(project, "gov.leader")
    given = {"reason": "请核", "person": chosen(leader), "place": place}
    actions.add_seat(case, by=again(reviewer), **given)
    order = ["gov.leader", "sector.reviewer"]
    for code in order if place == "before" else reversed(order):
        says(case, code, "agreed")
    last = holding(project, order[-1] if place == "before" else order[0])
    take_back(case, last)
    case = fresh(case)
    assert case.state == "SECTOR_REVIEW" and whose(case) == last
    gate.perform(case, "sector_pass", by=again(last))
    assert fresh(case).state == "COUNTERSIGNING"


def test_of_a_vote_that_had_ended_early_everybody_may_vote_again(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE, sign=Sign("quorum", count=2))
    says(item, "agri.chief", "agreed")
    says(item, "drc.chief", "agreed")
    take_back(item, holding(project, "drc.chief"))
    assert states(fresh(item)) == {
        "agri.chief": "agreed",
        "drc.chief": "open",
        "finance.chief": "open",
    }


def test_who_got_the_seat_passed_on_takes_it_back_to_himself(project):
    case = case_of(project, "DECIDING")
    clerk = holding(project, "drc.clerk")
    given = {"reason": "请办", "person": chosen(clerk)}
    actions.transfer(case, by=again(holding(project, "drc.chief")), **given)
    says(case, "drc.clerk", "agreed")
    take_back(case, clerk)
    assert states(case)["drc.clerk"] == "open" and states(case)["drc.leader"] == "waiting"


def test_the_time_of_the_step_goes_on(project):
    from flows.desk.models import Task

    case = case_of(project, "SECTOR_REVIEW")
    Task.objects.filter(seats__step="receive").update(counted_from="2025-01-02")
    take_back(case, holding(project, "drc.clerk"))
    task = Task.objects.get(process__paper="ApprovalCase", status="ASSIGNED")
    assert str(task.counted_from) == "2025-01-02"


def test_a_return_that_is_to_come_back_is_not_forgotten_by_it(monkeypatch, project):
    """直达 from 备案 to the village; 区政府's list asks for something, so it stops there."""
    from flows.engine import machine
    from flows.engine.inputs import Input

    item = item_of(project, "FILING")
    found = next(e for e in machine.transitions(type(item)) if e.name == "enlist")
    monkeypatch.setitem(found.custom, "inputs", (Input("list_version", "年度清单文号"),))
    item = send_back(item, "back_to_joint", direct=True)
    agree(item)
    item = fresh(item)
    assert item.state == "LISTING" and remembered(item) is not None
    take_back(item, holding(project, "drc.clerk"))
    assert remembered(item) is not None


# -- 拿回 refused ----------------------------------------------------------------------------


def test_not_once_the_next_has_acted(project):
    case = case_of(project, "COUNTERSIGNING")
    reviewer = holding(project, "sector.reviewer")
    assert way_back(case, again(reviewer))
    says(case, "finance.chief", "agreed")
    caught = refused(Refused, actions.take_back, case, by=again(reviewer), reason="漏看一页")
    assert codes(caught) == ["ACTED_ALREADY"] and not way_back(case, again(reviewer))


def test_in_turn_not_once_the_one_after_has_signed(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE, sign=Sign("turn"))
    says(item, "agri.chief", "agreed")
    says(item, "drc.chief", "agreed")
    by = again(holding(project, "agri.chief"))
    caught = refused(Refused, actions.take_back, item, by=by, reason="漏看一页")
    assert codes(caught) == ["ACTED_ALREADY"]
    take_back(item, holding(project, "drc.chief"))
    take_back(item, holding(project, "agri.chief"))
    assert list(states(item).values()) == ["open", "waiting", "waiting"]


def test_advice_not_once_it_has_been_used(monkeypatch, project):
    item = at_joint_review(monkeypatch, project, THREE)
    clerk = holding(project, "drc.clerk")
    given = {"reason": "请看", "person": chosen(clerk)}
    actions.delegate(item, by=again(holding(project, "drc.chief")), **given)
    says(item, "drc.clerk", "agreed")
    take_back(item, clerk)
    assert states(item)["drc.chief"] == "waiting"
    says(item, "drc.clerk", "agreed")
    says(item, "drc.chief", "agreed")
    caught = refused(Refused, actions.take_back, item, by=again(clerk), reason="再看看")
    assert codes(caught) == ["ACTED_ALREADY"]


def test_only_ones_own_and_the_last(project):
    case = case_of(project, "SECTOR_REVIEW")
    for code in ("owner.lead", "township.leader", "sector.reviewer", "drc.chief", "audit.officer"):
        held = project.post(code) if code != "audit.officer" else None
        user = held.holders[0] if held else holding_of("audit.officer")
        refused(NotYours, actions.take_back, case, by=again(user), reason="拿回")


def holding_of(code):
    from flows.orgs.models import Appointment

    return Appointment.objects.filter(post__code=code).first().user


def test_not_by_who_has_left_the_post(project):
    from flows.orgs.models import Appointment

    case = case_of(project, "SECTOR_REVIEW")
    clerk = holding(project, "drc.clerk")
    a_colleague(project.post("drc.clerk"))
    Appointment.objects.filter(user=clerk).update(ended_on="2025-01-01")
    refused(NotYours, actions.take_back, case, by=again(clerk), reason="拿回")


def test_not_what_leads_to_a_list_of_supplements(project):
    """补正's answer has no way back that does not ask for a list: it is refused, never asked."""
    import datetime as dt

    case = case_of(project, "SUBMITTED")
    given = {"items": "补概算表", "until": dt.date(2025, 1, 20)}
    gate.perform(case, "ask_supplement", by=whose(case), opinion="补", **given)
    agree(case)
    by = again(holding(project, "owner.lead"))
    caught = refused(Refused, actions.take_back, case, by=by, reason="还差一页")
    assert codes(caught) == ["NO_WAY_BACK"] and not way_back(case, by)


def test_not_while_it_is_suspended(project):
    case = case_of(project, "SECTOR_REVIEW")
    actions.pause(case, by=again(whose(case)), reason="待现场核实")
    by = again(holding(project, "drc.clerk"))
    caught = refused(Refused, actions.take_back, case, by=by, reason="拿回")
    assert codes(caught) == ["SUSPENDED"]


def test_not_where_the_step_does_not_allow_it(monkeypatch, project):
    item = item_of(project, "LISTING")
    allows = PlanningFlow.joint_review.allows - {"take_back"}
    monkeypatch.setattr(PlanningFlow.joint_review, "allows", allows)
    by = again(holding(project, "drc.clerk"))
    refused(NotYours, actions.take_back, item, by=by, reason="拿回")


# -- 终止 ------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", UNDECIDED)
def test_who_decides_may_terminate_with_a_reason(project, state):
    case = case_of(project, state)
    by = again(holding(project, "drc.chief"))
    caught = refused(Refused, gate.perform, case, "terminate", by=by, opinion="")
    assert codes(caught) == ["OPINION_MISSING"]
    gate.perform(case, "terminate", by=by, opinion="规划调整")
    assert fresh(case).state == "TERMINATED" and fresh(project).stage == "TERMINATED"
    assert Process.objects.get(paper="ApprovalCase").finished is not None
    assert case.initiator.messages.filter(kind="result").exists()


def test_nobody_else_terminates_nor_after_the_decision(project):
    case = case_of(project, "DECIDING")
    for code in ("drc.clerk", "owner.lead", "agri.chief"):
        by = again(holding(project, code))
        refused(NotYours, gate.perform, case, "terminate", by=by, opinion="终止")
