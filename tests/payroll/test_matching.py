"""Receipts find their line by its own reference, verified; nothing is guessed, order is nothing."""

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from flows.demo.actors import whose
from flows.engine import gate
from flows.payroll.models import BankReceipt, PayrollLine
from flows.payroll.rules.references import make
from flows.payroll.views.receipts import explained
from tests.dossier import everything
from tests.payroll import sheetwork as made
from tests.payroll.june import BANK, JUNE, bank, compile_june, line, paid, statuses, three
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
SAME = {"银行卡号": made.card(1), "户名": "张三"}


@remembered
def paying(*lines):
    site = three()
    compile_june(site, *lines)
    site.move_on(JUNE, "PAYING")
    return site


@pytest.fixture
def site(db):
    return paying()


def refers(name, number=None, amount="400.00", **more):
    """A receipt with the reference of ``name``'s line in its remark."""
    given = {"remark": f"代发 {line(name).reference.lower()} 成功", "holder": ""} | more
    return paid(number or {"张三": 1, "李四": 2, "王五": 3}[name], amount, **given)


def reasons(site):
    left = list(BankReceipt.objects.filter(line=None).order_by("id"))
    return [row["why"].code for row in explained(site.project, left)]


def test_two_people_same_card_and_amount_are_told_apart(db):
    """没有附言号只能等两笔都到；有附言号一笔就认得出。"""
    site = paying(made.line(2, "李四", 2, **SAME), made.line(3, "王五", 2))
    PayrollLine.objects.exclude(pk=line("王五").pk).update(reference=None)
    bank(site, paid(1))
    assert statuses()["张三"] == "HELD" and reasons(site) == ["ALIKE"]
    with connection.cursor() as cursor:  # receipts are kept: past the guard, the file comes anew
        cursor.execute("SET LOCAL session_replication_role = replica")
        BankReceipt.objects.all().delete()
        cursor.execute("SET LOCAL session_replication_role = origin")
    PayrollLine.objects.filter(pk=line("李四").pk).update(reference=make(lambda signs: signs[3]))
    bank(site, paid(1, remark=line("李四").reference))
    assert statuses() == {"张三": "HELD", "李四": "PAID", "王五": "SENT"}


def test_a_reference_beats_the_month_of_the_file(site):
    bank(site, refers("张三", remark=f"2025-05工资{line('张三').reference}"))
    assert statuses()["张三"] == "PAID" and str(BankReceipt.objects.get().month) == "2025-06-01"


@pytest.mark.parametrize(
    ("receipt", "why"),
    [
        (lambda: refers("张三", amount="399.99"), "REFERENCE_AMOUNT"),
        (lambda: refers("张三", number=2), "REFERENCE_CARD"),
        (lambda: paid(1, remark=make(lambda signs: signs[7])), "REFERENCE_UNKNOWN"),
        (lambda: paid(1, remark=line("张三").reference + line("李四").reference), "REFERENCE_MANY"),
        (lambda: paid(1, "399.00"), "AMOUNT_DIFFERS"),
        (lambda: paid(1, holder="赵六"), "HOLDER_DIFFERS"),
        (lambda: paid(9, holder="张三"), "CARD_UNKNOWN"),
    ],
)
def test_what_does_not_fit_stays_and_says_why(site, receipt, why):
    bank(site, receipt())
    assert set(statuses().values()) == {"SENT"} and reasons(site) == [why]


def test_a_sign_misread_is_not_guessed(site):
    right = line("张三").reference
    wrong = right[:4] + "0" + right[5:]
    bank(site, paid(1, remark=wrong))  # no reference at all: by month, card, amount and holder
    assert statuses()["张三"] == "PAID"


def test_sent_again_after_it_bounced_under_the_same_reference(site):
    bank(site, refers("张三"), refers("李四"), refers("王五", status="退汇"))
    assert statuses()["王五"] == "BOUNCED"
    gate.perform(site.batch(JUNE), "pay_again", by=whose(site.batch(JUNE)))
    site.move_on(JUNE, "PAYING")
    bank(site, refers("王五", day="2025-07-23"))
    assert set(statuses().values()) == {"PAID"} and reasons(site) == []


def test_part_of_the_answer_then_the_whole_then_the_whole_again(site):
    rows = [refers("张三"), refers("李四"), refers("王五")]
    bank(site, rows[0])
    assert statuses() == {"张三": "PAID", "李四": "SENT", "王五": "SENT"}
    bank(site, *rows)
    assert set(statuses().values()) == {"PAID"} and BankReceipt.objects.count() == 3
    before = everything()
    assert site.hand_in(BANK, made.receipts(*rows))["accepted"] == 0
    assert everything() == before


def test_paid_twice_is_said(site):
    bank(site, refers("张三"), refers("张三", day="2025-07-20"))
    assert statuses()["张三"] == "PAID" and reasons(site) == ["ALREADY_PAID"]


def test_the_page_names_each_with_cause_and_cure(site, client):
    bank(site, refers("张三", amount="399.99"), paid(9, holder="张三"), refers("李四"))
    client.force_login(site.officer)
    page = client.get(f"/projects/{site.project.code}/receipts/").content.decode()
    assert "REFERENCE_AMOUNT" in page and "CARD_UNKNOWN" in page and "与银行核对这笔款" in page
    assert made.card(9) not in page and "尾号" in page
    paper = client.get(f"/papers/PayrollBatch/{site.batch(JUNE).pk}/").content.decode()
    assert "有 2 笔本月回单没有找到对应的发放行" in paper


class Shuffled(TestCase):
    """The rows of a file in any order: the same lines are paid by the same receipts."""

    @settings(max_examples=6)
    @given(st.data())
    def test_order_is_nothing(self, data):
        site = paying(made.line(2, "李四", 2, **SAME))
        PayrollLine.objects.filter(pk=line("李四").pk).update(reference=make(lambda s: s[5]))
        rows = [
            paid(1, serial="1"), paid(1, serial="2", remark=line("李四").reference),
            paid(3, serial="3", status="退汇"), paid(3, serial="4", day="2025-07-19"),
            refers("王五", serial="5", status="退汇", day="2025-07-20"), paid(3, "1.00", serial="6"),
        ]  # fmt: skip
        some = data.draw(st.lists(st.sampled_from(rows), unique=True, min_size=1))
        first, other = (self.outcome(site, data.draw(st.permutations(some))) for _ in range(2))
        assert first == other

    def outcome(self, site, rows):
        """What becomes of lines and receipts, taken back afterwards."""
        with transaction.atomic():
            bank(site, *rows)
            receipts = BankReceipt.objects.values_list("serial", "line", "month", "reversed")
            found = statuses(), set(receipts)
            transaction.set_rollback(True)
        return found
