"""Many at once over real connections: one decision, every vote counted, the clock never back."""

import datetime as dt
import threading
import time
from collections import Counter
from decimal import Decimal

import psycopg
import pytest
from django.db import connection

from flows.audit.models import Chain, Entry
from flows.audit.verify import verify
from flows.demo.actors import fresh, whose
from flows.desk import desk
from flows.desk.models import Seat, Task
from flows.desk.seats import Sign
from flows.engine import clock, gate
from flows.engine.findings import Busy, Stale
from flows.planning.flow import PlanningFlow
from tests.dossier import a_colleague, a_project, everything, holding, item_of

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(acts):
    """Run ``acts`` in threads that start together; returns what each returned or raised."""
    gun, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        try:
            gun.wait()
            found[number] = act()
        except Exception as error:
            found[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def test_thirty_two_people_on_one_seat_make_one_decision():
    project = a_project()
    post = project.post("gov.leader")
    people = [holding(project, "gov.leader")]
    people += [a_colleague(post, f"第{number}位") for number in range(31)]
    item = item_of(project, "LISTING")
    before = project.chain.entries.count()

    def act(user):
        return lambda: gate.perform(item, "enlist", by=user, expect=item.version)

    found = all_at_once([act(user) for user in people])
    kinds = Counter(type(each).__name__ for each in found)
    assert kinds["PlanItem"] == 1 and kinds["PlanItem"] + kinds["Stale"] + kinds["Busy"] == 32
    decided = Seat.objects.get(step="listing", decided_by__isnull=False).decided_by
    for each in found:
        if isinstance(each, Stale):
            assert str(decided) in str(each)
    assert fresh(item).state == "FILING" and fresh(project).stage == "LISTED"
    # enlist and the stage's own entry: once each
    assert project.chain.entries.count() == before + 2
    assert verify(project.chain).intact


def test_without_a_version_the_late_ones_are_refused_too():
    project = a_project()
    item = item_of(project, "JOINT_REVIEW")
    post = project.post("agri.clerk")
    people = [holding(project, "agri.clerk"), a_colleague(post), a_colleague(post)]
    Seat.objects.filter(post=post).update(holder=None)
    found = all_at_once([lambda u=u: gate.perform(item, "reserve", by=u) for u in people])
    assert Counter(type(each).__name__ for each in found) == {"PlanItem": 1, "Stale": 2}
    assert fresh(item).state == "JOINT_REVIEW"  # 区发改 has still to sign


def test_seven_voters_at_once_are_all_counted_and_the_paper_moves_once(monkeypatch):
    project = a_project()
    posts = [
        project.post(code)
        for code in (
            "owner.lead",
            "drc.chief",
            "agri.chief",
            "finance.clerk",
            "hrss.clerk",
            "township.leader",
            "oversight.director",
        )
    ]
    step = PlanningFlow.node_at("JOINT_REVIEW")
    monkeypatch.setattr(step, "posts", lambda paper: posts)
    everyone = Sign("ratio", share=Decimal("0.5"), quorum=Decimal("0.6"), early=False)
    monkeypatch.setattr(step, "_sign", everyone)
    item = item_of(project, "JOINT_REVIEW")
    seats = desk.seats_at(item)
    says = ["agreed"] * 4 + ["refused"] * 3

    def act(seat, word):
        return lambda: gate.vote(item, word, by=seat.holder, opinion="意见", expect=item.version)

    found = all_at_once([act(*each) for each in zip(seats, says, strict=True)])
    assert [each for each in found if isinstance(each, Exception)] == []
    task = Task.objects.get(process__paper="PlanItem", flow_task__endswith="joint_review")
    assert Counter(task.seats.values_list("state", flat=True)) == {"agreed": 4, "refused": 3}
    assert fresh(item).state == "LISTING" and fresh(item).version == item.version + 1
    assert Entry.objects.filter(paper="PlanItem", move="reserve").count() == 1
    signed = Entry.objects.filter(paper="PlanItem", kind="sign", step="入库审核").count()
    assert signed in (6, 7)  # the deciding signature is the move itself, unless it lost the vote
    assert verify(project.chain).intact


def test_projects_do_not_wait_for_each_other():
    """One project's lock is held; another's official does not notice."""
    one, other = a_project(), a_project(code="2503-110118-04-01-200002", name="另一条路")
    item = item_of(other, "LISTING")
    with _held(one.chain):
        started = time.monotonic()
        gate.perform(item, "enlist", by=whose(item))
        assert time.monotonic() - started < 2


def test_a_busy_paper_is_said_within_the_lock_timeout_and_nothing_is_lost():
    project = a_project()
    item = item_of(project, "LISTING")
    user, before = whose(item), everything()
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone()[0] == "5s"  # what every connection of the house carries
        cursor.execute("SET lock_timeout = '300ms'")
    try:
        with _held(project.chain):
            started = time.monotonic()
            with pytest.raises(Busy):
                gate.perform(item, "enlist", by=user, opinion="同意列入")
            assert time.monotonic() - started < 2
    finally:
        connection.close()
    assert everything() == before
    gate.perform(item, "enlist", by=user, opinion="同意列入")


class _held:
    """The chain's row locked by somebody else."""

    def __init__(self, chain):
        wanted = connection.get_connection_params()
        allowed = ("dbname", "user", "password", "host", "port")
        self.other = psycopg.connect(**{k: v for k, v in wanted.items() if k in allowed})
        self.chain = chain

    def __enter__(self):
        self.other.execute("SELECT 1 FROM flows_chain WHERE id = %s FOR UPDATE", [self.chain.pk])

    def __exit__(self, *_):
        self.other.rollback()
        self.other.close()


def test_the_simulated_clock_never_goes_back_however_many_move_it():
    project = a_project()
    days = [dt.date(2025, 2, 1) + dt.timedelta(days=number) for number in range(12)]
    chains = [Chain.objects.get(pk=project.chain.pk) for _ in days]
    acts = [
        lambda chain=chain, day=day: clock.simulate(chain, clock.at(day))
        for chain, day in zip(chains, days, strict=True)
    ]
    all_at_once(acts)
    assert clock.today(Chain.objects.get(pk=project.chain.pk)) == days[-1]


def test_entries_appended_while_verifying_never_look_like_a_fault():
    project = a_project()
    stop = threading.Event()

    def append():
        item = item_of(project)
        for number in range(25):
            gate.edit(fresh(item), by=whose(item), need=f"第{number}稿")
        stop.set()

    def check():
        verdicts = []
        while not stop.is_set():
            verdicts.append(verify(project.chain))
        return verdicts

    appended, verdicts = all_at_once([append, check])
    assert appended is None and verdicts and all(each.intact for each in verdicts)
