"""A tie is lost, unless the parameter lets the chair's own vote decide it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from flows.acceptance.figures.votes import Tally
from flows.desk import desk
from flows.desk.actions import recuse
from flows.engine import gate
from flows.engine.models import Parameter


def tie(**more):
    facts = {"members": 6, "agreed": 2, "rectify": 1, "refused": 2, "abstained": 1}
    return Tally(**facts, quorum=Decimal(2) / 3, share=Decimal(1) / 2, **more)


@pytest.mark.parametrize(
    ("breaks", "agreed", "carried"),
    [(False, True, False), (True, True, True), (True, False, False), (False, False, False)],
)
def test_the_chair_breaks_a_tie_only_where_the_parameter_says_so(breaks, agreed, carried):
    found = tie(chair_breaks_tie=breaks, chair_agreed=agreed)
    assert (found.carried, found.tie_broken) == (carried, carried)
    lost = replace(found, agreed=1, refused=3)
    assert not lost.carried
    absent = replace(found, agreed=3, rectify=0, refused=0, abstained=0)
    assert not absent.carried  # a tie of three without a quorum


def test_a_tie_leads_to_the_conclusion_that_the_parameter_allows(make_works):
    works = make_works()
    Parameter.objects.filter(key="committee.chair_breaks_tie").update(value="1")
    works.to_vote()
    recuse(works.case, by=works.holder("hrss.clerk"), reason="亲属")
    says = {"owner.lead": "agree", "drc.chief": "agree", "agri.chief": "agree"}
    seats = desk.seats_at(works.case)
    case = works.vote(
        *[None if s.state != "open" else says.get(s.post.code, "refused") for s in seats]
    )
    assert case.state == "CONCLUDING" and case.votes.tie_broken
    gate.perform(case, "conclude_pass", by=works.holder("owner.lead"))
    assert works.case.state == "PASSED"
