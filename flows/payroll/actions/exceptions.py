"""现金、代领: one line is paid otherwise than to the worker's own card, asked, decided, evidenced.

Three people: the labour officer asks with evidence, the township decides, the owner records what
was handed over with the signed receipt. 实施意见三(四)：原则上发放至本人银行卡；条例11.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from flows.documents.actions import keep
from flows.engine import gate
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.privacy import scrub
from flows.engine.unit import Unit, work
from flows.orgs.kinds import PostCode

from ..models import PayException, PayrollLine
from ..states import (
    EDITING,
    ENDED,
    OPEN_LINES,
    BatchState,
    ExceptionState,
    LineStatus,
    PayMethod,
    labour_officer,
)
from .batch import finish_if_settled, settle_holds

BASIS = "实施意见三(四)；保障农民工工资支付条例11、31"
GROUNDS, RECEIPT = "现金代领凭证", "领款签收单"  # kinds of attachments of an exception
HANDED_OVER = (LineStatus.CLEARED, LineStatus.SENT, LineStatus.BOUNCED)
PAYS_OUT = (BatchState.PAYING, BatchState.RECONCILED)
File = tuple[str, bytes]


def ask_exception(
    line: PayrollLine, *, by: Any, method: str, reason: str, files: Sequence[File],
    recipient: str = "", relation: str = "",
) -> PayException:  # fmt: skip
    """Ask to pay ``line`` in cash (CASH) or to ``recipient`` (PROXY); ``files`` are (name, content),
    at least one. The township decides. Raises NotYours, Refused, BadFile, Busy."""
    with work(line.batch.chain, by) as unit:
        line, batch = unit.current(line), unit.current(line.batch)
        if not labour_officer(batch, by):
            raise NotYours("现金、代领由本项目施工单位的劳资专管员提出。")
        wanted = PayException(
            project=batch.project, line=line, method=method, reason=scrub(reason).strip(),
            recipient=scrub(recipient).strip()[:40], relation=scrub(relation).strip()[:40],
            initiator=by,
        )  # fmt: skip
        if wrong := list(_wrong(wanted, batch, files)):
            raise Refused(wrong)
        made = gate.open_paper(unit, wanted)
        for name, content in files:
            keep(unit, made, name=name, content=content, kind=GROUNDS)
        return made


def _wrong(asked: PayException, batch: Any, files: Sequence[File]) -> Iterator[Finding]:
    if asked.method not in (PayMethod.CASH, PayMethod.PROXY):
        yield Finding("METHOD_UNKNOWN", "请选择现金或代领。", BASIS)
    if not asked.reason:
        yield Finding("REASON_MISSING", "不用本人银行卡发放必须写明理由。", BASIS)
    if asked.method == PayMethod.PROXY and not (asked.recipient and asked.relation):
        yield Finding("RECIPIENT_MISSING", "代领须写明代领人及其与本人的关系。", BASIS)
    if not files:
        cure = "上传本人书面说明、委托书、双方证件照片等，至少一份。"
        yield Finding("EVIDENCE_MISSING", "没有凭证。", BASIS, cure)
    if asked.line.status not in OPEN_LINES or batch.state in ENDED:
        said = f"该行{asked.line.get_status_display()}，不能再改发放方式。"
        yield Finding("LINE_CLOSED", said, BASIS, "已在代发途中的等退汇后再提出。")
    counts = (ExceptionState.ASKED, ExceptionState.APPROVED)
    if PayException.objects.filter(line=asked.line, state__in=counts).exists():
        yield Finding("EXCEPTION_ASKED", "该行的现金或代领申请已在审批或已批准。", BASIS)


def use_exception(unit: Unit, request: PayException) -> None:
    """Approved: the line is paid so; what only another's card held back is free."""
    line, batch = unit.current(request.line), unit.current(request.line.batch)
    request.save(update_fields=["state"])  # the holds are judged in SQL, before the unit writes
    line.pay_method = request.method
    line.reference = None  # no bank is asked to pay it
    line.save(update_fields=["pay_method", "reference"])
    if batch.state not in (*EDITING, *ENDED):
        settle_holds(unit, batch)


def record_cash_payment(
    line: PayrollLine, *, by: Any, paid_on: dt.date, evidence: File
) -> PayrollLine:
    """The owner records that ``line`` was handed over on ``paid_on``; ``evidence`` (name, content)
    is the signed receipt. Raises NotYours, Refused, BadFile, Busy."""
    with work(line.batch.chain, by) as unit:
        line, batch = unit.current(line), unit.current(line.batch)
        if not pays_out(batch, by):
            raise NotYours("现金、代领的发放由业主项目负责人登记。")
        if wrong := list(_unpayable(line, batch, paid_on, unit.today)):
            raise Refused(wrong)
        approved = PayException.objects.get(line=line, state=ExceptionState.APPROVED)
        name, content = evidence
        keep(unit, unit.current(approved), name=name, content=content, kind=RECEIPT)
        line.status, line.paid_on = LineStatus.PAID, paid_on
        line.save(update_fields=["status", "paid_on"])
        unit.record(
            batch, "payroll", "record_cash", f"登记{line.get_pay_method_display()}发放",
            payload={"line": line.pk, "net": str(line.net), "paid_on": paid_on.isoformat()},
        )  # fmt: skip
        finish_if_settled(unit, batch)
        return line


def pays_out(batch: Any, user: Any) -> bool:
    """Whether ``user`` leads the project for its owner."""
    owner = batch.project.owner_id
    return any(
        post.code == PostCode.OWNER_LEAD and post.organization_id == owner for post in user.posts
    )


def _unpayable(
    line: PayrollLine, batch: Any, paid_on: dt.date, today: dt.date
) -> Iterator[Finding]:
    if line.pay_method == PayMethod.CARD:
        cure = "先由劳资专管员提出现金或代领申请，乡镇批准后再登记。"
        yield Finding("NOT_EXCEPTED", "该行应发放到本人银行卡。", BASIS, cure)
    if not line.confirmed:
        yield Finding("NOT_CONFIRMED", "该行还没有本人确认。", BASIS, "请本人确认后再登记。")
    if line.status not in HANDED_OVER or batch.state not in PAYS_OUT:
        said = f"该行{line.get_status_display()}、本月处于“{batch.get_state_display()}”，不能登记发放。"
        yield Finding("LINE_NOT_DUE", said, BASIS, "办理“代发”之后登记；暂扣的先解除。")
    if not batch.month <= paid_on <= today:
        cure = f"写 {batch.month} 至今天之间的日期。"
        yield Finding("PAID_ON_WRONG", f"发放日期 {paid_on} 不对。", BASIS, cure)
