"""The checklist of a project at any stage, and explanations of its items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flows.engine import clock
from flows.engine.findings import Finding, NotYours, Refused, Terms
from flows.engine.models import Parameter
from flows.engine.privacy import scrub
from flows.engine.unit import work
from flows.payroll.actions.flags import Flag
from flows.projects.models import Project

from ..figures.dossier import dossier
from ..models import AcceptanceCase, ItemExplanation
from ..rules.checklist import Conclusion, checklist, proposed
from ..rules.items import CHECKS, Item

WEIGHED = ("PRE_ACCEPTING", "FORMING", "VERIFYING", "VOTING", "CONCLUDING")


@dataclass(frozen=True)
class Review:
    """The items as they stand now, what they propose, and the last recorded conclusion."""

    project: str
    items: tuple[Item, ...]
    proposed: Conclusion
    conclusion: str | None
    flags: tuple[Flag, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "project": self.project,
            "items": [item.as_json() for item in self.items],
            "proposed": self.proposed,
            "conclusion": self.conclusion,
        }


def review(project: Project) -> Review:
    """E1–E7, L1–L18 of ``project`` from live figures, at any stage."""
    terms = Terms(clock.today(project.chain), Parameter.snapshot())
    found = dossier(project)
    items = tuple(checklist(found, terms))
    concluded = AcceptanceCase.objects.filter(project=project, concluded_on__isnull=False)
    last = concluded.order_by("-number").first()
    said = last.conclusion if last else None
    return Review(project.code, items, proposed(items), said, found.flags)


def explain_item(case: AcceptanceCase, code: str, text: str, *, by: Any) -> ItemExplanation:
    """Record the owner's explanation of one item; a later one replaces it. Raises NotYours, Refused.

    It settles an item that asks for one (L2 below the target, L4 below the promise), no other.
    """
    with work(case.chain, by) as unit:
        case = unit.current(case)
        _require_explainable(case, code, text, by)
        said = {"text": scrub(text.strip()), "by": by, "at": unit.now}
        row, _ = ItemExplanation.objects.update_or_create(case=case, code=code, defaults=said)
        state, label = case.get_state_display(), f"说明 {code}"
        unit.record(
            *(case, "edit", "explain_item", label),
            opinion=text,
            from_state=state,
            to_state=state,
            payload={"code": code},
        )
        return row


def _require_explainable(case: AcceptanceCase, code: str, text: str, by: Any) -> None:
    owner = case.project.owner_id
    if not any(p.code == "owner.lead" and p.organization_id == owner for p in by.posts):
        raise NotYours("核验项的说明由业主项目负责人填写。")
    if case.state not in WEIGHED or code not in CHECKS or not text.strip():
        said = "只能在报验后、作出结论前，对核验表中的项写明说明。"
        cure = "选择核验项，写明原因和依据。"
        raise Refused([Finding("EXPLANATION_INVALID", said, "实施意见五(一)", cure)])
