"""A member from outside: one project, for a time, with what he needs to judge."""

import datetime as dt

import pytest

from flows.acceptance.actions import (
    close_accounts,
    invite_outsider,
    mark_read,
    renew_password,
)
from flows.acceptance.models import CommitteeMember
from flows.demo.actors import agree
from flows.desk import desk
from flows.engine import clock, gate
from flows.engine.findings import NotYours, Refused
from flows.engine.models import Parameter
from flows.orgs.models import Appointment, Organization, User
from flows.projects.models import Project
from tests.acceptance.conftest import all_confirmed, finished, reported
from tests.dossier import codes, everything, refused
from tests.pages.conftest import text_of
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
WHO = {"name": "陈工", "organization": "某设计院", "voting": True}
NEW = "Long-enough-9"


@remembered
def forming():
    works = finished()
    reported(works.case)
    agree(works.case)
    return works


@pytest.fixture
def works():
    return forming()


def invited(works, **changes):
    return invite_outsider(works.case, **WHO | changes, by=works.holder("owner.lead"))


def made_odd(works):
    """The expert is the eighth vote: finance speaks only."""
    CommitteeMember.objects.filter(post__code="finance.chief").update(voting=False)


def sees(user):
    return list(Project.objects.visible_to(User.objects.get(pk=user.pk)).values_list("pk", flat=True))  # fmt: skip


def test_he_gets_an_account_that_ends_and_nothing_private_is_kept(works):
    made = invited(works)
    user = made.member.user
    assert user.must_change_password and user.check_password(made.password)
    assert user.expires_on == clock.today() + dt.timedelta(days=60)
    assert user.post_names == "某设计院 外部委员" and user.email == ""
    told = str(list(works.project.chain.entries.values_list("payload", "label", "opinion")))
    assert made.password not in told and "陈工" not in str(
        works.project.chain.entries.latest("sequence").payload["account"]
    )
    assert codes(refused(Refused, invited, works)) == ["OUTSIDER_TWICE"]
    own = works.project.contractor.name
    assert codes(refused(Refused, invited, works, organization=own))[0] == "OUTSIDER_PARTIAL"
    assert codes(refused(Refused, invited, works, name=" ")) == ["OUTSIDER_UNNAMED", "OUTSIDER_TWICE"]  # fmt: skip
    refused(NotYours, invite_outsider, works.case, **WHO, by=works.holder("drc.chief"))
    again = renew_password(made.member, by=works.holder("owner.lead"))
    assert again.password != made.password and again.username == made.username


def test_he_sees_this_project_while_he_serves_and_nothing_after(works):
    user = invited(works).member.user
    made_odd(works)
    assert sees(user) == []
    Parameter.objects.filter(key="committee.read.hours").update(strength="block")
    agree(works.case)
    assert sees(user) == [works.project.pk]
    all_confirmed(works.case)
    short = refused(Refused, agree, works.case)
    assert codes(short) == ["READING_TIME_SHORT"]
    mark_read(works.case, by=user)
    mark_read(works.case, by=user)  # once is enough
    refused(NotYours, mark_read, works.case, by=works.holder("contractor.labour"))
    agree(works.case)
    seats = desk.seats_at(works.case)
    assert [s.holder for s in seats if s.post.code == "outside.expert"] == [user]
    works.vote(*("agree",) * len(seats))
    gate.perform(works.case, "conclude_pass", by=works.holder("owner.lead"))
    user.refresh_from_db()
    assert sees(user) == [] and user.expires_on == clock.today() + dt.timedelta(days=15)


def test_the_last_day_ends_his_session_his_log_in_and_his_post(works, client):
    made = invited(works)
    user = made.member.user
    user.set_password(NEW)
    user.must_change_password = False
    user.save()
    agree_to = {"username": made.username, "password": NEW}
    made_odd(works)
    agree(works.case)
    assert client.post("/login/", agree_to).status_code == 302
    assert works.project.name in text_of(client.get("/projects/"))
    yesterday = clock.today() - dt.timedelta(days=1)
    User.objects.filter(pk=user.pk).update(expires_on=clock.today())
    assert client.get("/projects/").status_code == 200 and close_accounts() == 0
    User.objects.filter(pk=user.pk).update(expires_on=yesterday)
    assert sees(user) == []
    ended = client.get("/projects/", follow=True)
    assert "已经到期" in text_of(ended) and "_auth_user_id" not in client.session
    assert "已经到期" in text_of(client.post("/login/", agree_to))
    assert close_accounts() == 1 and close_accounts() == 0
    user.refresh_from_db()
    assert not user.is_active and not Appointment.objects.filter(user=user, ended_on=None).exists()
    assert "已经到期" in text_of(client.post("/login/", agree_to))
    wrong = text_of(client.post("/login/", agree_to | {"password": "x"}))
    assert "已经到期" not in wrong


