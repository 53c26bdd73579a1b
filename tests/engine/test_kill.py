"""kill -9 in the middle of a decision: all of it or none of it, what it opens included."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from flows.approval.models import ApprovalCase
from flows.audit.verify import verify
from flows.demo.actors import fresh, whose
from flows.engine import gate
from notifications.models import Message
from tests.dossier import a_project, everything, item_of

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def item():
    """At its last step: one signature is left, which opens survey, plan and approval case."""
    project = a_project()
    item = item_of(project, "FILING")
    gate.perform(item, "file", by=whose(item))
    return item


def killed(moment, item):
    """Sign in a process of its own that dies at ``moment``; wait until PostgreSQL knows."""
    at = connection.settings_dict
    place = f"{at['USER']}:{at['PASSWORD']}@" if at["PASSWORD"] else f"{at['USER']}@"
    host, port = str(at["HOST"]).replace("/", "%2F"), f":{at['PORT']}" if at["PORT"] else ""
    address = f"postgres://{place}{host}{port}/{at['NAME']}"
    ended = subprocess.run(
        [sys.executable, "-m", "tests.engine.dying", moment, "PlanItem", str(item.pk), "file",
         str(whose(item).pk)],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": address},
        capture_output=True,
        text=True,
        timeout=300,
    )  # fmt: skip
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    with connection.cursor() as cursor:
        # The dead process's backend ends as soon as it notices; its lock goes with it.
        cursor.execute("SELECT 1 FROM flows_chain WHERE id = %s FOR UPDATE", [item.chain.pk])


@pytest.mark.parametrize(
    "moment",
    ["in an opener", "before the writing", "between the entries", "right before commit"],
)
def test_nothing_of_it(item, moment):
    before = everything()
    killed(moment, item)
    assert everything() == before
    assert verify(item.chain).intact
    gate.perform(item, "file", by=whose(item))
    assert ApprovalCase.objects.filter(project=item.project).count() == 1
    assert verify(item.chain).intact


def test_all_of_it(item):
    before = Message.objects.count()
    killed("right after commit", item)
    assert fresh(item).state == "FILED" and fresh(item.project).stage == "PREP"
    case = ApprovalCase.objects.get(project=item.project)
    assert whose(case) and Message.objects.count() > before
    assert verify(item.chain).intact
