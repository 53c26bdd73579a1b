"""From the completion report to the archive."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from flows.acceptance.actions import review
from flows.acceptance.models import AcceptanceCase, FollowUp, Handover
from flows.audit.verify import verify
from flows.commencement.models import Contract, StartReadiness
from flows.demo.actors import agree, fresh, whose
from flows.desk import desk
from flows.engine import gate
from flows.engine.findings import Refused
from flows.payroll.models import PayrollBatch, PayrollLine
from flows.supervision.models import Inspection
from tests.acceptance.conftest import CARE, tell_benefits
from tests.dossier import codes
from tests.machines import require_snapshot

ALL = ("agree",) * 7


def test_machines_are_as_written():
    require_snapshot(Path(__file__).with_name("machines.txt"), AcceptanceCase, Handover, FollowUp)


def test_to_the_archive(works):
    works.to_vote()
    assert works.stage == "ACCEPTING"
    works.vote(*ALL)
    gate.perform(works.case, "conclude_pass", by=whose(works.case))
    case = works.case
    assert (case.state, case.conclusion, case.concluded_on) == (
        "PASSED",
        "pass",
        dt.date(2025, 8, 20),
    )
    assert works.stage == "HANDOVER" and works.guests() == 0
    paper = works.handover
    gate.edit(paper, by=whose(paper), transfer_list="道路一条", received_by="示例村民委员会")
    agree(paper)
    gate.edit(
        works.handover,
        by=whose(paper := works.handover),
        final_amount=Decimal(1980000),
        surplus=Decimal(0),
    )
    agree(works.handover)
    gate.edit(works.handover, by=whose(works.handover), **CARE)
    agree(works.handover)
    assert works.stage == "MAINTENANCE"
    tell_benefits(works.handover)
    gate.edit(works.handover, by=whose(works.handover), archive_number="2025-001")
    agree(works.handover)
    paper = works.handover
    assert (paper.state, works.stage) == ("ARCHIVED", "ARCHIVED")
    assert paper.retain_until == dt.date(2028, 8, 20)
    assert verify(works.project.chain).intact
    last = {item.code: item for item in review(fresh(works.project)).items}
    assert (last["L18"].verdict, last["L18"].value) == ("pass", "4")


def test_every_item_of_a_clean_project_passes(works):
    works.to_vote()
    found = review(fresh(works.project))
    verdicts = {item.code: (item.verdict, item.value, item.target) for item in found.items}
    assert verdicts == {
        "E1": ("pass", "1", "1"),
        "E2": ("pass", "1", "1"),
        "E3": ("pass", "1", "1"),
        "E4": ("pass", "1", "1"),
        "E5": ("pass", "1", "1"),
        "E6": ("pass", "1.0000", "1.0000"),
        "E7": ("pass", "0.9000", "1.0000"),
        "L1": ("pass", "1.0000", "1.0000"),
        "L2": ("pass", "3", "3"),
        "L3": ("pass", "0.3333", None),
        "L4": ("pass", "3000.00", "3000.00"),
        "L5": ("pass", "0.0020", "0.0020"),
        "L6": ("pass", "0.00", "0.00"),
        "L7": ("pass", "18", "31"),
        "L8": ("pass", "1.0000", "1.0000"),
        "L9": ("pass", "3", "3"),
        "L10": ("pass", "0", "0"),
        "L11": ("pass", "1.0000", "0.9500"),
        "L12": ("pass", "1.0000", "1.0000"),
        "L13": ("pass", "0.00", "0.00"),
        "L14": ("pass", "1.0000", "1.0000"),
        "L15": ("pass", "0.00", "0.00"),
        "L16": ("pass", "0", "0"),
        "L17": ("pass", "3", "3"),
        "L18": ("na", None, None),
    }
    assert found.proposed == "pass" and found.conclusion is None
    assert all(not item.workers for item in found.items)
    assert len(works.case.verified) == 25 and "workers" not in works.case.verified[0]


def test_before_completion_engineering_items_do_not_apply(works):
    items = {item.code: item for item in review(works.project).items}
    assert {items[f"E{n}"].verdict for n in range(1, 8)} == {"na"}
    assert items["L18"].verdict == "na"


def test_what_holds_the_report_back(works):
    line = works.lines[1]
    PayrollLine.objects.filter(pk=line.pk).update(status="HELD", hold_code="L12", paid_on=None)
    works.batch.state = "RECONCILED"
    works.batch.save()
    Inspection.objects.update(state="DEFECTIVE", defect="厚度不足")
    with pytest.raises(Refused) as refused:
        works.report(quantity_done=False, completed_on=None, settlement_amount=None)
    assert codes(refused) == [
        "COMPLETED_ON_MISSING",
        "E1",
        "SETTLEMENT_MISSING",
        "DEFECT_OPEN",
        "LINES_HELD",
        "BATCH_UNFINISHED",
    ]
    named = next(f for f in refused.value.findings if f.code == "LINES_HELD")
    assert [worker.name for worker in named.workers] == ["赵二"]
    assert works.stage == "CONSTRUCTION" and works.case.state == "REPORTING"


def test_a_month_with_attendance_and_no_pay_holds_it_back_and_an_empty_one_is_voided(works):
    empty = PayrollBatch.objects.create(
        project=works.project, month=dt.date(2025, 8, 1), created_at=works.project.created_at
    )
    works.report()
    assert fresh(empty).state == "VOID" and works.stage == "COMPLETED"
    gate.perform(works.case, "refuse", by=whose(works.case), opinion="资料不齐")
    assert works.stage == "CONSTRUCTION"
    works.lines[0].engagement.attendances.create(
        day=dt.date(2025, 8, 4), portion=1, hand_in=works.sheet
    )
    with pytest.raises(Refused) as refused:
        agree(works.case)
    assert codes(refused) == ["MONTH_UNPAID"]


@pytest.mark.parametrize("firm", [True, False])
def test_pre_acceptance_under_both_supervision_modes(make_works, firm):
    works = make_works(firm=firm)
    works.report()
    seat = desk.seats_at(works.case)[0]
    assert seat.post.code == ("supervisor.chief" if firm else "owner.site")
    agree(works.case)
    assert works.stage == "PRE_ACCEPT"
    speakers = works.case.members.filter(voting=False).values_list("post__code", flat=True)
    assert list(speakers) == (
        ["township.clerk", "contractor.lead", "supervisor.chief"]
        if firm
        else ["township.clerk", "contractor.lead"]
    )


def test_the_wage_account_is_closed_only_after_its_notice(works):
    works.to_vote()
    works.vote(*ALL)
    agree(works.case)
    project = works.project
    document = project.documents.create(kind="contract")
    contract = Contract.objects.create(
        project=project, document=document, created_at=project.created_at
    )
    StartReadiness.objects.create(
        project=project, contract=contract, wage_account=True, created_at=project.created_at
    )
    gate.edit(works.handover, by=whose(works.handover), transfer_list="道路", received_by="村委会")
    agree(works.handover)
    gate.edit(
        works.handover,
        by=whose(works.handover),
        final_amount=Decimal(1980000),
        surplus=Decimal(0),
        account_notice_from=dt.date(2025, 7, 25),
        account_closed_on=dt.date(2025, 8, 20),
    )
    with pytest.raises(Refused) as refused:
        agree(works.handover)
    assert codes(refused) == ["ACCOUNT_NOTICE_SHORT"]
    gate.edit(works.handover, by=whose(works.handover), account_notice_from=dt.date(2025, 7, 21))
    agree(works.handover)
    assert works.handover.state == "MAINTAINING"
