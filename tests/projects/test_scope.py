"""Who sees which project, by post; and which post acts for it."""

import datetime as dt

import pytest

from flows.approval.models import ApprovalCase
from flows.demo.organisation import Cast
from flows.engine.models import Parameter
from flows.orgs.models import Appointment, Organization, User
from flows.planning.models import PlanItem
from flows.projects.models import Guest, Project
from flows.projects.scope import fields_of_sector, sector_of_field
from tests.dossier import a_project, ensure, holding, item_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return a_project()


@pytest.fixture
def elsewhere(here):
    """The same field in another district: own village, owner and offices."""
    there = ensure(
        Cast("110119", "甲镇", "乙村", "农村生产生活", "甲镇服务中心", "乙村合作社", None)
    )
    return a_project(
        code="2503-110119-04-01-200001",
        name="延庆道路",
        district="110119",
        town="甲镇",
        village_name="乙村",
        village=there["village"],
        oversight=there["oversight"],
        township=there["township"],
        owner=there["owner"],
        supervisor=None,
        supervision_mode="业主现场代表+村务监督",
    )


def sees(user, project):
    user = User.objects.get(pk=user.pk)
    seen = Project.objects.visible_to(user).filter(pk=project.pk).exists()
    # papers follow their project
    assert PlanItem.objects.visible_to(user).filter(project=project).exists() is seen
    return seen


OWN = [
    "village.director", "village.accountant", "oversight.director", "township.clerk",
    "township.leader", "township.ledger", "drc.clerk", "drc.chief", "drc.leader", "agri.clerk",
    "agri.chief", "sector.reviewer", "finance.clerk", "finance.chief", "hrss.clerk", "gov.leader",
    "owner.lead", "owner.site", "supervisor.chief", "supervisor.engineer", "audit.officer",
]  # fmt: skip
CITY_WIDE = ["city_drc.clerk", "city_drc.head", "city_agri.clerk", "city_agri.head"]
NOTHING = ["admin.system", "admin.security", "admin.audit"]


@pytest.mark.parametrize("code", OWN)
def test_one_sees_the_projects_of_ones_own_body_or_district(here, elsewhere, code):
    user = Appointment.objects.get(post__code=code, post__organization__district="110118").user
    assert sees(user, here) and not sees(user, elsewhere)


@pytest.mark.parametrize("code", CITY_WIDE)
def test_the_city_sees_all(here, elsewhere, code):
    user = Appointment.objects.get(post__code=code).user
    assert sees(user, here) and sees(user, elsewhere)


@pytest.mark.parametrize("code", NOTHING)
def test_administrators_see_no_business(here, elsewhere, code):
    user = Appointment.objects.get(post__code=code).user
    assert not sees(user, here) and not sees(user, elsewhere)


def test_a_contractor_sees_only_what_he_was_appointed_to(here):
    contractor = Organization.objects.get(kind="contractor", district="110118")
    user = contractor.posts.get(code="contractor.lead").holders[0]
    assert not sees(user, here)
    here.contractor = contractor
    here.save(update_fields=["contractor"])
    assert sees(user, here)


def test_a_sector_department_sees_its_fields_only(here):
    user = holding(here, "sector.reviewer")
    here.field = "水利"
    here.save(update_fields=["field"])
    assert not sees(user, here)


def test_strangers_and_people_who_have_left_see_nothing(here):
    stranger = User.objects.create(username="x", full_name="外人")
    assert not sees(stranger, here)
    clerk = holding(here, "drc.clerk")
    Appointment.objects.filter(user=clerk).update(ended_on=dt.date(2025, 1, 2))
    assert not sees(clerk, here)
    chief = holding(here, "drc.chief")
    User.objects.filter(pk=chief.pk).update(is_active=False)
    assert not sees(chief, here)


