"""How the pay stands that a complaint is about; named to the room of complaints, which is earlier."""

from __future__ import annotations

from typing import Any

from django.db import connection

from flows.complaints import figures as complaints

LINE = """
SELECT l.status, l.hold_message FROM flows_payrollline l
JOIN flows_payrollbatch b ON b.id = l.batch_id
WHERE l.engagement_id = %s AND b.month = %s
"""
WORKED = """
SELECT coalesce(sum(portion), 0) FROM flows_attendance
WHERE live AND engagement_id = %s AND day >= %s AND day < %s::date + interval '1 month'
"""
SAID = {
    "RECORDED": "已登记、尚未发放", "HELD": "暂扣中", "CLEARED": "可发放、尚未代发",
    "SENT": "代发中、尚无成功回单", "BOUNCED": "被退汇",
}  # fmt: skip


def unpaid(complaint: Any) -> str:
    """What of the person's month is neither paid nor struck out, in words; "" where nothing is."""
    person, month = complaint.engagement_id, complaint.month
    with connection.cursor() as cursor:
        cursor.execute(LINE, [person, month])
        found = cursor.fetchone()
        if found is None:
            cursor.execute(WORKED, [person, month, month])
            days = cursor.fetchone()[0]
            return f"{month:%Y年%-m月}有 {days.normalize():f} 个工日，没有发放行" if days else ""
    status, held = found
    said = SAID.get(status, "")
    why = f"（{held.rstrip('。')}）" if status == "HELD" and held else ""
    return f"{month:%Y年%-m月}的发放行{said}{why}" if said else ""


complaints.UNPAID.append(unpaid)
