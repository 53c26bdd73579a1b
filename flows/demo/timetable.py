"""On which day things happen in a story: offsets from the case's own days.

Before the approval days are counted back from ``approved_on``; between approval, contract and
start they are shares of the time there is; in the months they follow the sheets and their pay
dates; after the last payment they are counted forward. A simulated clock never goes back: where
a case leaves too little time, things happen one after another on the same day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flows.engine import clock

from .case import Case

BEFORE_APPROVAL = {  # natural days before approved_on
    "register": 76,
    "item.DRAFT": 75,
    "item.TOWN_REVIEW": 71,
    "item.JOINT_REVIEW": 64,
    "item.LISTING": 58,
    "item.FILING": 53,
    "survey": 48,
    "case.DRAFT": 42,
    "case.TOWN_REVIEW": 37,
    "case.SUBMITTED": 32,
    "case.SECTOR_REVIEW": 24,
    "case.COUNTERSIGNING": 14,
    "case.DECIDING": 0,
}
TO_CONTRACT = {  # share of the days from approved_on to the contract's signed_on
    "case.DELIVERED": 0.05,
    "funding.DRC_DRAFTING": 0.12,
    "funding.FINANCE_DRAFTING": 0.2,
    "funding.COUNTERSIGNING": 0.3,
    "funding.SIGNING": 0.4,
    "funding.FORWARDING": 0.5,
    "contract.PROCUREMENT": 0.8,
    "contract.REGISTERING": 1.0,
}
TO_START = {  # natural days before start_date
    "roster": 4,
    "roster.TOWN_REVIEW": 3,
    "start.DRAFT": 1,
}
IN_MONTH = {  # natural days after the month's last day
    "compile": 1,
    "check": 2,
    "confirm": 3,
    "post_notice": 4,
    "close_notice": 13,
    "review": 13,
    "town": 14,
    "file": 15,
    "pay": 16,
}
AFTER_LAST_PAYMENT = {  # natural days
    "report": 2,
    "pre_accept": 5,
    "form": 8,
    "verify": 11,
    "vote": 12,
    "conclude": 13,
    "transfer": 18,
    "accounts": 50,
    "maintain": 55,
    "archive": 65,
}
CHECKPOINT_DAY = 12  # day of the month of a planned check; at the earliest the day after the start


@dataclass(frozen=True)
class Timetable:
    """Answers “when”: aware moments of the simulated clock."""

    case: Case

    @property
    def signed_on(self) -> dt.date:
        said = self.case.contract.get("signed_on")
        if said:
            return dt.date.fromisoformat(said)
        gap = self.case.day("start_date") - self.case.day("approved_on")
        return self.case.day("approved_on") + gap * 0.6

    def before_approval(self, name: str) -> dt.datetime:
        return clock.at(self.case.day("approved_on") - dt.timedelta(days=BEFORE_APPROVAL[name]))

    def to_contract(self, name: str) -> dt.datetime:
        start = self.case.day("approved_on")
        days = max((self.signed_on - start).days, 0)
        return clock.at(start + dt.timedelta(days=int(days * TO_CONTRACT[name])), 10)

    def to_start(self, name: str) -> dt.datetime:
        return clock.at(self.case.day("start_date") - dt.timedelta(days=TO_START[name]))

    @property
    def start(self) -> dt.datetime:
        return clock.at(self.case.day("start_date"), 7)

    def checkpoint(self, month: dt.date, days: int = 0) -> dt.datetime:
        day = max(
            month.replace(day=CHECKPOINT_DAY), self.case.day("start_date") + dt.timedelta(days=1)
        )
        return clock.at(day + dt.timedelta(days=days), 10)

    def in_month(self, month: dt.date, name: str) -> dt.datetime:
        return clock.at(last_day(month) + dt.timedelta(days=IN_MONTH[name]), 11)

    def pay(self, month: dt.date) -> dt.datetime:
        """The pay day the ledger itself plans, at the earliest when the batch is filed."""
        planned = [
            row.pay_date
            for file in self.case.of_kind("payroll")
            if file.month == month
            for row in file.ledger.rows
            if row.pay_date
        ]
        earliest = self.in_month(month, "pay")
        return max(earliest, clock.at(min(planned), 9)) if planned else earliest

    def receipts(self, month: dt.date) -> dt.datetime:
        """The last day the bank's answer speaks of."""
        traded = [
            row.trade_date
            for file in self.case.of_kind("receipts")
            if file.month == month
            for row in file.ledger.rows
        ]
        return clock.at(max(traded), 16) if traded else self.pay(month) + dt.timedelta(days=1)

    def finish(self, name: str) -> dt.datetime:
        last = [self.receipts(month) for month in self.case.months]
        end = clock.at(self.case.day("end_date"), 16)
        day = max([end, *last]).date() + dt.timedelta(days=AFTER_LAST_PAYMENT[name])
        return clock.at(day, 10)


def last_day(month: dt.date) -> dt.date:
    return (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
