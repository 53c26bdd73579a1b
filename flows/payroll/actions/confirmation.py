"""本人确认 as a fact: a line is confirmed in one of three ways, and voided before it changes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Case, F, Q, Value, When

from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.privacy import scrub
from flows.engine.unit import Unit, work

from ..models import Confirmation, PayrollBatch, PayrollLine, WorkerLink, digest_of
from ..rules.confirmation import same_last_four
from ..states import EDITING, ConfirmMethod, LineStatus, labour_officer
from .batch import settle_holds

BASIS = "实施意见三(四)；保障农民工工资支付条例31"
# Every confirmation is of the line as it stands in the database: ``digest_of`` says the same.
CONFIRM = """
INSERT INTO flows_confirmation
  (line_id, method, at, net, digest, device, address, witness, evidence_id, by_id, void_reason)
SELECT l.id, %(method)s, %(at)s, l.net, encode(sha256(convert_to(concat_ws('|', l.days, l.rate,
  coalesce(l.pieces::text, ''), l.gross, l.adjustment, l.net, l.card_index), 'UTF8')), 'hex'),
  %(device)s, %(address)s, %(witness)s, %(evidence)s, %(by)s, ''
FROM flows_payrollline l
WHERE l.batch_id = %(batch)s AND l.confirmed AND NOT EXISTS (
  SELECT 1 FROM flows_confirmation c WHERE c.line_id = l.id AND c.voided_at IS NULL)
"""


@dataclass(frozen=True)
class How:
    """In which way it was confirmed. ``device`` and ``address`` are keyed hashes."""

    method: str
    device: str = ""
    address: str = ""
    witness: str = ""
    evidence: int | None = None


def confirm_marked(unit: Unit, batch: PayrollBatch, how: How) -> int:
    """A confirmation for every line of ``batch`` that says it is confirmed and has none."""
    with connection.cursor() as cursor:
        cursor.execute(
            CONFIRM,
            vars(how) | {"batch": batch.pk, "at": unit.now, "by": getattr(unit.by, "pk", None)},
        )
        return cursor.rowcount


def confirm_lines(unit: Unit, batch: PayrollBatch, lines: Collection[int], how: How) -> int:
    """Confirm the unconfirmed ``lines`` (keys) of ``batch`` as they stand, and free what only
    waited for it. Returns how many."""
    found = PayrollLine.objects.filter(batch=batch, pk__in=lines, confirmed=False)
    if not found.update(confirmed=True, confirmed_at=unit.now):
        return 0
    made = confirm_marked(unit, batch, how)
    unit.record(
        batch, "payroll", "confirm_lines", f"本人确认（{ConfirmMethod(how.method).label}）",
        payload={"method": how.method, "lines": made},
    )  # fmt: skip
    if batch.state not in EDITING:
        settle_holds(unit, batch)
    return made


def void_confirmations(
    unit: Unit, batch: PayrollBatch, lines: Collection[int], *, reason: str
) -> None:
    """The confirmations of ``lines`` (keys) stand no more, because what they confirmed changes."""
    mine = PayrollLine.objects.filter(batch=batch, pk__in=lines).values("pk")
    standing = Confirmation.objects.filter(line__in=mine, voided_at=None)
    gone = standing.update(voided_at=unit.now, void_reason=reason)
    back = When(status=LineStatus.CLEARED, then=Value(LineStatus.RECORDED.value))
    PayrollLine.objects.filter(batch=batch, pk__in=lines, confirmed=True).update(
        confirmed=False, confirmed_at=None, status=Case(back, default=F("status"))
    )
    unit.record(
        batch, "payroll", "void_confirmations", "作废本人确认", opinion=reason,
        payload={"lines": gone},
    )  # fmt: skip


def confirm_own(line: PayrollLine, *, link: WorkerLink, seen: str, how: How) -> None:
    """The worker himself, by his link: ``seen`` is the digest of what his page showed.

    Raises Refused (not his, not waiting, changed since he looked), Busy.
    """
    with work(line.batch.chain, None) as unit:
        line, batch = _waiting(unit, line, seen)
        if line.engagement_id != link.engagement_id:
            raise Refused([_gone()])
        confirm_lines(unit, batch, [line.pk], how)


def confirm_on_site(
    line: PayrollLine, *, by: Any, last_four: str, witness: str, seen: str, how: How
) -> None:
    """On the site's device: the person types the last four of his own ID before a witness.

    Raises Refused (wrong last four, no witness, not waiting, changed), NotYours, Busy.
    """
    with work(line.batch.chain, by) as unit:
        if not labour_officer(unit.current(line.batch), by):
            raise NotYours("现场确认由本项目施工单位的劳资专管员主持。")
        require_witness(witness, by)
        line, batch = _waiting(unit, line, seen)
        if not same_last_four(last_four, line.engagement.worker.id_last4):
            raise Refused([wrong_last_four()])
        how = How(how.method, how.device, how.address, scrub(witness.strip())[:40])
        confirm_lines(unit, batch, [line.pk], how)


def _waiting(unit: Unit, line: PayrollLine, seen: str) -> tuple[PayrollLine, PayrollBatch]:
    """The line and its batch, while it waits for confirmation and is what was shown."""
    batch = unit.current(line.batch)
    line = unit.current(line)
    line.batch = batch
    if not line.awaits_confirmation:
        raise Refused([_gone()])
    if digest_of(line) != seen:
        cure = "请重新核对后再确认。"
        raise Refused([Finding("LINE_CHANGED", "这一条的内容刚刚有变化。", BASIS, cure)])
    return line, batch


def require_witness(witness: str, by: Any) -> None:
    """Raises Refused where nobody but the officer himself was there."""
    named = witness.strip()
    if len(named) < 2:
        raise Refused(
            [Finding("WITNESS_MISSING", "现场确认须有见证人在场。", BASIS, "填写见证人姓名。")]
        )
    if named == getattr(by, "full_name", ""):
        cure = "请村务监督委员会成员或班组长见证。"
        raise Refused([Finding("WITNESS_SELF", "主持人不能同时作见证人。", BASIS, cure)])


def wrong_last_four() -> Finding:
    return Finding("LAST_FOUR_WRONG", "后四位对不上。", BASIS, "请本人重新输入身份证后四位。")


def _gone() -> Finding:
    return Finding(
        "NOT_WAITING", "这一条现在不需要确认。", BASIS, "刷新页面看最新情况；有疑问问劳资专管员。"
    )


def standing_confirmations(batch: PayrollBatch) -> dict[int, Confirmation]:
    """The confirmation that stands for each line of ``batch``, by line; one statement."""
    found = Confirmation.objects.filter(line__batch=batch, voided_at=None)
    return {each.line_id: each for each in found}


def own_confirmations(batch: PayrollBatch) -> set[int]:
    """Lines that a person confirmed himself, or whose signature is kept: no ledger takes it back."""
    own = ~Q(method=ConfirmMethod.SHEET) | Q(evidence__isnull=False)
    found = Confirmation.objects.filter(own, line__batch=batch, voided_at=None)
    return set(found.values_list("line_id", flat=True))
