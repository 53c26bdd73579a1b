"""An objection to a month's notice has ended: what was left of the notice runs again."""

from __future__ import annotations

from typing import Any

from flows.complaints.models import Complaint, Kind
from flows.engine.unit import Unit

from ..models import PayrollBatch, PublicNotice
from ..rules.objections import notice_end
from ..states import BatchState


def run_notice_again(unit: Unit, complaint: Any) -> None:
    """Put off the end of the notice ``complaint`` stopped; not while another one is open."""
    if complaint.kind != Kind.NOTICE:
        return
    batch = PayrollBatch.objects.filter(
        project=complaint.project, month=complaint.month, state=BatchState.PUBLICIZING
    ).first()
    if batch is None:
        return
    notice = unit.current(PublicNotice.objects.get(batch=batch))
    days = unit.parameters.get(
        "publicity.pay.min_days", on=notice.posted_on, fund=complaint.project.fund_source
    )
    about = Complaint.objects.filter(
        project=complaint.project, kind=Kind.NOTICE, month=complaint.month
    )
    known = [unit.current(each) for each in about]
    stops = [(each.registered_on, each.ended_on) for each in known]
    ends_on = notice_end(notice.posted_on, days.days, stops, unit.today)
    if ends_on is not None and ends_on > notice.ends_on:
        put_off = (ends_on - notice.ends_on).days
        notice.ends_on = ends_on
        unit.changed(notice)
        unit.record(
            batch, "payroll", "run_notice_again", f"公示期顺延 {put_off} 日",
            payload={"complaint": complaint.number, "ends_on": ends_on.isoformat()},
        )  # fmt: skip
