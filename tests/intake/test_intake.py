"""存量项目补录 through the door: every stage, one step onward, two people, nothing back-dated."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from flows.acceptance.models import AcceptanceCase
from flows.approval.models import ApprovalCase
from flows.audit.verify import verify
from flows.commencement.models import Contract, FundingNotice, StartReadiness
from flows.demo.actors import agree, fresh, whose
from flows.desk.models import Incident, Seat, Task
from flows.engine import clock, gate
from flows.engine.findings import NotYours, Refused
from flows.intake import actions
from flows.intake.models import Intake
from flows.intake.rules import SCANS
from flows.labour.models import Roster
from flows.orgs.models import Appointment, User
from flows.payroll.models import PayrollBatch
from flows.planning.models import PlanItem
from flows.projects.models import Project
from flows.supervision.models import Inspection
from tests.dossier import ELEMENTS, codes, everything
from tests.machines import every_pair, require_snapshot

from .running import FUNDS, PDF, STAGES, chief, clerk, entered, facts, said, stated

pytestmark = pytest.mark.django_db


def test_the_machine_is_as_written():
    require_snapshot(Path(__file__).with_name("machines.txt"), Intake)


@pytest.mark.parametrize("state, move, found", list(every_pair(Intake)))
def test_every_state_knows_its_moves_and_no_other(state, move, found):
    intake = Intake(state=state)
    if found is None:
        with pytest.raises(Exception, match=move):
            getattr(intake, move)()
        assert intake.state == state
    else:
        getattr(intake, move)()
        assert intake.state == found.target


OPENED = {
    "APPROVED": ("APPROVED", {FundingNotice}),
    "FUNDED": ("CONTRACTING", {Contract}),
    "READY": ("READY", {StartReadiness, Roster}),
    "CONSTRUCTION": ("CONSTRUCTION", {Roster, Inspection, PayrollBatch, AcceptanceCase}),
}
PAPERS = (
    PlanItem, ApprovalCase, FundingNotice, Contract, StartReadiness, Roster, Inspection,
    PayrollBatch, AcceptanceCase,
)  # fmt: skip


@pytest.mark.parametrize("at", STAGES)
def test_a_project_comes_in_where_it_stands(at):
    """Nothing earlier is invented, nothing is dated before now, and the trail verifies."""
    before = clock.now()
    project = entered(at)
    stage, opened = OPENED[at]
    assert (project.stage, project.entered_stage) == (stage, at)
    assert project.entered_late and project.entered_on == clock.today()
    assert {each for each in PAPERS if each.objects.filter(project=project).exists()} == opened
    promise, approval = project.baseline, project.documents.get(kind="approval")
    assert (promise.headcount, promise.labour_pay, promise.training) == (42, 336000, 82)
    assert (promise.document_number, approval.number) == ("密发改〔2024〕7号", "密发改〔2024〕7号")
    assert promise.approved_on == approval.issued_on == said(at)["approved_on"]
    assert all(entry.happened_at >= before for entry in project.chain.entries.all())
    assert all(task.counted_from == clock.today() for task in Task.objects.all())
    assert not Seat.objects.filter(due_on__lt=clock.today()).exists()
    assert not Incident.objects.exists()
    assert verify(project.chain).intact


def test_approved_it_goes_on_to_the_money():
    notice = FundingNotice.objects.get(project=entered("APPROVED"))
    assert notice.document.elements["r2"] == ELEMENTS["r2"] and notice.amount == 1980000
    while (notice := fresh(notice)).state != "FORWARDED":
        agree(notice)
    assert fresh(notice.project).stage == "CONTRACTING"
    assert Contract.objects.filter(project=notice.project).exists()


def test_funded_it_goes_on_to_the_contract():
    contract = Contract.objects.get(project=entered("FUNDED"))
    assert contract.procurement == ELEMENTS["r9"]["procurement"]
    agree(contract)
    contract = fresh(contract)
    facts = {"price": 1782000, "signed_on": clock.today(), "labour_fee_cycle_days": 31}
    gate.edit(contract, by=whose(contract), labour_clause=True, **facts)
    agree(contract)
    assert fresh(contract.project).stage == "READY"
    assert StartReadiness.objects.get(project=contract.project).contract == contract


def test_ready_the_start_is_judged_by_the_facts_of_the_scanned_contract():
    readiness = StartReadiness.objects.get(project=entered("READY"))
    assert readiness.contract is None
    with pytest.raises(Refused) as caught:
        gate.perform(readiness, "submit", by=whose(readiness))
    assert "FUNDS_NOT_READY" not in codes(caught) and "DEPOSIT_MISSING" in codes(caught)
    gate.edit(
        readiness, by=whose(readiness), wage_account_exemption="村民自建", deposit_exemption="免存",
        notice_board=True, labour_officer="劳资员", project_publicity_on=clock.today(),
        project_publicity_days=10, briefing_on=clock.today(), insurance="意外伤害保险",
    )  # fmt: skip
    with pytest.raises(Refused) as caught:
        gate.perform(fresh(readiness), "submit", by=whose(readiness))
    assert codes(caught) == ["ROSTER_NOT_VERIFIED"]


def test_in_construction_the_present_month_is_the_first_that_is_paid():
    project = entered("CONSTRUCTION")
    (batch,) = PayrollBatch.objects.filter(project=project)
    month = clock.today().replace(day=1)
    assert batch.month == month
    assert all(check.month >= month for check in Inspection.objects.filter(project=project))
    check = Inspection.objects.filter(project=project).order_by("sequence", "id").first()
    agree(check)
    assert fresh(check).state == "INSPECTING"


@pytest.mark.parametrize("missing", [scan.name for scan in SCANS])
def test_a_missing_scan_is_refused_by_name(missing):
    intake, before = stated("CONSTRUCTION", without=(missing,)), everything()
    with pytest.raises(Refused) as caught:
        gate.perform(intake, "submit", by=clerk())
    (finding,) = [each for each in caught.value.findings if each.blocks]
    label = next(scan.label for scan in SCANS if scan.name == missing)
    assert label in finding.message and label in finding.cure and finding.basis
    assert everything() == before


@pytest.mark.parametrize("at", STAGES)
def test_only_what_lies_behind_the_stage_is_asked_for(at):
    wanted = {
        "APPROVED": 1, "FUNDED": 2, "READY": 3, "CONSTRUCTION": 4,
    }  # fmt: skip
    intake = stated(at, without=[scan.name for scan in SCANS])
    with pytest.raises(Refused) as caught:
        gate.perform(intake, "submit", by=clerk())
    assert len(codes(caught)) == wanted[at]


@pytest.mark.parametrize(
    "changes, code",
    [
        ({"decision_number": ""}, "DECISION_NUMBER_MISSING"),
        ({"funded_on": None}, "FUNDED_ON_MISSING"),
        ({"price": None}, "PRICE_MISSING"),
        ({"begun_on": None}, "BEGUN_ON_MISSING"),
        ({"price": 1980001}, "PRICE_ABOVE_INVESTMENT"),
        ({"begun_on": clock.at(clock.today().replace(year=2099)).date()}, "BEGUN_ON_AHEAD"),
    ],
)
def test_facts_that_are_missing_or_cannot_be_hold_it(changes, code):
    intake, before = stated("CONSTRUCTION", **changes), everything()
    with pytest.raises(Refused) as caught:
        gate.perform(intake, "submit", by=clerk())
    assert codes(caught) == [code] and everything() == before
    assert all(each.basis and each.cure for each in caught.value.findings)


def test_elements_bind_as_far_as_later_papers_need_them():
    """r9 for the contract, r10 for the money: an old approval in construction lacks them freely."""
    short = {key: parts for key, parts in ELEMENTS.items() if key not in ("r9", "r10")}
    early = stated("APPROVED", elements=short)
    with pytest.raises(Refused) as caught:
        gate.perform(early, "submit", by=clerk())
    assert codes(caught) == ["r9", "r10"]


def test_elements_that_nothing_later_reads_are_only_mentioned():
    short = {key: parts for key, parts in ELEMENTS.items() if key not in ("r9", "r10")}
    late = stated("CONSTRUCTION", elements=short)
    assert gate.perform(late, "submit", by=clerk()).state == "CONFIRMING"
    without = {key: parts for key, parts in ELEMENTS.items() if key != "r3"}
    gate.perform(fresh(late), "send_back", by=chief(), opinion="核对")
    gate.fill(fresh(late), by=clerk(), elements=without)
    with pytest.raises(Refused) as caught:
        gate.perform(fresh(late), "submit", by=clerk())
    assert codes(caught) == ["r3"]


def test_a_second_person_confirms():
    """The clerk may hold the chief's post too: he still cannot confirm what he has stated."""
    intake = stated("FUNDED")
    gate.perform(intake, "submit", by=clerk())
    Appointment.objects.create(user=clerk(), post=intake.project.post("drc.chief"))
    before = everything()
    with pytest.raises((NotYours, Exception)) as caught:
        gate.perform(fresh(intake), "confirm_funded", by=User.objects.get(pk=clerk().pk))
    assert caught.type.__name__ in ("NotYours", "Stale") and everything() == before
    gate.perform(fresh(intake), "confirm_funded", by=chief())
    assert fresh(intake.project).stage == "CONTRACTING"


