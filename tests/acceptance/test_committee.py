"""The acceptance committee: who sits in it, who composes it, when it may begin, who leaves it."""

import datetime as dt

import pytest

from flows.acceptance.actions import (
    choose_chair,
    end_interest,
    list_interest,
    set_committee,
    step_aside,
    substitute,
)
from flows.acceptance.figures.committee import Committee, Seated
from flows.acceptance.models import CommitteeMember, Interest
from flows.acceptance.rules import committee as rules
from flows.demo.actors import agree
from flows.demo.organisation import Cast
from flows.desk import desk
from flows.desk.actions import recuse
from flows.engine import gate
from flows.engine.findings import NotYours, Refused, Terms
from flows.engine.models import Parameter
from flows.engine.parameters import Parameters, Row, Value
from flows.engine.policy import DEFAULTS
from flows.orgs.models import Appointment, User
from flows.projects.models import Project
from tests.acceptance.conftest import all_confirmed, finished, reported
from tests.dossier import a_colleague, codes, ensure, refused
from tests.remembered import remembered

ALL = ("agree",) * 7
TODAY = dt.date(2025, 8, 20)
NOW = dt.datetime(2025, 8, 20, 10, tzinfo=dt.UTC)
KINDS = ("owner", "drc", "agri", "sector", "finance", "township", "hrss")


def terms(**changes):
    """The shipped parameters, with ``committee.<name>`` as given."""
    rows = [
        Row(Value(d.key, changes.get(d.key[10:].replace(".", "_"), d.value), d.strength, d.basis),
            d.fund, "", dt.date.fromisoformat(d.effective_from))
        for d in DEFAULTS if d.key.startswith("committee.")
    ]  # fmt: skip
    return Terms(TODAY, Parameters(rows))


def member(kind, *, voting=True, chair=False, **more):
    facts = {"name": "某人", "started_it": False} | more
    return Seated(f"{kind}单位", kind, f"{kind}.post", facts.pop("name"), voting, chair, **facts)


def seven(**first):
    return [member(kind, chair=kind == "owner", **(first if kind == "owner" else {})) for kind in KINDS]  # fmt: skip


def found(rule, members, **changes):
    return [f.code for f in rule(Committee(tuple(members), NOW), terms(**changes))]


def test_a_whole_committee_offends_against_nothing():
    assert [code for rule in (*rules.FORM, *rules.READ) for code in found(rule, seven())] == []


@pytest.mark.parametrize(
    ("rule", "members", "code"),
    [
        (rules.chaired, seven()[1:], "CHAIR_MISSING"),
        (rules.chair_votes, [member("owner", chair=True, voting=False)], "CHAIR_WITHOUT_VOTE"),
        (rules.enough, seven()[:3], "COMMITTEE_SMALL"),
        (rules.odd, seven()[:6], "COMMITTEE_EVEN"),
        (rules.bodies_present, seven()[:5], "COMMITTEE_BODY_MISSING"),
        (rules.held, [member("drc", name="")], "MEMBER_NOBODY"),
        (rules.impartial, [member("contractor")], "MEMBER_PARTIAL"),
        (rules.impartial, [member("village", started_it=True)], "MEMBER_PARTIAL"),
        (
            rules.without_interest,
            [member("drc", relation="监理：配偶任职")],
            "CONFLICT_OF_INTEREST",
        ),
        (rules.time_to_read, [member("outside", seated_at=NOW)], "READING_TIME_SHORT"),
    ],
)
def test_each_rule_has_its_own_message(rule, members, code):
    assert found(rule, members) == [code]


def test_a_body_may_speak_only_and_the_village_is_asked_for_where_the_district_wants_it():
    members = [*seven()[:5], member("township", voting=False), member("contractor", voting=False)]
    assert found(rules.bodies_present, members) == found(rules.impartial, members) == []
    assert found(rules.village_present, members) == []
    assert found(rules.village_present, members, village="1") == ["COMMITTEE_VILLAGE_MISSING"]
    assert found(rules.village_present, [*members, member("village")], village="1") == []


@pytest.mark.parametrize(
    ("until", "conflict"),
    [
        (None, False),
        (dt.date(9999, 12, 31), True),
        (dt.date(2022, 8, 20), True),
        (dt.date(2022, 8, 19), False),
    ],
)
def test_service_with_the_contractor_counts_for_three_years(until, conflict):
    seat = member("drc", served_until=until)
    assert bool(found(rules.without_interest, [seat])) is conflict
    assert not found(rules.without_interest, [member("drc", served_until=until, voting=False)])


