"""What bars a conclusion, what it leads to, and the way back."""

import datetime as dt

import pytest

from flows.acceptance.actions import explain_item, review
from flows.acceptance.models import Handover
from flows.demo.actors import agree, fresh, whose
from flows.engine import clock, gate
from flows.engine.findings import NotYours, Refused, Terms
from flows.engine.models import Parameter
from flows.engine.unit import work
from flows.payroll.models import PayrollLine
from flows.supervision.actions import open_rectification
from flows.supervision.models import Rectification
from tests.acceptance.conftest import all_confirmed
from tests.dossier import codes, refused

ALL = ("agree",) * 7


def test_failed_leads_back_and_is_reported_anew(works):
    works.to_vote()
    works.vote(*ALL)
    gate.perform(works.case, "conclude_fail", by=whose(works.case), opinion="现场不符")
    assert works.stage == "CONSTRUCTION" and works.guests() == 0
    assert works.case.number == 2 and works.case.state == "REPORTING"
    assert review(fresh(works.project)).conclusion == "fail"
    works.to_vote()
    works.vote(*ALL)
    agree(works.case)
    assert works.stage == "HANDOVER" and review(fresh(works.project)).conclusion == "pass"


def test_a_blocking_item_bars_the_conclusion(works):
    works.to_vote()
    works.vote(*ALL)
    PayrollLine.objects.filter(pk=works.lines[2].pk).update(confirmed=False)
    with pytest.raises(Refused) as refused:
        agree(works.case)
    assert codes(refused) == ["SEAL_BROKEN", "L12"]  # sealed evidence does not change either
    assert [worker.name for worker in refused.value.findings[1].workers] == ["钱三"]
    with pytest.raises(Refused) as refused:
        gate.perform(works.case, "conclude_rectify", by=whose(works.case), deadline="2025-09-30")
    assert codes(refused) == ["SEAL_BROKEN", "L12"]
    assert works.case.state == "CONCLUDING" and works.stage == "ACCEPTING"


def test_a_rectifiable_item_allows_rectification_which_holds_the_archive(works):
    works.report(archive_complete=False)
    for _ in range(2):
        agree(works.case)
    all_confirmed(works.case)
    agree(works.case)
    works.vote(*ALL)
    assert review(fresh(works.project)).proposed == "rectify"
    with pytest.raises(Refused) as refused:
        agree(works.case)
    assert codes(refused) == ["E2"]
    gate.perform(
        works.case,
        "conclude_rectify",
        by=whose(works.case),
        opinion="补齐档案",
        deadline="2025-09-30",
    )
    assert works.case.state == "PASSED_RECTIFY" and works.stage == "HANDOVER"
    notice = Rectification.objects.get(code="YS")
    assert (notice.deadline, notice.defect) == (dt.date(2025, 9, 30), "补齐档案")
    Handover.objects.update(state="ARCHIVING", archive_number="1")
    desk_paper = works.handover
    assert [
        m.findings[0].code for m in gate.moves(desk_paper, terms_of(works)) if m.name == "archive"
    ] == ["RECTIFICATION_OPEN"]


def terms_of(works):
    return Terms(clock.today(works.project.chain), Parameter.snapshot())


def test_less_pay_than_promised_must_be_explained(works):
    works.project.baselines.update(labour_pay=3100)
    works.to_vote()
    works.vote(*ALL)
    with pytest.raises(Refused) as refused:
        agree(works.case)
    assert codes(refused) == ["L4"]
    with pytest.raises(NotYours):
        explain_item(works.case, "L4", "雨天停工", by=works.holder("contractor.lead"))
    explain_item(works.case, "L4", "雨天停工", by=works.holder("owner.lead"))
    items = {item.code: item for item in review(fresh(works.project)).items}
    assert items["L4"].verdict == "explain" and "雨天停工" in items["L4"].message
    assert items["L5"].verdict == "fail" and items["L5"].strength == "record"
    agree(works.case)
    assert works.case.state == "PASSED"


def test_a_defect_found_while_it_is_accepted_bars_both_conclusions(works):
    """A check may be held to the last day: only 不通过 can be concluded beside what it finds."""
    works.to_vote()
    works.vote(*ALL)
    chair = works.holder("owner.lead")
    with work(works.project.chain, chair) as unit:
        open_rectification(unit, works.project, code="SF2", severity="B", defect="未交底")
    gate.perform(works.case, "reseal", by=chair, opinion="发现问题，重新核验")
    all_confirmed(works.case)
    agree(works.case)
    works.vote(*ALL)
    assert codes(refused(Refused, agree, works.case)) == ["DEFECT_OPEN"]
    given = {"by": chair, "deadline": "2025-09-30"}
    found = refused(Refused, gate.perform, works.case, "conclude_rectify", **given)
    assert codes(found) == ["DEFECT_OPEN"]
    gate.perform(works.case, "conclude_fail", by=chair, opinion="现场不符")
    assert works.stage == "CONSTRUCTION"
