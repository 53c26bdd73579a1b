"""What is proved is what runs: random walks over a real flow never leave the explored model.

After every act the seats in the database, read as a row, must be among the results the model has
for some action from where the paper was.
"""

import random

import pytest

from flows.desk import actions
from flows.desk.desk import seats_at, suspended, task_of
from flows.desk.models import Process, Seat
from flows.desk.proof.configs import Config
from flows.desk.proof.makers import made
from flows.desk.proof.paths import Paths
from flows.desk.proof.rows import ADVICE, BESIDE, SAID, Extra, Group
from flows.desk.seats import GONE
from flows.engine import gate
from flows.engine.findings import NotYours, Refused, Stale
from flows.orgs.models import Appointment
from flows.planning.flow import PlanningFlow
from tests.dossier import a_colleague, a_project, fresh, item_of

pytestmark = pytest.mark.django_db
ACTS = 16


def read(item):
    """Where the paper is, as the model says it (but for what 拿回 would do)."""
    task = task_of(item)
    if task is None:
        return Config(item.state, None)
    process = Process.objects.get(paper="PlanItem", paper_id=item.pk)
    seats = [seat for seat in seats_at(item) if seat.state not in GONE]
    row = tuple(
        Group(
            seat.order, str(seat.state), seat.kept, seat.weight, seat.place == BESIDE,
            tuple(
                Extra(each.place, str(each.state), each.kept)
                for each in seats
                if each.attached_to_id == seat.pk and each.place != BESIDE
                and not (each.place == ADVICE and each.state in SAID)
            ),
        )
        for seat in seats
        if seat.place in ("", BESIDE)
    )  # fmt: skip
    resume = process.resume.flow_task.name if process.resume else ""
    return Config(item.state, row, suspended(item) is not None, resume)


class Walk:
    def __init__(self, number):
        self.random = random.Random(number)
        self.item = item_of(a_project(code=f"2503-110118-04-01-2000{number:02}"), "TOWN_REVIEW")
        for code in ("township.leader", "drc.clerk"):
            a_colleague(self.item.project.post(code), f"{code}同事{number}")
        self.paths = Paths(PlanningFlow, 0, made)
        self.known = {self.key(self.now): self.now}
        self.people = list(Appointment.objects.filter(ended_on=None).order_by("pk"))

    @property
    def now(self):
        return read(self.item)

    def key(self, config):
        return self.paths.key(config._replace(undo=None))

    def step(self):
        """One act somebody may do; refused ones change nothing and are passed over."""
        act, words = self.random.choice(list(self.offers()))
        try:
            act()
        except (Refused, NotYours, Stale):
            return False
        self.item = fresh(self.item)
        wanted = self.key(self.now)
        if wanted in map(self.key, self.known.values()):
            return True  # as it was: a seat passed on, or one that counts no more
        results = {
            (self.paths.key(each)): each
            for config in self.known.values()
            for action in self.paths.actions(config)
            for each in action.results
            if self.key(each) == wanted
        }
        seats = [
            (s.pk, s.post.code, s.state, s.place, s.attached_to_id) for s in seats_at(self.item)
        ]
        assert results, f"{words}\n{list(self.known.values())}\n{self.now}\n{seats}"
        self.known = results
        return True

    def offers(self):
        item = self.item
        step = PlanningFlow.node_at(item.state)
        person = self.random.choice(self.people).pk
        for seat in seats_at(item):
            for by in [seat.holder] if seat.holder else seat.post.holders:
                yield from self.signing(step, by)
                yield from self.verbs(by, person, seat)
        by = self.random.choice(self.people).user
        signers = [seat.decided_by for seat in seats_at(item) if seat.decided_by] or [by]
        last = Seat.objects.filter(paper="PlanItem", paper_id=item.pk, decided_by__isnull=False)
        for who in (*signers, *(s.decided_by for s in last.order_by("-decided_at")[:2])):
            yield self.act(actions.take_back, who, "拿回", reason="写错了")
        yield self.act(actions.resume, by, "恢复")

    def signing(self, step, by):
        for name in step.outcomes:
            direct = self.random.random() < 0.7
            yield self.act(gate.perform, by, name, move=name, opinion="请补充", direct=direct)
        yield self.act(gate.perform, by, step.agreed, move=step.agreed)

    def verbs(self, by, person, seat):
        about = {"reason": "另有要事", "person": person}
        row = self.now.row or ()
        if not any(group.beside or group.extras for group in row):  # one at a time is explored
            for place in ("before", "after", "beside"):
                yield self.act(actions.add_seat, by, place, place=place, **about)
            yield self.act(actions.delegate, by, "委派", **about)
        yield self.act(actions.transfer, by, "转办", **about)
        if self.random.random() < 0.3:
            yield self.act(actions.recuse, by, "回避", reason="亲属")
            yield self.act(actions.pause, by, "挂起", reason="等待规划", kind="suspend")
        if seat.added_by:
            yield self.act(actions.drop_seat, seat.added_by, "减签", reason="不需要", seat=seat.pk)

    def act(self, verb, by, words, **more):
        move = [more.pop("move")] if "move" in more else []
        return lambda: verb(self.item, *move, by=by, **more), f"{by} {words}"


@pytest.mark.parametrize("number", [1])
def test_the_desk_never_leaves_the_model(number):
    walk = Walk(number)
    done = 0
    for _ in range(ACTS * 4):
        if walk.item.state in ("FILED", "REMOVED", "WITHDRAWN") or done >= ACTS:
            break
        done += walk.step()
    assert done
