"""挂起、恢复: nobody signs, edits or fills in meanwhile; the days in between do not count."""

import datetime as dt

import pytest

from flows.demo.actors import fresh, whose
from flows.desk import actions
from flows.desk.models import Stop
from flows.engine import clock, gate
from flows.engine.findings import NotYours, Refused
from tests.dossier import ELEMENTS, a_colleague, case_of, codes, holding, item_of
from tests.semantics.hands import again, chosen, last_entry, refused, seat


def day(project, number):
    clock.simulate(project.chain, clock.at(dt.date(2025, 1, number)))
    project.chain.refresh_from_db()


@pytest.fixture
def case(project):
    """报批 at 行业主管审查, stopped by its reviewer."""
    case = case_of(project, "SECTOR_REVIEW")
    actions.pause(case, by=again(whose(case)), reason="待专家评审", kind="expert")
    return fresh(case)


def test_it_is_recorded_with_its_kind_and_reason(project, case):
    entry = last_entry(case)
    assert (entry.move, entry.label, entry.opinion) == ("pause", "停表（专家评审）", "待专家评审")
    stop = Stop.objects.get()
    assert (stop.kind, stop.by, stop.ended_on) == ("expert", whose(case), None)


def test_meanwhile_nobody_does_anything_with_it(project, case):
    by = again(whose(case))
    other = {"by": by, "reason": "请办", "person": chosen(holding(project, "drc.clerk"))}
    for act, given in (
        (gate.perform, {"move": "sector_pass", "by": by}),
        (gate.perform, {"move": "sector_return", "by": by, "opinion": "退"}),
        (gate.vote, {"says": "agreed", "by": by}),
        (gate.edit, {"by": by}),
        (gate.fill, {"by": by, "elements": ELEMENTS}),
        (actions.transfer, other),
        (actions.delegate, other),
        (actions.add_seat, {**other, "place": "before"}),
        (actions.recuse, {"by": by, "reason": "系亲属"}),
        (actions.pause, {"by": by, "reason": "再停"}),
        (actions.remind, {"by": again(case.initiator)}),
    ):
        caught = refused(Refused, act, case, **given)
        assert codes(caught) == ["SUSPENDED"], act
        assert "待专家评审" in str(caught.value) and caught.value.findings[0].cure


def test_the_moves_say_so_before_they_are_pressed(project, case, terms):
    found = gate.moves(case, terms(case), again(whose(case)))
    assert found and not any(move.open for move in found)
    assert {move.findings[0].code for move in found} == {"SUSPENDED"}


def test_who_began_it_may_still_withdraw(project, case):
    gate.perform(case, "withdraw", by=again(case.initiator), opinion="资金有变")
    assert fresh(case).state == "WITHDRAWN" and not Stop.objects.filter(ended_on=None).exists()


def test_the_days_in_between_do_not_count(project):
    """行业审查 10 个工作日 from the 6th: due on the 20th. Stopped on the 8th, resumed on the 15th:
    the 9th, 10th, 13th, 14th and 15th stand still, and the last day is the 26th (a 调休 Sunday)."""
    case = case_of(project, "SECTOR_REVIEW")
    assert seat(case, "sector.reviewer").due_on == dt.date(2025, 1, 20)
    day(project, 8)
    actions.pause(fresh(case), by=again(whose(case)), reason="待现场核实")
    assert seat(case, "sector.reviewer").due_on is None
    day(project, 15)
    actions.resume(fresh(case), by=again(whose(case)), reason="已核实")
    assert seat(case, "sector.reviewer").due_on == dt.date(2025, 1, 26)
    assert (last_entry(case).move, last_entry(case).opinion) == ("resume", "已核实")
    gate.perform(fresh(case), "sector_pass", by=again(whose(case)))


def test_who_may_resume(project):
    """Who stopped it, a colleague of the seat, the head of the house; nobody else."""
    item = item_of(project, "JOINT_REVIEW")
    clerk = holding(project, "drc.clerk")
    actions.pause(item, by=again(clerk), reason="待核实")
    for code in ("village.director", "finance.chief", "township.leader", "drc.leader"):
        refused(NotYours, actions.resume, item, by=again(holding(project, code)), reason="恢复")
    colleague = a_colleague(project.post("drc.clerk"))
    for user in (clerk, holding(project, "drc.chief"), colleague):
        actions.resume(fresh(item), by=again(user), reason="恢复")
        actions.pause(fresh(item), by=again(clerk), reason="再核实")


def test_twice_is_once(project, case):
    actions.resume(case, by=again(whose(case)))
    caught = refused(Refused, actions.resume, fresh(case), by=again(whose(case)))
    assert codes(caught) == ["NOT_PAUSED"]


@pytest.mark.parametrize("kind", ["", "supplement", "别的"])
def test_only_for_a_cause_that_stops_the_clock(project, kind):
    case = case_of(project, "SECTOR_REVIEW")
    by = again(whose(case))
    caught = refused(Refused, actions.pause, case, by=by, reason="等", kind=kind)
    assert codes(caught) == ["KIND_UNKNOWN"]
    caught = refused(Refused, actions.pause, case, by=by, reason="  ")
    assert codes(caught) == ["OPINION_MISSING"]


def test_not_where_one_fills_in_ones_own(project):
    item = item_of(project)
    caught = refused(Refused, actions.pause, item, by=again(whose(item)), reason="等")
    assert codes(caught) == ["VERB_NOT_HERE"]
