"""The bundled cases against the checklist: exact values, and each planted fault in its own item."""

import datetime as dt
from decimal import Decimal

import pytest

from flows.acceptance.actions import review
from flows.demo.actors import agree
from flows.documents.models import Document
from flows.engine.findings import Refused
from flows.projects.models import Baseline
from flows.supervision.models import Inspection
from tests.payroll.worksite import Site

pytestmark = pytest.mark.django_db


def lived(case):
    """All months of ``case`` through the door, with its approval and its baseline."""
    site = Site(case).start()
    facts = site.facts
    elements = facts["elements"]
    Document.objects.create(project=site.project, kind="approval", elements=elements)
    Baseline.objects.create(
        project=site.project,
        approved_on=site.day("approved_on"),
        headcount=facts["headcount"],
        labour_pay=facts["labour_pay"],
        denominator=elements["r3"]["denominator"],
        denominator_amount=elements["r3"]["denominator_amount"],
        posts=facts["public_welfare_posts"],
    )
    for point in facts["checkpoints"]:
        Inspection.objects.create(
            project=site.project,
            code=point["code"],
            name=point["title"],
            state="PASSED",
            severity=point["severity"],
            month=dt.date.fromisoformat(f"{point['month']}-01"),
            created_at=site.project.created_at,
        )
    for month in facts["months"]:
        try:
            agree(site.live_month(month))
        except Refused:
            assert case == "flawed-canal"
    return site


def items_of(site):
    return {item.code: item for item in review(site.project).items}


def labour(items):
    return {
        code: (item.verdict, item.value, item.target)
        for code, item in items.items()
        if code.startswith("L")
    }


def test_miyun_road():
    site = lived("miyun-road")
    found = labour(items_of(site))
    assert found.pop("L7")[0] == "pass"
    assert found == {
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
        "L18": ("na", None, None),
    }


def test_central_village():
    site = lived("central-village")
    items = items_of(site)
    assert {code: item.verdict for code, item in items.items() if code[0] == "L"} == {
        f"L{n}": "na" if n == 18 else "pass" for n in range(1, 19)
    }
    assert labour(items)["L5"] == ("pass", "0.5027", "0.3000")
    assert items["L5"].strength == "block" and items["L14"].strength == "block"
    assert items["L4"].value == "1860000.00" and items["L2"].value == "117"
    assert not any(item.workers for item in items.values())


def test_flawed_canal_names_each_fault_in_its_item_and_nobody_else():
    site = lived("flawed-canal")
    items = items_of(site)
    planted = {
        each["code"]: {(who["name"], who["id_last4"]) for who in each["workers"]}
        for each in site.expected["planted"]
    }
    named = {
        code: {tuple(who) for who in item.workers} for code, item in items.items() if item.workers
    }
    every = set().union(*planted.values())
    assert set().union(*named.values()) <= every
    assert named["L6"] == planted["L6"] | planted["F17"]
    assert named["L8"] == planted["L8"]
    assert named["L10"] == planted["L10"] | planted["F06"] | planted["F04"]
    assert named["L12"] == planted["L12"]
    assert named["L13"] == planted["L13"]
    flagged = set().union(*(planted[code] for code in ("F02", "F04", "F06", "F10", "F12", "F17")))
    assert named["L16"] == flagged
    assert items["L2"].value == str(site.expected["relief_workers"])
    unpaid = Decimal(3000)
    assert items["L4"].value == f"{Decimal(site.expected['relief_pay']) - unpaid:.2f}"
    assert items["L13"].value == "3000.00" and items["L15"].value == "3000.00"
    failed = {code for code, item in items.items() if item.verdict == "fail"}
    assert failed == {"L4", "L6", "L8", "L9", "L10", "L12", "L13", "L15", "L16"}
    assert items["L2"].verdict == "explain" and items["L5"].verdict == "pass"
    assert review(site.project).proposed == "fail"
