"""What a case is to be like: the knobs of the maker of case folders."""

from __future__ import annotations

import dataclasses
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from flows.orgs.kinds import DISTRICTS

Headings = Literal["plain", "synonyms", "bare"]
Encoding = Literal["utf-8", "utf-8-sig", "gb18030"]
HEADINGS: tuple[Headings, ...] = ("plain", "synonyms", "bare")
ENCODINGS: tuple[Encoding, ...] = ("utf-8", "utf-8-sig", "gb18030")
FAULTS = ("F02", "F04", "F06", "F10", "F12", "F17", "L6", "L8", "L10", "L12", "L13")
LEAST_RATE = Decimal(130)  # 低于此价，扣减 100 元或少发就会与最低工资相混
FIXED_HOLIDAYS = {(1, 1), (5, 1), (5, 2), (5, 3), (10, 1), (10, 2), (10, 3)}


@dataclass(frozen=True, kw_only=True)
class Spec:
    """One case. Money is yuan; ``funds`` are (source, weight), the first is r3's denominator.

    ``pay_share`` is labour pay ÷ the first source's money; investment follows from it. ``facts``
    overrides any fact of case.json in the end. ``terse`` says only what has no default.
    """

    district: str = "110118"
    town: str = "示例镇"
    village: str = "示例村"
    field: str = "农村生产生活"
    name: str = ""
    code: str = ""
    funds: tuple[tuple[str, str], ...] = (("市级财政", "0.75"), ("区级财政", "0.25"))
    pay_share: str = "0.4"
    supervision_mode: str = "监理单位"
    approving_body: str = "区发展和改革委员会"
    headcount: int = 12
    managers: int = 1
    start: dt.date = dt.date(2025, 6, 3)
    months: int = 2
    approved_on: dt.date | None = None
    daily_rate: str = "200"
    headings: Headings = "plain"
    encoding: Encoding = "gb18030"
    faults: tuple[str, ...] = ()
    terse: bool = False
    facts: dict[str, Any] = dataclasses.field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.district not in DISTRICTS:
            raise ValueError(f"不认识的区代码：{self.district}")
        if self.headcount < 1 or self.managers < 0 or self.months < 1:
            raise ValueError("人数至少 1 人，月数至少 1 个月")
        if self.start.day > 20:
            raise ValueError("开工日请在每月 20 日以前，首月才有足够的工日")
        if unknown := set(self.faults) - set(FAULTS):
            raise ValueError(f"不会植入的差错：{'、'.join(sorted(unknown))}")
        if self.faults and self.rate < LEAST_RATE:
            raise ValueError(f"植入差错时日报酬应不低于 {LEAST_RATE} 元")

    @property
    def rate(self) -> Decimal:
        return Decimal(self.daily_rate)

    @property
    def district_name(self) -> str:
        return DISTRICTS[self.district]

    @property
    def calendar(self) -> list[dt.date]:
        """The first days of the months of work."""
        first = self.start.replace(day=1)
        found = [first]
        while len(found) < self.months:
            found.append((found[-1] + dt.timedelta(days=32)).replace(day=1))
        return found

    @property
    def end(self) -> dt.date:
        """The last working day of the last month."""
        after = (self.calendar[-1] + dt.timedelta(days=32)).replace(day=1)
        return max(d for d in _days(self.start, after - dt.timedelta(days=1)) if is_workday(d))

    @property
    def approval_day(self) -> dt.date:
        return self.approved_on or self.start - dt.timedelta(days=70)

    def workdays(self, first: dt.date, last: dt.date) -> list[dt.date]:
        """Monday to Saturday without the fixed holidays, inside the time of work."""
        return [d for d in _days(max(first, self.start), min(last, self.end)) if is_workday(d)]


def is_workday(day: dt.date) -> bool:
    return day.weekday() < 6 and (day.month, day.day) not in FIXED_HOLIDAYS


def month_end(month: dt.date) -> dt.date:
    return (month.replace(day=1) + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)


def _days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
