"""What the page of a handover shows: the promise beside what was carried out."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from flows.desk.panels import panel
from flows.engine import clock
from flows.engine.models import Parameter
from flows.templatetags.ui import money

from ..actions.follow_up import STAGES, keeps
from ..actions.handover import tells
from ..figures.handover import Filled, filled
from ..figures.retention import kept_until, payroll_of, settled_on
from ..models import Handover
from ..states import HandoverState
from .benefits import rows_of
from .seated import filing_of

RETAIN = "retain.payroll.years"


@panel("Handover")
def handover_panel(paper: Handover, user: Any) -> dict[str, Any]:
    """管护 as approved (r8, r11) against what the village has put in place; accounts in a line."""
    found = filled(paper)
    return {
        "promises": [
            _row("管护主体", found.promised_body or None, found.body or None, found.body != found.promised_body),
            _row("年度管护经费", _yuan(found.promised_fund), _yuan(found.annual_fund),
                 _less(found.annual_fund, found.promised_fund), "元"),
            _row("公益性岗位", str(found.promised_posts), _text(found.posts_on_duty),
                 _less(found.posts_on_duty, found.promised_posts), "个")
            | {"note": _against(paper.project)},
        ],
        "accounts": [*_accounts(found), _payroll(paper), *_kept(paper)], "open_rectifications": found.open_rectifications,
        "checkpoints_url": reverse("checkpoints", args=[paper.project.code]),
        "case_url": reverse("paper", args=["AcceptanceCase", paper.case_id]),
        "case_title": paper.case.title, "concluded": paper.case.get_state_display(),
        "benefits": rows_of(paper), "benefits_url": reverse("benefits", args=[paper.pk]),
        "may_say": tells(paper, user) and paper.state != HandoverState.ARCHIVED,
        **_years(paper, user), "filing": filing_of(paper.case, user),
    }  # fmt: skip


def _years(paper: Handover, user: Any) -> dict[str, Any]:
    """The follow-ups there are, and whether the village may begin this year's."""
    found = list(paper.follow_ups.all())
    today = clock.today(paper.chain)
    begun = any(each.year == today.year for each in found)
    open_now = paper.project.stage in STAGES and keeps(paper, user) and not begun
    return {
        "follow_ups": [
            {"row": each, "url": reverse("paper", args=["FollowUp", each.pk])} for each in found
        ],
        "follow_up_url": reverse("follow-up-open", args=[paper.pk]) if open_now else "",
        "follow_up_year": today.year,
    }


def _row(
    label: str, promised: str | None, actual: str | None, differs: bool, unit: str = ""
) -> dict[str, Any]:
    """One line of compare.html; nothing is judged before it is filled in."""
    judged = actual is not None
    return {
        "label": label,
        "baseline": promised,
        "actual": actual,
        "unit": unit if judged else "",
        "tone": ("warn" if differs else "done") if judged else "neutral",
        "verdict": ("与批复不同" if differs else "符合") if judged else "未填写",
    }


def _against(project: Any) -> str:
    baseline = project.baseline
    return f"对照{baseline.named}" if baseline else ""


def _less(actual: Any, promised: Any) -> bool:
    return actual is not None and promised is not None and actual < promised


def _yuan(amount: Any) -> str | None:
    return None if amount is None else money(amount)


def _text(number: Any) -> str | None:
    return None if number is None else str(number)


def _accounts(found: Filled) -> list[dict[str, Any]]:
    """总投资 = 决算 + 结余, as facts."""
    return [
        {"label": "批准总投资", "value": f"{money(found.total_investment)} 元"},
        {"label": "资金合计", "value": f"{money(found.funds)} 元"},
        {"label": "竣工决算", "value": f"{money(found.final_amount)} 元"},
        {"label": "结余", "value": f"{money(found.surplus)} 元"},
        {"label": "工资专户", "value": _account(found)},
        *(
            [{"label": "决算说明", "value": found.accounts_note, "wide": True}]
            if found.accounts_note
            else []
        ),
    ]


def _payroll(paper: Handover) -> dict[str, Any]:
    """From which day the payroll may be deleted (条例15、28)."""
    years = Parameter.snapshot("retain.").get(RETAIN, on=clock.today(paper.chain)).days
    settled = settled_on(payroll_of(paper.project))
    last = kept_until(settled, years) if settled else None
    said = f"完工且工资结清（{settled}）后 {years} 年，{last} 之后方可删除" if settled else (
        f"尚未完工并结清，结清后保存 {years} 年，此前不得删除"
    )  # fmt: skip
    return {"label": "工资档案", "value": said, "wide": True}


def _kept(paper: Handover) -> list[dict[str, Any]]:
    """The archive with its clock."""
    if paper.retain_until is None:
        return []
    left = (paper.retain_until - clock.today(paper.chain)).days
    told = f"还有 {left} 日；此前任何人不能删除" if left > 0 else "保存期已满"
    return [{"label": "卷宗保存至", "value": f"{paper.retain_until}（{told}）", "wide": True}]


def _account(found: Filled) -> str:
    if not found.account_opened:
        return "未开设"
    return f"{found.account_closed_on} 销户" if found.account_closed_on else "尚未销户"
