"""抄送 and 催办: to be read by who may see it anyway, and hurried within limits."""

import datetime as dt

import pytest

from flows.demo.actors import agree, fresh, whose
from flows.desk import actions
from flows.desk.models import Copy
from flows.engine import clock, gate
from flows.engine.findings import NotYours, Refused
from flows.orgs.models import Appointment
from flows.projects.models import Project
from notifications.models import Message
from tests.dossier import a_colleague, a_project, case_of, codes, everything, holding, item_of
from tests.semantics.hands import again, chosen, last_entry, refused


@pytest.fixture
def case(project):
    return case_of(project, "SECTOR_REVIEW")


# -- 抄送 ------------------------------------------------------------------------------------


def test_it_is_laid_before_somebody_to_be_read(project, case):
    by, reader = again(whose(case)), holding(project, "hrss.clerk")
    actions.copy(case, by=by, person=chosen(reader), reason="请关注用工人数")
    copy = Copy.objects.get()
    assert (copy.recipient, copy.by, copy.note, copy.read_at) == (
        reader,
        by,
        "请关注用工人数",
        None,
    )
    entry = last_entry(case)
    assert (entry.move, entry.actor, entry.payload) == ("copy", by, {"to": str(reader)})
    assert "请关注用工人数" in reader.messages.get(kind="copy").text
    assert not fresh(case).chain.seats.filter(holder=reader).exists()  # nothing to decide


def test_it_widens_nobodys_scope(project, case):
    other = a_project(code="2503-110118-04-01-200009", name="别的路", village_name="示例村")
    outsider = Appointment.objects.filter(post__code="audit.officer").first().user
    Appointment.objects.filter(user=outsider).update(scope="")
    before = set(Project.objects.visible_to(again(outsider)))
    by = again(whose(case))
    refused(NotYours, actions.copy, case, by=by, person=chosen(outsider))
    assert set(Project.objects.visible_to(again(outsider))) == before and other.pk


def test_once_is_enough(project, case):
    by, reader = again(whose(case)), chosen(holding(project, "hrss.clerk"))
    actions.copy(case, by=by, person=reader)
    caught = refused(Refused, actions.copy, case, by=by, person=reader)
    assert codes(caught) == ["COPIED_ALREADY"]


def test_only_who_has_a_part_in_it_copies(project, case):
    reader = chosen(holding(project, "hrss.clerk"))
    for code in ("oversight.director", "gov.leader", "village.director"):
        refused(NotYours, actions.copy, case, by=again(holding(project, code)), person=reader)
    actions.copy(case, by=again(case.initiator), person=reader)


def test_the_note_keeps_no_private_numbers(project, case):
    reader = holding(project, "hrss.clerk")
    note = "联系人 13800138000，证件 11010519491231002X"
    actions.copy(case, by=again(whose(case)), person=chosen(reader), reason=note)
    for text in (Copy.objects.get().note, last_entry(case).opinion, reader.messages.last().text):
        assert "13800138000" not in text and "11010519491231002X" not in text


def test_a_step_where_nobody_sits_can_be_copied_too(monkeypatch, project):
    from flows.approval.flow import ApprovalFlow

    case = case_of(project, "SUBMITTED")
    monkeypatch.setattr(ApprovalFlow.sector_review, "posts", lambda paper: [])
    gate.perform(case, "receive", by=whose(case))
    reader = chosen(holding(project, "hrss.clerk"))
    actions.copy(fresh(case), by=again(case.initiator), person=reader)
    caught = refused(Refused, actions.remind, fresh(case), by=again(case.initiator))
    assert codes(caught) == ["NOBODY_TO_REMIND"]


def test_when_approved_it_goes_to_those_concerned_by_itself(project):
    case = case_of(project, "DECIDED_APPROVE")
    told = {copy.recipient for copy in Copy.objects.filter(paper="ApprovalCase")}
    assert told == {
        holding(project, code) for code in ("township.clerk", "finance.clerk", "hrss.clerk")
    }
    agree(case)
    assert Copy.objects.filter(paper="ApprovalCase").count() == 3


def test_a_body_that_is_missing_stops_no_approval(monkeypatch, project):
    from flows.approval.flow import ApprovalFlow

    def nobody(paper):
        raise LookupError("本区没有人社局")

    case = case_of(project, "DECIDING")
    monkeypatch.setattr(ApprovalFlow.deliver, "copies", nobody)
    from tests.dossier import onward

    assert onward(case, "DELIVERED").state == "DELIVERED"


# -- 催办 ------------------------------------------------------------------------------------


def test_those_on_whose_desk_it_lies_are_told(project, case):
    reviewer, owner = whose(case), again(case.initiator)
    actions.remind(case, by=owner, reason="汛期将至")
    told = reviewer.messages.get(kind="reminder")
    assert str(owner) in told.text and "汛期将至" in told.text
    entry = last_entry(case)
    assert (entry.move, entry.actor, entry.payload) == ("remind", owner, {"to": str(reviewer)})


def test_of_a_queue_everybody_who_could_take_it(project):
    a_colleague(project.post("agri.clerk"))
    item = item_of(project, "JOINT_REVIEW")
    actions.remind(item, by=again(item.initiator))
    assert Message.objects.filter(kind="reminder").count() == 3


def test_nobody_is_told_of_his_own_act(project):
    item = item_of(project, "JOINT_REVIEW")
    clerk = again(holding(project, "agri.clerk"))
    actions.remind(item, by=clerk)
    told = {m.recipient for m in Message.objects.filter(kind="reminder")}
    assert told == {holding(project, "drc.clerk")}


def test_the_limits_are_parameters(project, case):
    """Three times a step and twenty hours apart, unless the district has set it otherwise."""
    owner = again(case.initiator)
    actions.remind(case, by=owner)
    caught = refused(Refused, actions.remind, case, by=owner)
    assert codes(caught) == ["REMINDED_LATELY"] and caught.value.findings[0].cure
    for number in (7, 8):
        clock.simulate(project.chain, clock.at(dt.date(2025, 1, number)))
        project.chain.refresh_from_db()
        actions.remind(fresh(case), by=owner)
    clock.simulate(project.chain, clock.at(dt.date(2025, 1, 9)))
    caught = refused(Refused, actions.remind, fresh(case), by=owner)
    assert codes(caught) == ["REMINDED_ENOUGH"] and "3" in str(caught.value)


def test_another_number_another_limit(project, case):
    from flows.engine.models import Parameter

    Parameter.objects.filter(key="remind.most").update(value="1")
    owner = again(case.initiator)
    actions.remind(case, by=owner)
    clock.simulate(project.chain, clock.at(dt.date(2025, 1, 9)))
    caught = refused(Refused, actions.remind, fresh(case), by=owner)
    assert codes(caught) == ["REMINDED_ENOUGH"]


def test_each_step_counts_for_itself(project):
    case = case_of(project, "SUBMITTED")
    owner = again(case.initiator)
    actions.remind(case, by=owner)
    clock.simulate(project.chain, clock.at(dt.date(2025, 1, 7)))
    agree(fresh(case))
    actions.remind(fresh(case), by=owner)


def test_strangers_do_not_hurry(project, case):
    before = everything()
    for code in ("oversight.director", "gov.leader"):
        refused(NotYours, actions.remind, case, by=again(holding(project, code)))
    assert everything() == before


def test_nor_is_anybody_hurried_about_what_rests(project):
    case = case_of(project, "DELIVERED")
    caught = refused(Refused, actions.remind, case, by=again(case.initiator))
    assert codes(caught) == ["VERB_NOT_HERE"]
