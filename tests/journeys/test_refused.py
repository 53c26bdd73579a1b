"""What is refused on the way is written down, and the story ends where it cannot go on."""

import json
from decimal import Decimal

import pytest

from flows.demo.case import BUNDLED, Case
from flows.demo.chapters import CHAPTERS
from flows.demo.story import Story, until_stage

pytestmark = pytest.mark.django_db


def told(until="CONTRACTING", **changes):
    facts = json.loads((BUNDLED / "miyun-road" / "case.json").read_text("utf-8")) | changes
    story = Story(Case(facts, []), CHAPTERS, stop=until_stage(until))
    story.tell()
    return story.project.stage, [finding.code for finding in story.refused]


@pytest.mark.parametrize(
    ("kind", "element", "ends"),
    [
        ("plan", "r8", "PREP"),
        ("approval", "r10", "IN_APPROVAL"),
        ("funding", "r6", "APPROVED"),
        ("contract", "r12", "CONTRACTING"),
    ],
)
def test_a_missing_element_is_refused_by_its_key(kind, element, ends):
    """To the end of the folder: nothing later may stumble over what was never reached."""
    assert told("ARCHIVED", omit={kind: [element]}) == (ends, [element])


def test_a_share_below_the_floor_is_not_approved():
    funds = [
        {"source": "中央预算内投资", "amount": "1500000"},
        {"source": "区级财政", "amount": "480000"},
    ]
    elements = Case.load("miyun-road").elements
    elements["r3"] = {
        "labour_pay": "336000",
        "denominator": "中央预算内投资",
        "denominator_amount": str(Decimal(1500000)),
    }
    assert told(funds=funds, elements=elements) == ("IN_APPROVAL", ["SHARE_BELOW_FLOOR"])


def test_a_case_may_say_that_it_was_not_approved():
    assert told(decision="不予批准") == ("REJECTED", ["DECIDED_REJECT"])
