"""A month's batch: it opens, its lines are held or cleared, it is posted, paid and ends."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from flows.engine import gate
from flows.engine.unit import Unit
from flows.labour.actions import catch_up

from .. import figures
from ..models import PayrollBatch, PayrollLine
from ..rules.fault import Fault
from ..rules.lines import faults
from ..states import (
    EDITING,
    ENDED,
    OPEN_LINES,
    SETTLED,
    UNCLEARED,
    BatchState,
    LineStatus,
    PayMethod,
    in_care,
)
from .references import give_references


def open_batch(unit: Unit, project: Any, month: dt.date) -> PayrollBatch:
    """The batch of ``month`` (any day of it), opened on the labour officer's desk when missing."""
    month = month.replace(day=1)
    found = PayrollBatch.objects.filter(project=project, month=month).first()
    if found is not None:
        return unit.current(found)
    care = in_care(project)
    officers = project.post("village.accountant" if care else "contractor.labour").holders
    batch = PayrollBatch(project=project, month=month, care=care)
    batch.initiator = officers[0] if officers else None
    return gate.open_paper(unit, batch)


def why_closed(batch: PayrollBatch) -> str:
    """Why attendance and ledger of the month may not change any more, and the way out; "" if they may."""
    if batch.state in EDITING:
        return ""
    where = f"{batch.title}已到“{batch.get_state_display()}”，不能再改"
    if batch.state in ENDED:
        return f"{where}；差额在下月发放台账的奖扣中补足并说明"
    return f"{where}；确需更正的，请当前环节退回编制后再交"


def open_first_batch(unit: Unit, readiness: Any) -> None:
    """The start is ordered: the month of the start is the first that is paid."""
    open_batch(unit, readiness.project, readiness.started_on or unit.today)


def open_present_batch(unit: Unit, paper: Any) -> None:
    """补录 of works that go on: the present month is the first that is paid here."""
    open_batch(unit, paper.project, unit.today)


def open_next_batch(unit: Unit, batch: PayrollBatch) -> None:
    """A month is compiled: the next one opens, up to the planned end."""
    following = (batch.month + dt.timedelta(days=31)).replace(day=1)
    if following <= batch.project.planned_end:
        open_batch(unit, batch.project, following)


def settle_open_lines(unit: Unit, batch: PayrollBatch) -> None:
    """The people's states and the holds of ``batch`` as facts and clock make them now."""
    catch_up(unit, batch.project)
    settle_holds(unit, batch)


def settle_holds(unit: Unit, batch: PayrollBatch) -> Counter[str]:
    """Hold every open line with a blocking fault, release what is cured; returns the counts.

    A released line is cleared for pay once the people have confirmed the batch.
    """
    said = faults(figures.of_batch(batch), unit.terms)
    clear = LineStatus.RECORDED if batch.state in UNCLEARED else LineStatus.CLEARED
    changed = []
    for line in PayrollLine.objects.filter(batch=batch, status__in=OPEN_LINES):
        blocking = [fault for fault in said.get(line.pk, ()) if fault.level == "block"]
        if _settle(line, blocking, clear):
            changed.append(line)
    PayrollLine.objects.bulk_update(changed, ["status", "hold_code", "hold_message", "hold_cure"])
    made = Counter(LineStatus(line.status).label for line in changed)
    if changed:
        unit.record(batch, "payroll", "settle_holds", "核定暂扣与可发放", payload=dict(made))
    return made


def _settle(line: PayrollLine, blocking: list[Fault], clear: str) -> bool:
    """Put ``line`` where its faults say it belongs; False when it was there already."""
    before = (line.status, line.hold_code, line.hold_message, line.hold_cure)
    if blocking:
        line.status, line.hold_code = LineStatus.HELD, blocking[0].code
        line.hold_message = "".join(fault.message for fault in blocking)
        line.hold_cure = "".join(dict.fromkeys(fault.cure for fault in blocking))
    else:
        line.hold_code = line.hold_message = line.hold_cure = ""
        if line.status != LineStatus.BOUNCED:
            line.status = clear
    return before != (line.status, line.hold_code, line.hold_message, line.hold_cure)


def send_cleared(unit: Unit, batch: PayrollBatch) -> None:
    """代发: holds are judged once more, then every cleared or bounced line is sent."""
    settle_open_lines(unit, batch)
    ready = PayrollLine.objects.filter(
        batch=batch, confirmed=True, status__in=(LineStatus.CLEARED, LineStatus.BOUNCED)
    )
    give_references(list(ready.filter(pay_method=PayMethod.CARD).only("pk", "reference")))
    sent = ready.update(status=LineStatus.SENT)
    unit.record(batch, "payroll", "send", "代发", payload={"lines": sent})


def finish_if_settled(unit: Unit, batch: PayrollBatch) -> None:
    """Where every line is paid or struck out, the month is done without another signature."""
    batch = unit.current(batch)
    if batch.state != BatchState.RECONCILED:
        return
    if not PayrollLine.objects.filter(batch=batch).exclude(status__in=SETTLED).exists():
        gate.advance(unit, batch, "finish")
