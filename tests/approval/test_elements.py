"""The elements r1–r12 of plan and approval: none missing, none different."""

import pytest

from flows.approval.models import ApprovalCase
from flows.demo.actors import agree, fresh, whose
from flows.documents.models import Document
from flows.engine import gate
from tests.dossier import (
    ELEMENTS,
    case_of,
    item_of,
)

from .conftest import changed, refusal, without

pytestmark = pytest.mark.django_db


PLAN_KEYS = ["r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r11", "r12"]


APPROVAL_KEYS = [f"r{number}" for number in range(1, 13)]


@pytest.mark.parametrize("key", PLAN_KEYS)
def test_a_plan_without_one_element_is_not_handed_in(project, key):
    case = case_of(project, plan=without(key))
    assert refusal(gate.perform, case, "submit", by=whose(case)) == [key]


def test_a_plan_need_not_name_who_supervises(project):
    case = case_of(project, plan=without("r10"))
    gate.perform(case, "submit", by=whose(case))


@pytest.mark.parametrize("key", APPROVAL_KEYS)
def test_an_approval_without_one_element_is_not_issued(project, key):
    case = case_of(project, "DECIDING")
    gate.fill(case, by=whose(case), elements=without(key))
    assert refusal(gate.perform, case, "approve", by=whose(case)) == [key]
    assert fresh(project).baseline is None


def test_all_that_is_missing_is_said_at_once(project):
    case = case_of(project, plan={})
    assert refusal(gate.perform, case, "submit", by=whose(case)) == PLAN_KEYS


def test_the_survey_comes_first(project):
    item_of(project, "FILED")
    case = ApprovalCase.objects.get(project=project)
    gate.fill(case, by=whose(case), elements=ELEMENTS)
    assert refusal(gate.perform, case, "submit", by=whose(case)) == ["SURVEY_MISSING"]


@pytest.mark.parametrize(
    "elements, code",
    [
        (changed("r2", headcount=40), "r2_DIFFERS"),
        (changed("r2", priority_headcount=13), "r2_DIFFERS"),
        (changed("r3", labour_pay="336000.01"), "r3_DIFFERS"),
    ],
)
def test_an_approval_that_differs_from_the_plan_is_not_issued(project, elements, code):
    case = case_of(project, "DECIDING")
    gate.fill(case, by=whose(case), elements=elements)
    assert refusal(gate.perform, case, "approve", by=whose(case)) == [code]


def test_the_approval_is_drawn_up_from_the_plan_and_again_when_it_comes_back(project):
    case = case_of(project, "DECIDING", plan=without("r10"))
    assert case.document.elements == without("r10")
    gate.fill(case, by=whose(case), elements=ELEMENTS)
    gate.perform(case, "decide_return", by=whose(case), opinion="人数再核")
    case = fresh(case)
    gate.perform(case, "sector_return", by=whose(case), opinion="改方案")
    case = fresh(case)
    assert fresh(project).stage == "PREP" and fresh(case.plan).state == "DRAFT"
    gate.fill(case, by=whose(case), elements=changed("r2", headcount=45))
    while case.state != "DECIDING":
        agree(case)
        case = fresh(case)
    assert case.document.elements["r2"]["headcount"] == 45
    assert case.document.elements["r10"] == ELEMENTS["r10"]  # the office's own is kept
    assert Document.objects.filter(project=project).count() == 2
