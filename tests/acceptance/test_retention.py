"""工资档案: kept three years from completion and the last pay; no door deletes what is younger."""

import datetime as dt

import pytest
from django.contrib import admin
from django.db import DatabaseError, connection, transaction

from flows.acceptance.figures.retention import Payroll, kept_until, settled_on
from flows.payroll.models import (
    BankReceipt,
    Confirmation,
    PayException,
    PayrollBatch,
    PayrollLine,
    PublicNotice,
)
from tests.dossier import everything
from tests.payroll.june import JUNE, bank, compile_june, paid, three
from tests.remembered import remembered

DONE, PAID_ON = dt.date(2025, 8, 29), dt.date(2025, 9, 18)


@pytest.mark.parametrize(
    ("found", "day"),
    [
        (Payroll(DONE, PAID_ON, 0, 0, None), PAID_ON),
        (Payroll(PAID_ON, DONE, 0, 0, None), PAID_ON),
        (Payroll(DONE, PAID_ON, 0, 0, dt.date(2025, 10, 9)), dt.date(2025, 10, 9)),
        (Payroll(None, PAID_ON, 0, 0, None), None),
        (Payroll(DONE, PAID_ON, 1, 0, None), None),
        (Payroll(DONE, PAID_ON, 0, 1, None), None),
        (Payroll(DONE, None, 0, 0, None), DONE),
    ],
)
def test_settled_when_the_works_and_all_pay_are(found, day):
    assert settled_on(found) == day


def test_three_years_from_then_in_leap_years_too():
    assert kept_until(PAID_ON, 3) == dt.date(2028, 9, 18)
    assert kept_until(dt.date(2024, 2, 29), 3) == dt.date(2027, 2, 28)


@remembered
def paid_out():
    site = three()
    compile_june(site)
    site.move_on(JUNE, "PAYING")
    bank(site, paid(1), paid(2), paid(3))
    return site


@pytest.mark.django_db
def test_nothing_of_pay_can_be_deleted_through_any_door():
    paid_out()
    before = everything()
    for model in (PayrollBatch, PayrollLine, PublicNotice, BankReceipt, Confirmation):
        assert model.objects.exists(), model
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all()._raw_delete("default")
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
        assert not admin.site.is_registered(model)
    assert not admin.site.is_registered(PayException)
    assert everything() == before
