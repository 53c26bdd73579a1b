"""The outbox: written with the decision, delivered afterwards, never lost, never to oneself."""

import datetime as dt
import smtplib

import pytest
from django.core import mail
from django.utils import timezone

from flows.demo.actors import whose
from flows.engine import gate
from flows.engine.findings import Finding, Refused
from flows.orgs.models import User
from notifications import send
from notifications.models import Message
from notifications.tasks import deliver_outbox
from tests.dossier import a_project, holding, item_of

pytestmark = pytest.mark.django_db


def a_message(number=1, **more):
    reader, _ = User.objects.get_or_create(
        username="reader", defaults={"full_name": "收件人", "email": "reader@example.org"}
    )
    facts = {
        "recipient": reader,
        "key": f"k{number}",
        "subject": f"待办{number}",
        "text": "请办理。",
        "url": "/papers/PlanItem/1/",
        "created_at": timezone.now(),
    }
    return Message.objects.create(**facts | more)


# -- written with the decision -----------------------------------------------------------------


def test_a_refused_move_tells_nobody(monkeypatch):
    project = a_project()
    item = item_of(project, "TOWN_REVIEW")
    before = Message.objects.count()
    gate.perform(item, "town_pass", by=whose(item))
    told = Message.objects.count()
    assert told == before + 1  # the next in turn

    from flows.engine import registry

    def refuse(unit, paper):
        raise Refused([Finding("NO", "不行")])

    monkeypatch.setattr(registry, "openers", lambda paper: (refuse,))
    with pytest.raises(Refused):
        gate.perform(item, "town_pass", by=whose(item))
    assert Message.objects.count() == told


def test_who_sits_next_is_told_once_with_where_to_go():
    project = a_project()
    item = item_of(project, "TOWN_REVIEW")
    clerk = holding(project, "township.clerk")
    message = Message.objects.get(recipient=clerk)
    assert message.subject == "待办：示例村道路 · 乡镇审核"
    assert message.url == f"/papers/PlanItem/{item.pk}/" and message.quiet


def test_nobody_is_told_of_his_own_act():
    """村委会主任 opens the project and has the first desk: he knows."""
    project = a_project()
    assert not Message.objects.filter(recipient=holding(project, "village.director")).exists()


def test_the_key_is_unique_for_ever():
    a_message()
    again = Message(
        recipient=User.objects.get(username="reader"),
        key="k1",
        subject="又",
        text="又",
        created_at=timezone.now(),
    )
    Message.objects.bulk_create([again], ignore_conflicts=True)
    assert Message.objects.filter(key="k1").count() == 1


def test_a_paper_that_comes_back_is_announced_again():
    project = a_project()
    item = item_of(project, "TOWN_REVIEW")
    gate.perform(item, "town_return", by=whose(item), opinion="补正")
    item_of(project, "TOWN_REVIEW")
    assert Message.objects.filter(recipient=holding(project, "township.clerk")).count() == 2


# -- delivered afterwards ----------------------------------------------------------------------


def test_delivery_sends_the_mail_and_keeps_the_notice():
    message = a_message()
    assert deliver_outbox() == 1 and deliver_outbox() == 0
    message.refresh_from_db()
    assert message.sent_at and message.attempts == 1 and message.read_at is None
    (sent,) = mail.outbox
    assert sent.to == ["reader@example.org"] and sent.subject == "待办1"
    assert sent.body.endswith("/papers/PlanItem/1/")


def test_a_simulated_project_sends_no_mail():
    project = a_project()
    for user in User.objects.all():
        user.email = f"{user.username}@example.org"
        user.save()
    item_of(project, "JOINT_REVIEW")
    assert Message.objects.filter(sent_at=None).exists()
    deliver_outbox()
    assert not mail.outbox and not Message.objects.filter(sent_at=None).exists()


def test_a_real_one_does():
    project = a_project(on=None)
    clerk = holding(project, "township.clerk")
    clerk.email = "clerk@example.org"
    clerk.save()
    item_of(project, "TOWN_REVIEW")
    deliver_outbox()
    assert [each.to for each in mail.outbox] == [["clerk@example.org"]]


@pytest.mark.parametrize("gone", [{"email": ""}, {"is_active": False}])
def test_no_address_or_no_longer_here_gets_no_mail(gone):
    message = a_message()
    User.objects.filter(pk=message.recipient_id).update(**gone)
    deliver_outbox()
    message.refresh_from_db()
    assert not mail.outbox and message.sent_at


def test_a_subject_of_several_lines_is_one_line():
    a_message(subject="待办：道路\r\nBcc: x@example.org")
    deliver_outbox()
    assert mail.outbox[0].subject == "待办：道路 Bcc: x@example.org" and not mail.outbox[0].bcc


@pytest.mark.parametrize(
    "error", [smtplib.SMTPServerDisconnected("x"), ConnectionRefusedError(), ValueError("坏")]
)
def test_what_fails_is_kept_and_tried_again_later(monkeypatch, error):
    """One that cannot go does not hold up the others; none is lost."""
    bad, good = a_message(1), a_message(2)
    posted = []

    def email(message):
        if message.pk == bad.pk:
            raise error
        posted.append(message.pk)

    monkeypatch.setattr(send, "email", email)
    assert deliver_outbox() == 1
    bad.refresh_from_db()
    assert posted == [good.pk]
    assert bad.sent_at is None and bad.attempts == 1 and bad.error == type(error).__name__
    assert bad.retry_at > timezone.now()
    assert deliver_outbox() == 0  # not yet
    Message.objects.filter(pk=bad.pk).update(retry_at=timezone.now() - dt.timedelta(seconds=1))
    monkeypatch.setattr(send, "email", lambda message: posted.append(message.pk))
    assert deliver_outbox() == 1 and posted == [good.pk, bad.pk]
    bad.refresh_from_db()
    assert bad.sent_at and bad.error == ""


def test_after_enough_attempts_it_rests_and_stays_readable(monkeypatch):
    message = a_message()
    monkeypatch.setattr(send, "email", lambda message: (_ for _ in ()).throw(OSError()))
    for _ in range(12):
        Message.objects.update(retry_at=None)
        deliver_outbox()
    message.refresh_from_db()
    assert message.attempts == send.MOST_ATTEMPTS and message.sent_at is None


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same_row():
    from tests.engine.test_together import all_at_once

    for number in range(20):
        a_message(number)
    sent = all_at_once([deliver_outbox] * 3)
    assert sum(sent) == 20 and Message.objects.filter(attempts=1).count() == 20


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_repeats_one_message_not_a_batch(monkeypatch):
    for number in range(5):
        a_message(number)
    posted = []

    def email(message):
        posted.append(message.key)
        if len(posted) == 4:
            raise KeyboardInterrupt  # the process ends inside the fourth

    monkeypatch.setattr(send, "email", email)
    with pytest.raises(KeyboardInterrupt):
        send.deliver()
    assert Message.objects.filter(sent_at=None).count() == 2
    assert send.deliver() == 2 and posted == ["k0", "k1", "k2", "k3", "k3", "k4"]
