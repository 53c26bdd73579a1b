"""The works themselves: the completion report, the checkpoints, the promises, the handover."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flows.documents.elements import DocumentKind
from flows.documents.models import Document

from .counting import every, one

REPORT = """
SELECT state, quantity_done, archive_complete, material_reports, quality_files, warranty,
       settlement_amount
  FROM flows_acceptancecase WHERE project_id = %(project)s ORDER BY number DESC LIMIT 1
"""
CHECKED = """
SELECT count(*), count(*) FILTER (WHERE state IN ('PASSED', 'CLOSED'))
  FROM flows_inspection
 WHERE project_id = %(project)s AND (is_concealed OR code LIKE 'Q%%') AND state <> 'STRUCK'
"""
HANDED_OVER = """
SELECT transfer_list <> '' AND received_by <> '', final_amount IS NOT NULL,
       surplus IS NOT NULL, archive_number <> ''
  FROM flows_handover WHERE project_id = %(project)s
"""
EXPLAINED = """
SELECT e.code, e.text FROM flows_itemexplanation e JOIN flows_acceptancecase c ON c.id = e.case_id
 WHERE c.project_id = %(project)s
   AND c.number = (SELECT max(number) FROM flows_acceptancecase WHERE project_id = %(project)s)
"""


@dataclass(frozen=True)
class Report:
    """What the contractor's report says of E1–E5 and E7; ``settlement`` in yuan."""

    reported: bool
    quantity_done: bool = False
    archive_complete: bool = False
    material_reports: bool = False
    quality_files: bool = False
    warranty: bool = False
    settlement: Decimal | None = None


@dataclass(frozen=True)
class Works:
    """``promised``: (what, said or not) of r8 and r11; ``handed_over``: the same of the handover.

    ``planned_training`` is r5's safety training, the kind a roster records.
    """

    report: Report
    checkpoints: int
    checkpoints_passed: int
    promised: tuple[tuple[str, bool], ...]
    handed_over: tuple[tuple[str, bool], ...]
    planned_training: int | None
    explanations: tuple[tuple[str, str], ...]


def works(project: Any) -> Works:
    key = {"project": project.pk}
    approval = Document.objects.filter(project=project, kind=DocumentKind.APPROVAL).first()
    found = every(REPORT, **key)
    report = Report(found[0][0] != "REPORTING", *found[0][1:]) if found else Report(False)
    checkpoints, passed = one(CHECKED, **key)
    done = every(HANDED_OVER, **key)
    parts = ("移交清单和接收单位", "竣工决算", "结余处理", "归档")
    training = approval.part("r5", "safety") if approval else None
    return Works(
        report,
        checkpoints,
        passed,
        promised_by(approval),
        tuple(zip(parts, done[0], strict=True)) if done else (),
        None if training in (None, "") else int(training),
        tuple(every(EXPLAINED, **key)),
    )


def promised_by(approval: Document | None) -> tuple[tuple[str, bool], ...]:
    """管护承诺 as the approval states it: body, yearly fund, public-welfare posts (zero is said)."""
    if approval is None:
        return ()
    wanted = (
        ("管护主体", "r11", "body"),
        ("管护经费", "r11", "annual_fund"),
        ("公益性岗位", "r8", "public_welfare_posts"),
    )
    return tuple((label, approval.part(key, part) not in (None, "")) for label, key, part in wanted)
