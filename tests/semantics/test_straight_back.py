"""直达: what was signed before a return and still stands, what is asked anew, what forgets it."""

from decimal import Decimal

import pytest

from flows.demo.actors import agree, fresh, whose
from flows.desk import actions, desk
from flows.desk.returning import returns_of
from flows.desk.seats import Sign
from flows.documents.models import Document
from flows.engine import gate, machine
from flows.engine.findings import Finding, Refused, Stale
from flows.engine.inputs import Input
from flows.planning.flow import PlanningFlow
from tests.dossier import case_of, codes, holding, item_of
from tests.semantics.hands import (
    again,
    chosen,
    half_signed,
    last_entry,
    refused,
    remembered,
    says,
    seat,
    send_back,
    states,
    step_name,
)

# -- across a countersign --------------------------------------------------------------------


@pytest.mark.parametrize("move", ["back_to_sector", "back_to_town", "countersign_return"])
def test_those_who_have_agreed_are_not_asked_again(project, move, terms):
    case = half_signed(project)
    user = again(holding(project, "hrss.clerk"))
    said = next(r for r in returns_of(case, user, terms(case)) if r.move.name == move)
    case = send_back(case, move, direct=True, by=user)
    agree(case)
    case = fresh(case)
    assert states(case) == {"finance.chief": "agreed", "hrss.clerk": "open", "agri.chief": "open"}
    finance = seat(case, "finance.chief")
    assert finance.kept and finance.decided_by == holding(project, "finance.chief")
    assert any(str(finance.decided_by) in line for line in said.ways[1].stands)
    refused(Stale, gate.perform, case, "countersign_pass", by=again(finance.decided_by))
    for code in ("hrss.clerk", "agri.chief"):
        says(case, code, "agreed")
    assert fresh(case).state == "DECIDING"


def test_on_the_whole_way_round_they_are(project):
    case = half_signed(project)
    case = send_back(case, "back_to_sector", by=holding(project, "hrss.clerk"))
    agree(case)
    assert set(states(fresh(case)).values()) == {"open"}


def test_what_passes_says_whose_opinions_stand(project):
    """直达 from 批复 across the countersign: one entry for each step passed, by whom it was signed."""
    case = case_of(project, "DECIDING")
    case = send_back(case, "decide_return", direct=True)
    agree(case)
    entry = last_entry(case)
    assert (entry.move, entry.label) == ("countersign_pass", "沿用：会签同意")
    for code in ("finance.chief", "hrss.clerk", "agri.chief"):
        assert str(holding(project, code)) in entry.opinion
    assert fresh(case).state == "DECIDING"


def test_the_signatures_of_those_in_turn_before_stand(project):
    """批复: 科长 has agreed, 分管领导 sends it back for himself: 科长 is not asked again."""
    case = case_of(project, "DECIDING")
    says(case, "drc.chief", "agreed")
    case = send_back(case, "decide_return", direct=True, by=holding(project, "drc.leader"))
    agree(case)
    assert states(fresh(case)) == {"drc.chief": "agreed", "drc.leader": "open"}


def test_who_was_added_or_got_the_seat_is_asked_again_and_his_signature_stands(project, terms):
    case = case_of(project, "COUNTERSIGNING")
    finance, agri = holding(project, "finance.chief"), holding(project, "agri.chief")
    clerk = holding(project, "finance.clerk")
    given = {"by": again(finance), "reason": "请办", "person": chosen(clerk)}
    actions.transfer(case, **given)
    leader = holding(project, "gov.leader")
    given = {"by": again(agri), "reason": "请核", "person": chosen(leader), "place": "before"}
    actions.add_seat(case, **given)
    says(case, "finance.clerk", "agreed")
    says(case, "gov.leader", "agreed")
    user = again(holding(project, "hrss.clerk"))
    said = next(r for r in returns_of(case, user, terms(case)) if r.move.name == "back_to_sector")
    assert len(said.ways[1].stands) == 2
    case = send_back(case, "back_to_sector", direct=True, by=user)
    agree(case)
    case = fresh(case)
    assert states(case) == {
        "finance.clerk": "agreed",
        "hrss.clerk": "open",
        "agri.chief": "open",
        "gov.leader": "agreed",
    }
    says(case, "agri.chief", "agreed")
    says(case, "hrss.clerk", "agreed")
    assert fresh(case).state == "DECIDING"