@pytest.mark.parametrize(
    ("hours", "read", "short"), [(23, False, True), (24, False, False), (1, True, False)]
)
def test_a_member_from_outside_gets_time_to_read(hours, read, short):
    seated = NOW - dt.timedelta(hours=hours)
    seat = member("outside", seated_at=seated, read_at=NOW if read else None)
    assert bool(found(rules.time_to_read, [seat])) is short


@remembered
def forming():
    """A finished project whose committee, as proposed, is being formed."""
    works = finished()
    agree(reported(works.case) and works.case)
    return works


@pytest.fixture
def works(db):
    return forming()


def of(works, code):
    return works.case.members.get(post__code=code, recused=False)


def test_the_default_committee(works):
    members = list(CommitteeMember.objects.filter(case=works.case))
    assert [(m.post.code, m.voting, m.chair) for m in members] == [
        ("owner.lead", True, True),
        ("oversight.director", True, False),
        ("drc.chief", True, False),
        ("agri.chief", True, False),
        ("sector.reviewer", True, False),
        ("finance.chief", True, False),
        ("hrss.clerk", True, False),
        ("township.clerk", False, False),
        ("contractor.lead", False, False),
        ("supervisor.chief", False, False),
    ]


def test_a_member_from_outside_sees_the_project_while_he_serves(works):
    water = ensure(Cast("110118", "示例镇", "示例村", "水利", "业主", "施工", None))["sector"]
    expert = water.posts.get(code="sector.reviewer")

    def sees():
        user = User.objects.get(pk=expert.holders[0].pk)
        return Project.objects.visible_to(user).filter(pk=works.project.pk).exists()

    own = ("owner.lead", "drc.chief", "agri.chief", "finance.chief")
    places = [{"post": works.project.post(c), "chair": c == "owner.lead"} for c in own]
    places.append({"post": works.project.post("township.clerk"), "voting": False})
    set_committee(works.case, [*places, {"post": expert}], by=works.holder("owner.lead"))
    assert not sees()
    agree(works.case)
    assert sees() and works.guests() == 1
    all_confirmed(works.case)
    agree(works.case)
    works.vote(*ALL[:5])
    agree(works.case)
    assert not sees() and works.guests() == 0


def test_only_the_owner_composes_and_only_while_it_is_formed(works):
    with pytest.raises(NotYours):
        set_committee(works.case, [], by=works.holder("contractor.lead"))
    agree(works.case)
    with pytest.raises(NotYours):
        set_committee(works.case, [], by=works.holder("owner.lead"))
    assert works.case.members.count() == 10


def test_size_and_parity_are_advice_until_the_district_makes_them_block(works):
    """domain.md 3.1 建议 5–9 人单数 [D]: the strength is the parameter's."""
    step_aside(works.case, of(works, "hrss.clerk"), reason="出差", by=works.holder("owner.lead"))
    Parameter.objects.filter(key="committee.min").update(strength="block")
    with pytest.raises(Refused) as even:
        agree(works.case)
    assert codes(even) == ["COMMITTEE_EVEN"]
    Parameter.objects.filter(key="committee.min").update(strength="warn")
    agree(works.case)
    assert works.case.state == "VERIFYING"


def test_a_declared_interest_bars_the_vote_until_somebody_else_sits(works):
    owner, drc = works.holder("owner.lead"), works.holder("drc.chief")
    body = works.project.contractor
    say = {"user": drc, "organization": body, "relation": "配偶在该社任职"}
    row = list_interest(works.case, **say, by=drc)
    assert list_interest(works.case, **say, by=drc) == row and Interest.objects.count() == 1
    refused(NotYours, list_interest, works.case, **say, by=works.holder("agri.chief"))
    refused(Refused, list_interest, works.case, **say | {"relation": " "}, by=drc)
    barred = refused(Refused, agree, works.case)
    assert codes(barred) == ["CONFLICT_OF_INTEREST"] and "配偶" in barred.value.findings[0].message
    assert "配偶" not in str(list(works.project.chain.entries.values_list("payload", flat=True)))
    colleague = a_colleague(drc.posts[0], "同科同事")
    sits = {"post": drc.posts[0], "user": colleague}
    old = of(works, "drc.chief")
    refused(Refused, substitute, works.case, old, **sits, reason=" ", by=owner)
    refused(NotYours, substitute, works.case, old, **sits, reason="亲属", by=drc)
    fresh = substitute(works.case, old, **sits, reason="配偶在施工单位", by=owner)
    old.refresh_from_db()
    assert (old.recused, old.recusal_reason, fresh.replaces) == (True, "配偶在施工单位", old)
    assert fresh.voting and fresh.user == colleague
    refused(NotYours, substitute, works.case, old, **sits, reason="再来", by=owner)
    agree(works.case)
    assert works.case.state == "VERIFYING"
    refused(NotYours, end_interest, works.case, row, by=owner)
    end_interest(works.case, row, by=drc)
    assert Interest.objects.get().ended_at is not None


