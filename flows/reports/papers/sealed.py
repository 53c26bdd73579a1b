"""What the 鉴定书 says of the evidence: its seal, the sealed figures, what members objected to."""

from __future__ import annotations

from typing import Any

from flows.acceptance.figures.review import Reviewed, reviewed
from flows.acceptance.models import AcceptanceCase, Seal
from flows.acceptance.rules.items import CHECKS
from flows.acceptance.views.case import STRENGTHS, written
from flows.documents.issued.sources import Content
from flows.templatetags.ui import verdict_label

NONE_SAID = "各项均由委员确认，无异议。"


class Kept:
    """One item of the 核验表: the figure as it was sealed, the verdict as it was voted on (an
    explanation may have come between)."""

    def __init__(self, row: dict[str, Any], voted: dict[str, Any] | None = None) -> None:
        self.code, self.unit = row["code"], CHECKS[row["code"]].unit
        self.row, self.voted = row, voted or row

    def in_words(self) -> dict[str, str]:
        row = self.row
        return {
            "项": self.code, "名称": CHECKS[self.code].title,
            "实际": written(self, row.get("value")), "目标": written(self, row.get("target")),  # type: ignore[arg-type]
            "判定": verdict_label(self.voted["verdict"]), "强度": STRENGTHS.get(row["strength"], ""),
            "依据": CHECKS[self.code].basis, "差异说明": self.voted["message"],
        }  # fmt: skip


def sealed(case: AcceptanceCase) -> Content:
    """封存编号 and 校验码, the members' reviews in numbers, objections with their answers, items."""
    seal, found = case.seals.select_related("case").order_by("-round").first(), reviewed(case)
    return {
        "封存编号": seal.number if seal else "", "封存校验码": seal.sha256 if seal else "",
        "核验情况": _in_words(case, found) if seal else "",
        "核验": items_of(case, seal),
        "说明": _explained(case, seal),
        "异议": [
            {"项": each.code, "名称": CHECKS[each.code].title, "委员": each.member,
             "意见": each.opinion, "答复": each.answer or "未说明"}
            for each in found.contests
        ],
    }  # fmt: skip


def items_of(case: AcceptanceCase, seal: Seal | None) -> list[dict[str, str]]:
    """The checklist once it was voted on; before that there is none to print."""
    voted = {row["code"]: row for row in case.verified or ()}
    rows = seal.items if seal and voted else list(voted.values())
    return [Kept(row, voted.get(row["code"])).in_words() for row in rows]


def _in_words(case: AcceptanceCase, found: Reviewed) -> str:
    said = (
        f"第 {case.round} 轮核验：有表决权的委员 {len(found.members)} 名，"
        f"核验完全部 {len(CHECKS)} 项的 {found.done(len(CHECKS))} 名；"
    )
    return said + (f"异议 {len(found.contests)} 项次，列后。" if found.contests else NONE_SAID)


def _explained(case: AcceptanceCase, seal: Seal | None) -> list[dict[str, str]]:
    return [
        {
            "项": each.code,
            "内容": each.text + ("（封存后说明）" if seal and each.at > seal.at else ""),
        }
        for each in case.explanations.order_by("code")
    ]
