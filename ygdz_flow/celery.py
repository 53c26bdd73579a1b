"""The queue. Tasks take ids, may run twice and do one verb; lost messages are re-sent from the outbox."""

import os

from celery import Celery
from celery.signals import worker_init, worker_process_init

from ygdz_flow.local.processes import follow_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ygdz_flow.settings")

app = Celery("ygdz_flow")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

_worker = {"pid": 0}


@worker_init.connect
def _remember_worker(**_: object) -> None:
    _worker["pid"] = os.getpid()


@worker_process_init.connect
def _die_with_worker(**_: object) -> None:
    """A pool process whose worker was killed would wait for work for ever, on an open database."""
    follow_parent(_worker["pid"])
