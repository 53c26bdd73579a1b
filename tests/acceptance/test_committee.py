"""The acceptance committee: who sits in it, who composes it, when it may begin."""

import pytest

from flows.acceptance.actions import set_committee
from flows.acceptance.models import CommitteeMember
from flows.demo.actors import agree
from flows.demo.organisation import Cast
from flows.engine.findings import NotYours, Refused
from flows.engine.models import Parameter
from flows.orgs.models import User
from flows.projects.models import Project
from tests.dossier import codes, ensure

ALL = ("agree",) * 7


def test_the_default_committee(works):
    works.report()
    agree(works.case)
    members = list(CommitteeMember.objects.filter(case=works.case))
    assert [(m.post.code, m.voting, m.chair) for m in members] == [
        ("owner.lead", True, True),
        ("oversight.director", True, False),
        ("drc.chief", True, False),
        ("agri.chief", True, False),
        ("sector.reviewer", True, False),
        ("finance.chief", True, False),
        ("hrss.clerk", True, False),
        ("contractor.lead", False, False),
        ("supervisor.chief", False, False),
    ]


def test_a_member_from_outside_sees_the_project_while_he_serves(works):
    water = ensure(Cast("110118", "示例镇", "示例村", "水利", "业主", "施工", None))["sector"]
    expert = water.posts.get(code="sector.reviewer")

    def sees():
        user = User.objects.get(pk=expert.holders[0].pk)
        return Project.objects.visible_to(user).filter(pk=works.project.pk).exists()

    works.report()
    agree(works.case)
    own = ("owner.lead", "drc.chief", "agri.chief", "finance.chief")
    places = [{"post": works.project.post(c), "chair": c == "owner.lead"} for c in own]
    set_committee(works.case, [*places, {"post": expert}], by=works.holder("owner.lead"))
    assert not sees()
    agree(works.case)
    assert sees() and works.guests() == 1
    agree(works.case)
    works.vote(*ALL[:5])
    agree(works.case)
    assert not sees() and works.guests() == 0


@pytest.mark.parametrize(
    ("members", "wrong"),
    [
        (
            [
                ("owner.lead", True, False),
                ("drc.chief", True, False),
                ("agri.chief", True, False),
                ("finance.chief", True, False),
                ("hrss.clerk", True, False),
            ],
            ["CHAIR_MISSING"],
        ),
        (
            [
                ("owner.lead", True, True),
                ("drc.chief", True, False),
                ("agri.chief", True, False),
                ("finance.chief", True, False),
                ("contractor.lead", True, False),
            ],
            ["MEMBER_PARTIAL"],
        ),
    ],
)
def test_a_committee_that_may_not_begin(works, members, wrong):
    Parameter.objects.filter(key="committee.min").update(strength="block")
    works.report()
    agree(works.case)
    places = [
        {"post": works.project.post(code), "voting": voting, "chair": chair}
        for code, voting, chair in members
    ]
    set_committee(works.case, places, by=works.holder("owner.lead"))
    with pytest.raises(Refused) as refused:
        agree(works.case)
    assert codes(refused) == wrong and works.case.state == "FORMING"


def test_only_the_owner_composes_and_only_while_it_is_formed(works):
    works.report()
    agree(works.case)
    with pytest.raises(NotYours):
        set_committee(works.case, [], by=works.holder("contractor.lead"))
    agree(works.case)
    with pytest.raises(NotYours):
        set_committee(works.case, [], by=works.holder("owner.lead"))
    assert works.case.members.count() == 9


@pytest.mark.parametrize("size, wrong", [(3, "COMMITTEE_SMALL"), (6, "COMMITTEE_EVEN")])
def test_size_and_parity_are_advice_until_the_district_makes_them_block(works, size, wrong):
    """domain.md 3.1 建议 5–9 人单数 [D]: the strength is the parameter's."""
    works.report()
    agree(works.case)
    codes = (
        "owner.lead",
        "drc.chief",
        "agri.chief",
        "finance.chief",
        "hrss.clerk",
        "sector.reviewer",
    )
    places = [{"post": works.project.post(c), "chair": c == "owner.lead"} for c in codes[:size]]
    set_committee(works.case, places, by=works.holder("owner.lead"))
    Parameter.objects.filter(key="committee.min").update(strength="block")
    with pytest.raises(Refused) as refused:
        agree(works.case)
    assert [finding.code for finding in refused.value.findings] == [wrong]
    Parameter.objects.filter(key="committee.min").update(strength="warn")
    agree(works.case)
    assert works.case.state == "VERIFYING"
