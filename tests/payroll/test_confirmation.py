"""本人确认: a fact with its way, time and evidence; what was confirmed is frozen until it is voided."""

import pytest
from django.db import DatabaseError, connection, transaction

from flows.demo.actors import fresh, whose
from flows.engine import gate
from flows.payroll.models import Confirmation, digest_of
from flows.payroll.states import ConfirmMethod
from tests.dossier import everything, refused
from tests.payroll import sheetwork as made
from tests.payroll.june import JUNE, LEDGER, NAMES, bank, compile_june, line, paid, three
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
SHEET = ConfirmMethod.SHEET


@remembered
def compiled(*lines, to="CHECKED", **changes):
    site = three(**changes)
    compile_june(site, *lines)
    site.move_on(JUNE, to)
    return site


def unsigned(number):
    return made.line(number, NAMES[number], 2, 本人确认="")


def standing(name):
    return line(name).confirmations.filter(voided_at=None).first()


def ledger(site, *lines):
    given = {each[0]: each for each in lines}
    rows = [given.get(name, made.line(number, name, 2)) for number, name in NAMES.items()]
    return site.hand_in(LEDGER, made.pay(*rows))


def test_the_ledgers_mark_counts_as_a_signed_sheet():
    site = compiled(unsigned(3), to="DRAFT")
    assert standing("王五") is None and not line("王五").confirmed
    for name in ("张三", "李四"):
        found = standing(name)
        assert (found.method, found.net, found.by) == (SHEET, 400, site.officer)
        assert found.at == line(name).confirmed_at and found.digest == digest_of(line(name))


def test_the_same_ledger_twice_confirms_nothing_twice():
    site = compiled(to="DRAFT")
    before = everything()
    assert ledger(site)["unchanged"] == 3 and everything() == before


def test_another_amount_voids_and_the_new_one_is_confirmed_anew():
    site = compiled(to="DRAFT")
    old = standing("张三")
    more = made.line(1, "张三", 2, 奖扣=50, 实发=450)
    assert not ledger(site, more)["errors"]
    old.refresh_from_db()
    assert old.voided_at and old.void_reason == "重新交台账，金额有变" and old.net == 400
    assert standing("张三").net == 450 and standing("李四").net == 400
    assert Confirmation.objects.count() == 4
    said = site.project.chain.entries.filter(move="void_confirmations")
    assert [each.payload["lines"] for each in said] == [1]


def test_a_ledger_without_the_mark_takes_its_own_confirmation_back():
    site = compiled(to="DRAFT")
    assert not ledger(site, unsigned(1))["errors"]
    assert not line("张三").confirmed and line("张三").confirmed_at is None
    assert standing("张三") is None and standing("李四")


def test_another_note_leaves_the_confirmation_and_the_sealed_card():
    site = compiled(to="DRAFT")
    before, sealed = standing("张三"), line("张三").card_cipher
    assert not ledger(site, made.line(1, "张三", 2, 备注="早退一次"))["errors"]
    assert line("张三").note and standing("张三") == before
    assert line("张三").card_cipher == sealed


def test_another_card_after_a_bounce_is_confirmed_anew_the_same_card_is_not():
    site = compiled(to="PAYING")
    bank(site, paid(1, status="退汇"), paid(2), paid(3))
    batch = site.batch(JUNE)
    first = standing("张三")
    gate.perform(fresh(batch), "correct", by=whose(batch), opinion="换卡")
    assert ledger(site)["unchanged"] == 3 and standing("张三") == first  # 原卡可重发
    other = made.line(1, "张三", 2, 银行卡号=made.card(9))
    assert not ledger(site, other)["errors"]
    first.refresh_from_db()
    assert first.void_reason == "重新交台账，收款卡有变" and standing("张三") != first
    assert line("张三").status == "RECORDED" and line("李四").status == "PAID"


FROZEN = {
    "days": "3", "rate": "1", "pieces": "1", "gross": "1", "adjustment": "1", "net": "1",
    "card_index": "'x'", "card_cipher": "'x'", "card_holder": "'别人'", "engagement_id": "engagement_id + 1",
}  # fmt: skip


def sql(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize("column", FROZEN)
def test_the_database_refuses_to_change_what_was_confirmed(column):
    compiled(unsigned(3), to="DRAFT")
    change = f"UPDATE flows_payrollline SET {column} = {FROZEN[column]} WHERE id = %s"
    refused(DatabaseError, sql, change, line("张三").pk)
    # Not even together with taking the mark away.
    both = change.replace(" WHERE", ", confirmed = false WHERE")
    refused(DatabaseError, sql, both, line("张三").pk)
    if column != "engagement_id":
        sql(change, line("王五").pk)


def test_the_database_keeps_confirmations():
    compiled(to="DRAFT")
    key, row = line("张三").pk, standing("张三").pk
    refused(DatabaseError, sql, "UPDATE flows_payrollline SET confirmed = false WHERE id = %s", key)
    for said in ("net = 1", "method = 'LINK'", "at = now()", "device = 'x'", "digest = 'x'"):
        refused(DatabaseError, sql, f"UPDATE flows_confirmation SET {said} WHERE id = %s", row)
    refused(DatabaseError, sql, "DELETE FROM flows_confirmation WHERE id = %s", row)
    void = "UPDATE flows_confirmation SET voided_at = now(), void_reason = 'x' WHERE id = %s"
    sql(void, row)
    back = "UPDATE flows_confirmation SET voided_at = NULL, void_reason = '' WHERE id = %s"
    refused(DatabaseError, sql, back, row)
    sql("UPDATE flows_payrollline SET confirmed = false WHERE id = %s", key)
