"""What an approval case is judged on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flows.documents.figures import stated
from flows.documents.rules import Stated


@dataclass(frozen=True)
class Surveyed:
    """How many people the village's survey found; None while it is not finished."""

    willing: int | None


def of_plan(case: Any) -> Stated:
    return stated(case.plan.document)


def of_approval(case: Any) -> Stated:
    """The approval's document; before it is drawn up, the plan's."""
    return stated(case.document or case.plan.document)


def surveyed(case: Any) -> Surveyed:
    found = case.project.laboursurveys.filter(state="DONE").values_list("willing", flat=True)
    return Surveyed(sum(found) if found else None)


@dataclass(frozen=True)
class Sized:
    """How large the project is (yuan), and in which district."""

    investment: Decimal
    district: str


def sized(case: Any) -> Sized:
    return Sized(case.project.total_investment, case.project.district)
