"""The bank's answers are taken in and matched with the lines they pay. They are facts at any time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from flows.engine.privacy import blind
from flows.labour.actions import Filed, FileRefused, Taken
from flows.labour.models import HandIn
from flows.sheets.rows import ReceiptRow
from flows.sheets.titles import month_in

from ..models import BankReceipt, PayrollBatch, PayrollLine
from ..rules.fault import plain_name
from ..rules.receipts import Reason, Register
from ..rules.references import found_in
from ..states import ENDED, LineStatus

KEY = ("serial", "traded_on", "card_index", "amount", "succeeded")


def take_receipts(filed: Filed) -> Taken:
    """Record receipts not known yet. Raises FileRefused where no batch of the month exists."""
    if wrong := _refusals(filed):
        raise FileRefused(wrong)
    known = set(BankReceipt.objects.filter(project=filed.project).values_list(*KEY))
    fresh: dict[tuple, BankReceipt] = {}
    for row in filed.ledger.rows:
        receipt = _receipt(filed, row)
        key = tuple(getattr(receipt, name) for name in KEY)
        if key not in known:
            fresh.setdefault(key, receipt)
    taken = Taken(len(fresh), len(filed.ledger.rows) - len(fresh))
    if fresh:
        _write(filed.write(taken), list(fresh.values()))
    return taken


def _refusals(filed: Filed) -> list:
    if not PayrollBatch.objects.filter(project=filed.project, month=filed.month).exists():
        return [
            filed.error("BATCH_MISSING", f"{filed.ledger.month} 还没有发放批次，请先交该月发放台账")
        ]
    today = filed.unit.today
    return [
        filed.error(
            "DATE_FUTURE", f"交易日期 {row.trade_date} 还没有到", row=row, column="交易日期"
        )
        for row in filed.ledger.rows
        if row.trade_date > today
    ]


def _receipt(filed: Filed, row: ReceiptRow) -> BankReceipt:
    """``row`` as a fact; a month named in 摘要 beats the month of the file."""
    named = month_in(row.remark)
    month = dt.date.fromisoformat(f"{named}-01") if named else filed.month
    return BankReceipt(
        project=filed.project,
        month=month,
        traded_on=row.trade_date,
        serial=row.serial,
        holder=row.holder,
        card_index=blind(row.card_number),
        card_last4=row.card_number[-4:],
        amount=row.amount,
        succeeded=row.succeeded,
        remark=row.remark,
    )


def _write(hand_in: HandIn, receipts: list[BankReceipt]) -> None:
    for receipt in receipts:
        receipt.hand_in = hand_in
    BankReceipt.objects.bulk_create(receipts)


def unanswered_batches(filed: Filed) -> list[PayrollBatch]:
    """The batches that receipts still unmatched speak of, while they are not ended."""
    waiting = list(BankReceipt.objects.filter(project=filed.project, line=None))
    named = {each for receipt in waiting for each in found_in(receipt.remark)}
    months = {receipt.month for receipt in waiting}
    return list(
        PayrollBatch.objects.filter(
            Q(month__in=months) | Q(lines__reference__in=named), project=filed.project
        )
        .exclude(state__in=ENDED)
        .distinct()
    )


def match_receipts(filed: Filed) -> list[PayrollBatch]:
    """Match every receipt still unmatched; returns the batches whose lines have changed.

    By the line's own reference, if amount and card are the line's too; without a reference by
    month, card, amount and holder. What fits no line, or one of several, stays unmatched.
    """
    waiting = sorted(BankReceipt.objects.filter(project=filed.project, line=None), key=in_order)
    matcher = Matcher(lines_about(filed.project, waiting), waiting)
    matched = [receipt for receipt in waiting if matcher.match(receipt)]
    BankReceipt.objects.filter(pk__in=matcher.reversed).update(reversed=True)
    BankReceipt.objects.bulk_update(matched, ["line", "month", "reversed"])
    PayrollLine.objects.bulk_update(
        list(matcher.changed.values()), ["status", "paid_on", "paid_while_held"]
    )
    touched = {line.batch_id: line.batch for line in matcher.changed.values()}
    return list(touched.values())


def lines_about(project: Any, receipts: Iterable[BankReceipt]) -> list[PayrollLine]:
    """The lines of ``project`` that ``receipts`` may speak of, by their months and references."""
    receipts = list(receipts)
    named = {each for receipt in receipts for each in found_in(receipt.remark)}
    months = {receipt.month for receipt in receipts}
    return list(
        PayrollLine.objects.filter(batch__project=project)
        .filter(Q(batch__month__in=months) | Q(reference__in=named))
        .select_related("batch")
        .order_by("id")
    )


def in_order(receipt: BankReceipt) -> tuple:
    """Receipts as they happened, whatever order the rows of a file have. Serials rise."""
    return (
        receipt.traded_on, len(receipt.serial), receipt.serial, receipt.succeeded,
        receipt.card_index, receipt.amount,
    )  # fmt: skip


class Matcher:
    """Which line each receipt speaks of, and what becomes of the line."""

    def __init__(self, lines: Iterable[PayrollLine], waiting: Iterable[BankReceipt]) -> None:
        self.changed: dict[int, PayrollLine] = {}
        self.reversed: list[int] = []
        self._register = Register(lines)
        self._claimed: set[int] = set()  # lines that a receipt with their own reference pays
        self._successes: dict[tuple, int] = defaultdict(int)
        for receipt in waiting:
            named = self._register.named(receipt)
            if isinstance(named, PayrollLine) and receipt.succeeded:
                self._claimed.add(named.pk)
            elif named is None and receipt.succeeded:
                self._successes[_same(receipt)] += 1
        self._paid_by: dict[int, BankReceipt] = {}

    def match(self, receipt: BankReceipt) -> bool:
        named = self._register.named(receipt)
        if isinstance(named, Reason):
            return False
        found = [named] if named is not None else self._register.alike(receipt)
        line = self._answer(receipt, found, sure=named is not None)
        if line is None:
            return False
        receipt.line, receipt.month = line, line.batch.month
        return True

    def _answer(
        self, receipt: BankReceipt, found: list[PayrollLine], *, sure: bool
    ) -> PayrollLine | None:
        if not receipt.succeeded:
            return self._bounced(receipt, found)
        unpaid = [line for line in found if line.status != LineStatus.PAID]
        if not sure:
            unpaid = self._one_of(receipt, unpaid)
        return self._paid(receipt, unpaid[0]) if unpaid else None

    def _one_of(self, receipt: BankReceipt, unpaid: list[PayrollLine]) -> list[PayrollLine]:
        """One open line; or as many alike as there are successes alike: then each pays one."""
        left = self._successes[_same(receipt)]
        self._successes[_same(receipt)] -= 1
        free = [line for line in unpaid if line.pk not in self._claimed] or unpaid
        return free if len(free) in (1, left) else []

    def _paid(self, receipt: BankReceipt, line: PayrollLine) -> PayrollLine:
        line.paid_while_held = line.status == LineStatus.HELD or not line.confirmed
        line.status, line.paid_on = LineStatus.PAID, receipt.traded_on
        self._paid_by[line.pk] = receipt
        self.changed[line.pk] = line
        return line

    def _bounced(self, receipt: BankReceipt, candidates: list[PayrollLine]) -> PayrollLine | None:
        """An open line bounces (a held one stays held); a paid one is taken back by the bank."""
        found = [line for line in candidates if line.status != LineStatus.PAID] or candidates
        if len(found) != 1:
            return None
        line = found[0]
        if line.status == LineStatus.PAID:
            if line.paid_on and receipt.traded_on < line.paid_on:
                return line  # an older attempt: it was paid after all
            self._take_back(line)
        if line.status != LineStatus.HELD:
            line.status = LineStatus.BOUNCED
            self.changed[line.pk] = line
        return line

    def _take_back(self, line: PayrollLine) -> None:
        """The success that had paid ``line`` no longer counts."""
        mine = self._paid_by.pop(line.pk, None)
        if mine is not None:
            mine.reversed = True
        else:
            self.reversed += line.receipts.filter(succeeded=True, reversed=False).values_list(
                "pk", flat=True
            )
        line.paid_on, line.paid_while_held = None, False


def _same(receipt: BankReceipt) -> tuple:
    return (receipt.month, receipt.card_index, receipt.amount, plain_name(receipt.holder))