def test_who_was_added_and_had_not_signed_is_asked_too(project):
    case = case_of(project, "COUNTERSIGNING")
    agri, leader = holding(project, "agri.chief"), holding(project, "gov.leader")
    given = {"by": again(agri), "reason": "请核", "person": chosen(leader), "place": "before"}
    actions.add_seat(case, **given)
    case = send_back(case, "back_to_sector", direct=True, by=holding(project, "hrss.clerk"))
    agree(case)
    assert states(fresh(case))["agri.chief"] == "waiting"
    assert states(fresh(case))["gov.leader"] == "open"


# -- what stops the pass, and what forgets it ------------------------------------------------


def test_rules_are_still_asked_when_passing(project):
    """重报 with a chapter that has a hole: the door says so to whom reports it."""
    case = case_of(project, "SECTOR_REVIEW")
    case = send_back(case, "back_to_reception", direct=True)
    case = send_back(case, "receive_return")
    Document.objects.filter(kind="plan").update(elements={})
    caught = refused(Refused, gate.perform, case, "submit", by=whose(case))
    assert "r1" in codes(caught)


def test_the_rules_of_a_step_passed_are_asked(monkeypatch, project):
    case = case_of(project, "DECIDING")
    case = send_back(case, "decide_return", direct=True)

    def never(paper, terms):
        yield Finding("NOT_NOW", "不行", "依据", "办法")

    found = next(e for e in machine.transitions(type(case)) if e.name == "countersign_pass")
    monkeypatch.setitem(found.custom, "rules", (never,))
    caught = refused(Refused, gate.perform, case, "sector_pass", by=whose(case))
    assert codes(caught) == ["NOT_NOW"]


def test_what_must_be_written_in_stops_the_pass(monkeypatch, project, terms):
    case = case_of(project, "DECIDING")
    user = again(whose(case))
    found = next(e for e in machine.transitions(type(case)) if e.name == "countersign_pass")
    monkeypatch.setitem(found.custom, "inputs", (Input("number", "会签编号"),))
    said = next(r for r in returns_of(case, user, terms(case)) if r.move.name == "decide_return")
    assert said.ways[1].again == ["行业主管审查", "部门会签", "审批部门批复"]
    case = send_back(case, "decide_return", direct=True, by=user)
    agree(case)
    assert fresh(case).state == "COUNTERSIGNING" and set(states(case).values()) == {"open"}


@pytest.mark.parametrize("direct", [False, True])
def test_another_return_forgets_the_first(project, direct):
    """批复 → 行业审查 直达; 行业审查 sends it further back: the second return counts alone."""
    case = case_of(project, "DECIDING")
    case = send_back(case, "decide_return", direct=True)
    case = send_back(case, "sector_return", direct=direct)
    agree(case)
    case = fresh(case)
    if direct:
        assert step_name(case) == "sector_review"
        agree(case)
        assert step_name(fresh(case)) == "countersign"  # not straight to 批复 any more
    else:
        assert step_name(case) == "town_review"
    assert not [s for s in desk.seats_at(fresh(case)) if s.kept]


def test_a_refusal_forgets_it(project):
    case = case_of(project, "DECIDING")
    case = send_back(case, "back_to_countersign", direct=True)
    says(case, "hrss.clerk", "refused")
    case = fresh(case)
    assert step_name(case) == "sector_review"
    agree(case)
    assert set(states(fresh(case)).values()) == {"open"}


def test_a_refusal_is_no_return_even_if_it_says_so(project):
    case = case_of(project, "COUNTERSIGNING")
    by = again(holding(project, "hrss.clerk"))
    gate.perform(case, "countersign_refuse", by=by, opinion="人数不符", direct=True)
    assert remembered(case) is None


def test_withdrawing_forgets_it(project):
    case = case_of(project, "SECTOR_REVIEW")
    case = send_back(case, "back_to_reception", direct=True)
    gate.perform(case, "withdraw", by=again(case.initiator), opinion="资金有变")
    assert remembered(case) is None


def test_a_vote_that_had_ended_early_still_stands(monkeypatch, project):
    item = item_of(project, "TOWN_REVIEW")
    posts = [project.post(c) for c in ("agri.chief", "drc.chief", "finance.chief")]
    monkeypatch.setattr(PlanningFlow.joint_review, "posts", lambda paper: posts)
    sign = Sign("ratio", share=Decimal("0.5"))
    monkeypatch.setattr(PlanningFlow.joint_review, "_sign", sign)
    agree(item)
    says(item, "agri.chief", "agreed")
    says(item, "drc.chief", "agreed")
    item = fresh(item)
    told = holding(project, "finance.chief").messages.count()
    item = send_back(item, "back_to_town", direct=True)
    agree(item)
    assert fresh(item).state == "LISTING"
    assert holding(project, "finance.chief").messages.count() == told  # nobody is asked in vain
