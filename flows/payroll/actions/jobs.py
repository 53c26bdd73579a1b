"""Big files are read and taken in by the queue. What waits lies sealed on the shelf; a job carries
its key, a count and a lease. A worker that dies leaves the job to the next when its lease is over.

The rehearsal locks nothing while it reads, and tells how far it is. Handing in is one transaction, and
the end of the job is written in it: taken in and not said so, or said and not taken in, cannot be.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q

from flows.engine import clock
from flows.engine.findings import Busy, NotYours
from flows.engine.models import Parameter
from flows.projects.models import Project
from flows.sheets import shelf
from flows.sheets.reader import rows_about
from flows.sheets.shelf import Gone, Waiting

from ..models import ImportJob
from ..states import JobState as J
from .upload import Outcome, hand_in_all, noted, rehearse

LEASE = dt.timedelta(minutes=3)  # renewed in the rehearsal; much longer than handing in takes
TRIES = 5
HELD = dt.timedelta(days=1)  # how long files lie on the shelf for a job nobody has taken yet
OPEN = (J.QUEUED, J.RUNNING)
log = logging.getLogger(__name__)


class Cancelled(Exception):
    """已按要求取消，什么都没有改变。"""


class Overtaken(Exception):
    """租约已到期，由另一进程接手。"""


def is_big(files: Iterable[Waiting]) -> bool:
    """Whether ``files`` are for the queue: more rows than ``import.queue.rows``, roughly counted."""
    most = Parameter.snapshot("import.").get("import.queue.rows", on=clock.today())
    return sum(rows_about(each.name, each.data) for each in files) > most.number


def begin(
    project: Project, files: list[Waiting], *, by: Any, owner: str, token: str = ""
) -> ImportJob:
    """Lay ``files`` on the shelf and queue their rehearsal; again under the same ``token``."""
    token = shelf.lay(files, owner=owner, token=token)
    shelf.keep(token, HELD)
    total = sum(rows_about(each.name, each.data) for each in files)
    job, _ = ImportJob.objects.update_or_create(
        token=token,
        defaults=_fresh(rehearsal=True) | {"project": project, "by": by, "total": total},
    )
    return job


def confirm(job: ImportJob) -> bool:
    """Queue the taking-in of what was rehearsed; False where it is not there to be confirmed."""
    shelf.keep(job.token, HELD)
    ready = ImportJob.objects.filter(pk=job.pk, status=J.READY)
    return bool(ready.update(**_fresh(rehearsal=False)))


def _fresh(*, rehearsal: bool) -> dict[str, Any]:
    return {
        "rehearsal": rehearsal, "status": J.QUEUED, "done": 0, "cancel_asked": False, "result": {},
        "leased_until": None, "finished_at": None, "created_at": clock.now(),
    }  # fmt: skip


def cancel(job: ImportJob) -> None:
    """Stop before anything is written; a worker that has it stops at the next rows or files it counts."""
    ImportJob.objects.filter(pk=job.pk, status__in=OPEN).update(cancel_asked=True)
    idle = ImportJob.objects.filter(pk=job.pk, status__in=(J.QUEUED, J.READY))
    if idle.update(status=J.CANCELLED, finished_at=clock.now()):
        shelf.clear(job.token)


def waiting() -> list[int]:
    """Jobs that nobody works on: queued, or left by a worker that died."""
    free = Q(leased_until=None) | Q(leased_until__lte=clock.now())
    found = ImportJob.objects.filter(free, status__in=OPEN).order_by("created_at", "id")
    return list(found.values_list("pk", flat=True))


def work_on(pk: int) -> bool:
    """Take job ``pk`` and do what it wants; False where somebody has it or it has ended."""
    job = _take(pk)
    if job is None:
        return False
    progress = Progress(job)
    try:
        files = shelf.look(job.token, owner=f"{job.by_id}:{job.project_id}")
        _rehearse(job, files, progress) if job.rehearsal else _hand_in(job, files, progress)
    except Cancelled as end:
        _end(job, J.CANCELLED, str(end.__doc__))
    except (Gone, NotYours) as end:
        _end(job, J.FAILED, str(end) or "暂存的文件已过期，请重新选择文件。")
    except Busy:  # somebody decides in this project: in a moment
        _ours(job).update(status=J.QUEUED, leased_until=clock.now() + dt.timedelta(seconds=10))
    except Overtaken:
        return False
    except Exception as error:  # a bug: it is tried again; only its kind may be written down
        log.error("import job %s: %s", pk, type(error).__name__)
        _ours(job).update(status=J.QUEUED, leased_until=clock.now() + dt.timedelta(seconds=30))
    return True


@transaction.atomic
def _take(pk: int) -> ImportJob | None:
    now = clock.now()
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    rows = ImportJob.objects.select_for_update(skip_locked=True, of=("self",))
    job = rows.select_related("project__chain", "by").filter(free, pk=pk, status__in=OPEN).first()
    if job is None:
        return None
    tries = job.result.get("tries", 0) + 1
    job.result = {"tries": tries}
    job.status, job.leased_until, job.done = J.RUNNING, now + LEASE, 0
    if tries > TRIES:
        job.status, job.leased_until, job.finished_at = J.FAILED, None, now
        job.result["said"] = ["处理多次中断，没有接收。请把文件按月分开再交，或联系系统管理员。"]
        shelf.clear(job.token)
    job.save(update_fields=["result", "status", "leased_until", "done", "finished_at"])
    return job if job.status == J.RUNNING else None


def _ours(job: ImportJob) -> Any:
    return ImportJob.objects.filter(pk=job.pk, status=J.RUNNING, leased_until=job.leased_until)


class Progress:
    """How far reading is, over all files of a job. Raises Cancelled, Overtaken."""

    def __init__(self, job: ImportJob) -> None:
        self.job = job
        self._before = self._last = 0

    def __call__(self, done: int, total: int) -> None:
        if done == 0:  # another file begins
            self._before += self._last
        self._last = total
        self.say(self._before + done)

    def say(self, done: int) -> None:
        until = clock.now() + LEASE
        if not _ours(self.job).update(done=done, leased_until=until):
            raise Overtaken
        self.job.leased_until = until
        self.look()

    def look(self) -> None:
        """Whether to go on: what others have said since is seen in a transaction too."""
        if ImportJob.objects.filter(pk=self.job.pk, cancel_asked=True).exists():
            raise Cancelled


def _rehearse(job: ImportJob, files: list[Waiting], progress: Progress) -> None:
    outcomes, findings = rehearse(job.project, files, by=job.by, watch=progress)
    progress.say(job.total)
    owner = f"{job.by_id}:{job.project_id}"
    shelf.lay(noted(outcomes, findings), owner=owner, token=job.token)
    _ours(job).update(status=J.READY, leased_until=None, result=_said(outcomes))


def _hand_in(job: ImportJob, files: list[Waiting], progress: Progress) -> None:
    good = [each for each in files if not each.result.get("errors")]
    with transaction.atomic():
        outcomes = hand_in_all(job.project, good, by=job.by, ahead=True, between=progress.look)
        ended = _ours(job).filter(cancel_asked=False).update(
            status=J.DONE, leased_until=None, finished_at=clock.now(), result=_said(outcomes)
        )  # fmt: skip
        if not ended:
            raise Cancelled if ImportJob.objects.get(pk=job.pk).cancel_asked else Overtaken
    shelf.clear(job.token)


def _said(outcomes: Iterable[Outcome]) -> dict[str, Any]:
    """What the page shows: counts in words, never a cell."""
    return {
        "said": [f"{done.file}：{done.sentence}" for _, done in outcomes],
        "bad": sum(bool(done.errors) for _, done in outcomes),
    }


def _end(job: ImportJob, status: str, said: str) -> None:
    result = {"said": [said]}
    if _ours(job).update(status=status, leased_until=None, finished_at=clock.now(), result=result):
        shelf.clear(job.token)
