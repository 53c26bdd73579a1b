"""Baseline against actual, at any stage: what was promised, what the ledgers say so far."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from flows.documents.elements import DocumentKind
from flows.documents.models import Document
from flows.engine import clock
from flows.labour.models import Attendance, Engagement
from flows.payroll.models import PayrollLine
from flows.payroll.states import LineStatus
from flows.projects.models import Baseline, Project
from flows.projects.states import Stage


def progress(project: Project) -> list[dict[str, Any]]:
    """Rows of components/compare.html; empty before the approval has set a baseline."""
    baseline = project.baseline
    if baseline is None:
        return []
    people, paid = _people(project), _paid(project)
    planned, trained = _training(project, baseline)
    rows = [
        _row(
            "带动当地务工人数", baseline.headcount, people, "人", "已有考勤、计入以工代赈的当地人员"
        ),
        _row("安全培训", planned, trained, "人次", "名册登记的培训；计划见批复要素 r5"),
        _row(
            "劳务报酬（已到账）", baseline.labour_pay, paid, "元", "只计入以工代赈劳务报酬的发放行"
        ),
        _share(baseline, paid),
    ]
    if project.came_in_past(Stage.CONSTRUCTION):
        for row in rows:
            row["note"] += f"；只计 {project.entered_on} 起在本系统办理的，此前以扫描件为准"
    return rows


def _people(project: Project) -> int:
    """Local people who have worked at least once."""
    return Attendance.objects.filter(
        live=True,
        engagement__project=project,
        engagement__counts_as_relief=True,
        engagement__is_local=True,
    ).aggregate(people=Count("engagement", distinct=True))["people"]


def _training(project: Project, baseline: Baseline) -> tuple[int, int]:
    """Promised and done so far: safety training, the kind a roster records."""
    approval = Document.objects.filter(project=project, kind=DocumentKind.APPROVAL).first()
    planned = approval.part("r5", "safety") if approval else 0
    if baseline.safety_training is not None:
        planned = baseline.safety_training
    done = Engagement.objects.filter(
        project=project, counts_as_relief=True, training_date__lte=clock.today(project.chain)
    )
    return int(planned or 0), done.count()


def _paid(project: Project) -> Decimal:
    return PayrollLine.objects.filter(
        batch__project=project, status=LineStatus.PAID, counts_as_relief=True
    ).aggregate(total=Sum("net"))["total"] or Decimal(0)


def _row(label: str, promised: Any, actual: Any, unit: str, note: str) -> dict[str, Any]:
    share = Decimal(actual) / Decimal(promised) if promised else None
    return {
        "label": label,
        "note": note,
        "unit": unit,
        "share": share,
        "baseline": f"{promised:,}",
        "actual": f"{actual:,}",
        "tone": "ok" if share is not None and share >= 1 else "neutral",
    }


def _share(baseline: Baseline, paid: Decimal) -> dict[str, Any]:
    actual = paid / baseline.denominator_amount
    return {
        "label": "劳务报酬占比",
        "note": f"分母：{baseline.denominator} {baseline.denominator_amount:,} 元",
        "unit": "",
        "share": actual / baseline.ratio if baseline.ratio else None,
        "baseline": f"{baseline.ratio:.2%}",
        "actual": f"{actual:.2%}",
        "tone": "ok" if actual >= baseline.ratio else "neutral",
    }
