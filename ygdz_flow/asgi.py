"""The ASGI entry for a web server."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ygdz_flow.settings")

application = get_asgi_application()

from ygdz_flow.celery import app as celery_app  # noqa: E402,F401  (makes ours the app that .delay() talks to)
