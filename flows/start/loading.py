"""One loading: read, plan while writing, refuse whole or keep whole. A rehearsal is rolled back.

The preview is the loading itself, undone: what it shows is what will happen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from flows.engine import clock
from flows.orgs.kinds import PostCode
from flows.sheets.problems import CellError

from .tables import Form, Line, Reading, read

ADD, ALTER, SAME = "add", "change", "same"


class NotAdministrator(Exception):
    """批量装入只由系统管理员办理。"""


@dataclass(frozen=True)
class Change:
    """What a row does: ``verb`` add, change or same; ``what`` it is about, ``text`` in words."""

    sheet: str
    row: int
    verb: str
    what: str
    text: str = ""


@dataclass(frozen=True)
class Account:
    """A new person with the password made for him. Lives in the answer only, never stored or logged."""

    organization: str
    post: str
    name: str
    username: str
    password: str


@dataclass
class Run:
    """One loading under way. ``by`` None is the operator's console; ``dry`` will be undone."""

    by: Any
    today: dt.date
    dry: bool
    passwords: bool = False
    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)

    def say(self, line: Line, verb: str, what: Any, text: str = "") -> None:
        self.changes.append(Change(line.sheet, line.row, verb, str(what), text))


@dataclass(frozen=True)
class Kit:
    """A kind of loading: its sheets, how rows are written, and what its log entry is about."""

    name: str
    label: str
    forms: tuple[Form, ...]
    apply: Callable[[Run, Reading], None]
    about: Any
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """The answer. With ``errors`` nothing was written; ``accounts`` are shown once."""

    file: str
    sha256: str
    rows: int
    changes: tuple[Change, ...] = ()
    errors: tuple[CellError, ...] = ()
    notes: tuple[str, ...] = ()
    accounts: tuple[Account, ...] = ()
    dry: bool = False

    def count(self, verb: str) -> int:
        return sum(change.verb == verb for change in self.changes)

    @property
    def sentence(self) -> str:
        if self.errors:
            return f"有 {len(self.errors)} 处需要更正，整份没有装入。"
        added, altered, same = (self.count(verb) for verb in (ADD, ALTER, SAME))
        if not added and not altered:
            return f"内容与已登记的完全相同（{same} 项），没有变化。"
        will = "将" if self.dry else "已"
        return f"{will}新增 {added} 项、变更 {altered} 项，{same} 项没有变化。"

    def as_json(self) -> dict[str, Any]:
        """The shape of ``load_… --json``; passwords are never in it."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "dry_run": self.dry,
            "rows": self.rows,
            "added": self.count(ADD),
            "changed": self.count(ALTER),
            "unchanged": self.count(SAME),
            "changes": [vars(change) for change in self.changes if change.verb != SAME],
            "errors": [error.as_json() for error in self.errors],
            "notes": list(self.notes),
        }


class _Undone(Exception):
    """Takes back what was written: it was a rehearsal, or something was refused."""


def load(
    kit: Kit,
    name: str,
    data: bytes,
    *,
    by: Any = None,
    dry_run: bool = False,
    passwords: bool = False,
) -> Loaded:
    """Load one file: all of it or nothing. ``passwords`` makes initial ones for new people.

    Raises NotAdministrator; a refused file is an answer, not an exception.
    """
    if by is not None and not by.holds(PostCode.ADMIN_SYSTEM):
        raise NotAdministrator(NotAdministrator.__doc__)
    reading = read(name, data, kit.forms)
    run = Run(by, clock.today(), dry_run, passwords)
    try:
        with transaction.atomic():
            _one_at_a_time()
            if not any(error.row == 0 for error in reading.errors):
                kit.apply(run, reading)
            if reading.errors or dry_run:
                raise _Undone
            _log(kit, run, name, reading)
    except _Undone:
        pass
    return _answer(reading, run, name)


def _answer(reading: Reading, run: Run, name: str) -> Loaded:
    errors = tuple(reading.errors)
    return Loaded(
        file=name.replace("\\", "/").rpartition("/")[2],
        sha256=reading.sha256,
        rows=reading.rows,
        changes=() if errors else tuple(run.changes),
        errors=errors,
        notes=(*reading.notes, *run.notes),
        accounts=() if errors or run.dry else tuple(run.accounts),
        dry=run.dry,
    )


def _one_at_a_time() -> None:
    """Two loadings at once would each count on what it saw; the second waits for the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ygdz.start'))")


def _log(kit: Kit, run: Run, name: str, reading: Reading) -> None:
    """What an administrator loaded, for the audit administrator: counts and the file's digest."""
    counts = [sum(c.verb == verb for c in run.changes) for verb in (ADD, ALTER)]
    if run.by is None or not any(counts):
        return
    LogEntry.objects.create(
        user=run.by,
        content_type=ContentType.objects.get_for_model(kit.about),
        object_repr=f"{kit.label}：{name}"[:200],
        action_flag=CHANGE,
        change_message=f"新增 {counts[0]} 项、变更 {counts[1]} 项；文件 SHA-256 {reading.sha256}",
        action_time=clock.now(),
    )
