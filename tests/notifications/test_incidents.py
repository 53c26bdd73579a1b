"""发送异常: an administrator sees that something did not go out, never what; sends it again or says why not."""

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from flows.orgs.models import Appointment, Post, User
from notifications import incidents
from notifications.models import Delivery, Message, Outcome
from notifications.tasks import deliver_outbox
from tests.dossier import bodies, everything

from .people import a_message, reader

pytestmark = pytest.mark.django_db
URL = "/notices/incidents/"
SECRET = "示例村道路 · 乡镇审核"


@pytest.fixture
def keeper(client):
    bodies()
    person = User.objects.get(username="beijing.admin.system")
    client.force_login(person)
    return person


def failed(number=1, **more):
    message = a_message(number, subject=SECRET, text="请办理示例村道路。", **more)
    return Delivery.objects.create(
        recipient=message.recipient,
        message=message,
        channel="email",
        kind="todo",
        key=f"{message.key}:email",
        created_at=timezone.now(),
        due_at=timezone.now(),
        attempts=8,
        outcome=Outcome.FAILED,
        error="SMTP 552",
        ended_at=timezone.now(),
    )


@pytest.fixture
def row(keeper):
    made = failed()
    Message.objects.update(routed_at=timezone.now())
    return made


def test_he_sees_that_and_not_what(client, row):
    page = client.get(URL).content.decode()
    for shown in ("收件人", "电子邮件", "待办", "邮件服务器拒收（SMTP 552）", ">8<"):
        assert shown in page
    for hidden in (SECRET, "示例村道路", "reader@example.org", "k1:email", "PlanItem"):
        assert hidden not in page
    assert URL in client.get("/notices/").content.decode()  # in his menu
    back_office = client.get("/admin/notifications/delivery/").content.decode()
    assert "SMTP 552" in back_office and SECRET not in back_office
    assert client.get(f"/admin/notifications/delivery/{row.pk}/change/").status_code == 404


@pytest.mark.parametrize("code", ["admin.security", "admin.audit", "drc.chief", None])
def test_nobody_else_does(client, row, code):
    user = User.objects.filter(appointments__post__code=code).first() if code else None
    client.logout()
    if user:
        client.force_login(user)
    before = everything()
    for url in (URL, f"{URL}?closed=1"):
        assert client.get(url).status_code == (404 if user else 302)
    for url in (f"{URL}retry/", f"{URL}{row.pk}/retry/", f"{URL}{row.pk}/dismiss/"):
        answer = client.post(url, {"reason": "x", "channel": "email"})
        assert answer.status_code == (404 if user else 302)
    if user:
        assert URL not in client.get("/notices/").content.decode()
    assert {**everything(), "django_session": 0} == {**before, "django_session": 0}


def test_sent_again_from_the_beginning_and_recorded(client, row, keeper):
    assert client.post(f"{URL}{row.pk}/retry/").status_code == 302
    row.refresh_from_db()
    assert (row.outcome, row.attempts, row.ended_at) == (Outcome.WAITING, 0, None)
    assert deliver_outbox() == 1 and mail.outbox[0].extra_headers["X-YGDZ-Key"] == "k1:email"
    entry = LogEntry.objects.get()
    assert entry.user == keeper and entry.change_message == "重新发送"
    assert SECRET not in entry.object_repr
    answer = client.post(f"{URL}{row.pk}/retry/", follow=True)  # pressed twice
    assert "已经由别人处理" in answer.content.decode() and LogEntry.objects.count() == 1


def test_all_of_a_channel_at_once(client, keeper):
    rows = [failed(number) for number in range(3)]
    Delivery.objects.filter(pk=rows[0].pk).update(channel="sms")
    client.post(f"{URL}retry/", {"channel": "email"})
    assert Delivery.objects.filter(outcome=Outcome.WAITING, attempts=0).count() == 2
    assert client.post(f"{URL}retry/", {"channel": "pigeon"}).status_code == 404
    assert LogEntry.objects.count() == 2


@pytest.mark.parametrize("reason", ["", "   ", "长" * 201])
def test_closing_without_a_reason_is_refused_and_changes_nothing(client, row, reason):
    before = everything()
    answer = client.post(f"{URL}{row.pk}/dismiss/", {"reason": reason})
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert everything() == before
    with pytest.raises(ValueError):
        incidents.dismiss(Delivery.objects.all(), reader(), " ")


def test_closed_with_who_when_and_why(client, row, keeper):
    client.post(f"{URL}{row.pk}/dismiss/", {"reason": " 已电话告知本人 "})
    row.refresh_from_db()
    assert (row.outcome, row.closed_by, row.reason) == (Outcome.CLOSED, keeper, "已电话告知本人")
    assert timezone.now() - row.ended_at < dt.timedelta(minutes=1)
    assert client.get(URL).context["rows"] == []
    page = client.get(f"{URL}?closed=1").content.decode()
    assert "已电话告知本人" in page and str(keeper) in page and SECRET not in page
    assert LogEntry.objects.get().change_message == "关闭：已电话告知本人"
    assert deliver_outbox() == 0 and not mail.outbox


def test_the_database_wants_the_reason_too(row, keeper):
    for facts in ({"closed_by": keeper}, {"reason": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Delivery.objects.filter(pk=row.pk).update(outcome=Outcome.CLOSED, **facts)


def test_pages_of_constant_cost(client, keeper, django_assert_max_num_queries):
    for number in range(35):
        failed(number, recipient=reader(f"r{number}"))
    client.get(URL)
    with django_assert_max_num_queries(6):
        first = client.get(URL)
    assert len(first.context["rows"]) == 30
    assert len(client.get(f"{URL}{first.context['next_url']}").context["rows"]) == 5


def test_the_right_goes_with_the_post(client, row, keeper):
    Appointment.objects.filter(user=keeper).update(ended_on=dt.date(2026, 1, 1))
    assert Post.objects.filter(code="admin.system").exists()
    assert client.get(URL).status_code == 404
