"""竣工验收核验表: all items in order, and what they propose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from flows.engine.findings import Terms

from ..figures.dossier import Dossier
from . import pay, people, works
from .items import Item

Conclusion = Literal["pass", "rectify", "fail"]


def checklist(found: Dossier, terms: Terms) -> list[Item]:
    """E1–E7 and L1–L18, in order."""
    return [
        *works.works_items(found, terms),
        people.roster(found, terms),
        people.local_people(found, terms),
        people.priority_people(found, terms),
        pay.labour_pay(found, terms),
        pay.share(found, terms),
        pay.full_amount(found, terms),
        pay.in_time(found, terms),
        people.trained_first(found, terms),
        people.training_plan(found, terms),
        pay.days_agree(found, terms),
        pay.own_cards(found, terms),
        pay.confirmed(found, terms),
        pay.receipts(found, terms),
        pay.notices(found, terms),
        pay.arrears(found, terms),
        pay.flags_cleared(found, terms),
        works.maintenance(found, terms),
        works.transfer(found, terms),
    ]


def proposed(items: Iterable[Item]) -> Conclusion:
    """What the figures propose; the committee concludes.

    fail: a blocking item fails that may not be put right afterwards · rectify: only such that
    may, or warnings, fail · pass: everything else (提示 items weigh nothing).
    """
    items = list(items)
    blocking = [item for item in items if item.blocks]
    if any(not item.rectifiable for item in blocking):
        return "fail"
    warned = any(item.verdict == "fail" and item.strength == "warn" for item in items)
    return "rectify" if blocking or warned else "pass"
