"""Early ends: decided, everything owed paid, money conserved, and then nothing is done any more."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.audit.models import Entry
from flows.audit.verify import verify
from flows.changes.actions import order, start
from flows.changes.figures.closure import Left, Money, Owed, Settlement, settlement
from flows.changes.models import Closure
from flows.changes.rules.closure import (
    claims_listed,
    everything_paid,
    grounds_stated,
    money_conserved,
    recovery_shown,
)
from flows.commencement.models import FundingNotice
from flows.complaints.actions import register_complaint
from flows.demo.actors import agree, fresh, whose
from flows.desk import desk
from flows.desk.models import Process, Seat, Task
from flows.desk.watch import look_for_nobody, watch
from flows.documents.models import Document
from flows.engine import clock, gate
from flows.engine.findings import NotYours, Refused, Terms
from flows.engine.unit import work
from flows.labour.actions.leaving import after_the_last
from flows.labour.models import Attendance, Roster
from flows.payroll.actions import open_batch
from flows.supervision.actions import open_rectification
from flows.supervision.models import Inspection
from tests.acceptance.conftest import finished
from tests.commencement.conftest import delivered, forwarded
from tests.dossier import codes, everything, refused

TODAY = dt.date(2025, 8, 20)
GROUNDS = {"grounds": "用地调整，工程不再实施；区政府专题会议纪要", "liability": ""}
MONEY = {
    "disbursed": Decimal(0), "spent": Decimal(3000), "recovered": Decimal(0), "voucher": "",
    "settlement": "已完工程计量确认，余料退场",
}  # fmt: skip


def said(rule, found):
    return [each.code for each in rule(found, Terms(TODAY, None))]


# ── rules, without a database ──

yuan = st.decimals(min_value=0, max_value=10**8, places=2)


@given(spent=yuan, recovered=yuan, lost=yuan, paid=yuan)
def test_no_yuan_is_lost(spent, recovered, lost, paid):
    total = spent + recovered
    found = Money(total, spent, recovered, "", forwarded=total, paid=min(paid, spent))
    assert said(money_conserved, found) == []
    found = Money(total + lost, spent, recovered, "", forwarded=total + lost)
    assert said(money_conserved, found) == (["MONEY_LOST"] if lost else [])
    found = Money(total + lost, spent, recovered + lost, "", forwarded=total)
    assert said(money_conserved, found) == (["DISBURSED_UNLIKE"] if lost else [])


def test_pay_is_part_of_what_was_spent_and_what_came_back_is_shown():
    ten, five = Decimal(10), Decimal(5)
    assert said(money_conserved, Money(ten, five, five, "", ten, Decimal(6))) == ["SPENT_BELOW_PAY"]
    assert said(money_conserved, Money(ten, None, five, "")) == ["MONEY_MISSING"]
    assert "MONEY_NEGATIVE" in said(money_conserved, Money(five, ten, -five, "", five))
    assert said(recovery_shown, Money(ten, five, five, " ")) == ["VOUCHER_MISSING"]
    assert said(recovery_shown, Money(ten, ten, Decimal(0), "")) == []


def test_everything_owed_is_named_with_people_and_amounts():
    june = dt.date(2025, 6, 1)
    found = Settlement(
        (Owed(june, 3, Decimal(1200), 7), Owed(june, 2, days=Decimal("4.50"))),
        (Left("PayrollBatch", 7, "2025年6月劳务报酬"),),
        (Left("Complaint", 1, "投诉 1（欠薪）"),),
        (Left("PaymentClaim", 1, "支付申请第 1 次", Decimal(9)),),
    )
    assert said(everything_paid, found) == [
        "PAY_OWED", "MONTH_UNLISTED", "BATCH_OPEN", "COMPLAINT_OPEN",
    ]  # fmt: skip
    words = "".join(each.message for each in everything_paid(found, Terms(TODAY, None)))
    assert "3 人 1,200 元" in words and "2 人 4.5 个工日" in words
    (told,) = claims_listed(found, Terms(TODAY, None))
    assert told.level == "review" and said(everything_paid, Settlement()) == []


def test_a_revocation_says_what_was_faked():
    assert said(grounds_stated, Closure(kind="TERMINATE")) == ["GROUNDS_MISSING"]
    assert said(grounds_stated, Closure(kind="REVOKE", grounds="有")) == ["LIABILITY_MISSING"]


# ── scenarios ──


def holder(project, code):
    return project.post(code).holders[0]


def begun(project, kind="TERMINATE", **more):
    code = "owner.lead" if kind == "TERMINATE" else "drc.clerk"
    closure = start(project, kind, by=holder(project, code))
    gate.edit(closure, by=whose(closure), **(GROUNDS | more))
    return fresh(closure)


def decided(closure):
    for state in ("DRAFTING", "REVIEWING", "DECIDING"):
        assert fresh(closure).state == state
        agree(closure)
    return fresh(closure)


def settled(closure, **more):
    gate.edit(closure, by=whose(closure), **(MONEY | more))
    agree(closure)
    agree(closure)
    return fresh(closure)


def live(project):
    return list(Seat.objects.filter(chain=project.chain, state__in=("open", "waiting")))


@pytest.fixture
def works(db):
    """Three people paid; somebody on duty, checks, a rectification, an acceptance case, an empty month."""
    found = finished()
    project = found.project
    with work(project.chain, None) as unit:
        own = unit.current(project)
        open_batch(unit, own, dt.date(2025, 7, 1))
        gate.open_paper(unit, Roster(project=own))
        gate.open_paper(
            unit,
            Inspection(
                project=own, code="Q3", name="面层", severity="B", month=dt.date(2025, 8, 1)
            ),
        )
        open_rectification(unit, own, code="SF4", severity="B", defect="用电不规范")
        person = found.lines[0].engagement
        type(person).objects.filter(pk=person.pk).update(state="ON_DUTY")
    return found


def test_a_project_is_ended_while_it_is_built(works, client):
    project = works.project
    order(project, by=holder(project, "owner.lead"), cause="FUNDS", text="缺资", conditions="到位")
    closure = decided(begun(project))
    assert fresh(project).stage == "SUSPENDED" and closure.decided_on == TODAY
    assert closure.decision_number and project.suspensions.get().state == "ENDED"
    assert {seat.paper for seat in live(project)} == {"Closure", "PayrollBatch"}
    frozen_and_laid_down(project, works)
    money_first(closure)
    clock.simulate(fresh(project).chain, clock.at(dt.date(2025, 9, 1)))
    settled(closure, disbursed=Decimal(9000), recovered=Decimal(6000), voucher="缴-1")
    project = fresh(project)
    assert project.stage == "TERMINATED" and fresh(closure).ended_on == dt.date(2025, 9, 1)
    assert not live(project) and not Task.objects.filter(
        process__chain=project.chain, status="ASSIGNED"
    )
    assert not Process.objects.filter(chain=project.chain, finished=None).exists()
    person = fresh_person(works)
    assert (person.state, person.exit_date) == ("LEFT", TODAY)
    assert works.project.payrollbatchs.get(month="2025-07-01").state == "VOID"
    nothing_more(project, works)
    pages(client, project, works, closure)
    assert verify(project.chain).intact


def fresh_person(works):
    person = works.lines[0].engagement
    person.refresh_from_db()
    return person


def frozen_and_laid_down(project, works):
    """From the decision on: nobody is added or marked, and what is laid down says so."""
    assert after_the_last(project, TODAY) is None
    assert after_the_last(project, TODAY + dt.timedelta(days=1)).code == "ROSTER_FROZEN"
    caught = refused(Refused, agree_on, works.case, holder(project, "contractor.lead"))
    assert codes(caught) == ["LAID_DOWN"] and "决定终止" in str(caught.value)
    by = holder(project, "township.leader")
    said = {"cause": "OTHER", "text": "停", "conditions": "无"}
    assert codes(refused(Refused, order, project, by=by, **said)) == ["SETTLING"]
    entry = Entry.objects.filter(chain=project.chain, move="lay_down").get()
    assert entry.payload["papers"] == entry.payload["seats"] == 4  # case, roster, check, notice


def agree_on(paper, by):
    paper = fresh(paper)
    gate.perform(paper, desk.step_of(paper).agreeing(paper), by=by)


def money_first(closure):
    by = whose(closure)
    gate.edit(closure, by=by, **(MONEY | {"disbursed": Decimal(9000), "spent": Decimal(1)}))
    caught = refused(Refused, agree, closure)
    assert codes(caught) == ["DISBURSED_UNLIKE", "MONEY_LOST", "SPENT_BELOW_PAY"]
    # 3000 of pay were paid, and no fund was forwarded to this project: its notice is missing.
    project = closure.project
    FundingNotice.objects.create(
        project=project, state="FORWARDED", amount=9000, forwarded_on=TODAY,
        created_at=project.created_at,
        document=Document.objects.create(project=project, kind="funding"),
    )  # fmt: skip


def nothing_more(project, works):
    """Every move of every paper is refused in words; time urges nobody; a complaint is heard."""
    before = everything()
    assert watch() == look_for_nobody() == 0
    assert everything() == before
    owner = holder(project, "owner.lead")
    for paper in (works.case, Roster.objects.get(project=project), works.batch):
        for move in ("report", "submit", "correct", "supplement"):
            try:
                gate.perform(fresh(paper), move, by=owner)
            except Refused as error:
                assert codes_of(error) == ["PROJECT_ENDED"] and "项目已终止" in str(error)
    assert everything() == before
    with pytest.raises(Refused, match="项目已终止"), work(project.chain, None) as unit:
        unit.record(None, "labour", "train", "安全培训")
    with pytest.raises(Refused, match="项目已终止"), work(project.chain, None) as unit:
        open_rectification(unit, project, code="SF4", severity="B", defect="x")
    assert everything() == before
    assert gate.moves(fresh(works.case), Terms(TODAY, None))[0].findings[0].code == "PROJECT_ENDED"
    heard = register_complaint(
        project, by=owner, source="本人", kind="欠薪", content="七月的报酬没有到账",
        engagement=works.lines[0].engagement, month=dt.date(2025, 7, 1), complainant="王一",
    )  # fmt: skip
    agree(heard)
    assert fresh(heard).state == "HANDLING"


def codes_of(error):
    return [finding.code for finding in error.findings]


def pages(client, project, works, closure):
    client.force_login(holder(project, "owner.lead"))
    page = client.get(f"/projects/{project.code}/").content.decode()
    assert "终止" in page and 'class="ended"' in page
    page = client.get(f"/papers/AcceptanceCase/{works.case.pk}/").content.decode()
    assert "项目已终止" in page
    assert client.get(f"/papers/Closure/{closure.pk}/").status_code == 200
    page = client.get(f"/projects/{project.code}/closure/").content.decode()
    assert "项目终止" in page and "发起" not in page


@pytest.mark.django_db
def test_what_is_owed_holds_it_and_is_shown(client):
    works = finished()
    line = works.lines[0]
    type(line).objects.filter(pk=line.pk).update(status="BOUNCED", paid_on=None)
    Attendance.objects.create(
        engagement=works.lines[1].engagement, day=dt.date(2025, 7, 3), portion=1,
        hand_in=works.sheet,
    )  # fmt: skip
    found = settlement(Closure(project=works.project))
    assert [(each.people, each.amount) for each in found.owed] == [(1, 1000), (1, 0)]
    client.force_login(holder(works.project, "owner.lead"))
    page = client.get(f"/projects/{works.project.code}/closure/").content.decode()
    assert "1,000.00" in page and "没有发放行" in page and "发起终止" in page
    assert "发起撤销" not in page
    answer = client.post(f"/projects/{works.project.code}/closure/", {"kind": "TERMINATE"})
    paper = Closure.objects.get()
    assert answer.url == f"/papers/Closure/{paper.pk}/"
    assert (
        client.post(f"/projects/{works.project.code}/closure/", {"kind": "REVOKE"}).status_code
        == 403
    )
    client.post(f"/projects/{works.project.code}/closure/", {"kind": "TERMINATE"})
    assert Closure.objects.count() == 1  # said twice, it is one
    clerk = holder(works.project, "drc.clerk")
    assert codes(refused(Refused, start, works.project, "REVOKE", by=clerk)) == ["CLOSURE_OPEN"]
    refused(NotYours, start, works.project, "TERMINATE", by=clerk)


@pytest.mark.django_db
def test_a_project_that_is_given_out_is_ended(client):
    contract = forwarded(delivered())
    project = fresh(contract.project)
    assert project.stage == "CONTRACTING"
    closure = decided(begun(project))
    assert fresh(project).stage == "CONTRACTING"  # nothing was built yet, but all is laid down
    assert {seat.paper for seat in live(project)} == {"Closure"}
    assert codes(refused(Refused, agree_on, contract, holder(project, "owner.lead"))) == [
        "LAID_DOWN"
    ]
    total = sum(fund.amount for fund in project.funds.all())
    back = {"disbursed": total, "spent": Decimal(0), "recovered": total}
    gate.edit(closure, by=whose(closure), **(MONEY | back | {"voucher": ""}))
    assert codes(refused(Refused, agree, closure)) == ["VOUCHER_MISSING"]
    settled(closure, **back, voucher="缴-2025-1")
    assert fresh(project).stage == "TERMINATED" and not live(project)


@pytest.mark.django_db
def test_an_approval_got_by_deceit_is_revoked():
    project = delivered()
    closure = begun(project, "REVOKE")
    assert codes(refused(Refused, agree, closure)) == ["LIABILITY_MISSING"]
    gate.edit(closure, by=whose(closure), liability="虚报摸底名册 30 人；业主单位负责")
    closure = decided(closure)
    settled(closure, disbursed=Decimal(0), spent=Decimal(0), recovered=Decimal(0), voucher="")
    assert fresh(project).stage == "REVOKED"
    assert project.approvalcases.get().state == "REVOKED" and not live(project)
    caught = refused(Refused, begun, project)
    assert codes(caught) == ["STAGE_WRONG"]
