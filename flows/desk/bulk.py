"""批量同意: one opinion on many papers, a result for each. Every row is a decision of its own.

There is no second door: each row goes through ``gate.perform`` in its own transaction with the
version that was seen, so a row that has changed meanwhile is told so and the others go on.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from django.db.models import CharField, Value
from django.http import Http404
from django.urls import reverse

from flows.engine import clock, gate, machine, registry
from flows.engine.findings import Busy, Finding, NotYours, Refused, Stale
from flows.engine.paper import label_of
from notifications.models import Message

from .actions import one_move
from .inbox import step_of_seat
from .models import Seat
from .pages import find_paper

MOST = 50  # papers decided at one press
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Row:
    """What a ticked box says: which paper, in which version it was seen."""

    kind: str
    pk: int
    version: int

    @classmethod
    def read(cls, text: str) -> Row | None:
        """``Kind:pk:version``; None for anything else."""
        kind, _, numbers = text.partition(":")
        pk, _, version = numbers.partition(":")
        plain = all(each.isdecimal() and len(each) < 10 for each in (pk, version))
        return cls(kind, int(pk), int(version)) if kind.isidentifier() and plain else None

    def __str__(self) -> str:
        return f"{self.kind}:{self.pk}:{self.version}"


@dataclass(frozen=True)
class Result:
    """What became of one row. ``outcome``: done, refused, kept (decided singly), changed, fault."""

    outcome: str
    text: str
    title: str = ""
    project: str = ""
    href: str = ""
    findings: list[Finding] = field(default_factory=list)

    @property
    def done(self) -> bool:
        return self.outcome == "done"


def allowed(step: Any) -> bool:
    """Whether ``step`` may be agreed to from the list: declared so, and nothing to fill in."""
    if step is None or not getattr(step, "bulk", False) or step.choices:
        return False
    return not any(
        each.required
        for transition in machine.transitions(step.flow_class.paper)
        if transition.name == step.agreed and transition.source == step.at
        for each in transition.custom["inputs"]
    )


def boxes(seats: Iterable[Seat]) -> dict[int, str]:
    """Seat → the value of its box, for those that may be decided in bulk (at most one statement)."""
    able = [seat for seat in seats if allowed(step_of_seat(seat))]
    versions = versions_of((seat.paper, seat.paper_id) for seat in able)
    found = {}
    for seat in able:
        version = versions.get((seat.paper, seat.paper_id))
        if version is not None:
            found[seat.pk] = str(Row(seat.paper, seat.paper_id, version))
    return found


def versions_of(papers: Iterable[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """The present version of each of ``papers``, whatever their kinds, in one statement."""
    wanted: dict[str, list[int]] = {}
    for kind, pk in papers:
        wanted.setdefault(kind, []).append(pk)
    asked = [
        registry.flows()[kind]
        .paper.objects.filter(pk__in=pks)
        .order_by()
        .values_list(Value(kind, output_field=CharField()), "pk", "version")
        for kind, pks in wanted.items()
    ]
    if not asked:
        return {}
    rows = reduce(lambda one, other: one.union(other, all=True), asked)
    return {(kind, pk): version for kind, pk, version in rows}


def agree(rows: Iterable[Row], *, by: Any, opinion: str = "") -> list[Result]:
    """Agree to each of ``rows`` with ``opinion``; each alone, each once, never half of one."""
    once = {(row.kind, row.pk): row for row in rows}
    if len(once) > MOST:
        raise ValueError(f"more than {MOST} rows")
    return [_agree(row, by, opinion) for row in once.values()]


def _agree(row: Row, by: Any, opinion: str) -> Result:
    try:
        paper = find_paper(by, row.kind, row.pk)
    except Http404:
        return Result("refused", "没有找到这件事，或者它不在您的范围内。")
    about = {
        "title": paper.title,
        "project": paper.project.name,
        "href": reverse("paper", args=[row.kind, row.pk]),
    }
    return Result(**about, **_outcome(paper, row, by, opinion))


def _outcome(paper: Any, row: Row, by: Any, opinion: str) -> dict[str, Any]:
    """``outcome``, ``text`` and ``findings`` of deciding ``paper``."""
    step = registry.desk.step_of(paper)
    if paper.version == row.version and not allowed(step):
        return {"outcome": "kept", "text": "本环节须逐件办理，未批量办理。"}
    try:
        with one_move(paper.chain):
            # A paper that has moved on has another step: its version says so before its name does.
            name = step.agreeing(paper) if step is not None else ""
            moved = gate.perform(paper, name, by=by, opinion=opinion, expect=row.version)
    except Refused as refusal:
        return {"outcome": "refused", "text": "未能办理。", "findings": refusal.findings}
    except (Stale, Busy) as error:
        return {"outcome": "changed", "text": str(error) or str(Busy.__doc__)}
    except NotYours as error:
        return {"outcome": "refused", "text": str(error)}
    except Exception:  # one faulty row must not hide what became of the others
        log.exception("bulk decision failed: %s", row)
        return {"outcome": "fault", "text": "系统出错，本件未办理，请稍后单独办理。"}
    _read(by, row)
    return {"outcome": "done", "text": f"已办理，现在：{label_of(moved)}。"}


def _read(user: Any, row: Row) -> None:
    """What called him to this paper has been done."""
    here = Message.objects.filter(recipient=user, url=reverse("paper", args=[row.kind, row.pk]))
    here.filter(read_at=None).update(read_at=clock.now())
