"""The outbox: written with the decision, laid out and delivered afterwards, never lost, never to oneself."""

import datetime as dt
import smtplib
from itertools import pairwise

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from flows.demo.actors import whose
from flows.engine import gate, registry
from flows.engine.findings import Finding, Refused
from flows.engine.unit import work
from flows.orgs.models import User
from notifications import channels, send
from notifications.models import Delivery, Kind, Message, Outcome
from notifications.route import route
from notifications.tasks import deliver_outbox
from tests.dossier import a_project, everything, holding, item_of
from tests.engine.test_together import all_at_once

from .people import a_message, reader

pytestmark = pytest.mark.django_db


# -- written with the decision -----------------------------------------------------------------


def test_a_refused_move_tells_nobody(monkeypatch):
    project = a_project()
    item = item_of(project, "TOWN_REVIEW")
    before = Message.objects.count()
    gate.perform(item, "town_pass", by=whose(item))
    told = Message.objects.count()
    assert told == before + 1  # the next in turn

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
    assert message.subject == "待办：示例村道路 · 乡镇审核" and message.kind == Kind.TODO
    assert message.url == f"/papers/PlanItem/{item.pk}/" and message.quiet


def test_nobody_is_told_of_his_own_act():
    """村委会主任 opens the project and has the first desk: he knows."""
    project = a_project()
    director = holding(project, "village.director")
    assert not Message.objects.filter(recipient=director).exists()
    with work(project.chain, director) as unit:
        unit.tell(director, "own", "标题", "内容", "/", kind="escalation")
        unit.tell(holding(project, "township.clerk"), "his", "标题", "内容", "/")
    assert list(Message.objects.values_list("key", flat=True)) == ["his"]


@pytest.mark.parametrize("kind", Kind.values)
def test_a_repeated_key_is_dropped_whatever_it_is_about(kind):
    """The desk may ask for the same reminder every hour: it is said once."""
    project = a_project(on=None)
    clerk = holding(project, "township.clerk")
    for text in ("第一次", "再一次"):
        with work(project.chain, None) as unit:
            unit.tell(clerk, "remind:1:2026-11-22", "临期", text, "/", kind=kind)
            unit.tell(clerk, "remind:1:2026-11-22", "临期", text, "/", kind=kind)
    (message,) = Message.objects.filter(recipient=clerk)
    assert (message.kind, message.text) == (kind, "第一次")


def test_an_unknown_kind_writes_nothing():
    project = a_project()
    before = everything()
    clerk = holding(project, "township.clerk")
    with (
        pytest.raises((IntegrityError, ValueError)),
        transaction.atomic(),
        work(project.chain, None) as unit,
    ):
        unit.tell(clerk, "x", "标题", "内容", "/", kind="spam")
    assert everything() == before


def test_a_paper_that_comes_back_is_announced_again():
    project = a_project()
    item = item_of(project, "TOWN_REVIEW")
    gate.perform(item, "town_return", by=whose(item), opinion="补正")
    item_of(project, "TOWN_REVIEW")
    assert Message.objects.filter(recipient=holding(project, "township.clerk")).count() == 2


# -- laid out ----------------------------------------------------------------------------------


def test_one_delivery_a_channel_with_a_key_of_its_own(robot, settings):
    settings.NOTICE_CHANNELS = ["email", "webhook"]
    message = a_message()
    assert route() == 1 and route() == 0
    keys = Delivery.objects.values_list("key", "channel", "kind", "message_id")
    assert set(keys) == {
        ("k1:email", "email", "todo", message.pk),
        ("k1:webhook", "webhook", "todo", message.pk),
    }


def test_laying_out_many_takes_a_handful_of_statements(django_assert_num_queries):
    for number in range(30):
        a_message(number, recipient=reader(f"r{number % 7}"))
    with django_assert_num_queries(9):  # two rounds and their savepoints; the second finds nothing
        assert route() == 30
    assert Delivery.objects.count() == 30


def test_a_simulated_project_sends_nothing_outside(robot, receiver):
    project = a_project()
    item_of(project, "JOINT_REVIEW")
    assert Message.objects.filter(quiet=True, routed_at=None).exists()
    assert deliver_outbox() == 0
    assert not Delivery.objects.exists() and not receiver.calls
    assert not Message.objects.filter(routed_at=None).exists()


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
    assert not mail.outbox and not Delivery.objects.exists()


@pytest.mark.parametrize("gone", [{"email": ""}, {"is_active": False}])
def test_nor_who_left_while_it_waited(gone):
    message = a_message()
    route()
    User.objects.filter(pk=message.recipient_id).update(**gone)
    assert deliver_outbox() == 0
    assert not mail.outbox and Delivery.objects.get().outcome == Outcome.DROPPED


# -- delivered ---------------------------------------------------------------------------------


