"""The daily e-mail: what would have been sent, in one letter, once a day, whoever runs it."""

import datetime as dt

import pytest
from django.utils import timezone

from notifications import clock, digest
from notifications.models import DIGEST, Delivery, Message, Outcome
from notifications.preferences import choose
from notifications.route import route
from notifications.tasks import deliver_outbox
from tests.engine.test_together import all_at_once

from .people import a_message, reader

pytestmark = pytest.mark.django_db
EMAIL_ONLY = {"todo": ["email"], "copy": ["email"], "escalation": []}


@pytest.fixture
def time(monkeypatch):
    """Notifications' clock, set by hand; starts at three in the afternoon."""

    class Time:
        now = timezone.localtime(timezone.now()).replace(hour=15, minute=0)

        def to(self, days, hour):
            self.now = self.now.replace(hour=hour) + dt.timedelta(days=days)

    found = Time()
    monkeypatch.setattr(clock, "now", lambda: found.now)
    return found


@pytest.fixture
def daily(time):
    """Reads in one letter at eight."""
    choose(reader(), channels=EMAIL_ONLY, digest_hour=8)


def test_one_letter_a_day_with_what_is_unread(daily, time, mailoutbox):
    a_message(1)
    a_message(2, kind="copy", url="/papers/PlanItem/2/")
    a_message(3, kind="escalation")  # he wants none of these by e-mail
    a_message(4)
    assert deliver_outbox() == 0 and not mailoutbox
    Message.objects.filter(key="k4").update(read_at=time.now)  # seen on the site
    time.to(1, 7)
    assert deliver_outbox() == 0
    time.to(0, 8)
    assert deliver_outbox() == 1 and deliver_outbox() == 0
    (letter,) = mailoutbox
    assert letter.subject == "以工代赈消息汇总（2 条）"
    assert "1. 〔待办〕待办1" in letter.body and "2. 〔抄送〕待办2" in letter.body
    assert "/papers/PlanItem/2/" in letter.body and "待办3" not in letter.body
    assert "待办4" not in letter.body and letter.body.endswith("/notices/")
    kinds = Delivery.objects.values_list("kind", "outcome")
    assert sorted(kinds) == [
        ("copy", Outcome.GATHERED),
        (DIGEST, Outcome.SENT),
        ("todo", Outcome.DROPPED),
        ("todo", Outcome.GATHERED),
    ]


def test_what_comes_after_the_hour_waits_for_tomorrow(daily, time, mailoutbox):
    a_message(1)
    deliver_outbox()
    time.to(1, 9)  # the house was down at eight
    assert deliver_outbox() == 1
    a_message(2)
    time.to(0, 10)
    assert deliver_outbox() == 0
    time.to(1, 8)
    assert deliver_outbox() == 1 and [m.subject[-5:] for m in mailoutbox] == ["（1 条）"] * 2


def test_nothing_unread_is_no_letter(daily, time, mailoutbox):
    a_message(1)
    deliver_outbox()
    Message.objects.update(read_at=time.now)
    time.to(1, 8)
    assert deliver_outbox() == 0 and not mailoutbox
    assert Delivery.objects.get().outcome == Outcome.DROPPED


def test_a_letter_that_fails_is_an_incident_like_any_other(daily, time, settings):
    a_message(1)
    deliver_outbox()
    time.to(1, 8)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    for _ in range(8):
        assert deliver_outbox() == 0
        time.now += dt.timedelta(hours=1)
    row = Delivery.objects.get(kind=DIGEST)
    assert (row.outcome, row.error, row.attempts) == (Outcome.FAILED, "ConnectionRefusedError", 8)
    assert row.message is None and row.gathered.count() == 1


def test_who_leaves_the_digest_gets_at_once_what_was_held(daily, mailoutbox):
    a_message(1)
    deliver_outbox()
    choose(reader(), channels=EMAIL_ONLY, digest_hour=None)
    assert deliver_outbox() == 1 and mailoutbox[0].subject == "待办1"


def test_a_later_hour_on_the_same_day_is_no_second_letter(daily, time, mailoutbox):
    a_message(1)
    deliver_outbox()
    time.to(1, 8)
    deliver_outbox()
    a_message(2)
    deliver_outbox()
    choose(reader(), channels=EMAIL_ONLY, digest_hour=17)
    time.to(0, 18)
    assert deliver_outbox() == 0 and len(mailoutbox) == 1
    time.to(1, 17)
    assert deliver_outbox() == 1


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_the_hour_send_one_letter(daily, time, mailoutbox):
    for number in range(3):
        a_message(number)
    route()
    time.to(1, 8)
    assert sum(all_at_once([digest.gather] * 6)) == 1
    assert sum(all_at_once([deliver_outbox] * 4)) == 1
    assert [each.subject for each in mailoutbox] == ["以工代赈消息汇总（3 条）"]
