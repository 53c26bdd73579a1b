"""A complaint from its registration to its end, and what it may not pass over."""

import datetime as dt
from decimal import Decimal

import pytest

from flows.audit.models import Entry
from flows.complaints.actions import open_complaint, register_complaint
from flows.complaints.figures import claim
from flows.complaints.models import Complaint
from flows.demo.actors import agree, fresh, next_seat, whose
from flows.engine import gate
from flows.engine.findings import NotYours, Refused
from flows.engine.privacy import opened
from flows.engine.unit import work
from flows.labour.models import Attendance, Engagement
from tests.dossier import codes, refused
from tests.payroll import sheetwork as made
from tests.payroll.june import JUNE, bank, compile_june, paid, three
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
PHONE = "13800138123"


@remembered
def paying():
    """June with its money on the way; the third has not signed and is held."""
    site = three()
    compile_june(site, made.line(3, "王五", 2, 本人确认=""))
    site.move_on(JUNE, "PAYING")
    return site


@pytest.fixture
def site(db):
    return paying()


def who(name):
    return Engagement.objects.get(worker__name=name)


def complain(site, **changes):
    said = {
        "source": "12345", "kind": "欠薪", "content": "六月的工钱还没有到账。",
        "engagement": who("张三"), "month": dt.date(2025, 6, 20), "amount": Decimal("400.00"),
        "complainant": "张三", "phone": PHONE, "external_number": "20250718001",
    } | changes  # fmt: skip
    by = said.pop("by", site.person("township.ledger"))
    return register_complaint(site.project, by=by, **said)


def review(paper, move, **more):
    """Everybody at the review says ``move``; returns the paper."""
    while fresh(paper).state == "REPLIED":
        gate.perform(fresh(paper), move, by=whose(paper), **more)
    return fresh(paper)


def answered(site, **changes):
    paper = complain(site, **changes)
    agree(paper)
    agree(paper, reply="已核对考勤和回单。")
    return fresh(paper)


def test_registered_numbered_dated_and_laid_on_the_desk(site):
    paper = complain(site)
    year = paper.registered_on.year
    assert paper.number == f"TS-{year}-0001" and paper.month == dt.date(2025, 6, 1)
    assert whose(paper) == site.person("township.ledger")
    assert paper.masked == "张*" and paper.phone_last4 == "8123" and opened(paper, "phone") == PHONE
    other = complain(site, source="本人", content="考勤少记了两天。", kind="考勤有误")
    assert other.number == f"TS-{year}-0002" and other.due_on > paper.due_on  # 12345 is shorter
    said = "".join(
        str(entry.payload) + entry.opinion + entry.label for entry in Entry.objects.all()
    )
    assert PHONE not in said and "张三" not in said


def test_the_same_said_twice_is_one_complaint(site):
    first = complain(site)
    assert complain(site) == first and Complaint.objects.count() == 1


def test_what_is_refused_leaves_nothing(site):
    assert codes(refused(Refused, complain, site, content="哦")) == ["CONTENT_MISSING"]
    assert codes(refused(Refused, complain, site, kind="公示异议", month=None)) == ["MONTH_MISSING"]
    assert codes(refused(Refused, complain, site, source="传闻")) == ["SOURCE_UNKNOWN"]
    assert codes(refused(Refused, complain, site, external_number=PHONE)) == ["ORDER_PRIVATE"]
    refused(NotYours, complain, site, by=site.officer)


@pytest.mark.parametrize(
    ("kind", "post"),
    [("欠薪", "owner.lead"), ("冒名代领", "owner.lead"), ("考勤有误", "contractor.labour")],
)
def test_nobody_answers_what_is_said_of_himself(site, kind, post):
    paper = complain(site, kind=kind)
    agree(paper)
    assert whose(paper) == site.person(post)
    assert next_seat(fresh(paper)).due_on == paper.due_on


def test_unpaid_wages_are_reviewed_by_the_labour_authority_too(site):
    paper = answered(site, engagement=None, month=None)
    gate.perform(paper, "settle", by=whose(paper))
    assert fresh(paper).state == "REPLIED" and whose(paper) == site.person("hrss.clerk")
    assert review(paper, "settle", outcome="已核实").state == "SETTLED"
    assert fresh(paper).ended_on is not None and fresh(paper).outcome == "已核实"


def test_not_settled_before_the_money_is_there(site):
    paper = answered(site)
    said = refused(Refused, gate.perform, paper, "settle", by=whose(paper))
    assert codes(said) == ["CLAIM_UNPAID"] and "代发中" in str(said.value)
    bank(site, paid(1))
    assert review(paper, "settle").state == "SETTLED"


def test_a_held_line_is_named_with_what_holds_it(site):
    paper = answered(site, engagement=who("王五"), kind="金额有误")
    said = refused(Refused, gate.perform, paper, "settle", by=whose(paper))
    assert "暂扣" in str(said.value)


def test_worked_and_never_listed_is_unpaid_and_else_nothing_is_owed(site):
    paper = answered(site, month=dt.date(2025, 7, 1))
    assert claim(paper).unpaid == ""  # no attendance in July
    mark = Attendance.objects.filter(engagement=who("张三")).first()
    Attendance.objects.create(
        engagement=mark.engagement, day=dt.date(2025, 7, 2), portion=1, hand_in=mark.hand_in
    )
    assert "1 个工日，没有发放行" in claim(paper).unpaid
    refused(Refused, gate.perform, paper, "settle", by=whose(paper))


def test_sent_back_and_dismissed_only_with_a_reason(site):
    paper = answered(site, kind="考勤有误")
    refused(Refused, gate.perform, paper, "send_back", by=whose(paper))
    gate.perform(paper, "send_back", by=whose(paper), opinion="没有附考勤表")
    agree(paper, reply="附考勤表，本人签字。")
    refused(Refused, gate.perform, fresh(paper), "dismiss", by=whose(paper))
    assert review(paper, "dismiss", opinion="考勤与本人签字一致").state == "DISMISSED"
    assert Complaint.objects.get().ended_on is not None


def test_a_worker_complains_by_himself(site):
    with work(site.project.chain, None) as unit:
        made_ = open_complaint(
            unit, unit.current(site.project), source="本人", kind="金额有误",
            content="身份证 110118199001011234 的工钱少了。", engagement=who("李四"),
            month=dt.date(2025, 6, 1),
        )  # fmt: skip
    assert fresh(made_).state == "REGISTERED" and "110118199001011234" not in made_.content


def test_the_page_lists_registers_and_names_nobody_in_full(site, client):
    url = f"/projects/{site.project.code}/complaints/"
    client.force_login(site.officer)
    assert "登记投诉" not in client.get(url).content.decode()
    client.force_login(site.person("township.ledger"))
    said = {"source": "12345", "kind": "欠薪", "content": "六月的工钱还没有到账。",
            "engagement": who("张三").pk, "month": "2025-06", "complainant": "赵铁柱",
            "phone": PHONE, "external_number": "20250718001"}  # fmt: skip
    assert client.post(url, said | {"phone": "1380013"}).status_code == 422
    assert client.post(url, said | {"kind": "公示异议", "month": ""}).status_code == 422
    answer = client.post(url, said, follow=True).content.decode()
    assert "赵**" in answer and "8123" in answer
    assert PHONE not in answer and "赵铁柱" not in answer
    listed = client.get(url).content.decode()
    assert Complaint.objects.get().number in listed and "20250718001" in listed
    worker = client.get(f"/projects/{site.project.code}/workers/{who('张三').pk}/")
    assert Complaint.objects.get().number in worker.content.decode()
