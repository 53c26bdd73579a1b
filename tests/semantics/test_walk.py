"""A few hundred moves at random over one 报批: after each of them the desk is as it must be.

The people try everything the pages offer and a good deal they do not; what is refused changes
nothing, and nothing that is done leaves the paper with nobody who could go on.
"""

import datetime as dt
import random

import pytest

from flows.audit.verify import verify
from flows.demo.actors import fresh, whose
from flows.desk import actions, desk
from flows.desk.actions.adding import droppable
from flows.desk.models import Incident, Process, Seat, Stop, Task
from flows.desk.seats import LIVE, SPOKEN, SeatState
from flows.desk.sitting import answerable
from flows.engine import clock, gate
from flows.engine.findings import NotYours, Refused, Stale
from flows.orgs.models import Appointment, User
from tests.dossier import ELEMENTS, a_colleague, a_project, case_of, everything, holding
from tests.semantics.hands import again, chosen
from tests.semantics.test_substitution import let

HOUSES = ("drc", "agri", "finance", "hrss", "township", "owner", "gov", "sector")
REFUSALS = (Refused, NotYours, Stale)


class Walk:
    """Somebody does something, by the dice of ``seed``."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.project = a_project()
        self.case = case_of(self.project, "TOWN_REVIEW")
        for code in ("drc.clerk", "finance.chief", "township.leader"):
            a_colleague(self.project.post(code), f"同岗{code}")
        let(holding(self.project, "drc.chief"), holding(self.project, "drc.leader"))
        let(holding(self.project, "hrss.clerk"), holding(self.project, "finance.clerk"))
        held = Appointment.objects.filter(ended_on=None, post__organization__kind__in=HOUSES)
        self.people = list(User.objects.filter(pk__in=held.values("user_id")).order_by("pk"))
        self.done = self.refused = 0

    def step(self):
        """One act, done or refused; says whether the paper still waits for anybody."""
        self.case = fresh(self.case)
        stopped = Stop.objects.filter(ended_on=None).exclude(kind="supplement").exists()
        wanted = [self._resume] if stopped and self.dice.random() < 0.6 else self._acts()
        act, given = self.dice.choice(wanted)()
        before = everything() if self.dice.random() < 0.1 else None
        version = self.case.version
        try:
            act(self.case, **given)
            self.done += 1
        except REFUSALS:
            self.refused += 1
            assert before is None or everything() == before
        case = fresh(self.case)
        assert case.version >= version
        return desk.step_of(case) is not None

    def _acts(self):
        moves = [self._sign] * 4 + [self._agree] * 12 + [self._return] * 4
        verbs = [self._pass_on, self._delegate, self._add, self._drop, self._recuse, self._pause]
        return [*moves, *verbs, *verbs, self._take_back, self._take_back, self._resume, self._fill,
                self._remind, self._copy, self._later]  # fmt: skip

    def _who(self):
        """Mostly somebody who may."""
        seats = [s for s in desk.seats_at(self.case) if s.state == SeatState.OPEN]
        if seats and self.dice.random() < 0.95:
            seat = self.dice.choice(seats)
            people = [seat.holder] if seat.holder else seat.post.holders
            if people:
                return again(self.dice.choice(people))
        return again(self.dice.choice(self.people))

    def _other(self, user):
        """Mostly a colleague of ``user``'s house."""
        houses = {post.organization_id for post in user.posts}
        held = Appointment.objects.filter(post__organization__in=houses, ended_on=None)
        near = list(held.exclude(user=user).order_by("pk"))
        if near and self.dice.random() < 0.9:
            return str(self.dice.choice(near).pk)
        return chosen(self.dice.choice(self.people))

    def _sign(self):
        says = self.dice.choice(["agreed"] * 6 + ["refused"])
        step = desk.step_of(self.case)
        if says == "refused" and step.refused != "countersign_refuse":
            return self._agree()  # 不予受理、不予批准 would end the walk at once
        return gate.vote, {"says": says, "by": self._who(), "opinion": "意见"}

    def _agree(self):
        move = desk.step_of(self.case).agreed
        if move == "approve" and self.dice.random() < 0.8:
            return self._return()  # not to the end too soon
        return gate.perform, {"move": move, "by": self._who()}

    def _return(self):
        names = [n for n in desk.step_of(self.case).returned if n != "ask_supplement"]
        move = self.dice.choice(names or ["town_return"])
        given = {"move": move, "by": self._who(), "opinion": "退回"}
        return gate.perform, {**given, "direct": self.dice.random() < 0.6}

    def _given(self, **more):
        by = self._who()
        return {"by": by, "reason": "事由", "person": self._other(by), **more}

    def _pass_on(self):
        return actions.transfer, self._given()

    def _delegate(self):
        return actions.delegate, self._given()

    def _add(self):
        return actions.add_seat, self._given(place=self.dice.choice(["before", "after", "beside"]))

    def _drop(self):
        by = self._who()
        mine = [s for user in self.people for s in droppable(self.case, user)]
        if mine:
            seat = self.dice.choice(mine)
            return actions.drop_seat, {"by": seat.added_by, "reason": "不必", "seat": str(seat.pk)}
        return actions.drop_seat, {"by": by, "reason": "不必", "seat": "0"}

    def _recuse(self):
        if self.dice.random() < 0.7:  # who has left never comes back: not too many of them
            return self._copy()
        return actions.recuse, {"by": self._who(), "reason": "系亲属"}

    def _pause(self):
        return actions.pause, {"by": self._who(), "reason": "等待核实"}

    def _resume(self):
        stop = Stop.objects.filter(ended_on=None).first()
        return actions.resume, {"by": stop.by if stop else self._who()}

    def _take_back(self):
        last = Seat.objects.filter(paper="ApprovalCase", decided_by__isnull=False).order_by("-pk")
        who = self.dice.choice([seat.decided_by for seat in last[:3]] or self.people)
        return actions.take_back, {"by": again(who), "reason": "写错了"}

    def _fill(self):
        return gate.fill, {"by": self._who(), "elements": ELEMENTS}

    def _remind(self):
        return actions.remind, {"by": again(self.case.initiator)}

    def _copy(self):
        return actions.copy, {"by": self._who(), "person": chosen(self.dice.choice(self.people))}

    def _later(self):
        return lambda case: clock.simulate(
            case.chain, clock.at(clock.today(case.chain) + dt.timedelta(days=1))
        ), {}


