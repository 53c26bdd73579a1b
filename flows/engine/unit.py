"""One unit of work: lock the project's chain, collect every change, write once at the end.

Everything that moves a paper happens inside a unit. A crash or a refusal inside leaves nothing:
it is one transaction, and the outbox row is written in it too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import CharField, Func, Model, Value
from django.db.models.functions import Cast

from flows.audit.models import Chain
from notifications.models import Message

from . import clock
from .deadlines import Calendar
from .findings import Busy, Finding, NotYours, Refused, Terms
from .models import Parameter
from .parameters import Parameters
from .privacy import scrub

# Tells PostgreSQL that states may change in this transaction (engine/database.py).
OPENED = Func(
    Value("ygdz.unit"),
    Cast("pk", CharField()),
    Value(True),
    function="set_config",
    output_field=CharField(),
)
LOCKED = ("55P03", "57014")  # lock_not_available, query_canceled

FACTS = ("labour", "payroll", "import", "edit")  # kinds of entries that tell of a changed fact
ACCESS = ("make_links", "close_link", "revoke_links")  # a worker may always look at his own pay


def _clip(text: str, most: int) -> str:
    """What a column of the trail holds; a long name must not stop a decision."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


class Unit:
    """What is being done to one project by one person at one moment of its clock."""

    def __init__(self, chain: Chain, by: Any) -> None:
        self.chain = chain
        self.by = by
        self.on_behalf: Any = None  # 代理: in whose place ``by`` acts
        self.now: dt.datetime = clock.now(chain)
        self._known: dict[tuple[type[Model], int], Any] = {}
        self._changed: dict[tuple[type[Model], int], Any] = {}
        self._entries: list[dict[str, Any]] = []
        self._messages: list[Message] = []
        self._undo: list[Callable[[], None]] = []

    @property
    def today(self) -> dt.date:
        return self.now.date()

    @cached_property
    def parameters(self) -> Parameters:
        return Parameter.snapshot()

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar.load()

    @property
    def terms(self) -> Terms:
        return Terms(self.today, self.parameters)

    def current(self, row: Any) -> Any:
        """``row`` as this unit knows it: the changed instance, or the locked database's."""
        key = (type(row), row.pk)
        if key not in self._known:
            of_project = hasattr(row, "project_id")
            rows = type(row)._default_manager.all()
            fresh = (rows.select_related("project") if of_project else rows).get(pk=row.pk)
            self._known[key] = fresh
            self._share_project(fresh)
        return self._known[key]

    def _share_project(self, row: Any) -> None:
        """Every paper of this unit hangs on the one project instance, and that on the chain."""
        if hasattr(row, "project_id"):
            key = (type(row.project), row.project_id)
            row.project = self._known.setdefault(key, row.project)
            row.project.chain = self.chain
        elif hasattr(row, "chain_id"):
            row.chain = self.chain

    def changed(self, row: Any) -> None:
        """Write ``row`` when the unit ends."""
        self._known[(type(row), row.pk)] = self._changed[(type(row), row.pk)] = row

    def create(self, row: Any) -> Any:
        """Write a new ``row`` now (others need its key) and keep it current."""
        if hasattr(row, "created_at") and row.created_at is None:
            row.created_at = self.now
        row.save(force_insert=True)
        self._known[(type(row), row.pk)] = row
        return row

    @property
    def actor(self) -> str:
        """Who acts, as the trail names him: 甲, or 甲 代 乙."""
        if self.by is None:
            return "系统"
        return f"{self.by} 代 {self.on_behalf}" if self.on_behalf else str(self.by)

    def record(self, paper: Any, kind: str, move: str, label: str, **more: Any) -> None:
        """Add one trail entry about ``paper`` (None: about the project as a whole).

        Facts of a project that has come to an end are not taken any more. Raises Refused.
        """
        if kind in FACTS and move not in ACCESS and not getattr(paper, "OUTLIVES", False):
            self._require_alive()
        posts = getattr(self.by, "posts", [])
        self._entries.append(
            {
                "kind": kind,
                "actor_id": getattr(self.by, "pk", None),
                "actor_name": _clip(self.actor, 60),
                "actor_post": _clip(more.pop("post", "") or "、".join(map(str, posts[:2])), 160),
                "paper": type(paper).__name__ if paper is not None else "",
                "paper_id": getattr(paper, "pk", None),
                "paper_title": getattr(paper, "title", ""),
                "step": more.pop("step", ""),
                "move": move,
                "label": _clip(label, 60),
                "from_state": more.pop("from_state", ""),
                "to_state": more.pop("to_state", ""),
                "opinion": scrub(more.pop("opinion", "")),
                "payload": more.pop("payload", {}),
                "simulated": self.chain.simulated_at is not None,
                "happened_at": self.now.isoformat(),
            }
        )
        assert not more, more

    def _require_alive(self) -> None:
        known = (row for row in self._known.values() if hasattr(row, "over"))
        project = next(known, None) or getattr(self.chain, "project", None)
        if over := getattr(project, "over", ""):
            cure = "只能查看、导出；报酬方面的问题可以投诉。"
            raise Refused([Finding("PROJECT_ENDED", f"{over}，不能再登记。", cure=cure)])

    def tell(
        self, recipient: Any, key: str, subject: str, text: str, url: str, *, kind: str = "todo"
    ) -> None:
        """Put one notice into the outbox; ``key`` lets a receiver drop repeats."""
        if recipient is None or recipient == self.by:
            return
        self._messages.append(
            Message(
                recipient=recipient,
                kind=kind,
                key=key,
                subject=subject,
                text=text,
                url=url,
                created_at=self.now,
                quiet=self.chain.simulated_at is not None,
            )
        )

    def on_failure(self, undo: Callable[[], None]) -> None:
        """Call ``undo`` if nothing comes of this unit: the database forgets, a disk has to be told."""
        self._undo.append(undo)

    def give_up(self) -> None:
        for undo in self._undo:
            undo()

    def flush(self) -> None:
        for row in self._changed.values():
            row.save()
        for entry in self._entries:
            self.chain.append(entry)
        Message.objects.bulk_create(self._messages, ignore_conflicts=True)


_inside: ContextVar[frozenset[int]] = ContextVar("inside", default=frozenset())


@contextmanager
def _within(chains: frozenset[int]) -> Iterator[None]:
    token = _inside.set(chains)
    try:
        yield
    finally:
        _inside.reset(token)


@contextmanager
def work(chain: Chain, by: Any) -> Iterator[Unit]:
    """Lock ``chain`` and do everything inside in one transaction. Raises :class:`Busy`."""
    if by is not None and not by.is_active:
        raise NotYours("该账号已停用，不能办理。")
    inside = _inside.get()
    if chain.pk in inside:  # two units would each write their own copy of the same rows
        raise RuntimeError("a unit of this project is open: use gate.advance inside it")
    made: list[Unit] = []
    try:
        with _within(inside | {chain.pk}), transaction.atomic():
            made.append(Unit(_locked(chain), by))
            yield made[0]
            made[0].flush()
    except BaseException:
        for unit in made:
            unit.give_up()
        raise


def _locked(chain: Chain) -> Chain:
    """The chain's row, ours until the transaction ends. Raises :class:`Busy`."""
    try:
        return Chain.objects.select_for_update().annotate(unit=OPENED).get(pk=chain.pk)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") in LOCKED:
            raise Busy from error
        raise
