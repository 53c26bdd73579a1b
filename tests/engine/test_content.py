"""What is written on a paper: where, by whom, in which shape; and the buttons under it."""

import pytest

from flows.demo.actors import fresh, whose
from flows.engine import clock, gate
from flows.engine.findings import NotYours, Refused
from tests.dossier import (
    case_of,
    codes,
    holding,
    item_of,
    refused,
)

pytestmark = pytest.mark.django_db


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