def require_order(case):
    """The invariants of the desk."""
    process = Process.objects.get(paper="ApprovalCase", paper_id=case.pk)
    open_tasks = Task.objects.filter(process=process, status="ASSIGNED")
    step = desk.step_of(case)
    assert open_tasks.count() == (step is not None)
    for seat in Seat.objects.filter(paper="ApprovalCase"):
        decided = seat.state in (*SPOKEN, SeatState.RECUSED, SeatState.MOVED)
        assert (seat.decided_by is not None) is (seat.decided_at is not None) is decided, seat.state
        assert seat.state not in LIVE or seat.task.status == "ASSIGNED"
    if step is None:
        return
    task = open_tasks.get()
    assert task.flow_task == step
    seats = desk.seats_at(case)
    opened = [seat for seat in seats if seat.state == SeatState.OPEN]
    stuck = Incident.objects.filter(task=task, closed_at=None).exists()
    stopped = Stop.objects.filter(process=process, ended_on=None).exists()
    can = [seat for seat in opened if answerable(case, step, seat)]
    assert can or stuck or stopped, [(str(s), s.place, s.state) for s in seats]
    assert opened or not [seat for seat in seats if seat.state == SeatState.WAITING]
    signers = [s.decided_by_id for s in seats if s.state in SPOKEN]
    assert len(signers) == len(set(signers)), "one person has signed twice"


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(20, 22))
def test_at_random(seed):
    walk = Walk(seed)
    for _ in range(50):
        going = walk.step()
        require_order(fresh(walk.case))
        if not going:
            break
    assert verify(walk.project.chain).intact
    assert walk.done > 10


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [100])
def test_after_whatever_has_happened_it_can_still_be_finished(seed):
    """Once everybody behaves, the paper reaches its end."""
    walk = Walk(seed)
    for _ in range(25):
        if not walk.step():
            return
    for _ in range(60):
        case = fresh(walk.case)
        step = desk.step_of(case)
        if step is None:
            break
        stop = Stop.objects.filter(ended_on=None).exclude(kind="supplement").first()
        if stop is not None:
            actions.resume(case, by=again(stop.by))
            continue
        by = again(whose(case))
        try:
            if case.state == "DECIDING":
                gate.fill(case, by=by, elements=ELEMENTS)
        except Refused:
            pass
        gate.vote(case, "agreed", by=by)
    assert fresh(walk.case).state == "DELIVERED"
