"""The WSGI entry for a web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ygdz_flow.settings")

application = get_wsgi_application()

from ygdz_flow.celery import app as celery_app  # noqa: E402,F401  (makes ours the app that .delay() talks to)
