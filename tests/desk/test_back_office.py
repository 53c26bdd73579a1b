"""后台: administrators keep people and parameters by their post; nobody is a superuser."""

import datetime as dt

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry

from flows.desk.models import Task
from flows.engine import clock
from flows.engine.models import CalendarDay, CalendarYear, Parameter
from flows.orgs.models import Appointment, Organization, Post, Substitution, User
from notifications.models import Message
from tests.dossier import a_project, item_of

pytestmark = pytest.mark.django_db


def person(code):
    return User.objects.get(username=f"beijing.{code}")


@pytest.fixture
def project():
    return a_project()


@pytest.fixture
def office(client, project):
    client.force_login(person("admin.system"))
    return client


def test_what_is_there_and_what_is_not():
    kept = {model._meta.label for model in admin.site._registry}
    assert kept == {
        "orgs.Organization",
        "orgs.Post",
        "orgs.User",
        "orgs.Appointment",
        "orgs.Substitution",
        "flows.Parameter",
        "flows.CalendarYear",
        "flows.CalendarDay",
        "notifications.Delivery",
        "admin.LogEntry",
    }


def test_every_list_and_form_opens(office):
    for model in admin.site._registry:
        label = f"{model._meta.app_label}/{model._meta.model_name}"
        if label != "admin/logentry":
            assert office.get(f"/admin/{label}/").status_code == 200, label
    for label in (
        "orgs/organization",
        "orgs/post",
        "orgs/user",
        "orgs/appointment",
        "flows/parameter",
        "flows/calendaryear",
        "flows/calendarday",
    ):
        assert office.get(f"/admin/{label}/add/").status_code == 200, label
    for row in (Organization, Post, User, Appointment):
        url = (
            f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.objects.first().pk}/change/"
        )
        assert office.get(url).status_code == 200, url


@pytest.mark.parametrize(
    "code", ["miyun.drc.chief", "miyun.audit.officer", "miyun.village.director"]
)
def test_business_posts_have_no_back_office(client, project, code):
    user = User.objects.get(username=code)
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    client.force_login(user)
    assert client.get("/admin/orgs/user/").status_code == 403


def test_the_others_look_but_do_not_change(client, project):
    client.force_login(person("admin.security"))
    assert client.get("/admin/orgs/appointment/").status_code == 200
    assert client.get("/admin/orgs/appointment/add/").status_code == 403
    assert client.get("/admin/flows/parameter/").status_code == 403
    client.force_login(person("admin.audit"))
    assert client.get("/admin/admin/logentry/").status_code == 200
    assert client.get("/admin/admin/logentry/add/").status_code == 403


def test_a_person_is_made_appointed_and_let_in(office, client):
    answer = office.post(
        "/admin/orgs/user/add/",
        {
            "username": "new",
            "full_name": "新人",
            "usable_password": "true",
            "password1": "Xk29-mm41-pp",
            "password2": "Xk29-mm41-pp",
        },
    )
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    user = User.objects.get(username="new")
    assert not user.is_staff and not user.is_superuser
    post = Post.objects.get(code="drc.chief", organization__district="110118")
    appoint(office, user, post)
    assert User.objects.get(pk=user.pk).posts == [post]
    assert client.login(username="new", password="Xk29-mm41-pp")


def appoint(office, user, post):
    return office.post(
        "/admin/orgs/appointment/add/",
        {"user": user.pk, "post": post.pk, "started_on": "2026-01-01"},
    )


def test_nobody_appoints_himself_and_offices_do_not_mix(office):
    chief = Post.objects.get(code="drc.chief", organization__district="110118")
    system = Post.objects.get(code="admin.system")
    assert "不能任命自己" in appoint(office, person("admin.system"), chief).content.decode()
    mixed = appoint(office, person("admin.audit"), chief)
    assert "不得由一人兼任" in mixed.content.decode()
    assert "不得由一人兼任" in appoint(office, chief.holders[0], system).content.decode()
    assert Appointment.objects.filter(post=chief).count() == 1


def test_the_form_of_a_person_offers_no_power(office):
    page = office.get(f"/admin/orgs/user/{person('admin.audit').pk}/change/").content.decode()
    for word in ("is_superuser", "is_staff", "user_permissions", "groups"):
        assert f'name="{word}"' not in page


