"""变更: the owner starts it, the body that approved settles it; until then the old promise stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from flows.approval.actions import numbered
from flows.desk.actions.reseating import seat_successor
from flows.desk.models import Seat
from flows.engine import gate
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.unit import Unit, work
from flows.orgs.kinds import PostCode
from flows.projects.models import Baseline, Fund, Project

from ..figures.change import Proposal, Side, proposal, written
from ..models import Change
from ..rules.change import BASIS, CHANGEABLE
from ..states.change import UNDECIDED, ChangeKind


def may_open(project: Project, user: Any) -> bool:
    """业主项目负责人 of this project."""
    return project.post(PostCode.OWNER_LEAD).pk in {post.pk for post in user.posts}


def why_not(project: Project) -> list[Finding]:
    """What stands against a change being started now."""
    found = []
    if project.stage not in CHANGEABLE or project.baseline is None:
        found.append(
            Finding(
                "CHANGE_STAGE",
                f"项目目前处于“{project.get_stage_display()}”，不能发起变更。",
                BASIS,
                "批复之后、完工之前才有变更；批复之前直接修改，完工之后在验收中说明。",
            )
        )
    open_one = Change.objects.filter(project=project, state__in=UNDECIDED).first()
    if open_one is not None:
        found.append(
            Finding(
                "CHANGE_OPEN",
                f"{open_one.title}正在办理（{open_one.get_state_display()}），不能再发起。",
                BASIS,
                "几个事项一并在该申请中写明；不再需要的先撤回。",
            )
        )
    return found


def open_change(project: Project, kinds: Iterable[str], *, by: Any, reason: str = "") -> Change:
    """Change number n+1 of ``kinds`` on the owner's desk. Raises NotYours, Refused, Busy."""
    chosen = [kind for kind in ChangeKind.values if kind in set(kinds)]
    if not may_open(project, by):
        raise NotYours("变更由项目业主单位的项目负责人发起。")
    with work(project.chain, by) as unit:
        project = unit.current(project)
        wrong = why_not(project)
        if not chosen:
            wrong.append(Finding("CHANGE_EMPTY", "没有选择变更事项。", BASIS, "至少选择一项。"))
        if wrong:
            raise Refused(wrong)
        number = Change.objects.filter(project=project).count() + 1
        change = Change(
            project=project, number=number, kinds=chosen, reason=reason,
            baseline=project.baseline, initiator=by,
        )  # fmt: skip
        gate.open_paper(unit, change)
    return change


def settle_change(unit: Unit, change: Change) -> None:
    """同意变更: a new 批复基线, and the project as it is from now on, in one transaction."""
    found = keep_sides(unit, change)
    project = change.project
    change.document_number = change.document_number or numbered(unit, project, f"-{change.number}")
    change.approved_baseline = unit.create(_baseline(unit, change, found.after))
    unit.changed(change)
    old = project.contractor
    _write_project(unit, project, found)
    unit.record(
        change, "baseline", "settle", f"生成批复基线 {change.approved_baseline.number}",
        payload={"baseline": change.approved_baseline.number, "kinds": change.kinds},
    )  # fmt: skip
    if old is not None and old.pk != project.contractor_id:
        seat_successor(unit, old)


def keep_sides(unit: Unit, change: Change) -> Proposal:
    """Freeze 变更前、变更后 as they are decided upon, whatever is decided."""
    found = proposal(change)
    change.before = written(found.before, found.after)
    change.after = written(found.after, found.before)
    change.decided_on = unit.today
    unit.changed(change)
    return found


def close_change(unit: Unit, change: Change) -> None:
    """Not agreed to: what was to be is kept in the paper, and nothing else changes."""
    keep_sides(unit, change)


def _baseline(unit: Unit, change: Change, after: Side) -> Baseline:
    return Baseline(
        project=change.project, number=change.project.baselines.count() + 1,
        approved_on=unit.today, headcount=after.headcount, priority_headcount=after.priority,
        labour_pay=after.pay, denominator=after.denominator,
        denominator_amount=after.denominator_amount, training=after.training,
        safety_training=after.safety, posts=after.posts, total_investment=after.total,
        document_number=change.document_number, origin=change.origin,
    )  # fmt: skip


def _write_project(unit: Unit, project: Project, found: Proposal) -> None:
    after = found.after
    if asdict(after) == asdict(found.before):
        return
    project.village_name, project.content = after.place, after.content
    project.planned_start, project.planned_end = after.start, after.end
    project.total_investment = after.total
    if after.contractor != project.contractor_id:
        project.contractor = found.given["new_contractor"]
    project.version += 1
    unit.changed(project)
    _write_funds(unit, project, after.funds)
    Seat.objects.filter(chain=unit.chain).update(amount=after.total)


def _write_funds(unit: Unit, project: Project, funds: dict[str, Decimal]) -> None:
    """The rows of ``project``'s money as ``funds`` says: changed, come, gone."""
    rows = {fund.source: fund for fund in project.funds.all()}
    for source, amount in funds.items():
        if source not in rows:
            unit.create(Fund(project=project, source=source, amount=amount))
        elif rows[source].amount != amount:
            rows[source].amount = amount
            unit.changed(rows[source])
    for source, row in rows.items():
        if source not in funds:
            row.delete()
