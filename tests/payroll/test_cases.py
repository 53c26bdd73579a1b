"""The bundled cases, month by month through the door: exact totals, and nobody wrongly named."""

from collections import Counter, defaultdict
from decimal import Decimal

import pytest
from django.db.models import Sum

from flows.audit.verify import verify
from flows.demo.actors import agree
from flows.engine.findings import Refused
from flows.labour.models import Attendance, Engagement
from flows.payroll.actions import flags
from flows.payroll.models import BankReceipt, PayrollLine
from tests.payroll.worksite import Site

pytestmark = pytest.mark.django_db


def lived(case: str) -> Site:
    site = Site(case).start()
    for month in site.facts["months"]:
        batch = site.live_month(month)
        try:
            agree(batch)
        except Refused as refused:
            assert {f.code for f in refused.findings} == {"PAYMENT_BOUNCED"}
    return site


def check_totals(site: Site) -> None:
    lines = PayrollLine.objects.filter(batch__project=site.key)
    relief = lines.filter(counts_as_relief=True)
    expected = site.expected
    assert Engagement.objects.filter(project=site.key).count() == expected["people_on_roster"]
    assert lines.count() == expected["payroll_rows"]
    assert (
        Attendance.objects.filter(engagement__project=site.key).count()
        == (expected["attendance_marks"])
    )
    assert lines.aggregate(Sum("net"))["net__sum"] == Decimal(expected["all_pay"])
    assert relief.aggregate(Sum("net"))["net__sum"] == Decimal(expected["relief_pay"])
    assert relief.aggregate(Sum("days"))["days__sum"] == Decimal(expected["relief_days_paid"])


@pytest.mark.parametrize("case", ["miyun-road", "central-village"])
def test_clean_case(case):
    site = lived(case)
    check_totals(site)
    lines = PayrollLine.objects.filter(batch__project=site.key)
    assert set(lines.values_list("status", flat=True)) == {"PAID"}
    assert not lines.filter(paid_while_held=True).exists()
    assert flags(site.project) == []
    paid = BankReceipt.objects.filter(project=site.key, succeeded=True)
    assert paid.aggregate(Sum("amount"))["amount__sum"] == Decimal(site.expected["all_pay"])
    assert not BankReceipt.objects.filter(project=site.key, line=None).exists()
    batches = site.project.payrollbatchs.all()
    assert {batch.state for batch in batches} == {"DONE"}
    assert len(batches) == len(site.facts["months"])
    assert verify(site.project.chain).intact


def test_flawed_canal_names_the_planted_workers_and_nobody_else():
    site = lived("flawed-canal")
    check_totals(site)
    planted = {
        each["code"]: {(who["name"], who["id_last4"]) for who in each["workers"]}
        for each in site.expected["planted"]
    }
    raised = flags(site.project)
    assert {flag.code: set(flag.workers) for flag in raised} == {
        code: planted[code] for code in ("F02", "F04", "F06", "F10", "F12", "F17")
    }
    months = {each["code"]: each["month"] for each in site.expected["planted"]}
    for flag in raised:
        assert months[flag.code] in flag.months
        assert flag.level == ("review" if flag.code == "F17" else "block")
    held = defaultdict(set)
    lines = PayrollLine.objects.filter(batch__project=site.key).exclude(hold_code="")
    for line in lines.select_related("engagement__worker"):
        assert line.status == "PAID" and line.paid_while_held
        held[line.hold_code].add((line.engagement.worker.name, line.engagement.worker.id_last4))
    assert dict(held) == {
        code: planted[code] for code in ("F02", "F04", "F06", "F10", "F12", "L6", "L10", "L12")
    }
    unpaid = PayrollLine.objects.filter(batch__project=site.key).exclude(status="PAID").get()
    worker = unpaid.engagement.worker
    assert unpaid.status == "BOUNCED" and {(worker.name, worker.id_last4)} == planted["L13"]
    states = Counter(batch.state for batch in site.project.payrollbatchs.all())
    assert states == {"DONE": 7, "PAYING": 1}
    assert verify(site.project.chain).intact


def test_people_follow_the_clock():
    site = lived("flawed-canal")
    site.go_to(site.day("end_date").replace(month=12))
    site.hand_in("银行回单-2025-10.csv")
    untrained = Engagement.objects.get(project=site.key, training_date=None)
    assert untrained.state in ("CONTRACTED", "LEFT")
    assert (untrained.worker.name, untrained.worker.id_last4) == ("冯梅燕", "5515")
