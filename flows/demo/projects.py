"""Load the demo projects: each is told by the story up to a desk, so that every post finds work.

``load`` is idempotent: a project whose code exists is left as it is, and one whose telling
breaks off leaves nothing behind.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import lru_cache

from django.db import transaction

from flows.desk import desk
from flows.desk.models import Seat
from flows.desk.seats import SeatState
from flows.engine import clock, gate
from flows.orgs.kinds import CITY, OrganizationKind, PostCode
from flows.orgs.models import Post
from flows.projects.models import Project
from flows.supervision.actions import add_checkpoint

from . import organisation
from .actors import fresh, whose
from .demos import DEMOS, Demo
from .fabrication.sheets import File

# 只读、不办业务，或由项目临时邀请
IDLE_KINDS = (OrganizationKind.AUDIT, OrganizationKind.OPERATIONS, OrganizationKind.OUTSIDE)
IDLE = (PostCode.CITY_AGRI_HEAD,)  # 没有需要其办理的环节
Say = Callable[[str], None]


def load(say: Say | None = None) -> None:
    """Tell every demo project that is not there yet; ``say`` (stderr) hears one line for each."""
    say = say or _to_stderr
    organisation.load()
    known = set(Project.objects.values_list("code", flat=True))
    for number, demo in enumerate(DEMOS, 1):
        if demo.code not in known:
            with transaction.atomic():
                project = tell(demo)
            say(f"演示项目 {number}/{len(DEMOS)}：{project.name}，{demo.waits}")


def tell(demo: Demo) -> Project:
    """Live ``demo`` to where it waits. Raises RuntimeError where the story does not get there."""
    story = demo.story()
    project = story.tell()
    for at in demo.at:
        paper = at.find(demo.spec)
        if paper is None:
            raise RuntimeError(f"{project.name}没有走到“{demo.waits}”：{story.refused}")
        if at.fills:
            story.fill(type(paper), at.state, at.fills)
        for _ in range(at.signed):
            clock.tick(project.chain)
            gate.perform(paper, desk.step_of(paper).agreed, by=whose(paper), opinion="同意。")
    if demo.spot_check:
        _spot_check(project)
    if not demo.at and project.stage != "ARCHIVED":
        raise RuntimeError(f"{project.name}没有归档：{story.refused}")
    return fresh(project)


def _spot_check(project: Project) -> None:
    """The supervising side adds a checkpoint of this month, the contractor reports it."""
    clock.tick(project.chain)
    watching = PostCode.SUPERVISOR_ENGINEER if project.has_firm else PostCode.OWNER_SITE
    point = add_checkpoint(
        project,
        by=project.post(watching).holders[0],
        code="SF4",
        title="防护用品与临时用电（抽查）",
        severity="B",
        month=clock.today(project.chain).replace(day=1),
    )
    gate.perform(point, "report", by=whose(point), report_note="自检合格，照片附后。")


def demo_sheets(project: Project) -> list[File]:
    """The sheets of a demo project, made anew from its seed; [] for every other project."""
    return list(_sheets(project.code))


@lru_cache(maxsize=4)
def _sheets(code: str) -> tuple[File, ...]:
    return next((tuple(demo.sheets()) for demo in DEMOS if demo.code == code), ())


def unmanned(district: str = organisation.HOME) -> list[PostCode]:
    """Posts of ``district`` and the city for which nothing waits, of those that do anything.

    Left out: auditors, administrators, and whoever only reads.
    """
    here = [district, CITY]
    open_seats = Seat.objects.filter(state=SeatState.OPEN, post__organization__district__in=here)
    waiting = set(open_seats.values_list("post__code", flat=True))
    kept = set(Post.objects.filter(organization__district__in=here).values_list("code", flat=True))
    idle = {code for code in PostCode if code.organization_kind in IDLE_KINDS} | set(IDLE)
    return [code for code in PostCode if code in kept - waiting - idle]


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
