"""A reader and what he is told, without a project."""

from django.utils import timezone

from flows.orgs.models import User
from notifications.models import Message


def reader(username="reader", **more):
    facts = {"full_name": "收件人", "email": f"{username}@example.org"} | more
    return User.objects.get_or_create(username=username, defaults=facts)[0]


def a_message(number=1, **more):
    facts = {
        "recipient": more.get("recipient") or reader(),
        "key": f"k{number}",
        "subject": f"待办{number}",
        "text": "请办理。",
        "url": "/papers/PlanItem/1/",
        "created_at": timezone.now(),
    }
    return Message.objects.create(**facts | more)
