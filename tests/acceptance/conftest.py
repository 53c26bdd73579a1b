"""A project whose works are done and paid, its acceptance waiting to be reported."""

import datetime as dt
from decimal import Decimal

import pytest

from flows.acceptance.actions import Gain, open_acceptance, review_items, say_benefits
from flows.acceptance.figures.benefits import measured
from flows.acceptance.models import AcceptanceCase, Handover
from flows.demo.actors import agree, fresh, whose
from flows.desk import desk
from flows.documents.models import Document
from flows.engine import gate
from flows.engine.unit import work
from flows.labour.models import Attendance, Engagement, HandIn, Worker
from flows.payroll.models import BankReceipt, PayrollBatch, PayrollLine, PublicNotice
from flows.projects.models import Baseline, Guest
from flows.supervision.models import Inspection
from tests.remembered import remembered
from tests.supervision.conftest import build, under_construction  # noqa: F401

MONTH, PAID_ON = dt.date(2025, 6, 1), dt.date(2025, 7, 18)
PEOPLE = ("王一", "赵二", "钱三")
REPORT = {
    "completed_on": dt.date(2025, 7, 20),
    "quantity_done": True,
    "archive_complete": True,
    "material_reports": True,
    "quality_files": True,
    "warranty": True,
    "settlement_amount": Decimal("1782000"),
    "report_text": "已完成",
}
CARE = {
    "duty_list_on": dt.date(2025, 8, 1),
    "body": "示例村民委员会",
    "annual_fund": Decimal(20000),
    "posts_on_duty": 2,
}
ELEMENTS = {
    "r5": {"safety": 3, "skills": 0},
    "r8": {"public_welfare_posts": 2, "asset_shares": 0},
    "r11": {"body": "示例村民委员会", "annual_fund": "20000"},
}


class Works:
    """Short ways for tests of one finished project: three people, five days each at 200 yuan."""

    def __init__(self, project):
        self.project = project
        by = self.holder("contractor.labour")
        self.sheet = HandIn.objects.create(
            project=project,
            kind="attendance",
            month=MONTH,
            name="考勤表",
            sha256="0",
            rows=3,
            accepted=3,
            unchanged=0,
            by=by,
            at=project.created_at,
        )
        self.batch = PayrollBatch.objects.create(
            project=project, month=MONTH, state="DONE", created_at=project.created_at
        )
        PublicNotice.objects.create(
            batch=self.batch,
            posted_on=dt.date(2025, 7, 3),
            ends_on=dt.date(2025, 7, 10),
            place="公开栏",
            photos=2,
        )
        self.lines = [self.person(number, name) for number, name in enumerate(PEOPLE)]
        Inspection.objects.create(
            project=project,
            code="Q1",
            name="路基",
            severity="A",
            month=MONTH,
            state="PASSED",
            is_concealed=True,
            created_at=project.created_at,
        )
        self.promise()
        with work(project.chain, None) as unit:
            open_acceptance(unit, type("Issued", (), {"project": unit.current(project)}))

    def holder(self, code):
        return self.project.post(code).holders[0]

    def promise(self):
        Document.objects.create(project=self.project, kind="approval", elements=ELEMENTS)
        Baseline.objects.create(
            project=self.project,
            approved_on=dt.date(2025, 3, 25),
            headcount=3,
            priority_headcount=1,
            labour_pay=3000,
            denominator="市级财政",
            denominator_amount=1500000,
            training=3,
            posts=2,
        )

    def person(self, number, name):
        worker = Worker.objects.create(
            name=name,
            id_index=name,
            id_cipher="x",
            id_last4=f"{number:04}",
            phone_cipher="x",
            birth_date=dt.date(1970, 1, 1),
        )
        found = Engagement.objects.create(
            project=self.project,
            worker=worker,
            category="务工人员",
            is_local=True,
            scope="本村",
            town="示例镇",
            village="示例村",
            trade="普工",
            training_date=dt.date(2025, 6, 1),
            agreement_number=f"XY-{number}",
            card_cipher="x",
            card_index=f"card{number}",
            card_holder=name,
            entry_date=dt.date(2025, 6, 3),
            state="LEFT",
            priority_tag="因灾需救助" if number == 0 else "",
        )
        for day in range(5):
            Attendance.objects.create(
                engagement=found, day=dt.date(2025, 6, 9 + day), portion=1, hand_in=self.sheet
            )
        line = PayrollLine.objects.create(
            batch=self.batch,
            engagement=found,
            trade="普工",
            days=5,
            rate=200,
            gross=1000,
            net=1000,
            card_cipher="x",
            card_index=f"card{number}",
            card_holder=name,
            confirmed=True,
            status="PAID",
            paid_on=PAID_ON,
        )
        BankReceipt.objects.create(
            project=self.project,
            line=line,
            hand_in=self.sheet,
            month=MONTH,
            traded_on=PAID_ON,
            serial=str(number),
            card_index=f"card{number}",
            card_last4="1",
            amount=1000,
            succeeded=True,
        )
        return line

    @property
    def case(self):
        return case_of(self.project)

    @property
    def stage(self):
        return fresh(self.project).stage

    @property
    def handover(self):
        return Handover.objects.get(project=self.project)

    def report(self, **changes):
        return reported(self.case, **changes)

    def to_verify(self):
        return verifying(self.case)

    def to_vote(self):
        return at_vote(self.case)

    def vote(self, *says):
        return voted(self.case, *says)

    def guests(self):
        return Guest.objects.filter(project=self.project, ended_at=None).count()


def case_of(project):
    return AcceptanceCase.objects.filter(project=project).latest("number")


@remembered
def finished(**more):
    return Works(under_construction(day=dt.date(2025, 8, 20), **more))


@remembered
def reported(case, **changes):
    case = fresh(case)
    gate.edit(case, by=whose(case), **(REPORT | changes))
    return agree(fresh(case))


@remembered
def at_vote(case):
    reported(case)
    for state in ("PRE_ACCEPTING", "FORMING", "VERIFYING"):
        assert fresh(case).state == state
        if state == "VERIFYING":
            all_confirmed(case)
        agree(case)
    return fresh(case)


@remembered
def verifying(case):
    """Reported, pre-accepted, the committee formed: its members go through the items."""
    reported(case)
    agree(case)
    agree(case)
    return fresh(case)


def all_confirmed(case):
    """Every voting member confirms whatever he has not spoken on."""
    case = fresh(case)
    for member in case.members.filter(voting=True, recused=False).exclude(user=None):
        review_items(case, {}, by=member.user, rest=True)


@remembered
def voted(case, *says):
    """One word per voting member: agree, rectify, refused, abstained; None leaves him out."""
    for seat, said in zip(desk.seats_at(case), says, strict=True):
        if said in ("agree", "rectify"):
            gate.vote(case, "agreed", by=seat.holder, choice=said)
        elif said:
            gate.vote(case, said, by=seat.holder, opinion="理由")
        case = fresh(case)
    return case


def tell_benefits(handover):
    """联农带农 as the ledgers have it, by the owner; shares do not apply here."""
    said = {
        each.mode: Gain(each.actual) if each.mode != "SHARES" else Gain(None, "批复没有安排")
        for each in measured(handover)
    }
    return say_benefits(handover, said, by=handover.project.post("owner.site").holders[0])


@pytest.fixture
def works(db):
    return finished()


@pytest.fixture
def make_works(db):
    return finished
