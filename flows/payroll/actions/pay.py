"""A month's pay ledger is taken in: lines as handed in, sums not recomputed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from flows.engine.bulk import copy_in
from flows.engine.privacy import encrypt_all, opened, place_of
from flows.labour.actions import Filed, FileRefused, Taken
from flows.labour.actions.filing import Person, sealed
from flows.sheets.problems import CellError
from flows.sheets.rows import PayrollRow

from .. import figures
from ..models import PayrollBatch, PayrollLine
from ..states import ConfirmMethod, LineStatus
from .confirmation import How, confirm_marked, own_confirmations, void_confirmations

FIXED = (LineStatus.PAID, LineStatus.SENT, LineStatus.STRUCK)
CARD = {"card_index", "card_holder"}
WRITTEN = (
    "trade", "days", "rate", "pieces", "gross", "adjustment", "net", "card_cipher", "card_index",
    "card_last4", "card_holder", "reference", "pay_date", "confirmed", "confirmed_at",
    "counts_as_relief", "note", "status",
)  # fmt: skip
NEW = (
    "batch_id", "engagement_id", "trade", "days", "rate", "pieces", "gross", "adjustment", "net",
    "card_cipher", "card_index", "card_last4", "card_holder", "pay_date", "confirmed",
    "confirmed_at", "counts_as_relief", "note",
)  # fmt: skip
Made = tuple[PayrollRow, Person, str]  # a line not known yet: the blind index of its card
AGREED = {"days", "rate", "pieces", "gross", "adjustment", "net", *CARD}  # what a worker confirms


def take_payroll(filed: Filed, batch: PayrollBatch, *, locked: str = "") -> Taken:
    """Record the lines. ``locked`` says why amounts may not change any more; that somebody has
    confirmed since may be recorded all the same. Raises FileRefused."""
    if wrong := filed.strangers():
        raise FileRefused(wrong)
    known = {line.engagement_id: line for line in PayrollLine.objects.filter(batch=batch)}
    made: list[Made] = []
    changed: list[PayrollLine] = []
    errors: list[CellError] = []
    own, fallen = own_confirmations(batch), defaultdict[str, list[int]](list)
    for row, person, card in _rows(filed):
        line = known.get(person.pk)
        if line is None:
            made.append((row, person, card or person.card_index))
        elif news := _news(line, facts := _facts(row, person, card, batch), own):
            errors += _refusals(filed, row, line, news, locked)
            if reason := _falls(line, news):
                fallen[reason].append(line.pk)
            changed.append(_filled(line, facts, filed))
            continue
        else:
            continue
        if locked:
            errors.append(filed.error("LOCKED", locked, row=row))
    if errors:
        raise FileRefused(errors)
    for reason, lines in fallen.items():
        void_confirmations(filed.unit, batch, lines, reason=reason)
    return replace(_write(filed, batch, made, changed), differs=figures.differences(batch))


def _rows(filed: Filed) -> Iterator[tuple[PayrollRow, Person, str]]:
    """Each row, whose it is, and the blind index of the card it names ("" for none)."""
    ledger = filed.ledger
    people = [filed.roster[index] for index in ledger.id_indexes]
    return zip(ledger.rows, people, ledger.card_indexes, strict=True)


def _facts(row: PayrollRow, person: Person, card: str, batch: PayrollBatch) -> dict[str, Any]:
    """The line's fields; a ledger without a card (its index) means the card of the roster."""
    return {
        "trade": row.trade,
        "days": row.days,
        "rate": row.rate,
        "pieces": row.pieces,
        "gross": row.gross,
        "adjustment": row.adjustment,
        "net": row.net,
        "card_index": card or person.card_index,
        "card_holder": row.card_holder or person.card_holder,
        "pay_date": row.pay_date,
        "confirmed": row.confirmed,
        "counts_as_relief": person.counts_as_relief and not batch.care,
        "note": row.note,
        "card": row.card_number,
    }


