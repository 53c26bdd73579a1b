"""Ways out of the house. 站内 is the row itself; e-mail goes through Django's backend."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail

from .models import Message


def email(message: Message) -> None:
    """Send ``message`` to the recipient's address; a person without one reads it on the site,
    and who has left gets no mail about business that is no longer his."""
    recipient = message.recipient
    if message.quiet or not recipient.email or not recipient.is_active:
        return
    body = f"{message.text}\n\n{settings.SITE_URL}{message.url}" if message.url else message.text
    send_mail(
        " ".join(message.subject.split()), body, settings.DEFAULT_FROM_EMAIL, [recipient.email]
    )
