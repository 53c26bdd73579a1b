"""What the page of a year's follow-up shows: the promise of upkeep beside the year."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from flows.desk.panels import panel
from flows.templatetags.ui import money

from ..figures.follow_up import Upkeep, upkeep
from ..models import FollowUp


@panel("FollowUp")
def follow_up_panel(paper: FollowUp, user: Any) -> dict[str, Any]:
    """Posts on duty against the approval, people kept on against the roster, money spent."""
    found = upkeep(paper)
    return {
        "upkeep": rows_of(found),
        "paid": money(found.paid),
        "body": found.body,
        "earlier": [
            {"row": each, "url": reverse("paper", args=["FollowUp", each.pk])}
            for each in paper.handover.follow_ups.exclude(pk=paper.pk)
        ],
        "handover_url": reverse("paper", args=["Handover", paper.handover_id]),
        "workers_url": reverse("workers", args=[paper.project.code]),
    }


def rows_of(found: Upkeep) -> list[dict[str, Any]]:
    """compare.html's rows; nothing is judged before it is filled in."""
    rows = (
        ("公益性岗位在岗", found.posts_promised, found.posts_on_duty, "个", str, "少于批复"),
        ("参建群众留用（名册续聘）", found.retained, found.retained_said, "人", str, "与名册不同"),
        ("管护经费（移交时落实）", found.fund, found.fund_spent, "元", money, "少于落实的经费"),
    )
    return [_row(*row) for row in rows]


def _row(
    label: str, planned: Any, actual: Any, unit: str, written: Any, wrong: str
) -> dict[str, Any]:
    judged = actual is not None and planned is not None
    off = judged and (actual != planned if "名册" in label else actual < planned)
    return {
        "label": label, "baseline": None if planned is None else written(planned),
        "actual": None if actual is None else written(actual), "unit": unit,
        "tone": ("warn" if off else "done") if judged else "neutral",
        "verdict": (wrong if off else "符合") if judged else "未填写",
    }  # fmt: skip
