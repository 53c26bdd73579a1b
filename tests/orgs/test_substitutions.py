"""代理: one for one, in order, in the open; never a chain, a loop or an exchange."""

import datetime as dt

import pytest

from flows.orgs.models import Appointment, Post, Substitution, User
from flows.orgs.substitutions import SubstitutionRefused, candidates, revoke, substitute
from tests.dossier import a_colleague, bodies, everything

pytestmark = pytest.mark.django_db
D = dt.date
TODAY, LAST = D(2026, 11, 23), D(2026, 12, 4)


@pytest.fixture(autouse=True)
def _people():
    bodies()


def person(code):
    return User.objects.get(username=f"miyun.{code}")


def system():
    return User.objects.get(username="beijing.admin.system")


def let(principal, other, first=TODAY, last=LAST, *, by=None, **more):
    return substitute(
        principal, other, started_on=first, ended_on=last,
        by=by or principal, today=TODAY, **{"reason": "出差"} | more,
    )  # fmt: skip


def refused(*said, **more):
    """What is said against it; nothing has changed."""
    before = everything()
    with pytest.raises(SubstitutionRefused) as caught:
        let(*said, **more)
    assert everything() == before
    return str(caught.value)


def test_a_rule_is_in_force_on_its_days_and_for_its_substitute():
    chief, clerk = person("drc.chief"), person("drc.clerk")
    row = let(chief, clerk, D(2026, 11, 25), D(2026, 11, 27))
    days = [D(2026, 11, day) for day in range(24, 29)]
    there = [Substitution.objects.active(clerk, on=day).exists() for day in days]
    assert there == [False, True, True, True, False]
    assert not Substitution.objects.active(chief, on=D(2026, 11, 26)).exists()
    assert str(row) == f"{clerk} 代 {chief}"


def test_from_the_day_of_revocation_it_is_over():
    chief, clerk = person("drc.chief"), person("drc.clerk")
    row = let(chief, clerk)
    revoke(row, by=chief, today=D(2026, 11, 25))
    assert Substitution.objects.active(clerk, on=D(2026, 11, 24)).get() == row
    assert not Substitution.objects.active(clerk, on=D(2026, 11, 25)).exists()
    with pytest.raises(SubstitutionRefused, match="已经结束"):
        revoke(row, by=chief, today=D(2026, 11, 26))
    assert let(chief, clerk, D(2026, 11, 25))  # ended rules are in nobody's way


def test_a_rule_revoked_before_it_began_never_was():
    chief, clerk, leader = person("drc.chief"), person("drc.clerk"), person("drc.leader")
    row = let(chief, clerk, D(2026, 12, 1), D(2026, 12, 31))
    revoke(row, by=chief, today=TODAY)
    assert not Substitution.objects.overlapping(D(2026, 12, 1), D(2026, 12, 31)).exists()
    assert let(clerk, leader, D(2026, 12, 1), D(2026, 12, 31))


def test_only_he_himself_or_the_system_administrator_sets_and_ends_it():
    chief, clerk = person("drc.chief"), person("drc.clerk")
    assert "由系统管理员代为设定" in refused(chief, clerk, by=clerk)
    row = let(chief, clerk, by=system())
    with pytest.raises(SubstitutionRefused, match="本人或系统管理员"):
        revoke(row, by=clerk, today=TODAY)
    assert revoke(row, by=system(), today=TODAY).revoked_on == TODAY


def test_dates_in_order_and_nothing_back_dated():
    chief, clerk = person("drc.chief"), person("drc.clerk")
    assert "早于代理起" in refused(chief, clerk, D(2026, 12, 2), D(2026, 12, 1))
    assert "不能倒签" in refused(chief, clerk, D(2026, 11, 22))
    assert "事由" in refused(chief, clerk, reason=" ")


def test_every_reason_is_said_at_once():
    chief, clerk = person("drc.chief"), person("drc.clerk")
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    said = refused(chief, person("drc.clerk"), D(2026, 11, 2), D(2026, 11, 1), reason="")
    assert all(word in said for word in ("事由", "早于代理起", "倒签", "已停用"))


