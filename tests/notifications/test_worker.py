"""A real broker, real workers, a real receiver: killed in the middle, nothing is lost and a repeat is known."""

import os
import signal
import subprocess
import sys
import time
import uuid
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from flows.demo.actors import whose
from flows.engine import gate
from notifications.models import Delivery, Message, Outcome
from notifications.tasks import deliver_outbox
from tests.dossier import a_project, item_of

from .people import a_message

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]


def address_of_the_database():
    at = connection.settings_dict
    place = f"{at['USER']}:{at['PASSWORD']}@" if at["PASSWORD"] else f"{at['USER']}@"
    host, port = str(at["HOST"]).replace("/", "%2F"), f":{at['PORT']}" if at["PORT"] else ""
    return f"postgres://{place}{host}{port}/{at['NAME']}"


@contextmanager
def working(queue, receiver, log):
    """One Celery worker of two processes, on a queue of its own, with the robot configured as ours."""
    command = ["celery", "-A", "ygdz_flow", "worker", "-c", "2", "-P", "prefork", "-l", "INFO"]
    alone = ["-Q", queue, "-n", f"{queue}@test", "--without-gossip", "--without-mingle"]
    environment = os.environ | {
        "DATABASE_URL": address_of_the_database(),
        "WEBHOOK_URL": receiver.url,
        "WEBHOOK_SECRET": "SEC-1",
        "WEBHOOK_PER_MINUTE": "0",
        "NOTICE_CHANNELS": "webhook",
    }
    with log.open("ab") as out:
        worker = subprocess.Popen(
            [sys.executable, "-m", *command, *alone],
            cwd=ROOT,
            env=environment,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        yield worker
    finally:
        kill(worker)


def kill(worker):
    """SIGKILL to the worker and to all of its processes, as when a machine loses its power."""
    with suppress(ProcessLookupError):
        os.killpg(worker.pid, signal.SIGKILL)
    worker.wait()


def eventually(check, seconds=40):
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


def ended(outcome=Outcome.SENT):
    return Delivery.objects.filter(outcome=outcome).count()


@pytest.fixture
def queue():
    return f"test-{uuid.uuid4().hex[:12]}"


def test_a_worker_killed_in_the_middle_loses_nothing(queue, receiver, robot, tmp_path):
    """It dies while the receiver has the message and has not answered. The next one sends it again,
    under the same key: the receiver sees what it knows."""
    log = tmp_path / "worker.log"
    for number in range(3):
        a_message(number)
    receiver.hangs = True
    with working(queue, receiver, log) as worker:
        deliver_outbox.apply_async(("webhook",), queue=queue)
        assert receiver.arrived.wait(40), log.read_text()
        kill(worker)
    (row,) = Delivery.objects.exclude(taken_until=None)
    assert row.outcome == Outcome.WAITING and ended() == 0
    assert receiver.keys() == [row.key]

    receiver.hangs = False
    receiver.go_on.set()
    assert deliver_outbox() == 2  # the others at once, the dead one's when its lease is over
    assert receiver.keys().count(row.key) == 1
    Delivery.objects.filter(pk=row.pk).update(taken_until=timezone.now())
    assert deliver_outbox() == 1 and ended() == 3
    assert receiver.keys().count(row.key) == 2
    assert set(receiver.keys()) == {f"k{n}:webhook" for n in range(3)}
    assert "请办理" not in log.read_text() and "T0ken" not in log.read_text()


def test_a_hanging_receiver_stops_neither_the_queue_nor_the_official(
    queue, receiver, robot, tmp_path
):
    """While the robot says nothing, a decision is made in no time and no row of it is locked."""
    project = a_project(on=None)
    item = item_of(project, "TOWN_REVIEW")
    receiver.hangs = True
    with working(queue, receiver, tmp_path / "worker.log"):
        deliver_outbox.apply_async(("webhook",), queue=queue)
        assert receiver.arrived.wait(40), (tmp_path / "worker.log").read_text()
        taken = Delivery.objects.exclude(taken_until=None).get()
        began = time.monotonic()
        Message.objects.filter(pk=taken.message_id).update(read_at=timezone.now())
        gate.perform(item, "town_pass", by=whose(item))
        assert time.monotonic() - began < 2
        assert deliver_outbox("email") == 0  # another channel looks through
        assert Delivery.objects.filter(pk=taken.pk, outcome=Outcome.WAITING).exists()
        receiver.go_on.set()
        eventually(lambda: Delivery.objects.get(pk=taken.pk).outcome == Outcome.SENT)


def test_workers_side_by_side_share_the_work_and_repeat_nothing(queue, receiver, robot, tmp_path):
    """Two processes of the worker, and a third beside them."""
    for number in range(40):
        a_message(number)
    with working(queue, receiver, tmp_path / "worker.log"):
        for _ in range(4):
            deliver_outbox.apply_async(("webhook",), queue=queue)
        assert receiver.arrived.wait(40), (tmp_path / "worker.log").read_text()
        deliver_outbox()
        eventually(lambda: ended() == 40)
    assert sorted(receiver.keys()) == sorted(f"k{n}:webhook" for n in range(40))
    assert not Delivery.objects.exclude(attempts=1).exists()
