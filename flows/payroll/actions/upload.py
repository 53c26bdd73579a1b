"""Several files handed in on a page: rehearsed first, then for good, in an order that makes sense."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import Any

from django.db import transaction

from flows.engine import clock
from flows.engine.findings import Finding, Terms, evaluate
from flows.engine.models import Parameter
from flows.labour.models import HandIn
from flows.projects.models import Project
from flows.sheets.ahead import read_ahead
from flows.sheets.ledgers import Ledger, Watch
from flows.sheets.shelf import Waiting

from .. import figures
from ..models import PayrollBatch
from ..rules.batch import JUDGE
from .hand_in import HandedIn, reader, receive_ledger

ORDER = [kind.value for kind in HandIn.Kind]
Outcome = tuple[Waiting, HandedIn]
Readable = tuple[Waiting, Ledger]


def _place(kind: str, month: str, name: str) -> tuple[str, int, str]:
    """Roster first, then month by month: attendance, pay ledger, receipts."""
    return (month, ORDER.index(kind) if kind in ORDER else len(ORDER), name)


def in_order(
    project: Project, files: Iterable[Waiting], *, watch: Watch | None = None
) -> list[Readable]:
    """Every file read, once, in the order in which they build on each other. Nothing is locked
    meanwhile; ``watch`` is told how far it is (sheets/ledgers.py)."""
    read = reader(project)
    return sorted(
        (
            (each, read(each.name, each.data, month=each.month or None, watch=watch))
            for each in files
        ),
        key=lambda found: _place(found[1].kind, found[1].month or "", found[0].name),
    )


def rehearse(
    project: Project, files: Iterable[Waiting], *, by: Any, watch: Watch | None = None
) -> tuple[list[Outcome], list[Finding]]:
    """What would become of ``files``, one after the other, and what the months' pay would then be
    judged to be. Everything is rolled back. Raises NotYours, Busy."""
    readable = in_order(project, files, watch=watch)
    with transaction.atomic():
        try:
            outcomes = [_receive(project, each, ledger, by) for each, ledger in readable]
            return outcomes, judged(project, {done.month for _, done in outcomes if done.month})
        finally:
            transaction.set_rollback(True)


def hand_in_all(
    project: Project, files: Iterable[Waiting], *, by: Any, ahead: bool = False,
    between: Callable[[], None] = lambda: None,
) -> list[Outcome]:  # fmt: skip
    """Hand in for good what was rehearsed (:func:`noted`), each file whole or not at all.

    ``ahead``: the next file is read while one is written (sheets/ahead.py). Raises NotYours, Busy,
    and what ``between`` raises, which is called after each file.
    """
    read, outcomes = reader(project), []
    files = sorted(files, key=lambda each: _place(each.result["kind"], each.month, each.name))
    reads = [partial(read, each.name, each.data, month=each.month or None) for each in files]
    with closing(read_ahead(reads) if ahead else (each() for each in reads)) as ledgers:
        for each, ledger in zip(files, ledgers, strict=True):
            outcomes.append(_receive(project, each, ledger, by))
            between()
    return outcomes


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


def _receive(project: Project, each: Waiting, ledger: Ledger, by: Any) -> Outcome:
    return each, receive_ledger(project, each.name, ledger, by=by)


def judged(project: Project, months: Iterable[str]) -> list[Finding]:
    """What the rules say of the pay of ``months`` as it stands; months without lines say nothing."""
    days = [f"{month}-01" for month in sorted(months)]
    batches = list(
        PayrollBatch.objects.filter(project=project, month__in=days)
        .select_related("project__chain")
        .order_by("month")
    )
    if not batches:
        return []
    pay = figures.pay_of(batches[0].project)  # all of it once, and each month out of it
    terms = Terms(clock.today(batches[0].chain), Parameter.snapshot())
    found: list[Finding] = []
    for batch in batches:
        if figures.standing(batch).lines:
            of_month = {figures.of_batch: replace(pay, batch=batch.pk)}
            found += evaluate(JUDGE, batch, terms, of_month)
    return found
