"""Run by test_kill: one decision in a process of its own that kills itself where it is told."""

import os
import signal
import sys

import django


def die(*given, **more):
    os.kill(os.getpid(), signal.SIGKILL)


def main(moment, kind, pk, move, user):
    django.setup()
    from django.apps import apps
    from django.db.backends.base.base import BaseDatabaseWrapper

    from flows.audit.models import Chain
    from flows.engine import gate, registry, unit
    from flows.orgs.models import User

    opens, commit = registry.openers, BaseDatabaseWrapper.commit
    if moment == "in an opener":
        registry.openers = lambda paper: (*opens(paper), die)
    elif moment == "before the writing":
        unit.Unit.flush = die
    elif moment == "between the entries":
        append = Chain.append
        Chain.append = lambda chain, entry: (append(chain, entry), die())
    elif moment == "right before commit":
        BaseDatabaseWrapper.commit = die
    elif moment == "right after commit":
        BaseDatabaseWrapper.commit = lambda self: (commit(self), die())
    paper = apps.get_model("flows", kind).objects.get(pk=pk)
    gate.perform(paper, move, by=User.objects.get(pk=user))


if __name__ == "__main__":
    main(*sys.argv[1:])
