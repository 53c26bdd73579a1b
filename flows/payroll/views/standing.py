"""What a project has handed in, month by month, and what it should hand in next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.urls import reverse

from flows.engine import clock
from flows.labour.actions.mandate import PREPARING
from flows.labour.models import HandIn, RollCall, Roster
from flows.labour.states import RosterState

from ..actions.hand_in import may_hand_in
from ..models import PayrollBatch
from ..states import EDITING
from ..states import BatchState as S
from ..states import LineStatus as L

KINDS: dict[str, str] = dict(HandIn.Kind.choices)
SURVEY = HandIn.Kind.SURVEY
UNANSWERED = (L.RECORDED, L.CLEARED, L.SENT, L.BOUNCED)
LATEST = 30  # hand-ins listed on the page

# Whoever keeps sheets to practise on says here for which projects (flows/demo/views.py).
EXAMPLES: list[Callable[[Any], bool]] = []


def kinds_of(project: Any, user: Any) -> list[str]:
    """The kinds of sheets ``user`` may hand in for ``project``, in their order."""
    found = [kind for kind in KINDS if may_hand_in(project, user, kind)]
    return found if project.stage in PREPARING else [kind for kind in found if kind != SURVEY]


def standing_of(project: Any) -> dict[str, Any]:
    """``months`` with what each has, ``handed`` the latest files, ``next`` what is to be done."""
    handed = list(HandIn.objects.filter(project=project).select_related("by"))
    roster = Roster.objects.filter(project=project).first()
    batches = list(
        PayrollBatch.objects.filter(project=project).select_related("project").order_by("month")
        .annotate(unanswered=Count("lines", filter=Q(lines__status__in=UNANSWERED)))
    )  # fmt: skip
    has = {(each.kind, each.month) for each in handed}
    called = RollCall.objects.filter(project=project).annotate(of=TruncMonth("day"))
    has |= {("called", month) for month in called.order_by().values_list("of", flat=True)}
    today = clock.today(project.chain)
    months = [_month(batch, has, today) for batch in batches]
    return {
        "roster": roster and _roster(roster, has), "months": months[::-1],
        "handed": handed[:LATEST],
        "next": _next(roster, has, months) or _survey_next(project, roster, has),
    }  # fmt: skip


def _roster(roster: Roster, has: set[Any]) -> dict[str, Any]:
    there = ("roster", None) in has
    return {
        "label": roster.get_state_display(), "there": there,
        "tone": "done" if roster.state == RosterState.VERIFIED else "info" if there else "warn",
        "href": reverse("paper", args=["Roster", roster.pk]),
    }  # fmt: skip


def _month(batch: PayrollBatch, has: set[Any], today: dt.date) -> dict[str, Any]:
    """One month: for each kind 已交, 待交 or nothing to do yet."""
    return {
        "batch": batch, "month": f"{batch.month:%Y-%m}", "date": batch.month,
        "href": reverse("paper", args=["PayrollBatch", batch.pk]),
        "begun": batch.month <= today,
        "attendance": _attendance(batch, has),
        "compute_url": reverse("batch-compute", args=[batch.pk])
        if batch.state == S.DRAFT and batch.month <= today else "",
        "attendance_url": f"{reverse('attendance', args=[batch.project.code])}?month={batch.month:%Y-%m}",
        "payroll": _cell(("payroll", batch.month) in has, batch.state in EDITING),
        "receipts": _receipts(("receipts", batch.month) in has, batch),
    }  # fmt: skip


def _attendance(batch: PayrollBatch, has: set[Any]) -> dict[str, str]:
    """Counted on site, a month needs no sheet."""
    if ("called", batch.month) in has and ("attendance", batch.month) not in has:
        return {"label": "现场点名", "tone": "done"}
    return _cell(("attendance", batch.month) in has, batch.state in EDITING)


def _receipts(there: bool, batch: Any) -> dict[str, str]:
    """Receipts are wanted while money is on its way; part of them may still be missing."""
    if there and batch.state == S.PAYING and batch.unanswered:
        return {"label": f"待补 {batch.unanswered} 行", "tone": "warn"}
    return _cell(there, batch.state == S.PAYING)


def _cell(there: bool, wanted: bool) -> dict[str, str]:
    if there:
        return {"label": "已交", "tone": "done"}
    return {"label": "待交", "tone": "warn"} if wanted else {"label": "", "tone": ""}


def _survey_next(project: Any, roster: Roster | None, has: set[Any]) -> dict[str, str] | None:
    """Before the contract: the survey is handed in, then the openings are laid down."""
    if roster is not None or project.stage not in PREPARING:
        return None
    if (SURVEY, None) not in has:
        return {"text": "交劳动力摸底表：村或乡镇填报愿意务工人员、技能和可务工月份。", "href": ""}
    href = reverse("openings", args=[project.code])
    return {"text": "摸底表已交：登记用工岗位，查看岗位匹配。", "href": href}


def _next(
    roster: Roster | None, has: set[Any], months: list[dict[str, Any]]
) -> dict[str, str] | None:
    """The earliest thing that is missing, in words; None when nothing is."""
    if roster is not None and roster.state == RosterState.OPEN:
        paper = reverse("paper", args=["Roster", roster.pk])
        if ("roster", None) in has:
            return {"text": "名册已退回，改正后重新交用工名册。", "href": paper}
        return {"text": "交用工名册：每个项目一份，开工前交，交入后由乡镇审核。", "href": ""}
    for month in months:
        missing = [KINDS[kind] for kind in ("attendance", "payroll", "receipts")
                   if month[kind]["label"] == "待交"]  # fmt: skip
        label = f"{month['date']:%Y年%-m月}"
        if month["receipts"]["label"].startswith("待补"):
            said = f"{label}还有 {month['batch'].unanswered} 行没有成功回单：补交银行回单，退汇的重新代发。"
            return {"text": said, "href": month["href"]}
        if missing:
            return {"text": f"交 {label}的{'、'.join(missing)}。", "href": ""}
        if month["batch"].state == S.DRAFT:
            return {
                "text": f"{label}台账已交齐，去办理“编制完成，报送校验”。",
                "href": month["href"],
            }
    return None
