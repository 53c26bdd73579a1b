"""Loads the demo projects beside the running site: `python -m ygdz_flow.local.seed`, a child of `up`."""

import os

import django
from django.utils.module_loading import import_string

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ygdz_flow.settings")
    django.setup()
    import_string("flows.demo.projects.load")()
