"""逐项核验: each member's word on each item, what is contested, and what must be answered first."""

import pytest

from flows.acceptance.actions import Word, explain_item, review_items
from flows.acceptance.models import ItemReview
from flows.acceptance.rules.checklist import checklist
from flows.acceptance.rules.items import CHECKS
from flows.demo.actors import agree
from flows.engine import gate
from flows.engine.findings import NotYours, Refused
from flows.engine.models import Parameter
from tests.acceptance.conftest import all_confirmed
from tests.dossier import codes, everything, refused

CONTEST = {"L10": Word("CONTESTED", "六月有两人工日对不上，电话13812345678")}


@pytest.fixture
def case(works):
    return works.to_verify()


def test_the_rest_is_confirmed_with_one_row_each(works, case):
    by = works.holder("drc.chief")
    assert review_items(case, CONTEST, by=by, rest=True) == len(CHECKS) == 25
    rows = {row.code: row for row in ItemReview.objects.all()}
    assert set(rows) == set(CHECKS) and rows["L10"].opinion.endswith("****5678")
    assert {row.word for code, row in rows.items() if code != "L10"} == {"CONFIRMED"}
    entry = works.project.chain.entries.get(move="review_items")
    assert entry.payload == {"round": 1, "confirmed": 24, "contested": ["L10"]}
    assert "13812345678" not in entry.opinion and entry.opinion.startswith("L10：")
    before = everything()
    assert review_items(case, CONTEST, by=by, rest=True) == 0
    assert everything() == before  # the same twice does nothing twice


def test_a_word_may_be_changed_until_the_vote_starts(works, case):
    by = works.holder("drc.chief")
    review_items(case, CONTEST, by=by, rest=True)
    assert review_items(case, {"L10": Word("CONFIRMED")}, by=by) == 1
    assert ItemReview.objects.get(code="L10").word == "CONFIRMED"
    all_confirmed(case)
    agree(works.case)
    refused(NotYours, review_items, works.case, CONTEST, by=by)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"L10": Word("CONTESTED", " ")}, "CONTEST_UNSAID"),
        ({"L99": Word("CONFIRMED")}, "ITEM_UNKNOWN"),
        ({"L1": Word("MAYBE")}, "ITEM_UNKNOWN"),
        ({"L1": Word("CONTESTED", "长" * 401)}, "OPINION_LONG"),
    ],
)
def test_what_is_no_word(works, case, said, code):
    by = works.holder("drc.chief")
    assert codes(refused(Refused, review_items, case, said, by=by)) == [code]


def test_only_members_are_heard_and_only_votes_are_counted(works, case):
    refused(NotYours, review_items, case, {}, by=works.holder("contractor.labour"), rest=True)
    speaker = works.holder("supervisor.chief")
    assert review_items(case, {"E1": Word("CONTESTED", "尚有零星收尾")}, by=speaker) == 1
    members = list(case.members.filter(voting=True).exclude(user=None))
    for member in members[:4]:
        review_items(case, {}, by=member.user, rest=True)
    assert codes(refused(Refused, agree, works.case)) == ["ITEMS_UNREVIEWED"]
    review_items(case, {}, by=members[4].user, rest=True)  # five of seven are two thirds
    agree(works.case)
    assert works.case.state == "VOTING"  # a speaker's objection is a comment


def test_what_is_contested_is_answered_before_the_vote(works, case):
    owner = works.holder("owner.lead")
    explain_item(case, "L10", "先前的说明", by=owner)
    ItemReview.objects.all().delete()
    works.case.explanations.update(at="2025-08-01T00:00:00Z")
    review_items(case, CONTEST, by=works.holder("drc.chief"), rest=True)
    all_confirmed(case)
    found = refused(Refused, agree, works.case)
    assert codes(found) == ["ITEM_CONTESTED"]  # what was said before the objection is no answer
    assert "L10" in found.value.findings[0].message and "对不上" in found.value.findings[0].message
    Parameter.objects.filter(key="committee.contested").update(strength="warn")
    move = next(m for m in gate.moves(works.case, terms(works)) if m.name == "verify")
    assert move.open is False or [f.level for f in move.findings if f.code == "ITEM_CONTESTED"]
    Parameter.objects.filter(key="committee.contested").update(strength="block")
    refused(NotYours, explain_item, case, "L10", "我来说明", by=works.holder("drc.chief"))
    explain_item(works.case, "L10", "已核对点名照片，两人各补登一日。", by=owner)
    agree(works.case)
    assert works.case.state == "VOTING"


def terms(works):
    from flows.desk.pages import terms_of

    return terms_of(works.project.chain)


def test_the_items_are_those_of_the_checklist():
    assert checklist.__doc__ and len(CHECKS) == 25
