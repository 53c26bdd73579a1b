"""What the handover's states open: dates of its own, stages of the project; and 联农带农, said."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from flows.engine import gate
from flows.engine.findings import Finding, NotYours, Refused
from flows.engine.privacy import scrub
from flows.engine.unit import Unit, work
from flows.orgs.kinds import PostCode as P
from flows.projects.posts import held, posts
from flows.projects.states import Stage

from ..figures.benefits import Measured, measured
from ..figures.retention import kept_until, payroll_of, settled_on
from ..models import Benefit, Handover
from ..states import HandoverState

BASIS = "实施意见一(三)、三(六)"
MOST, MOST_AMOUNT = 400, Decimal(10) ** 13
tells = held(posts(P.OWNER_LEAD, P.OWNER_SITE, P.VILLAGE_DIRECTOR))


class Gain(NamedTuple):
    """What is said of one way: ``actual`` None where it does not apply, which asks for a note."""

    actual: Decimal | None
    note: str = ""


def date_transfer(unit: Unit, handover: Handover) -> None:
    handover.transferred_on = unit.today
    unit.changed(handover)


def date_accounts(unit: Unit, handover: Handover) -> None:
    """The accounts are settled: the day from which the papers are kept is this one."""
    if handover.settled_on is None:
        handover.settled_on = unit.today
        unit.changed(handover)


def maintain_project(unit: Unit, handover: Handover) -> None:
    if handover.project.stage == Stage.HANDOVER:
        gate.advance(unit, handover.project, "maintain")


def archive_project(unit: Unit, handover: Handover) -> None:
    """Archived: the papers of pay are kept ``retain.payroll.years`` from the settling of accounts,
    or of the last pay where that came later (条例28)."""
    years = unit.parameters.get("retain.payroll.years", on=unit.today).days
    handover.archived_on = unit.today
    settled = settled_on(payroll_of(handover.project)) or unit.today
    handover.retain_until = kept_until(max(handover.settled_on or unit.today, settled), years)
    unit.changed(handover)
    gate.advance(unit, handover.project, "archive")


def say_benefits(handover: Handover, said: Mapping[str, Gain], *, by: Any) -> int:
    """Write what came of the ways ``said`` (mode → Gain) beside what was planned; how many rows
    are new or changed. By owner or village, until the handover is archived.

    What differs from the ledgers, or does not apply, asks for a note. Raises NotYours, Refused.
    """
    with work(handover.chain, by) as unit:
        handover = unit.current(handover)
        if not tells(handover, by) or handover.state == HandoverState.ARCHIVED:
            raise NotYours("联农带农由业主或村委会在归档前填写。")
        known = {each.mode: each for each in measured(handover)}
        wanted = {mode: Gain(gain.actual, scrub(gain.note).strip()) for mode, gain in said.items()}
        if wrong := [f for mode, gain in wanted.items() for f in _wrong(known.get(mode), gain)]:
            raise Refused(wrong)
        before = {row.mode: row for row in handover.benefits.all()}
        rows = [_row(handover, known[mode], gain, before) for mode, gain in wanted.items()]
        changed = [row for row in rows if row is not None]
        for row in changed:
            row.save()
        if changed:
            _record(unit, handover, changed)
        return len(changed)


def _wrong(known: Measured | None, gain: Gain) -> list[Finding]:
    if known is None:
        return [Finding("BENEFIT_UNKNOWN", "没有这种联农带农方式。", BASIS, "从列出的四种中填写。")]
    found = []
    cure = "在说明中写明。"
    if gain.actual is not None and not 0 <= gain.actual < MOST_AMOUNT:
        found.append(Finding("BENEFIT_INVALID", f"{known.name}的实际值须为非负数。", BASIS, "改正后再保存。"))  # fmt: skip
    if gain.actual is None and not gain.note:
        found.append(Finding("BENEFIT_REASON", f"{known.name}不适用的，须写明理由。", BASIS, cure))
    differs = None not in (gain.actual, known.actual) and gain.actual != known.actual
    if differs and not gain.note:
        said = f"{known.name}填写 {gain.actual}，台账为 {known.actual}。"
        found.append(Finding("BENEFIT_DIFFERS", said, BASIS, f"按台账填写，或{cure}"))
    if len(gain.note) > MOST:
        found.append(
            Finding("BENEFIT_LONG", f"{known.name}的说明超过 {MOST} 字。", BASIS, "请精简。")
        )
    return found


def _row(
    handover: Handover, known: Measured, gain: Gain, before: Mapping[str, Benefit]
) -> Benefit | None:
    """The row as it is to be; None where it already is."""
    row = before.get(known.mode) or Benefit(handover=handover, mode=known.mode)
    wanted = (gain.actual is not None, known.planned, gain.actual, gain.note)
    if row.pk and (row.applies, row.planned, row.actual, row.note) == wanted:
        return None
    row.applies, row.planned, row.actual, row.note = wanted
    return row


def _record(unit: Unit, handover: Handover, rows: list[Benefit]) -> None:
    handover.version += 1
    unit.changed(handover)
    state = handover.get_state_display()
    unit.record(
        *(handover, "edit", "say_benefits", "填写联农带农"),
        from_state=state,
        to_state=state,
        payload={row.mode: str(row.actual) if row.applies else "不适用" for row in rows},
    )
