"""The three bundled cases, from first idea to archive: exact figures, exact names, told once."""

import json
from collections import Counter, defaultdict
from decimal import Decimal

import pytest
from django.db.models import Sum

from flows.acceptance.actions import review
from flows.audit.verify import verify
from flows.demo.case import BUNDLED, Case
from flows.demo.chapters import CHAPTERS
from flows.demo.story import Story
from flows.labour.models import Attendance, Engagement
from flows.payroll.actions import flags
from flows.payroll.models import BankReceipt, PayrollLine

pytestmark = pytest.mark.django_db
MIYUN_LABOUR = {
    "L1": ("pass", "1.0000", "1.0000"),
    "L2": ("pass", "42", "42"),
    "L3": ("pass", "0.2857", None),
    "L4": ("pass", "336000.00", "336000.00"),
    "L5": ("pass", "0.2240", "0.2240"),
    "L6": ("pass", "0.00", "0.00"),
    "L8": ("pass", "1.0000", "1.0000"),
    "L9": ("pass", "42", "42"),
    "L10": ("pass", "0", "0"),
    "L11": ("pass", "1.0000", "0.9500"),
    "L12": ("pass", "1.0000", "1.0000"),
    "L13": ("pass", "0.00", "0.00"),
    "L14": ("pass", "1.0000", "1.0000"),
    "L15": ("pass", "0.00", "0.00"),
    "L16": ("pass", "0", "0"),
    "L17": ("pass", "3", "3"),
}


def told(name):
    story = Story(Case.load(name), CHAPTERS)
    story.tell()
    return story, json.loads((BUNDLED / name / "expected.json").read_text("utf-8"))


def lines_of(project):
    return PayrollLine.objects.filter(batch__project=project)


def items_of(project):
    return {item.code: item for item in review(project).items}


def check_totals(project, expected):
    """Every figure of expected.json, counted from the tables."""
    lines = lines_of(project)
    relief = lines.filter(counts_as_relief=True)
    marks = Attendance.objects.filter(engagement__project=project).count()
    assert Engagement.objects.filter(project=project).count() == expected["people_on_roster"]
    assert lines.count() == expected["payroll_rows"]
    assert marks == expected["attendance_marks"]
    assert lines.aggregate(all=Sum("net"))["all"] == Decimal(expected["all_pay"])
    sums = relief.aggregate(pay=Sum("net"), days=Sum("days"))
    assert sums["pay"] == Decimal(expected["relief_pay"])
    assert sums["days"] == Decimal(expected["relief_days_paid"])
    assert items_of(project)["L2"].value == str(expected["relief_workers"])
    assert verify(project.chain).intact


def check_clean(name):
    """A clean case ends in the archive: nothing refused, nobody named, everybody paid."""
    story, expected = told(name)
    project, items = story.project, items_of(story.project)
    assert story.refused == []
    assert project.stage == expected["ends"] == "ARCHIVED"
    check_totals(project, expected)
    assert {item.verdict for item in items.values()} <= {"pass", "na"}
    assert not any(item.workers for item in items.values())
    assert items["L4"].value == expected["relief_pay"]
    assert flags(project) == [] and review(project).conclusion == "pass"
    assert set(lines_of(project).values_list("status", flat=True)) == {"PAID"}
    paid = BankReceipt.objects.filter(project=project, succeeded=True)
    assert paid.aggregate(all=Sum("amount"))["all"] == Decimal(expected["all_pay"])
    assert {batch.state for batch in project.payrollbatchs.all()} == {"DONE"}
    return project, items


def test_miyun_road():
    _, items = check_clean("miyun-road")
    assert {
        code: (items[code].verdict, items[code].value, items[code].target) for code in MIYUN_LABOUR
    } == MIYUN_LABOUR


def test_central_village():
    _, items = check_clean("central-village")
    l5 = items["L5"]
    assert (l5.verdict, l5.value, l5.target, l5.strength) == ("pass", "0.5027", "0.3000", "block")
    assert items["L14"].strength == "block"


def test_flawed_canal_names_every_planted_fault_and_nobody_else():
    story, expected = told("flawed-canal")
    project = story.project
    planted = {
        fault["code"]: {(who["name"], who["id_last4"]) for who in fault["workers"]}
        for fault in expected["planted"]
    }
    months = {fault["code"]: fault["month"] for fault in expected["planted"]}
    assert project.stage == "CONSTRUCTION"
    assert "COMPLETED" not in project.chain.entries.values_list("to_state", flat=True)
    check_totals(project, expected)
    check_flags(project, planted, months)
    check_items(project, planted, expected)
    check_lines(project, planted)
    untrained = Engagement.objects.get(project=project, training_date=None)
    assert {(untrained.worker.name, untrained.worker.id_last4)} == planted["L8"]
    assert untrained.state in ("CONTRACTED", "LEFT")


def check_flags(project, planted, months):
    raised = flags(project)
    assert {flag.code: set(flag.workers) for flag in raised} == {
        code: planted[code] for code in ("F02", "F04", "F06", "F10", "F12", "F17")
    }
    for flag in raised:
        assert months[flag.code] in flag.months
        assert flag.level == ("review" if flag.code == "F17" else "block")


def check_items(project, planted, expected):
    items = items_of(project)
    named = {code: {tuple(w) for w in item.workers} for code, item in items.items() if item.workers}
    assert set().union(*named.values()) <= set().union(*planted.values())
    assert named["L6"] == planted["L6"] | planted["F17"]  # L6 includes the minimum wage
    assert named["L8"] == planted["L8"]
    assert named["L10"] == planted["L10"] | planted["F06"] | planted["F04"]
    assert named["L12"] == planted["L12"]
    assert named["L13"] == planted["L13"]
    flagged = ("F02", "F04", "F06", "F10", "F12", "F17")
    assert named["L16"] == set().union(*(planted[code] for code in flagged))
    bounced = Decimal(3000)
    assert items["L4"].value == f"{Decimal(expected['relief_pay']) - bounced:.2f}"
    assert items["L13"].value == items["L15"].value == "3000.00"
    failed = {code for code, item in items.items() if item.verdict == "fail" and code[0] == "L"}
    assert failed == {"L4", "L6", "L8", "L9", "L10", "L12", "L13", "L15", "L16"}
    assert items["L2"].verdict == "explain" and items["L5"].verdict == "pass"
    assert review(project).proposed == "fail"


def check_lines(project, planted):
    """Held lines were paid by the bank all the same: a fact, and still a fault."""
    held = defaultdict(set)
    for line in lines_of(project).exclude(hold_code="").select_related("engagement__worker"):
        assert line.status == "PAID" and line.paid_while_held
        held[line.hold_code].add((line.engagement.worker.name, line.engagement.worker.id_last4))
    holding = ("F02", "F04", "F06", "F10", "F12", "L6", "L10", "L12")
    assert dict(held) == {code: planted[code] for code in holding}
    unpaid = lines_of(project).exclude(status="PAID").get()
    worker = unpaid.engagement.worker
    assert unpaid.status == "BOUNCED" and {(worker.name, worker.id_last4)} == planted["L13"]
    states = Counter(batch.state for batch in project.payrollbatchs.all())
    assert states == {"DONE": 7, "PAYING": 1}
