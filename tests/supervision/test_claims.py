"""Claims for money of the contract: held by open defects, never above the price, labour first."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from flows.commencement.models import Contract
from flows.demo.actors import agree, fresh, whose
from flows.documents.models import Document
from flows.engine import clock, gate
from flows.engine.findings import NotYours, Refused, Terms
from flows.engine.machine import moves_from
from flows.engine.models import Parameter
from flows.engine.unit import work
from flows.supervision.actions import begin_claim, open_rectification
from flows.supervision.models import PaymentClaim, Rectification
from tests.dossier import codes, everything, holding, refused
from tests.pages.conftest import statements, stranger, text_of  # noqa: F401
from tests.remembered import remembered
from tests.supervision.conftest import under_construction

JUNE, TODAY = dt.date(2025, 6, 1), dt.date(2025, 7, 22)
PRICE = Decimal(1000000)


@remembered
def contracted(price=PRICE, **more):
    project = under_construction(day=TODAY, **more)
    document = Document.objects.create(project=project, kind="contract")
    Contract.objects.create(
        project=project, document=document, state="REGISTERED", created_at=project.created_at,
        contractor=project.contractor, price=price, signed_on=dt.date(2025, 5, 20),
        labour_fee_cycle_days=30, labour_clause=True,
    )  # fmt: skip
    return project


@pytest.fixture
def project(db):
    return contracted()


def lead(project):
    return holding(project, "contractor.lead")


def claim(project, amount=300000, kind="WORKS", month=JUNE, **more):
    more = {"by": lead(project), "kind": kind, "month": month, "note": ""} | more
    return begin_claim(project, amount=Decimal(amount), **more)


def on(paper, to):
    """``paper`` agreed to, step by step, until it waits at ``to``; all is measured."""
    while (paper := fresh(paper)).state != to:
        inputs = {"measured": paper.amount} if paper.state == "MEASURING" else {}
        if paper.state == "PAYING":
            inputs = {"paid_on": TODAY, "voucher": f"PZ-{paper.number}"}
        agree(paper, **inputs)
    return paper


def hold(project, measure="HOLD", code="Q3"):
    with work(project.chain, None) as unit:
        return open_rectification(
            unit, project, code=code, severity="B", defect="强度不足", measure=measure
        )


def tries(paper, move, **inputs):
    """The codes with which ``move`` is refused; nothing has changed."""
    paper = fresh(paper)
    return codes(refused(Refused, gate.perform, paper, move, by=whose(paper), **inputs))


@pytest.mark.parametrize("firm", [True, False])
def test_a_claim_is_measured_approved_and_paid(db, firm):
    project = contracted(firm=firm)
    paper = claim(project, kind="LABOUR")
    assert (paper.number, paper.state, whose(paper)) == (1, "DRAFTING", lead(project))
    agree(paper)
    expected = "supervisor.chief" if firm else "owner.site"
    assert whose(fresh(paper)) == holding(project, expected)
    agree(paper, measured=Decimal("250000"))
    assert whose(fresh(paper)) == holding(project, "owner.lead")
    agree(paper)
    agree(paper, paid_on=TODAY, voucher="PZ-1")
    paper = fresh(paper)
    assert (paper.state, paper.measured, paper.paid_on) == ("PAID", Decimal(250000), TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentClaim.objects.filter(pk=paper.pk).update(measured=1)


def test_the_same_draft_twice_is_one(project):
    first = claim(project)
    before = everything()
    assert claim(project).pk == first.pk
    assert everything() == before and PaymentClaim.objects.count() == 1
    assert claim(project, 5).number == 2


def test_who_may_not_claim_and_what_cannot_be_claimed(project):
    for code in ("owner.lead", "supervisor.chief", "contractor.labour"):
        refused(NotYours, claim, project, by=holding(project, code))
    for month in (dt.date(2025, 5, 1), dt.date(2025, 8, 1)):
        assert codes(refused(Refused, claim, project, month=month)) == ["CLAIM_MONTH"]
    assert codes(refused(Refused, claim, project, 0)) == ["CLAIM_AMOUNT"]


def test_nothing_is_claimed_without_a_contract(db):
    project = under_construction(day=TODAY)
    assert codes(refused(Refused, claim, project)) == ["PRICE_MISSING"]


@pytest.mark.parametrize("measure", ["HOLD", "STOP"])
def test_works_wait_for_an_open_rectification_and_labour_does_not(project, measure):
    works, labour = claim(project), claim(project, kind="LABOUR")
    hold(project, measure)
    agree(works)
    caught = tries(works, "measure", measured=1)
    assert caught == ["CLAIM_HELD"]
    assert on(labour, "PAID").state == "PAID"
    Rectification.objects.update(measure="NONE")
    assert on(works, "PAID").state == "PAID"


def test_the_hold_names_its_rectification(project):
    paper = claim(project)
    agree(paper)
    hold(project)
    paper = fresh(paper)
    terms = Terms(clock.today(project.chain), Parameter.snapshot())
    measure = next(each for each in gate.moves(paper, terms) if each.name == "measure")
    assert not measure.open and "整改 1 号（Q3）" in measure.findings[0].message


def test_a_hold_after_approval_stops_what_is_paid_after_it(project):
    paper = on(claim(project), "PAYING")
    clock.simulate(project.chain, clock.at(dt.date(2025, 7, 25)))
    hold(project)
    late = {"paid_on": dt.date(2025, 7, 25), "voucher": "PZ-1"}
    assert tries(paper, "pay", **late) == ["CLAIM_HELD"]
    agree(paper, paid_on=TODAY, voucher="PZ-1")
    assert fresh(paper).state == "PAID"


def test_no_more_is_claimed_than_the_contract_price_with_those_in_flight(project):
    first = claim(project, 600000)
    second = claim(project, 500000)
    agree(first)
    assert tries(second, "hand_in") == ["PRICE_EXCEEDED"]
    agree(first, measured=Decimal(500000))
    agree(second)
    assert on(second, "PAID").state == "PAID" and on(first, "PAID").state == "PAID"
    third = claim(project, Decimal("0.01"))
    assert tries(third, "hand_in") == ["PRICE_EXCEEDED"]
    paid = sum(each.measured for each in PaymentClaim.objects.filter(state="PAID"))
    assert paid == PRICE


def test_sent_back_it_frees_what_it_had_claimed(project):
    first, second = claim(project, 600000), claim(project, 600000, note="第二次")
    agree(first)
    agree(first, measured=Decimal(600000))
    assert tries(second, "hand_in") == ["PRICE_EXCEEDED"]
    gate.perform(fresh(first), "return_claim", by=whose(first), opinion="重新核对")
    assert fresh(first).measured is None
    agree(second)
    gate.edit(fresh(first), by=lead(project), amount=Decimal(400000))
    agree(first)
    assert fresh(first).state == "MEASURING"


@pytest.mark.parametrize(
    ("measured", "code"), [(0, "MEASURED_NOTHING"), (300001, "MEASURED_ABOVE")]
)
def test_measured_is_more_than_nothing_and_at_most_what_was_claimed(project, measured, code):
    paper = claim(project)
    agree(paper)
    assert tries(paper, "measure", measured=measured) == [code]


def test_a_payment_has_its_day_and_a_voucher_of_its_own(project):
    first, second = on(claim(project), "PAYING"), on(claim(project, 200000), "PAYING")
    assert tries(first, "pay", paid_on=dt.date(2025, 7, 23), voucher="P1") == ["PAID_FUTURE"]
    assert tries(first, "pay", paid_on=dt.date(2025, 7, 21), voucher="P1") == ["PAID_EARLY"]
    assert tries(first, "pay", paid_on=TODAY, voucher=" ") == ["INPUT_MISSING"]
    agree(first, paid_on=TODAY, voucher="P1")
    assert tries(second, "pay", paid_on=TODAY, voucher="P1") == ["VOUCHER_USED"]


def test_works_before_the_labour_of_the_month_is_a_warning_and_no_more(project):
    works = claim(project)
    terms = Terms(clock.today(project.chain), Parameter.snapshot())
    (move,) = gate.moves(works, terms)
    assert move.open and [(f.code, f.level) for f in move.findings] == [("LABOUR_FIRST", "review")]
    on(claim(project, 90000, "LABOUR"), "PAID")
    (move,) = gate.moves(fresh(works), terms)
    assert move.findings == []


def test_only_the_desk_moves_it(project):
    paper = on(claim(project), "APPROVING")
    for code in ("contractor.lead", "supervisor.chief", "owner.site"):
        for move in moves_from(paper):
            refused(
                NotYours, gate.perform, paper, move.name, by=holding(project, code), opinion="好"
            )
    refused(Refused, gate.perform, paper, "pay", by=whose(paper))


def test_the_page_lists_claims_and_opens_the_next(client, project):
    client.force_login(lead(project))
    url = f"/projects/{project.code}/claims/"
    assert "1,000,000.00" in text_of(client.get(url))
    said = {"kind": "WORKS", "month": "2025-06", "amount": "300000", "note": "路基完成"}
    page = text_of(client.post(url, said, follow=True))
    assert "合同价和已付款" in page and "LABOUR_FIRST" in page
    page = text_of(client.post(url, said | {"month": "2025-05"}))
    assert "开工当月到本月" in page and "路基完成" in page and PaymentClaim.objects.count() == 1
    hold(project)
    assert "整改 1 号" in text_of(client.get(url))
    client.force_login(holding(project, "owner.lead"))
    before = everything()
    assert client.post(url, said | {"amount": "1"}).status_code == 403
    assert everything() == before
    paper = PaymentClaim.objects.get()
    assert "暂不签认" in text_of(client.get(f"/papers/PaymentClaim/{paper.pk}/"))


def test_strangers_find_nothing_and_the_list_asks_the_same(client, project, stranger, statements):  # noqa: F811
    counts, url = set(), f"/projects/{project.code}/claims/"
    client.force_login(lead(project))
    client.get(url)
    for number in range(1, 4):
        claim(project, number)
        with statements() as found:
            assert client.get(url).status_code == 200
        counts.add(len(found))
    assert len(counts) == 1
    client.force_login(stranger)
    assert client.get(url).status_code == 404