def test_the_pages_invite_show_the_password_once_and_let_him_read(works, client):
    client.force_login(works.holder("owner.lead"))
    pk = works.case.pk
    address = f"/acceptance/{pk}/outside/"
    assert address in text_of(client.get(f"/papers/AcceptanceCase/{pk}/"))
    before = everything()
    assert client.get(address).status_code == 200 and everything() == before
    assert client.post(address, {"name": "", "organization": ""}).status_code == 422
    answer = client.post(address, WHO)
    user = CommitteeMember.objects.get(post__code="outside.expert").user
    page = text_of(answer)
    assert answer["Cache-Control"] == "private, no-store" and user.username in page
    shown = page.split("初始口令</dt><dd><code>")[1].split("<")[0]
    assert user.check_password(shown)
    assert client.post(address, WHO).status_code == 422  # sent twice, done once
    assert Organization.objects.filter(kind="outside").count() == 1
    made_odd(works)
    agree(works.case)
    client.force_login(user)
    assert client.get(f"/acceptance/{pk}/summary/").url == "/me/password/"
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    before = everything()
    summary = text_of(client.get(f"/acceptance/{pk}/summary/"))
    for said in ("承诺与实际", "批复基线 1", "我已阅读", "逐项核验", "劳务报酬总额"):
        assert said in summary, said
    assert client.get(f"/acceptance/{pk}/read/").status_code == 405
    assert client.get("/acceptance/999999/summary/").status_code == 404
    client.post(f"/acceptance/{pk}/read/")
    assert CommitteeMember.objects.get(user=user).read_at is not None
    assert "我已阅读" not in text_of(client.get(f"/acceptance/{pk}/summary/"))
    assert client.get(address).status_code == 404 and before


def test_members_leave_and_declare_on_pages(works, client):
    owner, drc = works.holder("owner.lead"), works.holder("drc.chief")
    pk, row = works.case.pk, works.case.members.get(post__code="drc.chief")
    client.force_login(drc)
    body = works.project.contractor_id
    said = {"person": drc.pk, "organization": body, "relation": "兄弟在该社任职"}
    assert client.post(f"/acceptance/{pk}/interests/", said).status_code == 302
    assert "兄弟" in text_of(client.get(f"/acceptance/{pk}/interests/"))
    before = everything()
    assert client.post(f"/acceptance/{pk}/members/{row.pk}/", {"reason": "x"}).status_code == 403
    assert everything() == before
    client.force_login(works.holder("agri.chief"))
    assert "兄弟" not in text_of(client.get(f"/acceptance/{pk}/interests/"))
    client.force_login(owner)
    assert "兄弟" in text_of(client.get(f"/acceptance/{pk}/interests/"))
    assert client.post(f"/acceptance/{pk}/members/{row.pk}/", {"reason": ""}).status_code == 422
    assert client.get(f"/acceptance/{pk}/members/999999/").status_code == 404
    left = {"reason": "兄弟在施工单位"}
    assert client.post(f"/acceptance/{pk}/members/{row.pk}/", left).status_code == 302
    page = text_of(client.get(f"/papers/AcceptanceCase/{pk}/"))
    assert "兄弟在施工单位" in page and "回避" in page
    chair = works.case.members.get(post__code="owner.lead")
    client.post(f"/acceptance/{pk}/members/{chair.pk}/", left)
    agri = works.case.members.get(post__code="agri.chief")
    assert "没有主任" in text_of(client.get(f"/papers/AcceptanceCase/{pk}/"))
    assert client.post(f"/acceptance/{pk}/members/{agri.pk}/chair/").status_code == 302
    assert works.case.members.get(post__code="agri.chief").chair
