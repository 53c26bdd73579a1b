"""What is said on a delivery, whichever way it goes."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from .models import Delivery, Kind

MOST_LINES = 100


@dataclass(frozen=True)
class Letter:
    key: str
    kind: str  # its Chinese label
    recipient: str  # a name
    subject: str  # one line, as an e-mail has it
    heading: str  # the same where the kind stands beside it
    text: str
    url: str  # absolute, or ""


def letter_of(delivery: Delivery) -> Letter:
    """What ``delivery`` says, read at the moment it is sent."""
    message = delivery.message
    if message is None:
        subject, text = _digest(delivery)
        heading = subject
        url = f"{settings.SITE_URL}/notices/"
    else:
        subject, text = " ".join(message.subject.split()), message.text
        heading = message.heading
        url = f"{settings.SITE_URL}{message.url}" if message.url else ""
    about = delivery.get_kind_display()
    return Letter(delivery.key, about, str(delivery.recipient), subject, heading, text, url)


def _digest(delivery: Delivery) -> tuple[str, str]:
    rows = delivery.gathered.select_related("message").order_by("message_id")
    found = [row.message for row in rows if row.message is not None]
    lines = [
        f"{number}. 〔{Kind(each.kind).label}〕{each.heading}"
        f"（{timezone.localtime(each.created_at):%m-%d %H:%M}）\n   {settings.SITE_URL}{each.url}"
        for number, each in enumerate(found[:MOST_LINES], 1)
    ]
    if len(found) > MOST_LINES:
        lines.append(f"…… 共 {len(found)} 条，其余请登录查看。")
    return f"以工代赈消息汇总（{len(found)} 条）", "\n\n".join(lines)
