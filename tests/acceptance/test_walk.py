"""From the completion report to the archive; refusals and the way back."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from flows.acceptance.actions import explain_item, review, set_committee
from flows.acceptance.models import AcceptanceCase, CommitteeMember, Handover
from flows.audit.verify import verify
from flows.commencement.models import Contract, StartReadiness
from flows.demo.actors import agree, fresh, whose
from flows.demo.organisation import Cast, ensure
from flows.desk import desk
from flows.engine import clock, gate
from flows.engine.findings import NotYours, Refused, Terms
from flows.engine.models import Parameter
from flows.orgs.models import User
from flows.payroll.models import PayrollBatch, PayrollLine
from flows.projects.models import Project
from flows.supervision.models import Inspection, Rectification
from tests.acceptance.conftest import CARE
from tests.machines import require_snapshot

ALL = ("agree",) * 7


def codes(refused):
    return [finding.code for finding in refused.value.findings]


def test_machines_are_as_written():
    require_snapshot(Path(__file__).with_name("machines.txt"), AcceptanceCase, Handover)


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


def test_the_default_committee(works):
    works.report()
    agree(works.case)
    members = list(CommitteeMember.objects.filter(case=works.case))
    assert [(m.post.code, m.voting, m.chair) for m in members] == [
        ("owner.lead", True, True),
        ("oversight.director", True, False),
        ("drc.chief", True, False),
        ("agri.chief", True, False),
        ("sector.reviewer", True, False),
        ("finance.chief", True, False),
        ("hrss.clerk", True, False),
        ("contractor.lead", False, False),
        ("supervisor.chief", False, False),
    ]


def test_a_member_from_outside_sees_the_project_while_he_serves(works):
    water = ensure(Cast("110118", "示例镇", "示例村", "水利", "业主", "施工", None))["sector"]
    expert = water.posts.get(code="sector.reviewer")

    def sees():
        user = User.objects.get(pk=expert.holders[0].pk)
        return Project.objects.visible_to(user).filter(pk=works.project.pk).exists()

    works.report()
    agree(works.case)
    own = ("owner.lead", "drc.chief", "agri.chief", "finance.chief")
    places = [{"post": works.project.post(c), "chair": c == "owner.lead"} for c in own]
    set_committee(works.case, [*places, {"post": expert}], by=works.holder("owner.lead"))
    assert not sees()
    agree(works.case)
    assert sees() and works.guests() == 1
    agree(works.case)
    works.vote(*ALL[:5])
    agree(works.case)
    assert not sees() and works.guests() == 0


@pytest.mark.parametrize(
    ("members", "wrong"),
    [
        (
            [
                ("owner.lead", True, False),
                ("drc.chief", True, False),
                ("agri.chief", True, False),
                ("finance.chief", True, False),
                ("hrss.clerk", True, False),
            ],
            ["CHAIR_MISSING"],
        ),
        (
            [
                ("owner.lead", True, True),
                ("drc.chief", True, False),
                ("agri.chief", True, False),
                ("finance.chief", True, False),
                ("contractor.lead", True, False),
            ],
            ["MEMBER_PARTIAL"],
        ),
    ],
)
def test_a_committee_that_may_not_begin(works, members, wrong):
    Parameter.objects.filter(key="committee.min").update(strength="block")
    works.report()
    agree(works.case)
    places = [
        {"post": works.project.post(code), "voting": voting, "chair": chair}
        for code, voting, chair in members
    ]
    set_committee(works.case, places, by=works.holder("owner.lead"))
    with pytest.raises(Refused) as refused:
        agree(works.case)
    assert codes(refused) == wrong and works.case.state == "FORMING"


def test_only_the_owner_composes_and_only_while_it_is_formed(works):
    works.report()
    agree(works.case)
    with pytest.raises(NotYours):
        set_committee(works.case, [], by=works.holder("contractor.lead"))
    agree(works.case)
    with pytest.raises(NotYours):
        set_committee(works.case, [], by=works.holder("owner.lead"))
    assert works.case.members.count() == 9


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
        ["contractor.lead", "supervisor.chief"] if firm else ["contractor.lead"]
    )


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
    assert codes(refused) == ["L12"]
    assert [worker.name for worker in refused.value.findings[0].workers] == ["钱三"]
    with pytest.raises(Refused) as refused:
        gate.perform(works.case, "conclude_rectify", by=whose(works.case), deadline="2025-09-30")
    assert codes(refused) == ["L12"]
    assert works.case.state == "CONCLUDING" and works.stage == "ACCEPTING"


def test_a_rectifiable_item_allows_rectification_which_holds_the_archive(works):
    works.report(archive_complete=False)
    for _ in range(3):
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


@pytest.mark.parametrize("size, wrong", [(3, "COMMITTEE_SMALL"), (6, "COMMITTEE_EVEN")])
def test_size_and_parity_are_advice_until_the_district_makes_them_block(works, size, wrong):
    """domain.md 3.1 建议 5–9 人单数 [D]: the strength is the parameter's."""
    works.report()
    agree(works.case)
    codes = (
        "owner.lead",
        "drc.chief",
        "agri.chief",
        "finance.chief",
        "hrss.clerk",
        "sector.reviewer",
    )
    places = [{"post": works.project.post(c), "chair": c == "owner.lead"} for c in codes[:size]]
    set_committee(works.case, places, by=works.holder("owner.lead"))
    Parameter.objects.filter(key="committee.min").update(strength="block")
    with pytest.raises(Refused) as refused:
        agree(works.case)
    assert [finding.code for finding in refused.value.findings] == [wrong]
    Parameter.objects.filter(key="committee.min").update(strength="warn")
    agree(works.case)
    assert works.case.state == "VERIFYING"