def test_not_himself_nobody_inactive_no_administrator():
    chief = person("drc.chief")
    assert "本人代理本人" in refused(chief, chief)
    assert "不办理业务" in refused(chief, system())
    assert "不办理业务" in refused(system(), chief)
    gone = a_colleague(Post.objects.get(code="drc.clerk"))
    User.objects.filter(pk=gone.pk).update(is_active=False)
    assert "已停用" in refused(chief, User.objects.get(pk=gone.pk))
    assert "没有任职" in refused(chief, User.objects.create(username="nobody", full_name="某人"))


def test_one_post_of_his_own():
    chief, clerk = person("drc.chief"), person("drc.clerk")
    assert let(chief, clerk, post=chief.posts[0]).post == chief.posts[0]
    assert "现在不任" in refused(chief, person("drc.leader"), post=clerk.posts[0])


def test_no_chain_in_either_direction():
    chief, clerk, leader = person("drc.chief"), person("drc.clerk"), person("drc.leader")
    let(chief, clerk)
    assert "不能再转给第三人" in refused(leader, chief)
    assert "代理期间不能再由他人代理" in refused(clerk, leader)
    assert let(clerk, leader, D(2026, 12, 5), D(2026, 12, 9))  # the day after it is free again


def test_no_exchange_whatever_the_scope():
    chief, clerk = person("drc.chief"), person("drc.clerk")
    let(chief, clerk, post=chief.posts[0])
    assert "不能互相代理" in refused(clerk, chief, post=clerk.posts[0])


def test_other_posts_and_other_papers_are_no_chain():
    chief, clerk, leader = person("drc.chief"), person("drc.clerk"), person("drc.leader")
    let(chief, clerk, post=chief.posts[0])
    assert let(clerk, leader, post=clerk.posts[0])
    finance = person("finance.chief")
    let(finance, person("finance.clerk"), paper="ApprovalCase")
    assert let(person("finance.clerk"), person("hrss.clerk"), paper="FundingNotice")
    assert "代理期间" in refused(
        person("finance.clerk"), person("agri.clerk"), paper="ApprovalCase"
    )


def test_the_same_rule_twice_is_refused():
    chief, clerk = person("drc.chief"), person("drc.clerk")
    let(chief, clerk)
    assert "不必重复设定" in refused(chief, clerk, D(2026, 12, 1), D(2026, 12, 9))


def test_bodies_that_check_one_another_are_not_mixed():
    assert "互相制约" in refused(person("contractor.lead"), person("supervisor.chief"))
    assert "互相制约" in refused(person("drc.chief"), person("contractor.lead"))
    assert let(person("contractor.lead"), person("contractor.labour"))
    assert "不在密云区任职" in refused(
        person("drc.chief"), User.objects.get(username="beijing.city_drc.clerk")
    )


def test_candidates_are_colleagues_first_then_the_district(django_assert_num_queries):
    chief = person("drc.chief")
    chief.posts  # noqa: B018  (kept for the request)
    with django_assert_num_queries(1):
        found = list(candidates(chief))
    near = {user.username for user in found if user.distance == 0}
    assert near >= {"miyun.drc.clerk", "miyun.drc.leader"}
    assert [user.distance for user in found] == sorted(user.distance for user in found)
    far = {user.username for user in found if user.distance == 1}
    assert "miyun.finance.chief" in far and "miyun.township.clerk" in far
    assert not any("contractor" in name or "admin" in name for name in near | far)
    assert chief.username not in near | far
    inside = {user.username for user in candidates(person("contractor.lead"))}
    assert inside == {"miyun.contractor.labour", "miyun.contractor.foreman"}


def test_a_person_who_keeps_the_system_is_no_candidate():
    both = a_colleague(Post.objects.get(code="drc.clerk"))
    Appointment.objects.create(user=both, post=Post.objects.get(code="admin.audit"))
    assert both not in candidates(person("drc.chief"))
