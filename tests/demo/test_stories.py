"""Fabricated cases live the whole corridor: clean ones to the archive, each fault is found alone."""

import datetime as dt
from decimal import Decimal

import pytest

from flows.acceptance.actions import review
from flows.demo.case import Case
from flows.demo.chapters import CHAPTERS
from flows.demo.fabricate import FAULTS, Spec, fabricate
from flows.demo.story import Story
from flows.payroll.actions import flags
from flows.payroll.models import PayrollLine

pytestmark = pytest.mark.django_db

CENTRAL = (("中央预算内投资", "0.8"), ("区级财政", "0.2"))
FEW_CHECKS = {
    "checkpoints": [
        {"code": code, "title": title, "severity": "A", "month": "2025-06", "result": "合格"}
        for code, title in (("Q1", "隐蔽工程：垫层"), ("Q3", "关键工序：面层"))
    ]
}
CLEAN = {
    "central money, three months": Spec(
        district="110113", field="水利", funds=CENTRAL, pay_share="0.31", headcount=16, managers=2,
        months=3, headings="synonyms", encoding="utf-8",
    ),
    "no firm, few facts": Spec(
        district="110111", field="林业", funds=(("区级财政", "1"),), headcount=7, managers=0,
        supervision_mode="业主现场代表+村务监督", approving_body="区农业农村局", months=1,
        headings="bare", encoding="utf-8-sig", daily_rate="187.55", terse=True,
    ),
    "the city approves, over the new year": Spec(
        district="110109", field="交通", funds=(("中央衔接资金", "0.5"), ("市级财政", "0.5")),
        approving_body="市发展和改革委员会", headcount=10, start=dt.date(2025, 11, 10), months=3,
    ),
}  # fmt: skip
NAMING = {  # every flag and failing item that names somebody, by what was planted
    "F02": {"F02", "L16"}, "F04": {"F04", "L10", "L16"}, "F06": {"F06", "L10", "L16"},
    "F10": {"F10", "L11", "L16"}, "F12": {"F12", "L16"}, "F17": {"F17", "L6", "L16"},
    "L6": {"L6"}, "L8": {"L8"}, "L10": {"L10"}, "L12": {"L12"}, "L13": {"L13", "L15"},
}  # fmt: skip


# Each alone takes a whole story; all eleven together are journeys/test_cases.py's flawed canal.
ALONE = sorted(FAULTS)[::6]


def told(spec):
    facts, files, expected = fabricate(spec, "story")
    story = Story(Case(facts, files), CHAPTERS)
    story.tell()
    return story, expected


@pytest.mark.parametrize("spec", CLEAN.values(), ids=CLEAN)
def test_a_clean_case_ends_in_the_archive(spec):
    story, expected = told(spec)
    project = story.project
    assert story.refused == []
    assert project.stage == expected["ends"] == "ARCHIVED"
    items = {item["code"]: item for item in review(project).as_json()["items"]}
    assert {item["verdict"] for item in items.values()} <= {"pass", "na"}
    assert items["L2"]["value"] == str(expected["relief_workers"]) == str(spec.headcount)
    assert items["L4"]["value"] == items["L4"]["target"] == expected["relief_pay"]
    assert [flag for flag in flags(project) if flag.level != "inform"] == []
    lines = PayrollLine.objects.filter(batch__project=project)
    assert {line.status for line in lines} == {"PAID"} and len(lines) == expected["payroll_rows"]
    assert sum(line.net for line in lines) == Decimal(expected["all_pay"])
    relief = lines.filter(counts_as_relief=True)
    assert sum(line.days for line in relief) == Decimal(expected["relief_days_paid"])


@pytest.mark.parametrize("code", ALONE)
def test_a_planted_fault_is_found_alone(code):
    story, expected = told(Spec(faults=(code,), months=1, facts=FEW_CHECKS))
    project, (planted,) = story.project, expected["planted"]
    assert project.stage == "CONSTRUCTION" and story.refused
    failing = [
        item for item in review(project).as_json()["items"] if item["verdict"] not in ("pass", "na")
    ]
    raised = [flag.as_json() for flag in flags(project)]
    naming = {each["code"]: each for each in [*failing, *raised] if each["workers"]}
    assert set(naming) == NAMING[code]
    assert {flag["code"] for flag in raised} == {code} & {flag for flag in FAULTS if flag[0] == "F"}
    for each in naming.values():
        assert sorted(map(str, each["workers"])) == sorted(map(str, planted["workers"]))


def test_a_manager_as_worker_blocks_where_the_money_is_the_centre_s():
    story, _ = told(Spec(faults=("F12",), months=1, funds=CENTRAL, facts=FEW_CHECKS))
    assert [(flag.code, flag.level) for flag in flags(story.project)] == [("F12", "block")]
