"""What the frame of every page shows: who is logged in, how much waits, which kind of system."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from flows.orgs.kinds import HEADS, PostCode
from notifications.models import Message

from .inbox import waiting_counts

# Who may read what was shown in full and taken away (labour/views/disclosures.py).
OVERSEERS = (*HEADS.values(), PostCode.AUDITOR, PostCode.ADMIN_AUDIT)

# Who goes to see the works (supervision/views/today.py).
SUPERVISORS = (
    PostCode.SUPERVISOR_CHIEF,
    PostCode.SUPERVISOR_ENGINEER,
    PostCode.OWNER_SITE,
    PostCode.OWNER_LEAD,
    PostCode.OVERSIGHT_DIRECTOR,
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of templates/base.html. Two statements for a person, none for a stranger."""
    found: dict[str, Any] = {
        "demo_state": settings.YGDZ_DEMO_STATE,
        "source_url": settings.SOURCE_URL,
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return found
    found["post_label"] = user.post_names
    found["supervises"] = user.holds(*SUPERVISORS)
    found["reads_disclosures"] = user.holds(*OVERSEERS)
    if not user.is_administrator:
        found["inbox_count"] = sum(waiting_counts(user).values())
        found["unread"] = Message.objects.filter(recipient=user, read_at=None).count()
    return found
