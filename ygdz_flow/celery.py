"""The queue. Tasks take ids, may run twice and do one verb; lost messages are re-sent from the outbox."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ygdz_flow.settings")

app = Celery("ygdz_flow")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
