"""From 村申报 to 送达, through the door, as its officials would."""

from decimal import Decimal

import pytest

from flows.approval.models import ApprovalCase, LabourSurvey
from flows.audit.verify import verify
from flows.demo.actors import agree, fresh, whose
from flows.engine import gate
from flows.engine.findings import Refused
from flows.planning.models import PlanItem
from tests.dossier import ELEMENTS, a_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(db):
    return a_project()


def to_approval(project):
    item = PlanItem.objects.get(project=project)
    while (item := fresh(item)).state != "FILED":
        agree(item)
    agree(LabourSurvey.objects.get(project=project), willing=50, priority=15)
    return ApprovalCase.objects.get(project=project)


def test_plan_without_elements_is_refused_and_nothing_changes(project):
    case = to_approval(project)
    before = project.chain.entries.count()
    with pytest.raises(Refused) as refused:
        agree(case)
    assert [finding.code for finding in refused.value.findings] == [
        "r1",
        "r2",
        "r3",
        "r4",
        "r5",
        "r6",
        "r7",
        "r8",
        "r9",
        "r11",
        "r12",
    ]
    assert fresh(case).state == "DRAFT" and project.chain.entries.count() == before


def test_to_delivery(project):
    case = to_approval(project)
    gate.fill(case, by=whose(case), elements=ELEMENTS)
    while (case := fresh(case)).state != "DELIVERED":
        if case.state == "DECIDING":
            gate.fill(
                case, by=whose(case), elements=case.document.elements | {"r10": ELEMENTS["r10"]}
            )
        agree(case)
    project = fresh(project)
    assert project.stage == "APPROVED"
    assert project.baseline.labour_pay == Decimal(336000)
    assert verify(project.chain).intact
    with pytest.raises(LookupError):
        whose(case)
