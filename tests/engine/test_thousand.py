"""A thousand rounds of signing at the same moment over real connections: one advance each, every
vote kept. In four parts, so that two workers share them."""

import threading

import pytest
from django.db import connection

from flows.audit.verify import verify
from flows.demo.actors import fresh
from flows.desk.models import Seat, Task
from flows.engine import gate
from flows.engine.findings import Busy, Stale
from tests.dossier import a_project, holding, item_of

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 250


class Signer(threading.Thread):
    """One official with a connection of his own, who signs whenever the gun goes off."""

    def __init__(self, item, user, gun, done):
        super().__init__(daemon=True)
        self.item, self.user, self.gun, self.done, self.heard = item, user, gun, done, []

    def run(self):
        try:
            for _ in range(ROUNDS):
                self.gun.wait(60)
                self.heard.append(self.sign())
                self.done.wait(60)
        finally:
            connection.close()

    def sign(self):
        try:
            gate.perform(self.item, "reserve", by=self.user)
        except (Busy, Stale) as error:
            return error
        return None


@pytest.mark.parametrize("part", range(4))
def test_a_thousand_rounds(part):
    project = a_project(code=f"2503-110118-04-01-20010{part}")
    item = item_of(project, "JOINT_REVIEW")
    leader = holding(project, "gov.leader")
    gun, done = threading.Barrier(3), threading.Barrier(3)
    people = [holding(project, code) for code in ("agri.clerk", "drc.clerk")]
    signers = [Signer(item, user, gun, done) for user in people]
    for signer in signers:
        signer.start()
    for _ in range(ROUNDS):
        gun.wait(60)
        done.wait(60)
        gate.perform(fresh(item), "list_return", by=leader, opinion="再核")
    for signer in signers:
        signer.join(60)
    assert [signer.heard for signer in signers] == [[None] * ROUNDS] * 2
    signed = Seat.objects.filter(step="joint_review", state="agreed")
    assert signed.count() == 2 * ROUNDS
    advanced = Task.objects.filter(process__paper_id=item.pk, outcome="reserve")
    assert advanced.count() == ROUNDS
    moved = project.chain.entries.filter(kind="move", move="reserve", paper="PlanItem")
    said = project.chain.entries.filter(kind="sign", paper="PlanItem", step="入库审核")
    assert moved.count() == said.count() == ROUNDS
    assert verify(project.chain).intact