def test_delivery_sends_the_mail_and_keeps_the_notice():
    message = a_message()
    assert deliver_outbox() == 1 and deliver_outbox() == 0
    message.refresh_from_db()
    row = Delivery.objects.get()
    assert row.outcome == Outcome.SENT and row.attempts == 1 and message.read_at is None
    assert row.ended_at and row.taken_until is None
    (sent,) = mail.outbox
    assert sent.to == ["reader@example.org"] and sent.subject == "待办1"
    assert sent.body.endswith("/papers/PlanItem/1/")
    assert sent.extra_headers["X-YGDZ-Key"] == "k1:email"
    assert sent.message()["Message-ID"].endswith("@ygdz-flow>")


def test_a_subject_of_several_lines_is_one_line():
    a_message(subject="待办：道路\r\nBcc: x@example.org")
    deliver_outbox()
    assert mail.outbox[0].subject == "待办：道路 Bcc: x@example.org" and not mail.outbox[0].bcc


class Post:
    """Stands in for the mail server: refuses one person, takes the rest."""

    def __init__(self, monkeypatch, error=None, to=""):
        self.error, self.to, self.sent = error, to, []
        monkeypatch.setattr(channels.EmailMessage, "send", lambda mail: self.take(mail))

    def take(self, letter):
        if self.error and letter.to == [self.to]:
            raise self.error
        self.sent.append(letter.extra_headers["X-YGDZ-Key"])


@pytest.mark.parametrize(
    "error, code",
    [
        (smtplib.SMTPServerDisconnected("x"), "SMTPServerDisconnected"),
        (smtplib.SMTPDataError(552, b"13800138000 full"), "SMTP 552"),
        (ConnectionRefusedError(), "ConnectionRefusedError"),
        (ValueError("坏 13800138000"), "ValueError"),
    ],
)
def test_what_fails_is_kept_and_tried_again_later(monkeypatch, caplog, error, code):
    """One that cannot go does not hold up the others; none is lost; the error keeps no words."""
    bad, _ = a_message(1, recipient=reader("bad")), a_message(2)
    post = Post(monkeypatch, error, "bad@example.org")
    assert deliver_outbox() == 1 and post.sent == ["k2:email"]
    row = Delivery.objects.get(message=bad)
    assert (row.outcome, row.attempts, row.error) == (Outcome.WAITING, 1, code)
    assert row.due_at > timezone.now() and row.taken_until is None
    assert "13800138000" not in caplog.text
    assert deliver_outbox() == 0  # not yet
    Delivery.objects.update(due_at=timezone.now() - dt.timedelta(seconds=1))
    post.error = None
    assert deliver_outbox() == 1 and post.sent == ["k2:email", "k1:email"]
    row.refresh_from_db()
    assert (row.outcome, row.error, row.attempts) == (Outcome.SENT, "", 2)


def test_each_wait_is_longer_and_after_enough_attempts_it_is_an_incident(monkeypatch):
    a_message()
    Post(monkeypatch, OSError(), "reader@example.org")
    waits = []
    for _ in range(12):
        began = timezone.now()
        deliver_outbox()
        row = Delivery.objects.get()
        if row.outcome == Outcome.WAITING:
            waits.append((row.due_at - began).total_seconds())
            Delivery.objects.update(due_at=began)
    assert row.outcome == Outcome.FAILED and row.attempts == send.MOST_ATTEMPTS == len(waits) + 1
    assert all(later > 1.9 * sooner for sooner, later in pairwise(waits))
    assert Message.objects.get().read_at is None  # on the site it stays readable


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same_row():
    for number in range(20):
        a_message(number)
    sent = all_at_once([deliver_outbox] * 3)
    assert sum(sent) == 20 and Delivery.objects.filter(attempts=1).count() == 20


def test_a_worker_that_dies_repeats_one_message_not_a_batch(monkeypatch):
    for number in range(5):
        a_message(number)
    post = Post(monkeypatch, KeyboardInterrupt(), "reader@example.org")
    take = post.take

    def dying(letter):  # the process ends inside the fourth
        post.error = KeyboardInterrupt() if len(post.sent) == 3 else None
        take(letter)

    monkeypatch.setattr(post, "take", dying)
    with pytest.raises(KeyboardInterrupt):
        send.deliver()
    post.take = take
    post.error = None
    assert send.deliver() == 1  # the fifth; the fourth is still the dead one's
    Delivery.objects.exclude(taken_until=None).update(taken_until=timezone.now())
    assert send.deliver() == 1
    assert post.sent == [f"k{n}:email" for n in (0, 1, 2, 4, 3)]


def test_whoever_was_too_slow_has_been_overtaken():
    """His lease was over and another sent it: what he reports then changes nothing."""
    a_message()
    route()
    slow = send.take("email")
    Delivery.objects.update(taken_until=timezone.now())
    assert send.deliver() == 1
    send._failed(slow, OSError())
    row = Delivery.objects.get()
    assert row.outcome == Outcome.SENT and row.attempts == 2


def test_workers_that_die_every_time_end_in_an_incident():
    a_message()
    route()
    for _ in range(send.MOST_ATTEMPTS):
        assert send.take("email")
        Delivery.objects.update(taken_until=timezone.now())
    assert send.deliver() == 0 and not mail.outbox
    row = Delivery.objects.get()
    assert (row.outcome, row.error) == (Outcome.FAILED, "WORKER LOST")
