"""Flags as kept for lists over many projects. A project's own page never reads them."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from flows.audit.models import Chain
from flows.engine import clock
from flows.projects.models import Project

from ..figures import scans
from ..models import FlagScan, RaisedFlag
from ..rules.flags import FLAGS
from .flags import Flag, flags

__all__ = ["keep_flags", "keep_stale_flags", "stale_among"]


def keep_flags(project: Project) -> None:
    """Compute the flags of ``project`` and keep them in place of the last.

    What they were computed from is noted before the figures are read: whatever changes meanwhile
    makes the kept rows stale, never believed.
    """
    with transaction.atomic():
        chain = Chain.objects.get(pk=project.chain_id)
        project.chain = chain
        noted = {
            "sequence": chain.sequence, "day": clock.today(chain),
            "neighbours": scans.neighbours(project), "at": clock.now(),
        }  # fmt: skip
        raised = flags(project)
        FlagScan.objects.update_or_create(project=project, defaults=noted)  # locks its row
        RaisedFlag.objects.filter(project=project).delete()
        RaisedFlag.objects.bulk_create(_kept(project, flag, noted["at"]) for flag in raised)


def _kept(project: Project, flag: Flag, at: Any) -> RaisedFlag:
    return RaisedFlag(
        project=project, code=flag.code, level=flag.level, fingerprint=flag.fingerprint, at=at,
        payload={
            "title": FLAGS[flag.code].title, "message": flag.message, "basis": flag.basis,
            "cure": flag.cure, "months": list(flag.months), "rows": flag.rows,
            "people": len(flag.workers), "projects": list(flag.projects),
        },
    )  # fmt: skip


def keep_stale_flags(most: int = 100) -> int:
    """Compute anew whatever has become stale, at most so many projects; how many there were."""
    found = scans.stale(clock.today(), most=most)
    for project in Project.objects.filter(pk__in=found).select_related("chain"):
        keep_flags(project)
    return len(found)


def stale_among(projects: list[int]) -> set[int]:
    """Those of ``projects`` whose kept flags are out of date."""
    return (
        set(scans.stale(clock.today(), among=projects, most=len(projects))) if projects else set()
    )
