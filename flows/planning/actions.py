"""Verbs of planning: register a project with its first paper, and what the list opens."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction

from flows.audit.models import Chain
from flows.engine import clock, gate
from flows.engine.unit import Unit, work
from flows.projects.models import Fund, Project
from flows.projects.states import Stage

from .models import PlanItem


@transaction.atomic
def register(
    *, by: Any, funds: dict[str, Decimal], year: int, simulated_at: Any = None, **facts: Any
) -> Project:
    """Open a project at 谋划 with its :class:`PlanItem` on the village's desk.

    ``facts`` are the fields of Project; ``funds`` yuan by source. Raises ValidationError.
    """
    chain = Chain(title=facts["name"])
    project = Project(chain=chain, initiator=by, created_at=clock.now(), **facts)
    project.full_clean(exclude=["chain"])
    chain.save()
    if simulated_at is not None:
        clock.simulate(chain, simulated_at)
    with work(chain, by) as unit:
        project.chain = unit.chain
        project.created_at = unit.now
        unit.create(project)
        for source, amount in funds.items():
            unit.create(Fund(project=project, source=source, amount=amount))
        unit.record(project, "open", "open", "项目谋划", to_state=project.get_stage_display())
        gate.open_paper(unit, PlanItem(project=project, year=year, initiator=by))
    return project


def reserve_project(unit: Unit, item: PlanItem) -> None:
    """Into the reserve; what the city sends back leaves the list, and stays in the reserve."""
    project = item.project
    project.reserve_number = item.reserve_number
    unit.changed(project)
    if project.stage == Stage.IDEA:
        gate.advance(unit, project, "reserve")
    elif project.stage == Stage.LISTED:
        gate.advance(unit, project, "delist")


def list_project(unit: Unit, item: PlanItem) -> None:
    gate.advance(unit, item.project, "enlist")


def prepare_project(unit: Unit, item: PlanItem) -> None:
    gate.advance(unit, item.project, "prepare")


def remove_project(unit: Unit, item: PlanItem) -> None:
    gate.advance(unit, item.project, "remove")


def leave_list(unit: Unit, item: PlanItem) -> None:
    """Sent back past the list: the project is in the reserve again, or still an idea."""
    if item.project.stage == Stage.LISTED:
        gate.advance(unit, item.project, "delist")


def withdraw_project(unit: Unit, item: PlanItem) -> None:
    gate.advance(unit, item.project, "withdraw")
