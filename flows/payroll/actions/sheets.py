"""签字表: a scanned sheet of signatures is kept as the evidence of those who signed on it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Any

from flows.documents.actions import keep
from flows.documents.filetypes import BadFile, kind_of
from flows.documents.models import Attachment
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.unit import Unit, work

from ..models import Confirmation, PayrollBatch, PayrollLine
from ..states import ConfirmMethod, labour_officer
from .confirmation import How, confirm_lines

KIND = "签字表"
SCANS = ("pdf", "jpg", "png")
BASIS = "实施意见三(四)；保障农民工工资支付条例15、31"


def keep_sheet(
    batch: PayrollBatch, *, by: Any, name: str, content: bytes, signed: Collection[int]
) -> int:
    """Keep the scan, make it the evidence of the ``signed`` lines (keys), and confirm those of them
    that are not yet. Returns how many are confirmed by it now for the first time.

    Raises NotYours, Refused (not a scan, nobody signed, a line that cannot be signed for), Busy.
    The same file with the same people again changes nothing.
    """
    with work(batch.chain, by) as unit:
        batch = unit.current(batch)
        if not labour_officer(batch, by):
            raise NotYours("签字表由本项目施工单位的劳资专管员上传。")
        proved, fresh = _signable(batch, signed)
        if wrong := list(_wrong(name, content, proved, fresh, signed)):
            raise Refused(wrong)
        scan = _kept(unit, batch, name, content)
        found = Confirmation.objects.filter(
            line__in=proved, voided_at=None, method=ConfirmMethod.SHEET, evidence=None
        )
        found.update(evidence=scan)
        return confirm_lines(unit, batch, fresh, How(ConfirmMethod.SHEET, evidence=scan.pk))


def _signable(batch: PayrollBatch, signed: Collection[int]) -> tuple[list[int], list[int]]:
    """Of ``signed``, the lines confirmed by signature already, and those that wait for it."""
    lines = PayrollLine.objects.filter(batch=batch, pk__in=signed)
    proved = lines.filter(
        confirmations__voided_at=None, confirmations__method=ConfirmMethod.SHEET
    ).values_list("pk", flat=True)
    fresh = [line.pk for line in lines.select_related("batch") if line.awaits_confirmation]
    return list(proved), fresh


def _wrong(
    name: str, content: bytes, proved: list[int], fresh: list[int], signed: Collection[int]
) -> Any:
    cure = "请换成 pdf、jpg、png 扫描件或照片。"
    try:
        if kind_of(name, content) not in SCANS:
            yield Finding("BAD_FILE", "签字表只收 pdf、jpg、png。", BASIS, cure)
    except BadFile as error:
        yield Finding("BAD_FILE", str(error), BASIS, cure)
    if not signed:
        yield Finding("NOBODY_SIGNED", "没有勾选签了字的人。", BASIS, "勾选在表上签字的人。")
    if left := len(set(signed) - {*proved, *fresh}):
        said = f"{left} 人的行现在不能凭签字表确认（还在编制、已用其他方式确认、已到账或已剔除）。"
        yield Finding("NOT_SIGNABLE", said, BASIS, "刷新页面后重新勾选。")


def _kept(unit: Unit, batch: PayrollBatch, name: str, content: bytes) -> Attachment:
    """The file as kept with ``batch``; the same one again is not kept twice."""
    known = Attachment.objects.filter(
        paper="PayrollBatch", paper_id=batch.pk, kind=KIND,
        sha256=hashlib.sha256(content).hexdigest(),
    ).first()  # fmt: skip
    return known or keep(unit, batch, name=name, content=content, kind=KIND)
