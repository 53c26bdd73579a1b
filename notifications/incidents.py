"""What could not be delivered: seen, sent again or closed by 系统管理员, who reads none of it.

Both verbs go into the back office's own record (LogEntry), which 审计管理员 reads.
"""

from __future__ import annotations

from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import QuerySet

from . import clock
from .models import Delivery, Outcome

PERMISSION = "notifications.change_delivery"
REASONS = {
    "TimeoutError": "对方在规定时间内没有应答",
    "ConnectionRefusedError": "连接被拒绝",
    "ConnectionResetError": "连接中断",
    "RemoteDisconnected": "对方未应答即断开",
    "gaierror": "找不到服务器地址",
    "SSLCertVerificationError": "对方证书无效",
    "SMTPServerDisconnected": "邮件服务器断开",
    "SMTPRecipientsRefused": "邮件服务器拒收该地址",
    "SMTPAuthenticationError": "邮件服务器登录未通过",
    "NOT CONFIGURED": "该渠道未配置",
    "WORKER LOST": "发送进程多次中断",
    "ANSWER TOO LONG": "对方应答过长",
}
FAMILIES = {
    "HTTP": "对方拒收",
    "ROBOT": "机器人拒收",
    "GATEWAY": "短信网关拒收",
    "SMTP": "邮件服务器拒收",
}


def explain(code: str) -> str:
    """``code`` of a failure in Chinese; an unknown one is shown as it is."""
    family = FAMILIES.get(code.partition(" ")[0])
    said = REASONS.get(code) or family
    return f"{said}（{code}）" if said else code


def open_ones() -> QuerySet[Delivery]:
    return Delivery.objects.filter(outcome=Outcome.FAILED).select_related("recipient")


def closed_ones() -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(outcome=Outcome.CLOSED)
    return rows.select_related("recipient", "closed_by")


@transaction.atomic
def retry(rows: QuerySet[Delivery], by: Any) -> int:
    """Send again, with all attempts anew; returns how many there were."""
    found = _locked(rows)
    pks = [each.pk for each in found]
    Delivery.objects.filter(pk__in=pks).update(
        outcome=Outcome.WAITING, due_at=clock.now(), attempts=0, ended_at=None, taken_until=None
    )
    _note(found, by, "重新发送")
    return len(pks)


@transaction.atomic
def dismiss(rows: QuerySet[Delivery], by: Any, reason: str) -> int:
    """Close without sending; ``reason`` is kept beside who and when. ValueError without one."""
    if not reason.strip():
        raise ValueError("关闭须写明理由")
    found = _locked(rows)
    Delivery.objects.filter(pk__in=[each.pk for each in found]).update(
        outcome=Outcome.CLOSED, closed_by=by, ended_at=clock.now(), reason=reason.strip()
    )
    _note(found, by, f"关闭：{reason.strip()}")
    return len(found)


def _locked(rows: QuerySet[Delivery]) -> list[Delivery]:
    """Of two who press at once, the second finds nothing."""
    failed = rows.filter(outcome=Outcome.FAILED).select_related("recipient")
    return list(failed.select_for_update(of=("self",)).order_by("pk"))


def _note(found: list[Delivery], by: Any, what: str) -> None:
    if found:
        LogEntry.objects.log_actions(by.pk, found, CHANGE, what)
