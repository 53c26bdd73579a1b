"""The one way in for files: survey, roster, attendance, pay ledger, receipts; page and command alike.

Facts in, judgement at the gates: a file is refused whole, or recorded as it was handed in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from flows.approval.models import LabourSurvey
from flows.engine import gate, registry
from flows.engine.findings import NotYours
from flows.engine.models import Parameter
from flows.engine.unit import work
from flows.labour.actions import (
    Filed,
    FileRefused,
    Taken,
    catch_up,
    take_attendance,
    take_roster,
    take_survey,
)
from flows.labour.actions.mandate import SURVEYORS, acts_for
from flows.labour.actions.words import words_of
from flows.labour.models import HandIn, Roster
from flows.projects.models import Project
from flows.sheets.differences import ALIKE, Differences
from flows.sheets.ledgers import Ledger, parse
from flows.sheets.problems import CellError

from ..models import PayrollBatch
from ..states import EDITING, BatchState, in_care
from .batch import finish_if_settled, open_batch, settle_holds, why_closed
from .pay import take_payroll
from .receipts import match_receipts, take_receipts, unanswered_batches
from .timing import misplaced, pass_time

OFFICER = ("contractor.labour",)
MAY: dict[str, tuple[str, ...]] = {
    "receipts": ("contractor.lead", "contractor.labour", "owner.lead"),
    "survey": SURVEYORS,
}
KEEPER = ("village.accountant",)  # 管护: the village keeps the ledgers
CARE: dict[str, tuple[str, ...]] = {
    "attendance": KEEPER,
    "payroll": KEEPER,
    "receipts": (*KEEPER, "owner.lead"),
}
WHO = {"survey": "劳动力摸底表由本项目的乡镇经办人、村委会主任或村会计上交。"}


@dataclass(frozen=True)
class HandedIn:
    """What became of one file. ``rows`` = accepted + unchanged + rejected; refused: accepted 0."""

    file: str
    kind: str
    month: str | None
    rows: int
    accepted: int = 0
    unchanged: int = 0
    rejected: int = 0
    errors: tuple[CellError, ...] = ()
    notes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()  # headings nobody reads, and fields without a column
    missing: tuple[str, ...] = ()
    differs: Differences = ALIKE  # recorded all the same

    @property
    def sentence(self) -> str:
        """In words, for page and command."""
        if self.errors:
            return f"整份未接收：{len(self.errors)} 处需要改正，什么都没有改变。"
        if not self.accepted:
            return f"{self.unchanged} 行与已记录的完全相同，没有变化。"
        return f"已记录 {self.accepted} 行，{self.unchanged} 行没有变化。"

    def as_json(self) -> dict[str, Any]:
        """The shape of ``import_ledger --json``."""
        return {
            "file": self.file,
            "kind": self.kind,
            "rows": self.rows,
            "accepted": self.accepted,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "errors": [error.as_json() for error in self.errors],
        }


class _Rehearsed(Exception):
    """A dry run has reached its end: everything is rolled back."""


def hand_in(
    project: Project,
    name: str,
    data: bytes,
    *,
    by: Any,
    month: str | None = None,
    dry_run: bool = False,
) -> dict[str, Any]:
    """:func:`receive`, as the JSON of ``import_ledger``."""
    return receive(project, name, data, by=by, month=month, dry_run=dry_run).as_json()


def receive(
    project: Project,
    name: str,
    data: bytes,
    *,
    by: Any,
    month: str | None = None,
    dry_run: bool = False,
) -> HandedIn:
    """Take in one file as ``by``: all of it or nothing, in one transaction with one trail entry.

    ``month`` ("2025-06") beats the file's name. On a simulated project the clock moves to the end
    of the file's month. Raises NotYours, Busy; a refused file is an answer, not an exception.
    """
    ledger = read(project, name, data, month=month)
    return receive_ledger(project, name, ledger, by=by, dry_run=dry_run)


def reader(project: Project) -> Callable[..., Ledger]:
    """sheets.ledgers.parse for the files of this project: as it judges age on 进场日期, and as its
    people write their headings. It asks the database nothing more."""
    age = Parameter.snapshot("age.").get("age.min", on=project.planned_start)
    return partial(parse, minimum_age=age.days, words=words_of(project))


def read(project: Project, name: str, data: bytes, *, month: str | None = None) -> Ledger:
    """The facts of one file and its cell errors."""
    return reader(project)(name, data, month=month)


def receive_ledger(
    project: Project, name: str, ledger: Ledger, *, by: Any, dry_run: bool = False
) -> HandedIn:
    """:func:`receive` for a file that has been read already."""
    _require_post(project, by, ledger.kind)
    try:
        if ledger.kind == "unknown":
            raise FileRefused(ledger.errors)
        with work(project.chain, by) as unit:
            filed = Filed(unit, unit.current(project), name, ledger)
            taken = _take(filed)
            if dry_run:
                raise _Rehearsed
    except FileRefused as refusal:
        errors = tuple(sorted(refusal.errors, key=lambda error: error.row))
        return _answer(ledger, name, rejected=ledger.rows_total, errors=errors)
    except _Rehearsed:
        pass
    counts = {"accepted": taken.accepted, "unchanged": taken.unchanged}
    return _answer(ledger, name, **counts, differs=taken.differs)


def _answer(ledger: Ledger, name: str, **counts: Any) -> HandedIn:
    shown = name.replace("\\", "/").rpartition("/")[2]
    return HandedIn(
        file=shown,
        kind=ledger.kind,
        month=ledger.month,
        rows=ledger.rows_total,
        notes=tuple(ledger.notes),
        unknown=ledger.unknown,
        missing=ledger.missing,
        **counts,
    )


def may_hand_in(project: Project, by: Any, kind: str) -> bool:
    codes = CARE.get(kind, ()) if in_care(project) else MAY.get(kind, OFFICER)
    return acts_for(project, by, codes)


def _require_post(project: Project, by: Any, kind: str) -> None:
    if not may_hand_in(project, by, kind):
        usual = (
            "台账由本项目施工单位的劳资专管员上交（银行回单也可由施工单位、业主项目负责人上交）；"
            "移交管护以后由村会计上交。"
        )
        raise NotYours(WHO.get(kind, usual))


def _take(filed: Filed) -> Taken:
    errors = [*filed.ledger.errors, *misplaced(filed)]
    if errors or not filed.ledger.rows:
        monthly = filed.ledger.kind in ("attendance", "payroll")
        strangers = filed.strangers() if monthly else []
        raise FileRefused([*errors, *strangers] or [filed.error("NO_ROWS", "表里没有数据行")])
    pass_time(filed)
    taken, paper = TAKE[filed.ledger.kind](filed)
    if taken.is_news:
        label = HandIn.Kind(filed.ledger.kind).label
        filed.unit.record(
            paper,
            "import",
            "hand_in",
            f"交{label}",
            payload={
                "kind": filed.ledger.kind,
                "month": filed.ledger.month,
                "rows": filed.ledger.rows_total,
                "accepted": taken.accepted,
                "unchanged": taken.unchanged,
                "sha256": filed.ledger.sha256,
            },
        )
    return taken


def _roster(filed: Filed) -> tuple[Taken, Any]:
    unit, project = filed.unit, filed.project
    local = unit.parameters.get("local.scope", on=unit.today, district=project.district)
    age = unit.parameters.get("age.min", on=project.planned_start)
    taken = take_roster(filed, local=local.text, minimum_age=age.days)
    roster = unit.current(Roster.objects.get(project=project)) if taken.is_news else None
    if roster is not None:
        gate.sign(unit, roster, registry.desk.seat_of(roster, unit.by), gate.Asked("agreed"))
    return taken, roster


def _attendance(filed: Filed) -> tuple[Taken, Any]:
    batch, locked = _batch(filed)
    return take_attendance(filed, locked=locked), batch


def _payroll(filed: Filed) -> tuple[Taken, Any]:
    batch, locked = _batch(filed)
    taken = take_payroll(filed, batch, locked=locked)
    if taken.is_news:
        if batch.state not in EDITING:
            settle_holds(filed.unit, batch)
        _match(filed)
    return taken, batch


def _receipts(filed: Filed) -> tuple[Taken, Any]:
    unit = filed.unit
    taken = take_receipts(filed)
    if taken.is_news:
        for batch in unanswered_batches(filed):
            settle_holds(unit, unit.current(batch))
        _match(filed)
    return taken, unit.current(PayrollBatch.objects.get(project=filed.project, month=filed.month))


def _survey(filed: Filed) -> tuple[Taken, Any]:
    """Beside the paper on which the village counts, where there is one."""
    age = filed.unit.parameters.get("age.min", on=filed.project.planned_start)
    taken = take_survey(filed, minimum_age=age.days)
    return taken, LabourSurvey.objects.filter(project=filed.project).first()


TAKE = {
    "survey": _survey,
    "roster": _roster,
    "attendance": _attendance,
    "payroll": _payroll,
    "receipts": _receipts,
}


def _match(filed: Filed) -> None:
    for batch in match_receipts(filed):
        finish_if_settled(filed.unit, batch)


def _batch(filed: Filed) -> tuple[PayrollBatch, str]:
    """The batch of the file's month, and why its ledgers may not change any more ("" if they may)."""
    unit = filed.unit
    catch_up(unit, filed.project)
    assert filed.month is not None
    batch = open_batch(unit, filed.project, filed.month)
    if batch.state == BatchState.VOID:
        gate.advance(unit, batch, "revive")
    return batch, why_closed(batch)