def test_an_auditor_sees_his_assigned_scope(here, elsewhere):
    held = Appointment.objects.get(post__code="audit.officer", scope="110118")
    for scope, expected in (
        ("", (False, False)),
        ("110119", (False, True)),
        ("110000", (True, True)),
    ):
        Appointment.objects.filter(pk=held.pk).update(scope=scope)
        assert (sees(held.user, here), sees(held.user, elsewhere)) == expected


def test_a_committee_member_sees_the_project_while_he_serves(here):
    member = User.objects.create(username="guest", full_name="评委")
    guest = Guest.objects.create(
        project=here, user=member, reason="验收委员会", started_at=here.created_at
    )
    assert sees(member, here)
    guest.ended_at = here.created_at
    guest.save()
    assert not sees(member, here)


def test_a_project_is_seen_once_however_many_reasons_there_are(here):
    user = holding(here, "drc.chief")
    Appointment.objects.create(user=user, post=here.post("finance.chief"))
    for _ in range(2):
        Guest.objects.create(
            project=here,
            user=user,
            reason="委员",
            started_at=here.created_at,
            ended_at=here.created_at,
        )
    Guest.objects.create(project=here, user=user, reason="委员", started_at=here.created_at)
    assert Project.objects.visible_to(User.objects.get(pk=user.pk)).count() == 1


def test_scope_costs_the_same_however_many_projects(here, elsewhere, django_assert_max_num_queries):
    user = User.objects.get(pk=holding(here, "sector.reviewer").pk)
    with django_assert_max_num_queries(3):
        list(Project.objects.visible_to(user))


# -- the sector is a parameter -------------------------------------------------------------------


def test_the_sector_in_force_is_the_one_of_the_day_and_the_district(here):
    def row(value, since, district=""):
        Parameter.objects.create(
            key="sector.of.农村生产生活",
            value=value,
            effective_from=since,
            district=district,
            basis="试",
        )

    row("将来的行业", dt.date(2099, 1, 1))
    assert sector_of_field("农村生产生活") == "住建"
    row("交通", dt.date(2020, 1, 1), district="110118")
    assert sector_of_field("农村生产生活", district="110118") == "交通"
    assert sector_of_field("农村生产生活", district="110119") == "住建"
    assert "农村生产生活" in fields_of_sector("交通", "110118")
    assert "农村生产生活" not in fields_of_sector("住建", "110118")
    assert fields_of_sector("将来的行业") == []


def test_a_superseded_sector_sees_the_field_no_longer(here):
    user = holding(here, "sector.reviewer")
    assert sees(user, here)
    Parameter.objects.create(
        key="sector.of.农村生产生活", value="交通", effective_from=dt.date(2025, 1, 1), basis="试"
    )
    assert not sees(user, here)


# -- the posts that act ----------------------------------------------------------------------------


@pytest.mark.parametrize("code", [*OWN[:-1], *CITY_WIDE])
def test_every_post_is_found_in_the_body_that_acts_here(here, elsewhere, code):
    mine, other = (
        here.post(code),
        elsewhere.post(code) if not code.startswith("supervisor") else None,
    )
    assert mine.code == code and mine.holders
    city = code.startswith("city")
    assert mine.organization.district == ("110000" if city else "110118")
    assert other is None or (other == mine) is city


def test_a_body_that_is_missing_is_named(elsewhere):
    with pytest.raises(LookupError, match=r"延庆道路没有监理单位.*总监理工程师"):
        elsewhere.post("supervisor.chief")


def test_finding_a_post_reads_only_what_it_needs(here, django_assert_max_num_queries):
    project = Project.objects.get(pk=here.pk)
    with django_assert_max_num_queries(2):
        project.post("owner.lead")


def test_papers_of_another_district_do_not_exist(here, elsewhere):
    item_of(here, "FILED")
    stranger = User.objects.get(pk=holding(elsewhere, "drc.chief").pk)
    assert not ApprovalCase.objects.visible_to(stranger).exists()