def test_who_once_served_the_contractor_is_found_by_his_posts(works):
    post = works.project.post("contractor.labour")
    held = Appointment.objects.create(
        user=works.holder("agri.chief"), post=post, ended_on=dt.date(2024, 1, 1)
    )
    assert codes(refused(Refused, agree, works.case)) == ["CONFLICT_OF_INTEREST"]
    Appointment.objects.filter(pk=held.pk).update(ended_on=dt.date(2022, 1, 1))
    agree(works.case)


def test_a_substitute_sits_while_the_committee_verifies_and_votes_in_his_place(works):
    owner, agri = works.holder("owner.lead"), works.holder("agri.chief")
    agree(works.case)
    leaving = {"post": agri.posts[0], "user": a_colleague(agri.posts[0]), "reason": "亲属"}
    chair = of(works, "owner.lead")
    assert codes(refused(Refused, substitute, works.case, chair, **leaving, by=owner))[0] == "CHAIR_LEAVES"  # fmt: skip
    fresh = substitute(works.case, of(works, "agri.chief"), **leaving, by=owner)
    all_confirmed(works.case)
    agree(works.case)
    holders = {seat.holder for seat in desk.seats_at(works.case)}
    assert fresh.user in holders and agri not in holders and len(holders) == 7


def test_the_chair_recuses_himself_and_another_is_chosen(works):
    owner = works.holder("owner.lead")
    step_aside(works.case, of(works, "owner.lead"), reason="亲属", by=owner)
    assert "CHAIR_MISSING" in codes(refused(Refused, agree, works.case))
    refused(NotYours, choose_chair, works.case, of(works, "drc.chief"), by=works.holder("drc.chief"))  # fmt: skip
    refused(Refused, choose_chair, works.case, of(works, "contractor.lead"), by=owner)
    choose_chair(works.case, of(works, "drc.chief"), by=owner)
    refused(Refused, choose_chair, works.case, of(works, "agri.chief"), by=owner)
    assert of(works, "drc.chief").chair


def test_a_chair_who_recuses_himself_at_the_vote_neither_counts_nor_concludes(make_works):
    works = make_works()
    works.to_vote()
    owner, site = works.holder("owner.lead"), works.holder("owner.site")
    recuse(works.case, by=owner, reason="与施工单位负责人是亲属")
    votes = works.vote(*[None if s.state != "open" else "agree" for s in desk.seats_at(works.case)])
    assert votes.state == "CONCLUDING" and votes.votes.members == 6
    refused(NotYours, gate.perform, votes, "conclude_pass", by=owner)
    choose_chair(works.case, of(works, "drc.chief"), by=site)
    old = works.case.members.get(post__code="owner.lead")
    assert (old.recused, old.recusal_reason) == (True, "与施工单位负责人是亲属")
    gate.perform(works.case, "conclude_pass", by=works.holder("drc.chief"))
    assert works.case.state == "PASSED"


def test_the_appointment_is_numbered_by_year_where_the_owner_gave_no_number(works):
    agree(works.case)
    case = works.case
    assert case.appointment_number == f"验委〔2025〕{works.project.pk}-1号"
    assert case.appointed_on == dt.date(2025, 8, 20)


def test_composing_anew_keeps_who_left_and_who_sits_for_him(works):
    owner, drc = works.holder("owner.lead"), works.holder("drc.chief")
    colleague = a_colleague(drc.posts[0])
    step = {"post": drc.posts[0], "user": colleague, "reason": "亲属"}
    fresh = substitute(works.case, of(works, "drc.chief"), **step, by=owner)
    codes_now = ("owner.lead", "drc.chief", "agri.chief", "sector.reviewer", "finance.chief")
    places = [{"post": works.project.post(c), "chair": c == "owner.lead"} for c in codes_now]
    places.append({"post": works.project.post("township.clerk"), "voting": False})
    set_committee(works.case, places, by=owner)
    assert of(works, "drc.chief") == fresh
    assert works.case.members.get(recused=True).recusal_reason == "亲属"
    assert works.case.members.count() == 7
