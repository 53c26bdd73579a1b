"""The bank's answers: whatever it says in whatever order, facts are kept and money is conserved."""

from decimal import Decimal

import pytest
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from flows.demo.actors import agree, fresh, whose
from flows.engine import gate
from flows.payroll import actions as payroll
from flows.payroll.models import BankReceipt, PayrollLine
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


def test_a_receipt_for_a_held_line_is_a_fact_and_stays_a_finding(site):
    compile_june(site, made.line(2, "李四", 2, 户名="赵六"), made.line(3, "王五", 2, 本人确认=""))
    site.move_on(JUNE, "PAYING")
    bank(site, paid(1), paid(2, holder="赵六"), paid(3))
    assert statuses() == dict.fromkeys(NAMES.values(), "PAID")
    assert [line(name).paid_while_held for name in NAMES.values()] == [False, True, True]
    assert line("李四").hold_code == "F10" and line("王五").hold_code == "L12"
    agree(site.batch(JUNE))
    assert site.batch(JUNE).state == "DONE"
    (flag,) = payroll.flags(site.project)
    assert (flag.code, flag.status) == ("F10", "open")


def test_receipts_before_anybody_has_signed_anything(site):
    compile_june(site, made.line(2, "李四", 2, 实发=390))
    bank(site, paid(1), paid(2, "390.00"))
    assert statuses() == {"张三": "PAID", "李四": "PAID", "王五": "RECORDED"}
    assert line("李四").paid_while_held and not line("张三").paid_while_held


def test_bounced_and_paid_again_on_the_same_card(site):
    compile_june(site)
    batch = site.move_on(JUNE, "PAYING")
    bank(site, paid(1), paid(2), paid(3, status="退汇"))
    assert line("王五").status == "BOUNCED"
    assert refusal(batch, "reconcile") == ["PAYMENT_BOUNCED"]
    gate.perform(fresh(batch), "pay_again", by=whose(batch))
    agree(batch)
    assert line("王五").status == "SENT" and line("王五").confirmed
    bank(site, paid(3, day="2025-07-23"))
    agree(batch)
    assert fresh(batch).state == "DONE" and str(line("王五").paid_on) == "2025-07-23"


def test_bounced_and_paid_in_one_file_whatever_its_order(site):
    compile_june(site)
    site.move_on(JUNE, "PAYING")
    bank(site, paid(3, day="2025-07-23"), paid(1), paid(3, status="退汇"), paid(2))
    assert statuses() == dict.fromkeys(NAMES.values(), "PAID")
    assert not BankReceipt.objects.filter(line=None).exists()


def test_the_bank_takes_a_payment_back(site):
    compile_june(site)
    site.move_on(JUNE, "PAYING")
    bank(site, paid(1), paid(2), paid(3))
    bank(site, paid(3, status="退汇", day="2025-07-20"))
    assert line("王五").status == "BOUNCED" and line("王五").paid_on is None
    assert BankReceipt.objects.filter(reversed=True).count() == 1
    bank(site, paid(3, day="2025-07-25"))
    assert line("王五").status == "PAID"
    assert (
        BankReceipt.objects.filter(line=line("王五"), succeeded=True, reversed=False).count() == 1
    )


def test_another_card_needs_the_persons_word_again(site):
    compile_june(site)
    batch = site.move_on(JUNE, "PAYING")
    bank(site, paid(1), paid(2), paid(3, status="退汇"))
    gate.perform(fresh(batch), "correct", by=whose(batch), opinion="王五换卡")
    rows = [made.line(1, "张三", 2), made.line(2, "李四", 2)]
    other = {"银行卡号": made.card(33)}
    site.hand_in(LEDGER, made.pay(*rows, made.line(3, "王五", 2, 本人确认="", **other)))
    site.move_on(JUNE, "FILED")
    assert line("王五").status == "HELD" and line("王五").hold_code == "L12"
    site.hand_in(LEDGER, made.pay(*rows, made.line(3, "王五", 2, **other)))
    agree(batch)
    assert line("王五").status == "SENT" and line("王五").card_last4 == made.card(33)[-4:]


@pytest.mark.parametrize(
    "receipt", [paid(1, "399.00"), paid(1, holder="赵六"), paid(1, remark="2025-05劳务报酬")]
)
def test_what_fits_no_line_stays_unmatched(site, receipt):
    compile_june(site)
    site.move_on(JUNE, "PAYING")
    bank(site, receipt)
    assert BankReceipt.objects.get().line is None and line("张三").status == "SENT"


def test_a_second_payment_of_the_same_line_stays_unmatched(site):
    compile_june(site)
    site.move_on(JUNE, "PAYING")
    bank(site, paid(1), paid(1, day="2025-07-19"))
    assert list(BankReceipt.objects.order_by("id").values_list("line__status", flat=True)) == [
        "PAID",
        None,
    ]


def test_lines_alike_wait_until_there_is_a_receipt_for_each(site):
    same = {"银行卡号": made.card(1), "户名": "张三"}
    compile_june(site, made.line(2, "李四", 2, **same))
    site.move_on(JUNE, "PAYING")
    bank(site, paid(1))
    assert BankReceipt.objects.get().line is None
    bank(site, paid(1), paid(1, serial="另一笔"))
    assert not BankReceipt.objects.filter(line=None).exists()
    assert statuses()["张三"] == statuses()["李四"] == "PAID"


def test_receipts_wait_for_a_ledger_that_comes_later(site):
    bank(site, paid(1))
    assert BankReceipt.objects.get().line is None
    compile_june(site)
    assert line("张三").status == "PAID"


class Conservation(TestCase):
    """Whatever the bank says in whatever order, no yuan appears or disappears."""

    @settings(max_examples=5)
    @given(st.data())
    def test_money_is_conserved(self, data):
        site = three()
        compile_june(site, made.line(2, "李四", 2, 实发=390), made.line(3, "王五", 2, 本人确认=""))
        site.move_on(JUNE, data.draw(st.sampled_from(["DRAFT", "CHECKED", "FILED", "PAYING"])))
        answer = st.tuples(
            st.sampled_from([1, 2, 3]),
            st.sampled_from(["成功", "退汇"]),
            st.sampled_from(["2025-07-18", "2025-07-19", "2025-07-20"]),
            st.sampled_from(["400.00", "390.00", "399.99"]),
        )
        for number in range(data.draw(st.integers(1, 3))):
            rows = data.draw(st.lists(answer, min_size=1, max_size=5))
            bank(
                site,
                *(
                    paid(who, amount, status, day, serial=f"{number}-{place}")
                    for place, (who, status, day, amount) in enumerate(rows)
                ),
            )
            self.check()

    def check(self):
        counted = BankReceipt.objects.filter(succeeded=True, reversed=False, line__isnull=False)
        paid_lines = PayrollLine.objects.filter(status="PAID")
        received = counted.aggregate(Sum("amount"))["amount__sum"] or Decimal(0)
        assert received == (paid_lines.aggregate(Sum("net"))["net__sum"] or Decimal(0))
        assert counted.count() == paid_lines.count()
        assert PayrollLine.objects.aggregate(Sum("net"))["net__sum"] == Decimal("1190.00")
        for receipt in BankReceipt.objects.exclude(line=None):
            assert receipt.amount == receipt.line.net
