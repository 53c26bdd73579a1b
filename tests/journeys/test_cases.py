"""The three bundled cases, from first idea to archive, with exact figures and exact names."""

import json
from decimal import Decimal

import pytest

from flows.acceptance.actions import review
from flows.audit.verify import verify
from flows.demo.case import BUNDLED, Case
from flows.demo.chapters import CHAPTERS
from flows.demo.story import Story
from flows.payroll.actions import flags
from flows.payroll.models import PayrollLine

pytestmark = pytest.mark.django_db
CLEAN = ["miyun-road", "central-village"]


def told(name):
    story = Story(Case.load(name), CHAPTERS)
    story.tell()
    return story, json.loads((BUNDLED / name / "expected.json").read_text("utf-8"))


def named(workers):
    return {(worker["name"], worker["id_last4"]) for worker in workers}


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_case_ends_in_the_archive(name):
    story, expected = told(name)
    project = story.project
    assert story.refused == []
    assert project.stage == expected["ends"] == "ARCHIVED"
    items = {item["code"]: item for item in review(project).as_json()["items"]}
    assert items["L2"]["value"] == str(expected["relief_workers"])
    assert items["L4"]["value"] == expected["relief_pay"]
    assert {item["verdict"] for item in items.values()} <= {"pass", "na"}
    assert [flag for flag in flags(project) if flag.level != "inform"] == []
    lines = PayrollLine.objects.filter(batch__project=project)
    assert sum(line.net for line in lines) == Decimal(expected["all_pay"])
    assert {line.status for line in lines} == {"PAID"}
    relief = lines.filter(counts_as_relief=True)
    assert sum(line.days for line in relief) == Decimal(expected["relief_days_paid"])
    assert verify(project.chain).intact


def test_every_planted_fault_is_named_with_its_worker_and_nobody_else():
    story, expected = told("flawed-canal")
    project = story.project
    assert project.stage == "CONSTRUCTION"
    items = {item["code"]: item for item in review(project).as_json()["items"]}
    raised = {flag["code"]: flag for flag in (each.as_json() for each in flags(project))}
    for fault in expected["planted"]:
        found = raised if fault["code"].startswith("F") else items
        assert named(found[fault["code"]]["workers"]) >= named(fault["workers"]), fault["code"]
        if fault["code"] in raised:
            assert fault["month"] in raised[fault["code"]]["months"]
    faulty = {pair for fault in expected["planted"] for pair in named(fault["workers"])}
    for each in [*items.values(), *raised.values()]:
        assert named(each["workers"]) <= faulty
    assert set(raised) == {f["code"] for f in expected["planted"] if f["code"].startswith("F")}
    assert "COMPLETED" not in [entry.to_state for entry in project.chain.entries.all()]
