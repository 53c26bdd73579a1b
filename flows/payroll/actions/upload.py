"""Several files handed in on a page: rehearsed first, then for good, in an order that makes sense."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from flows.engine import clock
from flows.engine.findings import Finding, Terms, evaluate
from flows.engine.models import Parameter
from flows.labour.models import HandIn
from flows.projects.models import Project
from flows.sheets.ledgers import Ledger, Watch
from flows.sheets.shelf import Waiting

from .. import figures
from ..models import PayrollBatch
from ..rules.batch import JUDGE
from .hand_in import HandedIn, read, receive_ledger

ORDER = [kind.value for kind in HandIn.Kind]
Outcome = tuple[Waiting, HandedIn]
Readable = tuple[Waiting, Ledger]


def in_order(
    project: Project, files: Iterable[Waiting], *, watch: Watch | None = None
) -> list[Readable]:
    """Every file read, once: roster first, then month by month: attendance, pay ledger, receipts.
    Nothing is locked meanwhile."""

    def place(found: Readable) -> tuple[str, int, str]:
        each, ledger = found
        known = ledger.kind in ORDER
        return (ledger.month or "", ORDER.index(ledger.kind) if known else 9, each.name)

    return sorted(
        (
            (each, read(project, each.name, each.data, month=each.month or None, watch=watch))
            for each in files
        ),
        key=place,
    )


def rehearse(
    project: Project, files: Iterable[Waiting], *, by: Any, watch: Watch | None = None
) -> tuple[list[Outcome], list[Finding]]:
    """What would become of ``files``, one after the other, and what the months' pay would then be
    judged to be. Everything is rolled back. Raises NotYours, Busy."""
    readable = in_order(project, files, watch=watch)
    with transaction.atomic():
        try:
            outcomes = [_receive(project, each, by) for each in readable]
            return outcomes, judged(project, {done.month for _, done in outcomes if done.month})
        finally:
            transaction.set_rollback(True)


def hand_in_all(project: Project, files: Iterable[Waiting], *, by: Any) -> list[Outcome]:
    """Hand in ``files`` for good, each whole or not at all. Raises NotYours, Busy."""
    return hand_in_read(project, in_order(project, files), by=by)


def hand_in_read(project: Project, readable: Iterable[Readable], *, by: Any) -> list[Outcome]:
    """:func:`hand_in_all` for files that have been read already, in their order."""
    return [_receive(project, each, by) for each in readable]


def noted(outcomes: Iterable[Outcome], findings: Iterable[Finding]) -> list[Waiting]:
    """The files with what the rehearsal said of each, as the preview shows it."""
    files = []
    for each, done in outcomes:
        each.month = each.month or done.month or ""
        each.result = done.as_json() | {
            "month": done.month or "", "notes": list(done.notes), "sentence": done.sentence,
            "unknown": list(done.unknown), "missing": list(done.missing),
            "cells": [vars(error) for error in done.errors],
            "differs": [difference._asdict() for difference in done.differs.cells],
            "differ": done.differs.people,
        }  # fmt: skip
        files.append(each)
    files[0].result["findings"] = [each.as_json() | {"level": each.level} for each in findings]
    return files


def _receive(project: Project, readable: Readable, by: Any) -> Outcome:
    each, ledger = readable
    return each, receive_ledger(project, each.name, ledger, by=by)


def judged(project: Project, months: Iterable[str]) -> list[Finding]:
    """What the rules say of the pay of ``months`` as it stands; months without lines say nothing."""
    found: list[Finding] = []
    for month in sorted(months):
        batch = PayrollBatch.objects.filter(project=project, month=f"{month}-01").first()
        if batch is not None and figures.standing(batch).lines:
            terms = Terms(clock.today(batch.chain), Parameter.snapshot())
            found += evaluate(JUDGE, batch, terms)
    return found
