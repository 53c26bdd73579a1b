"""A month's pay ledger is taken in: lines as handed in, sums not recomputed."""

from __future__ import annotations

from typing import Any

from flows.engine.privacy import blind
from flows.labour.actions import Filed, FileRefused, Taken
from flows.labour.actions.filing import sealed
from flows.labour.models import Engagement
from flows.sheets.problems import CellError
from flows.sheets.rows import PayrollRow

from ..models import PayrollBatch, PayrollLine
from ..states import LineStatus

FIXED = (LineStatus.PAID, LineStatus.SENT, LineStatus.STRUCK)


def take_payroll(filed: Filed, batch: PayrollBatch, *, locked: str = "") -> Taken:
    """Record the lines. ``locked`` says why amounts may not change any more; that somebody has
    confirmed since may be recorded all the same. Raises FileRefused."""
    if wrong := filed.strangers():
        raise FileRefused(wrong)
    known = {line.engagement_id: line for line in PayrollLine.objects.filter(batch=batch)}
    made: list[PayrollLine] = []
    changed: list[PayrollLine] = []
    errors: list[CellError] = []
    for row in filed.ledger.rows:
        person = filed.people[blind(row.id_number)]
        line, facts = known.get(person.pk), _facts(row, person)
        if line is None:
            made.append(_filled(PayrollLine(batch=batch, engagement=person), facts, filed))
        elif news := _news(line, facts):
            errors += _refusals(filed, row, line, news, locked)
            changed.append(_filled(line, facts, filed))
            continue
        else:
            continue
        if locked:
            errors.append(filed.error("LOCKED", locked, row=row))
    if errors:
        raise FileRefused(errors)
    return _write(filed, made, changed)


def _facts(row: PayrollRow, person: Engagement) -> dict[str, Any]:
    """The line's fields; a ledger without a card column means the card of the roster."""
    card = blind(row.card_number) if row.card_number else person.card_index
    return {
        "trade": row.trade,
        "days": row.days,
        "rate": row.rate,
        "gross": row.gross,
        "adjustment": row.adjustment,
        "net": row.net,
        "card_index": card,
        "card_holder": row.card_holder or person.card_holder,
        "pay_date": row.pay_date,
        "confirmed": row.confirmed,
        "counts_as_relief": person.counts_as_relief,
        "note": row.note,
        "card": row.card_number,
    }


def _news(line: PayrollLine, facts: dict[str, Any]) -> set[str]:
    return {
        name for name, value in facts.items() if name != "card" and getattr(line, name) != value
    }


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
    if line.card_index != facts["card_index"]:
        line.reference = None  # money on its way to another card must never be taken for this one
    if facts["confirmed"] and not line.confirmed:
        line.confirmed_at = filed.unit.now
    for name, value in facts.items():
        if name != "card":
            setattr(line, name, value)
    person = line.engagement if line.pk is None else filed.people_by_key[line.engagement_id]
    card = (
        sealed("card", facts["card"])
        if facts["card"]
        else {name: getattr(person, name) for name in ("card_cipher", "card_index", "card_last4")}
    )
    for name, value in card.items():
        setattr(line, name, value)
    return line


def _write(filed: Filed, made: list[PayrollLine], changed: list[PayrollLine]) -> Taken:
    taken = Taken(len(made) + len(changed), len(filed.ledger.rows) - len(made) - len(changed))
    if made or changed:
        filed.write(taken)
        PayrollLine.objects.bulk_create(made)
        PayrollLine.objects.bulk_update(
            changed,
            [
                "trade",
                "days",
                "rate",
                "gross",
                "adjustment",
                "net",
                "card_cipher",
                "card_index",
                "card_last4",
                "card_holder",
                "reference",
                "pay_date",
                "confirmed",
                "confirmed_at",
                "counts_as_relief",
                "note",
                "status",
            ],
        )
    return taken
