"""剔除: a held or bounced line leaves the month for a reason, and another person decides."""

from __future__ import annotations

from typing import Any

from flows.engine import gate
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.unit import Unit, work

from ..models import PayrollBatch, PayrollLine, StrikeRequest
from ..states import EDITING, ENDED, LineStatus, StrikeState, labour_officer
from .batch import finish_if_settled, settle_holds


def ask_strike(line: PayrollLine, *, by: Any, reason: str) -> StrikeRequest:
    """The labour officer asks, with a reason, to strike ``line`` out; the owner decides.

    Raises Refused (no reason, line neither held nor bounced, asked already) and NotYours.
    """
    with work(line.batch.chain, by) as unit:
        line, batch = unit.current(line), unit.current(line.batch)
        if not labour_officer(batch, by):
            raise NotYours("剔除由本项目施工单位的劳资专管员提出。")
        if wrong := list(_wrong(line, reason)):
            raise Refused(wrong)
        request = StrikeRequest(
            project=batch.project, line=line, reason=reason.strip(), initiator=by
        )
        return gate.open_paper(unit, request)


def _wrong(line: PayrollLine, reason: str) -> Any:
    if not reason.strip():
        yield Finding("REASON_MISSING", "剔除一行必须写明理由。", "保障农民工工资支付条例50")
    if line.status not in (LineStatus.HELD, LineStatus.BOUNCED):
        yield Finding(
            "LINE_NOT_HELD",
            f"该行{line.get_status_display()}，只有暂扣或退汇的行可以剔除。",
            "保障农民工工资支付条例31",
        )
    if StrikeRequest.objects.filter(line=line, state=StrikeState.ASKED).exists():
        yield Finding("STRIKE_ASKED", "该行的剔除申请正在复核。", cure="等业主项目负责人复核。")


def strike_line(unit: Unit, request: StrikeRequest) -> None:
    """Approved: the line is out, others it held back may be free, months may be done."""
    line = unit.current(request.line)
    batch = unit.current(line.batch)
    line.status, line.strike_reason = LineStatus.STRUCK, request.reason
    line.save(update_fields=["status", "strike_reason"])  # what follows counts in SQL
    gone_on = PayrollBatch.objects.filter(project=batch.project)
    for other in gone_on.exclude(state__in=(*EDITING, *ENDED)):  # a card is shared across months
        settle_holds(unit, unit.current(other))
        finish_if_settled(unit, other)
