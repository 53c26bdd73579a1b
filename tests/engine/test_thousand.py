"""A thousand rounds of signing at the same moment over real connections: one advance each, every
vote kept. In four parts, so that two workers share them."""

import threading

import pytest
from django.db import connection, transaction

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


RESET = """
SELECT set_config('ygdz.unit', 'test', true);
DELETE FROM flows_seat WHERE step = 'listing' AND paper_id = {item};
DELETE FROM flows_task WHERE process_id = {process} AND flow_task LIKE '%listing';
UPDATE flows_task SET status = 'ASSIGNED', finished = NULL, outcome = '' WHERE id = {task};
UPDATE flows_seat SET state = 'open', decided_at = NULL, decided_by_id = NULL WHERE task_id = {task};
UPDATE flows_planitem SET state = 'JOINT_REVIEW' WHERE id = {item};
"""


def lay_again(task, item):
    """The step as it was before the round: by hand, because walking back costs as much as the
    round itself and is proved elsewhere."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(RESET.format(item=item.pk, process=task.process_id, task=task.pk))


@pytest.mark.parametrize("part", range(4))
def test_a_thousand_rounds(part):
    project = a_project(code=f"2503-110118-04-01-20010{part}")
    item = item_of(project, "JOINT_REVIEW")
    task = Task.objects.get(process__paper="PlanItem", process__paper_id=item.pk, status="ASSIGNED")
    gun, done = threading.Barrier(3), threading.Barrier(3)
    people = [holding(project, code) for code in ("agri.clerk", "drc.clerk")]
    signers = [Signer(item, user, gun, done) for user in people]
    for signer in signers:
        signer.start()
    for _ in range(ROUNDS):
        gun.wait(60)
        done.wait(60)
        said = Seat.objects.filter(task=task).values_list("state", "decided_by")
        assert sorted(said) == sorted(("agreed", user.pk) for user in people)
        assert fresh(item).state == "LISTING"
        lay_again(task, item)
    for signer in signers:
        signer.join(60)
    assert [signer.heard for signer in signers] == [[None] * ROUNDS] * 2
    moved = project.chain.entries.filter(kind="move", move="reserve", paper="PlanItem")
    said = project.chain.entries.filter(kind="sign", paper="PlanItem", step="入库审核")
    assert moved.count() == said.count() == ROUNDS
    assert verify(project.chain).intact
