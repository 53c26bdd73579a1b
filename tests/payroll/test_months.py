"""A month's pay through the door: lines held, released, corrected and struck out."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from flows.demo.actors import agree, fresh, whose
from flows.desk import desk
from flows.engine import gate
from flows.engine.findings import NotYours, Refused
from flows.engine.unit import work
from flows.payroll import actions as payroll
from flows.payroll.models import PayrollBatch, PayrollLine, StrikeRequest
from tests.payroll import sheetwork as made
from tests.payroll.june import (
    JUNE,
    LEDGER,
    NAMES,
    bank,
    compile_june,
    line,
    paid,
    refusal,
    statuses,
    three,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(db):
    return three()


def test_a_clean_month_ends_by_itself(site):
    compile_june(site)
    assert set(statuses().values()) == {"RECORDED"}
    site.move_on(JUNE, "CONFIRMED")
    assert set(statuses().values()) == {"CLEARED"}
    batch = site.move_on(JUNE, "PAYING")
    assert set(statuses().values()) == {"SENT"}
    assert refusal(batch, "reconcile") == ["RECEIPT_MISSING"]
    bank(site, *(paid(number) for number in NAMES))
    agree(batch)
    assert fresh(batch).state == "DONE"
    assert {str(x.paid_on) for x in PayrollLine.objects.all()} == {"2025-07-18"}
    assert batch.notice.photos == 2 and (batch.notice.ends_on - batch.notice.posted_on).days == 7


def test_each_month_opens_the_next_up_to_the_planned_end(site):
    for month in ("2025-06", "2025-07", "2025-08"):
        assert [f"{b.month:%Y-%m}" for b in PayrollBatch.objects.all()][-1] == month
        compiled = site.batch(month)
        day = f"{month}-15"
        site.hand_in(f"发放台账-{month}.xlsx", made.pay(made.line(1, "张三", 1, 发放日期=day)))
        agree(compiled)
    assert PayrollBatch.objects.count() == 3


def test_a_held_line_stays_back_and_the_others_are_paid(site):
    compile_june(site, made.line(2, "李四", 2, 实发=390), made.line(3, "王五", 2, 本人确认=""))
    site.move_on(JUNE, "CONFIRMED")
    assert statuses() == {"张三": "CLEARED", "李四": "HELD", "王五": "HELD"}
    held = line("李四")
    assert held.hold_code == "L6" and "390" in held.hold_message and held.hold_cure
    assert line("王五").hold_code == "L12"
    site.move_on(JUNE, "PAYING")
    assert statuses() == {"张三": "SENT", "李四": "HELD", "王五": "HELD"}
    bank(site, paid(1))
    batch = site.batch(JUNE)
    agree(batch)
    assert fresh(batch).state == "RECONCILED"
    assert refusal(batch, "finish") == ["LINES_OPEN"]
    assert refusal(batch, "resume") == ["NOTHING_TO_PAY"]


def test_a_late_confirmation_frees_the_line_for_pay(site):
    unsigned = made.line(3, "王五", 2, 本人确认="")
    compile_june(site, unsigned)
    site.move_on(JUNE, "PAYING")
    bank(site, paid(1), paid(2))
    batch = site.batch(JUNE)
    agree(batch)
    signed = made.pay(*(made.line(n, name, 2) for n, name in NAMES.items()))
    result = site.hand_in(LEDGER, signed)
    assert (result["accepted"], result["unchanged"]) == (1, 2)
    assert line("王五").status == "CLEARED" and line("王五").confirmed_at
    gate.perform(fresh(batch), "resume", by=whose(batch))
    agree(batch)  # 代发
    assert line("王五").status == "SENT"
    bank(site, paid(3))
    agree(batch)
    assert fresh(batch).state == "DONE" and not line("王五").paid_while_held


def test_a_held_line_is_corrected_through_the_whole_round(site):
    compile_june(site, made.line(2, "李四", 2, 实发=390))
    site.move_on(JUNE, "PAYING")
    bank(site, paid(1), paid(3))
    batch = site.batch(JUNE)
    agree(batch)
    gate.perform(fresh(batch), "correct", by=whose(batch), opinion="更正李四实发")
    rows = [made.line(n, name, 2) for n, name in NAMES.items()]
    tampered = site.hand_in(LEDGER, made.pay(made.line(1, "张三", 3), *rows[1:]))
    assert [error["code"] for error in tampered["errors"]] == ["LOCKED"]
    assert site.hand_in(LEDGER, made.pay(*rows))["accepted"] == 1
    site.move_on(JUNE, "PAYING")
    assert statuses() == {"张三": "PAID", "李四": "SENT", "王五": "PAID"}
    bank(site, paid(2))
    agree(batch)
    assert fresh(batch).state == "DONE"


def test_a_struck_line_is_asked_for_by_one_and_decided_by_another(site):
    compile_june(site, made.line(2, "李四", 2, 实发=390))
    site.move_on(JUNE, "PAYING")
    bank(site, paid(1), paid(3))
    batch = site.batch(JUNE)
    agree(batch)
    for who, reason, error in (
        ("owner.lead", "重复", NotYours),
        ("contractor.labour", " ", Refused),
    ):
        with pytest.raises(error):
            payroll.ask_strike(line("李四"), by=site.person(who), reason=reason)
    with pytest.raises(Refused):
        payroll.ask_strike(line("张三"), by=site.officer, reason="已到账的不能剔除")
    request = payroll.ask_strike(line("李四"), by=site.officer, reason="与上月重复登记")
    with pytest.raises(Refused):
        payroll.ask_strike(line("李四"), by=site.officer, reason="再提一次")
    assert whose(request) == site.person("owner.lead") and "李四" not in request.title
    with pytest.raises(NotYours):
        gate.perform(request, "approve", by=site.officer)
    agree(request)
    struck = line("李四")
    assert (struck.status, struck.strike_reason) == ("STRUCK", "与上月重复登记")
    assert fresh(batch).state == "DONE"


def test_a_refused_strike_leaves_the_line_held(site):
    compile_june(site, made.line(2, "李四", 2, 实发=390))
    site.move_on(JUNE, "CONFIRMED")
    request = payroll.ask_strike(line("李四"), by=site.officer, reason="没有来过")
    owner = site.person("owner.lead")
    with pytest.raises(Refused):
        gate.perform(request, "refuse", by=owner)
    gate.perform(request, "refuse", by=owner, opinion="班组证实确有出勤")
    assert line("李四").status == "HELD" and fresh(request).state == "REFUSED"


def test_a_line_paid_meanwhile_cannot_be_struck(site):
    compile_june(site, made.line(2, "李四", 2, 实发=390))
    site.move_on(JUNE, "PAYING")
    request = payroll.ask_strike(line("李四"), by=site.officer, reason="没有来过")
    bank(site, paid(2, "390.00"))
    assert refusal(request, "approve") == ["LINE_NOT_HELD"]
    assert StrikeRequest.objects.get().state == "ASKED"


def test_striking_one_of_a_shared_card_frees_the_other(site):
    compile_june(site, made.line(2, "李四", 2, 银行卡号=made.card(1)))
    site.move_on(JUNE, "CONFIRMED")
    assert statuses() == {"张三": "HELD", "李四": "HELD", "王五": "CLEARED"}
    agree(payroll.ask_strike(line("李四"), by=site.officer, reason="冒领"))
    assert statuses() == {"张三": "CLEARED", "李四": "STRUCK", "王五": "CLEARED"}
    assert payroll.flags(site.project) == []


def test_nothing_to_pay_is_said_and_can_be_taken_back_by_facts(site):
    batch = site.batch(JUNE)
    assert refusal(batch, "compile") == ["LINES_MISSING"]
    with pytest.raises(NotYours):
        gate.perform(batch, "void", by=site.person("contractor.lead"))
    gate.perform(batch, "void", by=site.officer)
    assert fresh(batch).state == "VOID"
    compile_june(site)
    assert fresh(batch).state == "DRAFT" and whose(batch) == site.officer
    with pytest.raises(Refused):
        gate.perform(fresh(batch), "void", by=site.officer)


def test_every_review_can_send_the_month_back(site):
    compile_june(site)
    for state, move in (
        ("CHECKING", "verify_return"),
        ("CHECKED", "confirm_return"),
        ("CONFIRMED", "notice_return"),
        ("PUBLICIZED", "review_return"),
        ("REVIEWED", "town_return"),
    ):
        batch = site.move_on(JUNE, state)
        gate.perform(batch, move, by=whose(batch), opinion="台账需要核实")
        assert fresh(batch).state == "DRAFT"
        assert not site.hand_in(LEDGER, made.pay(made.line(1, "张三", 2, 备注=state)))["errors"]
    assert set(statuses().values()) <= {"RECORDED", "CLEARED"}


@pytest.mark.parametrize(
    "mode, post",
    [("监理单位", "supervisor.engineer"), ("业主现场代表+村务监督", "oversight.director")],
)
def test_pay_is_reviewed_under_both_modes(db, mode, post):
    site = three(supervision_mode=mode)
    compile_june(site)
    batch = site.move_on(JUNE, "PUBLICIZED")
    assert [seat.post.code for seat in desk.seats_at(batch)] == [post, "owner.site"]


def test_central_money_waits_for_the_posting(db):
    site = three(funds=[{"source": "中央预算内投资", "amount": "1980000"}])
    compile_june(site)
    batch = site.move_on(JUNE, "CONFIRMED")
    assert refusal(batch, "post_notice", place="公开栏", photos=1) == ["PHOTOS_FEW"]
    agree(batch, place="公开栏", photos=2)
    assert refusal(batch, "close_notice") == ["NOTICE_RUNNING"]
    site.go_to(fresh(batch).notice.ends_on + dt.timedelta(days=1))
    agree(batch)
    assert fresh(batch).state == "PUBLICIZED"


def test_nobody_signs_for_two_sides(site):
    compile_june(site)
    batch = site.move_on(JUNE, "FILED")
    lead, officer = site.person("contractor.lead"), site.officer
    post = site.project.post("contractor.lead")
    officer.appointments.create(user=officer, post=post)
    with pytest.raises(NotYours):
        gate.perform(batch, "pay", by=type(officer).objects.get(pk=officer.pk))
    gate.perform(batch, "pay", by=lead)


def test_the_database_holds_what_the_code_promises(site):
    compile_june(site)
    one = PayrollLine.objects.filter(engagement__worker__name="张三")
    for wrong in (
        {"status": "HELD"},
        {"status": "PAID"},
        {"status": "STRUCK"},
        {"status": "SENT", "confirmed": False},
        {"days": -1},
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), work(site.project.chain, None):
            one.update(**wrong)
