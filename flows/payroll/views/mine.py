"""What a worker's own page and his pay slip say, in plain words."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from flows.complaints.models import Complaint
from flows.engine.privacy import mask_tail, scrub
from flows.labour.models import Attendance, Engagement, TrainingRecord

from ..models import Confirmation, PayrollLine, digest_of
from ..states import EDITING, ConfirmMethod
from ..states import LineStatus as L

ZERO = Decimal(0)
WORDS = {
    L.SENT: ("info", "银行正在发。"),
    L.BOUNCED: ("warn", "银行退回来了，还没有到您卡上。请核对卡号，找劳资专管员。"),
    L.CLEARED: ("ok", "已经确认，等银行发到卡上。"),
}
WAYS = {
    ConfirmMethod.LINK: "您在手机上确认",
    ConfirmMethod.SHEET: "您在签字表上签字",
    ConfirmMethod.DEVICE: "您在现场确认",
}
STANDING = Prefetch(
    "confirmations", Confirmation.objects.filter(voided_at=None), to_attr="standing"
)


def account_of(person: Engagement) -> dict[str, Any]:
    """Everything on a worker's own page: six statements for any number of months."""
    lines = list(
        PayrollLine.objects.filter(engagement=person)
        .select_related("batch").prefetch_related(STANDING).order_by("batch__month")
    )  # fmt: skip
    marks: dict[dt.date, dict[int, Decimal]] = defaultdict(dict)
    present = Attendance.objects.filter(engagement=person, live=True).order_by("day")
    for day, portion in present.values_list("day", "portion"):
        marks[day.replace(day=1)][day.day] = portion
    pay = {line.batch.month: _pay(line) for line in lines}
    months = [
        {"month": month, "weeks": _weeks(month, marks[month]),
         "days": sum(marks[month].values(), ZERO), "pay": pay.get(month)}
        for month in sorted({*marks, *pay}, reverse=True)
    ]  # fmt: skip
    return {
        "person": person, "name": person.worker.name, "project": person.project,
        "months": months, "waiting": sum(each["waits"] for each in pay.values()),
        "training": _training(person), "agreement": _agreement(person),
        "objections": [
            {"paper": each, "reply": scrub(each.outcome or each.reply) if each.ended else ""}
            for each in Complaint.objects.filter(engagement=person).order_by("-id")[:10]
        ],
        "card": mask_tail(person.card_last4),
    }  # fmt: skip


def _weeks(month: dt.date, marks: dict[int, Decimal]) -> list[list[dict[str, Any]]]:
    """The month as weeks from Monday: ``day`` 0 outside it, ``mark`` 全, 半 or nothing."""
    said = {Decimal(1): "全", Decimal("0.5"): "半"}
    return [
        [{"day": day, "mark": said.get(marks.get(day, ZERO), "")} for day in week]
        for week in calendar.Calendar().monthdayscalendar(month.year, month.month)
    ]


def _pay(line: PayrollLine) -> dict[str, Any]:
    tone, text = words_of(line)
    stands = line.standing[0] if line.standing else None
    return {
        "line": line, "tone": tone, "text": text, "note": scrub(line.note),
        "card": mask_tail(line.card_last4), "waits": line.awaits_confirmation,
        "seen": digest_of(line), "way": WAYS[ConfirmMethod(stands.method)] if stands else "",
        "confirmed_at": stands.at if stands else None,
    }  # fmt: skip


def words_of(line: PayrollLine) -> tuple[str, str]:
    """Tone and plain words for where the money of ``line`` is."""
    status = L(line.status)
    if status == L.PAID:
        return "done", f"{line.paid_on:%-m月%-d日}已经到您卡上。"
    if status == L.STRUCK:
        return "bad", f"不发放。理由：{scrub(line.strike_reason)}"
    if status == L.HELD and line.confirmed:
        return "bad", f"暂时没有发：{line.hold_message}"
    if status in WORDS:
        return WORDS[status]
    if line.batch.state in EDITING:
        return "neutral", "还在核算，核好后请您来确认。"
    if not line.confirmed:
        return "warn", "等您确认。不确认，钱发不出来。"
    return "ok", "已经确认，正在公示、审核。"


def _training(person: Engagement) -> list[dict[str, Any]]:
    """What he was taught: on the roster, and session by session."""
    found = []
    if person.training_date:
        found.append({"what": "安全培训", "on": person.training_date,
                      "score": person.training_score, "passed": True})  # fmt: skip
    records = TrainingRecord.objects.filter(engagement=person).select_related("training")
    for each in records.order_by("training__held_on"):
        found.append({"what": each.training.get_kind_display(), "on": each.training.held_on,
                      "score": each.score, "passed": each.passed})  # fmt: skip
    return found


def _agreement(person: Engagement) -> dict[str, Any]:
    return {
        "number": scrub(person.agreement_number), "kind": person.get_agreement_kind_display(),
        "since": person.agreement_from, "until": person.agreement_until,
        "rate": person.daily_rate, "insurance": person.insurance,
    }  # fmt: skip


def slip_of(line: PayrollLine) -> dict[str, Any]:
    """工资清单 with what 条例15 asks of the pay ledger; numbers masked, receipts and confirmation
    as the proof that it was paid and agreed to. Four statements."""
    person, batch = line.engagement, line.batch
    month, worker = batch.month, person.worker
    last = month.replace(day=calendar.monthrange(month.year, month.month)[1])
    attended = Attendance.objects.filter(
        engagement=person, live=True, day__gte=month, day__lte=last
    ).values_list("portion", flat=True)  # fmt: skip
    stands = line.confirmations.filter(voided_at=None).first()
    return {
        "line": line, "batch": batch, "project": batch.project, "worker": worker,
        "first_day": month, "last_day": last, "employer": batch.project.contractor,
        "id_shown": mask_tail(worker.id_last4), "phone": mask_tail(worker.phone_last4),
        "card": mask_tail(line.card_last4), "attended": sum(attended, ZERO),
        "note": scrub(line.note), "way": stands.get_method_display() if stands else "",
        "confirmed_at": stands.at if stands else None,
        "receipts": list(line.receipts.filter(succeeded=True, reversed=False).order_by("traded_on")),
    }  # fmt: skip
