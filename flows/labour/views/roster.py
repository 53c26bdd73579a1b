"""What the roster adds to its own page: who is on it, at a glance."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from flows.desk.panels import panel

from ..models import Category, Engagement, Roster


@panel("Roster")
def roster_panel(paper: Roster, user: Any) -> dict[str, Any]:
    """Counts over the project's people, and the ways to the list and to handing in."""
    counts = Engagement.objects.filter(project=paper.project).aggregate(
        people=Count("pk"), local=Count("pk", filter=Q(is_local=True)),
        priority=Count("pk", filter=~Q(priority_tag="")),
        trained=Count("pk", filter=Q(training_date__isnull=False)),
        agreed=Count("pk", filter=~Q(agreement_number="")),
        cards=Count("pk", filter=~Q(card_index="")),
        managers=Count("pk", filter=Q(category=Category.MANAGEMENT)),
    )  # fmt: skip
    code, people = paper.project.code, counts["people"]
    list_url = reverse("workers", args=[code])
    return {
        "people": people, "list_url": list_url, "ledgers_url": reverse("ledgers", args=[code]),
        "stats": [
            {"label": "名册人数", "value": people, "unit": "人", "href": list_url,
             "note": f"管理人员 {counts['managers']} 人，登记银行卡 {counts['cards']} 人"},
            {"label": "本地", "value": counts["local"], "unit": "人",
             "href": f"{list_url}?tab=local"},
            {"label": "优先群体", "value": counts["priority"], "unit": "人",
             "href": f"{list_url}?tab=priority"},
            _of_all("安全培训", counts["trained"], people, f"{list_url}?tab=unfit"),
            _of_all("签订协议", counts["agreed"], people, f"{list_url}?tab=unfit"),
        ],
    }  # fmt: skip


def _of_all(label: str, number: int, people: int, href: str) -> dict[str, Any]:
    tone = "warn" if number < people else ""
    return {"label": label, "value": f"{number}/{people}", "unit": "人", "tone": tone, "href": href}