def test_it_is_confirmed_at_its_own_stage_and_no_other():
    intake = stated("FUNDED")
    gate.perform(intake, "submit", by=clerk())
    before = everything()
    for other in ("approved", "ready", "construction"):
        with pytest.raises(Refused) as caught:
            gate.perform(fresh(intake), f"confirm_{other}", by=chief())
        assert codes(caught) == ["MOVE_NOT_OPEN"]
    assert everything() == before


def test_before_it_is_confirmed_nothing_lives():
    intake = stated("CONSTRUCTION")
    project = intake.project
    assert project.stage == "ENTERING" and project.entered_on is None
    assert project.baseline is None and "尚未" in project.late_note
    assert not PayrollBatch.objects.exists() and not Roster.objects.exists()


def test_sent_back_it_is_corrected_and_comes_again():
    intake = stated("FUNDED")
    gate.perform(intake, "submit", by=clerk())
    with pytest.raises(NotYours):
        actions.correct(
            fresh(intake), by=clerk(), expect=fresh(intake).version, funds=FUNDS,
            said=said("READY"), **facts(),
        )  # fmt: skip
    gate.perform(fresh(intake), "send_back", by=chief(), opinion="合同已经签了")
    intake = fresh(intake)
    actions.correct(
        intake, by=clerk(), expect=intake.version, funds=FUNDS, said=said("READY"),
        **facts(name="示例村道路二期"),
    )  # fmt: skip
    actions.scan(intake, "contract", by=clerk(), name="合同.pdf", content=PDF)
    gate.perform(fresh(intake), "submit", by=clerk())
    gate.perform(fresh(intake), "confirm_ready", by=chief())
    project = fresh(intake.project)
    assert (project.stage, project.name) == ("READY", "示例村道路二期")
    names = set(Seat.objects.filter(chain=project.chain).values_list("project_name", flat=True))
    assert names == {"示例村道路二期"}
    assert verify(project.chain).intact


def test_withdrawn_it_is_over():
    intake = stated("FUNDED")
    with pytest.raises(Refused):
        gate.perform(intake, "withdraw", by=clerk())
    gate.perform(intake, "withdraw", by=clerk(), opinion="项目已经取消")
    assert fresh(intake.project).stage == "WITHDRAWN" and fresh(intake.project).entered_on is None


def test_only_the_district_offices_clerk_states_one():
    facts()
    before = everything()
    for name in ("miyun.drc.chief", "miyun.village.director", "miyun.owner.lead"):
        with pytest.raises(NotYours):
            actions.propose(
                by=User.objects.get(username=name), funds=FUNDS, said=said("FUNDED"), **facts()
            )
    with pytest.raises(NotYours):
        actions.propose(by=clerk(), funds=FUNDS, said=said("FUNDED"), **facts(district="110119"))
    assert everything() == before


def test_one_code_one_project():
    stated("FUNDED")
    before = everything()
    with pytest.raises(ValidationError):
        actions.propose(by=clerk(), funds=FUNDS, said=said("FUNDED"), **facts())
    assert everything() == before and Project.objects.count() == 1
