"""由考勤生成台账: the month's lines from attendance and agreed rates, without a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flows.engine.findings import Finding, NotYours, Refused, WorkerRef
from flows.engine.privacy import opened
from flows.engine.unit import Unit, work
from flows.labour.actions import catch_up
from flows.labour.actions.filing import sealed
from flows.labour.models import Engagement

from .. import figures
from ..figures import Due
from ..models import PayrollBatch, PayrollLine
from ..states import BatchState, LineStatus, labour_officer

BASIS = "保障农民工工资支付条例28、31"
OPEN = (LineStatus.RECORDED, LineStatus.HELD)


@dataclass(frozen=True)
class Computed:
    """What was written; ``without_rate`` are people whose rate nobody has said."""

    added: int
    changed: int
    unchanged: int
    without_rate: tuple[WorkerRef, ...] = ()

    @property
    def sentence(self) -> str:
        said = f"按考勤新增 {self.added} 行，更新 {self.changed} 行，{self.unchanged} 行没有变化。"
        if self.without_rate:
            said += f"{len(self.without_rate)} 人没有约定的报酬标准，未生成。"
        return said


def compute_lines(batch: PayrollBatch, *, by: Any) -> Computed:
    """Write the lines of ``batch`` as its attendance has them: missing people are added, lines
    nobody has confirmed are brought up to date; the rest stays. Twice does nothing twice.

    Raises NotYours, Busy, and Refused (not being compiled, nobody present, no rate known).
    """
    with work(batch.chain, by) as unit:
        batch = unit.current(batch)
        if not labour_officer(batch, by):
            raise NotYours("发放台账由本项目施工单位的劳资专管员编制。")
        catch_up(unit, batch.project)
        present = [due for due in figures.computed(batch) if due.days or due.pieces]
        rates = _rates(batch, present)
        if wrong := _not_computable(batch, present, rates):
            raise Refused([wrong])
        return _write(unit, batch, present, rates)


def _rates(batch: PayrollBatch, present: list[Due]) -> dict[int, Decimal]:
    """The rate by engagement: agreed in the roster, else in this ledger, else last month's."""
    earlier = PayrollLine.objects.filter(
        batch__project=batch.project, batch__month__lt=batch.month, pieces=None
    ).order_by("batch__month")  # fmt: skip
    last = dict(earlier.values_list("engagement", "rate"))
    found = {}
    for due in present:
        rate = due.rate if due.rate is not None else due.said.rate if due.said else None
        if rate is None:
            rate = last.get(due.engagement)
        if rate is not None:
            found[due.engagement] = rate
    return found


def _not_computable(
    batch: PayrollBatch, present: list[Due], rates: dict[int, Decimal]
) -> Finding | None:
    if batch.state != BatchState.DRAFT:
        where = batch.get_state_display()
        return Finding(
            "BATCH_NOT_DRAFT", f"{batch.title}已到“{where}”，编制时才能生成台账。", BASIS,
            "确需更正的，请当前环节退回编制。",
        )  # fmt: skip
    if not present:
        return Finding(
            "ATTENDANCE_MISSING", "当月还没有考勤。", BASIS, "先交考勤表，或在现场点名。"
        )
    if not rates:
        return Finding(
            "RATE_MISSING", "名册没有写报酬标准，以前的台账也没有单价。", BASIS,
            "在名册中写明报酬标准，或先交一份写明单价的发放台账。",
        )  # fmt: skip
    return None


def _write(
    unit: Unit, batch: PayrollBatch, present: list[Due], rates: dict[int, Decimal]
) -> Computed:
    people = Engagement.objects.filter(project=batch.project).in_bulk()
    lines = {line.engagement_id: line for line in PayrollLine.objects.filter(batch=batch)}
    made, changed, left = [], [], []
    for due in present:
        line = lines.get(due.engagement)
        if due.engagement not in rates:
            left.append(due.worker)
        elif line is None:
            made.append(_new(batch, people[due.engagement], due, rates[due.engagement]))
        elif line.status in OPEN and not line.confirmed and _brought_up(line, due, rates):
            changed.append(line)
    PayrollLine.objects.bulk_create(made)
    PayrollLine.objects.bulk_update(changed, ["days", "rate", "gross", "net"])
    unchanged = len(present) - len(left) - len(made) - len(changed)
    if made or changed:
        unit.record(
            batch, "import", "compute_lines", "由考勤生成台账",
            payload={"kind": "payroll", "month": f"{batch.month:%Y-%m}", "added": len(made),
                     "changed": len(changed), "unchanged": unchanged},
        )  # fmt: skip
    return Computed(len(made), len(changed), unchanged, tuple(left))


def _new(batch: PayrollBatch, person: Engagement, due: Due, rate: Decimal) -> PayrollLine:
    gross = due.at(rate)
    return PayrollLine(
        batch=batch, engagement=person, trade=person.trade, days=due.days, rate=rate, gross=gross,
        net=gross, card_holder=person.card_holder,
        counts_as_relief=person.counts_as_relief and not batch.care,
        **sealed("card", opened(person, "card"), PayrollLine),
    )  # fmt: skip


def _brought_up(line: PayrollLine, due: Due, rates: dict[int, Decimal]) -> bool:
    """``line`` as computed; 奖扣 stays what the unit wrote. False where it was so already."""
    rate = rates[due.engagement]
    facts = {"days": due.days, "rate": rate, "gross": due.at(rate)}
    facts["net"] = facts["gross"] + line.adjustment
    news = any(getattr(line, name) != value for name, value in facts.items())
    for name, value in facts.items():
        setattr(line, name, value)
    return news
