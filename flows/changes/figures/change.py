"""What a change is judged on, and shown as: the project as it stands, and as it would be."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Max, Min

from flows.labour.models import Attendance
from flows.projects.models import Source

LABOUR = (
    "new_headcount",
    "new_priority_headcount",
    "new_labour_pay",
    "new_training",
    "new_safety_training",
    "new_posts",
)
# What each kind of change may write anew; the first field (of LABOUR: any) is what it is about.
FIELDS: dict[str, tuple[str, ...]] = {
    "PLACE": ("new_village_name",),
    "SCALE": ("new_content", *LABOUR),
    "CONTENT": ("new_content", *LABOUR),
    "TERM": ("new_start", "new_end"),
    "BODY": ("new_contractor",),
    "LABOUR": LABOUR,
    "ESTIMATE": ("new_total", "new_funds", "new_denominator_amount", "money_source", *LABOUR),
}
TOTAL = "总投资"
ALWAYS = (Source.CENTRAL_BUDGET, Source.CITY)  # shares that are said even where there is none
OF_LABOUR = ("带动当地", "其中优先", "劳务报酬", "培训", "其中安全", "公益性")
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Side:
    """The project on one side of a change; yuan, people, days as dates.

    ``safety`` is the part of ``training`` a roster records, None where no paper says it.
    """

    place: str
    content: str
    start: dt.date
    end: dt.date
    contractor: int | None
    contractor_name: str
    total: Decimal
    funds: dict[str, Decimal]
    headcount: int
    priority: int
    pay: Decimal
    denominator: str
    denominator_amount: Decimal
    training: int
    safety: int | None
    posts: int

    def share(self, of: str) -> Decimal | None:
        """Pay as a part of the money ``of`` a source, or of 总投资; None where there is none."""
        whole = self.total if of == TOTAL else self.funds.get(of)
        return self.pay / whole if whole else None


@dataclass(frozen=True)
class Proposal:
    """A change beside what it changes. ``given``: the new values of its kinds, by field.

    ``estimate`` is the money of the first approval (feasibility), ``approved_on`` its day;
    ``worked_from`` and ``worked_to`` are the first and last day anybody was at work.
    """

    kinds: tuple[str, ...]
    reason: str
    given: dict[str, Any]
    before: Side
    after: Side
    stage: Any
    body: str
    source: str
    district: str
    estimate: Decimal
    approved_on: dt.date
    contractor_kind: Any
    supervisor: int | None
    worked_from: dt.date | None
    worked_to: dt.date | None

    @property
    def money_source(self) -> str:
        return str(self.given.get("money_source", "")).strip()

    @property
    def moves_share(self) -> bool:
        """Pay, money or what pay is divided by is not as it was."""
        one, other = self.before, self.after
        return (one.pay, one.funds, one.total) != (other.pay, other.funds, other.total)


def fields_of(kinds: Any) -> tuple[str, ...]:
    """The fields that changes of ``kinds`` may write, each once."""
    return tuple(dict.fromkeys(name for kind in kinds for name in FIELDS.get(kind, ())))


def proposal(change: Any) -> Proposal:
    """``change`` beside its project as it stands now."""
    project, first = change.project, change.project.baselines.order_by("number").first()
    given = given_of(change)
    before = side_of(project, change.baseline)
    after = changed(before, given)
    contractor = given.get("new_contractor")
    worked = Attendance.objects.filter(engagement__project=project, live=True).aggregate(
        first=Min("day"), last=Max("day")
    )
    return Proposal(
        kinds=tuple(change.kinds), reason=change.reason.strip(), given=given,
        before=before, after=after, stage=project.stage,
        body=project.get_approving_body_display(), source=_source(before, after),
        district=project.district, estimate=first.total_investment or project.total_investment,
        approved_on=first.approved_on, contractor_kind=contractor.kind if contractor else "",
        supervisor=project.supervisor_id, worked_from=worked["first"], worked_to=worked["last"],
    )  # fmt: skip


def _source(before: Side, after: Side) -> str:
    """Whose parameters bind: a source that gives now or would give; none is shed by a change."""
    return next((s for s in Source.values if s in before.funds or s in after.funds), "")


def given_of(change: Any) -> dict[str, Any]:
    """The new values that belong to the kinds of ``change`` and are said, by field."""
    found = {name: getattr(change, name) for name in fields_of(change.kinds)}
    said = {name: value for name, value in found.items() if value not in (None, "", {})}
    if "new_funds" in said:
        said["new_funds"] = {s: Decimal(a) for s, a in said["new_funds"].items() if Decimal(a)}
    return said


def side_of(project: Any, baseline: Any) -> Side:
    """``project`` as it stands, with the promise ``baseline`` (a project without one has none)."""
    return Side(
        place=project.village_name, content=project.content,
        start=project.planned_start, end=project.planned_end,
        contractor=project.contractor_id,
        contractor_name=project.contractor.name if project.contractor else "",
        total=project.total_investment,
        funds={fund.source: fund.amount for fund in project.funds.all()},
        headcount=baseline.headcount, priority=baseline.priority_headcount,
        pay=baseline.labour_pay, denominator=baseline.denominator,
        denominator_amount=baseline.denominator_amount, training=baseline.training,
        safety=baseline.safety_training, posts=baseline.posts,
    )  # fmt: skip


NAMES = {
    "new_village_name": "place", "new_content": "content", "new_start": "start",
    "new_end": "end", "new_total": "total", "new_funds": "funds", "new_headcount": "headcount",
    "new_priority_headcount": "priority", "new_labour_pay": "pay", "new_training": "training",
    "new_safety_training": "safety", "new_posts": "posts",
    "new_denominator_amount": "denominator_amount",
}  # fmt: skip


def changed(before: Side, given: dict[str, Any]) -> Side:
    """``before`` with the ``given`` values; what pay is divided by follows the money."""
    after = replace(before, **{NAMES[n]: value for n, value in given.items() if n in NAMES})
    contractor = given.get("new_contractor")
    if contractor is not None:
        after = replace(after, contractor=contractor.pk, contractor_name=contractor.name)
    moved = {"new_total", "new_funds"} & set(given)
    if moved and "new_denominator_amount" not in given:
        whole = after.total if after.denominator == TOTAL else after.funds.get(after.denominator)
        after = replace(after, denominator_amount=whole or after.denominator_amount)
    return after


def written(side: Side, others: Side) -> dict[str, str]:
    """``side`` label by label, as it is shown and frozen; money sources of either side are named."""
    sources = [s for s in Source.values if s in side.funds or s in others.funds]
    shares = [*dict.fromkeys([*ALWAYS, *sources]), TOTAL]
    return {
        "建设地点": side.place,
        "建设内容和规模": side.content,
        "计划开工": f"{side.start}",
        "计划完工": f"{side.end}",
        "承接主体": side.contractor_name,
        "总投资（元）": f"{side.total:,.2f}",
        **{f"其中{s}（元）": f"{side.funds.get(s, Decimal(0)):,.2f}" for s in sources},
        "带动当地务工人数（人）": f"{side.headcount:,}",
        "其中优先群体（人）": f"{side.priority:,}",
        "劳务报酬总额（元）": f"{side.pay:,.2f}",
        **{f"劳务报酬占{of}": _percent(side.share(of)) for of in map(str, shares)},
        "培训人次": f"{side.training:,}",
        "其中安全培训（人次）": "" if side.safety is None else f"{side.safety:,}",
        "公益性岗位（个）": f"{side.posts:,}",
    }


def _percent(share: Decimal | None) -> str:
    return "" if share is None else f"{share * HUNDRED:.2f}%"


@dataclass(frozen=True)
class Compared:
    """One line of 变更前后对照, in words: ``gap`` and ``part`` ("" where it is no number)."""

    label: str
    before: str
    after: str
    gap: str
    part: str

    @property
    def of_labour(self) -> bool:
        """What the change does to people and their pay: shown whether it differs or not."""
        return self.label.startswith(OF_LABOUR)

    @property
    def differs(self) -> bool:
        return self.before != self.after


def compared(before: dict[str, str], after: dict[str, str]) -> list[Compared]:
    """Line by line what was and what would be (or what was kept of it), with the difference."""
    return [
        Compared(label, said, after.get(label, ""), *_difference(said, after.get(label, "")))
        for label, said in before.items()
    ]


def _difference(before: str, after: str) -> tuple[str, str]:
    """(difference, difference in per cent of what was): percentage points for shares."""
    days = _days(before, after)
    if days:
        return f"{days:+d} 日", ""
    one, other = _number(before), _number(after)
    if one is None or other is None or one == other:
        return "", ""
    if before.endswith("%"):
        return f"{other - one:+,.2f} 个百分点", ""
    gap = f"{other - one:+,f}"
    return gap, f"{(other - one) / one * HUNDRED:+.1f}%" if one else ""


def _days(before: str, after: str) -> int:
    """By how many days the later date is later; 0 where these are no dates."""
    try:
        return (dt.date.fromisoformat(after) - dt.date.fromisoformat(before)).days
    except ValueError:
        return 0


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "").removesuffix("%"))
    except InvalidOperation:
        return None