def test_a_parameter_in_force_is_not_rewritten(office):
    row = Parameter.objects.filter(effective_from__lt=dt.date(2024, 1, 1)).first()
    office.post(
        f"/admin/flows/parameter/{row.pk}/change/", {"key": row.key, "value": "9", "basis": "x"}
    )
    assert Parameter.objects.get(pk=row.pk).value == row.value
    office.post(
        "/admin/flows/parameter/add/",
        {
            "key": row.key,
            "value": "9",
            "unit": row.unit,
            "strength": "warn",
            "effective_from": "2027-01-01",
            "as_of": "today",
            "basis": "区里通知",
            "fund": row.fund,
            "district": "",
        },
    )
    assert Parameter.objects.filter(key=row.key, value="9").exists()


def test_the_calendar_is_kept(office):
    office.post("/admin/flows/calendaryear/add/", {"year": 2031, "basis": "国务院办公厅通知"})
    office.post("/admin/flows/calendarday/add/", {"day": "2031-01-01", "name": "元旦"})
    assert CalendarYear.objects.filter(year=2031).exists()
    assert CalendarDay.objects.get(day=dt.date(2031, 1, 1)).working is False


def test_an_administrator_never_reads_a_message(office):
    row = Message.objects.create(
        recipient=person("admin.audit"),
        key="k",
        subject="某项目的事",
        text="内容",
        created_at=dt.datetime.now(dt.UTC),
    )
    assert "某项目的事" not in office.get("/admin/notifications/message/").content.decode()
    assert office.get(f"/admin/notifications/message/{row.pk}/change/").status_code == 404


def test_an_administrator_lets_somebody_stand_in_for_one_who_is_away(office):
    chief = User.objects.get(username="miyun.drc.chief")
    clerk = User.objects.get(username="miyun.drc.clerk")
    today = clock.today()
    asked = {
        "principal": chief.pk, "substitute": clerk.pk, "post": "", "reason": "住院",
        "started_on": today, "ended_on": today + dt.timedelta(days=3),
    }  # fmt: skip
    said = office.post("/admin/orgs/substitution/add/", asked | {"substitute": chief.pk})
    assert "不能由本人代理本人" in said.content.decode() and not Substitution.objects.exists()
    assert office.post("/admin/orgs/substitution/add/", asked).status_code == 302
    row = Substitution.objects.active(clerk, on=today).get()
    assert set(Message.objects.values_list("recipient", flat=True)) == {chief.pk, clerk.pk}
    assert LogEntry.objects.filter(object_id=str(row.pk)).exists()
    assert office.get(f"/admin/orgs/substitution/{row.pk}/change/").status_code == 200
    office.post(f"/admin/orgs/substitution/{row.pk}/change/", asked | {"reason": "改写"})
    office.post(f"/admin/orgs/substitution/{row.pk}/delete/", {"post": "yes"})
    row.refresh_from_db()
    assert row.reason == "住院"
    ended = {"action": "end_now", "_selected_action": [row.pk]}
    office.post("/admin/orgs/substitution/", ended)
    row.refresh_from_db()
    assert row.revoked_on == today


def test_a_password_that_an_administrator_has_seen_must_be_changed(office):
    clerk = User.objects.get(username="miyun.drc.clerk")
    new = {"password1": "Xk29-mm41-pp", "password2": "Xk29-mm41-pp", "usable_password": "true"}
    office.post(f"/admin/orgs/user/{clerk.pk}/password/", new)
    assert User.objects.get(pk=clerk.pk).must_change_password
    office.post("/admin/orgs/user/add/", new | {"username": "new", "full_name": "新人"})
    assert User.objects.get(username="new").must_change_password


def test_publishing_a_year_by_hand_computes_what_waited_for_it(office):
    project = a_project(on=dt.date(2030, 12, 30), code="2503-110118-04-01-200009")
    item_of(project, "TOWN_REVIEW")
    waiting = Task.objects.filter(status="ASSIGNED", process__chain=project.chain)
    assert waiting.get().due_on is None
    years = {2030, 2031} - set(CalendarYear.objects.values_list("year", flat=True))
    for year in sorted(years):
        office.post("/admin/flows/calendaryear/add/", {"year": year, "basis": "通知"})
    assert waiting.get().due_on is not None