def _news(line: PayrollLine, facts: dict[str, Any], own: set[int]) -> set[str]:
    """What the ledger changes. Whoever confirmed himself (``own``) need not be marked in it."""
    news = {
        name for name, value in facts.items() if name != "card" and getattr(line, name) != value
    }
    if line.pk in own and not facts["confirmed"] and not news & AGREED:
        facts["confirmed"] = True
        news.discard("confirmed")
    return news


def _falls(line: PayrollLine, news: set[str]) -> str:
    """Why the confirmation of ``line`` cannot stand, and falls; "" where it can or there is none."""
    reason = ""
    if line.confirmed and news & (AGREED - CARD):
        reason = "重新交台账，金额有变"
    elif line.confirmed and news & CARD:
        reason = "重新交台账，收款卡有变"
    elif line.confirmed and "confirmed" in news:
        reason = "重新交台账，未列本人确认"
    if reason:
        line.confirmed, line.confirmed_at = False, None
    return reason


def _refusals(
    filed: Filed, row: PayrollRow, line: PayrollLine, news: set[str], locked: str
) -> list[CellError]:
    status = LineStatus(line.status)
    if status in FIXED:
        return [
            filed.error("LOCKED", f"该行{status.label}，不能再改；差额在下月奖扣中说明", row=row)
        ]
    late_confirmation = news == {"confirmed"} and row.confirmed
    return [filed.error("LOCKED", locked, row=row)] if locked and not late_confirmation else []


def _filled(line: PayrollLine, facts: dict[str, Any], filed: Filed) -> PayrollLine:
    """``line`` with ``facts``; a bounced line with another card starts anew."""
    if line.status == LineStatus.BOUNCED and line.card_index != facts["card_index"]:
        line.status = LineStatus.RECORDED
    if line.status == LineStatus.CLEARED:
        line.status = LineStatus.RECORDED
    other_card = line.card_index != facts["card_index"]
    if other_card:
        line.reference = None  # money on its way to another card must never be taken for this one
    if facts["confirmed"] != line.confirmed:
        line.confirmed_at = filed.unit.now if facts["confirmed"] else None
    for name, value in facts.items():
        if name != "card":
            setattr(line, name, value)
    if other_card:  # sealed anew it would look like another number under a confirmation
        for name, value in _card(line, facts, filed).items():
            setattr(line, name, value)
    return line


def _card(line: PayrollLine, facts: dict[str, Any], filed: Filed) -> dict[str, str]:
    if facts["card"]:
        return sealed("card", facts["card"], PayrollLine)
    return sealed("card", _own_card(line.engagement_id, filed), PayrollLine)


def _own_card(engagement: int, filed: Filed) -> str:
    """The card that the roster gives a person, in plain."""
    return opened(filed.people_by_key[engagement], "card")


def _new(filed: Filed, batch: PayrollBatch, made: list[Made]) -> Iterator[tuple[Any, ...]]:
    """What is written of lines not known yet (NEW)."""
    cards = [row.card_number or _own_card(person.pk, filed) for row, person, _ in made]
    sealed_cards = encrypt_all(cards, place_of(PayrollLine, "card_cipher"))
    for (row, person, index), card, cipher in zip(made, cards, sealed_cards, strict=True):
        yield (
            batch.pk, person.pk, row.trade, row.days, row.rate, row.pieces, row.gross,
            row.adjustment, row.net, cipher, index, card[-4:],
            row.card_holder or person.card_holder, row.pay_date, row.confirmed,
            filed.unit.now if row.confirmed else None,
            person.counts_as_relief and not batch.care, row.note,
        )  # fmt: skip


def _write(
    filed: Filed, batch: PayrollBatch, made: list[Made], changed: list[PayrollLine]
) -> Taken:
    taken = Taken(len(made) + len(changed), len(filed.ledger.rows) - len(made) - len(changed))
    if made or changed:
        filed.write(taken)
        copy_in(PayrollLine, NEW, _new(filed, batch, made))
        PayrollLine.objects.bulk_update(changed, WRITTEN)
        confirm_marked(filed.unit, batch, How(ConfirmMethod.SHEET))
    return taken
